"""Takes what was forgotten out of the site's page of a day: HTML in, the same page without it out.

The list in `data-props` is redacted as the API's is. The cards that show the same once more are written anew with
what the parser reads of them, or leave an empty card in their place. The rest of the page stays as it was served.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from typing import Any

from hfpapers.errors import BodyError
from hfpapers.model.forgotten import PLACEHOLDER, Subject, Who
from hfpapers.model.records import DailyEntry
from hfpapers.sources.bodies import decode_utf8, load_json
from hfpapers.sources.huggingface.cards import read_card_entries
from hfpapers.sources.huggingface.daily_page import read_props
from hfpapers.sources.huggingface.redact_json import as_json, redact_anything, redact_items
from hfpapers.sources.redacting import NotRedactableError, Redaction, mentions

_TAG = re.compile(r"""<div\b(?:[^>"']|"[^"]*"|'[^']*')*>""")
_TARGET = re.compile(r"""\bdata-target\s*=\s*(?:"DailyPapers"|'DailyPapers')""")
_PROPS = re.compile(r"""(?<=\s)data-props\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_CARD = re.compile(r"<article\b.*?</article\s*>", re.DOTALL | re.IGNORECASE)
_LOADED = re.compile(r"""<(?:link|meta|img)\b(?:[^>"']|"[^"]*"|'[^']*')*>""", re.IGNORECASE)
_LINK_TO_ACCOUNT = re.compile(r"""<a\b[^>]*\bhref="/([\w.-]+)"[^>]*>.*?</a\s*>""", re.DOTALL | re.IGNORECASE)
_PAPER = re.compile(r"/papers/([\w.-]+(?:/\d{7})?)")


def redact_daily_page(body: bytes, who: Who) -> Redaction | None:
    """Redact the page; None where it names nothing that was forgotten.

    Raises:
        BodyError: It cannot be read.
        NotRedactableError: What was forgotten would still be there.
    """
    text = decode_utf8(body, "body")
    learned: set[Subject] = set()
    kept = _TAG.sub(_in_list_element(who, learned), text)
    here = Who(who.forgotten.with_subjects(learned), who.clean)
    kept = _CARD.sub(lambda found: _card(found[0], here), kept)
    kept = _LOADED.sub(lambda found: "" if _loads_forgotten(found[0], here) else found[0], kept)
    kept = _LINK_TO_ACCOUNT.sub(lambda found: "" if here.covers_login(found[1]) else found[0], kept)
    if _still_names(kept, here):
        raise NotRedactableError("not all of it can be reached")
    return None if kept == text else Redaction(kept.encode(), frozenset(learned))


def _in_list_element(who: Who, learned: set[Subject]) -> Callable[[re.Match[str]], str]:
    def redacted(tag: re.Match[str]) -> str:
        found = _PROPS.search(tag[0]) if _TARGET.search(tag[0]) else None
        if found is None:
            return tag[0]
        props = load_json(html.unescape(found[1] if found[1] is not None else found[2]), "body", what="data-props")
        kept, names = _redact_props(props, who)
        learned.update(names)
        if kept == props:
            return tag[0]
        attribute = f'data-props="{html.escape(as_json(kept))}"'
        return tag[0][: found.start()] + attribute + tag[0][found.end() :]

    return redacted


def _redact_props(props: Any, who: Who) -> tuple[Any, frozenset[Subject]]:
    if not isinstance(props, dict) or not isinstance(props.get("dailyPapers"), list):
        return redact_anything(props, who), frozenset()
    items, learned = redact_items(props["dailyPapers"], who)
    around = {key: part for key, part in props.items() if key != "dailyPapers"}
    left = redact_anything(around, who) or {}
    return {
        key: items if key == "dailyPapers" else left[key] for key in props if key in {"dailyPapers", *left}
    }, learned


def _card(card: str, who: Who) -> str:
    """Return a card as it is, or without what it should not show."""
    if any(who.covers_paper(arxiv_id) for arxiv_id in _paper_ids(card)):
        return f"<article data-{PLACEHOLDER}></article>"
    if not mentions(card, who, papers=False):
        return card
    entries = read_card_entries(card)
    if len(entries) != 1:
        raise NotRedactableError("a card that cannot be read")
    return _written_anew(entries[0])


def _written_anew(entry: DailyEntry) -> str:
    link = html.escape(f"/papers/{entry.arxiv_id}")
    votes = "" if entry.upvotes is None else f'<a href="/login?next={link.replace("/", "%2F")}">{entry.upvotes}</a>'
    title = "" if entry.title is None else f'<h3><a href="{link}">{html.escape(entry.title)}</a></h3>'
    comments = "" if entry.comments is None else f'<a href="{link}#community">{entry.comments}</a>'
    return f'<article><a href="{link}"></a>{votes}{title}{comments}</article>'


def _loads_forgotten(tag: str, who: Who) -> bool:
    return any(who.covers_paper(arxiv_id) for arxiv_id in _paper_ids(tag))


def _paper_ids(markup: str) -> Iterator[str]:
    for found in _PAPER.finditer(html.unescape(markup)):
        yield found[1]
        yield found[1].rpartition(".")[0]  # of a thumbnail: the id and the suffix of an image


def _still_names(text: str, who: Who) -> bool:
    """Look at the result as the parser does, which finds elements otherwise than the patterns here."""
    try:
        props = read_props(text, "body")
    except BodyError as error:
        raise NotRedactableError(error.detail) from error
    if props is not None and _redact_props(props, who)[0] != props:
        return True
    return any(who.covers_paper(entry.arxiv_id) for entry in read_card_entries(text))
