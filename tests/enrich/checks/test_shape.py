# ruff: noqa: RUF001 - typographic quotes are meant
from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from hfpapers.enrich.checks import AnswerShapeError, parse_answer, shape_verdict
from hfpapers.model.enrichment import (
    EnrichmentKind,
    ReviewSection,
    Roundup,
    Speedread,
    Translation,
    answer_to_json,
)
from tests.enrich.checks.papers import ZH_REVIEW, ZH_ROUNDUP, ZH_SPEEDREAD, ZH_TRANSLATION

TRANSLATION = EnrichmentKind.TRANSLATION
SPEEDREAD = EnrichmentKind.SPEEDREAD
PLAIN = '{"title": "A", "abstract": "B"}'


def _said(text: str) -> Translation:
    answer = parse_answer(TRANSLATION, text)
    assert isinstance(answer, Translation)
    return answer


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (TRANSLATION, ZH_TRANSLATION),
        (SPEEDREAD, ZH_SPEEDREAD),
        (EnrichmentKind.ROUNDUP, ZH_ROUNDUP),
        (EnrichmentKind.REVIEW, ZH_REVIEW),
    ],
)
def test_each_kind_is_read_back_as_it_was_written(
    kind: EnrichmentKind, answer: Translation | Speedread | Roundup | ReviewSection
) -> None:
    for indent in (None, 2):
        assert (
            parse_answer(kind, json.dumps(answer_to_json(answer), ensure_ascii=indent is None, indent=indent)) == answer
        )


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        f"\ufeff  {PLAIN}\n",
        f"```json\n{PLAIN}\n```",
        f"```\n{PLAIN}\n```",
        f'Sure! Here is the "JSON" you asked for:\n\n{PLAIN}\n\nI hope it\'s what {{you}} want.',
        f'<think>\nThe form is {{"title": ...}}, so ...\n</think>\n{PLAIN}',
        f"[{PLAIN}]",
        f"{PLAIN}\n{PLAIN}",
        '{"title": "A", "abstract": "B",}',
        '{"title":"A","abstract":"B"\n,\n}',
    ],
)
def test_an_object_is_found_in_what_models_write_around_it(text: str) -> None:
    assert _said(text) == Translation(title="A", abstract="B")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"\alpha \times \mathcal{O}", r"\alpha \times \mathcal{O}"),
        (r"\theta \tau \text{x} \to", r"\theta \tau \text{x} \to"),
        (r"\nu \nabla \neq", r"\nu \nabla \neq"),
        (r"\beta \bar{x} \mathbf{b}", r"\beta \bar{x} \mathbf{b}"),
        (r"\frac{1}{2} \forall", r"\frac{1}{2} \forall"),
        (r"\rho \right)", r"\rho \right)"),
        (r"\upsilon \underline{x}", r"\upsilon \underline{x}"),
        (r"43.4\%", r"43.4\%"),
        (r"\\alpha", r"\alpha"),
        (r"first line\nnext line\tand\r\nso on", "first line next line and so on"),
        (r"caf\u00e9 \u8336\u58f6", "café 茶壶"),
        ("raw\nline\tbreaks", "raw line breaks"),
        (r"a \"quoted\" word and a\/b", 'a "quoted" word and a/b'),
        (r"\ud83c\udf75 tea", "🍵 tea"),
    ],
)
def test_backslashes_of_latex_are_kept_and_escapes_of_json_are_read(written: str, meant: str) -> None:
    assert _said(f'{{"title": "{written}", "abstract": "B"}}').title == meant


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ("I cannot do that.", "no JSON object"),
        ('{"title": "A", "abstract": "B', "cut off"),
        ('{"title": "A", "abstract"', "cut off"),
        ("<think>I wonder", "cut off"),
        ('{"title": "He said "yes" to it", "abstract": "B"}', "escaped"),
        ("{“title”: “A”, “abstract”: “B”}", "straight double quotes"),
        ("{'title': 'A', 'abstract': 'B'}", "straight double quotes"),
        ('{"title": "A", "abstract": "B"} or {"title": "A", "abstract": "C"}', "more than one"),
        ('{"title": "A"}', "abstract is missing"),
        ('{"title": "A", "abstract": "B", "note": "C"}', "no field note"),
        ('{"answer": {"title": "A", "abstract": "B"}}', "title is missing"),
        ('{"title": "A", "title": "C", "abstract": "B"}', "twice"),
        ('{"title": null, "abstract": "B"}', "must be text, not null"),
        ('{"title": 3, "abstract": "B"}', "must be text, not a number"),
        ('{"title": ["A"], "abstract": "B"}', "must be text, not a list"),
        ('{"title": "", "abstract": "B"}', "title is empty"),
        ('{"title": " \\u200b\\u0000 ", "abstract": "B"}', "title is empty"),
        ('{"title": "**", "abstract": "### 工作\\n内容"}', "a heading"),
        ('{"title": "A", "abstract": "```\\nB\\n```"}', "a fence"),
        ('{"title": "A", "abstract": "- B\\n- C"}', "a list"),
        ('{"title": "A", "abstract": "1. B\\n2. C"}', "a list"),
        ('{"title": "A", "abstract": "| a | b |\\n|---|---|\\n| c | d |"}', "a table"),
        ('{"title": NaN, "abstract": "B"}', "NaN"),
        ("{" * 300, "JSON"),
        ('{"a":' * 30_000, "cannot be read"),
        ('{"title": ' + "9" * 9000 + "}", "cannot be read"),
        ("x" * 200_001, "characters"),
    ],
)
def test_what_is_no_answer_is_refused_with_a_reason(text: str, problem: str) -> None:
    with pytest.raises(AnswerShapeError) as caught:
        parse_answer(TRANSLATION, text)
    assert problem in caught.value.detail
    verdicts = shape_verdict(caught.value, "length")
    assert [(verdict.check, verdict.is_passed) for verdict in verdicts] == [("finish", False), ("shape", False)]


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("**大语言模型** 与 `gzip`", "大语言模型 与 gzip"),
        ("__bold__ and *emphasis*", "bold and emphasis"),
        ("A* search, Q* learning and 5 * 3", "A* search, Q* learning and 5 * 3"),
        ("snake_case and __init__x", "snake_case and __init__x"),
        ("a\u202eb\u200bc\u0007d", "abcd"),
        ("e\u0301", "é"),
        ("  two   blanks ", "two blanks"),
        ("1.5 billion\n2.5 billion", "1.5 billion 2.5 billion"),
    ],
)
def test_marks_that_mean_nothing_are_taken_off_and_others_stay(written: str, plain: str) -> None:
    assert _said(json.dumps({"title": written, "abstract": "B"})).title == plain


