"""docs/operating.md: what it gives to copy works, as far as it can be tried on one machine."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from hfpapers.commands.nightly_outcome import finding_values, summary_values
from hfpapers.crawl import CrawlResult
from hfpapers.drift import DriftCode, Finding
from hfpapers.jobs.nightly import NightlyResult
from hfpapers.model.fetched import Source
from hfpapers.model.health_views import RunView, RunYieldView
from hfpapers.plan import DayPlan
from tests.documentation.documents import code_spans, fenced, read, sections, table_rows
from tests.documentation.generated import ROOT
from tests.documentation.test_readme import _problems
from tests.upstream import Upstream, faults, invented_day

TEXT = read("operating.md")
PROGRAM = "/usr/local/hfpapers/bin/hfpapers"
AT = datetime(2026, 11, 20, 3, tzinfo=UTC)


def unit(name: str) -> configparser.ConfigParser:
    """Read the unit that stands below its file's name."""
    text = TEXT[TEXT.index(f"`/etc/systemd/system/{name}`") :]
    parsed = configparser.ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]  # as the documentation of configparser says to do
    parsed.read_string(fenced(text, "ini")[0])
    return parsed


def workflow() -> dict[Any, Any]:
    (text,) = fenced(TEXT, "yaml")
    parsed: dict[Any, Any] = yaml.safe_load(text)
    return parsed


def steps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = workflow()["jobs"]["nightly"]["steps"]
    return found


def cron_lines() -> list[str]:
    (text,) = fenced(TEXT, "crontab")
    return text.splitlines()


def test_the_line_of_the_crontab_is_one_that_cron_and_the_program_understand() -> None:
    *variables, line = cron_lines()
    assert all(re.fullmatch(r"[A-Z_]+=\S+", variable) for variable in variables)
    minute, hour, *days, command = line.split(maxsplit=5)
    assert 0 < int(minute) < 60
    assert 0 <= int(hour) < 24
    assert days == ["*", "*", "*"]
    assert "%" not in command, "which cron takes for a line break"
    program, *words = shlex.split(command)
    assert program == PROGRAM
    assert "nightly" in words
    assert _problems(words) == []


def test_the_service_runs_a_line_that_the_program_understands() -> None:
    service = unit("hfpapers.service")["Service"]
    program, *words = shlex.split(service["ExecStart"])
    assert program == PROGRAM
    assert "nightly" in words
    assert _problems(words) == []
    assert service["Type"] == "oneshot"
    assert "PrivateTmp" not in service, "arXiv's pace is kept by a file in the machine's temporary folder"
    assert "/tmp" in service["ReadWritePaths"].split()


def test_service_crontab_and_text_speak_of_one_folder() -> None:
    homes = set(re.findall(r"HFPAPERS_HOME=(/\S+)", TEXT))
    assert homes == {"/var/lib/hfpapers"}
    assert unit("hfpapers.service")["Service"]["StateDirectory"] == "hfpapers"


def test_the_timer_makes_up_for_nights_on_which_the_machine_was_off() -> None:
    timer = unit("hfpapers.timer")
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Timer"]["OnCalendar"].endswith(" UTC")
    assert timer["Install"]["WantedBy"] == "timers.target"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd on this machine")
def test_systemd_takes_both_units(tmp_path: Path) -> None:
    for name in ("hfpapers.service", "hfpapers.timer"):
        text = TEXT[TEXT.index(f"`/etc/systemd/system/{name}`") :]
        # Neither the program nor its user is on this machine.
        text = fenced(text, "ini")[0].replace(PROGRAM, "/bin/true").replace("User=hfpapers\n", "User=root\n")
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / name) for name in ("hfpapers.service", "hfpapers.timer"))],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if "hfpapers" in line]
    assert said == []
    assert done.returncode == 0, done.stderr
    calendar = unit("hfpapers.timer")["Timer"]["OnCalendar"]
    told = subprocess.run(
        ["systemd-analyze", "calendar", calendar], capture_output=True, text=True, timeout=60, check=True
    )
    assert "03:17:00 UTC" in told.stdout


