"""Channels: where digests are sent, and what of them; plain values, checked when they were read.

What is secret (a password, an address that whoever knows it can use) comes from the environment and stands in no
`repr`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

#: Formats of files, as `digest.render` names them.
FILE_FORMATS = (
    "md",
    "html",
    "txt",
    "json",
    "jsonl",
    "csv",
    "rss",
    "atom",
    "jsonfeed",
    "epub",
    "bibtex",
    "ris",
    "csl-json",
)
FEED_FORMATS = ("rss", "atom", "jsonfeed")
PERIODS = ("day", "week", "month")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which digests a channel gets.

    Attributes:
        style, lang: As `export` has them.
        period: `day`, `week` or `month`: of which spans there is a digest each.
        top, min_upvotes, categories, keywords: Filters, as `export` has them.
        catch_up: How many periods back from the newest that has ended are made up for, if they were not sent.
    """

    style: str = "list"
    lang: str = "en"
    period: str = "day"
    top: int | None = None
    min_upvotes: int | None = None
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    catch_up: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class MailChannel:
    """Mail by a server that speaks SMTP.

    Attributes:
        to: Each gets a copy of their own.
        sender: What stands in `From`.
        smtp_security: `starttls`, `tls` or `none`.
        smtp_password_env: Names the variable of the environment; `smtp_password` is what was in it, None for nothing.
    """

    name: str
    wanted: Wanted
    to: tuple[str, ...]
    sender: str
    smtp_host: str
    smtp_port: int
    smtp_security: str = "starttls"
    smtp_user: str | None = None
    smtp_password_env: str | None = None
    smtp_password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatChannel:
    """A chat service, by an address that apprise knows.

    Attributes:
        url_env: Names the variable of the environment; `url` is what was in it, None for nothing.
        format: `markdown`, `html` or `text`; None leaves it to the service.
        message_characters: A message has no more than these; None leaves it to the service.
    """

    name: str
    wanted: Wanted
    url_env: str
    url: str | None = field(default=None, repr=False)
    format: str | None = None
    message_characters: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChannel:
    """Files in a folder, one a digest and format, named as `export` names them."""

    name: str
    wanted: Wanted
    folder: Path
    formats: tuple[str, ...] = ("md",)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedChannel:
    """A feed in a file: the papers of the newest `entries` periods, written anew with each that is added."""

    name: str
    wanted: Wanted
    path: Path
    format: str = "atom"
    entries: int = 7


Channel: TypeAlias = MailChannel | ChatChannel | FileChannel | FeedChannel
