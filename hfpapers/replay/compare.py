"""Two databases view by view: rows of one that the other lacks, or has otherwise. Both are only read, as streams."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hfpapers.store.view_rows import ViewRow

_EXAMPLES = 5
_SHOWN_CHARACTERS = 60

#: Says of a row that nobody can tell whether it is right, since what it comes from was dropped.
IsUnknowable = Callable[[ViewRow], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewDifference:
    """How a view of the archive differs from what its WARC files and journals say.

    Attributes:
        rows: How many the archive has.
        missing: Rows that the archive lacks.
        extra: Rows of the archive that nothing kept tells of.
        different: Rows that both have, with other values.
        unknowable: Rows that differ, and may, since the body that they come from was pruned.
        examples: The first few, a line each.
    """

    view: str
    rows: int
    missing: int
    extra: int
    different: int
    unknowable: int
    examples: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing differs that should not."""
        return not (self.missing or self.extra or self.different)


def compare_rows(
    view: str, archived: Iterator[ViewRow], rebuilt: Iterator[ViewRow], *, is_unknowable: IsUnknowable
) -> ViewDifference:
    """Compare the rows of a view, both in the order of their keys."""
    counts = {"rows": 0, "missing": 0, "extra": 0, "different": 0, "unknowable": 0}
    examples: list[str] = []
    for mine, theirs in _paired(archived, rebuilt):
        counts["rows"] += mine is not None
        told = _told(mine, theirs)
        if told is None:
            continue
        kind, line = told
        row = mine or theirs
        if kind != "missing" and row is not None and is_unknowable(row):
            counts["unknowable"] += 1
            continue
        counts[kind] += 1
        if len(examples) < _EXAMPLES:
            examples.append(line)
    return ViewDifference(view=view, **counts, examples=tuple(examples))


def _paired(archived: Iterator[ViewRow], rebuilt: Iterator[ViewRow]) -> Iterator[tuple[ViewRow | None, ViewRow | None]]:
    """Give the rows with the same key together, and alone those that only one has."""
    mine, theirs = next(archived, None), next(rebuilt, None)
    while mine is not None or theirs is not None:
        if theirs is None or (mine is not None and mine.key < theirs.key):
            yield mine, None
            mine = next(archived, None)
        elif mine is None or theirs.key < mine.key:
            yield None, theirs
            theirs = next(rebuilt, None)
        else:
            yield mine, theirs
            mine, theirs = next(archived, None), next(rebuilt, None)


def _told(mine: ViewRow | None, theirs: ViewRow | None) -> tuple[str, str] | None:
    if mine is None:
        return None if theirs is None else ("missing", f"{_name(theirs)}: not in the archive")
    if theirs is None:
        return "extra", f"{_name(mine)}: nothing that is kept tells of it"
    for column, value in mine.values.items():
        other = theirs.values[column]
        if value != other:
            line = f"{_name(mine)}: {column} is {_shown(value)}, and {_shown(other)} by what is kept"
            return "different", line
    return None


def _name(row: ViewRow) -> str:
    return " ".join(row.key)


def _shown(value: object) -> str:
    text = ascii(value) if value is not None else "null"
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}..."
