"""A paper's text: the bytes of `/papers/ID.md` in, `Parsed[PaperText]` out.

Hugging Face makes the text from arXiv's HTML of the paper. Where arXiv has none, it gives its own page of the paper
instead: that says that there is no text, which is no failure. Anything else that is not Markdown is refused.
"""

from __future__ import annotations

import re

from hfpapers.errors import InvalidIdError, ParseError
from hfpapers.model.ids import ArxivId
from hfpapers.model.records import PaperText, Parsed
from hfpapers.sources.bodies import decode_utf8, refuse, says_later

#: A notice is shorter, and has no heading.
_LEAST_CHARACTERS = 500
_HEADING = re.compile(r"^(?: {0,3}#{1,6} |Title: |\*\*)\S|^ {0,3}(?:={3,}|-{3,})[ \t]*$", re.MULTILINE)
_NOTICE = re.compile(r"\W*(?:404|not found|error|page not found)\b", re.IGNORECASE)

_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_JSON = re.compile(r'\s*(?:\{\s*"|\[\s*[{\]])')
#: The line that names what the text was made from, near its beginning where there is one.
_MADE_FROM = re.compile(r"^\W*URL Source\W*\s+(?P<url>https?://\S*arxiv\.org/\S+)", re.IGNORECASE | re.MULTILINE)
_BEGINNING = 3000


def parse_text(body: bytes, *, url: str, arxiv_id: str) -> Parsed[PaperText | None]:
    """Read a paper's text as the site served it.

    Args:
        body: Response body after content decoding, before text decoding.
        url: Where the body came from; only names the text in errors.
        arxiv_id: The paper that was asked for.

    Returns:
        The text; None where the body is the site's own page of the paper, which it gives where it has no text.

    Raises:
        TransientBodyError: An empty body, a challenge or a throttling notice; asking again may help.
        ParseError: HTML, JSON, a text too short for a paper, or another paper's text.
    """
    text = decode_utf8(body, url)
    if _HTML.match(text):
        if f"/papers/{arxiv_id}" in text and not says_later(text):
            return Parsed(record=None)
        refuse(text, url, "the body is HTML, not a text")
    if _JSON.match(text):
        refuse(text, url, "the body is JSON, not a text")
    is_short = len(text.strip()) < _LEAST_CHARACTERS
    if is_short and _HEADING.search(text) is None:
        refuse(text, url, f"the body has {len(text.strip())} characters and no heading: it is no paper's text")
    if is_short and _NOTICE.match(text) is not None:
        refuse(text, url, "the body is a notice, not a text")
    _check_paper(text, url, arxiv_id)
    return Parsed(record=PaperText(text=text))


def _check_paper(text: str, url: str, arxiv_id: str) -> None:
    """Refuse a text that names another paper as what it was made from; most name none."""
    named = _MADE_FROM.search(text[:_BEGINNING])
    if named is None:
        return
    try:
        found = ArxivId.parse(named["url"].rstrip(").,>")).text
    except InvalidIdError:
        return
    if found != arxiv_id:
        raise ParseError(url, f"the text is of {found}, asked for {arxiv_id}")
