"""A list of entries: plain JSON in, the readable entries of the day and every issue out.

Shared by the API and the page. Judges what one entry cannot tell: the day, papers that come
twice, keys that nobody knows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from hfpapers.errors import ParseError
from hfpapers.model.forgotten import PLACEHOLDER
from hfpapers.model.issues import Code, Issue, error, warning
from hfpapers.model.records import DailyEntry
from hfpapers.sources.huggingface.entries import ReadEntry, read_entry
from hfpapers.sources.moments import read_named_moment
from hfpapers.sources.samples import key_sample, sample

#: More paths than any redesign brings; past it they are only counted.
MAX_UNKNOWN_KEYS = 100


@dataclass(frozen=True, slots=True)
class Listing:
    """The entries of one body.

    Attributes:
        entries: In order, each paper once, none of another day.
        duplicates: How many were left out because their paper had come before.
        unreadable: How many were left out (other than as duplicates) or lost a field.
        names_day: Whether an entry names the day that was asked for.
        gaps: Ranks, from 1, that papers would have which were taken down on request; the others keep theirs.
    """

    entries: tuple[DailyEntry, ...]
    duplicates: int
    unreadable: int
    names_day: bool
    issues: tuple[Issue, ...]
    gaps: tuple[int, ...] = ()


def read_listing(items: Sequence[object], *, root: str, url: str, day: date) -> Listing:
    """Read the elements of a list.

    Args:
        items: Whatever stood in the list.
        root: Path of the elements in the body, `[]` or `dailyPapers[]`.
        url: Only names the body in errors.
        day: The UTC day that was asked for.

    Raises:
        ParseError: Every entry that names a day names another one.
    """
    read = [None if is_taken_down(item) else read_entry(item, root=root) for item in items]
    named = {*_days_of_gaps(items), *(each.entry.named_day for each in read if each and each.entry)} - {None}
    _check_day(named, url, day)
    gathered = _Gathered(root=root, day=day)
    for item, each in zip(items, read, strict=True):
        if each is None:
            gathered.leave_out(item)
        else:
            gathered.add(each)
    return Listing(
        entries=tuple(gathered.entries.values()),
        duplicates=gathered.duplicates,
        unreadable=gathered.unreadable,
        names_day=day in named,
        issues=(*gathered.issues, *_unknown_key_issues([each for each in read if each is not None], root)),
        gaps=tuple(gathered.gaps),
    )


def is_taken_down(item: object) -> bool:
    """Tell whether an element stands where a paper stood that was taken down on request."""
    return isinstance(item, dict) and item.get(PLACEHOLDER) is True and "paper" not in item


def _days_of_gaps(items: Sequence[object]) -> Iterator[date]:
    for item in items:
        if isinstance(item, dict) and is_taken_down(item):
            try:
                yield read_named_moment(item.get("submittedOnDailyAt")).day
            except ValueError:
                continue  # it named none, or what cannot be read; of an entry, that would be an issue


def _check_day(named: Collection[date | None], url: str, day: date) -> None:
    if named and day not in named:
        others = " and ".join(sorted({other.isoformat() for other in named if other is not None})[:3])
        raise ParseError(url, f"its entries name {others}, asked for {day.isoformat()}")


@dataclass(slots=True)
class _Gathered:
    """What is kept so far."""

    root: str
    day: date
    entries: dict[str, DailyEntry] = field(default_factory=dict)
    duplicates: int = 0
    unreadable: int = 0
    issues: list[Issue] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)

    def leave_out(self, item: object) -> None:
        if isinstance(item, dict) and item.get("repeated") is True:
            self.duplicates += 1
        else:
            self.gaps.append(len(self.entries) + len(self.gaps) + 1)

    def add(self, read: ReadEntry) -> None:
        entry = read.entry
        self.issues.extend(read.issues)
        if entry is None:
            self.unreadable += 1
        elif entry.named_day is not None and entry.named_day != self.day:
            self.unreadable += 1
            self.issues.append(self._other_day(entry, entry.named_day))
        elif entry.arxiv_id in self.entries:
            self.duplicates += 1
            self.issues.append(
                warning(Code.DUPLICATE_ENTRY, self.root, "the paper is in the list already", arxiv_id=entry.arxiv_id)
            )
        else:
            self.unreadable += not read.is_whole
            self.entries[entry.arxiv_id] = entry

    def _other_day(self, entry: DailyEntry, named: date) -> Issue:
        return error(
            Code.OTHER_DAY,
            f"{self.root}.paper.submittedOnDailyAt",
            f"names {named.isoformat()}, asked for {self.day.isoformat()}",
            arxiv_id=entry.arxiv_id,
            raw=named.isoformat(),
        )


def _unknown_key_issues(read: Sequence[ReadEntry], root: str) -> list[Issue]:
    """Tell each unknown key once, with the first value met."""
    found: dict[str, tuple[object, str | None]] = {}
    for each in read:
        for path, value in each.unknown:
            found.setdefault(path, (value, each.entry.arxiv_id if each.entry else None))
    return unknown_key_issues([(f"{root}.{path}", value, arxiv_id) for path, (value, arxiv_id) in found.items()])


def unknown_key_issues(found: Sequence[tuple[str, object, str | None]]) -> list[Issue]:
    """Build the warnings for unknown keys: path, a value, the paper that had it."""
    issues = [
        warning(Code.UNKNOWN_KEY, key_sample(path), "no known key", arxiv_id=arxiv_id, raw=sample(value))
        for path, value, arxiv_id in found[:MAX_UNKNOWN_KEYS]
    ]
    if len(found) > MAX_UNKNOWN_KEYS:
        issues.append(warning(Code.UNKNOWN_KEY, "", f"{len(found) - MAX_UNKNOWN_KEYS} more unknown keys"))
    return issues
