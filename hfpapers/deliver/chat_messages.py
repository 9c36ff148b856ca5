"""A digest cut into messages that a service takes: units and a limit in, bodies out.

A paper is never cut in two: what does not fit into what is left of a message begins the next one. A paper that is too
long for a message of its own is shortened at the end of a sentence, said with an ellipsis, and keeps the link that
leads to all of it. Nothing is cut within a word or a link.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from hfpapers.deliver.chat_lines import Line, Span, Unit
from hfpapers.deliver.chat_markup import render_lines

ELLIPSIS = "…"

_SENTENCE_END = re.compile(r"[.!?…][\"')\]”’]*(?=\s)|[。！？][”’」）]*")  # noqa: RUF001 - Chinese text ends with these
_WORD_END = re.compile(r"(?<=\S)(?=\s)|(?<=[⺀-鿿豈-﫿、-〿＀-￯])(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a service takes.

    Attributes:
        fmt: One of `chat_markup.FORMATS`.
        characters: A body has no more than these.
        length: How long the service makes a body.
    """

    fmt: str
    characters: int
    length: Callable[[str], int] = len

    def fits(self, lines: Iterable[Line]) -> bool:
        """Tell whether lines make no longer a message than may be."""
        return self.length(render_lines(lines, self.fmt)) <= self.characters


def split_units(units: Iterable[Unit], measure: Measure) -> tuple[str, ...]:
    """Return the bodies, in order."""
    bodies: list[str] = []
    open_lines: tuple[Line, ...] = ()
    for unit in units:
        lines = unit.lines if measure.fits(unit.lines) else shorten_unit(unit, measure)
        if open_lines and not measure.fits((*open_lines, *lines)):
            bodies.append(render_lines(open_lines, measure.fmt))
            open_lines = ()
        open_lines += lines
    return (*bodies, render_lines(open_lines, measure.fmt)) if open_lines else tuple(bodies)


def shorten_unit(unit: Unit, measure: Measure) -> tuple[Line, ...]:
    """Return as much of a unit as makes a message: its head, the first sentences of its body, its links."""
    foot = next((foot for foot in _feet(unit) if measure.fits((*unit.head, *foot, *_bare_mark()))), _feet(unit)[-1])
    head = unit.head if measure.fits((*unit.head, *foot)) else _shorten_lines(unit.head, foot, measure)
    kept: list[Line] = []
    for line in unit.body:
        if not measure.fits((*head, *kept, line, *_bare_mark(), *foot)):
            cut = _cut_line(line, lambda cut: measure.fits((*head, *kept, cut, *foot)))
            return (*head, *kept, *((cut,) if cut else _bare_mark()), *foot)
        kept.append(line)
    return (*head, *kept, *foot)


def shorten_text(text: str, characters: int) -> str:
    """Return the text, or as much of it as fits with an ellipsis, cut at the end of a sentence or else of a word."""
    if len(text) <= characters:
        return text
    return _longest(text, lambda cut: len(cut) <= characters) or ELLIPSIS


def _bare_mark() -> tuple[Line, ...]:
    return (Line(spans=(Span(text=ELLIPSIS),)),)


def _feet(unit: Unit) -> Sequence[tuple[Line, ...]]:
    """Give what may stand last: all of it, or the first link alone."""
    links = [span for line in unit.foot for span in line.spans if span.url is not None]
    return (unit.foot, (Line(spans=(links[0],)),)) if links else (unit.foot, ())


def _shorten_lines(lines: tuple[Line, ...], foot: tuple[Line, ...], measure: Measure) -> tuple[Line, ...]:
    """Shorten the last of some lines, the heading of a paper; those before it go."""
    cut = _cut_line(lines[-1], lambda cut: measure.fits((cut, *foot))) if lines else None
    return (cut,) if cut else ()


def _cut_line(line: Line, fits: Callable[[Line], bool]) -> Line | None:
    """Cut the last text of a line that is no link; None where nothing of it fits."""
    *before, last = line.spans
    if last.url is not None:
        return None
    text = _longest(last.text, lambda cut: fits(replace(line, spans=(*before, replace(last, text=cut)))))
    return None if text is None else replace(line, spans=(*before, replace(last, text=text)))


def _longest(text: str, fits: Callable[[str], bool]) -> str | None:
    """Return the longest beginning that fits with an ellipsis: whole sentences, else whole words; None for none."""
    for ends in (list(_ends(_SENTENCE_END, text)), list(_ends(_WORD_END, text))):
        fitting = bisect_right(ends, False, key=lambda end: not fits(_with_mark(text, end)))
        if fitting:
            return _with_mark(text, ends[fitting - 1])
    return None


def _ends(pattern: re.Pattern[str], text: str) -> Iterator[int]:
    yield from (match.end() for match in pattern.finditer(text) if match.end() < len(text))


def _with_mark(text: str, end: int) -> str:
    kept = text[:end].rstrip()
    return f"{kept} {ELLIPSIS}" if kept[-1:] in ".!?" else f"{kept}{ELLIPSIS}"
