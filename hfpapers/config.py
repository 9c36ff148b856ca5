"""All configuration: the environment, `hfpapers.toml` in the home folder and the command line, in one frozen value.

The only reader of the environment. In: option values, `os.environ`, the file. Out: `Config`,
every value checked. Precedence: option, environment, file, default. Nothing is created on disk.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import platformdirs

from hfpapers.errors import ConfigError

ARXIV_MIN_INTERVAL_SECONDS = 3.0
CONFIG_FILE = "hfpapers.toml"
_MIB = 1024 * 1024
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
#: Fields for which what other programs are told of OpenAI's interface is taken, where nothing else is said.
_OPENAI_FIELDS = frozenset({"llm_base_url", "llm_api_key"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What the program was told.

    Attributes:
        home: Folder of the database, the WARC files and the journals.
        database_url: SQLAlchemy URL; SQLite at `hfpapers.db` in the home folder by default.
        hf_url, arxiv_url: Where upstream lives, without a slash at the end.
        oai_url: Where arXiv's OAI-PMH interface lives, without a slash at the end.
        arxiv_interval_seconds: Least time between two requests to arXiv, over all processes of the machine.
        retry_seconds: The first wait between tries; every wait that no response header dictates derives from it.
        max_tries: Tries in all for one request.
        hf_requests_per_window: Cap on requests to Hugging Face in a window; None is what `RateLimit-Policy` says.
        hf_token: Sent to the Hugging Face host only, over https or loopback only; never logged.
        timeout_seconds: Longest time that one download may take.
        max_body_bytes: Largest body accepted, after decompression.
        warc_file_bytes: A WARC file is closed and the next begun once it is this large.
        healthcheck_url: Called at the end of `nightly`, with `/fail` added where it failed; None calls nobody.
        llm_base_url: Of an OpenAI-compatible endpoint (`http://localhost:11434/v1`); None is OpenAI's own.
        llm_model: What it is to answer with; None where no model is configured.
        llm_api_key: Sent to the endpoint only, never logged; None for endpoints that ask for none.
        llm_concurrency: Requests under way at a time.
        llm_requests_per_minute: Cap on requests; None leaves it to the endpoint's 429.
        llm_timeout_seconds: Longest time that one answer may take.
        llm_context_tokens: What prompt and answer may have together, for one request.
        llm_output_tokens: What one answer may have.
        llm_input_price, llm_output_price: Of a million tokens, in `llm_currency`; None where costs are not counted.
        enrich_languages: Languages that `nightly` asks the model for; empty asks for nothing.
        enrich_kinds: Kinds of answers that `nightly` asks for; empty means all.
        enrich_from: What the model is told of a paper by `nightly`: `abstract` or `fulltext`.
    """

    home: Path
    database_url: str = field(repr=False)
    hf_url: str = "https://huggingface.co"
    arxiv_url: str = "https://export.arxiv.org"
    oai_url: str = "https://oaipmh.arxiv.org/oai"
    arxiv_interval_seconds: float = ARXIV_MIN_INTERVAL_SECONDS
    retry_seconds: float = 5.0
    max_tries: int = 5
    hf_requests_per_window: int | None = None
    hf_token: str | None = field(default=None, repr=False)
    timeout_seconds: float = 60.0
    max_body_bytes: int = 32 * _MIB
    warc_file_bytes: int = 256 * _MIB
    healthcheck_url: str | None = field(default=None, repr=False)
    llm_base_url: str | None = None
    llm_model: str | None = None
    llm_api_key: str | None = field(default=None, repr=False)
    llm_concurrency: int = 4
    llm_requests_per_minute: int | None = None
    llm_timeout_seconds: float = 120.0
    llm_context_tokens: int = 32_768
    llm_output_tokens: int = 4096
    llm_input_price: float | None = None
    llm_output_price: float | None = None
    llm_currency: str = "USD"
    enrich_languages: tuple[str, ...] = ()
    enrich_kinds: tuple[str, ...] = ()
    enrich_from: str = "abstract"

    @property
    def warc_dir(self) -> Path:
        """Folder of the WARC files."""
        return self.home / "warc"


def default_home() -> Path:
    """Return the platform's data directory for the program."""
    return Path(platformdirs.user_data_dir("hfpapers", appauthor=False))


