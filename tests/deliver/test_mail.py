"""Digests by mail: what arrives, at whom, and what a server that refuses does to it."""

from __future__ import annotations

import re
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from hfpapers.model.delivery import DeliveryState
from tests.crawl.mw_certificates import make_certificates
from tests.deliver.mailhost import Mailhost, mailhost
from tests.deliver.sender import KEY, NOW, Sender

TWO = ("ada@example.org", "Bert Example <bert@example.org>")
LATER = NOW + timedelta(hours=1)


def text_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    content = part.get_content()
    assert isinstance(content, str)
    return content


def test_a_new_channel_gets_the_newest_digest_once(sender: Sender, mail: Mailhost) -> None:
    sender.mail_channel(mail.port)
    first = sender.deliver()
    assert first.returncode == 0, first.stderr
    assert first.stderr.splitlines() == [f"channel team: {KEY}: sent"]
    assert mail.recipients == ["ada@example.org"]
    again = sender.deliver()
    assert (again.returncode, again.stderr.splitlines()) == (0, ["nothing is due"])
    assert len(mail.taken) == 1
    (row,) = sender.outbox()
    assert (row.state, row.parts_sent, row.attempts) == (DeliveryState.SENT, 1, 1)
    assert row.message_id == mail.taken[0][1]["Message-ID"]


def test_each_recipient_gets_a_copy_and_sees_no_other(sender: Sender, mail: Mailhost) -> None:
    sender.mail_channel(mail.port, *TWO)
    assert sender.deliver().returncode == 0
    assert mail.recipients == ["ada@example.org", "bert@example.org"]
    (_, ada), (_, bert) = mail.taken
    assert (ada["To"], bert["To"]) == ("ada@example.org", "Bert Example <bert@example.org>")
    assert "bert" not in ada.as_string()
    assert ada["Message-ID"] == bert["Message-ID"]
    assert re.fullmatch(r"<[0-9a-f]{40}@hfpapers\.example\.org>", str(ada["Message-ID"]))


def test_a_mail_is_text_and_a_page_with_its_styles_in_the_elements(sender: Sender, mail: Mailhost) -> None:
    sender.mail_channel(mail.port)
    sender.deliver()
    ((_, message),) = mail.taken
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    text, page = text_of(message, "plain"), text_of(message, "html")
    assert all(len(line) <= 78 or "http" in line for line in text.splitlines())
    assert text.count("https://huggingface.co/papers/") >= 6
    assert re.search(r'<h1[^>]* style="[^"]*font-size', page)
    assert "<style" not in page
    assert "var(--" not in page
    assert message["From"] == "Papers <papers@example.org>"
    assert message["Date"].datetime == NOW.replace(second=message["Date"].datetime.second)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "<team.hfpapers.example.org>"
    assert "2026" in message["Subject"]


def test_chinese_arrives_as_it_is(sender: Sender, mail: Mailhost) -> None:
    sender.mail_channel(mail.port, more='lang = "zh"\nstyle = "speedread"')
    assert sender.deliver().returncode == 0
    ((_, message),) = mail.taken
    assert re.search(r"[\u4e00-\u9fff]", str(message["Subject"]))
    assert re.search(r"[\u4e00-\u9fff]", text_of(message, "plain"))
    assert re.search(r"[\u4e00-\u9fff]", text_of(message, "html"))
    assert message.as_bytes().isascii()
    assert message["Content-Language"] == "zh"
    assert sender.outbox()[0].digest_key == "speedread/zh/day/2026-11-19"


@pytest.mark.parametrize("stage", ["EHLO", "MAIL", "RCPT", "DATA", "dot"])
@pytest.mark.parametrize("answer", ["451 later", "550 never"])
def test_what_was_refused_is_tried_again_by_the_next_run(
    sender: Sender, mail: Mailhost, stage: str, answer: str
) -> None:
    sender.mail_channel(mail.port)
    mail.answers = {stage: answer}
    refused = sender.deliver()
    assert refused.returncode == 3, refused.stderr
    (line,) = refused.stderr.splitlines()
    assert line.startswith(f"hfpapers: warning: channel team: {KEY}: not sent (0 of 1 parts are): localhost")
    assert answer[:3] in line
    assert line.endswith("; the next run tries again")
    (row,) = sender.outbox()
    assert (row.state, row.parts_sent) == (DeliveryState.REFUSED, 0)
    assert mail.taken == []
    mail.answers.clear()
    assert sender.deliver(at=LATER).returncode == 0
    assert mail.recipients == ["ada@example.org"]
    assert sender.outbox()[0].attempts == 2


