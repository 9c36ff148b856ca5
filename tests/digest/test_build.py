"""Building: sections, entries, counts and sentences of a digest."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from typing import Any

import pytest

from hfpapers.digest.blocks import ParagraphKind
from hfpapers.digest.build import build_digest
from hfpapers.digest.filenames import default_filename
from hfpapers.digest.model import Digest, Entry
from hfpapers.digest.options import STYLES, DigestOptions
from hfpapers.digest.render import FORMATS, render, render_bytes
from hfpapers.digest.styles import BODIES
from hfpapers.errors import ConfigError
from hfpapers.model.coverage import DayState
from hfpapers.model.kinds import LinkKind
from hfpapers.model.periods import Period
from hfpapers.model.views import LinkView, ListingView
from tests.digest.reading import document_text
from tests.digest.rows import DAY, SAMPLE, authors, bare, day_row, keywords, listing, one_day

WEEK = Period.of_week("2024-W14")
MONDAY, FRIDAY = date(2024, 4, 1), date(2024, 4, 5)


def _week(*rows: ListingView, **options: Any) -> Digest:
    days = [day_row(day, DayState.COMPLETE if day.weekday() < 5 else DayState.EMPTY) for day in WEEK.days()]
    return build_digest(rows, days, WEEK, DigestOptions(**options))


def _texts(entry: Entry, kind: ParagraphKind) -> list[str]:
    return [paragraph.text for paragraph in entry.paragraphs if paragraph.kind is kind]


@pytest.mark.parametrize("fmt", FORMATS)
def test_rows_in_any_order_give_the_same_bytes(fmt: str) -> None:
    shuffled = list(SAMPLE)
    random.Random(7).shuffle(shuffled)
    assert render_bytes(one_day(*shuffled), fmt) == render_bytes(one_day(*SAMPLE), fmt)


def test_a_day_is_one_section_without_a_heading() -> None:
    digest = one_day(listing("2404.00001"), listing("2404.00002", position=2))
    assert [(section.heading, section.day) for section in digest.sections] == [(None, None)]
    assert digest.title == "Daily papers · 2024-04-04"
    assert digest.lede == "2 papers, in the order of the day's list."


def test_a_week_is_a_section_for_each_day_with_papers() -> None:
    digest = _week(listing("2404.00002", FRIDAY), listing("2404.00001", MONDAY))
    assert [section.heading for section in digest.sections] == ["2024-04-01 · Monday", "2024-04-05 · Friday"]
    assert digest.title == "Papers of the week · 2024-W14 (1 to 7 April)"
    assert digest.lede == "2 papers, each day in the order of its list."


@pytest.mark.parametrize(
    ("period", "title"),
    [
        (Period.of_week("2024-W18"), "Papers of the week · 2024-W18 (29 April to 5 May)"),
        (Period.of_week("2025-W01"), "Papers of the week · 2025-W01 (30 December 2024 to 5 January 2025)"),
        (Period.of_month("2024-04"), "Papers of the month · April 2024"),
        (Period.of_year("2024"), "Papers of the year · 2024"),
        (Period.of_range(date(2024, 4, 4), date(2024, 5, 1)), "Daily papers · 2024-04-04 to 2024-05-01"),
    ],
)
def test_a_title_names_its_period(period: Period, title: str) -> None:
    digest = build_digest([], [day_row(day, DayState.EMPTY) for day in period.days()], period, DigestOptions())
    assert digest.title == title


def test_the_top_papers_stand_together_each_once_with_its_day() -> None:
    digest = _week(
        listing("2404.00001", MONDAY, upvotes=5),
        listing("2404.00001", FRIDAY, upvotes=5),
        listing("2404.00002", FRIDAY, upvotes=9),
        listing("2404.00003", FRIDAY, upvotes=1),
        top=2,
    )
    assert [section.heading for section in digest.sections] == [None]
    assert [(entry.listing.arxiv_id, entry.listing.day) for entry in digest.entries] == [
        ("2404.00002", FRIDAY),
        ("2404.00001", MONDAY),
    ]
    assert digest.entries[1].also_listed_on == (FRIDAY,)
    assert _texts(digest.entries[1], ParagraphKind.NOTE) == ["Also listed on 2024-04-05."]
    assert "listed 2024-04-01" in [fact.text for fact in digest.entries[1].facts]
    assert digest.lede == "3 papers were listed; these 2 have the most votes."
    assert (digest.counts.listed, digest.counts.matched, digest.counts.shown) == (3, 3, 2)


def test_without_a_top_a_paper_of_two_days_stands_under_both() -> None:
    digest = _week(listing("2404.00001", MONDAY), listing("2404.00001", FRIDAY))
    assert [entry.also_listed_on for entry in digest.entries] == [(FRIDAY,), (MONDAY,)]
    assert digest.counts.listed == 1
    assert len({entry.anchor for entry in digest.entries}) == 2


def test_filters_work_before_the_top() -> None:
    rows = [
        listing("2404.00001", upvotes=99, primary_category="math.AG"),
        listing("2404.00002", upvotes=5, primary_category="cs.CL"),
        listing("2404.00003", upvotes=7, primary_category="cs.CL"),
    ]
    digest = one_day(*rows, top=1, categories=("cs",))
    assert [entry.listing.arxiv_id for entry in digest.entries] == ["2404.00003"]
    assert digest.lede == "3 papers were listed; of the 2 that are in cs, this one has the most votes."


@pytest.mark.parametrize(
    ("options", "lede"),
    [
        ({"top": 9}, "2 papers, most votes first."),
        ({"min_upvotes": 10}, "2 papers were listed; 2 have at least 10 votes, in the order of the day's list."),
        ({"keywords": ("2404.00001",)}, "2 papers were listed; 1 mentions “2404.00001”."),
        ({"categories": ("cs", "math.AG")}, "2 papers were listed; none is in cs or math.AG."),
        (
            {"keywords": ("x", "y", "z"), "min_upvotes": 1},
            "2 papers were listed; none mentions “x”, “y” or “z” and has at least 1 vote.",
        ),
    ],
)
def test_the_rule_of_choice_is_told(options: dict[str, Any], lede: str) -> None:
    digest = one_day(listing("2404.00001"), listing("2404.00002", position=2), **options)
    assert digest.lede == lede


def test_one_paper_has_no_order() -> None:
    assert one_day(listing()).lede == "1 paper."


def test_a_filter_that_nothing_passes_leaves_no_section_and_no_claim_about_text() -> None:
    digest = one_day(listing(), categories=("cs",))
    assert digest.sections == ()
    assert digest.as_of is None
    assert digest.votes_line is None
    assert digest.provenance == ()


def test_rows_of_other_days_are_left_out() -> None:
    digest = one_day(listing("2404.00001"), listing("2404.00002", MONDAY))
    assert [entry.listing.arxiv_id for entry in digest.entries] == ["2404.00001"]


def test_votes_are_as_of_the_newest_observation_shown() -> None:
    early, late = datetime(2024, 4, 4, 9, 30, tzinfo=UTC), datetime(2024, 4, 9, 9, 31, tzinfo=UTC)
    rows = [listing("2404.00001", upvotes_observed_at=late), listing("2404.00002", upvotes_observed_at=early)]
    digest = one_day(*rows)
    assert digest.as_of == late
    assert digest.votes_line == "Votes as last seen, between 2024-04-04 09:30 UTC and 2024-04-09 09:31 UTC."
    assert one_day(rows[0]).votes_line == "Votes as of 2024-04-09 09:31 UTC."


def test_hidden_authors_reach_no_format() -> None:
    digest = one_day(listing(authors=authors("Ada Example", "Bert Hidden", hidden=["Bert Hidden"])))
    assert all("Hidden" not in document_text(digest, fmt) for fmt in FORMATS)
    assert _texts(digest.entries[0], ParagraphKind.AUTHORS) == ["Ada Example"]


@pytest.mark.parametrize(
    ("number", "ending"),
    [(12, "A10, A11"), (13, "A7 and 5 more"), (664, "A7 and 656 more"), (2008, "A7 and 2,000 more")],
)
def test_a_long_list_of_authors_is_cut_and_says_so(number: int, ending: str) -> None:
    digest = one_day(listing(authors=authors(*(f"A{index}" for index in range(number)))))
    line = _texts(digest.entries[0], ParagraphKind.AUTHORS)[0]
    assert line.startswith("A0, A1")
    assert line.endswith(ending)


def test_a_paper_of_which_nothing_is_known_says_so_and_shows_nothing_empty() -> None:
    entry = one_day(bare()).entries[0]
    assert entry.heading == "arXiv:2404.00001"
    assert _texts(entry, ParagraphKind.NOTE)[:2] == [
        "No title is held for this paper.",
        "No abstract is held for this paper.",
    ]
    assert entry.facts == ()
    assert [link.label for link in entry.links] == ["Paper", "Discussion"]


def test_text_of_nothing_but_controls_is_unknown() -> None:
    row = listing(title="\x00 \u202e", abstract=" \n", organization="", ai_summary="\x07", keywords=keywords("\x00"))
    entry = one_day(row).entries[0]
    assert entry.heading == "arXiv:2404.00001"
    assert entry.listing.abstract is None
    assert [paragraph.kind for paragraph in entry.paragraphs] == [ParagraphKind.AUTHORS, *[ParagraphKind.NOTE] * 2]


def test_no_votes_is_a_number_and_unknown_votes_are_left_out() -> None:
    assert [fact.text for fact in one_day(listing(upvotes=0)).entries[0].facts] == ["▲ 0"]
    assert one_day(listing(upvotes=None)).entries[0].facts == ()


def test_links_are_named_for_what_they_are_and_come_once() -> None:
    row = listing(
        code_url="https://github.com/x/y",
        links=(
            LinkView(kind=LinkKind.CODE, url="https://github.com/x/y"),
            LinkView(kind=LinkKind.CODE, url="https://gitlab.com/x/z"),
            LinkView(kind=LinkKind.DATASET, url="https://huggingface.co/datasets/x/d"),
            LinkView(kind=LinkKind.IMAGE, url="https://cdn.example/i.png"),
            LinkView(kind=LinkKind.VIDEO, url="javascript:x"),
        ),
    )
    labels = [link.label for link in one_day(row).entries[0].links]
    assert labels == ["Paper", "Code", "Code 2", "Dataset", "Discussion"]


def test_of_many_models_that_cite_a_paper_three_are_linked() -> None:
    models = tuple(LinkView(kind=LinkKind.MODEL, url=f"https://huggingface.co/lab/model-{n}") for n in range(40))
    (entry,) = one_day(listing(links=models)).entries
    assert [link.label for link in entry.links if link.label.startswith("Model")] == ["Model", "Model 2", "Model 3"]


def test_the_summary_is_labelled_as_hugging_faces_with_its_model() -> None:
    with_model, without = (
        one_day(listing("2404.00001", ai_summary="S.", ai_summary_model="m")),
        one_day(listing(ai_summary="S.")),
    )
    assert with_model.entries[0].paragraphs[-1].label == "Hugging Face's summary (m)"
    assert without.entries[0].paragraphs[-1].label == "Hugging Face's summary"
    assert any("summaries marked as Hugging Face's" in sentence for sentence in without.provenance)


def test_provenance_claims_no_summary_where_there_is_none() -> None:
    assert all("Hugging Face's" not in sentence for sentence in one_day(listing()).provenance)


def test_a_paper_that_left_the_list_says_so() -> None:
    digest = one_day(listing("2404.00001"), listing("2404.00002", position=None))
    assert _texts(digest.entries[0], ParagraphKind.NOTE) == []
    assert _texts(digest.entries[1], ParagraphKind.NOTE) == [
        "This paper was on the day's list earlier; the latest list leaves it out."
    ]


def test_a_partial_list_accuses_no_paper_of_having_left() -> None:
    digest = one_day(listing(position=None), state=DayState.PARTIAL)
    assert _texts(digest.entries[0], ParagraphKind.NOTE) == []


def test_every_style_that_can_be_asked_for_is_built() -> None:
    assert set(BODIES) == set(STYLES)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ConfigError, match="no such style 'sonnet'; there are: list"):
        DigestOptions(style="sonnet")
    with pytest.raises(ConfigError, match="--top: 0 must be at least 1"):
        DigestOptions(top=0)
    with pytest.raises(ConfigError, match="no such format 'pdf'; there are: md, html"):
        render(one_day(listing()), "pdf")


@pytest.mark.parametrize(
    ("period", "name"),
    [
        (Period.of_day(DAY), "2024-04-04.list.md"),
        (Period.of_week("2024-W14"), "2024-W14.list.md"),
        (Period.of_month("2024-04"), "2024-04.list.md"),
        (Period.of_range(date(2024, 4, 4), date(2024, 4, 9)), "2024-04-04_2024-04-09.list.md"),
    ],
)
def test_a_file_is_named_after_period_style_and_format(period: Period, name: str) -> None:
    days = [day_row(day, DayState.EMPTY) for day in period.days()]
    assert default_filename(build_digest([], days, period, DigestOptions()), "md") == name


def test_a_suffix_of_two_parts_stays_one() -> None:
    digest = one_day(listing(), lang="zh")
    assert default_filename(digest, "feed.json") == "2024-04-04.list.zh.feed.json"
    assert default_filename(digest, "a/b..c") == "2024-04-04.list.zh.a_b..c"
