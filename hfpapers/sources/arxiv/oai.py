"""arXiv's OAI-PMH interface: the bytes of a `GetRecord` in the format `arXivRaw` in, `Parsed[ArxivRaw]` out.

Read are the licence and the versions, which the search API does not tell; the rest is known from there. An answer that
says that there is no such paper is a record of None; a record that arXiv took away says so.

The form: https://www.openarchives.org/OAI/openarchivesprotocol.html and https://info.arxiv.org/help/oa/index.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from lxml import etree

from hfpapers.errors import InvalidIdError, ParseError, TransientBodyError
from hfpapers.model.ids import ArxivId
from hfpapers.model.issues import Code, Issue, error, warning
from hfpapers.model.records import ArxivRaw, ArxivVersion, Parsed
from hfpapers.sources.arxiv.markup import load_xml, text_of
from hfpapers.sources.moments import read_moment
from hfpapers.sources.samples import key_sample, sample

OAI = "{http://www.openarchives.org/OAI/2.0/}"
RAW = "{http://arxiv.org/OAI/arXivRaw/}"

ID_PREFIX = "oai:arXiv.org:"
_NO_SUCH_PAPER = frozenset({"idDoesNotExist", "noRecordsMatch"})

#: What is known to stand in a paper's record and in a version of it.
_KNOWN: dict[str, frozenset[str]] = {
    "arXivRaw": frozenset(
        [
            "id",
            "submitter",
            "version",
            "title",
            "authors",
            "categories",
            "comments",
            "proxy",
            "report-no",
            "acm-class",
            "msc-class",
            "journal-ref",
            "doi",
            "license",
            "abstract",
        ]
    ),
    "version": frozenset(("date", "size", "source_type")),
}

_VERSION = re.compile(r"v([1-9][0-9]{0,3})")
_SIZE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)\s*(|b|kb?|mb?)", re.IGNORECASE)
_UNITS = {"": 1, "b": 1, "k": 1024, "kb": 1024, "m": 1024 * 1024, "mb": 1024 * 1024}


def parse_oai(body: bytes, *, url: str, arxiv_id: str) -> Parsed[ArxivRaw | None]:
    """Read one `GetRecord` answer.

    Args:
        body: Response body after content decoding, before text decoding.
        url: Where the body came from; only names the answer in errors.
        arxiv_id: The paper that was asked for.

    Returns:
        The record, and the issues met; None where arXiv says that it has no such paper.

    Raises:
        TransientBodyError: An empty body, a challenge or a throttling notice; asking again may help.
        ParseError: Not a whole answer, another error of OAI-PMH, or another paper's record.
    """
    root = load_xml(body, url, root=f"{OAI}OAI-PMH", what="OAI-PMH answer")
    problem = root.find(f"{OAI}error")
    if problem is not None:
        _refuse_error(problem, url)
        return Parsed(record=None)
    records = root.findall(f"{OAI}GetRecord/{OAI}record")
    if not records:
        raise TransientBodyError(url, "the answer holds neither a record nor an error")
    if len(records) > 1:
        raise ParseError(url, f"the answer holds {len(records)} records, asked for one")
    header = records[0].find(f"{OAI}header")
    identifier = None if header is None else text_of(header.find(f"{OAI}identifier"))
    _check_id(re.sub(f"(?i)^{ID_PREFIX}", "", (identifier or "").strip()), url, arxiv_id)
    if header is not None and header.get("status") == "deleted":
        return Parsed(record=ArxivRaw(arxiv_id=arxiv_id, is_deleted=True))
    return _read_record(records[0], url, arxiv_id)


def _refuse_error(problem: etree._Element, url: str) -> None:
    """Refuse whatever arXiv objects to, but for a paper that it does not have."""
    code = problem.get("code") or "no code"
    said = " ".join((text_of(problem) or "no reason given").split())
    if code not in _NO_SUCH_PAPER:
        raise ParseError(url, f"arXiv answers with the error {code[:40]}: {said[:200]}")


def _check_id(text: str, url: str, arxiv_id: str) -> None:
    try:
        found = ArxivId.parse(text).text
    except InvalidIdError as problem:
        raise ParseError(url, f"the record's identifier {sample(text)[:80]!r} is none: {problem.problem}") from problem
    if found != arxiv_id:
        raise ParseError(url, f"the record is of {found}, asked for {arxiv_id}")


def _read_record(record: etree._Element, url: str, arxiv_id: str) -> Parsed[ArxivRaw]:
    raw = record.find(f"{OAI}metadata/{RAW}arXivRaw")
    if raw is None:
        raise ParseError(url, "the record has no arXivRaw metadata")
    _check_id((text_of(raw.find(f"{RAW}id")) or "").strip(), url, arxiv_id)
    issues = list(_unknown(raw, arxiv_id))
    versions = {version.version: version for version in _versions(raw, arxiv_id, issues)}
    if not versions:
        issues.append(error(Code.MISSING_KEY, "version", "no version that can be read", arxiv_id=arxiv_id))
    ordered = tuple(versions[number] for number in sorted(versions))
    record_of = ArxivRaw(arxiv_id=arxiv_id, licence=text_of(raw.find(f"{RAW}license")), versions=ordered)
    return Parsed(record=record_of, issues=tuple(issues))


def _versions(raw: etree._Element, arxiv_id: str, issues: list[Issue]) -> Iterator[ArxivVersion]:
    for element in raw.findall(f"{RAW}version"):
        issues.extend(_unknown(element, arxiv_id))
        name = (element.get("version") or "").strip()
        match = _VERSION.fullmatch(name)
        if match is None:
            detail = "not the number of a version"
            issues.append(error(Code.WRONG_TYPE, "version@version", detail, arxiv_id=arxiv_id, raw=sample(name)))
            continue
        yield ArxivVersion(
            version=int(match[1]),
            submitted_at=_moment(element, arxiv_id, issues),
            size_bytes=_size(element, arxiv_id, issues),
        )


def _moment(element: etree._Element, arxiv_id: str, issues: list[Issue]) -> datetime | None:
    """Read a date: `Mon, 12 Jun 2017 17:57:34 GMT`; ISO's form is taken, too."""
    raw = text_of(element.find(f"{RAW}date"))
    if raw is None:
        issues.append(warning(Code.MISSING_KEY, "version.date", "always present so far", arxiv_id=arxiv_id))
        return None
    for read in (_mail_moment, read_moment):
        try:
            return read(raw.strip())
        except (ValueError, OverflowError):
            continue
    detail = "not a time such as Mon, 12 Jun 2017 17:57:34 GMT"
    issues.append(error(Code.WRONG_TYPE, "version.date", detail, arxiv_id=arxiv_id, raw=sample(raw)))
    return None


