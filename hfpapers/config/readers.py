"""Readers of single values: where it was read and what was written there in, the checked value out, or one line."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from hfpapers.errors import ConfigError

#: Checks a value; gets where it was read, for errors.
Reader = Callable[[str, object], Any]

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def read_database_url(where: str, raw: object) -> str:
    """Check the address of a database, and write it as SQLAlchemy does.

    Raises:
        ConfigError: It is of no database that can be used.
    """
    text = read_text(where, raw)
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
    text = read_text(where, raw)
    try:
        parts = urlsplit(text)
        is_sound = bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_sound = False
    is_plain = text.isascii() and text.isprintable() and not any(c.isspace() for c in text)
    if not (is_sound and is_plain) or parts.scheme not in {"http", "https"} or parts.fragment or "@" in parts.netloc:
        raise ConfigError(where, "must be an http or https address")
    return text


def read_text(where: str, raw: object) -> str:
    """Read text that is not blank; blanks around it go."""
    if not isinstance(raw, str) or not raw.strip():
        raise ConfigError(where, "must be text")
    return raw.strip()


def read_base_url(where: str, raw: object) -> str:
    """Read an http or https address without a query; a slash at its end goes."""
    text = read_text(where, raw).rstrip("/")
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


def number(low: float, high: float) -> Callable[[str, object], float]:
    """Make a reader of numbers within bounds; from the environment they come as text."""

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


def integer(low: int, high: int) -> Callable[[str, object], int]:
    """Make a reader of whole numbers within bounds."""
    read_number = number(low, high)

    def read(where: str, raw: object) -> int:
        value = read_number(where, raw)
        if value != int(value):
            raise ConfigError(where, f"{raw!r} must be a whole number")
        return int(value)

    return read


def one_of(*allowed: str) -> Callable[[str, object], str]:
    """Make a reader that takes these words only."""

    def read(where: str, raw: object) -> str:
        text = read_text(where, raw)
        if text not in allowed:
            raise ConfigError(where, f"{text!r} must be one of {', '.join(allowed)}")
        return text

    return read


def list_of(read_one: Callable[[str, object], str]) -> Callable[[str, object], tuple[str, ...]]:
    """Read a list: in TOML a list of texts, in the environment texts parted by commas."""

    def read(where: str, raw: object) -> tuple[str, ...]:
        parts = raw.split(",") if isinstance(raw, str) else raw
        if not isinstance(parts, list):
            raise ConfigError(where, "must be a list of texts")
        return tuple(dict.fromkeys(read_one(where, part) for part in parts))

    return read


def read_language(where: str, raw: object) -> str:
    """Read a BCP 47 language tag."""
    text = read_text(where, raw)
    if _LANGUAGE_TAG.fullmatch(text) is None:
        raise ConfigError(where, f"{text!r} is no language tag; write one such as en, zh or pt-BR")
    return text