def load_config(
    *, home: Path | None = None, database_url: str | None = None, environ: Mapping[str, str] | None = None
) -> Config:
    """Gather the configuration.

    Args:
        home: From `--home`; wins over `HFPAPERS_HOME`.
        database_url: From `--db`; wins over `HFPAPERS_DATABASE_URL`.
        environ: Stands in for the process's environment, in tests.

    Raises:
        ConfigError: A value cannot be used, or the file has a key that does not exist.
    """
    env = os.environ if environ is None else environ
    chosen_home = (home or Path(env.get("HFPAPERS_HOME") or default_home())).expanduser().absolute()
    _refuse_file("HFPAPERS_HOME" if home is None else "--home", chosen_home)
    values: dict[str, Any] = {"home": chosen_home, "database_url": _sqlite_url(chosen_home / "hfpapers.db")}
    for name, (where, raw) in _given(chosen_home, env).items():
        values[name] = _READERS[name](where, raw)
    if database_url is not None:
        values["database_url"] = read_database_url("--db", database_url)
    return _checked(Config(**values))


def read_database_url(where: str, raw: object) -> str:
    """Check the address of a database, and write it as SQLAlchemy does.

    Raises:
        ConfigError: It is of no database that can be used.
    """
    text = _text(where, raw)
    for scheme in ("postgresql://", "postgres://"):
        if text.startswith(scheme):
            return "postgresql+psycopg://" + text.removeprefix(scheme)
    if not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ConfigError(where, "must begin with sqlite:/// or postgresql://")
    name, _, query = text.removeprefix("sqlite:///").partition("?")
    if text.startswith("sqlite:") and (name in {"", "file:"} or ":memory:" in name or "mode=memory" in query):
        raise ConfigError(where, "must name a file: a database in memory would be gone when the program ends")
    return text


def read_secret_url(where: str, raw: object) -> str:
    """Check an address that must not be shown: whoever knows it can use it, so no error quotes it.

    Raises:
        ConfigError: It is no http or https address.
    """
    text = _text(where, raw)
    try:
        parts = urlsplit(text)
        is_sound = bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_sound = False
    is_plain = text.isascii() and text.isprintable() and not any(c.isspace() for c in text)
    if not (is_sound and is_plain) or parts.scheme not in {"http", "https"} or parts.fragment or "@" in parts.netloc:
        raise ConfigError(where, "must be an http or https address")
    return text


def _refuse_file(where: str, home: Path) -> None:
    if home.exists() and not home.is_dir():
        raise ConfigError(where, f"{home} is no folder; name the one of the archive")


def _sqlite_url(path: Path) -> str:
    """Write a path as a URL: what a URL would take for an escape or a query is escaped."""
    return "sqlite:///" + str(path).replace("%", "%25").replace("?", "%3F")


def _given(home: Path, env: Mapping[str, str]) -> dict[str, tuple[str, object]]:
    """Collect what was set, by field: where it was read and the value as written; the environment wins."""
    path = home / CONFIG_FILE
    given: dict[str, tuple[str, object]] = {
        name: (f"{path}: {name}", value) for name, value in _read_file(path).items()
    }
    for name in _READERS:
        for variable in _variables(name):
            if env.get(variable):
                given[name] = (variable, env[variable])
                break
    return given


def _variables(name: str) -> tuple[str, ...]:
    """Name the variables of the environment that set a field, the one that wins first."""
    if name == "hf_token":
        return ("HF_TOKEN",)
    ours = f"HFPAPERS_{name.upper()}"
    return (ours, f"OPENAI_{name.removeprefix('llm_').upper()}") if name in _OPENAI_FIELDS else (ours,)


def _read_file(path: Path) -> dict[str, object]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(str(path), f"cannot be read ({error})") from error
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(path), f"is not valid TOML ({error})") from error
    for key in values:
        if key not in _READERS:
            near = difflib.get_close_matches(key, _READERS, n=1)
            raise ConfigError(f"{path}: {key}", f"no such setting{f'; did you mean {near[0]}?' if near else ''}")
    return values


