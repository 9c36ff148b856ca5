"""An endpoint's answer: the body of a response in, text, finish reason and tokens out; or what an error says.

Read strictly, since a proxy's page with status 200 is no answer. Whether the text is a good answer is for `checks`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from hfpapers.enrich.checks.json_text import find_object
from hfpapers.errors import AnswerShapeError

_ERROR_CHARACTERS = 300
_CUT = frozenset({"length", "max_tokens"})
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back.

    Attributes:
        text: The answer as it came; empty where there is none.
        refusal: What the model said in place of an answer, where the endpoint tells that apart.
        finish_reason: Why it ended: `stop`, or `length` where it was cut off; None where the endpoint does not say.
        input_tokens, output_tokens: As the endpoint counts them; None where it does not.
    """

    text: str
    refusal: str | None = None
    finish_reason: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None

    @property
    def is_cut(self) -> bool:
        """Whether it was cut off at the limit of its length."""
        return self.finish_reason in _CUT


class NoCompletionError(Exception):
    """The body is no completion; the message says what it is instead."""


def read_reply(body: bytes) -> Reply:
    """Read a completion.

    Raises:
        NoCompletionError: It is something else.
    """
    value = _object(body)
    choices = value.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise NoCompletionError("the response holds no choices")
    message = choices[0].get("message")
    if not isinstance(message, dict):
        raise NoCompletionError("the response holds no message")
    usage = value.get("usage")
    counts = usage if isinstance(usage, dict) else {}
    return Reply(
        text=_text(message.get("content")),
        refusal=_text(message.get("refusal")) or None,
        finish_reason=_text(choices[0].get("finish_reason")) or None,
        input_tokens=_count(counts.get("prompt_tokens")),
        output_tokens=_count(counts.get("completion_tokens")),
    )


def read_notes(reply: Reply) -> tuple[str, ...] | None:
    """Return the notes that a model took, as it was asked to give them; None where it gave them in no usable form.

    Of notes that were cut off none is taken: what is missing cannot be told.
    """
    if reply.is_cut or reply.refusal is not None:
        return None
    try:
        notes = find_object(reply.text).get("notes")
    except AnswerShapeError:
        return None
    if not isinstance(notes, list) or not all(isinstance(note, str) for note in notes):
        return None
    return tuple(line for note in notes if (line := " ".join(_UNSEEN.sub(" ", note).split())))


def read_error(body: bytes) -> tuple[str, str]:
    """Return what an error response says, in one line, and its code; both empty where it says nothing."""
    try:
        value = _object(body)
    except NoCompletionError:
        return one_line(body.decode("utf-8", "replace")), ""
    error = value.get("error", value)
    if isinstance(error, dict):
        told = error.get("message") or error.get("detail") or error
        return one_line(told if isinstance(told, str) else json.dumps(told)), str(error.get("code") or "")
    return one_line(str(error)), ""


def one_line(text: str) -> str:
    """Make text of an endpoint's fit for a line: short, without what talks to a terminal."""
    return " ".join(_UNSEEN.sub(" ", text).split())[:_ERROR_CHARACTERS]


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        what = "is empty" if not body.strip() else "is no JSON"
        raise NoCompletionError(f"the response {what}") from error
    if not isinstance(value, dict):
        raise NoCompletionError("the response is no JSON object")
    return value


def _text(value: Any) -> str:
    if isinstance(value, list):  # some servers give the parts of a message one by one
        parts = (part.get("text") for part in value if isinstance(part, dict))
        return "".join(part for part in parts if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
