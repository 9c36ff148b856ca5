"""Redaction of bodies, pure: what goes, what stays, and that the rest is read as before."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfpapers.ingest.redaction import redaction_of
from hfpapers.model.fetched import Endpoint, Intent
from hfpapers.model.forgotten import NAME_REMOVED, TAKEN_DOWN, Forgotten, Subject, Who
from hfpapers.model.records import DailyEntry
from hfpapers.normalize.text import clean_text
from hfpapers.sources.arxiv.atom import parse_atom
from hfpapers.sources.arxiv.oai import parse_oai
from hfpapers.sources.huggingface.daily_json import parse_daily
from hfpapers.sources.huggingface.daily_page import parse_daily_page
from hfpapers.sources.redacting import Redaction
from hfpapers.sources.redaction import redact_body, redact_cut_body
from hfpapers.store.raw import Exchange
from tests.forget.people import CLEAN_NAME, DAY, LATEX_NAME, days
from tests.upstream import render_item
from tests.upstream.page import render_page

LISTED = Intent(endpoint=Endpoint.DAILY_API, day=DAY, limit=100)
ON_PAGE = Intent(endpoint=Endpoint.DAILY_PAGE, day=DAY)
ENTRIES = days()[DAY]
IDS = tuple(entry.arxiv_id for entry in ENTRIES)


def who(*subjects: Subject) -> Who:
    return Who(Forgotten.of(subjects), clean_text)


def listing() -> list[dict[str, Any]]:
    return [render_item(entry, DAY) for entry in ENTRIES]


def as_body(items: object) -> bytes:
    return json.dumps(items).encode()


def redacted(body: bytes, intent: Intent, *subjects: Subject) -> Redaction:
    found = redact_body(body, intent, who(*subjects))
    assert found is not None
    again = Who(Forgotten.of(subjects).with_subjects(found.learned), clean_text)
    assert redact_body(found.body, intent, again) is None, "twice must be as once"
    return found


def entries_of(body: bytes, day: date = DAY) -> tuple[DailyEntry, ...]:
    return parse_daily(body, url="x", day=day).record.entries


def names(entry: DailyEntry) -> list[str]:
    return [author.name for author in entry.authors or ()]


def test_a_forgotten_paper_leaves_its_slot_and_the_others_as_they_were() -> None:
    body = as_body(listing())
    page = parse_daily(redacted(body, LISTED, Subject.paper(IDS[2])).body, url="x", day=DAY)
    before = parse_daily(body, url="x", day=DAY)
    assert page.record.gaps == (3,)
    assert (page.record.offered, page.record.unreadable, page.record.duplicates) == (8, 0, 0)
    assert page.record.entries == tuple(e for e in before.record.entries if e.arxiv_id != IDS[2])
    assert page.issues == before.issues
    assert ENTRIES[2].title.encode() not in redacted(body, LISTED, Subject.paper(IDS[2])).body


def test_a_paper_that_came_twice_stays_a_duplicate() -> None:
    items = listing()
    page = parse_daily(
        redacted(as_body([*items, items[2]]), LISTED, Subject.paper(IDS[2])).body, url="x", day=DAY
    ).record
    assert (page.offered, page.duplicates, page.gaps) == (9, 1, (3,))


def test_a_list_whose_only_right_day_was_the_forgotten_papers_is_still_of_that_day() -> None:
    items = listing()[:2]
    items[1]["paper"]["submittedOnDailyAt"] = "2026-11-17T00:00:00.000Z"
    page = parse_daily(redacted(as_body(items), LISTED, Subject.paper(IDS[0])).body, url="x", day=DAY).record
    assert (page.unreadable, page.named_day) == (1, DAY)


def test_another_paper_may_cite_a_forgotten_one() -> None:
    items = listing()
    items[0]["paper"]["summary"] = f"As in arXiv:{IDS[2]}, but better."
    assert f"arXiv:{IDS[2]}".encode() in redacted(as_body(items), LISTED, Subject.paper(IDS[2])).body


def test_an_account_goes_wherever_it_stands_and_its_author_keeps_the_place() -> None:
    items = listing()
    items[0]["upvoters"] = [{"user": "jdoe", "fullname": "Jane Doe"}, {"user": "first-reader"}]
    items[0]["paper"]["projectPage"] = "https://huggingface.co/spaces/JDoe/demo"
    body = redacted(as_body(items), LISTED, Subject.login("JDOE")).body
    assert b"jdoe" not in body.lower()
    assert b"jane.png" not in body
    entries = entries_of(body)
    assert names(entries[1])[0] == NAME_REMOVED
    assert entries[1].authors is not None
    assert entries[1].authors[0].hidden is True
    assert entries[1].authors[0].account is None
    assert (entries[2].submitter, entries[2].emptied) == (None, frozenset())
    assert json.loads(body)[0]["upvoters"] == [{"user": "first-reader"}]
    assert "projectPage" not in json.loads(body)[0]["paper"]


def test_an_accounts_name_is_learned_for_its_papers_only() -> None:
    found = redacted(as_body(listing()), LISTED, Subject.login("jdoe"))
    assert found.learned == {Subject.name_on(IDS[1], "Jane Doe")}
    assert "Jane Doe" in names(entries_of(found.body)[3])
    assert names(entries_of(found.body)[4]) == ["Mary Jane Doe", "Jane Doerr", "Jane Doe"]


def test_who_submits_a_paper_of_their_own_without_an_account_in_its_list_is_nameless_there() -> None:
    items = listing()
    items[2]["paper"]["authors"].append({"name": "Jane Doe"})
    entries = entries_of(redacted(as_body(items), LISTED, Subject.login("jdoe")).body)
    assert names(entries[2])[-1] == NAME_REMOVED


def test_a_name_goes_everywhere_and_longer_names_stay() -> None:
    entries = entries_of(redacted(as_body(listing()), LISTED, Subject.name("Jane\u00a0Doe")).body)
    assert [NAME_REMOVED in names(entry) for entry in entries] == [False, True, False, True, True, False, False, False]
    assert names(entries[4])[:2] == ["Mary Jane Doe", "Jane Doerr"]
    assert entries[2].submitter is None


def test_a_name_in_latex_is_known_by_its_clean_form() -> None:
    body = redacted(as_body(listing()), LISTED, Subject.name(CLEAN_NAME)).body
    assert names(entries_of(body)[5])[0] == NAME_REMOVED
    assert json.dumps(LATEX_NAME)[1:-1].encode() not in body


def test_nothing_is_touched_where_nobody_is_named() -> None:
    body = as_body(listing())
    for subject in (Subject.paper("2404.08197"), Subject.login("doe"), Subject.name("Jane"), Subject.name("jane doe")):
        assert redact_body(body, LISTED, who(subject)) is None
    assert redact_body(body, LISTED, who()) is None


def page(*, with_props: bool = True) -> bytes:
    return render_page(DAY, ENTRIES, None, None, with_props=with_props).encode()


@pytest.mark.parametrize("with_props", [True, False])
def test_the_page_is_redacted_in_its_data_and_in_its_cards(*, with_props: bool) -> None:
    body = page(with_props=with_props)
    found = redacted(body, ON_PAGE, Subject.paper(IDS[0]), Subject.login("jdoe"))
    for gone in (b"jdoe", b"jane.png", IDS[0].encode(), ENTRIES[0].title.encode()):
        assert gone not in found.body.lower() if gone == b"jdoe" else gone not in found.body
    before, after = (parse_daily_page(each, url="x", day=DAY).record for each in (body, found.body))
    assert (after.offered, after.gaps, after.named_day) == (before.offered, (1,), before.named_day)
    assert [entry.arxiv_id for entry in after.entries] == list(IDS[1:])
    assert [entry.title for entry in after.entries] == [entry.title for entry in before.entries[1:]]
    assert [(e.upvotes, e.comments) for e in after.entries] == [(e.upvotes, e.comments) for e in before.entries[1:]]


ATOM = b"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"
      xmlns:arxiv="http://arxiv.org/schemas/atom">
<id>x</id><title>x</title><updated>2026-11-19T00:00:00Z</updated><link href="x"/>
<opensearch:totalResults>2</opensearch:totalResults><opensearch:startIndex>0</opensearch:startIndex>
<opensearch:itemsPerPage>2</opensearch:itemsPerPage>
<entry><id>http://arxiv.org/abs/2611.00001v2</id><title>One</title><updated>2026-11-18T00:00:00Z</updated>
<published>2026-11-17T00:00:00Z</published><summary>By Jane Doe.</summary><category term="cs.CL"/>
<arxiv:primary_category term="cs.CL"/>
<author><name>Jane Doe</name><arxiv:affiliation>Somewhere</arxiv:affiliation></author>
<author><name>Bo Beta</name></author>
</entry>
<entry><id>http://arxiv.org/abs/2611.00002v1</id><title>Two &amp; more</title><updated>2026-11-18T00:00:00Z</updated>
<published>2026-11-17T00:00:00Z</published><summary>Two.</summary><category term="cs.CL"/>
<arxiv:primary_category term="cs.CL"/><author><name>Jane Doe</name></author></entry>
</feed>"""
ASKED = ("2611.00001", "2611.00002")
OF_ARXIV = Intent(endpoint=Endpoint.ARXIV_ATOM, arxiv_ids=ASKED)


