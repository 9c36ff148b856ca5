"""What the night brought in is sent at its end, and no channel costs the night anything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.acceptance.launcher import Ended, Launcher
from tests.deliver.mailhost import Mailhost
from tests.deliver.sender import KEY, NOW, Sender
from tests.upstream import Upstream, invented_day

YESTERDAY = date(2026, 11, 19)


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream({YESTERDAY: invented_day(YESTERDAY, 7)}, today=NOW.date()) as running:
        yield running


@pytest.fixture
def night(upstream: Upstream, tmp_path: Path, launcher: Launcher) -> Sender:
    return replace(Sender(upstream, tmp_path / "home", launcher=launcher))


def nightly(sender: Sender, *arguments: str, hours_later: int = 0) -> Ended:
    return sender.run_at(NOW + timedelta(hours=hours_later), "nightly", "--no-arxiv", *arguments)


def test_the_first_night_sends_what_it_brought_in_and_the_second_nothing(night: Sender, mail: Mailhost) -> None:
    night.mail_channel(mail.port)
    first = nightly(night)
    assert first.returncode == 0, first.stderr
    assert f"channel team: {KEY}: sent" in first.stderr.splitlines()
    assert "; 1 digest sent; " in first.stderr.splitlines()[-1]
    assert mail.recipients == ["ada@example.org"]
    second = nightly(night, hours_later=1)
    assert second.returncode == 0, second.stderr
    assert "; 0 digests sent; " in second.stderr.splitlines()[-1]
    assert len(mail.taken) == 1


def test_a_channel_that_refuses_is_incomplete_and_the_night_is_stored(night: Sender, mail: Mailhost) -> None:
    night.mail_channel(mail.port)
    mail.answers = {"RCPT": "450 later"}
    ended = night.run_at(NOW, "--log-format", "json", "nightly", "--no-arxiv")
    assert ended.returncode == 3
    assert len(night.listings(YESTERDAY)) == 7
    (event,) = [each for each in map(json.loads, ended.stderr.splitlines()) if each.get("event") == "nightly"]
    assert (event["exit_code"], event["state"]) == (3, "ok")
    assert event["deliveries"]["sent"] == 0
    assert [(one["channel"], one["result"]) for one in event["deliveries"]["open"]] == [("team", "refused")]
    mail.answers = {}
    assert nightly(night, hours_later=1).returncode == 0
    assert len(mail.taken) == 1


def test_a_channel_that_cannot_be_used_is_named_and_costs_nothing_else(night: Sender, mail: Mailhost) -> None:
    night.mail_channel(mail.port, more='smtp_user = "u"\nsmtp_password_env = "MAIL_PASSWORD"')
    ended = nightly(night)
    assert ended.returncode == 3
    assert "hfpapers: warning: channel team: set MAIL_PASSWORD in the environment" in ended.stderr.splitlines()
    assert len(night.listings(YESTERDAY)) == 7


def test_no_deliver_sends_nothing(night: Sender, mail: Mailhost) -> None:
    night.mail_channel(mail.port)
    ended = nightly(night, "--no-deliver")
    assert ended.returncode == 0, ended.stderr
    assert mail.taken == []
    assert "digest" not in ended.stderr.splitlines()[-1]
