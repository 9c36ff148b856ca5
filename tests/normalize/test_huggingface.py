from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from hfpapers.model.changes import AuthorChange, DailyChange, LinkChange, ListingChange, ObservationChange
from hfpapers.model.fetched import Endpoint, Fetched, Intent
from hfpapers.model.issues import Code, Issue
from hfpapers.model.kinds import LinkKind
from hfpapers.model.records import Account, DailyAuthor, DailyEntry, DailyPage, Organization, Parsed
from hfpapers.normalize.huggingface import normalize_daily
from hfpapers.sources.huggingface.daily_json import parse_daily

DAY = date(2026, 6, 3)
SEEN = datetime(2026, 6, 3, 12, tzinfo=UTC)
ID = "2606.90001"


def _fetched(day: date | None = DAY) -> Fetched:
    intent = Intent(endpoint=Endpoint.DAILY_API, day=day, page=1, limit=100)
    return Fetched(url="https://hub.example/", status=200, body=b"", requested_at=SEEN, intent=intent)


def _page(*entries: DailyEntry) -> Parsed[DailyPage]:
    return Parsed(record=DailyPage(entries=entries, offered=len(entries)))


def _normalized(**fields: Any) -> tuple[DailyChange, tuple[Issue, ...]]:
    return normalize_daily(_page(DailyEntry(arxiv_id=ID, **fields)), _fetched())


def _links(**fields: Any) -> tuple[LinkChange, ...]:
    return _normalized(**fields)[0].papers[0].links


def test_a_page_keeps_its_day_its_counts_and_when_it_was_seen() -> None:
    page = DailyPage(entries=(), offered=5, duplicates=1, unreadable=2)
    change, issues = normalize_daily(Parsed(record=page), _fetched())
    assert issues == ()
    assert (change.day, change.observed_at, change.intent.page) == (DAY, SEEN, 1)
    assert (change.offered, change.duplicates, change.unreadable) == (5, 1, 2)
    assert (change.papers, change.listings, change.observations) == ((), (), ())


def test_a_response_that_was_not_asked_for_as_a_list_is_refused() -> None:
    with pytest.raises(ValueError, match="not asked for as a day's list"):
        normalize_daily(_page(), _fetched(day=None))


def test_the_title_is_the_items_own_and_its_raw_twin_stays() -> None:
    change, _ = _normalized(title="$τ$-sample:\n  a  sample", paper_title="another")
    paper = change.papers[0]
    assert (paper.title, paper.raw_title) == ("τ-sample: a sample", "$τ$-sample:\n  a  sample")
    assert change.listings[0].title == "τ-sample: a sample"


def test_the_papers_title_stands_in_for_the_items() -> None:
    assert _normalized(paper_title="A\n  sample")[0].papers[0].title == "A sample"


def test_a_title_of_control_characters_is_none_and_told() -> None:
    change, issues = _normalized(title="\x00\x07")
    assert (change.papers[0].title, change.papers[0].raw_title) == (None, "\ufffd\x07")
    assert [(issue.code, issue.field, issue.arxiv_id) for issue in issues] == [(Code.ODD_VALUE, "title", ID)]


def test_what_was_not_said_stays_unsaid() -> None:
    change, issues = _normalized()
    paper = change.papers[0]
    assert issues == ()
    said = (paper.title, paper.raw_title, paper.abstract, paper.raw_abstract, paper.ai_summary, paper.organization)
    assert said == (None,) * 6
    assert (paper.authors, paper.keywords, paper.links, paper.emptied) == (None, None, (), frozenset())
    assert change.observations == ()
    assert change.listings == (
        ListingChange(
            arxiv_id=ID,
            rank=1,
            title=None,
            submitter=None,
            submitted_at=None,
            submitter_organization=None,
            author_participating=None,
        ),
    )


def test_counts_of_nought_are_observed() -> None:
    change, _ = _normalized(upvotes=0)
    assert change.observations == (ObservationChange(arxiv_id=ID, upvotes=0, comments=None, github_stars=None),)


def test_entries_are_ranked_in_the_order_shown() -> None:
    page = _page(DailyEntry(arxiv_id="2606.90002"), DailyEntry(arxiv_id=ID))
    change, _ = normalize_daily(page, _fetched())
    assert [(listing.arxiv_id, listing.rank) for listing in change.listings] == [("2606.90002", 1), (ID, 2)]


def test_authors_keep_their_order_accounts_and_flags() -> None:
    account = Account(login="sample-1")
    seen = datetime(2024, 7, 23, tzinfo=UTC)
    first = DailyAuthor(
        name="Fr\\'echet  Sample", hidden=True, account=account, hf_id="a1", status="claimed", status_changed_at=seen
    )
    change, _ = _normalized(authors=(first, DailyAuthor(name="\x00")))
    assert change.papers[0].authors == (
        AuthorChange(
            name="Fréchet Sample",
            login="sample-1",
            hf_id="a1",
            status="claimed",
            status_changed_at=seen,
            is_hidden=True,
        ),
        AuthorChange(name="\ufffd"),
    )


def test_keywords_are_as_written_each_once_and_none_empty() -> None:
    change, _ = _normalized(ai_keywords=("$\\tau$-sample", " a  b", "", "a b", "A b"))
    assert change.papers[0].keywords == ("$\\tau$-sample", "a b", "A b")