def test_a_feed_keeps_an_entry_without_content_for_a_forgotten_paper() -> None:
    body = redacted(ATOM, OF_ARXIV, Subject.paper("2611.00002")).body
    assert b"more" not in body
    parsed = parse_atom(body, url="x", asked=ASKED)
    assert parsed.issues == ()
    assert parsed.record.entries == parse_atom(ATOM, url="x", asked=ASKED).record.entries[:1]


def test_a_feed_names_nobody_who_is_forgotten_on_that_paper() -> None:
    parsed = parse_atom(redacted(ATOM, OF_ARXIV, Subject.name_on(ASKED[0], "Jane Doe")).body, url="x", asked=ASKED)
    assert [[author.name for author in entry.authors] for entry in parsed.record.entries] == [
        [NAME_REMOVED, "Bo Beta"],
        ["Jane Doe"],
    ]
    assert parsed.record.entries[0].authors[0].affiliation is None


OAI = b"""<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-11-19T00:00:00Z</responseDate>
<request verb="GetRecord">x</request><GetRecord><record><header><identifier>oai:arXiv.org:2611.00001</identifier>
<datestamp>2026-11-18</datestamp></header><metadata><arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/">
<id>2611.00001</id><submitter>Jane Doe</submitter><version version="v1"><date>Tue, 17 Nov 2026 00:00:00 GMT</date>
<size>10kb</size></version><title>One</title><authors>Ann Alpha (1), Jane Doe and Jane Doerr</authors>
<license>http://creativecommons.org/licenses/by/4.0/</license></arXivRaw></metadata></record></GetRecord></OAI-PMH>"""
OF_OAI = Intent(endpoint=Endpoint.ARXIV_OAI, arxiv_ids=("2611.00001",))


