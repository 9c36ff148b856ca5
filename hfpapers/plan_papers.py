"""Which papers to ask for one at a time: how they stand and `now` in, arXiv ids out, in the order given. Pure.

What was found is not asked for again, but where arXiv has had a newer version since; what is absent is asked for again
after days, while the paper is young; what failed, by the next run.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from hfpapers.model.kinds import PaperState
from hfpapers.model.standing import PaperStanding

#: A run that comes every night does not come to the minute.
_SLACK = timedelta(hours=1)
_ABSENT_AGAIN_AFTER = timedelta(days=3) - _SLACK
_ABSENT_FINAL_AFTER = timedelta(days=30)


def plan_details(standings: Iterable[PaperStanding], *, now: datetime, deep: bool) -> tuple[str, ...]:
    """Name the papers whose own record is owed: those that are known by their id only, and with `deep` all others.

    A newer version at arXiv changes nothing there.
    """
    return tuple(
        each.arxiv_id
        for each in standings
        if (deep or each.is_bare) and each.state is not PaperState.FOUND and _is_owed(each, now)
    )


def plan_versioned(standings: Iterable[PaperStanding], *, now: datetime) -> tuple[str, ...]:
    """Name the papers of which something is owed that comes with each version: the text, or licence and versions."""
    return tuple(each.arxiv_id for each in standings if each.is_outdated or _is_owed(each, now))


def _is_owed(standing: PaperStanding, now: datetime) -> bool:
    match standing.state:
        case PaperState.FOUND:
            return False
        case PaperState.ABSENT if standing.asked_at is not None:
            is_awaited = now - standing.first_seen_at < _ABSENT_FINAL_AFTER
            return is_awaited and now - standing.asked_at >= _ABSENT_AGAIN_AFTER
        case _:
            return True
