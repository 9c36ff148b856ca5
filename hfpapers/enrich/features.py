"""What an endpoint can do: how a request is worded for it, and how it is worded once the endpoint has refused it.

Endpoints that call themselves compatible differ: some know no JSON Schema, some no JSON mode; newer models of OpenAI's
know no `max_tokens` and no temperature. Local servers pass over a `max_completion_tokens` that they do not know (Ollama
does, llama.cpp did until 2026), and write without end: it is used where it is known, or asked for. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit


class AnswerFormat(StrEnum):
    """How the form of an answer is asked for: by a schema, as JSON of any form, or by the prompt alone."""

    SCHEMA = "json_schema"
    OBJECT = "json_object"
    PROMPT = "prompt"


_POORER = {AnswerFormat.SCHEMA: AnswerFormat.OBJECT, AnswerFormat.OBJECT: AnswerFormat.PROMPT}
_ABOUT_FORMAT = ("response_format", "json_schema", "json_object", "json schema", "structured output", "grammar")
_LIMIT, _NEWER_LIMIT = "max_tokens", "max_completion_tokens"
_ABOUT_LIMIT = (_LIMIT, _NEWER_LIMIT)
_KNOWS_NEWER_LIMIT = "api.openai.com"
_ABOUT_TEMPERATURE = ("temperature",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked.

    Attributes:
        messages: As `prompts` builds them.
        schema: JSON Schema of the answer, named `schema_name`.
        max_output_tokens: What the answer may have.
    """

    messages: Sequence[Mapping[str, str]]
    schema: Mapping[str, Any]
    schema_name: str
    max_output_tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """How requests are worded for an endpoint.

    Attributes:
        limit_field: Says how long an answer may be; `has_first_limit`: it is not a second try yet.
    """

    answer_format: AnswerFormat = AnswerFormat.SCHEMA
    limit_field: str = _LIMIT
    has_first_limit: bool = True
    has_temperature: bool = True

    @classmethod
    def of_endpoint(cls, base_url: str) -> Features:
        """Return what is asked of an endpoint first."""
        is_newer = urlsplit(base_url).hostname == _KNOWS_NEWER_LIMIT
        return cls(limit_field=_NEWER_LIMIT if is_newer else _LIMIT)

    def body(self, question: Question, model: str) -> dict[str, Any]:
        """Word a question."""
        body: dict[str, Any] = {
            "model": model,
            "messages": [dict(message) for message in question.messages],
            self.limit_field: question.max_output_tokens,
            "stream": False,
        }
        if self.has_temperature:
            body["temperature"] = 0
        if self.answer_format is AnswerFormat.SCHEMA:
            named = {"name": question.schema_name, "strict": True, "schema": dict(question.schema)}
            body["response_format"] = {"type": "json_schema", "json_schema": named}
        elif self.answer_format is AnswerFormat.OBJECT:
            body["response_format"] = {"type": "json_object"}
        return body

    def without_what(self, refusal: str) -> Features | None:
        """Return the features without the one that a refusal names; None where it names none that is left."""
        words = refusal.lower()
        if any(word in words for word in _ABOUT_FORMAT) and self.answer_format in _POORER:
            return replace(self, answer_format=_POORER[self.answer_format])
        if any(word in words for word in _ABOUT_LIMIT) and self.has_first_limit:
            return self.with_other_limit()
        if any(word in words for word in _ABOUT_TEMPERATURE) and self.has_temperature:
            return replace(self, has_temperature=False)
        return None

    def is_plainer_than(self, other: Features) -> bool:
        """Tell whether these lack something that the others have."""
        return self != other and self in other.plainest()

    def difference(self, plainer: Features) -> str:
        """Name what plainer features lack."""
        if plainer.answer_format is not self.answer_format:
            return f"response_format {self.answer_format}"
        return self.limit_field if plainer.limit_field != self.limit_field else "temperature"

    def plainest(self) -> frozenset[Features]:
        """Give all that can become of these."""
        formats = [self.answer_format]
        while formats[-1] in _POORER:
            formats.append(_POORER[formats[-1]])
        limits = [self, self.with_other_limit()] if self.has_first_limit else [self]
        return frozenset(
            replace(limit, answer_format=one, has_temperature=has)
            for one in formats
            for limit in limits
            for has in {self.has_temperature, False}
        )

    def plainer(self) -> Iterator[Features]:
        """Give features to try one after the other where a refusal names nothing, each plainer than the one before."""
        now = self
        while now.answer_format in _POORER:
            now = replace(now, answer_format=_POORER[now.answer_format])
            yield now
        if now.has_first_limit:
            now = now.with_other_limit()
            yield now
        if now.has_temperature:
            yield replace(now, has_temperature=False)

    def with_other_limit(self) -> Features:
        """Return these with the other name of the limit, which is the last try."""
        other = _LIMIT if self.limit_field == _NEWER_LIMIT else _NEWER_LIMIT
        return replace(self, limit_field=other, has_first_limit=False)


def is_about_features(words: str) -> bool:
    """Tell whether a refusal names something that a request can do without."""
    return Features().without_what(words) is not None