def test_a_licence_stays_and_the_names_beside_it_go() -> None:
    body = redacted(OAI, OF_OAI, Subject.name_on("2611.00001", "Jane Doe")).body
    assert b"Ann Alpha (1), (name removed) and Jane Doerr" in body
    assert b"<submitter>(name removed)</submitter>" in body
    assert (
        parse_oai(body, url="x", arxiv_id="2611.00001").record == parse_oai(OAI, url="x", arxiv_id="2611.00001").record
    )


def test_authors_in_one_line_that_spell_the_name_otherwise_go_together() -> None:
    body = redacted(OAI, OF_OAI, Subject.name_on("2611.00001", "J. Doe")).body
    assert b"<authors>(name removed)</authors>" in body


@pytest.mark.parametrize("endpoint", [Endpoint.PAPER_API, Endpoint.PAPER_TEXT, Endpoint.ARXIV_OAI])
def test_what_was_asked_for_a_forgotten_paper_goes_whole(endpoint: Endpoint) -> None:
    intent = Intent(endpoint=endpoint, arxiv_ids=(IDS[0],))
    assert redacted(b"anything at all", intent, Subject.paper(IDS[0])).body == TAKEN_DOWN


def test_the_text_of_a_paper_by_a_forgotten_person_goes_whole_and_others_stay() -> None:
    subject = Subject.name_on(IDS[1], "Jane Doe")
    text = b"# A paper\n\nby J. Doe and others"
    assert redacted(text, Intent(endpoint=Endpoint.PAPER_TEXT, arxiv_ids=(IDS[1],)), subject).body == TAKEN_DOWN
    assert redact_body(text, Intent(endpoint=Endpoint.PAPER_TEXT, arxiv_ids=(IDS[2],)), who(subject)) is None


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.99])
def test_a_body_that_was_cut_off_goes_whole_if_it_names_someone(cut: float) -> None:
    body = as_body(listing())
    body = body[: int(len(body) * cut)]
    is_named = b'"JDoe"' in body
    found = redact_cut_body(body, LISTED, who(Subject.login("jdoe")))
    assert (found is not None and found.body == TAKEN_DOWN) == is_named
    assert redact_cut_body(body, LISTED, who(Subject.login("nobody"))) is None
    assert redact_cut_body(body, LISTED, who(Subject.paper(IDS[0]))) is not None


