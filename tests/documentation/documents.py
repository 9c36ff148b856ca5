"""The documents as tests read them: sections by heading, rows of tables, fenced blocks, links. Text in, values out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.documentation.generated import DOCS, ROOT

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and all text up to the next heading of any level."""

    heading: str
    text: str

    @property
    def name(self) -> str:
        """The heading without the marks of code."""
        return self.heading.strip("`")


def all_documents() -> list[Path]:
    """List the documents of the project that are written for readers."""
    return sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def read(name: str) -> str:
    """Return a document under `docs`."""
    return (DOCS / name).read_text(encoding="utf-8")


def sections(text: str) -> list[Section]:
    """Cut a document at its headings."""
    found = list(_HEADING.finditer(without_fences(text)))
    blank = without_fences(text)
    ends = [match.start() for match in found[1:]] + [len(blank)]
    return [Section(match[2], text[match.end() : end]) for match, end in zip(found, ends, strict=True)]


def without_fences(text: str) -> str:
    """Return the text with blanks for what stands in fenced blocks, every other character in its place."""
    return _FENCE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def fenced(text: str, language: str) -> list[str]:
    """List the fenced blocks of a language, in order."""
    return [match[2] for match in _FENCE.finditer(text) if match[1] == language]


def table_rows(text: str) -> list[list[str]]:
    """List the rows of the tables in a text, heads and rulers left out, cells without the marks of code."""
    rows: list[list[str]] = []
    for line in without_fences(text).splitlines():
        if not line.startswith("|"):
            continue
        cells = [cell.strip().strip("`") for cell in line.strip("|").split(" | ")]
        if set(line) <= set("|-: "):
            rows.pop()  # what stands above a ruler is the head
        else:
            rows.append(cells)
    return rows


def links(text: str) -> Iterator[str]:
    """Yield the targets of links and pictures."""
    yield from (match[1] for match in _LINK.finditer(without_fences(text)))


def code_spans(text: str) -> list[str]:
    """List what is set as code inside lines."""
    return _CODE.findall(without_fences(text))


def anchors(text: str) -> set[str]:
    """Return the names that links may point to after `#`, as the usual sites make them of headings."""
    return {
        re.sub(r"[^\w\- ]", "", match[2].replace("`", "").lower()).replace(" ", "-")
        for match in _HEADING.finditer(without_fences(text))
    }
