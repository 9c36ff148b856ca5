# ruff: noqa: RUF001 - signs that are easily taken for others are meant
from __future__ import annotations

import time
from typing import Any

from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from hfpapers.enrich.checks import CHECK_NAMES, AnswerShapeError, check_answer, parse_answer, reasons_for_retry
from hfpapers.enrich.checks.names import check_names
from hfpapers.enrich.checks.numbers import check_numbers
from hfpapers.model.enrichment import ANSWER_TYPES, EnrichmentKind, Roundup, Score, Speedread, Term, Translation
from tests.enrich.checks.papers import ABSTRACT, TITLE, ZH_SPEEDREAD, ZH_TRANSLATION, Entry, given

LANGUAGES = st.sampled_from(
    ["zh", "zh-Hant", "en", "de", "fr", "ja", "ko", "ru", "ar", "th", "sw", "", "x-klingon", "a_B-c"]
)
#: Text of any kind, and text with what checks look for.
_PIECES = (
    "PPO GPT-4 （ ） ( ) 43.4% 1,000 10^6 两 三 亿 百分之 分之 half million - … 。 . , <b> {{ \\alpha https://x.org "
    "抱歉 I cannot Error: 的 和 的。 纵向划分为 纵向划分为 the of and ½ ⁶ ³ 𝟗 ９ \u202e \ud800 \x00 点 级 数 "
    "倍 x × (1) 1 234"
)
PIECES = st.sampled_from(_PIECES.split(" "))
TEXTS = st.text(max_size=120) | st.lists(PIECES, max_size=24).map("".join) | st.lists(PIECES, max_size=24).map(" ".join)


@settings(max_examples=150)
@for_all(text=TEXTS, source=TEXTS, language=LANGUAGES)
def test_any_text_gets_a_verdict_of_every_check(text: str, source: str, language: str) -> None:
    answer = Speedread(
        main_work=text,
        highlights=(text, source),
        keywords=(Term(text=text, translation=source), Term(text=source)),
        usefulness=Score(value=1.0, reason=text),
        novelty=Score(value=1.0, reason=source),
        recommendation=Score(value=1.0, reason=text),
    )
    terms = (Entry(text, (source,), (source,)), Entry("PPO", ("近端策略优化",)))
    asked = given(answer, language, title=text, source=source, glossary=terms, instructions=source)
    verdicts = check_answer(asked)
    assert tuple(verdict.check for verdict in verdicts) == CHECK_NAMES
    assert all(verdict.is_passed or verdict.detail for verdict in verdicts)
    reasons_for_retry(verdicts).encode("utf-8")


@settings(max_examples=150)
@for_all(kind=st.sampled_from(EnrichmentKind), text=TEXTS | st.text('{}[]":,\\ntbu0123 ', max_size=60))
def test_any_text_is_an_answer_or_an_error_of_its_own(kind: EnrichmentKind, text: str) -> None:
    outcome: Any
    try:
        outcome = parse_answer(kind, text)
    except AnswerShapeError as error:
        outcome = error.detail
    assert outcome
    assert isinstance(outcome, str | ANSWER_TYPES[kind])


@settings(max_examples=150)
@for_all(title=TEXTS, abstract=TEXTS)
def test_a_source_that_is_its_own_english_answer_has_no_foreign_numbers_or_names(title: str, abstract: str) -> None:
    own = Translation(title=title, abstract=abstract)
    asked = given(own, "en", title=title, source=f"{title}\n\n{abstract}", abstract=abstract, glossary=())
    assert check_numbers(asked).is_passed
    assert check_names(asked).is_passed


def test_an_answer_is_judged_in_a_few_milliseconds() -> None:
    """Bounded generously, since machines of tests are slow: what is meant is 20 ms."""
    check_answer(given(ZH_TRANSLATION))
    begun = time.perf_counter()
    for number in range(20):
        source = f"{TITLE} {number}\n\n{ABSTRACT} {ABSTRACT}"
        check_answer(given(ZH_SPEEDREAD, source=source))
    assert (time.perf_counter() - begun) / 20 < 0.2


def test_a_text_made_to_be_slow_is_judged_in_time() -> None:
    begun = time.perf_counter()
    for text in (
        "字" * 20_000,
        "a b c " * 5_000,
        "((((" * 5_000,
        "1.1." * 5_000,
        "“" * 10_000,
        "九" * 9_000,
        "x@" * 5_000,
    ):
        check_answer(given(Roundup(headline=text, paragraph=text), source=ABSTRACT))
    assert time.perf_counter() - begun < 60
