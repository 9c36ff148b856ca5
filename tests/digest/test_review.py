"""Reviews: choosing is told, nothing is said twice, no part is empty, and nothing is shown that nobody knows."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfpapers.digest.blocks import Bullets, Figure, Paragraph, ParagraphKind, Part, Piece, References, Table, Writer
from hfpapers.digest.build import build_digest
from hfpapers.digest.material import Material
from hfpapers.digest.model import Digest, Entry
from hfpapers.digest.options import STYLES, DigestOptions
from hfpapers.digest.render import FORMATS, render
from hfpapers.digest.sentences import split_sentences
from hfpapers.digest.shown import shown_listings
from hfpapers.model.coverage import DayState
from hfpapers.model.kinds import LinkKind
from hfpapers.model.paper_history import Aftermath, RelatedPaper, VoteView
from hfpapers.model.periods import Period
from hfpapers.model.views import LinkView, ListingView
from tests.digest.reading import document_text
from tests.digest.review_year import CHOSEN, DAYS, LAMPNET, LOOKED_UP, ROWS, YEAR, answered, review
from tests.digest.rows import DAY, HOSTILE, LONG, SAMPLE, authors, bare, day_row, keywords, listing

PARTS = ["What it is", "Findings", "Since then", "Related papers"]


def parts(entry: Entry) -> dict[str, Part]:
    return {block.heading: block for block in entry.blocks if isinstance(block, Part)}


def pieces(entry: Entry) -> Iterator[Piece]:
    for block in entry.blocks:
        yield from block.pieces if isinstance(block, Part) else (block,)


def day_review(*rows: ListingView, material: Material | None = None, **options: Any) -> Digest:
    days = [day_row(expected=len(rows), stored=len(rows))]
    return build_digest(
        rows, days, Period.of_day(DAY), DigestOptions(**({"style": "review"} | options)), material=material
    )


# --- what is chosen, and how that is told --------------------------------------------------------


@pytest.mark.parametrize(("top", "title"), [(3, "Three papers"), (1, "One paper"), (12, "12 papers")])
def test_the_title_counts_the_papers_that_are_shown(top: int, title: str) -> None:
    digest = review(top=top, topic_share=1)
    assert len(digest.entries) == top
    assert digest.title == f"{title} of 2023 worth reading again"


def test_ten_papers_are_shown_unless_told_otherwise() -> None:
    digest = review(top=None, topic_share=1)
    assert len(digest.entries) == 10
    assert review(top=None, topic_share=1, lang="zh").title == "2023 年值得重读的十篇论文"


def test_where_the_rule_leaves_fewer_title_and_note_say_so() -> None:
    rows = [listing(f"2404.0000{number}", primary_category="cs.CL", upvotes=number) for number in range(1, 7)]
    digest = day_review(*rows, top=5, topic_share=0.4)
    assert digest.title == "Two papers of 2024-04-04 worth reading again"
    assert digest.notes[0].endswith(
        "That leaves two rather than five: 4 more papers are of a topic that has its number."
    )
    zh = day_review(*rows, top=5, topic_share=0.4, lang="zh")
    assert zh.notes[0].endswith("原定五篇，按此只选出两篇，另有 4 篇因主题名额已满未入选。")


def test_the_rule_names_its_numbers_and_when_votes_were_seen() -> None:
    (rule, _) = review().notes
    assert "as last seen by 2026-11-20" in rule
    assert "at most two of one topic, which is the primary arXiv category" in rule
    assert "topic" not in review(topic_share=1).notes[0]


def test_filters_are_told() -> None:
    digest = review(categories=("cs.CL",), min_upvotes=100, top=2, topic_share=1)
    assert digest.lede == (
        "348 papers that were listed in 2023 are held; these two, of the 3 that are in cs.CL and have at least 100"
        " votes, were chosen by their votes."
    )
    none = review(min_upvotes=9999)
    assert none.lede == "348 papers that were listed in 2023 are held; none has at least 9,999 votes."
    assert (none.sections, none.notes, none.contents, none.closing) == ((), (), (), None)


@pytest.mark.parametrize(
    ("period", "en", "zh"),
    [
        (Period.of_day(DAY), "1 paper was listed on 2024-04-04; this one was", "2024-04-04 共列出 1 篇论文；"),
        (Period.of_week("2024-W14"), "1 paper was listed in week 2024-W14; this one was", "2024 年第 14 周共列出"),
        (Period.of_month("2024-04"), "1 paper was listed in April 2024; this one was", "2024 年 4 月共列出 1 篇"),
        (
            Period.of_range(DAY, DAY + timedelta(days=9)),
            "1 paper was listed from 2024-04-04 to 2024-04-13; this one was",
            "2024-04-04 至 2024-04-13 共列出 1 篇论文；",
        ),
    ],
)
def test_any_period_has_a_review(period: Period, en: str, zh: str) -> None:
    days = [day_row(day, DayState.COMPLETE if day == DAY else DayState.EMPTY) for day in period.days()]
    for lang, start in (("en", en), ("zh", zh)):
        digest = build_digest([listing()], days, period, DigestOptions(style="review", lang=lang))
        assert digest.lede.startswith(start)
        assert digest.contents == ()


def test_a_period_without_papers_says_so() -> None:
    day = [day_row(state=DayState.EMPTY)]
    digest = build_digest([], day, Period.of_day(DAY), DigestOptions(style="review"))
    assert digest.lede == "No papers were listed on 2024-04-04."
    assert (digest.sections, digest.opening, digest.closing) == ((), (), None)


# --- the opening, in figures ---------------------------------------------------------------------


def _table(digest: Digest) -> Table | None:
    found = [piece for block in digest.opening if isinstance(block, Part) for piece in block.pieces]
    return next((piece for piece in found if isinstance(piece, Table)), None)


def test_the_table_sums_up_to_the_whole() -> None:
    digest = review()
    table = _table(digest)
    assert table is not None
    assert [row[0] for row in table.rows] == [f"2023-{month:02d}{' *' * (month == 10)}" for month in range(5, 13)]
    assert sum(int(row[1]) for row in table.rows) == digest.counts.listed == 348
    papers = {row.arxiv_id: row for row in ROWS}
    assert sum(int(row[2].replace(",", "")) for row in table.rows) == sum(row.upvotes or 0 for row in papers.values())


@pytest.mark.parametrize(
    ("days", "header"), [(1, None), (20, None), (21, "Week"), (92, "Week"), (93, "Month"), (400, "Month")]
)
def test_a_short_period_is_told_by_week_and_the_shortest_as_a_whole(days: int, header: str | None) -> None:
    period = Period.of_range(DAY, DAY + timedelta(days=days - 1))
    covered = [day_row(day) for day in period.days()]
    table = _table(build_digest([listing()], covered, period, DigestOptions(style="review")))
    assert (table.header[0] if table else None) == header
    if table and header == "Week":
        assert table.rows[0][0] == "2024-W14"


def test_a_month_without_papers_is_a_row_and_no_number_is_made_up_for_it() -> None:
    period = Period.of_range(date(2024, 1, 1), date(2024, 4, 30))
    covered = [day_row(day, DayState.EMPTY) for day in period.days()]
    table = _table(build_digest([listing(upvotes=None)], covered, period, DigestOptions(style="review")))
    assert table is not None
    assert table.rows[0] == ("2024-01", "0", "0", "\u2013", "\u2013")
    assert table.rows[3] == ("2024-04", "1", "\u2013", "\u2013", "\u2013")


def test_a_month_of_which_no_list_was_had_has_no_row_and_the_caption_says_so() -> None:
    period = Period.of_range(date(2024, 1, 1), date(2024, 4, 30))
    covered = [day_row(day, DayState.EMPTY if day.month > 2 else None) for day in period.days()]
    for lang, left_out in (("en", "months without any list are left out"), ("zh", "没有任何列表的月份从略")):
        table = _table(build_digest([listing()], covered, period, DigestOptions(style="review", lang=lang)))
        assert table is not None
        assert [row[0] for row in table.rows] == ["2024-03", "2024-04"]
        assert table.caption is not None
        assert table.caption.endswith(left_out)


def test_where_no_votes_are_known_nothing_is_said_to_be_chosen_by_them() -> None:
    rows = [listing(f"2404.0000{number}", upvotes=None) for number in range(1, 4)]
    digest = day_review(*rows)
    assert digest.lede.endswith("these three were chosen by their places in the lists.")
    assert "the order of the days' lists, since no votes are known" in digest.notes[0]
    zh = day_review(*rows, lang="zh")
    assert zh.lede.endswith("这里按列表顺序选出三篇。")
    assert zh.notes[0].startswith("选择方法：票数不详，按各日列表的顺序；")


def test_unknown_votes_categories_and_organisations_are_counted_as_unknown() -> None:
    rows = [
        listing("2404.00001", upvotes=7, primary_category="cs.CL", organization="Example Institute"),
        listing("2404.00002", upvotes=None),
    ]
    (opening,) = day_review(*rows).opening
    assert isinstance(opening, Part)
    assert [piece.text for piece in opening.pieces if isinstance(piece, Paragraph)] == [
        (
            "2 papers were listed on one day. When they were last seen, they had 7 votes together; half of the papers"
            " had 7 or more. The votes of 1 paper are not known."
        ),
        "The primary categories with the most papers: cs.CL (1); one has none that is known.",
        "An organisation is known of 1 paper; named most often: Example Institute (1).",
    ]


# --- a paper -------------------------------------------------------------------------------------


def test_all_parts_stand_in_their_order() -> None:
    assert list(parts(review().entries[0])) == PARTS
    assert list(parts(review(lang="zh").entries[0])) == ["它是什么", "主要发现", "后来", "相关论文"]


def test_without_a_model_every_sentence_of_the_abstract_is_there_once() -> None:
    for entry in review().entries:
        abstract = entry.listing.abstract or ""
        told = [
            piece.text for piece in pieces(entry) if isinstance(piece, Paragraph) and piece.writer is Writer.AUTHORS
        ]
        told += [item for piece in pieces(entry) if isinstance(piece, Bullets) for item in piece.items]
        shown = " ".join(told)
        assert all(shown.count(sentence) == 1 for sentence in split_sentences(abstract))


def test_findings_are_labelled_as_the_abstracts_and_the_digest_says_who_picked_them() -> None:
    digest = review()
    (bullets,) = parts(digest.entries[0])["Findings"].pieces
    assert isinstance(bullets, Bullets)
    assert (bullets.label, bullets.writer) == ("From the abstract", Writer.AUTHORS)
    assert any("picked by a program" in sentence for sentence in digest.provenance)


def test_an_abstract_of_nothing_but_results_stays_whole() -> None:
    abstract = "We find that lamps help. Our lamps outperform candles by 20%."
    (entry,) = day_review(listing(abstract=abstract)).entries
    assert "Findings" not in parts(entry)
    assert abstract in [piece.text for piece in pieces(entry) if isinstance(piece, Paragraph)]


def test_a_model_s_answer_takes_the_place_of_abstract_and_extracts() -> None:
    entry = review(answered("en")).entries[0]
    written = [piece for piece in pieces(entry) if getattr(piece, "writer", None) is Writer.MODEL]
    assert [type(piece).__name__ for piece in written] == ["Paragraph", "Paragraph", "Bullets"]
    assert (LAMPNET.abstract or "") not in render(review(answered("en")), "md")
    assert review(answered("en")).contents[0].text == "One lantern reads a million pages"
    assert entry.heading == LAMPNET.title


@pytest.mark.parametrize(
    ("place", "why"),
    [
        (1, "failed these checks: numbers, names"),
        (2, "the model gave no usable answer"),
        (4, "an older version of the paper"),
    ],
)
def test_an_answer_that_may_not_be_shown_is_not_and_its_entry_says_why(place: int, why: str) -> None:
    entry = review(answered("en")).entries[place]
    told = [piece for piece in pieces(entry) if isinstance(piece, Paragraph)]
    assert [why in piece.text for piece in told if piece.kind is ParagraphKind.REFUSAL] == [True]
    assert all(piece.writer is not Writer.MODEL for piece in told)


def test_a_translation_stands_where_there_is_no_review() -> None:
    digest = review(answered("zh"), lang="zh")
    entry = digest.entries[3]
    assert [piece.text for piece in pieces(entry) if isinstance(piece, Paragraph) and piece.writer is Writer.MODEL] == [
        "风筝：用几根线操控视频扩散模型",
        "视频扩散模型很难操控。我们提出 Kites，用几根线牵住场景。",
    ]
    assert digest.contents[3].text == "风筝：用几根线操控视频扩散模型"


def test_a_paper_of_which_nothing_is_known_has_no_part() -> None:
    (entry,) = day_review(bare()).entries
    assert parts(entry) == {}
    notes = [piece.text for piece in pieces(entry) if isinstance(piece, Paragraph)]
    assert notes[:2] == ["No title is held for this paper.", "No abstract is held for this paper."]


def test_only_pictures_that_were_submitted_are_shown_and_one_of_them() -> None:
    figures = [piece for entry in review().entries for piece in pieces(entry) if isinstance(piece, Figure)]
    assert [figure.url for figure in figures] == ["https://cdn.example.org/uploads/lampnet-teaser.png"]
    video = LinkView(kind=LinkKind.VIDEO, url="https://cdn.example.org/uploads/a.mp4")
    (entry,) = day_review(listing(links=(video,))).entries
    assert not any(isinstance(piece, Figure) for piece in pieces(entry))


def test_a_paper_is_not_related_where_it_is_named_as_having_taken_it_up() -> None:
    entry = review().entries[0]
    named = [item.text for piece in pieces(entry) if isinstance(piece, References) for item in piece.items]
    assert len(named) == len(set(named)) == 5


def test_papers_that_are_named_lead_to_arxiv_with_their_day() -> None:
    (references,) = parts(review().entries[1])["Related papers"].pieces
    assert isinstance(references, References)
    (item,) = references.items
    assert (item.url, item.note) == ("https://arxiv.org/abs/2305.04107", "listed 2023-05-22, ▲ 18")


def test_what_came_after_is_told_with_the_time_that_was_looked_at() -> None:
    paper = RelatedPaper(arxiv_id="2404.00009", title="Later", day=DAY + timedelta(days=3))

    def said(mentions: int, until: date) -> str:
        after = Aftermath(name="LampNet", mentions=mentions, foremost=(paper,) if mentions else (), until=until)
        (entry,) = day_review(listing(), material=Material(aftermaths={"2404.00001": after})).entries
        told = parts(entry).get("Since then")
        return "" if told is None else " ".join(piece.text for piece in told.pieces if isinstance(piece, Paragraph))

    assert said(0, DAY + timedelta(days=365)) == ""
    assert said(1, DAY + timedelta(days=364)) == (
        "By 2025-04-03, one paper of the archive that was listed after it mentions LampNet in title or abstract:"
    )
    assert said(9, DAY + timedelta(days=365)) == (
        "Within twelve months, 9 papers of the archive that were listed after it mention LampNet in title or abstract;"
        " those with the most votes:"
    )


def test_the_closing_counts_what_nobody_wrote() -> None:
    closing = review(answered("en")).closing
    assert closing is not None
    (bullets,) = closing.pieces
    assert isinstance(bullets, Bullets)
    assert bullets.items == (
        "The five papers shown have 1,076 of all 11,279 votes, 10%.",
        "By category: 2 of cs.CL, 1 of cs.AI, 1 of cs.CV and 1 of none that is known.",
        (
            "Of four there is no review that could be shown; what the sources say stands there instead. One has a"
            " summary by Hugging Face. The findings of one are sentences of the abstract, word for word."
        ),
        (
            "Left out where nothing is known: findings (3 of 5), what came since (2 of 5), related papers (3 of 5) and"
            " a picture (4 of 5)."
        ),
    )


# --- whatever the rows ---------------------------------------------------------------------------


_TEXTS = st.sampled_from(
    [None, "", "One sentence only.", LAMPNET.abstract, CHOSEN[3].abstract, HOSTILE, LONG, "We find 3% more. And then"]
)


@st.composite
def _listings(draw: st.DrawFn) -> ListingView:
    return listing(
        f"2404.{draw(st.integers(1, 9)):05d}",
        title=draw(_TEXTS),
        abstract=draw(_TEXTS),
        ai_summary=draw(_TEXTS),
        upvotes=draw(st.none() | st.integers(0, 99)),
        primary_category=draw(st.none() | st.sampled_from(["cs.CL", "cs.CV"])),
        keywords=keywords(*draw(st.lists(st.sampled_from(["lamp", "wick", "\x00"]), unique=True))),
        authors=authors(*draw(st.lists(st.sampled_from(["A B", "C D"]), unique=True))),
    )


@settings(max_examples=60)
@given(st.lists(_listings(), max_size=6, unique_by=lambda row: row.arxiv_id), st.sampled_from(["en", "zh", "pt-BR"]))
def test_no_part_is_empty_and_every_format_can_write_it(rows: list[ListingView], lang: str) -> None:
    seen = {
        row.arxiv_id: (VoteView(observed_at=LOOKED_UP.votes["2307.04002"][0].observed_at, upvotes=1),) for row in rows
    }
    digest = day_review(*rows, lang=lang, material=Material(votes=seen))
    for entry in digest.entries:
        assert entry.heading
        assert all(part.heading and part.pieces for part in parts(entry).values())
        assert all(piece.text for piece in pieces(entry) if isinstance(piece, Paragraph))
        assert all(piece.items for piece in pieces(entry) if isinstance(piece, Bullets | References))
    for fmt in FORMATS:
        assert document_text(digest, fmt) or fmt in {"jsonl", "bibtex", "ris"}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"top": 3},
        {"min_upvotes": 50},
        {"categories": ("cs.CL",)},
        {"keywords": ("lantern",)},
        {"topic_share": 0.01},
    ],
)
def test_what_is_looked_up_is_for_the_papers_that_are_shown(style: str, options: dict[str, Any]) -> None:
    rows = [*ROWS, *(replace(row, day=date(2023, 12, 1)) for row in SAMPLE), listing("2404.09999", date(2024, 1, 1))]
    period = replace(YEAR, since=DAYS[0].day)
    chosen = DigestOptions(style=style, **options)
    digest = build_digest(rows, DAYS, period, chosen)
    shown = shown_listings(rows, period, chosen)
    assert [(row.day, row.arxiv_id) for row in shown] == [
        (entry.listing.day, entry.listing.arxiv_id) for entry in digest.entries
    ]
    assert all(row in rows for row in shown)
