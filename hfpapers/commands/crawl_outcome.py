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
from hfpapers.digest.mending import crawl_command
from hfpapers.model.coverage import DayCoverage

#: More days than these are told by their number; more faults than these by one command for all of them.
MOST_LINES = 14

_logger = logging.getLogger(logs.COMMANDS)


def tell_outcome(result: CrawlResult) -> int:
    """Say what came of it; return the exit code."""
    asked = {*result.plan.ask, *result.plan.future}
    days = [coverage for coverage in result.days if coverage.day in asked]
    _tell_days(days)
    fresh = [coverage for coverage in result.days if coverage.day in set(result.plan.fresh)]
    _tell_faults([coverage for coverage in (*days, *fresh) if is_faulty(coverage)])
    _tell_rest(result, has_asked=bool(days) or result.requests > 0)
    if result.interrupted:
        _logger.error("stopped before the end; what was written until then stays: run the same command again to go on")
        return INTERRUPTED
    if result.forbidden:
        _logger.error("the site's rules keep us from it: %s", _each_rule_once(result.forbidden))
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
        line = f"{day_line(coverage)}: {why_lacking(coverage)}; run: {_mend([coverage])}"
        _logger.warning("%s", line, extra={"fields": _fields(coverage)})
    more = days[MOST_LINES:]
    if more:
        days_more = number_of(len(more), "day more", "days more")
        _logger.warning("and %s; run: %s", days_more, _mend(more))


def _mend(days: Sequence[DayCoverage]) -> str:
    # A settled day is asked for again only where that is said: its list is held, and the latest look at it failed.
    again = " --again" if any(coverage.settled_at is not None for coverage in days) else ""
    return f"{crawl_command(days[0].day, days[-1].day)}{again}"


def _each_rule_once(forbidden: Sequence[str]) -> str:
    """Name each rule with the first address that it forbids, and of the others their number."""
    by_rule: dict[str, list[str]] = {}
    for text in forbidden:
        by_rule.setdefault(text.rpartition("forbidden by ")[2], []).append(text)
    return "; ".join(
        texts[0] if len(texts) == 1 else f"{texts[0]} and {number_of(len(texts) - 1, 'more address', 'more addresses')}"
        for texts in by_rule.values()
    )


def _tell_rest(result: CrawlResult, *, has_asked: bool) -> None:
    settled = len(result.plan.settled)
    if result.plan.fresh:
        days = number_of(len(result.plan.fresh), "day was", "days were")
        _logger.info("%s just asked for by another program, and not asked for again", days)
    if not has_asked and not result.plan.fresh:
        days = number_of(settled, "day is settled", "days are settled")
        _logger.info("%s and nothing is owed: nothing was asked for", days)
    elif settled:
        _logger.info("%s before, and not asked for again", number_of(settled, "day was settled", "days were settled"))
    if result.arxiv_failed:
        papers = number_of(result.arxiv_failed, "paper")
        _logger.warning("arXiv could not be had for %s; the same command asks again", papers)
    if result.papers_failed:
        papers = number_of(result.papers_failed, "record, text or licence", "records, texts or licences")
        _logger.warning("%s of single papers could not be had; the same command asks again", papers)
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
