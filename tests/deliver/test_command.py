"""`hfpapers deliver` as a user meets it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.deliver.chathost import Chathost
from tests.deliver.mailhost import Mailhost
from tests.deliver.sender import KEY, NOW, Sender

LATER = NOW + timedelta(hours=1)


def test_a_dry_run_shows_what_would_go_and_sends_and_writes_nothing(
    sender: Sender, mail: Mailhost, chat: Chathost
) -> None:
    sender.mail_channel(mail.port, "ada@example.org", "bert@example.org")
    sender.secrets["ROOM_URL"] = f"json://127.0.0.1:{chat.port}/to-ken"
    path = sender.home / "hfpapers.toml"
    path.write_text(
        path.read_text() + '[channels.room]\ntype = "chat"\nurl_env = "ROOM_URL"\nmessage_characters = 700\n'
    )
    before = sorted(file.name for file in sender.home.rglob("*"))
    shown = sender.deliver("--dry-run")
    assert shown.returncode == 0, shown.stderr
    lines = shown.stdout.splitlines()
    assert lines[0] == f"channel team: {KEY}"
    assert lines[2].startswith("  2 parts to 2 recipients, ")
    assert f"channel room: {KEY}" in lines
    assert any(line.startswith("  | ... ") for line in lines)
    assert "example.org" not in shown.stdout
    assert "to-ken" not in shown.stdout + shown.stderr
    assert (mail.taken, chat.paths) == ([], [])
    assert sorted(file.name for file in sender.home.rglob("*")) == before
    assert sender.outbox() == ()


def test_the_list_tells_how_everything_stands(sender: Sender, mail: Mailhost) -> None:
    sender.mail_channel(mail.port)
    assert sender.deliver("--list").stdout == ""
    sender.deliver("--date", "2026-11-18")
    mail.answers = {"RCPT": "450 later"}
    sender.deliver(at=LATER)
    first, second = sender.deliver("--list").stdout.splitlines()
    assert first.startswith("team  list/en/day/2026-11-18  sent     1/1  2026-11-20T03:17:")
    assert second.startswith(f"team  {KEY}  refused  0/1  2026-11-20T04:17:")
    assert second.endswith("  localhost refused recipient 1 of 1: 450 later")
    values = json.loads(sender.deliver("--list", "--format", "json").stdout)
    assert [(row["digest_key"], row["state"]) for row in values] == [
        ("list/en/day/2026-11-18", "sent"),
        (KEY, "refused"),
    ]
    assert json.loads(sender.deliver("--list", "--channel", "other", "--format", "json").stdout) == []


def test_a_named_day_is_sent_once_and_told_when_it_was_before(sender: Sender, mail: Mailhost) -> None:
    sender.mail_channel(mail.port)
    assert sender.deliver("--channel", "team", "--date", "2026-11-13").returncode == 0
    again = sender.deliver("--date", "2026-11-13")
    assert again.returncode == 0
    assert "2026-11-13: was sent before; to send it once more: hfpapers deliver --channel team --repeat" in again.stderr
    assert len(mail.taken) == 1
    assert sender.deliver("--repeat", "list/en/day/2026-11-13", at=LATER).returncode == 0
    assert len(mail.taken) == 2


def test_a_week_is_for_channels_of_weeks(sender: Sender, mail: Mailhost) -> None:
    sender.mail_channel(mail.port, more='period = "week"\nstyle = "roundup"')
    refused = sender.deliver("--week", "2026-W47")
    assert refused.returncode == 1
    assert refused.stderr == (
        "hfpapers: error: 2026-W47 has not ended, or was not listed whole since it did; "
        "run: hfpapers crawl --week 2026-W47\n"
    )
    other = sender.deliver("--date", "2026-11-19")
    assert other.returncode == 2
    assert "not all that were named get a digest of a day" in other.stderr


def test_a_day_that_is_not_over_is_refused_whatever_is_asked(sender: Sender, mail: Mailhost) -> None:
    sender.mail_channel(mail.port)
    refused = sender.deliver("--date", "today")
    assert refused.returncode == 1
    assert "2026-11-20 has not ended" in refused.stderr
    assert mail.taken == []


def test_a_day_without_papers_sends_nothing_and_is_not_put_down(sender: Sender, mail: Mailhost) -> None:
    sender.mail_channel(mail.port)
    ended = sender.deliver("--date", "2026-11-14")
    assert (ended.returncode, ended.stderr) == (
        0,
        "channel team: list/en/day/2026-11-14: nothing to show: not sent\n",
    )
    assert sender.outbox() == ()


def test_filters_that_leave_nothing_send_nothing(sender: Sender, mail: Mailhost) -> None:
    sender.mail_channel(mail.port, more="min_upvotes = 1000000")
    ended = sender.deliver()
    assert ended.returncode == 0
    assert ended.stderr == f"channel team: {KEY}+min_upvotes=1000000: nothing to show: not sent\n"
    assert mail.taken == []


def test_one_channel_that_fails_keeps_no_other_from_its_digests(sender: Sender, mail: Mailhost, chat: Chathost) -> None:
    sender.chat_channel("nosuch://to-ken")
    room = (sender.home / "hfpapers.toml").read_text()
    sender.mail_channel(mail.port)
    path = sender.home / "hfpapers.toml"
    path.write_text(room + path.read_text())
    ended = sender.deliver()
    assert ended.returncode == 3
    assert ended.stderr.splitlines() == [
        f"channel team: {KEY}: sent",
        "hfpapers: warning: channel room: the address in ROOM_URL is none that apprise knows how to use",
    ]


def test_a_fault_in_one_channel_keeps_no_other_from_its_digests(sender: Sender, mail: Mailhost, chat: Chathost) -> None:
    sender.chat_channel(f"json://127.0.0.1:{chat.port}/hook")
    chat.answers = {1: 500}
    assert sender.deliver().returncode == 3
    database = sender.database()
    with database.engine.begin() as connection:
        connection.exec_driver_sql('UPDATE delivery SET payload = \'{"parts":[["1","refused"]],"content":"{}"}\'')
    database.close()
    room = (sender.home / "hfpapers.toml").read_text()
    sender.mail_channel(mail.port)
    path = sender.home / "hfpapers.toml"
    path.write_text(room + path.read_text())
    ended = sender.deliver(at=LATER)
    assert ended.returncode == 3
    assert "hfpapers: warning: channel room: KeyError; run with -vv for details" in ended.stderr.splitlines()
    assert mail.recipients == ["ada@example.org"]
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--date", "2026-11-19", "--repeat", "x"], "--date and --repeat each name a digest: give one of them."),
        (["--list", "--dry-run"], "--list stands alone, or with --channel."),
        (["--dry-run", "--done", "x"], "--done sends nothing: --dry-run does nothing to it."),
        (["--channel", "taem"], "channel taem: no such channel; did you mean team?"),
        (["--repeat", "list/en/day/2026-11-91"], "list/en/day/2026-11-91: was never sent there; did you mean"),
        (["--done", "x"], "x: was never sent there; see: hfpapers deliver --list"),
    ],
)
def test_a_mistake_is_one_line(sender: Sender, mail: Mailhost, arguments: list[str], line: str) -> None:
    sender.mail_channel(mail.port)
    sender.deliver("--date", "2026-11-19")
    refused = sender.deliver(*arguments)
    assert refused.returncode == 2
    (told,) = refused.stderr.splitlines()
    assert line in told
    assert len(mail.taken) == 1


def test_without_channels_there_is_a_hint(sender: Sender) -> None:
    refused = sender.deliver()
    assert (refused.returncode, refused.stderr) == (
        2,
        "hfpapers: error: channels: none is configured; see docs/delivering.md\n",
    )


def test_where_there_is_no_archive_none_is_made(sender: Sender, mail: Mailhost) -> None:
    sender.mail_channel(mail.port)
    for path in (*sender.home.glob("hfpapers.db*"), *sender.home.glob("warc/*")):
        path.unlink()
    refused = sender.deliver()
    assert refused.returncode == 1
    assert "there is no archive here; run: hfpapers crawl --date yesterday" in refused.stderr
    assert not (sender.home / "hfpapers.db").exists()


def test_what_is_out_of_reach_is_named_and_not_sent(sender: Sender, mail: Mailhost) -> None:
    sender.mail_channel(mail.port, more="catch_up = 1")
    sender.deliver("--date", "2026-11-16")
    ended = sender.deliver(at=LATER)
    assert ended.returncode == 0
    assert "2026-11-17, 2026-11-18: longer ago than catch_up reaches: not sent" in ended.stderr
    assert len(mail.taken) == 2


def test_as_json_an_outcome_is_an_object(sender: Sender, mail: Mailhost) -> None:
    sender.mail_channel(mail.port)
    ended = sender.run_at(NOW, "--log-format", "json", "deliver")
    (event,) = [json.loads(line) for line in ended.stderr.splitlines()]
    assert (event["event"], event["channel"], event["digest_key"], event["result"]) == ("delivery", "team", KEY, "sent")
