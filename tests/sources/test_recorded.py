"""The parsers against what the real sites were recorded to say, read a second time by plain `json` and `lxml`."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from lxml import etree

from hfpapers.errors import ParseError, TransientBodyError
from hfpapers.model.issues import Code
from hfpapers.model.records import Account, DailyAuthor, DailyEntry, Organization
from hfpapers.sources.arxiv.atom import parse_atom
from hfpapers.sources.arxiv.oai import parse_oai
from hfpapers.sources.huggingface.daily_json import parse_daily
from hfpapers.sources.huggingface.daily_page import parse_daily_page
from hfpapers.sources.huggingface.paper_json import parse_paper

Json = dict[str, Any]

#: The recorder wrote two of these files as lists of text, each the repr of an entry: no answer of the site.
MISRECORDED = {"31a5752d", "ce63f020"}
ATOM = "{http://www.w3.org/2005/Atom}"


def _files(recorded: Path, folder: str, suffix: str) -> list[Path]:
    files = sorted((recorded / folder).glob(f"*.{suffix}"))
    assert files
    return files


def _day(path: Path) -> date:
    return date.fromisoformat(path.name[:10])


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def _account(raw: Json | None) -> Account | None:
    if raw is None:
        return None
    return Account(
        login=raw["user"] if "user" in raw else raw["name"],
        full_name=raw["fullname"],
        hf_id=raw.get("_id", raw.get("id")),
        kind=raw["type"],
        avatar_url=raw["avatarUrl"],
    )


def _organization(raw: Json | None) -> Organization | None:
    if raw is None:
        return None
    return Organization(slug=raw["name"], full_name=raw["fullname"], hf_id=raw["_id"], avatar_url=raw.get("avatar"))


def _author(raw: Json) -> DailyAuthor:
    return DailyAuthor(
        name=raw["name"],
        hidden=raw["hidden"],
        account=_account(raw.get("user")),
        hf_id=raw["_id"],
        status=raw.get("status"),
        status_changed_at=_time(raw.get("statusLastChangedAt")),
    )


def _entry(item: Json) -> DailyEntry:
    paper: Json = item["paper"]
    media = paper.get("mediaUrls") or item.get("mediaUrls") or ([item["mediaUrl"]] if "mediaUrl" in item else None)
    keywords = paper.get("ai_keywords")
    return DailyEntry(
        arxiv_id=paper["id"],
        title=item["title"],
        paper_title=paper["title"],
        abstract=paper["summary"],
        published_at=_time(paper["publishedAt"]),
        item_published_at=_time(item["publishedAt"]),
        submitted_at=_time(paper.get("submittedOnDailyAt")),
        named_day=date.fromisoformat(paper["submittedOnDailyAt"][:10]) if "submittedOnDailyAt" in paper else None,
        submitter=_account(paper.get("submittedOnDailyBy") or item.get("submittedBy")),
        organization=_organization(paper.get("organization")),
        submitter_organization=_organization(item.get("submitterOrganization")),
        authors=tuple(_author(author) for author in paper["authors"]) or None,
        upvotes=paper["upvotes"],
        comments=item["numComments"],
        github_stars=paper.get("githubStars"),
        github_url=paper.get("githubRepo"),
        github_added_by=paper.get("githubRepoAddedBy"),
        project_url=paper.get("projectPage"),
        media_urls=tuple(dict.fromkeys(media)) if media else None,
        thumbnail_url=item.get("thumbnail"),
        discussion_id=paper.get("discussionId"),
        author_participating=item.get("isAuthorParticipating"),
        ai_summary=paper.get("ai_summary"),
        ai_summary_model=paper.get("ai_summary_model"),
        ai_keywords=tuple(keywords) if keywords else None,
        emptied=frozenset(
            name
            for name, value in (("authors", paper["authors"]), ("ai_keywords", keywords), ("media_urls", media))
            if value == []
        ),
    )


def test_every_recorded_day_is_read_whole_and_without_issues(recorded: Path) -> None:
    for path in _files(recorded, "huggingface/daily_papers", "json"):
        parsed = parse_daily(path.read_bytes(), url=path.name, day=_day(path))
        items: list[Json] = json.loads(path.read_text(encoding="utf-8"))
        assert (path.name, parsed.issues, parsed.record.unreadable) == (path.name, (), 0)
        assert parsed.record.entries == tuple(_entry(item) for item in items), path.name
        assert parsed.record.offered == len(items)


def test_every_recorded_day_is_refused_as_another_day_where_it_names_its_own(recorded: Path) -> None:
    named = 0
    for path in _files(recorded, "huggingface/daily_papers", "json"):
        body = path.read_bytes()
        if parse_daily(body, url=path.name, day=_day(path)).record.named_day is not None:
            named += 1
            with pytest.raises(ParseError, match="asked for 2024-01-01"):
                parse_daily(body, url=path.name, day=date(2024, 1, 1))
    assert named > 0


def test_recaptured_days_are_read_whole(recorded: Path) -> None:
    for path in _files(recorded, "huggingface/recaptured", "json"):
        parsed = parse_daily(path.read_bytes(), url=path.name, day=_day(path))
        items: list[Any] = json.loads(path.read_text(encoding="utf-8"))
        good = [item for item in items if isinstance(item, dict)]
        assert parsed.record.entries == tuple(_entry(item) for item in good), path.name
        if path.stem[-8:] in MISRECORDED:
            assert {issue.code for issue in parsed.issues} == {Code.UNUSABLE_ENTRY}
            assert parsed.record.unreadable == len(items)
        else:
            assert parsed.issues == ()


def test_the_recorded_page_is_read_whole_and_without_issues(recorded: Path) -> None:
    (path,) = _files(recorded, "huggingface/page", "html")
    body = path.read_bytes()
    element = BeautifulSoup(body, "lxml").select_one('[data-target="DailyPapers"]')
    assert element is not None
    props = json.loads(str(element["data-props"]))
    parsed = parse_daily_page(body, url=path.name, day=date(2024, 8, 1))
    assert parsed.issues == ()
    assert parsed.record.entries == tuple(_entry(item) for item in props["dailyPapers"])
    page = parsed.record
    assert (page.offered, page.named_day) == (13, date(2024, 8, 1))
    assert (page.prev_day, page.next_day) == (date(2024, 7, 31), date(2024, 8, 2))


def test_the_cards_of_the_recorded_page_show_what_its_data_say(recorded: Path) -> None:
    (path,) = _files(recorded, "huggingface/page", "html")
    body = path.read_bytes()
    whole = parse_daily_page(body, url=path.name, day=date(2024, 8, 1)).record
    bare = re.sub(rb'data-target="DailyPapers" data-props="[^"]*"', b"", body)
    parsed = parse_daily_page(bare, url=path.name, day=date(2024, 8, 1))
    assert [issue.code for issue in parsed.issues] == [Code.FALLBACK_LAYOUT]
    assert parsed.record.named_day == date(2024, 8, 1)
    shown = [(entry.arxiv_id, entry.title, entry.upvotes, entry.comments) for entry in parsed.record.entries]
    assert shown == [(entry.arxiv_id, entry.title, entry.upvotes, entry.comments) for entry in whole.entries]
    assert all(entry.authors is None and entry.abstract is None for entry in parsed.record.entries)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_the_recorded_page_cut_off_anywhere_is_refused(recorded: Path, share: float) -> None:
    (path,) = _files(recorded, "huggingface/page", "html")
    body = path.read_bytes()
    with pytest.raises(ParseError, match="cut off"):
        parse_daily_page(body[: int(len(body) * share)], url=path.name, day=date(2024, 8, 1))


def test_the_recorded_not_found_answer_is_refused(recorded: Path) -> None:
    body = (recorded / "huggingface/not_found_404.json").read_bytes()
    with pytest.raises(ParseError, match="is no list"):
        parse_daily(body, url="not_found_404.json", day=date(2024, 8, 1))


def _asked(name: str) -> list[str]:
    """Tell the ids that a recorded answer was for by its name: `id_0808.05394_1707.08567_s0_m100_….xml`."""
    match = re.search(r"id_(.+?)(?:_s0_m100_\w+)?\.\d{3}\.xml$", name)
    return match[1].replace("astro-ph_", "astro-ph/").split("_") if match else []


def test_every_recorded_feed_is_read_whole_and_without_issues(recorded: Path) -> None:
    read = 0
    for path in _files(recorded, "arxiv/atom", "200.xml"):
        asked = _asked(path.name)
        if asked == ["0000.0000"]:
            continue
        parsed = parse_atom(path.read_bytes(), url=path.name, asked=asked)
        elements = etree.parse(path).getroot().findall(f"{ATOM}entry")
        assert (path.name, parsed.issues) == (path.name, ())
        assert len(parsed.record.entries) == len(elements)
        for entry, element in zip(parsed.record.entries, elements, strict=True):
            assert element.findtext(f"{ATOM}id", "").endswith(f"/abs/{entry.arxiv_id}v{entry.version}")
            assert (entry.title, entry.abstract) == (
                element.findtext(f"{ATOM}title"),
                element.findtext(f"{ATOM}summary"),
            )
            names = [author.findtext(f"{ATOM}name") for author in element.findall(f"{ATOM}author")]
            assert [author.name for author in entry.authors] == names
            assert entry.categories == tuple(each.get("term") for each in element.findall(f"{ATOM}category"))
            assert entry.primary_category in entry.categories
            assert entry.published_at == datetime.fromisoformat(element.findtext(f"{ATOM}published", ""))
            assert entry.updated_at == datetime.fromisoformat(element.findtext(f"{ATOM}updated", ""))
            for name, value in (("comment", entry.comment), ("journal_ref", entry.journal_ref), ("doi", entry.doi)):
                assert element.findtext(f"{{http://arxiv.org/schemas/atom}}{name}") == value
        read += 1
    assert read > 0


def test_the_recorded_answer_for_an_unknown_id_alone_may_be_asked_for_again(recorded: Path) -> None:
    (path,) = (recorded / "arxiv/atom").glob("id_0000.0000_*")
    with pytest.raises(TransientBodyError, match="the feed is empty"):
        parse_atom(path.read_bytes(), url=path.name, asked=["0000.0000"])


def test_the_recorded_error_entry_is_refused_with_its_reason(recorded: Path) -> None:
    (path,) = (recorded / "arxiv/atom").glob("id_abc_*")
    with pytest.raises(ParseError, match="incorrect id format for abc"):
        parse_atom(path.read_bytes(), url=path.name, asked=["abc"])


def test_every_recorded_paper_is_read_as_a_record_of_its_own_without_an_oddity(recorded: Path) -> None:
    read = 0
    for path in _files(recorded, "huggingface/daily_papers", "json"):
        for item in json.loads(path.read_bytes()):
            paper = item["paper"]
            parsed = parse_paper(json.dumps(paper).encode(), url=path.name, arxiv_id=paper["id"])
            assert parsed.issues == ()
            assert (parsed.record.entry.paper_title, parsed.record.entry.upvotes) == (paper["title"], paper["upvotes"])
            read += 1
    assert read > 3000


def test_a_recorded_record_of_oai_pmh_in_another_format_is_refused(recorded: Path) -> None:
    (path,) = (recorded / "arxiv/oai").glob("get_record_*")
    with pytest.raises(ParseError, match="no arXivRaw metadata"):
        parse_oai(path.read_bytes(), url=path.name, arxiv_id="1401.2122")
    with pytest.raises(ParseError, match=r"of 1401\.2122, asked for 1401\.2123"):
        parse_oai(path.read_bytes(), url=path.name, arxiv_id="1401.2123")
