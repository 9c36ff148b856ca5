"""The reading of the configuration: option values, the environment and `hfpapers.toml` in, one checked `Config` out.

The only reader of the environment. Precedence: option, environment, file, default. Nothing is created on disk.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hfpapers.config.readers import (
    Reader,
    integer,
    list_of,
    number,
    one_of,
    read_base_url,
    read_database_url,
    read_language,
    read_secret_url,
    read_text,
)
from hfpapers.config.settings import ARXIV_MIN_INTERVAL_SECONDS, Config
from hfpapers.errors import ConfigError

CONFIG_FILE = "hfpapers.toml"

_CHANNELS = "channels"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
#: Fields for which what other programs are told of OpenAI's interface is taken, where nothing else is said.
_OPENAI_FIELDS = frozenset({"llm_base_url", "llm_api_key"})


def default_home() -> Path:
    """Return the platform's data directory for the program."""
    import platformdirs  # noqa: PLC0415 - who names a home need not wait for it

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
    path = chosen_home / CONFIG_FILE
    in_file = _read_file(path)
    channels = in_file.pop(_CHANNELS, {})
    for name, (where, raw) in _given(path, in_file, env).items():
        values[name] = READERS[name](where, raw)
    if channels != {}:
        from hfpapers.config.channel_tables import read_channels  # noqa: PLC0415 - for whom has any

        values[_CHANNELS] = read_channels(f"{path}: {_CHANNELS}", channels, home=chosen_home, env=env)
    if database_url is not None:
        values["database_url"] = read_database_url("--db", database_url)
    return _checked(Config(**values))


def _refuse_file(where: str, home: Path) -> None:
    if home.exists() and not home.is_dir():
        raise ConfigError(where, f"{home} is no folder; name the one of the archive")


def _sqlite_url(path: Path) -> str:
    """Write a path as a URL: what a URL would take for an escape or a query is escaped."""
    return "sqlite:///" + str(path).replace("%", "%25").replace("?", "%3F")


def _given(path: Path, in_file: Mapping[str, object], env: Mapping[str, str]) -> dict[str, tuple[str, object]]:
    """Collect what was set, by field: where it was read and the value as written; the environment wins."""
    given: dict[str, tuple[str, object]] = {name: (f"{path}: {name}", value) for name, value in in_file.items()}
    for name in READERS:
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
    import tomllib  # noqa: PLC0415 - where there is a file

    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(path), f"is not valid TOML ({error})") from error
    for key in values:
        if key not in READERS and key != _CHANNELS:
            near = difflib.get_close_matches(key, (*READERS, _CHANNELS), n=1)
            raise ConfigError(f"{path}: {key}", f"no such setting{f'; did you mean {near[0]}?' if near else ''}")
    return values


#: Every setting that a variable of the environment may hold, too.
READERS: dict[str, Reader] = {
    "database_url": read_database_url,
    "hf_url": read_base_url,
    "arxiv_url": read_base_url,
    "oai_url": read_base_url,
    "arxiv_interval_seconds": number(0, 3600),
    "retry_seconds": number(0, 3600),
    "max_tries": integer(1, 100),
    "hf_requests_per_window": integer(1, 1_000_000),
    "hf_token": read_text,
    "timeout_seconds": number(0.1, 3600),
    "max_body_bytes": integer(1024, 2**31 - 1),
    "warc_file_bytes": integer(64 * 1024, 2**40),
    "healthcheck_url": read_secret_url,
    "llm_base_url": read_base_url,
    "llm_model": read_text,
    "llm_api_key": read_text,
    "llm_concurrency": integer(1, 256),
    "llm_requests_per_minute": integer(1, 1_000_000),
    "llm_timeout_seconds": number(0.1, 3600),
    "llm_context_tokens": integer(1024, 100_000_000),
    "llm_output_tokens": integer(256, 1_000_000),
    "llm_input_price": number(0, 1_000_000),
    "llm_output_price": number(0, 1_000_000),
    "llm_currency": read_text,
    "enrich_languages": list_of(read_language),
    "enrich_kinds": list_of(one_of("translation", "speedread", "roundup", "review")),
    "enrich_from": one_of("abstract", "fulltext"),
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
