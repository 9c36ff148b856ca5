"""`docs/sources.md` against the code: issue codes and their severities, eras, numbers."""

from __future__ import annotations

import ast
from collections import defaultdict
from datetime import date

import pytest

from hfpapers import plan, settings
from hfpapers.config import ARXIV_MIN_INTERVAL_SECONDS, Config
from hfpapers.middlewares.redirect import MAX_REDIRECTS
from hfpapers.middlewares.retry import RETRIED_STATUSES
from hfpapers.middlewares.waits import JITTER, MAX_WAIT_SECONDS
from hfpapers.model.coverage import FIRST_DAY
from hfpapers.model.issues import Code, Severity
from tests.documentation.documents import read, sections, table_rows
from tests.documentation.generated import ROOT
from tests.upstream import eras

TEXT = read("sources.md")
BY_NAME = {section.name: section.text for section in sections(TEXT)}
DEFAULTS = Config(home=ROOT, database_url="sqlite:///x")


def _severities_in_code() -> dict[str, set[str]]:
    """Find the severities that each code is given with, where it is named in the call."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in (ROOT / "hfpapers").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
                continue
            code = node.args[0]
            if node.func.id in {"error", "warning"} and isinstance(code, ast.Attribute):
                found[Code[code.attr]].add(node.func.id)
    return found


def _used_codes() -> set[str]:
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "hfpapers").rglob("*.py") if path.name != "issues.py"
    )
    return {code for code in Code if f"Code.{code.name}" in text}


def test_every_issue_code_is_told_with_the_severities_that_it_has() -> None:
    documented = {row[0]: set(row[1].split(", ")) - {"none"} for row in table_rows(BY_NAME["What becomes an issue"])}
    assert list(documented) == list(dict.fromkeys(documented))
    assert set(documented) == set(Code)
    assert {code for code, severities in documented.items() if severities} == _used_codes()
    assert {severity for severities in documented.values() for severity in severities} <= set(Severity)
    in_code = _severities_in_code()
    assert {code: severities for code, severities in in_code.items() if not severities <= documented[code]} == {}
    told_once = {
        code: severities for code, severities in documented.items() if len(severities) == 1 and code in in_code
    }
    assert {code: severities for code, severities in told_once.items() if severities != in_code[code]} == {}


def test_every_era_of_the_sample_upstream_is_in_the_table() -> None:
    rows = " ".join(row[0] for row in table_rows(BY_NAME["Eras of the daily JSON"]))
    days = {value for name, value in vars(eras).items() if name.isupper() and isinstance(value, date)}
    of_others = {
        eras.UNWRAPPED,
        eras.SUBMITTED_BY_IS_BACK,
        eras.HF_ADMIN,
    }  # told by their month, their end, and ignored
    assert {day.isoformat() for day in days - of_others if day.isoformat() not in rows} == set()
    assert "2025-11 " in f"{rows} "


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ("`limit=100` is always sent", plan.PAGE_LIMIT == 100),
        ("A day of 40 is one request", plan.is_last_page(40, limit=plan.PAGE_LIMIT)),
        ("of 90 two (the second is empty)", not plan.is_last_page(90, limit=plan.PAGE_LIMIT)),
        ("of 120 two", plan.is_last_page(20, limit=plan.PAGE_LIMIT)),
        ("100 at a time", plan.ARXIV_BATCH == 100),
        ("before 2023-05-04", FIRST_DAY.isoformat() == "2023-05-04"),
        ("3 seconds between requests", ARXIV_MIN_INTERVAL_SECONDS == 3),
        ("5 s, doubled each time", DEFAULTS.retry_seconds == 5),
        ("with up to a quarter added at random", JITTER == 0.25),
        ("At most 5 tries in all", DEFAULTS.max_tries == 5),
        ("beyond 15 minutes is not waited", MAX_WAIT_SECONDS == 15 * 60),
        ("At most 4 requests at once", settings.CONCURRENT_REQUESTS == 4),
        ("more than 5 in a row", MAX_REDIRECTS == 5),
        ("No body over 32 MB", DEFAULTS.max_body_bytes == 32 * 1024 * 1024),
        (
            "408, 425, 429, 500, 502 to 504, 520 to 524",
            {408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524} == RETRIED_STATUSES,
        ),
        (
            "20 entries or more",
            bool(plan.suspicious_days(dict.fromkeys([date(2026, 1, 1), date(2026, 1, 2)], 20), limit=100, recent={})),
        ),
        ("two days or more", not plan.suspicious_days({date(2026, 1, 1): 40}, limit=100, recent={})),
    ],
)
def test_a_number_in_the_rules_is_that_of_the_code(said: str, holds: bool) -> None:
    assert said in " ".join(TEXT.split())
    assert holds
