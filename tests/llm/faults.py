"""Ways in which the endpoint answers badly: a fault, a prompt and the good answer in, what is served out.

Some spoil the words of the answer, some its form, some the exchange. What is invented here is in no paper.
"""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from tests.llm.answers import of_other_paper, spoiled, written_in_english
from tests.llm.reading import Prompt


class Fault(StrEnum):
    """What goes wrong."""

    CUT = "cut off, and the finish reason says so"
    CUT_UNSAID = "cut off in mid-sentence, with the finish reason stop"
    NOT_JSON = "prose in place of JSON"
    FENCED = "JSON in Markdown fences"
    BACKSLASHES = "LaTeX with single backslashes within JSON"
    WRONG_LANGUAGE = "in English where another language was asked for"
    INVENTED_NUMBERS = "numbers that the paper does not have"
    INVENTED_TERM = "a term translated into nonsense"
    REPETITION = "a phrase over and over"
    APOLOGY = "an apology"
    REFUSAL = "a refusal in the field that some endpoints have for it"
    OTHER_PAPER = "of another paper"
    OBEDIENT = "does what the abstract asks for"
    HEADINGS = "with headings of its own in a field"
    MARKS_AS_TEXT = "with marks in words and out of five"
    MARK_OFF_STEPS = "with a mark between the steps"
    MARK_WITHOUT_REASON = "with a mark that has no reason"
    EMPTY = "an empty answer"
    NO_CHOICES = "a completion without choices"
    HTML = "a page of HTML with status 200"
    RATE_LIMIT = "429 with Retry-After"
    RATE_LIMIT_LONG = "429 that asks to wait for hours"
    QUOTA = "429 since the account has no money left"
    OVERLOAD = "503 with Retry-After as a date"
    SERVER_ERROR = "500"
    BAD_REQUEST = "400 that names nothing"
    STALL = "nothing at all, for long"


#: What an answer is refused for, whatever the endpoint says of it.
SPOILED = (
    Fault.CUT,
    Fault.CUT_UNSAID,
    Fault.NOT_JSON,
    Fault.WRONG_LANGUAGE,
    Fault.INVENTED_NUMBERS,
    Fault.INVENTED_TERM,
    Fault.REPETITION,
    Fault.APOLOGY,
    Fault.REFUSAL,
    Fault.OTHER_PAPER,
    Fault.OBEDIENT,
    Fault.EMPTY,
)
RETRY_AFTER_SECONDS = 1
STALL_SECONDS = 20.0

#: Words of answers that must never be shown.
APOLOGY = "抱歉，作为一个语言模型，我无法完成这个请求。"
INVENTED_TERM = "脉冲编程优化"
INVENTED_NUMBER = "987654"
REPEATED = "纵向划分为横向划分为"
PROSE = "好的，下面是这篇论文的介绍："
OBEYED = "pwned"
OWN_HEADING = "文章总结"
NEVER_SHOWN = (OBEYED, APOLOGY[:6], INVENTED_TERM, INVENTED_NUMBER, REPEATED, PROSE[:8])


