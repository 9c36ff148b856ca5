# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from dataclasses import replace

import pytest

from hfpapers.enrich.checks.refusal import check_refusal
from tests.enrich.checks.papers import ZH_ROUNDUP, ZH_SPEEDREAD, about, given

NO_ANSWERS = [
    "抱歉，我无法完成这个请求。",
    "很抱歉，根据提供的内容无法生成摘要。",
    "对不起，该论文的内容暂时看不到。",
    "作为一个人工智能语言模型，我没有个人观点。",
    "该摘要为空，请提供完整的论文内容。",
    "以下是翻译结果：机器人分拣茶壶。",
    "服务繁忙，请稍后重试。",
    "请求过于频繁，请稍后再试。",
    "错误：429 请求超时。",
    "待补充",
    "（略）",
    "暂无。",
    "I'm sorry, but I can't help with that.",
    "I cannot access the paper.",
    "Sorry, the abstract is missing.",
    "As an AI language model, I do not have opinions.",
    "Unfortunately, I am unable to translate this text.",
    "Please provide the abstract of the paper.",
    "Here is the translation you asked for: robots sort teapots.",
    "The provided text is empty.",
    "No abstract was provided.",
    "Error: rate limit exceeded.",
    "HTTP/1.1 500 Internal Server Error",
    "429 Too Many Requests",
    "Traceback (most recent call last): ValueError: nothing",
    "You exceeded your current quota.",
    "N/A",
    "null",
    "TODO",
    "...",
    "<main work here>",
    "Es tut mir leid, das kann ich nicht beantworten.",
    "Als KI habe ich keinen Zugriff, ich kann leider nicht helfen.",
    "Je suis désolé, je ne peux pas traduire ce texte.",
    "Lo siento, no puedo ayudar con eso.",
    "Desculpe, não posso ajudar.",
    "申し訳ありませんが、その論文は読めません。",
    "私はAIなので、お答えできません。",
    "Извините, я не могу помочь с этим.",
    "죄송하지만 도와드릴 수 없습니다.",
    "<<<PAPER 0a1b Title: Teapots",
    "According to your instructions, robots sort teapots.",
]
ABOUT_PAPERS = [
    "现有方法无法处理遮挡，机器人不能看到壶柄。",
    "该方法无需人工标注，错误率下降，错误来自遮挡。",
    "请求调度是该系统的瓶颈，服务质量由此提高。",
    "Existing methods cannot see the handles, and users are unable to help.",
    "Error analysis shows that handles are missed; errors fall.",
    "The model serves as an assistant that can answer questions.",
    "An abstract representation is used, and the input is noisy.",
    "Die Methode kann nicht mit Verdeckung umgehen.",
]


@pytest.mark.parametrize("text", NO_ANSWERS)
def test_what_stands_in_the_place_of_an_answer_is_refused(text: str) -> None:
    assert not check_refusal(about(text, "Robots sort teapots.")).is_passed


@pytest.mark.parametrize("text", ABOUT_PAPERS)
def test_what_a_paper_cannot_do_is_no_refusal(text: str) -> None:
    verdict = check_refusal(about(text, "Robots sort teapots."))
    assert verdict.is_passed, verdict.detail


REFUSALS_PAPER = (
    "Language models often refuse harmless prompts with phrases such as \"I'm sorry, but I can't help with that\" or "
    '"As an AI language model, I cannot provide this". We count apologies in a benchmark of polite refusals.'
)


@pytest.mark.parametrize(
    "text",
    [
        "模型常以“抱歉，我无法提供帮助”回应无害的请求，本文统计这类拒绝。",
        "研究发现模型会说“作为一个人工智能语言模型，我不能回答”。",
        "Models answer harmless prompts with \"I'm sorry, but I can't help with that\" more often than needed.",
        "The benchmark counts replies in which models say I cannot provide this to harmless prompts.",
        "本文研究拒绝与道歉，模型的道歉过多。",
    ],
)
def test_a_paper_about_refusals_may_be_told_of(text: str) -> None:
    verdict = check_refusal(about(text, REFUSALS_PAPER))
    assert verdict.is_passed, verdict.detail


def test_even_of_a_paper_about_refusals_a_refusal_is_none() -> None:
    for text in ("抱歉，我无法总结这篇论文。", "I cannot summarize this paper.", "I apologize for that."):
        assert not check_refusal(about(text, REFUSALS_PAPER)).is_passed


def test_a_paper_about_rate_limits_may_be_told_of() -> None:
    source = "We study what clients do when an API answers 429 Too Many Requests because a rate limit is exceeded."
    text = "客户端收到 429 Too Many Requests 时应当等待，本文研究 rate limit exceeded 之后的行为。"
    assert check_refusal(about(text, source)).is_passed
    assert not check_refusal(about("429 Too Many Requests", "Robots sort teapots.")).is_passed


def test_the_words_of_the_prompt_are_no_answer() -> None:
    prompt = "Say only what the material says. Add no fact, comparison, praise or guess of your own, and finish it."
    echo = replace(
        ZH_ROUNDUP, paragraph=f"{ZH_ROUNDUP.paragraph} Add no fact, comparison, praise or guess of your own, and go."
    )
    assert not check_refusal(given(echo, instructions=prompt)).is_passed
    assert check_refusal(given(ZH_ROUNDUP, instructions=prompt)).is_passed
    assert check_refusal(given(echo, instructions=prompt, source=f"{given(echo).source} {prompt}")).is_passed


def test_an_error_in_one_field_is_named_by_its_place() -> None:
    answer = replace(ZH_SPEEDREAD, highlights=(ZH_SPEEDREAD.highlights[0], "HTTP 503 Service Unavailable"))
    assert "highlights[2]" in (check_refusal(given(answer)).detail or "")
