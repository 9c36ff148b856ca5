"""`kill -9` at each step around a send: no digest goes out twice unasked, and none is dropped without a word."""

from __future__ import annotations

import shutil
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hfpapers.model.delivery import DeliveryState
from tests.deliver.chathost import Chathost
from tests.deliver.mailhost import Mailhost
from tests.deliver.sender import KEY, NOW, Sender

LATER = NOW + timedelta(hours=1)
TWO = ("ada@example.org", "bert@example.org")
#: What is done around a send: a line of the journal is synced, a row is committed.
PLACES = ("fsync", "commit")


def copied(sender: Sender, name: str) -> Sender:
    """The same archive and channels, in a folder of its own."""
    home = sender.home.with_name(name)
    shutil.copytree(sender.home, home)
    return replace(sender, home=home)


def passes(sender: Sender, log: Path) -> Counter[str]:
    """Count what an undisturbed delivery passes."""
    spared = copied(sender, "spared")
    ended = spared.start_deliver(watch={"log": str(log)}).end()
    assert ended.returncode == 0, ended.stderr
    return Counter(log.read_text().split())


def assert_sound(sender: Sender, took: Callable[[], Sequence[str]], wanted: Sequence[str], key: str = KEY) -> str:
    """Run twice more after a kill: all arrived once, or what may not have is named until it is asked for."""
    before = list(took())
    after = sender.deliver(at=LATER)
    arrived = Counter(took())
    assert max(arrived.values(), default=0) <= 1, f"twice: {arrived}; {before} before"
    if after.returncode == 0:
        assert list(took()) == list(wanted)
        return "sent"
    assert after.returncode == 3, after.stderr
    assert f"{key}: it is not known whether it arrived" in after.stderr
    once_more = sender.deliver(at=LATER)
    assert once_more.returncode == 3
    assert Counter(took()) == arrived, "asked for nothing, nothing is repeated"
    asked = sender.deliver("--repeat", key, at=LATER)
    assert asked.returncode == 0, asked.stderr
    assert set(took()) == set(wanted)
    assert sender.outbox()[0].state is DeliveryState.SENT
    return "asked"


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("place", PLACES)
def test_a_mail_that_was_killed_anywhere_comes_once_or_is_asked_for(
    sender: Sender, mail: Mailhost, tmp_path: Path, place: str, side: str
) -> None:
    sender.mail_channel(mail.port, *TWO)
    number_of_passes = passes(sender, tmp_path / "passes.log")[place]
    assert number_of_passes >= 4, "before and after each of two mails"
    ends = Counter[str]()
    for number in range(1, number_of_passes + 1):
        killed = copied(sender, f"killed-{number}")
        mail.taken.clear()
        watch = {"log": str(tmp_path / "log"), "place": place, "number": number, "side": side}
        assert killed.start_deliver(watch=watch).end().returncode == -signal.SIGKILL
        ends[assert_sound(killed, lambda: mail.recipients, TWO)] += 1
    assert ends["asked"] > 0, "a kill between `sending` and `sent` leaves its doubt"
    assert ends["sent"] > 0, "a kill before or after leaves none"


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("place", PLACES)
def test_a_chat_that_was_killed_anywhere_comes_once_or_is_asked_for(
    sender: Sender, chat: Chathost, tmp_path: Path, place: str, side: str
) -> None:
    sender.chat_channel(f"json://127.0.0.1:{chat.port}/hook", "message_characters = 1500\ntop = 3")
    number_of_passes = passes(sender, tmp_path / "passes.log")[place]
    wanted = [message["title"] for message in chat.messages]
    assert len(wanted) >= 2
    ends = Counter[str]()
    for number in range(1, number_of_passes + 1):
        killed = copied(sender, f"killed-{number}")
        chat.clear()
        watch = {"log": str(tmp_path / "log"), "place": place, "number": number, "side": side}
        assert killed.start_deliver(watch=watch).end().returncode == -signal.SIGKILL
        ends[assert_sound(killed, lambda: [one["title"] for one in chat.messages], wanted, f"{KEY}+top=3")] += 1
    assert ends["asked"] > 0
    assert ends["sent"] > 0


@pytest.mark.parametrize("stage", ["EHLO", "MAIL", "RCPT", "DATA", "body", "dot"])
def test_a_mail_that_was_killed_while_it_was_sent_is_asked_for(sender: Sender, mail: Mailhost, stage: str) -> None:
    sender.mail_channel(mail.port)
    mail.answers, mail.times = {stage: "kill"}, 1
    started = sender.start_deliver()
    mail.victim = started.pid
    assert started.end().returncode == -signal.SIGKILL
    assert mail.recipients == (["ada@example.org"] if stage == "dot" else [])
    (row,) = sender.outbox()
    assert (row.state, row.parts_sent, row.sent_at) == (DeliveryState.SENDING, 0, None)
    after = sender.deliver(at=LATER)
    assert after.returncode == 3
    assert "it is not known whether it arrived (0 of 1 parts did): the program was stopped" in after.stderr
    assert len(mail.taken) == (1 if stage == "dot" else 0)


def test_a_chat_that_was_killed_while_a_message_was_taken_goes_on_behind_it_when_asked(
    sender: Sender, chat: Chathost
) -> None:
    sender.chat_channel(f"json://127.0.0.1:{chat.port}/hook", "message_characters = 700")
    chat.answers = {2: "kill"}
    started = sender.start_deliver()
    chat.victim = started.pid
    assert started.end().returncode == -signal.SIGKILL
    (row,) = sender.outbox()
    assert (row.state, row.parts_sent) == (DeliveryState.SENDING, 1)
    assert sender.deliver(at=LATER).returncode == 3
    done = sender.deliver("--done", KEY, at=LATER)
    assert done.returncode == 0
    assert len(chat.messages) == 2
    assert sender.deliver(at=LATER).returncode == 0
    assert len(chat.messages) == 2
