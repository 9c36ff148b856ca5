"""What a crawl would take, for `crawl --dry-run`: an estimate in, text or JSON out. Pure.

The keys of the JSON are a promise, as those of `status` are. What is not certain says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from hfpapers.commands.counting import number_of
from hfpapers.commands.durations import about

if TYPE_CHECKING:
    from hfpapers.crawl import CrawlEstimate

FORMATS = ("text", "json")
_LABEL_WIDTH = 14


def render_estimate(estimate: CrawlEstimate, fmt: str) -> str:
    """Return the estimate as `text` or `json`."""
    if fmt == "json":
        return json.dumps(_values(estimate), indent=2, ensure_ascii=False) + "\n"
    return "".join(f"{label:<{_LABEL_WIDTH}}{text}\n" for label, text in _lines(estimate))


def _values(estimate: CrawlEstimate) -> dict[str, Any]:
    plan = estimate.plan
    return {
        "days": {
            "asked": len(plan.ask),
            "first": _text(min(plan.ask, default=None)),
            "last": _text(max(plan.ask, default=None)),
            "votes": len(plan.votes),
            "settled": len(plan.settled),
            "future": len(plan.future),
        },
        "huggingface": {
            "list_requests": estimate.list_requests,
            "list_requests_are_least": estimate.is_least,
            "paper_requests": estimate.paper_requests,
            "seconds": round(estimate.huggingface_seconds),
        },
        "arxiv": {
            "requests": estimate.arxiv_requests,
            "papers_owed": estimate.papers_owed,
            "papers_expected": estimate.papers_expected,
            "licence_requests": estimate.licence_requests,
            "seconds": round(estimate.arxiv_seconds),
        },
        "seconds": round(estimate.seconds),
    }


def _lines(estimate: CrawlEstimate) -> Iterator[tuple[str, str]]:
    plan = estimate.plan
    yield "Days", _days(estimate)
    if plan.future:
        yield "", f"{number_of(len(plan.future), 'day')} to come, not asked for"
    yield "Hugging Face", _lists(estimate)
    if estimate.paper_requests:
        yield "", f"about {number_of(estimate.paper_requests, 'request')} for single papers"
    yield "arXiv", _arxiv(estimate)
    if estimate.licence_requests:
        yield "", f"about {number_of(estimate.licence_requests, 'request')} for licences and versions"
    yield "Time", _time(estimate)
    yield "", "nothing was asked, nothing was written"


def _days(estimate: CrawlEstimate) -> str:
    plan = estimate.plan
    if not plan.ask:
        return f"none to ask for; {number_of(len(plan.settled), 'day is settled', 'days are settled')}"
    span = f"{plan.ask[0]}" if len(plan.ask) == 1 else f"{plan.ask[0]} to {plan.ask[-1]}"
    words = f"{len(plan.ask):,} to ask for, {span}"
    if plan.votes:
        words += f"; {len(plan.votes):,} of them for their votes only"
    return f"{words}; {len(plan.settled):,} settled already" if plan.settled else words


def _lists(estimate: CrawlEstimate) -> str:
    least = "at least " if estimate.is_least else ""
    words = f"{least}{number_of(estimate.list_requests, 'request')} for lists"
    return f"{words}; one more for each day that turns out to have 50 papers or more" if estimate.is_least else words


def _arxiv(estimate: CrawlEstimate) -> str:
    if not estimate.arxiv_requests:
        return "no request"
    parts = [f"{number_of(estimate.papers_owed, 'paper')} known to be owed"] if estimate.papers_owed else []
    if estimate.papers_expected:
        parts.append(f"some {estimate.papers_expected:,} that the lists may bring (an estimate)")
    about_word = "about " if estimate.papers_expected else ""
    return f"{about_word}{number_of(estimate.arxiv_requests, 'request')}, for {' and '.join(parts)}"


def _time(estimate: CrawlEstimate) -> str:
    sites = f"Hugging Face {about(estimate.huggingface_seconds)}, arXiv {about(estimate.arxiv_seconds)}, side by side"
    return f"{about(estimate.seconds)} by what the sites allow ({sites})"


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
