"""Drift: what upstream has changed without a word, told from what is stored. Rows in, findings out. Pure.

A finding is no failure: what could be read was stored, and the body that shows it is kept. `issues` judges what
parsers noted, `counts` the number of papers a day, `fields` keys that are gone.
"""

from __future__ import annotations

from hfpapers.drift.counts import find_falls
from hfpapers.drift.fields import find_vanished
from hfpapers.drift.finding import DriftCode, Finding
from hfpapers.drift.issues import DRIFT_CODES, find_in_issues, find_rise
from hfpapers.drift.steady import BASELINE_DAYS, HISTORY_DAYS, steady_days

__all__ = [
    "BASELINE_DAYS",
    "DRIFT_CODES",
    "HISTORY_DAYS",
    "DriftCode",
    "Finding",
    "find_falls",
    "find_in_issues",
    "find_rise",
    "find_vanished",
    "steady_days",
]