def _text(where: str, raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise ConfigError(where, "must be text")
    return raw.strip()


def _base_url(where: str, raw: object) -> str:
    text = _text(where, raw).rstrip("/")
    if "@" in text:
        raise ConfigError(where, "must not hold a user or password; a token goes into HF_TOKEN")
    try:
        parts = urlsplit(text)
        is_sound = bool(parts.hostname) and parts.port != 0 and not any(c.isspace() for c in text)
    except ValueError as error:
        raise ConfigError(where, f"{text!r} is no address ({error})") from error
    if parts.scheme not in {"http", "https"} or not is_sound or parts.query or parts.fragment:
        raise ConfigError(where, f"{text!r} must be an http or https address without a query")
    return text


def _number(low: float, high: float) -> Callable[[str, object], float]:
    def read(where: str, raw: object) -> float:
        if isinstance(raw, bool) or not isinstance(raw, int | float | str):
            raise ConfigError(where, f"{raw!r} must be a number")
        try:
            value = float(raw)
        except ValueError as error:
            raise ConfigError(where, f"{raw!r} must be a number") from error
        if not low <= value <= high:
            raise ConfigError(where, f"{raw!r} must be from {low:g} to {high:g}")
        return value

    return read


def _integer(low: int, high: int) -> Callable[[str, object], int]:
    number = _number(low, high)

    def read(where: str, raw: object) -> int:
        value = number(where, raw)
        if value != int(value):
            raise ConfigError(where, f"{raw!r} must be a whole number")
        return int(value)

    return read


def _one_of(*allowed: str) -> Callable[[str, object], str]:
    def read(where: str, raw: object) -> str:
        text = _text(where, raw)
        if text not in allowed:
            raise ConfigError(where, f"{text!r} must be one of {', '.join(allowed)}")
        return text

    return read


def _list_of(read_one: Callable[[str, object], str]) -> Callable[[str, object], tuple[str, ...]]:
    """Read a list: in TOML a list of texts, in the environment texts parted by commas."""

    def read(where: str, raw: object) -> tuple[str, ...]:
        parts = raw.split(",") if isinstance(raw, str) else raw
        if not isinstance(parts, list):
            raise ConfigError(where, "must be a list of texts")
        return tuple(dict.fromkeys(read_one(where, part) for part in parts))

    return read


def _language(where: str, raw: object) -> str:
    text = _text(where, raw)
    if _LANGUAGE_TAG.fullmatch(text) is None:
        raise ConfigError(where, f"{text!r} is no language tag; write one such as en, zh or pt-BR")
    return text


_READERS: dict[str, Callable[[str, object], object]] = {
    "database_url": read_database_url,
    "hf_url": _base_url,
    "arxiv_url": _base_url,
    "oai_url": _base_url,
    "arxiv_interval_seconds": _number(0, 3600),
    "retry_seconds": _number(0, 3600),
    "max_tries": _integer(1, 100),
    "hf_requests_per_window": _integer(1, 1_000_000),
    "hf_token": _text,
    "timeout_seconds": _number(0.1, 3600),
    "max_body_bytes": _integer(1024, 2**31 - 1),
    "warc_file_bytes": _integer(64 * 1024, 2**40),
    "healthcheck_url": read_secret_url,
    "llm_base_url": _base_url,
    "llm_model": _text,
    "llm_api_key": _text,
    "llm_concurrency": _integer(1, 256),
    "llm_requests_per_minute": _integer(1, 1_000_000),
    "llm_timeout_seconds": _number(0.1, 3600),
    "llm_context_tokens": _integer(1024, 100_000_000),
    "llm_output_tokens": _integer(256, 1_000_000),
    "llm_input_price": _number(0, 1_000_000),
    "llm_output_price": _number(0, 1_000_000),
    "llm_currency": _text,
    "enrich_languages": _list_of(_language),
    "enrich_kinds": _list_of(_one_of("translation", "speedread", "roundup", "review")),
    "enrich_from": _one_of("abstract", "fulltext"),
}


def _checked(config: Config) -> Config:
    host = urlsplit(config.arxiv_url).hostname or ""
    under_arxiv = host == "arxiv.org" or host.endswith(".arxiv.org")
    if under_arxiv and config.arxiv_interval_seconds < ARXIV_MIN_INTERVAL_SECONDS:
        raise ConfigError(
            "arxiv_interval_seconds",
            f"{config.arxiv_interval_seconds:g} is less than the {ARXIV_MIN_INTERVAL_SECONDS:g} s "
            f"that arXiv's terms of use ask for; leave it out, or set HFPAPERS_ARXIV_URL to a mirror of your own",
        )
    parts = urlsplit(config.hf_url)
    if config.hf_token is not None and parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise ConfigError("HF_TOKEN", f"would be sent in clear to {config.hf_url}; use https, or unset it")
    if config.llm_api_key is not None and config.llm_base_url is not None and not _is_private(config.llm_base_url):
        raise ConfigError("llm_api_key", f"would be sent in clear to {config.llm_base_url}; use https, or unset it")
    if config.llm_output_tokens * 2 > config.llm_context_tokens:
        raise ConfigError(
            "llm_output_tokens",
            f"{config.llm_output_tokens} must be at most half of llm_context_tokens ({config.llm_context_tokens})",
        )
    return config


def _is_private(url: str) -> bool:
    """Tell whether what is sent there stays private: by https, or within the machine or a private network."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https" or host in _LOOPBACK or "." not in host or host.endswith((".local", ".internal")):
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False
