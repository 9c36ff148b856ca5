"""Takes what was forgotten out of a body: bytes and what they were asked for in, other bytes out. Pure.

What cannot be redacted part by part, and names what was forgotten, is taken down whole. Doing it twice changes
nothing, so that what was kept redacted can be read as if it were served.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hfpapers.errors import BodyError
from hfpapers.model.fetched import Endpoint, Intent
from hfpapers.model.forgotten import TAKEN_DOWN, Who, canonical_id
from hfpapers.sources.arxiv.redact_feed import redact_atom
from hfpapers.sources.arxiv.redact_oai import redact_oai
from hfpapers.sources.huggingface.redact_json import redact_daily, redact_paper
from hfpapers.sources.huggingface.redact_page import redact_daily_page
from hfpapers.sources.redacting import NotRedactableError, Redaction, mentions

_OF_ONE_PAPER = frozenset({Endpoint.PAPER_API, Endpoint.PAPER_TEXT, Endpoint.ARXIV_OAI})
_TAKEN_DOWN = Redaction(TAKEN_DOWN)

_BY_ENDPOINT: Mapping[Endpoint, Callable[[bytes, Who], Redaction | None]] = {
    Endpoint.DAILY_API: redact_daily,
    Endpoint.DAILY_PAGE: redact_daily_page,
    Endpoint.PAPER_API: redact_paper,
    Endpoint.ARXIV_ATOM: redact_atom,
    Endpoint.ARXIV_OAI: redact_oai,
}


def redact_body(body: bytes, intent: Intent, who: Who) -> Redaction | None:
    """Redact a body; None where it names nothing that was forgotten.

    Args:
        body: After content decoding.
        intent: What it was asked for.
        who: What was forgotten.
    """
    if who.forgotten.is_empty or not body or body == TAKEN_DOWN:
        return None
    if _is_of_forgotten(intent, who):
        return _TAKEN_DOWN
    if intent.endpoint is Endpoint.PAPER_TEXT:
        return _TAKEN_DOWN if _is_text_by_forgotten(body, intent, who) else None
    try:
        return _BY_ENDPOINT[intent.endpoint](body, who)
    except (BodyError, NotRedactableError):
        return redact_cut_body(body, intent, who)


def redact_cut_body(body: bytes, intent: Intent, who: Who) -> Redaction | None:
    """Take down a body that is no whole body of its kind, if it names what was forgotten; None if it does not."""
    if who.forgotten.is_empty or not body or body == TAKEN_DOWN:
        return None
    is_concerned = _is_of_forgotten(intent, who) or mentions(body.decode("utf-8", "replace"), who)
    return _TAKEN_DOWN if is_concerned else None


def _is_of_forgotten(intent: Intent, who: Who) -> bool:
    return intent.endpoint in _OF_ONE_PAPER and any(map(who.covers_paper, intent.arxiv_ids))


def _is_text_by_forgotten(body: bytes, intent: Intent, who: Who) -> bool:
    """Tell whether a text names a person: that of their own paper does, in ways that nobody can list."""
    if any(canonical_id(arxiv_id) in who.forgotten.names_on for arxiv_id in intent.arxiv_ids):
        return True
    text = body.decode("utf-8", "replace")
    return text.lstrip().startswith("<") and mentions(text, who, papers=False)
