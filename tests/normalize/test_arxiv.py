from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hfpapers.model.changes import ArxivChange, AuthorChange
from hfpapers.model.fetched import Endpoint, Fetched, Intent
from hfpapers.model.issues import Code, Issue, error
from hfpapers.model.kinds import PaperState
from hfpapers.model.records import ArxivAuthor, ArxivEntry, ArxivFeed, Parsed
from hfpapers.normalize.arxiv import normalize_arxiv
from hfpapers.sources.arxiv.atom import parse_atom

SEEN = datetime(2026, 6, 3, 12, tzinfo=UTC)


def _entry(arxiv_id: str, **fields: Any) -> ArxivEntry:
    said = {"version": 1, "title": None, "abstract": None, "published_at": None, "updated_at": None}
    return ArxivEntry(arxiv_id=arxiv_id, **{**said, "authors": (), "categories": (), **fields})


def _normalized(*entries: ArxivEntry, asked: tuple[str, ...] = (), issues: tuple[Issue, ...] = ()) -> ArxivChange:
    intent = Intent(endpoint=Endpoint.ARXIV_ATOM, arxiv_ids=asked)
    fetched = Fetched(url="https://arxiv.example/", status=200, body=b"", requested_at=SEEN, intent=intent)
    return normalize_arxiv(Parsed(record=ArxivFeed(entries=entries, total=len(entries)), issues=issues), fetched)


def test_every_paper_that_was_asked_for_gets_a_state() -> None:
    change = _normalized(_entry("2606.90060"), asked=("2606.90060", "math.AG/0309136v2", "abc", "2606.90060"))
    assert change.observed_at == SEEN
    assert change.states == (
        ("2606.90060", PaperState.FOUND),
        ("math/0309136", PaperState.ABSENT),
        ("abc", PaperState.ABSENT),
    )


def test_a_paper_is_not_called_absent_while_an_entry_could_not_be_told_apart() -> None:
    odd = error(Code.UNUSABLE_ENTRY, "entry.id", "no id")
    change = _normalized(_entry("2606.90060"), asked=("2606.90060", "2606.90061"), issues=(odd,))
    assert change.states == (("2606.90060", PaperState.FOUND), ("2606.90061", PaperState.FAILED))


def test_text_is_cleaned_and_its_raw_twin_stays() -> None:
    entry = _entry(
        "2606.90060",
        title="A $\\alpha$\n  sample",
        abstract="  We invent\na sample.\n",
        comment="12 pages,\n  3 figures",
        journal_ref="Sample  Letters",
        doi=" 10.0000/sample ",
        authors=(ArxivAuthor(name="Fr\\'echet Sample", affiliation="Sample\n Institute"), ArxivAuthor(name="Two")),
    )
    (paper,) = _normalized(entry).papers
    assert (paper.title, paper.raw_title) == ("A \N{GREEK SMALL LETTER ALPHA} sample", "A $\\alpha$\n  sample")
    assert (paper.abstract, paper.raw_abstract) == ("We invent a sample.", "  We invent\na sample.\n")
    assert (paper.comment, paper.journal_ref, paper.doi) == ("12 pages, 3 figures", "Sample Letters", "10.0000/sample")
    assert paper.authors == (
        AuthorChange(name="Fréchet Sample", affiliation="Sample Institute"),
        AuthorChange(name="Two"),
    )


def test_the_primary_category_is_among_the_categories() -> None:
    inside = _entry("2606.90060", primary_category="cs.LG", categories=("cs.CL", "cs.LG"))
    outside = _entry("2606.90061", primary_category="cs.LG", categories=("cs.CL",))
    without = _entry("2606.90062", categories=("cs.CL",))
    change = _normalized(inside, outside, without)
    assert [paper.categories for paper in change.papers] == [("cs.CL", "cs.LG"), ("cs.LG", "cs.CL"), ("cs.CL",)]


def test_recorded_feeds_come_through_whole(recorded: Path) -> None:
    for path in sorted((recorded / "arxiv/atom").glob("q_*.200.xml")):
        feed = parse_atom(path.read_bytes(), url=path.name, asked=())
        change = _normalized(*feed.record.entries)
        assert len(change.papers) == 10
        for entry, paper in zip(feed.record.entries, change.papers, strict=True):
            assert (paper.arxiv_id, paper.version) == (entry.arxiv_id, entry.version)
            assert [author.name for author in paper.authors] == [author.name for author in entry.authors]
            assert "\n" not in f"{paper.title}{paper.abstract}{paper.comment}"
