"""What a request will take and cost, before it is made.

In: messages, the configuration. Out: tokens and millionths of the configured currency. No tokenizer is asked: every
model has its own, so tokens are counted from above, by script. What the endpoint counted is stored after the answer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from hfpapers.config import Config
from hfpapers.model.enrichment import EnrichmentKind

#: Tokens of a character, from above: three letters or blanks of the Latin alphabet are a token at least, as is a digit,
#: a mark or a character of another alphabet; rarer signs are up to two. Current vocabularies need fewer.
_LATIN = re.compile(r"[A-Za-z\s]+")
_KNOWN = re.compile("[!-~\u00a0-\u024f\u0370-\u04ff\u2010-\u2027\u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff00-\uffef]+")
_LATIN_PER_TOKEN = 3
_RARE_TOKENS = 2
#: What a chat template adds to a message, and to the whole.
_MESSAGE_TOKENS = 8

#: What an answer of each kind takes at most as a rule, in a language whose characters are a token each.
OUTPUT_TOKENS: Mapping[EnrichmentKind, int] = {
    EnrichmentKind.TRANSLATION: 800,
    EnrichmentKind.SPEEDREAD: 900,
    EnrichmentKind.ROUNDUP: 500,
    EnrichmentKind.REVIEW: 1200,
}
NOTES_OUTPUT_TOKENS = 800


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenEstimate:
    """What one request is thought to take; an endpoint whose model thinks before it answers takes more output."""

    input_tokens: int
    output_tokens: int


def estimate_tokens(messages: Iterable[Mapping[str, str]], kind: EnrichmentKind | None) -> TokenEstimate:
    """Estimate one request; `kind` None is a request for notes."""
    told = sum(count_tokens(message["content"]) + _MESSAGE_TOKENS for message in messages)
    output = NOTES_OUTPUT_TOKENS if kind is None else OUTPUT_TOKENS[kind]
    return TokenEstimate(input_tokens=told + _MESSAGE_TOKENS, output_tokens=output)


def count_tokens(text: str) -> int:
    """Count the tokens of a text from above, without a tokenizer."""
    latin = sum(len(run) for run in _LATIN.findall(text))
    known = sum(len(run) for run in _KNOWN.findall(_LATIN.sub("", text)))
    rare = len(text) - latin - known
    return math.ceil(latin / _LATIN_PER_TOKEN) + known + rare * _RARE_TOKENS


def cost_micros(input_tokens: int, output_tokens: int, config: Config) -> int | None:
    """Return what tokens cost, in millionths of `llm_currency`, rounded up; None unless both prices are configured.

    A price is of a million tokens, so that a token costs as many millionths as its price.
    """
    if config.llm_input_price is None or config.llm_output_price is None:
        return None
    cost = input_tokens * _exact(config.llm_input_price) + output_tokens * _exact(config.llm_output_price)
    return math.ceil(cost)


def _exact(price: float) -> Fraction:
    """Take a price as it was written: 0.1 is a tenth, not the binary number next to it."""
    return Fraction(repr(price))
