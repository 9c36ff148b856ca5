from __future__ import annotations

import gzip
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from benchmarks import report, workload
from benchmarks.digests import Digests, Exports
from benchmarks.machine import this_machine
from benchmarks.processes import CommandFailedError, Sample, run
from benchmarks.same_work import OtherWorkError, check_rows
from benchmarks.suite import Comparison, Large, Measured, Sizes
from hfpapers.digest.options import STYLES
from hfpapers.digest.render import FORMATS
from hfpapers.sources.arxiv.atom import parse_atom
from hfpapers.sources.huggingface.daily_json import parse_daily
from hfpapers.store.database import Database
from tests.documentation.generated import DOCS, ROOT

DAYS = 5
SAMPLE = Sample(seconds=2.0, cpu_seconds=1.5, peak_bytes=50_000_000)
#: Measuring takes a minute and a half, and is the same for all: tests of this file run in one process.
pytestmark = pytest.mark.xdist_group("benchmarks")
EXPORTS = Exports(style="list", fmt="md", imports=[SAMPLE], day=[SAMPLE], year=SAMPLE)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a benchmark of a few days writes."""
    path = tmp_path_factory.mktemp("bench") / "measured.json"
    sizes = (
        "--days",
        str(DAYS),
        "--runs",
        "1",
        "--large-days",
        str(DAYS + 1),
        "--large-replay",
        "--reads",
        "1",
        "--digest-papers",
        "400",
    )
    command = [sys.executable, "-m", "benchmarks", *sizes, "--json", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=170, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_a_benchmark_of_a_few_days_measures_program_and_bare_loop(document: dict[str, Any]) -> None:
    assert [each["name"] for each in document["comparisons"]] == ["crawl", "replay"]
    for each in document["comparisons"]:
        for sample in (*each["program"], *each["bare"]):
            assert sample["seconds"] > 0
            assert sample["peak_bytes"] > 10_000_000
    assert document["ratios"]["crawl"]["is"] > 0
    assert set(document["commands"]) == {"--help", "status", "export of a day", f"export of {DAYS + 1} days"}


def test_digests_are_measured_in_every_format_and_style(document: dict[str, Any]) -> None:
    digests = document["digests"]
    assert (digests["papers"], digests["year_papers"]) == (400, 400)
    assert {each["fmt"] for each in digests["exports"]} == set(FORMATS)
    assert {each["style"] for each in digests["exports"]} == set(STYLES)
    for each in digests["exports"]:
        assert len(each["day"]) == len(each["imports"]) == 1
        assert each["year"]["peak_bytes"] > 10_000_000


def test_program_and_bare_loop_wrote_every_row_and_record_of_the_days(document: dict[str, Any]) -> None:
    papers = DAYS * workload.PAPERS_A_DAY
    assert document["rows"]["paper"] == document["rows"]["listing"] == document["rows"]["paper_coverage"] == papers
    # Of robots.txt, of a list and the empty page after it for each day, and of arXiv for each hundred papers.
    assert document["records"]["request"] == 1 + 2 * DAYS + DAYS
    assert document["records"]["response"] + document["records"]["revisit"] == document["records"]["request"]


def test_the_workload_is_what_parsers_read_without_an_issue() -> None:
    day = workload.days(3)[0]
    listed = parse_daily(gzip.decompress(workload.daily_body(day)), url="list", day=day)
    assert [entry.arxiv_id for entry in listed.record.entries] == workload.arxiv_ids(day)
    feed = parse_atom(gzip.decompress(workload.feed_body(workload.arxiv_ids(day))), url="feed", asked=())
    assert sorted(entry.arxiv_id for entry in feed.record.entries) == sorted(workload.arxiv_ids(day))
    assert (listed.issues, feed.issues) == ((), ())


def test_a_row_that_only_one_of_two_wrote_is_found(tmp_path: Path) -> None:
    homes = [tmp_path / name for name in ("one", "other")]
    for home in homes:
        Database.open_for_writing(f"sqlite:///{home / 'hfpapers.db'}").close()
    assert set(check_rows(*homes).values()) == {0}
    _execute(homes[0], "INSERT INTO account (login, seen_at) VALUES ('one', '')")
    with pytest.raises(OtherWorkError, match="account"):
        check_rows(*homes)


def test_a_row_of_other_content_is_found(tmp_path: Path) -> None:
    homes = [tmp_path / name for name in ("one", "other")]
    for home, title in zip(homes, ("as served", "as invented"), strict=True):
        Database.open_for_writing(f"sqlite:///{home / 'hfpapers.db'}").close()
        _execute(
            home,
            "INSERT INTO paper (arxiv_id, first_seen_at, last_seen_at, hf_raw_title) "
            f"VALUES ('2401.00001', '', '', '{title}')",
        )
    with pytest.raises(OtherWorkError, match="as invented"):
        check_rows(*homes)


def test_a_command_that_fails_is_no_measurement() -> None:
    with pytest.raises(CommandFailedError, match="No such command"):
        run("program", "no-such-command", environ={})


def test_the_document_has_a_place_for_every_part(tmp_path: Path) -> None:
    path = tmp_path / "performance.md"
    path.write_text((DOCS / "performance.md").read_text(encoding="utf-8"), encoding="utf-8")
    parts = {name: f"new words for {name}" for name in report.parts_of(_measured(), this_machine(), None)}
    report.write_parts(path, parts)
    for words in parts.values():
        assert words in path.read_text(encoding="utf-8")


def test_a_document_without_a_mark_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "performance.md"
    path.write_text("# Performance\n", encoding="utf-8")
    with pytest.raises(ValueError, match="the part 'machine' once"):
        report.write_parts(path, {"machine": "this one"})


def test_the_ratio_is_the_median_of_runs_that_took_turns() -> None:
    slow = Sample(seconds=30.0, cpu_seconds=1.5, peak_bytes=1)
    comparison = Comparison(name="crawl", program=[SAMPLE, slow, SAMPLE], bare=[SAMPLE, slow, SAMPLE])
    assert report.ratio(comparison) == 1.0


def _measured() -> Measured:
    return Measured(
        sizes=Sizes(days=1, runs=1, large_days=1, replays_large=False, reads=1, digest_papers=1),
        comparisons=[Comparison(name=name, program=[SAMPLE], bare=[SAMPLE]) for name in ("crawl", "replay")],
        rows={"paper": 100},
        records={"request": 4},
        large=Large(crawl=SAMPLE, replay=None, database_bytes=1, warc_bytes=1),
        commands={"status": [SAMPLE]},
        digests=Digests(papers=1, year_papers=1, exports=[EXPORTS]),
    )


def _execute(home: Path, statement: str) -> None:
    with closing(sqlite3.connect(home / "hfpapers.db")) as connection, connection:
        connection.execute(statement)
