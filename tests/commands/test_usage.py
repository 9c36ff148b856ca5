"""What is refused before anything is done: exit code 2 and one line that says how it is mended."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import hfpapers
from hfpapers.commands import cli, crawl, export
from hfpapers.digest.options import STYLES
from hfpapers.spiders.daily import VIA
from tests.commands.conftest import Invoke


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["crawl"], "--date, --since, --week or --month"),
        (["export"], "--date, --since, --week, --month or --year"),
        (["crawl", "--date", "2024-04-04", "--week", "2024-W14"], "--date and --week"),
        (["crawl", "--since", "2024-04-04", "--month", "2024-04"], "--since and --month"),
        (["crawl", "--until", "2024-04-04"], "give --since, too"),
        (["crawl", "--date", "2024-04-04", "--until", "2024-04-05"], "give --since, too"),
        (["crawl", "--date", "2024-04-31"], "'--date': '2024-04-31': there is no such day"),
        (["crawl", "--date", "04.04.2024"], "a day is written 2024-04-15, or today, yesterday, latest"),
        (["crawl", "--week", "2024-W54"], "the year 2024 has no week 54"),
        (["crawl", "--month", "2024-13"], "there is no month 13"),
        (["crawl", "--year", "2024"], "No such option"),
        (["crawl", "--since", "2024-04-05", "--until", "2024-04-04"], "swap --since and --until"),
        (["crawl", "--date", "2023-05-03"], "began on 2023-05-04"),
        (["export", "--date", "2023-05-03"], "began on 2023-05-04"),
        (["export", "--month", "2023-04"], "began on 2023-05-04"),
        (["crawl", "--since", "2024-04-04", "--until", "2424-04-04"], "more than a year ahead"),
        (["crawl", "--date", "2024-04-04", "--via", "pigeon"], "'auto', 'api', 'page'"),
        (["export", "--year", "24"], "a year is written 2024"),
        (["export", "--date", "2024-04-04", "--format", "pdf"], "'md', 'html', 'json', 'jsonl', 'csv', 'txt'"),
        (["export", "--date", "2024-04-04", "--lang", "chinese!"], "--lang: 'chinese!' is no language tag"),
        (["export", "--date", "2024-04-04", "--topic-share", "0"], "'--topic-share': 0.0 is not in the range 0<x<=1"),
        (["export", "--date", "2024-04-04", "--front-matter", "word"], "'hugo', 'jekyll', 'obsidian'"),
        (["export", "--date", "2024-04-04", "--front-matter", "hugo", "--format", "html"], "not with html"),
        (["export", "--date", "2024-04-04", "--front-matter", "hugo", "-o", "a.csv"], "not with csv"),
        (["export", "--date", "2024-04-04", "--template", "none.md.j2"], "'none.md.j2' does not exist"),
        (["export", "--date", "2024-04-04", "-o", "digest.pdf"], "give --format, too"),
        (["export", "--date", "2024-04-04", "--top", "0"], "x>=1"),
        (["export", "--date", "2024-04-04", "--keyword", " "], "must not be empty"),
        (["export", "--date", "2024-04-04", "--keyword", "\x1b"], "must not be empty"),
        (["export", "--date", "2024-04-04", "--keyword", "caf\udce9"], "'caf\\udce9' must be text in UTF-8"),
        (["--home", "~no-such-user-here/x", "status"], "--home: is no folder that can be used"),
        (["--home", "h\udce9", "status"], "must be text in UTF-8"),
        (["export", "--since", "9990-12-01"], "'9990-12-01': this day has not come yet"),
        (["replay", "--since", "yesterdy"], "a day is written"),
        (["raw", "show", "not-an-id"], "no address, no day (2024-04-04) and no arXiv id"),
        (["raw", "show", "2404.02258", "--format", "json"], "--format is for --list"),
        (["-q", "-v", "status"], "-v and -q contradict each other"),
        (["--db", "mysql://somewhere", "status"], "must begin with sqlite:/// or postgresql://"),
        (["stauts"], "No such command 'stauts'"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line_with_its_mend(
    invoke: Invoke, crawled_home: Path, arguments: list[str], hint: str
) -> None:
    done = invoke(*arguments, home=crawled_home) if arguments[0] == "raw" else invoke(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("hfpapers: error: ")
    assert hint in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_usage_error_names_the_help_that_tells_more(invoke: Invoke) -> None:
    assert "(see: hfpapers crawl --help)" in invoke("crawl").stderr


def test_a_refusal_is_a_json_line_where_that_was_asked_for(invoke: Invoke) -> None:
    done = invoke("--log-format", "json", "crawl")
    told = json.loads(done.stderr)
    assert (done.exit_code, told["level"], told["logger"]) == (2, "error", "hfpapers.commands")
    assert told["message"].startswith("Say which days")
    assert told["ts"].endswith("Z")


@pytest.mark.parametrize(
    "arguments",
    [
        ["bogus"],
        ["--bogus"],
        ["-v", "-q", "status"],
        ["raw"],
        ["db"],
        [],
        ["--home", "~no-such-user-here/x", "status"],
        ["export", "--date", "2024-04-04", "--keyword", "caf\udce9"],
    ],
    ids=str,
)
@pytest.mark.parametrize("form", [["--log-format", "json"], ["--log-format=json"]], ids=str)
def test_every_refusal_is_one_json_line_where_that_was_asked_for(form: list[str], arguments: list[str]) -> None:
    done = CliRunner().invoke(cli, [*form, *arguments], prog_name="hfpapers")
    told = [json.loads(line) for line in done.stderr.splitlines()]
    assert (done.exit_code, done.stdout, [line["level"] for line in told]) == (2, "", ["error"])


def test_nothing_is_made_where_a_command_is_refused(invoke: Invoke, tmp_path: Path) -> None:
    invoke("crawl", "--date", "2023-05-03")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [[], ["db"], ["raw"]], ids=str)
def test_a_group_without_a_command_shows_its_help(arguments: list[str]) -> None:
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 2
    assert "Commands:\n" in done.stderr


def test_version_is_that_of_the_package(invoke: Invoke) -> None:
    assert invoke("--version").stdout == f"hfpapers {hfpapers.__version__}\n"


def test_choices_are_those_of_the_layers_below() -> None:
    assert export.STYLES == STYLES
    assert crawl.VIA == VIA
