"""Ends this process by `kill -9` at the n-th time that it passes a place: before it, after it, or half-way.

Known places: `statement` of SQL, `migration` (a statement of one), `commit`, `fsync`, and `append`, where half of a
WARC record is written. Or after so much computing, wherever that is: the kernel ends it then, by a signal that nobody
handles, as suddenly. Nothing of it is in the product: it is put around what the product calls, in a child of
`launched`.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect

from hfpapers.store import migrate
from hfpapers.store.raw.warcfile import WarcFile

PLACES = ("migration", "statement", "commit", "fsync", "append")


class Watch:
    """Counts passes, in a file that survives, and dies at the one that was named.

    Args:
        log: Gets the name of each place that is passed, a line for each time.
        place: One of `PLACES`; None only counts.
        number: At which pass, from 1.
        cpu_seconds: The time that the process may compute; 0 sets no end.
        side: `before` or `after`: on which side of a call; None takes turns.
    """

    def __init__(
        self, log: str, place: str | None = None, number: int = 0, cpu_seconds: float = 0, side: str | None = None
    ) -> None:
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        self._place, self._left, self._cpu_seconds = place, number, cpu_seconds
        self._is_migrating = False
        self.side = side

    def install(self) -> None:
        """Put the watch around every place."""
        signal.setitimer(signal.ITIMER_PROF, self._cpu_seconds)
        sa.event.listen(sa.Engine, "before_cursor_execute", lambda *_: self._pass_statement())
        _around(DefaultDialect, "do_commit", self)
        _around(os, "fsync", self)
        write, move = WarcFile._write, migrate._move

        def half_written(file: WarcFile, data: bytes) -> None:
            if self.is_due("append"):
                write(file, data[: len(data) // 2])
                _die()
            write(file, data)

        def moved(*args: Any, **kwargs: Any) -> None:
            self._is_migrating = True
            move(*args, **kwargs)
            self._is_migrating = False

        setattr(WarcFile, "_write", half_written)  # noqa: B010 - an assignment would have to be typed
        migrate._move = moved

    def is_due(self, place: str) -> bool:
        """Note a pass; tell whether it is the last."""
        os.write(self._log, f"{place}\n".encode())
        if place != self._place:
            return False
        self._left -= 1
        return self._left == 0

    def _pass_statement(self) -> None:
        if self.is_due("migration" if self._is_migrating else "statement"):
            _die()


def _around(owner: Any, name: str, watch: Watch) -> None:
    """Die before a call at odd passes, after it at even ones, unless told: what is between the two differs."""
    whole: Callable[..., Any] = getattr(owner, name)
    place = {"do_commit": "commit"}.get(name, name)
    passes = 0

    def watched(*args: Any, **kwargs: Any) -> Any:
        nonlocal passes
        passes += 1
        is_due = watch.is_due(place)
        if is_due and (passes % 2 if watch.side is None else watch.side == "before"):
            _die()
        result = whole(*args, **kwargs)
        if is_due:
            _die()
        return result

    setattr(owner, name, watched)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
