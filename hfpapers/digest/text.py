"""Text from outside made fit to stand in a document: one line, no control characters, links only to the web.

In: text as it is stored. Out: the same text without what no reader can see. Escaping for a
format is the renderers' work.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from operator import is_
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from hfpapers.digest.options import DigestOptions
from hfpapers.model.views import AuthorView, KeywordView, LinkView, ListingView

#: C0 and C1 controls, marks that turn the direction of writing, halves of surrogate pairs, characters that are none.
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_PartT = TypeVar("_PartT")

_FIELDS = tuple(ListingView.__slots__)
_KEYS = frozenset({"arxiv_id", "hf_url", "arxiv_url"})
_LINKS = frozenset({"code_url", "project_url", "licence"})
#: What ends an address early, in a sentence or in markup.
_UNSAFE_IN_URL = re.compile(r"""[\s<>"\\`^{|}]""")
#: Addresses as nearly all are: nothing in them needs a second look.
_PLAIN_ADDRESS = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(?:/[A-Za-z0-9._~/-]*)?")
#: What may not stand after the host, and a strict reader refuses.
_NOT_IN_PATH = re.compile(r"[\[\]]|%(?![0-9A-Fa-f]{2})")


def clean_text(text: str) -> str:
    """Return the text on one line, one blank for each run of white space, without controls and direction overrides."""
    # What is printable has no white space but blanks: most text is clean, and is told so in a third of the time.
    if text.isprintable() and "  " not in text and text.strip() == text:
        return text
    spaced = " ".join(text.split())
    if _INVISIBLE.search(spaced) is None:
        return spaced
    return " ".join(_INVISIBLE.sub("", spaced).split())


def clean_listing(listing: ListingView) -> ListingView:
    """Return the row with all its text cleaned; the row itself where it is clean, as most are.

    Text of which nothing is left, and links that lead elsewhere than to the web, become None, or leave
    their list. So do authors who asked to be hidden: no format can show them.
    """
    cleaned = {
        **{name: _clean_field(name, value) for name in _FIELDS if isinstance(value := getattr(listing, name), str)},
        "authors": _clean_each(listing.authors, _clean_author),
        "keywords": _clean_each(listing.keywords, _clean_keyword),
        "links": _clean_each(listing.links, _clean_link),
        "categories": _clean_each(listing.categories, _cleaned),
    }
    changes: dict[str, Any] = {name: value for name, value in cleaned.items() if value is not getattr(listing, name)}
    return replace(listing, **changes) if changes else listing


def clean_options(options: DigestOptions) -> DigestOptions:
    """Return the options with their text cleaned, to be shown."""
    return replace(
        options,
        categories=tuple(map(clean_text, options.categories)),
        keywords=tuple(map(clean_text, options.keywords)),
    )


def web_address(url: str | None) -> str | None:
    """Return the link with blanks and the like percent-encoded if it leads to the web (http or https), else None."""
    text = clean_text(url or "")
    if _PLAIN_ADDRESS.fullmatch(text):
        return text
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    host, path = text[: len(parts.scheme) + 3 + len(parts.netloc)], text[len(parts.scheme) + 3 + len(parts.netloc) :]
    before, mark, fragment = _NOT_IN_PATH.sub(_quoted, path).partition("#")
    return _UNSAFE_IN_URL.sub(_quoted, f"{host}{before}{mark}{fragment.replace('#', '%23')}")


def shortened(text: str, limit: int) -> str:
    """Return cleaned text of at most `limit` characters, with an ellipsis where something was cut off."""
    cleaned = clean_text(text)
    return cleaned if len(cleaned) <= limit else f"{cleaned[: limit - 1].rstrip()}…"


def _quoted(match: re.Match[str]) -> str:
    return quote(match[0])


def _clean_field(name: str, value: str) -> str | None:
    cleaned = clean_text(value)
    if name in _KEYS:
        return cleaned
    return (cleaned or None) if name not in _LINKS or web_address(cleaned) else None


def _clean_each(parts: tuple[_PartT, ...], clean: Callable[[_PartT], _PartT | None]) -> tuple[_PartT, ...]:
    """Return the parts cleaned, without those of which nothing is left; the same tuple where all are clean."""
    cleaned = tuple(part for part in map(clean, parts) if part is not None)
    is_same = len(cleaned) == len(parts) and all(map(is_, cleaned, parts))
    return parts if is_same else cleaned


def _clean_author(author: AuthorView) -> AuthorView | None:
    name, login, affiliation = clean_text(author.name), _cleaned(author.login), _cleaned(author.affiliation)
    if author.is_hidden or not name:
        return None
    if name is author.name and login is author.login and affiliation is author.affiliation:
        return author
    return replace(author, name=name, login=login, affiliation=affiliation)


def _clean_keyword(keyword: KeywordView) -> KeywordView | None:
    text, source = clean_text(keyword.keyword), clean_text(keyword.source)
    if text is keyword.keyword and source is keyword.source and text:
        return keyword
    return replace(keyword, keyword=text, source=source) if text else None


def _clean_link(link: LinkView) -> LinkView | None:
    if not web_address(link.url):
        return None
    url = clean_text(link.url)
    return link if url is link.url else replace(link, url=url)


def _cleaned(text: str | None) -> str | None:
    return clean_text(text or "") or None
