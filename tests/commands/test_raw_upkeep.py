"""`raw verify`, `raw prune` and `raw show` of what was pruned, as a user meets them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hfpapers.commands.gone_through import GoneThrough, size
from hfpapers.commands.raw_prune import _before
from tests.commands.conftest import Invoke
from tests.replay.samples import DAYS, arxiv_answer, config_of, crawl, list_answer, open_archive, robots
from tests.store.raw.samples import warc_files

OLD = datetime(2024, 3, 1, 3, tzinfo=UTC)


def minutes(number: float) -> datetime:
    return OLD + timedelta(minutes=number)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An archive of 2024: robots.txt, two lists and an answer of arXiv."""
    home = tmp_path / "home"
    with open_archive(config_of(home), at=OLD) as archive:
        crawl(archive, robots(minutes(0)), list_answer(DAYS[0], minutes(1)), list_answer(DAYS[1], minutes(2)))
        crawl(archive, arxiv_answer(DAYS[0], minutes(3)))
    return home


def test_a_sound_archive_is_told_in_a_line(home: Path, invoke: Invoke) -> None:
    done = invoke("raw", "verify")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("all sound: 9 records in 1 file (")
    assert "4 responses; 4 rows compared" in done.stdout
    assert len(warc_files(home / "warc")) == 1


def test_a_fault_is_told_with_file_and_offset_and_ends_with_1(home: Path, invoke: Invoke) -> None:
    [file] = warc_files(home / "warc")
    data = bytearray(file.read_bytes())
    data[900:910] = bytes(10)
    file.write_bytes(data)
    done = invoke("raw", "verify")
    assert done.exit_code == 1
    first, *_, last = done.stdout.splitlines()
    assert first.startswith(f"{file.name}, offset ")
    assert "fault" in last
    as_json = json.loads(invoke("raw", "verify", "--format", "json").stdout)
    assert not as_json["is_sound"]
    assert as_json["faults"][0]["file"] == file.name
    assert len(as_json["faults"]) == len(done.stdout.splitlines()) - 1


def test_files_without_a_database_are_checked_alone(home: Path, invoke: Invoke) -> None:
    for file in home.glob("hfpapers.db*"):
        file.unlink()
    done = invoke("raw", "verify")
    assert done.exit_code == 0, done.output
    assert "no database to compare with" in done.stdout
    assert not (home / "hfpapers.db").exists()


@pytest.mark.parametrize("command", [("raw", "verify"), ("raw", "prune", "--keep", "1y")])
def test_an_archive_without_files_is_one_line(invoke: Invoke, command: tuple[str, ...]) -> None:
    done = invoke(*command)
    assert done.exit_code == 1
    assert "there are no WARC files here" in done.stderr


def test_a_dry_run_says_what_would_go_and_changes_no_file(home: Path, invoke: Invoke) -> None:
    before = {file.name: file.read_bytes() for file in warc_files(home / "warc")}
    done = invoke("raw", "prune", "--keep", "1y", "--dry-run")
    assert done.exit_code == 0, done.output
    would, stay = done.stdout.splitlines()
    assert would.startswith("would drop 1 body (1.1 kB as served) from before ")
    assert stay.startswith("3 bodies (")
    assert "--force drops them, too" in stay
    assert {file.name: file.read_bytes() for file in warc_files(home / "warc")} == before


def test_pruning_says_how_much_the_files_took_and_take(home: Path, invoke: Invoke) -> None:
    before = sum(file.stat().st_size for file in warc_files(home / "warc"))
    done = invoke("raw", "prune", "--keep", "1y", "--force")
    assert done.exit_code == 0, done.output
    after = sum(file.stat().st_size for file in warc_files(home / "warc"))
    assert after < before
    assert f"the WARC files took {size(before)}, and take {size(after)} now" in done.stdout
    assert invoke("raw", "verify").exit_code == 0


def test_a_body_that_was_pruned_is_shown_as_one_line(home: Path, invoke: Invoke) -> None:
    assert invoke("raw", "prune", "--keep", "8w", "--force").exit_code == 0
    done = invoke("raw", "show", str(DAYS[0]))
    assert done.exit_code == 1
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert "was pruned on " in line
    assert "older than 8w" in line
    shown = invoke("raw", "show", str(DAYS[0]), "--headers")
    assert shown.exit_code == 0
    assert shown.stdout.startswith("HTTP/1.1 200 OK")
    golden = invoke("raw", "golden", str(DAYS[0]), "--case", "gone", "--to", str(home))
    assert golden.exit_code == 1
    assert "was pruned on " in golden.stderr


@pytest.mark.parametrize("age", ["1", "y", "0d", "-1d", "1.5y", "99999y", "1 y"])
@pytest.mark.usefixtures("home")
def test_an_age_that_is_none_is_a_mistake_of_usage(invoke: Invoke, age: str) -> None:
    assert invoke("raw", "prune", "--keep", age, "--dry-run").exit_code == 2


def test_ages_go_by_the_calendar() -> None:
    leap = datetime(2024, 2, 29, 12, tzinfo=UTC)
    assert _before("1y", leap) == datetime(2023, 2, 28, 12, tzinfo=UTC)
    assert _before("12m", leap) == datetime(2023, 2, 28, 12, tzinfo=UTC)
    assert _before("4y", leap) == datetime(2020, 2, 29, 12, tzinfo=UTC)
    assert _before("3m", datetime(2026, 1, 31, tzinfo=UTC)) == datetime(2025, 10, 31, tzinfo=UTC)
    assert _before("2w", leap) == datetime(2024, 2, 15, 12, tzinfo=UTC)
    assert _before("60d", leap) == leap - timedelta(days=60)


def test_sizes_are_worded() -> None:
    assert [size(number) for number in (0, 999, 1000, 12_345_678, 5_000_000_000)] == [
        "0 B",
        "999 B",
        "1.0 kB",
        "12.3 MB",
        "5.0 GB",
    ]


def test_the_time_left_is_told_once_it_can_be_known() -> None:
    clock = GoneThrough()
    assert clock.standing(100, 1000).words == "100 B of 1.0 kB"
    clock._began -= 60
    assert clock.standing(400, 1000).words == "400 B of 1.0 kB, about 2 min left"
    assert clock.standing(2000, 1000).done == 1000
