"""How commands end when something goes wrong: one line, and an exit code that a script can rely on."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner, Result

from hfpapers.commands import logs
from hfpapers.commands.failures import Program, command_line
from hfpapers.errors import ConfigError, HfpapersError, InvalidPeriodError, StoreError


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    yield
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    for name in ("hfpapers", logs.COMMANDS):
        logging.getLogger(name).setLevel(logging.NOTSET)


def _ending_with(error: BaseException, *, verbosity: int = 0) -> Result:
    @click.group(cls=Program)
    def program() -> None:
        logs.set_up(verbosity=verbosity)

    @program.command()
    def fail() -> None:
        raise error

    return CliRunner().invoke(program, ["fail"], prog_name="hfpapers")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (HfpapersError("broken"), 1),
        (StoreError("papers.db", "is locked"), 1),
        (ConfigError("--db", "cannot be used"), 2),
        (InvalidPeriodError("2024-13", "there is no such month"), 2),
    ],
)
def test_an_error_of_ours_is_its_own_line_and_exit_code(error: HfpapersError, code: int) -> None:
    done = _ending_with(error)
    assert (done.exit_code, done.stderr) == (code, f"hfpapers: error: {error}\n")


def test_an_unexpected_fault_is_one_line_that_says_where_to_look() -> None:
    done = _ending_with(KeyError("no\nsuch"))
    assert done.exit_code == 1
    assert done.stderr == "hfpapers: error: KeyError: 'no\\nsuch'; run with -vv for details\n"


@pytest.mark.parametrize("error", [KeyError("no such"), StoreError("papers.db", "is locked")])
def test_a_traceback_is_for_those_who_ask_for_everything(error: Exception) -> None:
    assert "Traceback" not in _ending_with(error, verbosity=1).stderr
    assert "Traceback" in _ending_with(error, verbosity=2).stderr


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_ctrl_c_is_one_line_and_130(error: BaseException) -> None:
    done = _ending_with(error)
    assert (done.exit_code, done.stderr.strip()) == (130, "hfpapers: error: stopped by Ctrl-C")


def test_a_run_is_remembered_without_the_global_options() -> None:
    seen: list[str] = []

    @click.group(cls=Program)
    @click.option("--db")
    def program(db: str) -> None:
        del db

    @program.command()
    @click.option("--keyword")
    @click.pass_context
    def crawl(ctx: click.Context, keyword: str) -> None:
        del keyword
        seen.append(command_line(ctx))

    CliRunner().invoke(program, ["--db", "postgresql://me:secret@host/x", "crawl", "--keyword", "a b"])
    assert seen == ["hfpapers crawl --keyword 'a b'"]
