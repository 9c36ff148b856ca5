"""The mail itself, from hostile and from foreign text."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

import email
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfpapers.config.channels import MailChannel, Wanted
from hfpapers.deliver.mail_message import MailContent, build_message
from tests.digest.rows import HOSTILE, SAMPLE, listing, one_day

NOW = datetime(2026, 11, 20, 3, 17, tzinfo=UTC)
CHANNEL = MailChannel(
    name="team",
    wanted=Wanted(),
    to=("ada@example.org",),
    sender="每日论文 <papers@example.org>",
    smtp_host="mail.example.org",
    smtp_port=25,
)


def built(content: MailContent, to: str = "ada@example.org") -> EmailMessage:
    data = build_message(CHANNEL, to, content, message_id="<1@example.org>", now=NOW)
    assert data.isascii()
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))
    message = email.message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def content(subject: str = "Papers", text: str = "text\n", html: str = "<p>text</p>\n") -> MailContent:
    return MailContent(subject=subject, text=text, html=html, language="en")


@pytest.mark.parametrize(
    "subject", ["Papers\r\nBcc: eve@example.org", "Papers\nX: y", "Papers\r\n\r\nbody", "a\x00b\x1bc"]
)
def test_no_subject_becomes_another_header(subject: str) -> None:
    message = built(content(subject))
    assert sorted(message.keys()) == sorted(
        [
            "Subject",
            "From",
            "To",
            "Date",
            "Message-ID",
            "List-Id",
            "Auto-Submitted",
            "MIME-Version",
            "Content-Type",
            "Content-Language",
        ]
    )


@given(st.text(), st.text(), st.text())
def test_any_text_comes_out_as_it_went_in(subject: str, text: str, html: str) -> None:
    message = built(content(subject, text, html))
    assert set(message.keys()) >= {"Subject", "To"}
    assert "Bcc" not in message


def test_chinese_comes_out_as_it_went_in() -> None:
    message = built(
        content("速读：让参考模型也参与学习", "对齐方法往往不稳定。\n" * 40), to="王小明 <wang@example.org>"
    )
    assert message["Subject"] == "速读：让参考模型也参与学习"
    assert message["From"] == "每日论文 <papers@example.org>"
    assert message["To"] == "王小明 <wang@example.org>"
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == ["对齐方法往往不稳定。"] * 40


def test_a_line_that_is_one_dot_does_not_end_the_mail() -> None:
    body = built(content(text="one\n.\ntwo\n..three\n")).get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == ["one", ".", "two", "..three"]


def test_the_same_digest_gives_the_same_bytes() -> None:
    mail = MailContent.of_digest(one_day(*SAMPLE))
    one, two = (build_message(CHANNEL, "ada@example.org", mail, message_id="<1@x>", now=NOW) for _ in range(2))
    assert one == two
    assert MailContent.from_json(mail.to_json()) == mail


def test_what_upstream_says_is_no_markup() -> None:
    mail = MailContent.of_digest(one_day(listing(title=HOSTILE, abstract=HOSTILE)))
    assert "<script" not in mail.html
    assert 'href="javascript' not in mail.html
