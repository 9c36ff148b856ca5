"""arXiv as far as the product asks it: the search API by `id_list`, OAI-PMH (`oai`), robots.txt, throttling.

In: a request. Out: an Atom feed in the layout of 2026. Unknown ids are absent, a malformed
one gives 400 with an error entry. Entries come sorted by id, not in the order asked for:
nobody promises an order.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, date, datetime, time
from xml.sax.saxutils import escape, quoteattr

from tests.upstream import oai
from tests.upstream.archive import Archive
from tests.upstream.entries import ArxivFacts, Entry
from tests.upstream.messages import Request, Response, text_response
from tests.upstream.settings import Settings

RATE_EXCEEDED = b"Rate exceeded."

_DEFAULT_RESULTS = 10
_MOST_RESULTS = 2000
_ATOM = "application/atom+xml; charset=utf-8"
_ID = re.compile(r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v(\d+))?")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FEED = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" '
    'xmlns="http://www.w3.org/2005/Atom">\n'
)


class ArxivSite:
    """Answers like export.arxiv.org."""

    def __init__(self, archive: Archive, settings: Settings) -> None:
        self._archive = archive
        self._settings = settings

    def answer(self, request: Request) -> Response:
        """Answer one request."""
        if request.is_robots:
            return text_response(self._settings.arxiv_robots, "text/plain")
        if request.path not in {"/api/query", oai.PATH}:
            return text_response("Not found\n", "text/plain", status=404)
        if self._is_too_fast(request):
            return Response(status=429, headers=(("Content-Type", "text/plain"),), body=RATE_EXCEEDED)
        if self._settings.arxiv_needs_accept and not request.headers.get("accept"):
            return text_response("Not acceptable\n", "text/plain", status=406)
        return oai.answer(self._archive, request.query) if request.path == oai.PATH else self._query(request)

    def _is_too_fast(self, request: Request) -> bool:
        interval = self._settings.arxiv_interval_seconds
        if interval is None:
            return False
        return request.parallel > 1 or (request.gap_seconds is not None and request.gap_seconds < interval)

    def _query(self, request: Request) -> Response:
        query = request.query
        ids = [text for text in query.get("id_list", "").split(",") if text]
        malformed = next((text for text in ids if _ID.fullmatch(text) is None), None)
        if malformed is not None:
            return self._error(f"incorrect id format for {malformed}")
        try:
            start = int(query.get("start") or 0)
            size = min(int(query.get("max_results") or _DEFAULT_RESULTS), _MOST_RESULTS)
        except ValueError:
            return self._error("start and max_results must be integers")
        if start < 0 or size < 0:
            return self._error("start and max_results must be non-negative")
        return text_response(self._feed(",".join(ids), self._found(ids), start, size), _ATOM)

    def _found(self, ids: list[str]) -> list[tuple[Entry, ArxivFacts, int]]:
        """Return the papers that are known, once each and sorted by id, with the version asked for or the latest."""
        asked: dict[str, int | None] = {}
        for text in ids:
            match = _ID.fullmatch(text)
            if match is not None:
                asked[match[1]] = int(match[2]) if match[2] else None
        found = []
        for arxiv_id, entry in sorted(self._archive.papers(asked).items()):
            facts, version = entry.arxiv, asked[arxiv_id]
            if facts is not None and (version is None or 1 <= version <= facts.version):
                found.append((entry, facts, version or facts.version))
        return found

    def _feed(self, id_list: str, found: list[tuple[Entry, ArxivFacts, int]], start: int, size: int) -> str:
        terms = f"search_query=&id_list={id_list}&start={start}&max_results={size}"
        name = hashlib.sha256(terms.encode()).hexdigest()[:27]
        link = f"https://arxiv.org/api/query?search_query=&start={start}&max_results={size}&id_list={id_list}"
        entries = "".join(_entry(entry, facts, version) for entry, facts, version in found[start : start + size])
        return (
            f"{_FEED}  <id>https://arxiv.org/api/{name}</id>\n"
            f"  <title>arXiv Query: {escape(terms)}</title>\n"
            f"  <updated>{_midnight(self._archive.today)}</updated>\n"
            f'  <link href={quoteattr(link)} type="application/atom+xml"/>\n'
            f"{_counts(size, len(found), start)}{entries}</feed>\n"
        )

    def _error(self, message: str) -> Response:
        moment = _midnight(self._archive.today)
        address = f"https://arxiv.org/api/errors#{message.replace(' ', '_')}"
        feed = (
            f"{_FEED}  <id>https://arxiv.org/</id>\n  <title>arXiv Search Results</title>\n"
            f"  <updated>{moment}</updated>\n{_counts(1, 1, 0)}  <entry>\n"
            f"    <id>{_text(address)}</id>\n    <title>Error</title>\n    <updated>{moment}</updated>\n"
            f'    <link href={quoteattr(_allowed(address))} rel="alternate" type="text/html"/>\n'
            f"    <summary>{_text(message)}</summary>\n"
            "    <author>\n      <name>arXiv api core</name>\n    </author>\n  </entry>\n</feed>\n"
        )
        return text_response(feed, _ATOM, status=400)


def _counts(per_page: int, total: int, start: int) -> str:
    return (
        f"  <opensearch:itemsPerPage>{per_page}</opensearch:itemsPerPage>\n"
        f"  <opensearch:totalResults>{total}</opensearch:totalResults>\n"
        f"  <opensearch:startIndex>{start}</opensearch:startIndex>\n"
    )


def _entry(entry: Entry, facts: ArxivFacts, version: int) -> str:
    name = f"{entry.arxiv_id}v{version}"
    updated = facts.updated_at if version > 1 else None
    categories = facts.categories or (facts.primary_category,)
    lines = [
        f"<id>http://arxiv.org/abs/{name}</id>",
        f"<title>{_text(entry.title)}</title>",
        *_element("updated", _moment(updated or entry.published_at)),
        f'<link href="https://arxiv.org/abs/{name}" rel="alternate" type="text/html"/>',
        f'<link href="https://arxiv.org/pdf/{name}" rel="related" type="application/pdf" title="pdf"/>',
        f"<summary>{_text(entry.abstract)}</summary>",
        *(f'<category term="{term}" scheme="http://arxiv.org/schemas/atom"/>' for term in categories),
        *_element("published", _moment(entry.published_at)),
        *_element("arxiv:comment", facts.comment),
        f'<arxiv:primary_category term="{facts.primary_category}"/>',
        *_element("arxiv:journal_ref", facts.journal_ref),
        *(f"<author>\n      <name>{_text(author.name)}</name>\n    </author>" for author in entry.authors),
        *_element("arxiv:doi", facts.doi),
    ]
    if facts.doi is not None:
        lines.append(f'<link rel="related" href="https://doi.org/{_text(facts.doi)}" title="doi"/>')
    return "  <entry>\n" + "".join(f"    {line}\n" for line in lines) + "  </entry>\n"


def _element(name: str, value: str | None) -> list[str]:
    return [] if value is None else [f"<{name}>{_text(value)}</{name}>"]


def _text(text: str) -> str:
    return escape(_allowed(text))


def _allowed(text: str) -> str:
    """Leave out the characters that XML cannot hold, as arXiv does."""
    return _NOT_XML.sub("", text)


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _midnight(day: date) -> str:
    return f"{datetime.combine(day, time(), UTC):%Y-%m-%dT%H:%M:%SZ}"
