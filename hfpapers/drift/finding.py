"""One finding: what has changed, in a line for a person, and the response that shows it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class DriftCode(StrEnum):
    """What kind of change; stable names, for machines."""

    UNKNOWN_KEY = "unknown_key"
    MISSING_KEY = "missing_key"
    VANISHED_KEY = "vanished_key"
    CHANGED_TYPE = "changed_type"
    UNUSABLE_ENTRY = "unusable_entry"
    NEW_LAYOUT = "new_layout"
    REFUSED_BODY = "refused_body"
    CHANGED_PAGE_LIMIT = "changed_page_limit"
    FEWER_PAPERS = "fewer_papers"
    MORE_ISSUES = "more_issues"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One change.

    Attributes:
        field: The key concerned, as upstream names it; empty where it is none.
        line: One line for a person, without the code.
        day: The day whose list shows it; None where no list does.
        url, nth: The response that shows it, as `raw show URL --nth N` names it; None where the day names it.
        first_seen_at: When it was first met; None where that is not known.
        loses_data: Whether something of the body could not be read.
    """

    code: DriftCode
    field: str = ""
    line: str
    day: date | None = None
    url: str | None = None
    nth: int = 1
    first_seen_at: datetime | None = None
    loses_data: bool = False

    @property
    def evidence(self) -> str | None:
        """The words that name the response to `hfpapers raw`; None where there is none to look at."""
        if self.url is not None:
            return shlex.join([self.url, *(["--nth", str(self.nth)] if self.nth > 1 else [])])
        return None if self.day is None else self.day.isoformat()