def exchange(body: bytes, *, truncated: bool = False, encoding: str | None = "gzip") -> Exchange:
    return Exchange(
        url="https://hub.example/x",
        status=200,
        response_headers=() if encoding is None else (("Content-Encoding", encoding),),
        body=body,
        truncated=truncated,
        requested_at=datetime(2026, 11, 19, tzinfo=UTC),
        intent=LISTED,
    )


def test_a_body_that_breaks_off_in_its_content_encoding_is_searched_as_far_as_it_goes() -> None:
    packed = gzip.compress(as_body(listing()))[:-40]
    forgotten = Forgotten.of([Subject.paper(IDS[0])])
    for one in (exchange(packed), exchange(packed, truncated=True)):
        found = redaction_of(one, forgotten, max_bytes=10**6)
        assert found is not None
        assert found.body == TAKEN_DOWN
    assert redaction_of(exchange(packed), Forgotten.of([Subject.paper("2404.08197")]), max_bytes=10**6) is None


def test_a_body_that_is_too_large_is_searched_to_the_bound() -> None:
    packed = gzip.compress(as_body(listing()))
    found = redaction_of(exchange(packed), Forgotten.of([Subject.paper(IDS[0])]), max_bytes=3000)
    assert found is not None
    assert found.body == TAKEN_DOWN


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=12) | st.just("JDoe"),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=8), children, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(list(Endpoint)), st.binary() | anything.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_redacted_or_left_and_twice_is_as_once(endpoint: Endpoint, body: bytes) -> None:
    subjects = who(Subject.login("jdoe"), Subject.name("Jane Doe"), Subject.paper(IDS[0]))
    intent = Intent(endpoint=endpoint, day=DAY, arxiv_ids=(IDS[1],))
    found = redact_body(body, intent, subjects)
    assert found is None or redact_body(found.body, intent, subjects) is None


def test_recorded_lists_are_read_as_before_but_for_what_was_forgotten(recorded: Path) -> None:
    for path in sorted((recorded / "huggingface" / "daily_papers").glob("*.json")):
        day = date.fromisoformat(path.stem[:10])
        intent = Intent(endpoint=Endpoint.DAILY_API, day=day, limit=100)
        before = parse_daily(path.read_bytes(), url="x", day=day).record
        gone = before.entries[len(before.entries) // 2]
        after = parse_daily(redacted(path.read_bytes(), intent, Subject.paper(gone.arxiv_id)).body, url="x", day=day)
        assert after.record.entries == tuple(e for e in before.entries if e.arxiv_id != gone.arxiv_id), path.name
        assert (after.record.offered, after.record.unreadable) == (before.offered, before.unreadable), path.name
        people = [a.account.login for e in before.entries for a in e.authors or () if a.account]
        if people:
            body = redacted(path.read_bytes(), intent, Subject.login(people[0])).body
            assert f'"{people[0].lower()}"'.encode() not in body.lower(), path.name
            assert len(entries_of(body, day)) == len(before.entries), path.name
