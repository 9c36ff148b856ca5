"""What came of a crawl: its result in, lines on stderr and the exit code out.

Few days are told one by one, many by their number; what is missing is told in either case, with the command that mends
it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from hfpapers.commands import logs
from hfpapers.commands.counting import number_of
from hfpapers.commands.day_words import can_change, counted_states, day_line, is_faulty, why_lacking
from hfpapers.commands.failures import FAILED, INCOMPLETE, INTERRUPTED, OK
from hfpapers.crawl import CrawlResult
from hfpapers.digest.coverage_wording import crawl_command
from hfpapers.model.coverage import DayCoverage

#: More days than these are told by their number; more faults than these by the command that lists them.
MOST_LINES = 14

_logger = logging.getLogger(logs.COMMANDS)


def tell_outcome(result: CrawlResult) -> int:
    """Say what came of it; return the exit code."""
    asked = {*result.plan.ask, *result.plan.future}
    days = [coverage for coverage in result.days if coverage.day in asked]
    _tell_days(days)
    _tell_faults([coverage for coverage in days if is_faulty(coverage)])
    _tell_rest(result, has_asked=bool(days) or result.requests > 0)
    if result.interrupted:
        _logger.error("stopped before the end; what was written until then stays: run the same command again to go on")
        return INTERRUPTED
    if result.forbidden:
        _logger.error("the site's rules keep us from it: %s", "; ".join(result.forbidden))
        return FAILED
    return INCOMPLETE if result.is_incomplete else OK


def _tell_days(days: Sequence[DayCoverage]) -> None:
    if len(days) > MOST_LINES:
        papers = number_of(sum(coverage.stored or 0 for coverage in days), "paper")
        changing = sum(map(can_change, days))
        note = f"; {changing:,} can still change" if changing else ""
        _logger.info("%s: %s; %s%s", number_of(len(days), "day"), counted_states(days), papers, note)
        return
    for coverage in days:
        if not is_faulty(coverage):
            _logger.info("%s", day_line(coverage), extra={"fields": _fields(coverage)})


def _tell_faults(days: Sequence[DayCoverage]) -> None:
    for coverage in days[:MOST_LINES]:
        mend = crawl_command(coverage.day, coverage.day)
        line = f"{day_line(coverage)}: {why_lacking(coverage)}; run: {mend}"
        _logger.warning("%s", line, extra={"fields": _fields(coverage)})
    more = days[MOST_LINES:]
    if more:
        days_more = number_of(len(more), "day more", "days more")
        _logger.warning("and %s; run: hfpapers gaps --since %s --until %s", days_more, more[0].day, more[-1].day)


def _tell_rest(result: CrawlResult, *, has_asked: bool) -> None:
    settled = len(result.plan.settled)
    if not has_asked:
        days = number_of(settled, "day is settled", "days are settled")
        _logger.info("%s and nothing is owed: nothing was asked for", days)
    elif settled:
        _logger.info("%s before, and not asked for again", number_of(settled, "day was settled", "days were settled"))
    if result.arxiv_failed:
        papers = number_of(result.arxiv_failed, "paper")
        _logger.warning("arXiv could not be had for %s; the same command asks again", papers)
    if result.arxiv_absent:
        _logger.info("%s to arXiv so far", number_of(result.arxiv_absent, "paper is unknown", "papers are unknown"))
    if result.issues:
        _logger.info("%s noted in the archive", number_of(result.issues, "oddity", "oddities"))


def _fields(coverage: DayCoverage) -> dict[str, object]:
    return {
        "day": coverage.day,
        "state": coverage.state,
        "expected": coverage.expected,
        "stored": coverage.stored,
        "settled": coverage.settled_at is not None,
    }