def test_fields_that_were_emptied_are_handed_on() -> None:
    assert _normalized(emptied=frozenset({"authors"}))[0].papers[0].emptied == {"authors"}


def test_the_repository_is_code_wherever_it_lies() -> None:
    links = _links(github_url="https://code.example/repo")
    assert links == (LinkChange(kind=LinkKind.CODE, url="https://code.example/repo"),)


def test_a_project_page_that_is_the_repository_is_one_link() -> None:
    links = _links(github_url="https://github.com/a/b/", project_url="https://github.com/a/b")
    assert links == (LinkChange(kind=LinkKind.CODE, url="https://github.com/a/b", raw_url="https://github.com/a/b/"),)


def test_media_are_told_by_their_files() -> None:
    links = _links(media_urls=("https://m.example/1.mp4", "https://m.example/2.png", "https://m.example/3"))
    assert [link.kind for link in links] == [LinkKind.VIDEO, LinkKind.IMAGE, LinkKind.IMAGE]


def test_what_is_no_link_is_told_and_left_out() -> None:
    change, issues = _normalized(project_url="coming\0 soon", github_url="javascript:x", media_urls=("x",))
    assert change.papers[0].links == ()
    assert [(issue.code, issue.field, issue.raw) for issue in issues] == [
        (Code.ODD_VALUE, "githubRepo", "javascript:x"),
        (Code.ODD_VALUE, "projectPage", "coming\ufffd soon"),
        (Code.ODD_VALUE, "mediaUrls", "x"),
    ]


def test_an_account_comes_once_with_all_that_was_said_of_it() -> None:
    submitter = Account(login="sample-1", full_name="Sample  Person", avatar_url="/a.svg")
    author = DailyAuthor(name="S", account=Account(login="sample-1", full_name="Other", hf_id="a1", kind="user"))
    change, _ = _normalized(submitter=submitter, authors=(author, DailyAuthor(name="T")))
    assert change.accounts == (
        Account(login="sample-1", full_name="Sample Person", hf_id="a1", kind="user", avatar_url="/a.svg"),
    )
    assert change.listings[0].submitter == "sample-1"


def test_an_organisation_comes_once_with_all_that_was_said_of_it() -> None:
    change, _ = _normalized(
        organization=Organization(slug="sample-org", full_name="Sample"),
        submitter_organization=Organization(slug="sample-org", hf_id="o1"),
    )
    assert change.organizations == (Organization(slug="sample-org", full_name="Sample", hf_id="o1"),)
    assert change.papers[0].organization == "sample-org"
    assert change.listings[0].submitter_organization == "sample-org"


def test_a_name_of_control_characters_is_never_empty() -> None:
    change, _ = _normalized(submitter=Account(login="\x00"), organization=Organization(slug="\x07"))
    assert (change.accounts[0].login, change.organizations[0].slug) == ("\ufffd", "\ufffd")


def test_recorded_days_come_through_whole(recorded: Path) -> None:
    papers = 0
    for path in sorted((recorded / "huggingface/daily_papers").glob("*.json")):
        body = path.read_bytes()
        page = parse_daily(body, url=path.name, day=date.fromisoformat(path.stem))
        change, issues = normalize_daily(page, _fetched(date.fromisoformat(path.stem)))
        assert (path.name, issues) == (path.name, ())
        for item, paper, listing in zip(json.loads(body), change.papers, change.listings, strict=True):
            _check_paper(item, paper.arxiv_id, paper.title or "", [a.name for a in paper.authors or ()])
            assert (paper.abstract or "").split() != []
            assert listing.arxiv_id == paper.arxiv_id
            repository = item["paper"].get("githubRepo")
            assert repository is None or LinkKind.CODE in {link.kind for link in paper.links}
            papers += 1
    assert papers > 3000


def _check_paper(item: dict[str, Any], arxiv_id: str, title: str, authors: list[str]) -> None:
    assert item["paper"]["id"] == arxiv_id
    assert authors == [author["name"] for author in item["paper"]["authors"]]
    assert "\n" not in title
    if not any(sign in item["title"] for sign in "\\$"):
        assert title == " ".join(item["title"].split())


@pytest.mark.parametrize(("day", "means_listing"), [(date(2025, 3, 10), True), (date(2025, 3, 11), False)])
def test_the_items_time_is_the_time_of_listing_in_the_lists_of_the_first_years_only(
    day: date, means_listing: bool
) -> None:
    entry = DailyEntry(arxiv_id=ID, item_published_at=SEEN)
    change, _ = normalize_daily(_page(entry), _fetched(day=day))
    assert change.listings[0].submitted_at == (SEEN if means_listing else None)


def test_what_is_too_long_for_a_key_is_told_and_left_out() -> None:
    change, issues = _normalized(ai_keywords=("fine", "é" * 1500), project_url="https://a.example/" + "x" * 3000)
    assert change.papers[0].keywords == ("fine",)
    assert change.papers[0].links == ()
    assert [(issue.code, issue.field) for issue in issues] == [
        (Code.ODD_VALUE, "ai_keywords"),
        (Code.ODD_VALUE, "projectPage"),
    ]
