"""How far a replay has got: a row of `bookmark`, written with what it tells of.

A replay with other options, or of another version of the program, is another one: it begins anew.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from hfpapers import __version__

TASK = "replay"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayResult:
    """What was gone through.

    Attributes:
        records: Responses read; `pages` of them were asked for by a spider, the others being robots.txt and redirects.
        attempts: Entries of the journal of attempts; `answers` those of the one of requests to language models.
        refused: Pages that could not be read, as when they were fetched or by a stricter parser.
        pruned: Pages whose body was dropped since; nothing was written of them, and nothing taken away.
        papers: Papers written, each as often as it was seen.
        damaged: Places in WARC files that could not be read.
    """

    records: int = 0
    pages: int = 0
    attempts: int = 0
    answers: int = 0
    refused: int = 0
    pruned: int = 0
    papers: int = 0
    issues: int = 0
    damaged: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayPosition:
    """What is done: all that happened before `moment`, and the first `at_moment` things of that moment.

    Attributes:
        moment: None at the beginning.
        result: The sums so far.
    """

    moment: datetime | None = None
    at_moment: int = 0
    result: ReplayResult = ReplayResult()

    def after(self, moment: datetime, result: ReplayResult) -> ReplayPosition:
        """Return the position once one more thing is done."""
        at_moment = self.at_moment + 1 if moment == self.moment else 1
        return ReplayPosition(moment=moment, at_moment=at_moment, result=result)


def position_to_json(position: ReplayPosition, *, since: datetime | None, until: datetime | None) -> dict[str, Any]:
    """Write a position, and the options that it holds for."""
    return {
        "options": _options(since, until),
        "moment": None if position.moment is None else position.moment.isoformat(),
        "at_moment": position.at_moment,
        "result": asdict(position.result),
    }


def position_from_json(value: Any, *, since: datetime | None, until: datetime | None) -> ReplayPosition | None:
    """Read a position; None where it is of a replay with other options, or cannot be understood any more."""
    if not isinstance(value, dict) or value.get("options") != _options(since, until):
        return None
    try:
        result = ReplayResult(**value["result"])
        moment = value["moment"]
        return ReplayPosition(
            moment=None if moment is None else datetime.fromisoformat(moment),
            at_moment=int(value["at_moment"]),
            result=result,
        )
    except (KeyError, TypeError, ValueError):
        return None


def _options(since: datetime | None, until: datetime | None) -> list[str | None]:
    return [__version__, *(None if moment is None else moment.isoformat() for moment in (since, until))]
