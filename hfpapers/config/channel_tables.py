"""Channels as they stand in `hfpapers.toml`: the tables `[channels.NAME]` in, checked channels out, or one line.

Secrets do not stand in the file: it names the variables of the environment that hold them.
"""

from __future__ import annotations

import difflib
import ipaddress
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from hfpapers.config.channels import (
    FEED_FORMATS,
    FILE_FORMATS,
    PERIODS,
    Channel,
    ChatChannel,
    FeedChannel,
    FileChannel,
    MailChannel,
    Wanted,
)
from hfpapers.config.readers import Reader, integer, one_of, read_language, read_text
from hfpapers.errors import ConfigError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[?[0-9A-Fa-f:.]+\]?")
_ADDRESS = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-][A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]*@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?"
#: Not parsed by the standard library: it takes much for an address, and an import of it is dear.
_MAILBOX = re.compile(rf"{_ADDRESS}|[^<>\"@,;:\\]+ <{_ADDRESS}>")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


def read_channels(where: str, raw: object, *, home: Path, env: Mapping[str, str]) -> tuple[Channel, ...]:
    """Read all channels, in the order of the file.

    Args:
        where: Names the file and the table, for errors.
        raw: What TOML made of it.
        home: Folders that are not absolute stand in it.
        env: The environment, for secrets. A variable that is not set is no fault here: only sending needs it.

    Raises:
        ConfigError: A setting that is unknown, is missing, or cannot be used.
    """
    if not isinstance(raw, dict):
        raise ConfigError(where, "must be tables, such as [channels.team]")
    channels = tuple(_read_channel(f"{where}.{name}", name, table, home, env) for name, table in raw.items())
    _refuse_same_files(where, channels)
    return channels


def _refuse_same_files(where: str, channels: Iterable[Channel]) -> None:
    """Refuse two channels that would write over each other's files, each taking its own for sent."""
    writers: dict[tuple[object, ...], str] = {}
    for channel in channels:
        for file in _files_of(channel):
            other = writers.setdefault(file, channel.name)
            if other != channel.name:
                key = "path" if isinstance(channel, FeedChannel) else "folder"
                raise ConfigError(f"{where}.{channel.name}.{key}", f"would hold the same files as that of {other}")


def _files_of(channel: Channel) -> Iterator[tuple[object, ...]]:
    """Tell what decides on the names of a channel's files; filters do not."""
    wanted = channel.wanted
    if isinstance(channel, FileChannel):
        yield from ((channel.folder, fmt, wanted.style, wanted.lang, wanted.period) for fmt in channel.formats)
    elif isinstance(channel, FeedChannel):
        yield (channel.path,)


