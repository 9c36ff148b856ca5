"""Renderers: a `Digest` in, a document of one format out, in pieces. They add markup and no words of their own.

A renderer's module is imported when its format is asked for: reading this one costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from hfpapers.errors import ConfigError

if TYPE_CHECKING:
    from hfpapers.digest.model import Digest


@dataclass(frozen=True, slots=True)
class Format:
    """A format, and the function that writes it.

    Attributes:
        suffix: Of its files, without the dot before it; it may be of two parts (`feed.json`).
        media_type: As IANA has it, or as it is known where IANA has none; text is UTF-8.
        module, function: In this package; takes a digest and yields text, or bytes where `is_binary`.
        also_suffixes: Others that tell the format by the name of a file.
    """

    name: str
    suffix: str
    media_type: str
    module: str
    function: str
    also_suffixes: tuple[str, ...] = ()
    is_binary: bool = False


_ALL = (
    Format("md", "md", "text/markdown", "markdown", "render_markdown", ("markdown",)),
    Format("html", "html", "text/html", "html_page", "render_html", ("htm",)),
    Format("json", "json", "application/json", "json_document", "render_json"),
    Format("jsonl", "jsonl", "application/x-ndjson", "json_lines", "render_jsonl", ("ndjson",)),
    Format("csv", "csv", "text/csv", "csv_table", "render_csv"),
    Format("txt", "txt", "text/plain", "plain_text", "render_text"),
    Format("rss", "rss", "application/rss+xml", "xml_feeds", "render_rss"),
    Format("atom", "atom", "application/atom+xml", "xml_feeds", "render_atom"),
    Format("jsonfeed", "feed.json", "application/feed+json", "json_feed", "render_json_feed", ("jsonfeed",)),
    Format("epub", "epub", "application/epub+zip", "epub", "render_epub", is_binary=True),
    Format("bibtex", "bib", "application/x-bibtex", "bibtex", "render_bibtex", ("bibtex",)),
    Format("ris", "ris", "application/x-research-info-systems", "ris", "render_ris"),
    Format(
        "csl-json",
        "csl.json",
        "application/vnd.citationstyles.csl+json",
        "csl_json",
        "render_csl_json",
        ("csljson",),
    ),
)

#: All formats by name.
FORMATS: Mapping[str, Format] = {each.name: each for each in _ALL}
#: What reads Markdown with a block of YAML before it.
FRONT_MATTERS = ("hugo", "jekyll", "obsidian")


def render_pieces(digest: Digest, fmt: str, *, front_matter: str | None = None) -> Iterator[str | bytes]:
    r"""Yield the document piece by piece, so that no more than one entry's markup is held at a time.

    Text must be written in UTF-8 and with its line ends as they are (CSV has `\r\n`).

    Args:
        digest: What to write.
        fmt: Name of a format.
        front_matter: One of `FRONT_MATTERS`, for `md` alone.

    Raises:
        ConfigError: There is no such format, or it takes no such front matter.
    """
    chosen = FORMATS.get(fmt)
    if chosen is None:
        raise ConfigError("--format", f"no such format {fmt!r}; there are: {', '.join(FORMATS)}")
    if front_matter is not None and (fmt != "md" or front_matter not in FRONT_MATTERS):
        raise ConfigError(
            "--front-matter", f"{fmt} has none called {front_matter!r}; md has: {', '.join(FRONT_MATTERS)}"
        )
    renderer = getattr(import_module(f"{__name__}.{chosen.module}"), chosen.function)
    options: dict[str, Any] = {} if front_matter is None else {"front_matter": front_matter}
    pieces: Iterator[str | bytes] = renderer(digest, **options)
    return pieces


def render_bytes(digest: Digest, fmt: str, *, front_matter: str | None = None) -> bytes:
    """Return the whole document as it is written to a file, for small uses; errors are those of `render_pieces`."""
    pieces = render_pieces(digest, fmt, front_matter=front_matter)
    return b"".join(piece.encode() if isinstance(piece, str) else piece for piece in pieces)


def render(digest: Digest, fmt: str, *, front_matter: str | None = None) -> str:
    """Return the whole document as text, for small uses; errors are those of `render_pieces`.

    Raises:
        UnicodeDecodeError: The format is binary.
    """
    return render_bytes(digest, fmt, front_matter=front_matter).decode()
