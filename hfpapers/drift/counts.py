"""A fall in the number of papers a day: steady days in, findings out.

The number varies a lot from day to day (from a third to twice the median is common), so a day has fallen only where
it is below half of the median of the 20 steady weekdays before and not above the lowest of them either.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median

from hfpapers.drift.finding import DriftCode, Finding
from hfpapers.drift.steady import BASELINE_DAYS
from hfpapers.model.coverage import DayCoverage

_LEAST_BASELINE = 10
#: Older days are history: a fall of last month is told no more.
_JUDGED_DAYS = timedelta(days=7)


def find_falls(steady: Sequence[DayCoverage], *, today: date) -> tuple[Finding, ...]:
    """Find the days of the last week on which upstream listed far fewer papers than before.

    Args:
        steady: From `steady_days`: in order, with the baseline of the first day that is judged.
        today: The UTC day that it is.
    """
    found = []
    for index, coverage in enumerate(steady):
        before = [other.expected or 0 for other in steady[max(0, index - BASELINE_DAYS) : index]]
        is_recent = today - coverage.day <= _JUDGED_DAYS
        if is_recent and len(before) >= _LEAST_BASELINE and has_fallen(coverage.expected or 0, before):
            found.append(_finding(coverage, before))
    return tuple(found)


def has_fallen(count: int, before: Sequence[int]) -> bool:
    """Tell whether a count is far below those before it."""
    return 2 * count < median(before) and count <= min(before)


def _finding(coverage: DayCoverage, before: Sequence[int]) -> Finding:
    count = coverage.expected or 0
    return Finding(
        code=DriftCode.FEWER_PAPERS,
        line=f"{coverage.day}: {count} paper{'' if count == 1 else 's'} listed; the {len(before)} weekdays before had "
        f"{median(before):g} in the middle, and {min(before)} at least",
        day=coverage.day,
        first_seen_at=coverage.answered_at,
    )