def test_the_workflow_is_one_and_its_schedule_is_a_line_of_cron() -> None:
    parsed = workflow()
    triggers = parsed[True]  # what YAML makes of `on`
    assert len(triggers["schedule"][0]["cron"].split()) == 5
    assert "workflow_dispatch" in triggers
    assert parsed["concurrency"]["cancel-in-progress"] is False
    assert [step for step in steps() if ("uses" in step) == ("run" in step)] == []
    assert all(re.fullmatch(r"[\w/-]+@v\d+", step["uses"]) for step in steps() if "uses" in step)


def test_every_step_that_is_referred_to_is_there_and_comes_before() -> None:
    known: set[str] = set()
    for step in steps():
        named = set(re.findall(r"steps\.(\w+)\.", str(step)))
        assert named <= known, step
        known |= {step["id"]} if "id" in step else set()


def test_the_files_of_the_workflow_are_small_enough_for_github() -> None:
    limit = int(workflow()["jobs"]["nightly"]["env"]["HFPAPERS_WARC_FILE_BYTES"])
    assert 64 * 1024 <= limit <= 90_000_000


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    today = datetime.now(tz=UTC).date()
    yesterday = today - timedelta(days=1)
    with Upstream({yesterday: invented_day(yesterday, 4)}, today=today) as running:
        yield running


