"""arXiv's OAI-PMH interface as far as the product asks it: `GetRecord` in the format `arXivRaw`.

In: a query. Out: a record with its versions, an error of the protocol (with status 200, as arXiv does), or the head of
a record that was deleted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from xml.sax.saxutils import escape, quoteattr

from tests.upstream.archive import Archive
from tests.upstream.entries import ArxivFacts, Entry
from tests.upstream.messages import Response, text_response

PATH = "/oai"

_ID_PREFIX = "oai:arXiv.org:"
_ARGUMENTS = frozenset({"verb", "metadataPrefix", "identifier"})
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">\n'
)
_RAW = (
    '<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://arxiv.org/OAI/arXivRaw/ https://oaipmh.arxiv.org/OAI/arXivRaw.xsd">'
)


def answer(archive: Archive, query: Mapping[str, str]) -> Response:
    """Answer one request."""
    if query.get("verb") != "GetRecord":
        return _error(archive.today, "badVerb", "Value of the verb argument is not a legal OAI-PMH verb")
    if query.keys() != _ARGUMENTS:
        return _error(archive.today, "badArgument", "Parameters provided did not match expected.")
    if query["metadataPrefix"] != "arXivRaw":
        return _error(archive.today, "cannotDisseminateFormat", "Did not recognize requested format")
    identifier = query["identifier"]
    if not identifier.startswith(_ID_PREFIX):
        return _error(archive.today, "idDoesNotExist", f"All identifiers start with: {_ID_PREFIX}")
    arxiv_id = identifier.removeprefix(_ID_PREFIX)
    entry = archive.papers([arxiv_id]).get(arxiv_id)
    if entry is None or entry.arxiv is None:
        return _error(archive.today, "idDoesNotExist", "Nothing found for this ID")
    return _xml(archive.today, identifier, f"<GetRecord>{_record(archive.today, entry, entry.arxiv)}</GetRecord>")


def _record(today: date, entry: Entry, facts: ArxivFacts) -> str:
    status = ' status="deleted"' if facts.is_deleted else ""
    header = (
        f"<header{status}><identifier>{_ID_PREFIX}{entry.arxiv_id}</identifier>"
        f"<datestamp>{today.isoformat()}</datestamp><setSpec>cs:cs</setSpec></header>"
    )
    if facts.is_deleted:
        return f"<record>{header}</record>"
    categories = " ".join(facts.categories or (facts.primary_category,))
    parts = [
        f"<id>{entry.arxiv_id}</id><submitter>Sample Submitter</submitter>",
        *_versions(entry, facts),
        f"<title>{escape(entry.title)}</title>",
        f"<authors>{escape(', '.join(author.name for author in entry.authors))}</authors>",
        f"<categories>{categories}</categories>",
        *_element("comments", facts.comment),
        *_element("journal-ref", facts.journal_ref),
        *_element("doi", facts.doi),
        *_element("license", facts.licence),
        f"<abstract>  {escape(entry.abstract)}\n</abstract>",
    ]
    return f"<record>{header}<metadata>{_RAW}{''.join(parts)}</arXivRaw></metadata></record>"


def _versions(entry: Entry, facts: ArxivFacts) -> Iterator[str]:
    """Date the first and the last version as the search API does; those between come a minute after each other."""
    first = entry.published_at or datetime(2026, 1, 1, tzinfo=UTC)
    for version in range(1, facts.version + 1):
        is_latest = version == facts.version and version > 1 and facts.updated_at is not None
        moment = facts.updated_at if is_latest else first + timedelta(minutes=version - 1)
        yield (
            f'<version version="v{version}"><date>{moment:%a, %d %b %Y %H:%M:%S} GMT</date>'
            f"<size>{1000 + version}kb</size><source_type>D</source_type></version>"
        )


def _element(name: str, value: str | None) -> list[str]:
    return [] if value is None else [f"<{name}>{escape(value)}</{name}>"]


def _error(today: date, code: str, said: str) -> Response:
    return _xml(today, None, f"<error code='{code}'>{escape(said)}</error>")


def _xml(today: date, identifier: str | None, inside: str) -> Response:
    about = (
        "" if identifier is None else f' verb="GetRecord" identifier={quoteattr(identifier)} metadataPrefix="arXivRaw"'
    )
    return text_response(
        f"{_HEAD}<responseDate>{today.isoformat()}T00:00:00Z</responseDate>\n"
        f"<request{about}>https://oaipmh.arxiv.org/oai</request>\n{inside}\n</OAI-PMH>\n",
        "application/xml",
    )
