"""Style `list` with what models wrote: which text stands where, whose it is said to be, and what is said instead."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hfpapers.digest.blocks import Paragraph, ParagraphKind, Writer
from hfpapers.digest.build import build_digest
from hfpapers.digest.model import Digest, Entry
from hfpapers.digest.options import DigestOptions
from hfpapers.model.enrichment import EnrichmentKind, EnrichmentView, Translation
from hfpapers.model.periods import Period
from hfpapers.model.views import ListingView
from tests.digest.outcomes import material, outcome, refused, stale
from tests.digest.rows import DAY, bare, day_row, keywords, listing

KIND = EnrichmentKind.TRANSLATION
TITLE, ABSTRACT = "小花园：由种子长成的紧凑模型", "我们研究小模型能否继承大模型的知识。"
TRANSLATION = Translation(title=TITLE, abstract=ABSTRACT)
ROW = listing(title="Small Gardens: Compact Models from Seeds", abstract="We study whether small models inherit.")


def _digest(
    *outcomes: EnrichmentView, rows: tuple[ListingView, ...] = (ROW,), lang: str = "zh", **options: Any
) -> Digest:
    return build_digest(
        rows,
        [day_row(expected=len(rows), stored=len(rows))],
        Period.of_day(DAY),
        DigestOptions(lang=lang, **options),
        material=material(*outcomes),
    )


def _said(entry: Entry) -> list[tuple[ParagraphKind, str]]:
    return [(paragraph.kind, paragraph.text) for paragraph in entry.paragraphs]


def _first(entry: Entry, kind: ParagraphKind) -> Paragraph:
    return next(paragraph for paragraph in entry.paragraphs if paragraph.kind is kind)


def test_a_translation_stands_under_the_title_as_it_was_published() -> None:
    (entry,) = _digest(outcome(ROW, KIND, TRANSLATION)).entries
    assert (entry.heading, entry.heading_language) == (ROW.title, "en")
    assert _said(entry) == [
        (ParagraphKind.TITLE, TITLE),
        (ParagraphKind.AUTHORS, "Ada Example"),
        (ParagraphKind.ABSTRACT, ABSTRACT),
    ]
    title, abstract = _first(entry, ParagraphKind.TITLE), _first(entry, ParagraphKind.ABSTRACT)
    assert title.url == "https://arxiv.org/abs/2404.00001"
    assert (title.writer, abstract.writer) == (Writer.MODEL, Writer.MODEL)
    assert (title.language, abstract.language) == (None, None)


def test_a_translation_is_set_as_chinese_is() -> None:
    raw = Translation(title="用GPT-4,做得更好", abstract="强化学习（Reinforcement Learning，RL）很好.")
    (entry,) = _digest(outcome(ROW, KIND, raw)).entries
    assert _first(entry, ParagraphKind.TITLE).text == "用 GPT-4，做得更好"
    assert _first(entry, ParagraphKind.ABSTRACT).text == "强化学习 (Reinforcement Learning, RL) 很好。"


def test_a_language_that_is_not_that_of_our_words_is_marked() -> None:
    french = Translation(title="Petits jardins", abstract="Nous étudions.")
    digest = _digest(outcome(ROW, KIND, french, language="fr"), lang="fr")
    (entry,) = digest.entries
    assert (digest.language, digest.reader_language) == ("en", "fr")
    assert _first(entry, ParagraphKind.ABSTRACT).language == "fr"
    assert entry.heading_language is None
    assert digest.provenance[1].startswith("Translations (fr) by sample-32b from the abstracts (prompt translation-1,")


def test_a_refused_answer_is_replaced_by_the_abstract_and_the_checks_are_named() -> None:
    digest = _digest(refused(ROW, KIND, "numbers", "glossary"))
    (entry,) = digest.entries
    assert _said(entry) == [
        (ParagraphKind.AUTHORS, "Ada Example"),
        (ParagraphKind.REFUSAL, "未能生成可靠的译文（未通过核对：数字、术语译法）。以下为原文摘要。"),
        (ParagraphKind.ABSTRACT, ROW.abstract),
    ]
    assert _first(entry, ParagraphKind.REFUSAL).writer is Writer.HFPAPERS
    assert _first(entry, ParagraphKind.ABSTRACT).language == "en"
    assert digest.provenance[1:] == (
        "hfpapers 没有添加任何由模型撰写的文字。",
        "译文：1 篇未通过核对（术语译法 1，数字 1）。",
    )


@pytest.mark.parametrize(
    ("held", "text"),
    [
        (outcome(ROW, KIND), "未能生成译文：模型没有给出可用的回答。以下为原文摘要。"),
        (stale(ROW, KIND, TRANSLATION), "已有的译文依据论文的旧版本写成，不再显示。以下为原文摘要。"),
    ],
    ids=["failed", "stale"],
)
def test_every_lack_that_somebody_asked_for_is_told_at_its_entry(held: EnrichmentView, text: str) -> None:
    digest = _digest(held)
    assert _first(digest.entries[0], ParagraphKind.REFUSAL).text == text
    assert all(TITLE not in paragraph.text for paragraph in digest.entries[0].paragraphs)
    assert digest.notes == ()


def test_a_refusal_of_a_paper_without_an_abstract_promises_none() -> None:
    row = replace(ROW, abstract=None)
    (entry,) = _digest(outcome(row, KIND), rows=(row,)).entries
    assert _first(entry, ParagraphKind.REFUSAL).text == "未能生成译文：模型没有给出可用的回答。"
    assert _first(entry, ParagraphKind.NOTE).text == "归档中没有这篇论文的摘要。"


def test_what_nobody_asked_for_is_said_once_above_all_entries() -> None:
    other = listing("2404.00002", position=2)
    digest = _digest(outcome(ROW, KIND, TRANSLATION), rows=(ROW, other))
    assert digest.notes == ("2 篇论文中有 1 篇尚无译文，显示原文。",)
    assert _said(digest.entries[1]) == [
        (ParagraphKind.AUTHORS, "Ada Example"),
        (ParagraphKind.ABSTRACT, other.abstract),
    ]
    assert _digest(rows=(ROW, other)).notes == ("这 2 篇论文均无译文，以下为原文。",)


def test_the_source_language_needs_no_translation() -> None:
    digest = _digest(outcome(ROW, KIND, TRANSLATION, language="en"), lang="en")
    assert digest.generated is None
    assert digest.notes == ()
    assert [kind for kind, _ in _said(digest.entries[0])] == [ParagraphKind.AUTHORS, ParagraphKind.ABSTRACT]


def test_a_paper_in_the_readers_language_needs_no_translation() -> None:
    chinese = listing("2404.00002", title="让参考模型也参与学习", abstract="对齐方法往往不稳定。")
    digest = _digest(rows=(chinese,))
    assert digest.generated is None
    assert digest.notes == ()
    assert digest.entries[0].heading_language is None
    assert _first(digest.entries[0], ParagraphKind.ABSTRACT).language is None


def test_a_paper_of_which_nothing_is_known_asks_for_no_translation() -> None:
    assert _digest(rows=(bare(),)).generated is None


def test_a_chinese_title_in_an_english_digest_is_marked_as_chinese() -> None:
    chinese = listing(title="让参考模型也参与学习", abstract="对齐方法往往不稳定。")
    (entry,) = _digest(rows=(chinese,), lang="en").entries
    assert (entry.heading_language, _first(entry, ParagraphKind.ABSTRACT).language) == ("zh", "zh")


def test_a_paper_of_two_days_is_counted_once() -> None:
    period = Period.of_week("2024-W14")
    monday, _, _, _, friday, *_ = period.days()
    digest = build_digest(
        [replace(ROW, day=monday), replace(ROW, day=friday)],
        [day_row(day) for day in period.days()],
        period,
        DigestOptions(lang="zh"),
        material=material(outcome(ROW, KIND, TRANSLATION)),
    )
    assert len(digest.entries) == 2
    assert digest.generated is not None
    assert digest.generated.accepted == 1


def test_text_by_hugging_face_stays_labelled_as_theirs_beside_a_translation() -> None:
    row = replace(ROW, ai_summary="A summary.", ai_summary_model="m-1", keywords=keywords("seeds", "gardens"))
    digest = _digest(outcome(row, KIND, TRANSLATION), rows=(row,))
    summary = _first(digest.entries[0], ParagraphKind.SUMMARY)
    assert (summary.label, summary.writer, summary.language) == ("Hugging Face 概述 (m-1)", Writer.HUGGINGFACE, "en")
    assert _first(digest.entries[0], ParagraphKind.KEYWORDS).text == "seeds、gardens"
    assert digest.provenance[1] == "注明来自 Hugging Face 的概述和关键词由 Hugging Face 自动生成。"
    assert digest.provenance[2].startswith(
        "译文由 sample-32b 根据论文摘要生成（提示词版本 translation-1，写于 2026-11-20）"
    )


def test_a_translation_with_controls_in_it_is_cleaned() -> None:
    raw = Translation(title="标\x00题\u202e", abstract="摘要\n第二行")
    (entry,) = _digest(outcome(ROW, KIND, raw)).entries
    assert _first(entry, ParagraphKind.TITLE).text == "标题"
    assert _first(entry, ParagraphKind.ABSTRACT).text == "摘要 第二行"


def test_a_single_day_links_to_its_list() -> None:
    assert _digest().url == "https://huggingface.co/papers/date/2024-04-04"
    week = Period.of_week("2024-W14")
    assert build_digest([ROW], [day_row()], week, DigestOptions()).url is None


def test_an_empty_day_is_told_in_chinese() -> None:
    digest = _digest(rows=())
    assert digest.lede == "2024-04-04 没有列出论文。"
    assert digest.provenance == ()
    assert digest.notes == ()