class Runner:
    """Runs the workflow's own commands, in order, on a repository of this machine; actions are played by hand."""

    def __init__(self, folder: Path, upstream: Upstream) -> None:
        self.remote = folder / "remote.git"
        self.workspace = folder / "workspace"
        self.output = folder / "output"
        self.outputs: dict[str, dict[str, str]] = {}
        (folder / "bin").mkdir()
        program = folder / "bin" / "hfpapers"
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {ROOT / "cli.py"} "$@"\n')
        program.chmod(0o755)
        self.environment = {
            **os.environ,
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
            "HOME": str(folder),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GITHUB_OUTPUT": str(self.output),
            "HFPAPERS_HOME": str(self.workspace / "archive"),
            "HFPAPERS_HF_URL": upstream.hf_url,
            "HFPAPERS_ARXIV_URL": upstream.arxiv_url,
            "HFPAPERS_ARXIV_INTERVAL_SECONDS": "0.02",
            "HFPAPERS_RETRY_SECONDS": "0.02",
            "HFPAPERS_MAX_TRIES": "2",
            # As GitHub has it where no secret was set.
            "HFPAPERS_HEALTHCHECK_URL": "",
            "HF_TOKEN": "",
        }

    def shell(self, script: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=cwd,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def check_out(self) -> None:
        shutil.rmtree(self.workspace, ignore_errors=True)
        self.workspace.mkdir()
        clone = f"git clone --quiet --branch archive {shlex.quote(str(self.remote))} archive"
        done = self.shell(clone, self.workspace)
        assert done.returncode == 0, done.stderr

    def night(self) -> int:
        """Run one; return its exit code. The cache is empty each time, so the database is rebuilt."""
        self.check_out()
        self.outputs = {"database": {"cache-hit": ""}}
        code = 0
        for step in steps():
            if "run" not in step or step["name"] == "Install the program":
                continue
            self.output.write_text("")
            script = re.sub(
                r"\$\{\{ steps\.(\w+)\.outputs\.(\S+) \}\}", lambda m: self.outputs[m[1]][m[2]], step["run"]
            )
            done = self.shell(script, self.workspace)
            if step["name"] != "End as the night ended":
                assert done.returncode == 0, f"{step['name']}: {done.stderr}"
            code = done.returncode
            if "id" in step:
                lines = self.output.read_text().splitlines()
                self.outputs[step["id"]] = dict(line.split("=", 1) for line in lines)
        return code


@pytest.fixture
def runner(tmp_path: Path, upstream: Upstream) -> Runner:
    """A repository with the branch that the document says to make."""
    made = Runner(tmp_path, upstream)
    made.shell(f"git init --quiet --bare {shlex.quote(str(made.remote))}", tmp_path)
    made.shell("git init --quiet first", tmp_path)
    first = tmp_path / "first"
    made.shell("git config user.name me && git config user.email me@example.org", first)
    made.shell(f"git remote add origin {shlex.quote(str(made.remote))}", first)
    (block,) = [block for block in fenced(TEXT, "sh") if "git switch --orphan" in block]
    done = made.shell(block, first)
    assert done.returncode == 0, done.stderr
    return made


def test_the_workflow_keeps_the_bodies_and_rebuilds_the_database(runner: Runner, upstream: Upstream) -> None:
    assert runner.night() == 0
    kept = runner.shell("git ls-tree -r --name-only archive", runner.remote).stdout.splitlines()
    assert any(path.startswith("warc/") for path in kept)
    assert not any(path.endswith((".db", ".lock", "-wal")) for path in kept)
    assert runner.outputs["after"]["commit"] != runner.outputs["before"]["commit"]
    first = runner.outputs["after"]["commit"]
    upstream.reset_log()
    assert runner.night() == 0
    assert runner.outputs["before"]["commit"] == first
    asked = upstream.requests_for("arxiv")
    assert asked == [], "the database was rebuilt from the bodies, so arXiv owes nothing"


def test_the_workflow_keeps_what_was_had_and_ends_as_the_night_ended(runner: Runner, upstream: Upstream) -> None:

    upstream.fault("arxiv", faults.status(503))
    assert runner.night() == 3
    kept = runner.shell("git ls-tree -r --name-only archive", runner.remote).stdout
    assert "warc/" in kept


def test_the_table_of_the_summary_names_its_keys_in_order() -> None:
    (section,) = [section for section in sections(TEXT) if section.name == "How it ended"]
    rows = [row for row in table_rows(section.text) if not row[0].isdecimal()]
    run = RunView(run_id=1, command="c", version="v", started_at=AT, finished_at=AT, state="ok", detail=None)
    came_in = RunYieldView(new_papers=0, votes_seen=0, arxiv_found=0, arxiv_absent=0, arxiv_failed=0, responses={})
    crawl = CrawlResult(
        days=(),
        plan=DayPlan(),
        requests=0,
        issues=0,
        arxiv_failed=0,
        arxiv_absent=0,
        forbidden=(),
        interrupted=False,
    )
    finding = Finding(code=DriftCode.UNKNOWN_KEY, line="l")
    result = NightlyResult(
        crawl=crawl,
        run=run,
        came_in=came_in,
        requests=dict.fromkeys(Source, 0),
        findings=(finding,),
        seconds=1,
    )
    values = summary_values(result, 0)
    assert [row[0] for row in rows] == list(values)
    lines = {key: next(line for line in section.text.splitlines() if line.startswith(f"| `{key}` |")) for key in values}
    told = {key: set(code_spans(line)) - {key} for key, line in lines.items()}
    assert told["findings"] == set(finding_values(finding, is_new=True))
    assert told["days"] == set(values["days"])
    assert told["arxiv"] == set(values["arxiv"])
    assert told["responses"] == set(values["responses"])


def test_every_code_of_drift_is_explained_in_order() -> None:
    (section,) = [section for section in sections(TEXT) if section.name == "Drift"]
    assert [row[0] for row in table_rows(section.text)] == [str(code) for code in DriftCode]


def test_every_exit_code_is_explained() -> None:
    (section,) = [section for section in sections(TEXT) if section.name == "How it ended"]
    assert [row[0] for row in table_rows(section.text) if row[0].isdecimal()] == ["0", "3", "1", "2", "130"]


def test_every_command_that_is_named_in_the_text_exists() -> None:
    lines = [span for span in code_spans(TEXT) if span.startswith("hfpapers ") and "=" not in span]
    assert len(lines) > 10
    wrong = {line: problem for line in lines if (problem := _problems(shlex.split(line)[1:]))}
    assert wrong == {}