@pytest.mark.parametrize("stage", ["EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("answer", ["hang up", "stall"])
def test_a_server_that_is_gone_before_the_dot_does_not_have_the_mail(
    sender: Sender, mail: Mailhost, stage: str, answer: str
) -> None:
    sender.mail_channel(mail.port)
    mail.answers = {stage: answer}
    assert sender.deliver().returncode == 3
    assert sender.outbox()[0].state is DeliveryState.REFUSED
    mail.answers.clear()
    assert sender.deliver(at=LATER).returncode == 0
    assert mail.recipients == ["ada@example.org"]


@pytest.mark.parametrize("answer", ["hang up", "stall"])
def test_a_server_that_is_gone_after_the_dot_may_have_the_mail_and_nothing_is_repeated_unasked(
    sender: Sender, mail: Mailhost, answer: str
) -> None:
    sender.mail_channel(mail.port, *TWO)
    mail.answers, mail.times = {"dot": answer}, 1
    first = sender.deliver()
    assert first.returncode == 3
    assert "it is not known whether it arrived (1 of 2 parts did)" in first.stderr
    assert mail.recipients == ["ada@example.org", "bert@example.org"], "the other got it nevertheless"
    again = sender.deliver(at=LATER)
    assert again.returncode == 3
    repeat = f"hfpapers deliver --channel team --repeat '{KEY}'"
    assert f"look, then run: {repeat}" in again.stderr
    assert len(mail.taken) == 2
    asked = sender.deliver("--channel", "team", "--repeat", KEY, at=LATER)
    assert asked.returncode == 0, asked.stderr
    assert mail.recipients == ["ada@example.org", "bert@example.org", "ada@example.org"]
    assert len({str(message["Message-ID"]) for _, message in mail.taken}) == 1
    assert sender.deliver(at=LATER).stderr.splitlines() == ["nothing is due"]


@pytest.mark.parametrize("answer", ["hang up", "stall"])
def test_a_server_that_is_gone_within_the_mail_may_have_it_for_all_that_we_can_tell(
    sender: Sender, mail: Mailhost, answer: str
) -> None:
    sender.mail_channel(mail.port)
    mail.answers, mail.times = {"body": answer}, 1
    assert sender.deliver().returncode == 3
    assert sender.outbox()[0].state is DeliveryState.SENDING, "the dot was written: into a connection that was lost"
    assert sender.deliver(at=LATER).returncode == 3
    assert mail.taken == []
    assert sender.deliver("--repeat", KEY, at=LATER).returncode == 0
    assert mail.recipients == ["ada@example.org"]


def test_what_arrived_after_all_can_be_put_down(sender: Sender, mail: Mailhost) -> None:
    sender.mail_channel(mail.port)
    mail.answers, mail.times = {"dot": "hang up"}, 1
    sender.deliver()
    done = sender.deliver("--done", KEY)
    assert (done.returncode, done.stderr) == (0, f"channel team: {KEY}: put down as sent\n")
    assert sender.deliver(at=LATER).returncode == 0
    assert len(mail.taken) == 1


def test_one_recipient_who_is_refused_keeps_nobody_from_the_mail(sender: Sender, mail: Mailhost) -> None:
    sender.mail_channel(mail.port, "gone@example.org", *TWO)
    mail.refusals = {"gone@example.org": "550 <gone@example.org> is unknown here"}
    refused = sender.deliver()
    assert refused.returncode == 3
    assert mail.recipients == ["ada@example.org", "bert@example.org"]
    assert (
        "not sent (2 of 3 parts are): localhost refused recipient 1 of 3: 550 <***> is unknown here" in refused.stderr
    )
    assert "gone" not in refused.stderr + sender.journal(), "addresses are nobody else's business"
    assert sender.deliver(at=LATER).returncode == 3
    assert len(mail.taken) == 2, "who has it does not get it again"
    sender.mail_channel(mail.port, *TWO)
    assert sender.deliver(at=LATER).returncode == 0, "who is no recipient any more is not waited for"
    assert len(mail.taken) == 2


def test_a_mail_that_waits_is_sent_as_it_was_though_the_archive_went_on(sender: Sender, mail: Mailhost) -> None:
    sender.mail_channel(mail.port, *TWO)
    mail.refusals = {"bert@example.org": "450 later"}
    sender.deliver()
    database = sender.database()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE paper SET upvotes = 77777")
    database.close()
    mail.refusals.clear()
    sender.deliver(at=LATER)
    (_, ada), (_, bert) = mail.taken
    assert text_of(ada, "plain") == text_of(bert, "plain")


def test_a_server_that_is_not_there_is_asked_once_a_run_and_nothing_is_lost(sender: Sender, mail: Mailhost) -> None:
    sender.mail_channel(mail.port)
    assert sender.deliver("--date", "2026-11-13").returncode == 0
    sender.mail_channel(9)
    down = sender.deliver(at=LATER)
    assert down.returncode == 3
    assert [
        line.partition(": not sent ")[2].partition(": ")[2].partition(";")[0] for line in _warnings(down.stderr)
    ] == [
        "localhost:9: the connection: Connection refused",
        "not tried: the channel could not be reached just before",
        "not tried: the channel could not be reached just before",
    ]
    sender.mail_channel(mail.port)
    assert sender.deliver(at=LATER + timedelta(hours=1)).returncode == 0
    assert [row.digest_key[-2:] for row in sender.outbox() if row.state is DeliveryState.SENT] == [
        "13",
        "17",
        "18",
        "19",
    ]


def _warnings(stderr: str) -> list[str]:
    return [line for line in stderr.splitlines() if ": not sent (" in line]


@pytest.mark.parametrize("implicit", [False, True])
def test_encryption_is_verified_and_the_password_travels_in_it(sender: Sender, tmp_path: Path, implicit: bool) -> None:
    context, authority = make_certificates(tmp_path)
    with mailhost(tls=context, implicit=implicit, password="pass-word") as mail:
        security = "tls" if implicit else "starttls"
        login = 'smtp_user = "papers"\nsmtp_password_env = "MAIL_PASSWORD"'
        sender.mail_channel(mail.port, more=login)
        text = (sender.home / "hfpapers.toml").read_text()
        (sender.home / "hfpapers.toml").write_text(text.replace('"none"', f'"{security}"'))
        sender.secrets["MAIL_PASSWORD"] = "pass-word"
        distrusted = sender.deliver()
        assert distrusted.returncode == 3
        assert "certificate verify failed" in distrusted.stderr
        assert mail.logins == []
        sender.secrets["SSL_CERT_FILE"] = str(authority)
        sender.secrets["MAIL_PASSWORD"] = "wrong-word"
        wrong = sender.deliver(at=LATER)
        assert wrong.returncode == 3
        assert "localhost" in wrong.stderr
        assert "535" in wrong.stderr
        sender.secrets["MAIL_PASSWORD"] = "pass-word"
        assert sender.deliver(at=LATER).returncode == 0
        assert mail.logins[-1] == ("papers", "pass-word")
        assert {password for _, password in mail.logins} == {"wrong-word", "pass-word"}
        assert len(mail.taken) == 1
        for told in (distrusted.stderr, wrong.stderr, sender.journal()):
            assert "-word" not in told


def test_a_password_that_is_not_set_is_one_line_before_anything_is_sent(sender: Sender, mail: Mailhost) -> None:
    sender.mail_channel(mail.port, more='smtp_user = "papers"\nsmtp_password_env = "MAIL_PASSWORD"')
    refused = sender.deliver()
    assert refused.returncode == 2
    assert refused.stderr == "hfpapers: error: channel team: set MAIL_PASSWORD in the environment\n"
    assert sender.outbox() == ()