def _speedread(**changes: Any) -> str:
    value = copy.deepcopy(answer_to_json(ZH_SPEEDREAD))
    value.update(changes)
    return json.dumps(value)


@pytest.mark.parametrize("value", [1, 1.0, 1.5, 4.5, 5])
def test_scores_in_half_steps_are_numbers(value: float) -> None:
    answer = parse_answer(SPEEDREAD, _speedread(usefulness={"value": value, "reason": "好。"}))
    assert isinstance(answer, Speedread)
    assert answer.usefulness.value == value
    assert isinstance(answer.usefulness.value, float)


@pytest.mark.parametrize("value", ["4", "4.5/5", "4分", 4.7, 0.5, 5.5, 0, -1, 1e300, True, None, [4], 4.25])
def test_scores_of_any_other_form_are_refused(value: object) -> None:
    with pytest.raises(AnswerShapeError, match=r"usefulness\.value"):
        parse_answer(SPEEDREAD, _speedread(usefulness={"value": value, "reason": "好。"}))


@pytest.mark.parametrize(
    "changes",
    [
        {"usefulness": {"value": 4}},
        {"usefulness": {"value": 4, "reason": ""}},
        {"usefulness": {"value": 4, "reason": "好。", "scale": 5}},
        {"usefulness": 4},
        {"highlights": []},
        {"highlights": ["好。"] * 7},
        {"highlights": "好。"},
        {"highlights": ["好。", None]},
        {"keywords": []},
        {"keywords": ["PPO", "LLM"]},
        {"keywords": [{"text": "PPO"}, {"translation": "x"}]},
        {"keywords": [{"text": "PPO", "note": "x"}, {"text": "LLM"}]},
        {"keywords": [{"text": "PPO", "translation": 3}, {"text": "LLM"}]},
        {"keywords": [{"text": f"T{at}"} for at in range(11)]},
    ],
)
def test_parts_that_are_missing_unknown_or_too_many_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(AnswerShapeError):
        parse_answer(SPEEDREAD, _speedread(**changes))


@pytest.mark.parametrize(
    "keyword", [{"text": "PPO"}, {"text": "PPO", "translation": None}, {"text": "PPO", "translation": " "}]
)
def test_a_keyword_without_a_translation_has_none(keyword: dict[str, Any]) -> None:
    answer = parse_answer(SPEEDREAD, _speedread(keywords=[keyword, {"text": "LLM"}]))
    assert isinstance(answer, Speedread)
    assert answer.keywords[0].translation is None


def test_marks_of_a_list_are_taken_off_its_entries_where_they_count_them() -> None:
    for entries in (
        ["- 一号。", "* 二号。"],
        ["1. 一号。", "2. 二号。"],
        ["（1）一号。", "（2）二号。"],
        ["1、一号。", "2、二号。"],
    ):
        answer = parse_answer(SPEEDREAD, _speedread(highlights=entries))
        assert isinstance(answer, Speedread)
        assert answer.highlights == ("一号。", "二号。")
    answer = parse_answer(SPEEDREAD, _speedread(highlights=["3. 三号。", "2.5 倍速度。"]))
    assert isinstance(answer, Speedread)
    assert answer.highlights == ("3. 三号。", "2.5 倍速度。")
