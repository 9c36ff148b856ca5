"""Bodies that name what was forgotten: the WARC folder and the note in, those concerned out. Nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hfpapers.config import Config
from hfpapers.ingest.redaction import redaction_of
from hfpapers.model.forgotten import Forgotten, Subject
from hfpapers.store.raw import StoredExchange, iter_exchanges

#: Told what is being done, how much of it is done, and of how much; 0 where nobody knows.
Progress = Callable[[str, int, int], None]


def names_in_bodies(config: Config, forgotten: Forgotten, on_progress: Progress) -> frozenset[Subject]:
    """Find the names that forgotten people had on papers in any answer; rows only know the latest."""
    names: set[Subject] = set()
    if forgotten.has_people:
        for passed, stored in enumerate(iter_exchanges(config.warc_dir, skip_damaged=True), start=1):
            redaction = redaction_of(stored.exchange, forgotten, max_bytes=config.max_body_bytes)
            names |= frozenset() if redaction is None else redaction.learned
            on_progress("names", passed, 0)
    return frozenset(names)


def iter_concerned(config: Config, forgotten: Forgotten) -> Iterator[StoredExchange]:
    """Give the exchanges that name what was forgotten."""
    for stored in iter_exchanges(config.warc_dir, skip_damaged=True):
        if redaction_of(stored.exchange, forgotten, max_bytes=config.max_body_bytes) is not None:
            yield stored


def nobody_waits(_phase: str, _done: int, _total: int) -> None:
    """Stand for a caller who does not want to be told."""
