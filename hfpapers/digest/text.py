"""Text from outside made fit to stand in a document: one line, no control characters, links only to the web.

In: text as it is stored. Out: the same text without what no reader can see. Escaping for a
format is the renderers' work.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import Any
from urllib.parse import quote, urlsplit

from hfpapers.digest.options import DigestOptions
from hfpapers.model.views import ListingView

#: C0 and C1 controls, marks that turn the direction of writing, halves of surrogate pairs, characters that are none.
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_KEYS = frozenset({"arxiv_id", "hf_url", "arxiv_url"})
_LINKS = frozenset({"code_url", "project_url", "licence"})
#: What ends an address early, in a sentence or in markup.
_UNSAFE_IN_URL = re.compile(r"""[\s<>"\\`^{|}]""")


def clean_text(text: str) -> str:
    """Return the text on one line, one blank for each run of white space, without controls and direction overrides."""
    spaced = " ".join(text.split())
    if _INVISIBLE.search(spaced) is None:
        return spaced
    return " ".join(_INVISIBLE.sub("", spaced).split())


def clean_listing(listing: ListingView) -> ListingView:
    """Return the row with all its text cleaned.

    Text of which nothing is left, and links that lead elsewhere than to the web, become None, or leave
    their list. So do authors who asked to be hidden: no format can show them.
    """
    changes: dict[str, Any] = {}
    for field in fields(listing):
        value = getattr(listing, field.name)
        if isinstance(value, str):
            cleaned = clean_text(value)
            is_kept = field.name in _KEYS or (web_address(cleaned) if field.name in _LINKS else cleaned)
            changes[field.name] = cleaned if is_kept else None
    changes["authors"] = tuple(
        replace(
            author,
            name=clean_text(author.name),
            login=_cleaned(author.login),
            affiliation=_cleaned(author.affiliation),
        )
        for author in listing.authors
        if not author.is_hidden and clean_text(author.name)
    )
    changes["keywords"] = tuple(
        replace(keyword, keyword=clean_text(keyword.keyword), source=clean_text(keyword.source))
        for keyword in listing.keywords
        if clean_text(keyword.keyword)
    )
    changes["links"] = tuple(replace(link, url=clean_text(link.url)) for link in listing.links if web_address(link.url))
    changes["categories"] = tuple(filter(None, map(clean_text, listing.categories)))
    return replace(listing, **changes)


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
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    return _UNSAFE_IN_URL.sub(lambda match: quote(match[0]), text)


def shortened(text: str, limit: int) -> str:
    """Return cleaned text of at most `limit` characters, with an ellipsis where something was cut off."""
    cleaned = clean_text(text)
    return cleaned if len(cleaned) <= limit else f"{cleaned[: limit - 1].rstrip()}…"


def _cleaned(text: str | None) -> str | None:
    return clean_text(text or "") or None