def _read_channel(where: str, name: str, table: object, home: Path, env: Mapping[str, str]) -> Channel:
    if _NAME.fullmatch(name) is None:
        raise ConfigError(where, "the name of a channel has letters, digits, - and _ only, 64 at most")
    if not isinstance(table, dict):
        raise ConfigError(where, f"must be a table, [channels.{name}]")
    kind = one_of(*_MAKERS)(f"{where}.type", _required(where, table, "type"))
    readers, make = _MAKERS[kind]
    allowed = {"type": read_text, **_WANTED, **readers}
    for key in table:
        if key not in allowed:
            near = difflib.get_close_matches(key, allowed, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ConfigError(f"{where}.{key}", f"no such setting of a channel of type {kind}{hint}")
    values = {key: allowed[key](f"{where}.{key}", value) for key, value in table.items()}
    wanted = Wanted(**{key: values[key] for key in _WANTED if key in values})
    own = {key: values[key] for key in readers if key in values}
    return make(_Read(where, {"name": name, "wanted": wanted, **own}, home, env))


class _Read:
    """A channel's values, and what else makes a channel of them."""

    def __init__(self, where: str, values: dict[str, Any], home: Path, env: Mapping[str, str]) -> None:
        self.where = where
        self.values = values
        self._home = home
        self._env = env

    def require(self, *keys: str) -> None:
        for key in keys:
            _required(self.where, self.values, key)

    def secret(self, key: str) -> str | None:
        variable = self.values.get(key)
        return None if variable is None else self._env.get(variable) or None

    def place(self, key: str) -> Path:
        return self._home / Path(self.values[key]).expanduser()


def _required(where: str, table: Mapping[str, Any], key: str) -> Any:
    if key not in table:
        raise ConfigError(f"{where}.{key}", "is missing")
    return table[key]


def _mail(read: _Read) -> MailChannel:
    read.require("to", "from", "smtp_host")
    values = {key: value for key, value in read.values.items() if key != "from"}
    security = values.get("smtp_security", "starttls")
    if ("smtp_user" in values) != ("smtp_password_env" in values):
        raise ConfigError(f"{read.where}.smtp_user", "goes with smtp_password_env: give both, or neither")
    if security == "none" and "smtp_user" in values and not _is_private(values["smtp_host"]):
        problem = f"would send the password in clear to {values['smtp_host']}; use starttls or tls"
        raise ConfigError(f"{read.where}.smtp_security", problem)
    values.setdefault("smtp_port", _PORTS[security])
    return MailChannel(sender=read.values["from"], smtp_password=read.secret("smtp_password_env"), **values)


def _chat(read: _Read) -> ChatChannel:
    read.require("url_env")
    return ChatChannel(url=read.secret("url_env"), **read.values)


def _file(read: _Read) -> FileChannel:
    read.require("folder")
    return FileChannel(**(read.values | {"folder": read.place("folder")}))


def _feed(read: _Read) -> FeedChannel:
    read.require("path")
    return FeedChannel(**(read.values | {"path": read.place("path")}))


def _is_private(host: str) -> bool:
    if host in _LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_private
    except ValueError:
        return False


# --- single values -----------------------------------------------------------------------------


def _texts(read_one: Reader) -> Reader:
    def read(where: str, raw: object) -> tuple[str, ...]:
        if not isinstance(raw, list) or not raw:
            raise ConfigError(where, "must be a list of texts")
        return tuple(dict.fromkeys(read_one(where, item) for item in raw))

    return read


def _matching(pattern: re.Pattern[str], what: str) -> Reader:
    def read(where: str, raw: object) -> str:
        text = read_text(where, raw)
        if pattern.fullmatch(text) is None:
            raise ConfigError(where, f"{text!r} {what}")
        return text

    return read


def _variable(where: str, raw: object) -> str:
    """Read the name of a variable; what is none is not quoted: it may be the secret itself."""
    text = read_text(where, raw)
    if _VARIABLE.fullmatch(text) is None:
        raise ConfigError(where, "must name a variable of the environment; the secret itself goes into that")
    return text


def _mailbox(where: str, raw: object) -> str:
    """Read an address, with a name before it if wanted: `Papers <papers@example.org>`."""
    text = read_text(where, raw)
    if not text.isprintable() or _MAILBOX.fullmatch(text) is None:
        raise ConfigError(where, f"{text!r} must be one mail address, such as Papers <papers@example.org>")
    return text


def _keyword(where: str, raw: object) -> str:
    return " ".join(read_text(where, raw).split())


_WANTED: dict[str, Reader] = {
    "style": one_of("list", "speedread", "roundup", "review"),
    "lang": read_language,
    "period": one_of(*PERIODS),
    "top": integer(1, 1_000_000),
    "min_upvotes": integer(0, 1_000_000_000),
    "categories": _texts(_keyword),
    "keywords": _texts(_keyword),
    "catch_up": integer(1, 366),
}

_MAKERS: dict[str, tuple[dict[str, Reader], Callable[[_Read], Channel]]] = {
    "mail": (
        {
            "to": _texts(_mailbox),
            "from": _mailbox,
            "smtp_host": _matching(_HOST, "is no name of a machine"),
            "smtp_port": integer(1, 65535),
            "smtp_security": one_of(*_PORTS),
            "smtp_user": read_text,
            "smtp_password_env": _variable,
        },
        _mail,
    ),
    "chat": (
        {
            "url_env": _variable,
            "format": one_of("markdown", "html", "text"),
            "message_characters": integer(200, 10_000_000),
        },
        _chat,
    ),
    "file": ({"folder": read_text, "formats": _texts(one_of(*FILE_FORMATS))}, _file),
    "feed": ({"path": read_text, "format": one_of(*FEED_FORMATS), "entries": integer(1, 366)}, _feed),
}
