"""What OAI-PMH says of a paper, from record to change, and licences, each under one address.

The same licence comes as `http://` and `https://`, with and without a slash at its end. Pure.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from hfpapers.model.changes import LicenceChange
from hfpapers.model.fetched import Fetched
from hfpapers.model.issues import Code, Issue, warning
from hfpapers.model.records import ArxivRaw
from hfpapers.normalize.text import clean_line, storable

_HOSTS = frozenset({"arxiv.org", "creativecommons.org"})
_LONGEST = 500


def normalize_licence(record: ArxivRaw, fetched: Fetched) -> tuple[LicenceChange, tuple[Issue, ...]]:
    """Make a record into what will be stored; a licence that is no address is told, and left out."""
    licence = None if record.licence is None else licence_address(record.licence)
    issues: tuple[Issue, ...] = ()
    if record.licence is not None and licence is None:
        detail = "not the address of a licence"
        raw = storable(record.licence)
        issues = (warning(Code.ODD_VALUE, "arXivRaw.license", detail, arxiv_id=record.arxiv_id, raw=raw),)
    change = LicenceChange(
        arxiv_id=record.arxiv_id,
        observed_at=fetched.requested_at,
        licence=licence,
        versions=record.versions,
        is_deleted=record.is_deleted,
    )
    return change, issues


def licence_address(raw: str) -> str | None:
    """Return a licence's address in its one form: https, the host in small letters, a slash at the end.

    Only the hosts of arXiv's own list of licences are changed; another address keeps its form. None where it is none.
    """
    text = clean_line(raw)
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or " " in text or len(text) > _LONGEST:
        return None
    if host not in _HOSTS:
        return text
    return f"https://{host}{parts.path.rstrip('/').lower()}/"
