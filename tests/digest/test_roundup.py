"""Style `roundup`: headlines, institutions, votes and links of the foremost papers, with a model and without."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from hfpapers.digest.blocks import Paragraph, ParagraphKind, Writer
from hfpapers.digest.build import build_digest
from hfpapers.digest.held_blocks import folded
from hfpapers.digest.material import Material
from hfpapers.digest.model import Digest, Entry
from hfpapers.digest.options import DigestOptions
from hfpapers.digest.render import FORMATS, render
from hfpapers.model.coverage import DayState
from hfpapers.model.enrichment import EnrichmentKind, EnrichmentState, Roundup, Verdict
from hfpapers.model.kinds import LinkKind
from hfpapers.model.periods import Period
from hfpapers.model.views import LinkView, ListingView
from hfpapers.normalize.links import clean_link
from tests.digest.enriched_rows import (
    ENRICHED,
    KITES,
    LANTERNS,
    QUILTS,
    ROUNDUPS,
    TIDES,
    UNTOLD,
    WEEK,
    WELLS,
    enriched_material,
    week_rows,
)
from tests.digest.enriched_strategies import papers_with_every_outcome
from tests.digest.outcomes import MODEL, material, outcome, refused
from tests.digest.reading import document_text
from tests.digest.rows import DAY, authors, day_row, fixed, listing
from tests.goldens import GoldenCheck

KIND = EnrichmentKind.ROUNDUP
GOLDEN = Path(__file__).parent / "golden"


def _digest(*rows: ListingView, held: Material | None = None, lang: str = "en", **options: Any) -> Digest:
    days = [day_row(day) for day in WEEK.days()]
    return build_digest(rows, days, WEEK, DigestOptions(style="roundup", lang=lang, **options), material=held)


def _entry(row: ListingView, held: Material | None = None, lang: str = "en") -> Entry:
    (entry,) = _digest(row, held=held, lang=lang).entries
    return entry


def _said(entry: Entry) -> list[tuple[ParagraphKind, str]]:
    return [(one.kind, one.text) for one in entry.paragraphs]


# --- with an answer ------------------------------------------------------------------------------


def test_an_answer_gives_headline_and_paragraph_and_the_title_stands_between() -> None:
    entry = _entry(TIDES, material(outcome(TIDES, KIND, ROUNDUPS["en"])))
    assert (entry.number, entry.heading, entry.heading_language) == (1, ROUNDUPS["en"].headline, None)
    assert _said(entry) == [
        (ParagraphKind.TITLE, TIDES.title),
        (ParagraphKind.TEXT, ROUNDUPS["en"].paragraph),
    ]
    assert [one.writer for one in entry.paragraphs] == [Writer.AUTHORS, Writer.MODEL]


def test_an_answer_is_set_as_chinese_is_and_the_title_is_tagged() -> None:
    entry = _entry(TIDES, material(outcome(TIDES, KIND, ROUNDUPS["zh"])), "zh")
    title, text = entry.paragraphs
    assert (title.language, text.language, entry.heading_language) == ("en", None, None)
    assert "Tide Tables 在最初 5% 的训练中" in text.text


def test_in_a_language_that_we_have_no_words_in_headline_and_text_are_tagged() -> None:
    digest = _digest(TIDES, held=material(outcome(TIDES, KIND, ROUNDUPS["zh"])), lang="ja")
    title, text = digest.entries[0].paragraphs
    assert (digest.entries[0].heading_language, title.language, text.language) == ("ja", None, "ja")
    assert digest.contents[0].language == "ja"


def test_a_headline_that_is_the_title_stands_once() -> None:
    same = Roundup(headline=f"{TIDES.title}.", paragraph="A paragraph.")
    entry = _entry(TIDES, material(outcome(TIDES, KIND, same)))
    assert (entry.heading, _said(entry)) == (TIDES.title, [(ParagraphKind.TEXT, "A paragraph.")])


def test_the_contents_name_each_headline_with_its_number() -> None:
    digest = _digest(*week_rows(), held=enriched_material(KIND, "en", WEEK.since))
    assert [(one.number, one.anchor, one.text) for one in digest.contents] == [
        (entry.number, entry.anchor, entry.heading) for entry in digest.entries
    ]
    assert digest.contents[0].text == ROUNDUPS["en"].headline


def test_a_refused_answer_gives_neither_headline_nor_paragraph() -> None:
    entry = _entry(LANTERNS, material(refused(LANTERNS, KIND, "glossary")))
    assert entry.heading == LANTERNS.title
    assert [kind for kind, _ in _said(entry)] == [ParagraphKind.REFUSAL, ParagraphKind.ABSTRACT]
    assert "glossary terms" in entry.paragraphs[0].text


@pytest.mark.parametrize("answer", [Roundup(headline=" ", paragraph="Text."), Roundup(headline="A", paragraph="\x00")])
def test_an_answer_of_which_half_is_missing_is_never_shown(answer: Roundup) -> None:
    entry = _entry(TIDES, material(outcome(TIDES, KIND, answer)))
    assert entry.heading == TIDES.title
    assert entry.paragraphs[0].kind is ParagraphKind.REFUSAL


@pytest.mark.parametrize("fmt", FORMATS)
def test_text_that_was_refused_is_in_no_format(fmt: str) -> None:
    bad = "纵向划分为纵向划分为"
    verdicts = (Verdict(check="repetition", is_passed=False, detail=bad),)
    answer = Roundup(headline=bad, paragraph=bad)
    view = outcome(TIDES, KIND, answer, state=EnrichmentState.REFUSED, verdicts=verdicts, detail=bad)
    document = document_text(_digest(TIDES, held=material(view), lang="zh"), fmt)
    assert "Tide Tables" in document
    assert bad not in document
    assert bad.encode("unicode_escape").decode() not in document


def test_headings_have_one_form_whatever_an_answer_holds() -> None:
    hostile = Roundup(headline="## 1. **One**\n---", paragraph="# A heading\n\n## Another\n===")
    text = render(
        _digest(TIDES, QUILTS, held=material(*(outcome(row, KIND, hostile) for row in (TIDES, QUILTS)))), "md"
    )
    levels = [token.tag for token in MarkdownIt("commonmark").parse(text) if token.type == "heading_open"]
    assert levels == ["h1", "h2", "h2"]


# --- without an answer ---------------------------------------------------------------------------


def test_without_a_model_the_title_is_the_headline_and_the_texts_are_named() -> None:
    digest = _digest(QUILTS, WELLS)
    quilts, wells = digest.entries
    assert [entry.heading for entry in digest.entries] == [QUILTS.title, WELLS.title]
    summary, extract = quilts.paragraphs
    assert (summary.text, summary.writer) == (QUILTS.ai_summary, Writer.HUGGINGFACE)
    assert summary.label == "Hugging Face's summary (an-example-model)"
    assert (extract.kind, extract.label) == (ParagraphKind.EXTRACT, "From the abstract")
    (extract,) = wells.paragraphs
    assert extract.label == "From the abstract"
    assert digest.generated is None
    assert digest.notes[0].startswith("No language model wrote for this roundup")


def test_a_summary_that_is_a_sentence_of_the_abstract_stands_once() -> None:
    row = replace(KITES, ai_summary="We present Kites, a sparse attention that follows links between paragraphs.")
    summary, extract = _entry(row).paragraphs
    assert summary.text not in extract.text


def test_a_paper_without_abstract_says_so_and_keeps_its_summary() -> None:
    assert _said(_entry(UNTOLD)) == [(ParagraphKind.NOTE, "No abstract is held for this paper.")]
    told = _entry(replace(UNTOLD, ai_summary="A summary."))
    assert [kind for kind, _ in _said(told)] == [ParagraphKind.NOTE, ParagraphKind.SUMMARY]


def test_an_abstract_that_nothing_can_be_extracted_from_stands_whole() -> None:
    row = listing(title="让参考模型也参与学习", abstract="对齐方法往往不稳定。我们让参考模型也参与学习。")
    (abstract,) = _entry(row).paragraphs
    assert (abstract.kind, abstract.language) == (ParagraphKind.ABSTRACT, "zh")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "3 papers have no headline by a model yet"),
        ("zh", "有 3 篇尚无模型撰写的标题和简介"),
    ],
)
def test_the_notes_count_papers_of_which_no_model_was_asked(lang: str, said: str) -> None:
    (note,) = _digest(*week_rows(), held=enriched_material(KIND, lang), lang=lang).notes
    assert note.startswith(said)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_digest_always_says_who_wrote_it(lang: str) -> None:
    written = " ".join(_digest(*week_rows(), held=enriched_material(KIND, lang), lang=lang).provenance)
    assert all(said in written for said in (MODEL, "roundup-1", "2026-11-20"))
    plain = _digest(*week_rows(), lang=lang)
    assert plain.provenance
    assert MODEL not in render(plain, "md")


# --- facts and links -----------------------------------------------------------------------------


def test_votes_are_told_with_their_course() -> None:
    held = enriched_material(KIND, "en", WEEK.since)
    rows = [row for row in week_rows() if row.arxiv_id == TIDES.arxiv_id]
    (entry,) = _digest(*rows, held=held).entries
    assert [(fact.text, fact.hint) for fact in entry.facts] == [
        ("Example Institute of Oceanography", None),
        ("▲ 83, half of them within 20 hours", "83 votes"),
        ("cs.LG", None),
        ("listed 2024-04-01", None),
    ]


def test_an_institution_is_what_hugging_face_says_else_arxiv_else_it_is_left_out() -> None:
    told = tuple(
        replace(author, affiliation=affiliation)
        for author, affiliation in zip(
            authors("A", "B", "C", "D"),
            ("University of Examples; Example Labs", "Example Labs", None, "Third Place; Fourth Place"),
            strict=True,
        )
    )
    by_arxiv = listing(upvotes=None, authors=told)
    assert [fact.text for fact in _entry(by_arxiv).facts] == [
        "University of Examples, Example Labs, Third Place",
        "listed 2024-04-04",
    ]
    by_both = replace(by_arxiv, organization="Example Weavers")
    assert [fact.text for fact in _entry(by_both).facts] == ["Example Weavers", "listed 2024-04-04"]
    assert [fact.text for fact in _entry(listing(upvotes=None)).facts] == ["listed 2024-04-04"]


def test_an_institution_never_comes_from_a_model() -> None:
    answer = Roundup(headline="Example University builds a kite", paragraph="A team of Example University did it.")
    entry = _entry(KITES, material(outcome(KITES, KIND, answer)))
    assert not any("University" in fact.text for fact in entry.facts)


@pytest.mark.parametrize(
    ("given_as_code", "label"),
    [
        ("https://audio-dialogues.github.io/", "Project page"),
        ("https://github.com/example/kites", "Code"),
        ("https://github.com/example", "Project page"),
        ("https://gitlab.com/example/kites", "Code"),
        ("https://huggingface.co/example/kites-7b", "Model"),
    ],
)
def test_a_link_is_named_for_what_it_leads_to_whatever_field_it_was_entered_in(given_as_code: str, label: str) -> None:
    link = clean_link(given_as_code, default=LinkKind.CODE)
    assert link is not None
    row = listing(
        code_url=link.url if link.kind is LinkKind.CODE else None,
        project_url=link.url if link.kind is LinkKind.PROJECT else None,
        links=(LinkView(kind=link.kind, url=link.url),),
    )
    assert [one.label for one in _entry(row).links] == ["Paper", label, "Discussion"]


def test_no_link_is_named_after_its_host() -> None:
    for lang in ("en", "zh"):
        labels = {link.label for entry in _digest(*week_rows(), lang=lang).entries for link in entry.links}
        assert (
            labels
            == ({"Paper", "Code", "Project page", "Discussion"}, {"论文", "代码", "项目主页", "讨论"})[lang == "zh"]
        )


# --- the choice ----------------------------------------------------------------------------------


def _papers(number: int, category: str = "cs.CL", **known: Any) -> list[ListingView]:
    return [
        listing(f"2404.{place:05d}", position=place, upvotes=number - place, primary_category=category, **known)
        for place in range(1, number + 1)
    ]


RULE = "from one topic (the primary arXiv category)"
FIFTEEN = "of the 15 that are in cs.CL and have at least 5 votes"
FIFTEEN_ZH = "其中属于 cs.CL 且至少有 5 票的有 15 篇"
RULE_ZH = "同一主题（arXiv 主分类）"
NARROW: dict[str, Any] = {"top": 2, "topic_share": 0.5, "categories": ("cs.CL",), "min_upvotes": 5}


@pytest.mark.parametrize(
    ("options", "lede"),
    [
        ({}, f"60 papers were listed; these 14 drew the most votes, with no more than 6 {RULE}."),
        ({"top": 1}, f"60 papers were listed; this one drew the most votes, with no more than 1 {RULE}."),
        (NARROW, f"60 papers were listed; {FIFTEEN}, no more than 1 may be {RULE}, which leaves this one."),
        ({"min_upvotes": 100}, "60 papers were listed; none has at least 100 votes."),
    ],
)
def test_the_lede_states_how_many_were_listed_and_the_rule(options: dict[str, Any], lede: str) -> None:
    assert _digest(*_sixty(), **options).lede == lede


@pytest.mark.parametrize(
    ("options", "lede"),
    [
        ({}, f"本期共列出 60 篇论文。这里是票数最高的 14 篇，{RULE_ZH}不超过 6 篇。"),
        (NARROW, f"本期共列出 60 篇论文，{FIFTEEN_ZH}。{RULE_ZH}不超过 1 篇，因此只选出 1 篇。"),
        ({"min_upvotes": 100}, "共列出 60 篇论文，其中没有至少有 100 票的论文。"),
    ],
)
def test_the_lede_says_so_in_chinese(options: dict[str, Any], lede: str) -> None:
    assert _digest(*_sixty(), lang="zh", **options).lede == lede


def _sixty() -> list[ListingView]:
    return [
        replace(row, arxiv_id=f"{row.arxiv_id}{place}")
        for place, category in enumerate(("cs.CL", "cs.CV", "cs.LG"))
        for row in _papers(20, category)
    ]


def test_where_all_are_shown_the_lede_says_only_their_order() -> None:
    assert _digest(TIDES, QUILTS).lede == "2 papers, most votes first."
    assert _digest(TIDES, QUILTS, lang="zh").lede == "共 2 篇论文，按票数从高到低排列。"


def test_a_week_with_gaps_does_not_say_how_many_were_listed() -> None:
    days = [day_row(day, DayState.FAILED if day == WEEK.until else DayState.COMPLETE) for day in WEEK.days()]
    digest = build_digest(_papers(20), days, WEEK, DigestOptions(style="roundup", topic_share=1))
    assert digest.lede.startswith("20 papers are held; these 14 drew the most votes")


def test_no_topic_has_more_than_its_share_and_votes_decide_else() -> None:
    rows = [*_papers(20), *(replace(row, arxiv_id=f"{row.arxiv_id}9") for row in _papers(3, "cs.CV"))]
    digest = _digest(*rows, top=5)
    assert [entry.listing.primary_category for entry in digest.entries] == ["cs.CL", "cs.CL", "cs.CV", "cs.CV"]
    assert [entry.listing.upvotes for entry in digest.entries] == [19, 18, 2, 1]


def test_filters_work_before_the_choice() -> None:
    rows = [*_papers(20), replace(QUILTS, upvotes=0)]
    assert [entry.listing.arxiv_id for entry in _digest(*rows, categories=("cs.CV",)).entries] == [QUILTS.arxiv_id]


def test_a_paper_of_two_days_comes_once_and_names_the_other() -> None:
    digest = _digest(*week_rows())
    ids = [entry.listing.arxiv_id for entry in digest.entries]
    assert len(ids) == len(set(ids)) == len(ENRICHED)
    assert digest.entries[0].paragraphs[-1].text == "Also listed on 2024-04-04."


@pytest.mark.parametrize("period", [Period.of_day(DAY), Period.of_month("2024-04"), Period.of_year("2024")])
def test_a_roundup_is_made_of_any_period(period: Period) -> None:
    days = [day_row(day) for day in period.days()]
    digest = build_digest(ENRICHED, days, period, DigestOptions(style="roundup"))
    assert [entry.number for entry in digest.entries] == list(range(1, len(ENRICHED) + 1))


def test_an_empty_week_has_neither_contents_nor_notes() -> None:
    digest = _digest()
    assert (digest.contents, digest.notes, digest.entries, digest.generated) == ((), (), (), None)
    assert digest.lede == "No papers were listed from 2024-04-01 to 2024-04-07."


# --- the whole -----------------------------------------------------------------------------------


@given(papers_with_every_outcome(KIND), st.sampled_from(["en", "zh", "ja"]))
def test_nothing_is_empty_and_no_text_stands_twice_in_an_entry(held: tuple[ListingView, Material], lang: str) -> None:
    row, looked_up = held
    digest = _digest(row, held=looked_up, lang=lang)
    (entry,) = digest.entries
    assert all(isinstance(block, Paragraph) for block in entry.blocks)
    assert entry.heading.strip()
    assert entry.blocks
    texts = [one.text for one in entry.paragraphs if one.kind is not ParagraphKind.TITLE]
    assert all(text.strip() for text in texts)
    assert len({folded(text) for text in texts}) == len(texts)
    assert digest.provenance
    assert render(digest, "md")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("case", ["enriched", "plain"])
def test_a_week_is_what_its_golden_says(case: str, lang: str, check_golden: GoldenCheck) -> None:
    held = enriched_material(KIND, lang, WEEK.since) if case == "enriched" else None
    options: dict[str, Any] = {"top": 5, "topic_share": 0.4} if lang == "en" else {}
    text = render(fixed(_digest(*week_rows(), held=held, lang=lang, **options)), "md")
    check_golden(GOLDEN / f"roundup-{case}.{lang}.md", text)
