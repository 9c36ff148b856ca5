"""What was odd in a body: found by parsers, stored as rows, never only logged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MAX_RAW_CHARACTERS = 500


class Severity(StrEnum):
    """`ERROR`: something of the body could not be read, so the day is not whole. `WARNING`: it was read, and is odd."""

    WARNING = "warning"
    ERROR = "error"


class Code(StrEnum):
    """What kind of oddity; stable names, for SQL."""

    UNKNOWN_KEY = "unknown_key"
    MISSING_KEY = "missing_key"
    WRONG_TYPE = "wrong_type"
    ODD_VALUE = "odd_value"
    UNUSABLE_ENTRY = "unusable_entry"
    OTHER_DAY = "other_day"
    NO_DAY_NAMED = "no_day_named"
    DUPLICATE_ENTRY = "duplicate_entry"
    LIST_MOVED = "list_moved"
    FALLBACK_LAYOUT = "fallback_layout"
    NOT_ASKED_FOR = "not_asked_for"
    FEWER_THAN_KNOWN = "fewer_than_known"
    PAGE_LIMIT_CHANGED = "page_limit_changed"
    REFUSED_BODY = "refused_body"
    FETCH_FAILED = "fetch_failed"


#: Codes whose warnings are told once per field and run, however often they are met.
ONCE_PER_RUN = frozenset({Code.UNKNOWN_KEY, Code.MISSING_KEY, Code.NO_DAY_NAMED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One oddity.

    Attributes:
        field: Path in the body with `[]` for any list index, such as `[].paper.upvotes`; empty for the whole body.
        detail: One line for a person.
        arxiv_id: The paper concerned, where it is known.
        raw: The beginning of the offending text, at most `MAX_RAW_CHARACTERS`.
    """

    severity: Severity
    code: Code
    field: str
    detail: str
    arxiv_id: str | None = None
    raw: str | None = None


def warning(code: Code, field: str, detail: str, *, arxiv_id: str | None = None, raw: object = None) -> Issue:
    """Build a warning; `raw` is shortened."""
    return Issue(
        severity=Severity.WARNING, code=code, field=field, detail=detail, arxiv_id=arxiv_id, raw=_shortened(raw)
    )


def error(code: Code, field: str, detail: str, *, arxiv_id: str | None = None, raw: object = None) -> Issue:
    """Build an error; `raw` is shortened."""
    return Issue(severity=Severity.ERROR, code=code, field=field, detail=detail, arxiv_id=arxiv_id, raw=_shortened(raw))


def _shortened(raw: object) -> str | None:
    if raw is None:
        return None
    text = raw if isinstance(raw, str) else repr(raw)
    return text[:MAX_RAW_CHARACTERS]
