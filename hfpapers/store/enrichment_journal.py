"""`journal/enrichments.jsonl`: each request to a language model and what it answered, before the database is told.

An answer was paid for, and nobody serves it again: a line is synced as soon as the answer is there, and `replay` makes
the rows of it. Lines stand in the order of writing, each with its time first. What is taken down is taken out of here,
too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hfpapers.model.enrichment import (
    EnrichmentKey,
    EnrichmentKind,
    EnrichmentState,
    TextSource,
    answer_from_json,
    answer_to_json,
)
from hfpapers.model.enrichment_record import EnrichmentRecord, LlmRequest, verdicts_from_json, verdicts_to_json
from hfpapers.store.journal import JsonLines

_FILE = "enrichments.jsonl"
_TIME_BEGINS = b'{"at":"'
_HAS_NOTES = b'"notes":['


class EnrichmentJournal:
    """The journal of one archive, in its home folder."""

    def __init__(self, home: Path) -> None:
        self._lines = JsonLines(home / "journal" / _FILE, what="request to a language model")

    def append(self, record: EnrichmentRecord) -> None:
        """Append a record, and wait until the disk has it.

        Raises:
            StoreError: It cannot be written.
        """
        self._lines.append(_as_json(record))

    def read(self, *, since: datetime | None = None) -> Iterator[EnrichmentRecord]:
        """Yield the records in the order of writing; those before `since` are passed over quickly.

        Raises:
            StoreError: A line in the middle cannot be read.
        """
        return self._lines.read(_from_json, is_wanted=None if since is None else _not_before(since))

    def read_notes(self) -> Mapping[str, tuple[str, ...]]:
        """Give all notes that were taken of parts of texts, by the hash of what they depend on.

        Raises:
            StoreError: A line in the middle cannot be read.
        """
        records = self._lines.read(_from_json, is_wanted=lambda line: _HAS_NOTES in line)
        return {record.notes_of: record.notes for record in records if record.notes_of and record.notes is not None}

    def read_by_time(self) -> Iterator[EnrichmentRecord]:
        """Yield the records in the order of their times: that of writing, where no clock was set back.

        Of each line only its time and its place are in memory.

        Raises:
            StoreError: A line in the middle cannot be read.
        """
        return self._lines.read_sorted(_from_json, key=_time_of)

    def rewrite(self, change: Callable[[EnrichmentRecord], EnrichmentRecord | None]) -> int:
        """Change records, or drop those of which `change` makes None; whole, or not at all.

        Lines that a kill has torn go, too, since nobody can tell what they held.

        Returns:
            How many records were changed or dropped.

        Raises:
            StoreError: It cannot be read or written.
        """

        def changed(value: dict[str, Any]) -> dict[str, Any] | None:
            record = change(_from_json(value))
            return None if record is None else _as_json(record)

        return self._lines.rewrite(changed)


def _not_before(since: datetime) -> Callable[[bytes], bool]:
    # Times are written to the microsecond and in UTC, so that they sort as text does.
    first = _moment(since).encode()
    return lambda line: _time_of(line) >= first


def _time_of(line: bytes) -> bytes:
    return line[len(_TIME_BEGINS) :].partition(b'"')[0] if line.startswith(_TIME_BEGINS) else b""


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _as_json(record: EnrichmentRecord) -> dict[str, Any]:
    request = record.request
    return {
        "at": _moment(record.written_at),
        "key": asdict(record.key),
        "source": str(record.source),
        "source_hash": record.source_hash,
        "request": {**asdict(request), "asked_at": _moment(request.asked_at), "outcome": str(request.outcome)},
        "state": None if record.state is None else str(record.state),
        "answer": None if record.answer is None else answer_to_json(record.answer),
        "verdicts": verdicts_to_json(record.verdicts),
        "notes": None if record.notes is None else list(record.notes),
        "notes_of": record.notes_of,
    }


def _from_json(value: dict[str, Any]) -> EnrichmentRecord:
    key, request, state = value["key"], value["request"], value["state"]
    kind = EnrichmentKind(key["kind"])
    return EnrichmentRecord(
        key=EnrichmentKey(**{**key, "kind": kind}),
        source=TextSource(value["source"]),
        source_hash=value["source_hash"],
        request=LlmRequest(
            **{
                **request,
                "asked_at": datetime.fromisoformat(request["asked_at"]),
                "outcome": EnrichmentState(request["outcome"]),
            }
        ),
        written_at=datetime.fromisoformat(value["at"]),
        state=None if state is None else EnrichmentState(state),
        answer=None if value["answer"] is None else answer_from_json(kind, value["answer"]),
        verdicts=verdicts_from_json(value["verdicts"]),
        notes=None if value["notes"] is None else tuple(value["notes"]),
        notes_of=value["notes_of"],
    )
