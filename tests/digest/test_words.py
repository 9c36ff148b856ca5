"""Our own words: every language says everything, and Chinese is Chinese."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import import_module
from typing import get_type_hints

import pytest

from hfpapers.digest.answers import Answers, Lack
from hfpapers.digest.held_day import HeldDay
from hfpapers.digest.model import BannerKind, Counts, Generated
from hfpapers.digest.options import STYLES, DigestOptions
from hfpapers.digest.typography import typeset
from hfpapers.digest.words import LANGUAGES, CoverageWords, GeneratedWords, Words, words_for
from hfpapers.enrich import checks
from hfpapers.model.coverage import DayState
from hfpapers.model.enrichment import EnrichmentKind, TextSource
from hfpapers.model.kinds import LinkKind
from hfpapers.model.periods import Period
from tests.digest.rows import day_row

DAY, NEXT, LATER = date(2024, 4, 4), date(2024, 4, 5), date(2024, 5, 1)
SEEN = datetime(2024, 4, 9, 9, 31, tzinfo=UTC)
PERIODS = (
    Period.of_day(DAY),
    Period.of_week("2024-W15"),
    Period.of_month("2024-04"),
    Period.of_year("2024"),
    Period.of_range(DAY, LATER),
)
OPTIONS = (
    DigestOptions(),
    DigestOptions(top=2),
    DigestOptions(categories=("cs.CL", "math", "stat.ML"), keywords=("map", "地图"), min_upvotes=1),
    DigestOptions(top=2, keywords=("map",)),
)
COUNTS = tuple(Counts(listed=listed, matched=matched, shown=shown) for listed, matched, shown in
               [(0, 0, 0), (1, 1, 1), (1200, 0, 0), (1200, 1, 1), (1200, 1100, 1100), (1200, 1100, 2)])  # fmt: skip
GENERATED = Generated(
    kinds=(EnrichmentKind.SPEEDREAD, EnrichmentKind.TRANSLATION),
    language="zh",
    accepted=8,
    refused=2,
    failed=1,
    absent=1,
    refusals=(("numbers", 2), ("glossary", 1)),
    models=("qwen3-32b", "another-7b"),
    prompt_versions=("speedread-4", "translation-2"),
    sources=(TextSource.ABSTRACT, TextSource.FULLTEXT),
    written_since=SEEN,
    written_until=datetime(2026, 11, 20, tzinfo=UTC),
)
DAYS = tuple(
    HeldDay(day_row(DAY, state, expected=8, stored=5, last_error=error, settled_at=None, answered_at=at), held)
    for state in (*DayState, None)
    for error in (None, "HTTP 503: busy.")
    for at in (None, SEEN)
    for held in (0, 3)
)
_HAN = re.compile("[\u4e00-\u9fff]")

_WORDS_CALLS: dict[str, Callable[[Words], Iterable[str | None]]] = {
    "title": lambda words: [
        words.title(style, period, n) for style in STYLES for period in PERIODS for n in (1, 2, 12)
    ],
    "section_heading": lambda words: [words.section_heading(DAY)],
    "lede": lambda words: [
        words.lede(period, counts, options, is_whole=is_whole)
        for period in PERIODS
        for counts in COUNTS
        for options in OPTIONS
        for is_whole in (True, False)
    ],
    "asked": lambda words: [
        words.asked(options, is_one=is_one) for options in OPTIONS if options.keywords for is_one in (True, False)
    ],
    "votes_line": lambda words: [words.votes_line([SEEN]), words.votes_line([SEEN, datetime(2026, 1, 1, tzinfo=UTC)])],
    "provenance": lambda words: [
        sentence
        for generated in (None, GENERATED, replace(GENERATED, accepted=0))
        for theirs in (True, False)
        for sentence in words.provenance(has_summaries=theirs, has_keywords=True, generated=generated)
    ],
    "made_by": lambda words: [words.made_by("hfpapers 1.0.0")],
    "authors_line": lambda words: [words.authors_line([f"Author {n}" for n in range(13)])],
    "summary_label": lambda words: [words.summary_label(None), words.summary_label("a-model")],
    "keywords_label": lambda words: [words.keywords_label("huggingface"), words.keywords_label("another")],
    "link_label": lambda words: [
        words.link_label(kind) for kind in LinkKind if kind not in {LinkKind.IMAGE, LinkKind.PAPER}
    ],
    "listed_on": lambda words: [words.listed_on(DAY)],
    "also_listed": lambda words: [words.also_listed([DAY]), words.also_listed([DAY, NEXT])],
    "days_in_words": lambda words: [
        words.days_in_words(*days) for days in [(DAY, DAY), (DAY, NEXT), (DAY, LATER), (DAY, date(2025, 1, 1))]
    ],
    "span": lambda words: [words.span(DAY, NEXT)],
    "papers": lambda words: [words.papers(1), words.papers(1234)],
    "votes": lambda words: [words.votes(0), words.votes(1234)],
    "sentences": lambda words: [words.sentences(words.no_title, words.no_abstract)],
    "either": lambda words: [words.either(["a", "b"]), words.either(["a", "b", "c"])],
}
_COVERAGE_CALLS: dict[str, Callable[[CoverageWords], Iterable[str]]] = {
    "banner": lambda words: [
        words.banner(kind, days) for kind in BannerKind for days in (*([day] for day in DAYS), DAYS)
    ],
    "line": lambda words: [words.line(days) for days in (*([day] for day in DAYS), DAYS)],
}
_GENERATED_CALLS: dict[str, Callable[[GeneratedWords], Iterable[str]]] = {
    "provenance": lambda words: words.provenance(GENERATED),
    "refusal": lambda words: [
        words.refusal(Answers(kind=kind, lack=lack, checks=checks))
        for kind in EnrichmentKind
        for lack in Lack
        for checks in ((), ("numbers", "glossary"))
    ],
    "nobody_wrote": lambda words: [
        words.nobody_wrote(kind, *numbers) for kind in EnrichmentKind for numbers in [(1, 1), (2, 2), (1, 9), (2, 9)]
    ],
}
_ATTRIBUTES = ("colon", "separator")


def _said(words: Words) -> Iterator[tuple[str, str | None]]:
    """Yield all that a language says, with the name of what says it."""
    for name in get_type_hints(Words):
        value = getattr(words, name)
        if isinstance(value, str) and name not in {"language", *_ATTRIBUTES}:
            yield name, value
    yield "nothing_added", words.generated.nothing_added
    yield from words.generated.checks.items()
    for name, call in _WORDS_CALLS.items():
        yield from ((name, text) for text in call(words))
    for name, call_coverage in _COVERAGE_CALLS.items():
        yield from ((f"coverage.{name}", text) for text in call_coverage(words.coverage))
    for name, call_generated in _GENERATED_CALLS.items():
        yield from ((f"generated.{name}", text) for text in call_generated(words.generated))


def test_these_tests_know_all_that_a_language_can_say() -> None:
    assert set(_WORDS_CALLS) == Words.__abstractmethods__
    assert set(_COVERAGE_CALLS) == CoverageWords.__abstractmethods__
    assert set(_GENERATED_CALLS) == GeneratedWords.__abstractmethods__


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_leaves_nothing_unsaid(language: str) -> None:
    for name, text in _said(words_for(language)):
        assert text, name
        assert text == " ".join(text.split()), name
        assert "None" not in text.replace("None of these", ""), name
        assert "  " not in text, name


def test_what_is_said_in_chinese_is_chinese_and_well_set() -> None:
    for name, text in _said(words_for("zh")):
        assert text is not None
        assert _HAN.search(text), (name, text)
        assert typeset(text, "zh") == text, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_check_of_an_answer_has_a_name_for_readers(language: str) -> None:
    modules = [import_module(f"{checks.__name__}.{found.name}") for found in pkgutil.iter_modules(checks.__path__)]
    names = {module.CHECK for module in modules if hasattr(module, "CHECK")}
    assert len(names) > 8
    assert names - set(words_for(language).generated.checks) == set()


def test_a_check_that_nobody_named_is_named_by_itself() -> None:
    assert words_for("zh").generated.check("novelty") == "novelty"


def test_what_is_said_in_english_has_no_han_but_what_was_asked() -> None:
    for name, text in _said(words_for("en")):
        assert not _HAN.search((text or "").replace("地图", "")), (name, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_to_say_is_not_said(language: str) -> None:
    words = words_for(language)
    assert words.votes_line([]) is None
    assert words.authors_line([]) is None
    assert words.link_label(LinkKind.IMAGE) is None
    nothing = replace(GENERATED, accepted=0, refused=0, failed=0)
    assert words.generated.provenance(nothing) == ()


@pytest.mark.parametrize(
    ("lang", "language"),
    [("zh", "zh"), ("zh-CN", "zh"), ("zh-Hans", "zh"), ("zh-TW", "zh"), ("ZH", "zh"), ("en-GB", "en"), ("fr", "en")],
)
def test_a_language_without_words_of_its_own_has_english_ones(lang: str, language: str) -> None:
    assert words_for(lang).language == language


_TITLES_OF_STYLES = {
    "list": [
        ("Daily papers · 2024-04-04", "论文列表 · 2024-04-04"),
        ("Papers of the week · 2024-W15 (8 to 14 April)", "论文列表 · 2024 年第 15 周（4 月 8 日至 14 日）"),
        ("Papers of the month · April 2024", "论文列表 · 2024 年 4 月"),
        ("Papers of the year · 2024", "论文列表 · 2024 年"),
        ("Daily papers · 2024-04-04 to 2024-05-01", "论文列表 · 2024-04-04 至 2024-05-01"),
    ],
    "speedread": [
        ("Speed-read · 2024-04-04", "每日论文速览 · 2024-04-04"),
        ("Speed-read of the week · 2024-W15 (8 to 14 April)", "一周论文速览 · 2024 年第 15 周（4 月 8 日至 14 日）"),
        ("Speed-read of the month · April 2024", "月度论文速览 · 2024 年 4 月"),
        ("Speed-read of the year · 2024", "年度论文速览 · 2024 年"),
        ("Speed-read · 2024-04-04 to 2024-05-01", "论文速览 · 2024-04-04 至 2024-05-01"),
    ],
    "roundup": [
        ("Papers of the day · 2024-04-04", "每日论文精选 · 2024-04-04"),
        ("Papers of the week · 2024-W15 (8 to 14 April)", "一周论文精选 · 2024 年第 15 周（4 月 8 日至 14 日）"),
        ("Papers of the month · April 2024", "月度论文精选 · 2024 年 4 月"),
        ("Papers of the year · 2024", "年度论文精选 · 2024 年"),
        ("Roundup · 2024-04-04 to 2024-05-01", "论文精选 · 2024-04-04 至 2024-05-01"),
    ],
    "review": [
        ("Ten papers of 2024-04-04 worth reading again", "2024-04-04 值得重读的十篇论文"),
        ("Ten papers of week 2024-W15 worth reading again", "2024 年第 15 周值得重读的十篇论文"),
        ("Ten papers of April 2024 worth reading again", "2024 年 4 月值得重读的十篇论文"),
        ("Ten papers of 2024 worth reading again", "2024 年值得重读的十篇论文"),
        ("Ten papers of 2024-04-04 to 2024-05-01 worth reading again", "2024-04-04 至 2024-05-01 值得重读的十篇论文"),
    ],
}


@pytest.mark.parametrize("style", STYLES)
def test_a_title_names_style_and_period(style: str) -> None:
    titles = [tuple(words_for(lang).title(style, period, 10) for lang in ("en", "zh")) for period in PERIODS]
    assert titles == _TITLES_OF_STYLES[style]


@pytest.mark.parametrize(
    ("shown", "english", "chinese"),
    [
        (0, "Papers of 2024 worth reading again", "2024 年值得重读的论文"),
        (1, "One paper of 2024 worth reading again", "2024 年值得重读的一篇论文"),
        (2, "Two papers of 2024 worth reading again", "2024 年值得重读的两篇论文"),
        (12, "12 papers of 2024 worth reading again", "2024 年值得重读的 12 篇论文"),
    ],
)
def test_a_review_says_how_many_papers_it_has(shown: int, english: str, chinese: str) -> None:
    year = Period.of_year("2024")
    assert words_for("en").title("review", year, shown) == english
    assert words_for("zh").title("review", year, shown) == chinese


def test_what_models_wrote_is_told_with_all_that_one_must_know() -> None:
    assert words_for("en").generated.provenance(GENERATED) == (
        (
            "Speed-reads and translations (zh) by qwen3-32b and another-7b from the abstracts and full texts"
            " (prompts speedread-4 and translation-2, written 2024-04-09 to 2026-11-20), checked: 8 of 11 passed."
        ),
        "2 answers failed the checks (numbers: 2, glossary terms: 1).",
        "For 1 paper the model gave no answer.",
        "1 paper has no current speed-read.",
        "Scores are the model's opinion, from 1 to 5.",
    )
    assert words_for("zh").generated.provenance(GENERATED) == (
        (
            "速览和译文由 qwen3-32b 和 another-7b 根据论文摘要和全文生成"
            "（提示词版本 speedread-4 和 translation-2，写于 2024-04-09 至 2026-11-20），逐项核对无误后才会显示。"
        ),
        "11 篇中 8 篇通过；2 篇未通过核对（数字 2，术语译法 1）；1 篇未得到可用的回答；另有 1 篇没有可用的速览。",
        "评分为模型意见，1 至 5 分。",
    )
