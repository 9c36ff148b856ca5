"""arXiv's search API: the bytes of `/api/query` in, `Parsed[ArxivFeed]` out; the layouts before and since 2025.

An id that arXiv does not know is simply absent from the answer; who asked compares. What is
short of its own total is refused, since a body that was cut off must not make papers absent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from lxml import etree

from hfpapers.errors import InvalidIdError, ParseError, TransientBodyError
from hfpapers.model.forgotten import FORGOTTEN_ID
from hfpapers.model.ids import ArxivId
from hfpapers.model.issues import Code, Issue, error, warning
from hfpapers.model.records import ArxivAuthor, ArxivEntry, ArxivFeed, Parsed
from hfpapers.sources.arxiv.feed import ATOM, load_feed, parts_of, read_number
from hfpapers.sources.arxiv.markup import text_of
from hfpapers.sources.moments import read_moment
from hfpapers.sources.samples import key_sample, sample

_ERROR_ID = "/api/errors"

_KNOWN: dict[str, frozenset[str]] = {
    "feed": frozenset(
        {"id", "title", "updated", "link", "author", "entry"}
        | {f"opensearch:{name}" for name in ("totalResults", "startIndex", "itemsPerPage")}
    ),
    "entry": frozenset(
        {"id", "title", "updated", "published", "summary", "author", "category", "link"}
        | {f"arxiv:{name}" for name in ("primary_category", "comment", "journal_ref", "doi")}
    ),
    "author": frozenset({"name", "arxiv:affiliation"}),
}


def parse_atom(body: bytes, *, url: str, asked: Sequence[str]) -> Parsed[ArxivFeed]:
    """Read one answer of the search API.

    Args:
        body: Response body after content decoding, before text decoding.
        url: Where the body came from; only names the feed in errors.
        asked: The ids that were asked for; empty for a search by words, whose answer cannot be compared.

    Returns:
        The feed, entries in arXiv's order, and the issues met. Papers that were asked for may be absent.

    Raises:
        TransientBodyError: An empty body or feed, a challenge or a throttling notice; asking again may help.
        ParseError: Not a whole feed, or an error that arXiv tells by an entry.
    """
    root = load_feed(body, url)
    entries = root.findall(f"{ATOM}entry")
    _refuse_error_entry(entries, url)
    total = read_number(root, "totalResults", url)
    start = read_number(root, "startIndex", url)
    wanted = {_canonical(text) for text in asked}
    if wanted and not entries:
        raise TransientBodyError(url, f"the feed is empty; papers asked for: {len(wanted)}")
    if len(entries) < min(total, len(wanted)):
        raise ParseError(url, f"the feed holds {len(entries)} entries of {total}: it is not whole")
    reader = _Reader(wanted)
    reader.note_unknown("feed", parts_of(root))
    for element in entries:
        reader.read(element)
    return Parsed(
        record=ArxivFeed(entries=tuple(reader.entries.values()), total=total, start=start),
        issues=tuple(reader.issues),
    )


def _refuse_error_entry(entries: Sequence[etree._Element], url: str) -> None:
    for element in entries:
        if _ERROR_ID in element.findtext(f"{ATOM}id", ""):
            said = " ".join((element.findtext(f"{ATOM}summary") or "no reason given").split())
            raise ParseError(url, f"arXiv answers with an error: {said[:200]}")


def _canonical(text: str) -> str:
    """Return an asked id as answers name it; text that is no id stays itself, and matches nothing."""
    try:
        return ArxivId.parse(text).text
    except InvalidIdError:
        return text


_Parts = Mapping[str, Sequence[etree._Element]]  # noqa: SLF001 - what lxml calls its elements; annotations may


def _text(parts: _Parts, name: str) -> str | None:
    """Return the text of the first element of a name."""
    return text_of(parts[name][0]) if name in parts else None


#: arXiv's own have at most 18 characters.
_LONGEST_TERM = 100


class _Reader:
    """Reads entries and gathers them, each paper once, with their issues."""

    def __init__(self, wanted: set[str]) -> None:
        self._wanted = wanted
        self._unknown: set[str] = set()
        self.entries: dict[str, ArxivEntry] = {}
        self.issues: list[Issue] = []

    def read(self, element: etree._Element) -> None:
        raw_id = element.findtext(f"{ATOM}id", "")
        if raw_id == FORGOTTEN_ID:
            return
        try:
            identifier = ArxivId.parse(raw_id)
        except InvalidIdError as problem:
            self.issues.append(error(Code.UNUSABLE_ENTRY, "entry.id", problem.problem, raw=sample(raw_id)))
            return
        arxiv_id = identifier.text
        if self._wanted and arxiv_id not in self._wanted:
            detail = "the paper was not asked for"
            self.issues.append(warning(Code.NOT_ASKED_FOR, "entry", detail, arxiv_id=arxiv_id, raw=sample(raw_id)))
        elif arxiv_id in self.entries:
            detail = "the paper is in the feed already"
            self.issues.append(warning(Code.DUPLICATE_ENTRY, "entry", detail, arxiv_id=arxiv_id, raw=sample(raw_id)))
        else:
            self.entries[arxiv_id] = self._entry(parts_of(element), identifier)

    def note_unknown(self, parent: str, parts: _Parts) -> None:
        """Tell the unknown elements directly under one, each name once in a feed."""
        for name in parts:
            if name in _KNOWN[parent]:
                continue
            path = f"{parent}.{key_sample(name)}"
            if path not in self._unknown:
                self._unknown.add(path)
                first = parts[name][0]
                raw = sample(text_of(first) or dict(first.attrib))
                self.issues.append(warning(Code.UNKNOWN_KEY, path, "no known element", raw=raw))

    def _entry(self, parts: _Parts, identifier: ArxivId) -> ArxivEntry:
        arxiv_id = identifier.text
        self.note_unknown("entry", parts)
        entry = ArxivEntry(
            arxiv_id=arxiv_id,
            version=identifier.version,
            title=_text(parts, "title"),
            abstract=_text(parts, "summary"),
            published_at=self._moment(parts, "published", arxiv_id),
            updated_at=self._moment(parts, "updated", arxiv_id),
            authors=self._authors(parts.get("author", ()), arxiv_id),
            categories=self._terms(parts.get("category", ()), arxiv_id),
            primary_category=next(iter(self._terms(parts.get("arxiv:primary_category", ())[:1], arxiv_id)), None),
            comment=_text(parts, "arxiv:comment"),
            journal_ref=_text(parts, "arxiv:journal_ref"),
            doi=_text(parts, "arxiv:doi"),
        )
        self._note_missing(entry)
        return entry

    def _moment(self, parts: _Parts, name: str, arxiv_id: str) -> datetime | None:
        raw = _text(parts, name)
        if raw is None:
            self.issues.append(warning(Code.MISSING_KEY, f"entry.{name}", "always present so far", arxiv_id=arxiv_id))
            return None
        try:
            return read_moment(raw)
        except ValueError as problem:
            self.issues.append(
                error(Code.WRONG_TYPE, f"entry.{name}", str(problem), arxiv_id=arxiv_id, raw=sample(raw))
            )
            return None

    def _authors(self, elements: Sequence[etree._Element], arxiv_id: str) -> tuple[ArxivAuthor, ...]:
        """Return the authors; none of them where one has no name, since a list with a hole would pass for whole."""
        authors = []
        for element in elements:
            parts = parts_of(element)
            self.note_unknown("author", parts)
            name = _text(parts, "name")
            if name is None:
                detail = "an author without a name"
                self.issues.append(error(Code.MISSING_KEY, "entry.author.name", detail, arxiv_id=arxiv_id))
                return ()
            said = [text_of(affiliation) for affiliation in parts.get("arxiv:affiliation", ())]
            affiliation = "; ".join(text for text in said if text is not None) or None
            authors.append(ArxivAuthor(name=name, affiliation=affiliation))
        return tuple(authors)

    def _terms(self, elements: Sequence[etree._Element], arxiv_id: str) -> tuple[str, ...]:
        terms = dict.fromkeys(str(element.get("term") or "").strip() for element in elements)
        for term in terms:
            if len(term) > _LONGEST_TERM:
                detail = f"longer than {_LONGEST_TERM} characters, and left out"
                self.issues.append(warning(Code.ODD_VALUE, "entry.category", detail, arxiv_id=arxiv_id, raw=term))
        return tuple(term for term in terms if 0 < len(term) <= _LONGEST_TERM)

    def _note_missing(self, entry: ArxivEntry) -> None:
        if entry.title is None:
            self.issues.append(error(Code.MISSING_KEY, "entry.title", "no title at all", arxiv_id=entry.arxiv_id))
        for name, value in (
            ("summary", entry.abstract),
            ("author", entry.authors),
            ("category", entry.categories),
            ("arxiv:primary_category", entry.primary_category),
        ):
            if not value:
                detail = "always present so far"
                self.issues.append(warning(Code.MISSING_KEY, f"entry.{name}", detail, arxiv_id=entry.arxiv_id))