def _mail_moment(text: str) -> datetime:
    moment = parsedate_to_datetime(text)
    if moment.tzinfo is None:  # `-0000`, which means that the zone is not known
        raise ValueError("a time without a time zone")
    return moment.astimezone(UTC)


def _size(element: etree._Element, arxiv_id: str, issues: list[Issue]) -> int | None:
    raw = text_of(element.find(f"{RAW}size"))
    if raw is None:
        issues.append(warning(Code.MISSING_KEY, "version.size", "always present so far", arxiv_id=arxiv_id))
        return None
    match = _SIZE.fullmatch(raw.strip().replace(",", ""))
    if match is None:
        detail = "not a size such as 1234kb"
        issues.append(error(Code.WRONG_TYPE, "version.size", detail, arxiv_id=arxiv_id, raw=sample(raw)))
        return None
    return round(float(match[1]) * _UNITS[match[2].lower()])


def _unknown(element: etree._Element, arxiv_id: str) -> Iterator[Issue]:
    parent = str(element.tag).removeprefix(RAW)
    for child in element:
        name = str(child.tag).removeprefix(RAW)
        if name not in _KNOWN[parent]:
            path = f"{parent}.{key_sample(name)}"
            raw = sample(text_of(child) or dict(child.attrib))
            yield warning(Code.UNKNOWN_KEY, path, "no known element", arxiv_id=arxiv_id, raw=raw)
