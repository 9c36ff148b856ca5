"""Chat services as apprise knows them: no message is longer than they take, and their no is heard."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation, and formulas have their own letters
from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from typing import Any

import pytest

from hfpapers.config.channels import ChatChannel, Wanted
from hfpapers.deliver.chat import ChatCourier
from hfpapers.deliver.chat_peculiarities import json_length, utf8_length, utf16_length
from hfpapers.deliver.courier import Parcel, RefusedError
from hfpapers.digest.model import Digest
from hfpapers.model.delivery import DeliveryPart
from hfpapers.model.periods import Period
from tests.deliver.chathost import Chathost
from tests.deliver.sender import KEY, NOW
from tests.deliver.test_outbox import DELIVERY
from tests.digest.rows import listing, one_day

# Apprise imports what Python 3.13 no longer has, where it is there.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

PLUGINS = "apprise.plugins."
#: By plugin: an address, the attribute that says where the service is, and how much it takes, in its own unit.
SERVICES: dict[str, tuple[str, str, str, int, Callable[[str], int]]] = {
    "discord": ("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV", "notify_url", "/api", 2000, utf16_length),
    "telegram": ("tgram://123456789:abcdefg_hijklmnop/12315544/", "notify_url", "/bot", 4096, utf16_length),
    "slack": ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/", "webhook_url", "", 35_000, utf16_length),
    "wecombot": ("wecombot://693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa", "notify_url", "/{key}", 2048, utf8_length),
    "dingtalk": ("dingtalk://" + "1a" * 32, "notify_url", "/{token}", 20_000, json_length),
    "feishu": ("feishu://abcdefghij0123456789/", "notify_url", "/{token}", 20_000, json_length),
    "lark": ("lark://abcdefghij0123456789/", "notify_url", "/", 20_000, json_length),
}
#: How each says yes and no; all of these answers have the status 200.
YES = {"slack": b"ok", "telegram": b'{"ok": true}'}
NO = {
    "wecombot": (b'{"errcode": 45009, "errmsg": "freq out of limit"}', "errcode 45009 freq out of limit"),
    "dingtalk": (b'{"errcode": 310000, "errmsg": "no keyword"}', "errcode 310000 no keyword"),
    "feishu": (b'{"code": 19024, "msg": "Key Words Not Found"}', "code 19024 Key Words Not Found"),
    "lark": (b'{"code": 9499, "msg": "Bad Request"}', "code 9499 Bad Request"),
}


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, chat: Chathost) -> Chathost:
    """The services, moved to this machine, and not waiting between messages."""
    bases = import_module(PLUGINS + "base")
    monkeypatch.setattr(bases.NotifyBase, "throttle", lambda *_arguments, **_options: None)
    for name, (_, attribute, path, _, _) in SERVICES.items():
        module = import_module(PLUGINS + name)
        (plugin,) = [kind for key, kind in vars(module).items() if key.lower() == f"notify{name}"]
        monkeypatch.setattr(plugin, attribute, f"http://127.0.0.1:{chat.port}{path}")
    return chat


def courier(name: str, **more: Any) -> ChatCourier:
    channel = ChatChannel(name="room", wanted=Wanted(), url_env="ROOM", url=SERVICES[name][0], **more)
    return ChatCourier(channel, 5.0)


def sent(one: ChatCourier, digest: Digest) -> Parcel:
    """Send a digest, all of it."""
    parcel = one.compose(lambda _: digest, Period.of_day(date(2026, 11, 19)), KEY)
    assert parcel is not None
    with one.carrying(DELIVERY, parcel.content, now=NOW) as carry:
        for name in parcel.part_names:
            carry(DeliveryPart(name=name))
    return parcel


def papers(count: int, text: str) -> Digest:
    rows = (
        listing(f"2404.{number:05d}", position=number, title=f"论文 𝒪(n) 第 {number} 篇", abstract=text)
        for number in range(1, count + 1)
    )
    return one_day(*rows)


def texts_of(value: Any) -> Iterator[str]:
    """Yield every text in a message as it was sent."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from texts_of(one)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize(
    "text",
    ["我们研究了一个问题，并给出了答案。𝒪(n log n)。" * 12, "We <study> & *mark* [things] with 3 < 4 in $x_i$. " * 14],
)
def test_no_message_is_longer_than_the_service_takes_and_each_paper_is_in_one(
    here: Chathost, name: str, text: str
) -> None:
    here.reply = YES.get(name, b'{"errcode": 0, "code": 0}')
    _, _, _, most, length = SERVICES[name]
    parcel = sent(courier(name), papers(60, text))
    assert len(here.messages) == len(parcel.part_names), "a message of ours is one of theirs"
    longest = [max(texts_of(message), key=length) for message in here.messages]
    assert all(length(said) <= most for said in longest)
    if length is json_length:
        assert all(len(body) <= most for body in here.bodies), "their limit is for the request"
    for number in range(1, 61):
        holding = [said for said in longest if f"arxiv.org/abs/2404.{number:05d}" in said]
        assert len(holding) == 1, number
        assert holding[0].count(f"第 {number} 篇") == 1


@pytest.mark.parametrize("name", NO)
def test_a_no_in_the_body_of_an_answer_is_a_refusal(here: Chathost, name: str) -> None:
    here.reply, words = NO[name]
    with pytest.raises(RefusedError) as caught:
        sent(courier(name), papers(3, "Text."))
    assert caught.value.problem == f"the service answered 200: {words}"
    assert not caught.value.is_down


@pytest.mark.parametrize("reply", [b"", b"ok", b"[]", b'"x"', b"{}", b'{"errcode": "0"}', b"\xff"])
def test_an_answer_that_says_nothing_is_taken_for_a_yes(here: Chathost, reply: bytes) -> None:
    here.reply = reply
    assert len(sent(courier("wecombot"), papers(1, "Text.")).part_names) == 1
