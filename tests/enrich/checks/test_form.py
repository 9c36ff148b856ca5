# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from dataclasses import replace

import pytest

from hfpapers.enrich.checks import check_finish
from hfpapers.enrich.checks.ending import check_ending
from hfpapers.enrich.checks.length import check_length
from hfpapers.enrich.checks.links import check_links
from hfpapers.enrich.checks.markup import check_markup
from hfpapers.enrich.checks.sizes import size_in_words
from hfpapers.model.enrichment import Score
from tests.enrich.checks.papers import (
    ABSTRACT,
    DE_ROUNDUP,
    EN_ROUNDUP,
    ZH_REVIEW,
    ZH_ROUNDUP,
    ZH_SPEEDREAD,
    ZH_TRANSLATION,
    about,
    given,
)

BROKEN_OFF = [
    ("该模型表现出色，具有很高的", "zh"),
    ("本文值得大家", "zh"),
    ("方法在多个数据集上有效，包括", "zh"),
    ("方法在多个数据集上有效，以及。", "zh"),
    ("方法有效，", "zh"),
    ("方法有效……", "zh"),
    ("方法有效（见表。", "zh"),
    ("The method sorts teapots and", "en"),
    ("The method sorts the.", "en"),
    ("The method sorts teapots", "en"),
    ("The method sorts teapots...", "en"),
    ("Die Methode sortiert Kannen und der.", "de"),
    ("La méthode trie les.", "fr"),
    ("この手法は急須を", "ja"),
]
WHOLE = [
    ("这个结果是一致的。", "zh"),
    ("该方法需要人工参与。", "zh"),
    ("性能趋于饱和。", "zh"),
    ("作者称之为“茶壶法”。", "zh"),
    ("作者称之为“茶壶法。”", "zh"),
    ("方法有效（代码已公开）。", "zh"),
    ("区间为 [0, 1)。", "zh"),
    ("It takes vitamin A.", "en"),
    ("Who sorts the teapots?", "en"),
    ('They call it "the pot."', "en"),
    ("Code is at https://example.org/teapot", "en"),
    ("Wir bieten eine Methode an.", "de"),
    ("この手法は有効である。", "ja"),
    ("यह विधि अच्छी है।", "hi"),
    ("วิธีนี้ได้ผลดี", "th"),
    ("هل تنجح الطريقة؟", "ar"),
]


@pytest.mark.parametrize(("text", "language"), BROKEN_OFF)
def test_a_text_that_breaks_off_is_refused(text: str, language: str) -> None:
    assert not check_ending(about(text, "a paper", language)).is_passed


@pytest.mark.parametrize(("text", "language"), WHOLE)
def test_a_text_that_ends_as_its_language_does_passes(text: str, language: str) -> None:
    verdict = check_ending(about(text, "a paper", language))
    assert verdict.is_passed, verdict.detail


@pytest.mark.parametrize(
    ("headline", "is_whole"),
    [
        ("Teapotter 的目的", True),
        ("机器人的参与", True),
        ("茶壶的分拣和", False),
        ("更快更好的", False),
        ("基于", False),
    ],
)
def test_a_headline_needs_no_full_stop_but_no_word_may_be_missing(headline: str, is_whole: bool) -> None:
    assert check_ending(given(replace(ZH_ROUNDUP, headline=headline))).is_passed is is_whole


def test_every_sentence_field_is_looked_at_and_named() -> None:
    cut = replace(
        ZH_SPEEDREAD, novelty=Score(value=4.0, reason="本文值得大家"), highlights=("代码公开。", "内存减半；", "快")
    )
    detail = check_ending(given(cut)).detail or ""
    assert "novelty.reason" in detail
    assert "highlights[3]" in detail
    assert "highlights[2]" not in detail


@pytest.mark.parametrize(
    "reason", ["length", "content_filter", "tool_calls", "function_call", "max_tokens", "weird\nthing"]
)
def test_an_answer_that_did_not_end_by_itself_is_refused(reason: str) -> None:
    verdict = check_finish(reason)
    assert not verdict.is_passed
    assert (verdict.detail or "").isprintable()


