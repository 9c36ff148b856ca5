"""From a response to an answer: picks the parser by what was asked for. Writes nothing."""

from __future__ import annotations

from datetime import date

from hfpapers.errors import BodyError, OtherDayError, ParseError
from hfpapers.ingest.items import (
    Answer,
    ArxivAnswer,
    DailyAnswer,
    DetailAnswer,
    Failure,
    LicenceAnswer,
    NoSuchDay,
    PaperAbsent,
    TextAnswer,
)
from hfpapers.model.coverage import has_ended
from hfpapers.model.fetched import Endpoint, Fetched, Intent
from hfpapers.model.forgotten import TAKEN_DOWN
from hfpapers.model.records import DailyPage, Parsed
from hfpapers.sources.arxiv.atom import parse_atom
from hfpapers.sources.arxiv.oai import parse_oai
from hfpapers.sources.huggingface.daily_json import parse_daily
from hfpapers.sources.huggingface.daily_page import parse_daily_page
from hfpapers.sources.huggingface.paper_json import parse_paper
from hfpapers.sources.huggingface.paper_text import parse_text

_OK = 200
_BAD_REQUEST = 400
_NOT_FOUND = 404

_OF_ONE_PAPER = frozenset({Endpoint.PAPER_API, Endpoint.PAPER_TEXT, Endpoint.ARXIV_OAI})


def parse(fetched: Fetched) -> Answer:
    """Read a response by what it was asked for.

    Raises:
        TransientBodyError: The body says "later"; asking again may help.
        ParseError: It is not what was asked for.
    """
    intent = fetched.intent
    if fetched.truncated:
        raise ParseError(fetched.url, "the body was cut off on its way")
    if intent.endpoint in _OF_ONE_PAPER:
        return _parse_paper(fetched)
    if fetched.status == _BAD_REQUEST and intent.endpoint is Endpoint.DAILY_API:
        return NoSuchDay(
            intent=intent, at=fetched.requested_at, detail="Hugging Face answered 400 for the day", fetched=fetched
        )
    if fetched.status != _OK and not (fetched.status == _BAD_REQUEST and intent.endpoint is Endpoint.ARXIV_ATOM):
        raise ParseError(fetched.url, f"answered with status {fetched.status}")
    if fetched.body == TAKEN_DOWN:
        raise ParseError(fetched.url, "the body was taken down on request")
    if intent.endpoint is Endpoint.ARXIV_ATOM:
        feed = parse_atom(fetched.body, url=fetched.url, asked=intent.arxiv_ids)
        return ArxivAnswer(fetched=fetched, parsed=feed)
    if intent.endpoint is Endpoint.DAILY_API:
        return DailyAnswer(fetched=fetched, parsed=parse_daily(fetched.body, url=fetched.url, day=day_of(intent)))
    return _parse_page(fetched)


def failure_of(fetched: Fetched, problem: BodyError) -> Failure:
    """Make the failure of a body that was refused."""
    return Failure(intent=fetched.intent, at=fetched.requested_at, detail=problem.detail, fetched=fetched)


def _parse_page(fetched: Fetched) -> Answer:
    """Read the site's page; one that shows another day can tell that there is no list for the day asked for."""
    day = day_of(fetched.intent)
    try:
        return DailyAnswer(fetched=fetched, parsed=parse_daily_page(fetched.body, url=fetched.url, day=day))
    except OtherDayError as problem:
        if problem.skips(day):
            return DailyAnswer(fetched=fetched, parsed=Parsed(record=DailyPage(entries=(), offered=0)))
        if not has_ended(day, fetched.requested_at):
            return NoSuchDay(intent=fetched.intent, at=fetched.requested_at, detail=problem.detail, fetched=fetched)
        raise


def _parse_paper(fetched: Fetched) -> Answer:
    """Read what is asked for one paper at a time."""
    endpoint, arxiv_id = fetched.intent.endpoint, paper_of(fetched.intent)
    if fetched.status == _NOT_FOUND and endpoint is not Endpoint.ARXIV_OAI:
        return PaperAbsent(fetched=fetched, detail="Hugging Face does not know it (404)")
    if fetched.status != _OK:
        raise ParseError(fetched.url, f"answered with status {fetched.status}")
    if fetched.body == TAKEN_DOWN:
        return PaperAbsent(fetched=fetched, detail="taken down on request")
    if endpoint is Endpoint.PAPER_API:
        return DetailAnswer(fetched=fetched, parsed=parse_paper(fetched.body, url=fetched.url, arxiv_id=arxiv_id))
    if endpoint is Endpoint.PAPER_TEXT:
        return _parse_text(fetched, arxiv_id)
    return _parse_licence(fetched, arxiv_id)


def _parse_text(fetched: Fetched, arxiv_id: str) -> Answer:
    parsed = parse_text(fetched.body, url=fetched.url, arxiv_id=arxiv_id)
    if parsed.record is None:
        return PaperAbsent(fetched=fetched, detail="Hugging Face has no text of it, and gave its page of the paper")
    return TextAnswer(fetched=fetched, parsed=Parsed(record=parsed.record, issues=parsed.issues))


def _parse_licence(fetched: Fetched, arxiv_id: str) -> Answer:
    parsed = parse_oai(fetched.body, url=fetched.url, arxiv_id=arxiv_id)
    if parsed.record is None:
        return PaperAbsent(fetched=fetched, detail="arXiv does not know it (idDoesNotExist)")
    if parsed.record.is_deleted:
        return PaperAbsent(fetched=fetched, detail="arXiv has taken the record away")
    return LicenceAnswer(fetched=fetched, parsed=Parsed(record=parsed.record, issues=parsed.issues))


def paper_of(intent: Intent) -> str:
    """Return the one paper that was asked for.

    Raises:
        ParseError: None was, or several were.
    """
    if len(intent.arxiv_ids) != 1:
        raise ParseError("intent", f"a request for {intent.endpoint} must name one paper")
    return intent.arxiv_ids[0]


def day_of(intent: Intent) -> date:
    """Return the day that was asked for.

    Raises:
        ParseError: None was.
    """
    if intent.day is None:
        raise ParseError("intent", f"a request for {intent.endpoint} must name its day")
    return intent.day
