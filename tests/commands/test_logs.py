"""What commands say on stderr: one line for each message, text or JSON."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from hfpapers.commands import logs
from hfpapers.commands.progress import Progress

OURS = logging.getLogger(logs.COMMANDS)
PART = logging.getLogger("hfpapers.middlewares.retry")
LIBRARY = logging.getLogger("scrapy.core.engine")


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    yield
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    for logger in (logging.getLogger("hfpapers"), OURS):
        logger.setLevel(logging.NOTSET)


def _say_everything() -> None:
    for logger in (OURS, PART, LIBRARY):
        for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR):
            logger.log(level, "%s of %s", logging.getLevelName(level), logger.name.partition(".")[0])


@pytest.mark.parametrize(
    ("verbosity", "lines"),
    [
        (-1, 6),
        (0, 7),
        (1, 8),
        (2, 12),
    ],
)
def test_verbosity_decides_what_is_said(capsys: pytest.CaptureFixture[str], verbosity: int, lines: int) -> None:
    logs.set_up(verbosity=verbosity)
    _say_everything()
    assert len(capsys.readouterr().err.splitlines()) == lines


def test_news_stand_alone_and_warnings_say_who_warns(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()
    OURS.info("3 papers")
    OURS.warning("one is missing")
    PART.warning("try 1 of 2 failed")
    assert capsys.readouterr().err.splitlines() == [
        "3 papers",
        "hfpapers: warning: one is missing",
        "hfpapers: warning: try 1 of 2 failed",
    ]


def test_setting_up_twice_says_everything_once(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()
    logs.set_up()
    OURS.info("once")
    assert capsys.readouterr().err == "once\n"


def test_text_from_outside_breaks_no_line_and_reaches_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()
    OURS.warning("%s", "a\nb\x1b[31mc\r\x07d\u2028e\u202ef")
    assert capsys.readouterr().err == "hfpapers: warning: a b [31mc d e f\n"


def test_long_lines_of_other_parts_lose_their_middle(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()
    PART.warning("%s: given up", "x" * 2000)
    OURS.warning("%s", "y" * 2000)
    theirs, ours = capsys.readouterr().err.splitlines()
    assert len(theirs) < 300
    assert theirs.endswith(": given up")
    assert ours.count("y") == 2000


def test_json_lines_have_the_four_keys_and_the_fields_of_the_message(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(log_format="json")
    OURS.info("%d\npapers", 3, extra={"fields": {"papers": 3}})
    told: dict[str, Any] = json.loads(capsys.readouterr().err)
    assert told.pop("ts").endswith("Z")
    assert told == {"level": "info", "logger": "hfpapers.commands", "message": "3\npapers", "papers": 3}


@pytest.mark.parametrize("log_format", logs.FORMATS)
def test_tracebacks_are_for_those_who_ask_for_everything(capsys: pytest.CaptureFixture[str], log_format: str) -> None:
    for verbosity, has_traceback in ((0, False), (2, True)):
        logs.set_up(log_format=log_format, verbosity=verbosity)
        OURS.error("broken", exc_info=ValueError("inside"))
        assert ("ValueError: inside" in capsys.readouterr().err) is has_traceback


def test_progress_is_a_line_for_each_step_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()
    with Progress("crawl", log_format="text") as progress:
        progress.step("one", papers=1)
        progress.step("two", papers=2)
    assert capsys.readouterr().err == "one\ntwo\n"


def test_progress_in_json_has_the_fields_of_the_step(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(log_format="json")
    with Progress("crawl", log_format="json") as progress:
        progress.step("one", papers=1)
    told = json.loads(capsys.readouterr().err)
    assert (told["message"], told["papers"]) == ("one", 1)


def test_progress_is_silent_where_quiet_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(verbosity=-1)
    with Progress("crawl", log_format="text") as progress:
        progress.step("one")
    assert capsys.readouterr().err == ""


def test_quick_steps_are_told_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()
    with Progress("replay", log_format="text", every_seconds=3600) as progress:
        for number in range(100):
            progress.step(str(number))
    assert capsys.readouterr().err == ""