def test_an_answer_that_ended_by_itself_passes_and_so_does_one_of_an_endpoint_that_does_not_say() -> None:
    assert check_finish("stop").is_passed
    assert check_finish("STOP").is_passed
    assert check_finish(None).detail == "the endpoint gave no finish reason"


@pytest.mark.parametrize(("factor", "is_right"), [(0.25, False), (0.9, True), (1.0, True), (3.2, False)])
def test_a_translation_is_about_as_long_as_what_it_translates(factor: float, is_right: bool) -> None:
    abstract = ZH_TRANSLATION.abstract
    changed = (abstract * 4)[: int(len(abstract) * factor)]
    assert check_length(given(replace(ZH_TRANSLATION, abstract=changed))).is_passed is is_right


def test_a_short_abstract_may_be_translated_in_a_few_words_more() -> None:
    asked = given(replace(ZH_TRANSLATION, abstract="茶壶很难分拣。"), abstract="Teapots are hard.")
    assert check_length(asked).is_passed


def test_without_the_abstract_a_translation_is_measured_by_the_source_without_its_title() -> None:
    assert check_length(given(ZH_TRANSLATION, abstract=None)).is_passed
    assert not check_length(given(ZH_TRANSLATION, abstract=None, source=f"{ABSTRACT} {ABSTRACT} {ABSTRACT}")).is_passed


def test_texts_are_neither_a_word_nor_a_chapter() -> None:
    assert not check_length(given(replace(EN_ROUNDUP, paragraph="It works."), "en")).is_passed
    assert not check_length(given(replace(EN_ROUNDUP, paragraph="It works well. " * 150), "en")).is_passed
    assert not check_length(given(replace(ZH_REVIEW, what_it_is=("很好。",)))).is_passed
    assert check_length(given(DE_ROUNDUP, "de")).is_passed


@pytest.mark.parametrize(
    ("text", "words"),
    [("two words", 2), ("语言模型", 4 / 1.7), ("用 PPO 训练", 3 / 1.7 + 1), ("", 0), ("привет мир", 2)],
)
def test_sizes_are_in_english_words_whatever_the_script(text: str, words: float) -> None:
    assert size_in_words(text) == pytest.approx(words)


@pytest.mark.parametrize(
    "text",
    [
        "见 https://evil.example/x 。",
        "见 www.evil.example 。",
        "见 evil.com/x 。",
        "见 github.com/evil/x 。",
        "写信给 me@evil.example 。",
        "点击 javascript:alert(1) 。",
    ],
)
def test_an_address_that_the_source_does_not_have_is_refused(text: str) -> None:
    assert not check_links(about(text, "Robots, see https://github.com/sample/teapot for code.")).is_passed


@pytest.mark.parametrize(
    "text",
    ["见 https://github.com/sample/teapot。", "见 github.com/sample/teapot 。", "pass@1 为 3.5，e.g. Node.js。"],
)
def test_an_address_of_the_source_and_what_only_looks_like_one_pass(text: str) -> None:
    verdict = check_links(about(text, "Robots, see https://github.com/sample/teapot for code."))
    assert verdict.is_passed, verdict.detail


@pytest.mark.parametrize(
    "text",
    [
        "<b>粗体</b>",
        "<script>alert(1)</script>",
        "<br/>",
        "[链接](https://github.com/x)",
        "![图](x.png)",
        "&lt;b&gt;",
        "{{ config }}",
        "{% raw %}",
        "<!-- 注释 -->",
        "\\textbf{粗}",
        "<|endoftext|>",
    ],
)
def test_markup_in_a_text_is_refused(text: str) -> None:
    assert not check_markup(about(text, "Robots sort teapots.")).is_passed


def test_signs_that_are_no_markup_and_tags_of_the_source_pass() -> None:
    source = "We add <think> and <image> tokens, and a {{slot}}."
    assert check_markup(about("加入 <think> 与 <image> 和 {{slot}}。", source)).is_passed
    assert check_markup(about("当 p<0.05 且 x>3 时，A&B 与 a_b 和 C* 有效。", "Robots.")).is_passed
