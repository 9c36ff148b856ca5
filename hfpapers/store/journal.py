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
from hfpapers.store.raw.warcfile import sync_folder

_FILE = "attempts.jsonl"
#: Suffix of a journal that is being rewritten; what a kill leaves of it is overwritten by the next rewriting.
_REWRITING = ".rewriting"

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
        line = _line(value)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as file:
                torn = file.tell() > 0 and not self._ends_with_newline()
                file.write((b"\n" if torn else b"") + line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StoreError(str(self._path), f"cannot be written ({error.strerror})") from error

    def read(
        self, from_json: Callable[[dict[str, Any]], ValueT], *, is_wanted: Callable[[bytes], bool] | None = None
    ) -> Iterator[ValueT]:
        """Yield what the lines say, in the order of writing.

        Args:
            from_json: Makes a value of a line's object.
            is_wanted: Told of each line as it stands, before it is read: passes over what need not be; None for all.

        Raises:
            StoreError: A line in the middle cannot be read.
        """
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if is_wanted is None or is_wanted(line):
                    yield from self._value(line, number, from_json)

    def read_sorted(
        self, from_json: Callable[[dict[str, Any]], ValueT], *, key: Callable[[bytes], bytes]
    ) -> Iterator[ValueT]:
        """Yield what the lines say, in the order of their keys; only keys and places of lines are in memory.

        Raises:
            StoreError: A line in the middle cannot be read.
        """
        if not self._path.exists():
            return
        places: list[tuple[bytes, int, int]] = []
        with self._path.open("rb") as file:
            offset = 0
            for number, line in enumerate(file, start=1):
                places.append((key(line), number, offset))
                offset += len(line)
            for _, number, place in sorted(places):
                file.seek(place)
                yield from self._value(file.readline(), number, from_json)

    def rewrite(self, change: Callable[[dict[str, Any]], dict[str, Any] | None]) -> int:
        """Change lines, or drop those of which `change` makes None; whole, or not at all.

        What cannot be read as JSON, since a kill tore it, is dropped, too.

        Returns:
            How many lines were changed or dropped.

        Raises:
            StoreError: A line in the middle cannot be read, or the file not be written.
        """
        if not self._path.exists():
            return 0
        aside, changed = self._path.with_name(f"{self._path.name}{_REWRITING}"), 0
        try:
            with self._path.open("rb") as file, aside.open("wb") as new:
                for number, line in enumerate(file, start=1):
                    kept = self._value(line, number, change)
                    left = b"".join(_line(value) for value in kept if value is not None)
                    changed += left != line
                    new.write(left)
                new.flush()
                os.fsync(new.fileno())
            if changed:
                aside.replace(self._path)
                sync_folder(self._path.parent)
        except OSError as error:
            raise StoreError(str(self._path), f"cannot be rewritten ({error.strerror})") from error
        finally:
            aside.unlink(missing_ok=True)
        return changed

    def _value(self, line: bytes, number: int, from_json: Callable[[dict[str, Any]], ValueT]) -> Iterator[ValueT]:
        """Give the value of a line; none of one that is blank, or that a kill in mid-write has torn."""
        try:
            value = json.loads(line)
        except ValueError:
            return  # the database was not told of it either
        try:
            yield from_json(value)
        except (ValueError, KeyError, TypeError) as error:
            where = f"{self._path}:{number}"
            raise StoreError(where, f"is no {self._what}; mend or remove the line") from error

    def _ends_with_newline(self) -> bool:
        with self._path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


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
