"""Whether the model ended its answer by itself: the verdict `finish`.

An answer that was cut off, stopped by a filter, or is a call of a tool, is none, however it reads.
"""

from __future__ import annotations

from hfpapers.enrich.checks.given import passed, quoted, refused
from hfpapers.model.enrichment import Verdict

CHECK = "finish"
#: `eos` and `end_turn` are what some servers say for `stop`.
_WHOLE = frozenset({"stop", "eos", "eos_token", "end_turn", "stop_sequence"})
_MEANINGS = {
    "length": "cut off at the limit of tokens (length)",
    "max_tokens": "cut off at the limit of tokens (max_tokens)",
    "content_filter": "stopped by a content filter (content_filter)",
    "tool_calls": "a call of a tool instead of an answer (tool_calls)",
    "function_call": "a call of a function instead of an answer (function_call)",
}


def check_finish(finish_reason: str | None) -> Verdict:
    """Refuse an answer that did not end by itself; where the endpoint gives no reason, nothing can be told."""
    if finish_reason is None:
        return passed(CHECK, "the endpoint gave no finish reason")
    if finish_reason.lower() in _WHOLE:
        return passed(CHECK)
    return refused(CHECK, _MEANINGS.get(finish_reason.lower(), f"finish reason {quoted(finish_reason)!r}"))
