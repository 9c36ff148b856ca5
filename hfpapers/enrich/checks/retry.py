"""What a model is told of a refused answer: the reasons, one a line, with what to do about each.

In: verdicts. Out: short plain English. What is quoted comes from the model's own answer, on one line of bounded length.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hfpapers.enrich.checks.given import quoted
from hfpapers.model.enrichment import Verdict

_MOST_DETAIL = 400
_WHAT_TO_DO: Mapping[str, str] = {
    "finish": "Write less, so that the whole object fits.",
    "shape": "Answer with the JSON object of the given form and nothing else.",
    "markup": "Write plain text without any markup.",
    "ending": "Write whole sentences, each ended by its full stop.",
    "length": "Keep to the lengths that were asked for.",
    "refusal": "Write only about the paper; if something is unknown, leave it out.",
    "repetition": "Say everything once.",
    "language": "Write every text in the language that was asked for; only names and terms may stay English.",
    "numbers": "Use only numbers of the source, unrounded; do not count or compute.",
    "names": "Use only names and acronyms of the source or of the list of terms.",
    "glossary": "Translate terms as the list says; leave all other acronyms and names in English.",
    "about": "Write about the paper that was given.",
    "links": "Leave web addresses out.",
}


def reasons_for_retry(verdicts: Iterable[Verdict]) -> str:
    """Return a line for each verdict that did not pass; empty if all did."""
    return "\n".join(_reason(verdict) for verdict in verdicts if not verdict.is_passed)


def _reason(verdict: Verdict) -> str:
    detail = quoted(verdict.detail, most=_MOST_DETAIL) if verdict.detail else "refused"
    return " ".join(filter(None, (f"{verdict.check}: {detail}.", _WHAT_TO_DO.get(verdict.check))))
