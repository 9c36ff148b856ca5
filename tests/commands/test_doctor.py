"""`hfpapers doctor` as a user meets it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hfpapers.config import load_config
from hfpapers.model.coverage import DayCoverage, DayState
from hfpapers.model.fetched import Endpoint, Intent
from hfpapers.model.issues import Code, warning
from hfpapers.store.archive import Archive
from hfpapers.store.raw import Exchange
from tests.commands.conftest import Invoke

NIGHT = datetime(2026, 11, 19, 3, tzinfo=UTC)
URL = "https://hub.example/api/daily_papers?date=2026-11-18&p=0"


@pytest.fixture
def drifted(tmp_path: Path) -> Path:
    """An archive in whose newest list there was a key that nobody knows."""
    home = tmp_path / "home"
    intent = Intent(endpoint=Endpoint.DAILY_API, day=date(2026, 11, 18), look_at=NIGHT, limit=100)
    with Archive.open(load_config(home=home, environ={}), command="hfpapers nightly", now=NIGHT) as archive:
        kept = archive.keep(Exchange(url=URL, status=200, body=b"[]", requested_at=NIGHT, intent=intent))
        odd = warning(Code.UNKNOWN_KEY, "[].mood\x1b[31m", "no known key", raw="sunny\nday")
        with archive.write() as writer:
            writer.add_issues(archive.run_id, [odd], fetch_id=kept.fetch_id, day=intent.day, observed_at=NIGHT)
        archive.finish("ok", None, now=NIGHT)
    return home


def test_a_new_archive_is_no_fault(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("doctor")
    assert result.exit_code == 0, result.output
    assert "there is no archive yet" in result.stdout
    assert "-> hfpapers crawl --date yesterday" in result.stdout
    assert list(tmp_path.iterdir()) == []


def test_drift_comes_with_the_commands_to_look_and_to_make_a_case(invoke: Invoke, drifted: Path) -> None:
    result = invoke("doctor")
    assert result.exit_code == 3
    lines = result.stdout.splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("warning  drift"))
    assert "unknown_key: [].mood" in lines[place]
    assert "\x1b" not in result.stdout
    assert lines[place + 1].strip() == f"-> hfpapers raw show '{URL}'"
    assert lines[place + 2].strip() == f"-> hfpapers raw golden '{URL}' --case unknown-key"


def test_the_commands_that_it_names_work(invoke: Invoke, drifted: Path, tmp_path: Path) -> None:
    assert invoke("raw", "show", URL).stdout == "[]"
    made = invoke("raw", "golden", URL, "--case", "unknown-key", "--to", str(tmp_path / "golden"))
    assert made.exit_code == 0, made.output
    assert (tmp_path / "golden/huggingface/daily_json/unknown-key/body.json").read_bytes() == b"[]"


def test_json_has_every_check_with_its_level_and_mend(invoke: Invoke, drifted: Path) -> None:
    result = invoke("doctor", "--format", "json")
    told = json.loads(result.stdout)
    assert told["exit_code"] == result.exit_code == 3
    assert {check["level"] for check in told["checks"]} == {"ok", "warning"}
    (drift,) = [check for check in told["checks"] if check["check"] == "drift"]
    assert drift["finding"]["code"] == "unknown_key"
    assert drift["finding"]["url"] == URL
    assert drift["golden"].startswith("hfpapers raw golden ")
    assert all(check["golden"] is None for check in told["checks"] if check["check"] != "drift")


def test_a_file_gets_the_format_of_its_suffix(invoke: Invoke, tmp_path: Path) -> None:
    assert invoke("doctor", "-o", str(tmp_path / "health.json")).exit_code == 0
    assert json.loads((tmp_path / "health.json").read_text())["exit_code"] == 0


def test_settings_that_cannot_be_used_are_an_error_and_not_a_refusal(invoke: Invoke, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "hfpapers.toml").write_text("max_tries = 'many'\n")
    result = invoke("doctor")
    assert result.exit_code == 1
    assert result.stdout.startswith("error    settings")
    assert "max_tries" in result.stdout


def test_a_home_that_cannot_be_is_an_error_in_words(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = invoke("doctor", home=tmp_path / "file" / "home")
    assert result.exit_code == 1
    assert "Not a directory" in result.stdout
    assert "Traceback" not in result.output


def test_what_will_not_pass_by_itself_ends_with_1(invoke: Invoke, tmp_path: Path) -> None:
    config = load_config(home=tmp_path / "home", environ={})
    stuck = DayCoverage(day=date(2026, 11, 18), state=DayState.FAILED, attempts=9, last_error="no list")
    with Archive.open(config, command="hfpapers nightly", now=NIGHT) as archive:
        with archive.write() as writer:
            writer.write_coverage(stuck, run_id=archive.run_id)
        archive.finish("incomplete", None, now=NIGHT)
    assert invoke("doctor").exit_code == 1