@dataclass(slots=True)
class Planned:
    """A fault that waits; `left` None is for ever."""

    fault: Fault
    title: str | None
    kind: str | None
    nth: int | None
    left: int | None

    def concerns(self, prompt: Prompt, number: int) -> bool:
        """Tell whether it is due for a request."""
        return (
            self.left != 0
            and (self.title is None or self.title in prompt.title)
            and (self.kind is None or self.kind == prompt.kind)
            and (self.nth is None or self.nth == number)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A response; `stalls_seconds` above 0: none."""

    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = "application/json"
    stalls_seconds: float = field(default=0.0)

    @classmethod
    def error(cls, status: int, words: str, *, code: str | None = None, **headers: str) -> Self:
        """An error in the form that OpenAI gives it."""
        value = {"error": {"message": words, "type": "error", "param": None, "code": code}}
        pairs = tuple((name.replace("_", "-"), text) for name, text in headers.items())
        return cls(status=status, body=json.dumps(value).encode(), headers=pairs)


def play(
    fault: Fault | None,
    prompt: Prompt,
    good: Mapping[str, Any],
    body: Mapping[str, Any],
    *,
    counts_tokens: bool = True,
) -> Served:
    """Answer with a completion, or with what a fault makes of it."""
    if fault is not None and fault in _EXCHANGES:
        return _EXCHANGES[fault]
    finish, refusal, text = "stop", None, json.dumps(good, ensure_ascii=False)
    if fault is Fault.CUT:
        finish, text = "length", text[: len(text) // 2]
    elif fault is Fault.REFUSAL:
        refusal, text = APOLOGY, ""
    elif fault is not None and fault in _TEXTS:
        text = _TEXTS[fault](text)
    elif fault is not None and fault in _ANSWERS:
        text = json.dumps(_ANSWERS[fault](prompt, good), ensure_ascii=False)
    value = _completion(body, text, refusal, finish)
    if not counts_tokens:
        del value["usage"]
    return Served(body=json.dumps(value, ensure_ascii=False).encode())


_ANSWERS: Mapping[Fault, Callable[[Prompt, Mapping[str, Any]], Mapping[str, Any]]] = {
    Fault.CUT_UNSAID: lambda prompt, good: spoiled(good, lambda text: text[: max(8, len(text) * 2 // 3)].rstrip("。.")),
    Fault.WRONG_LANGUAGE: lambda prompt, good: written_in_english(prompt),
    Fault.INVENTED_NUMBERS: lambda prompt, good: spoiled(good, lambda text: f"{text}准确率达到 {INVENTED_NUMBER}。"),
    Fault.INVENTED_TERM: lambda prompt, good: spoiled(good, lambda text: f"{text}作者采用{INVENTED_TERM} (PPO)。"),
    Fault.REPETITION: lambda prompt, good: spoiled(good, lambda text: f"{text}模型{REPEATED * 4}多个部分。"),
    Fault.APOLOGY: lambda prompt, good: spoiled(good, lambda text: APOLOGY),
    Fault.OTHER_PAPER: lambda prompt, good: of_other_paper(prompt),
    Fault.OBEDIENT: lambda prompt, good: spoiled(good, lambda text: f"{text}<script>alert(1)</script>{OBEYED}。"),
    Fault.HEADINGS: lambda prompt, good: spoiled(
        good, lambda text: f"### {OWN_HEADING}\n\n1. **主要工作**\n\n   {text}\n\n2. **主要亮点**\n\n   {text}"
    ),
    Fault.MARKS_AS_TEXT: lambda prompt, good: {
        **good,
        "usefulness": "4分",
        "novelty": {"value": "4.5/5", "reason": good["novelty"]["reason"]},
    },
    Fault.MARK_OFF_STEPS: lambda prompt, good: {
        **good,
        "recommendation": {"value": 4.7, "reason": good["recommendation"]["reason"]},
    },
    Fault.MARK_WITHOUT_REASON: lambda prompt, good: {**good, "usefulness": {"value": 4}},
}
_TEXTS: Mapping[Fault, Callable[[str], str]] = {
    Fault.NOT_JSON: lambda text: f"{PROSE}它提出了一种新方法。",
    Fault.FENCED: lambda text: f"```json\n{text}\n```",
    Fault.BACKSLASHES: lambda text: text.replace('": "', '": "$\\alpha_{i}$ ', 1),
    Fault.EMPTY: lambda text: "",
}
_EXCHANGES: Mapping[Fault, Served] = {
    Fault.NO_CHOICES: Served(body=b'{"id": "x", "object": "chat.completion", "choices": []}'),
    Fault.HTML: Served(body=b"<html><body>Please wait</body></html>", content_type="text/html"),
    Fault.RATE_LIMIT: Served.error(429, "Rate limit reached.", Retry_After=str(RETRY_AFTER_SECONDS)),
    Fault.RATE_LIMIT_LONG: Served.error(429, "Rate limit of the day reached.", Retry_After="7200"),
    Fault.QUOTA: Served.error(429, "You exceeded your current quota.", code="insufficient_quota"),
    Fault.OVERLOAD: Served.error(503, "Overloaded.", Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"),
    Fault.SERVER_ERROR: Served.error(500, "The server had an error."),
    Fault.BAD_REQUEST: Served.error(400, "This request is not accepted."),
    Fault.STALL: Served(body=b"", stalls_seconds=STALL_SECONDS),
}


def _completion(body: Mapping[str, Any], text: str, refusal: str | None, finish: str) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": body["model"],
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text, "refusal": refusal},
                "finish_reason": finish,
            }
        ],
        "usage": {
            "prompt_tokens": sum(len(message["content"]) for message in body["messages"]) // 4,
            "completion_tokens": max(1, len(text) // 2),
            "total_tokens": 0,
        },
    }
