"""Digests for chat services: what arrives, in what order, and what a service that refuses does to it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hfpapers.model.delivery import DeliveryState
from tests.deliver.chathost import Chathost
from tests.deliver.sender import KEY, NOW, Sender

LATER = NOW + timedelta(hours=1)
SMALL = "message_characters = 700"


def to_json(chat: Chathost) -> str:
    return f"json://127.0.0.1:{chat.port}/hook/to-ken?method=POST"


def numbers(titles: list[str]) -> list[str]:
    return [title.rpartition(" ")[2] for title in titles]


def test_a_digest_that_fits_is_one_message_and_goes_once(sender: Sender, chat: Chathost) -> None:
    sender.chat_channel(to_json(chat))
    done = sender.deliver()
    assert (done.returncode, done.stderr.splitlines()) == (0, [f"channel room: {KEY}: sent"])
    (message,) = chat.messages
    assert "2026" in message["title"]
    assert "(1/1)" not in message["title"]
    assert message["message"].count("](https://huggingface.co/papers/") >= 6
    assert sender.deliver().stderr.splitlines() == ["nothing is due"]
    assert len(chat.messages) == 1


def test_a_long_digest_comes_in_numbered_messages_none_of_them_too_long(sender: Sender, chat: Chathost) -> None:
    sender.chat_channel(to_json(chat), SMALL)
    assert sender.deliver().returncode == 0
    count = len(chat.messages)
    assert count > 3
    assert numbers([message["title"] for message in chat.messages]) == [f"({n}/{count})" for n in range(1, count + 1)]
    assert all(len(message["message"]) + len(message["title"]) <= 700 for message in chat.messages)
    (row,) = sender.outbox()
    assert (row.state, row.parts, row.parts_sent) == (DeliveryState.SENT, count, count)


@pytest.mark.parametrize(
    ("more", "begins"),
    [("", "**"), ('format = "html"', "<b>"), ('format = "text"', "Paper http"), ('lang = "zh"', "**")],
)
def test_a_message_is_in_the_format_of_the_service_or_of_the_channel(
    sender: Sender, chat: Chathost, more: str, begins: str
) -> None:
    sender.chat_channel(to_json(chat), more)
    assert sender.deliver().returncode == 0
    (message,) = chat.messages
    assert begins in message["message"]
    assert ("<p>" in message["message"]) is ("html" in more)


def test_a_service_that_speaks_xml_is_as_good(sender: Sender, chat: Chathost) -> None:
    sender.chat_channel(f"xml://127.0.0.1:{chat.port}/hook", SMALL)
    assert sender.deliver().returncode == 0
    assert len(chat.xml_messages) == sender.outbox()[0].parts > 3
    assert "huggingface.co/papers/" in "".join(chat.xml_messages)


def test_a_mattermost_gets_its_webhook_called(sender: Sender, chat: Chathost) -> None:
    sender.chat_channel(f"mmost://127.0.0.1:{chat.port}/abcdefgh12345678", 'format = "markdown"')
    done = sender.deliver()
    assert done.returncode == 0, done.stderr
    assert set(chat.paths) == {"/hooks/abcdefgh12345678"}
    assert all(len(message["text"]) <= 4000 for message in chat.messages)
    assert sum(message["text"].count("](https://huggingface.co/papers/") for message in chat.messages) >= 6


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 502, 503])
def test_a_message_that_was_refused_is_where_the_next_run_goes_on(sender: Sender, chat: Chathost, status: int) -> None:
    sender.chat_channel(to_json(chat), SMALL)
    chat.answers = {3: status}
    refused = sender.deliver()
    assert refused.returncode == 3
    count = sender.outbox()[0].parts
    (line,) = refused.stderr.splitlines()
    assert f"not sent (2 of {count} parts are): the service answered {status}" in line
    assert "to-ken" not in line
    assert len(chat.paths) == 3, "what follows waits"
    chat.answers = {}
    assert sender.deliver(at=LATER).returncode == 0
    assert numbers([message["title"] for message in chat.messages]) == [f"({n}/{count})" for n in range(1, count + 1)]


def test_a_digest_does_not_change_under_way(sender: Sender, chat: Chathost) -> None:
    sender.chat_channel(to_json(chat), SMALL)
    chat.answers = {2: 500}
    sender.deliver()
    database = sender.database()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE paper SET upvotes = 77777")
    database.close()
    sender.deliver(at=LATER)
    assert not any("77777" in message["message"] or "77,777" in message["message"] for message in chat.messages)


@pytest.mark.parametrize("answer", ["hang up", "stall", 504])
def test_a_message_without_an_answer_is_not_repeated_unasked(sender: Sender, chat: Chathost, answer: int | str) -> None:
    sender.chat_channel(to_json(chat), SMALL)
    chat.answers = {2: answer}
    first = sender.deliver()
    assert first.returncode == 3
    (row,) = sender.outbox()
    assert (row.state, row.parts_sent) == (DeliveryState.SENDING, 1)
    calls = len(chat.paths)
    again = sender.deliver(at=LATER)
    assert again.returncode == 3
    assert f"--repeat '{KEY}'" in again.stderr
    assert len(chat.paths) == calls
    assert sender.deliver("--repeat", KEY, at=LATER).returncode == 0
    titles = numbers([message["title"] for message in chat.messages])
    twice = [f"(2/{row.parts})"] if answer != 504 else []
    assert titles == [f"(1/{row.parts})", *twice, *(f"({n}/{row.parts})" for n in range(2, row.parts + 1))]


def test_a_service_that_cannot_be_reached_is_refused_and_tried_again(sender: Sender, chat: Chathost) -> None:
    sender.chat_channel("json://127.0.0.1:9/hook/to-ken")
    down = sender.deliver()
    assert down.returncode == 3
    assert "not sent (0 of 1 parts are): the service was not reached" in down.stderr
    sender.chat_channel(to_json(chat))
    assert sender.deliver(at=LATER).returncode == 0
    assert len(chat.messages) == 1


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("nosuch://secret-host/to-ken", "is none that apprise knows how to use"),
        ("secret-host/to-ken", "is none that apprise knows how to use"),
        ("mmost://to-ken@127.0.0.1/a/b?to=c,d&mode=bot", "names "),
    ],
)
def test_an_address_that_cannot_be_used_is_told_without_quoting_it(sender: Sender, url: str, problem: str) -> None:
    sender.chat_channel(url)
    refused = sender.deliver()
    assert refused.returncode == 3
    assert f"channel room: the address in ROOM_URL {problem}" in refused.stderr
    assert "to-ken" not in refused.stderr
    assert "secret-host" not in refused.stderr
    assert sender.outbox() == ()


def test_an_address_that_is_not_set_is_one_line(sender: Sender) -> None:
    sender.chat_channel("")
    refused = sender.deliver()
    assert (refused.returncode, refused.stderr) == (
        2,
        "hfpapers: error: channel room: set ROOM_URL in the environment\n",
    )


@pytest.mark.parametrize("answers", [{}, {1: 500}, {1: "hang up"}])
def test_the_address_is_said_and_stored_nowhere(sender: Sender, chat: Chathost, answers: dict[int, int | str]) -> None:
    sender.chat_channel(f"json://us-er:pass-word@127.0.0.1:{chat.port}/hook/to-ken?+X-Key=hea-der")
    chat.answers = answers
    told = ""
    for arguments in (("-vv", "deliver"), ("-vv", "--log-format", "json", "deliver"), ("deliver", "--list")):
        ended = sender.run_at(NOW, *arguments)
        told += ended.stderr + ended.stdout
    assert chat.paths[0].startswith("/hook/to-ken")
    for secret in ("us-er", "pass-word", "to-ken", "hea-der"):
        assert secret not in told
        for path in sender.home.rglob("*"):
            assert not path.is_file() or secret.encode() not in path.read_bytes(), path
