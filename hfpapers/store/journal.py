"""Journals: what happened and is in no body, as JSON lines under the home folder, for replay.

The journal of attempts is here: those that got no body to keep, a connection that was refused, a path that robots.txt
forbids, a day that has not begun; that of what was forgotten is in `forgotten`. Appended and synced before the
database is told; a torn last line, of a process that was killed, is passed over.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from hfpapers.errors import StoreError
from hfpapers.model.fetched import Intent
from hfpapers.store.raw import intent_from_text, intent_to_text

_FILE = "attempts.jsonl"

ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A request that got no body. `is_not_open`: no failure, the day has not begun."""

    at: datetime
    intent: Intent
    detail: str
    is_not_open: bool = False


class Journal:
    """The attempts of one archive, in its home folder."""

    def __init__(self, home: Path) -> None:
        self._lines = JsonLines(home / "journal" / _FILE, what="attempt")

    def append(self, attempt: Attempt) -> None:
        """Append an attempt, and wait until the disk has it.

        Raises:
            StoreError: It cannot be written.
        """
        self._lines.append(_as_json(attempt))

    def read(self) -> Iterator[Attempt]:
        """Yield the attempts in the order of writing.

        Raises:
            StoreError: A line in the middle cannot be read.
        """
        return self._lines.read(_from_json)


class JsonLines:
    """A file of JSON objects, one a line; `what` names one of them in errors."""

    def __init__(self, path: Path, *, what: str) -> None:
        self._path = path
        self._what = what

    def append(self, value: dict[str, Any]) -> None:
        """Append a line, and wait until the disk has it.

        Raises:
            StoreError: It cannot be written.
        """
        line = json.dumps(value, ensure_ascii=True, separators=(",", ":")) + "\n"
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as file:
                torn = file.tell() > 0 and not self._ends_with_newline()
                file.write(("\n" if torn else "").encode() + line.encode("ascii"))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StoreError(str(self._path), f"cannot be written ({error.strerror})") from error

    def read(self, from_json: Callable[[dict[str, Any]], ValueT]) -> Iterator[ValueT]:
        """Yield what the lines say, in the order of writing.

        Raises:
            StoreError: A line in the middle cannot be read.
        """
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                try:
                    value = json.loads(line)
                except ValueError:
                    continue  # blank, or torn by a kill in mid-write: the database was not told of it either
                try:
                    yield from_json(value)
                except (ValueError, KeyError, TypeError) as error:
                    where = f"{self._path}:{number}"
                    raise StoreError(where, f"is no {self._what}; mend or remove the line") from error

    def _ends_with_newline(self) -> bool:
        with self._path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"


def _as_json(attempt: Attempt) -> dict[str, Any]:
    return {
        "at": attempt.at.astimezone(UTC).isoformat(),
        "intent": intent_to_text(attempt.intent),
        "detail": attempt.detail,
        "not_open": attempt.is_not_open,
    }


def _from_json(value: dict[str, Any]) -> Attempt:
    return Attempt(
        at=datetime.fromisoformat(value["at"]),
        intent=intent_from_text(value["intent"]),
        detail=value["detail"],
        is_not_open=value["not_open"],
    )
