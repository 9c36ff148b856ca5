"""The outbox: one program sends at a time, and nothing is sent twice though a database or a journal is lost."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hfpapers.config import load_config
from hfpapers.deliver.outbox import Outbox
from hfpapers.model.delivery import Delivery, DeliveryPart, DeliveryState, PartState
from hfpapers.store.database import Database
from hfpapers.store.delivery_journal import DeliveryJournal
from hfpapers.store.lock import ArchiveLock
from tests.deliver.chathost import Chathost
from tests.deliver.mailhost import Mailhost
from tests.deliver.sender import KEY, NOW, Sender

LATER = NOW + timedelta(hours=1)
AT = datetime(2026, 11, 20, 3, tzinfo=UTC)
DELIVERY = Delivery(
    channel="team",
    digest_key=KEY,
    parts=(DeliveryPart(name="a"), DeliveryPart(name="b")),
    content='{"subject": "对齐"}',
    content_hash="0" * 64,
    message_id="<1@example.org>",
    created_at=AT,
)


def begun(delivery: Delivery = DELIVERY) -> Delivery:
    return delivery.begin().with_part(0, PartState.SENDING, now=AT)


def opened(tmp_path: Path, url: str) -> tuple[Database, Outbox]:
    database = Database.open_for_writing(url)
    return database, Outbox(database, tmp_path)


# --- rows and journal --------------------------------------------------------------------------


def test_what_is_recorded_is_read_back(tmp_path: Path, database_url: str) -> None:
    database, outbox = opened(tmp_path, database_url)
    with closing(database):
        for delivery in (begun(), begun().with_part(0, PartState.REFUSED, now=AT, detail="no")):
            outbox.record(delivery)
            assert outbox.list_of("team") == (delivery,)
        assert outbox.list_of("other") == ()


def test_a_delivery_that_is_done_keeps_nothing_of_what_was_sent(tmp_path: Path, database_url: str) -> None:
    database, outbox = opened(tmp_path, database_url)
    with closing(database):
        done = begun().with_part(0, PartState.SENT, now=AT).with_part(1, PartState.SENT, now=AT)
        assert (done.state, done.content, done.sent_at) == (DeliveryState.SENT, None, AT)
        outbox.record(done)
        with database.engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT payload FROM delivery").scalar_one() is None
        (row,) = outbox.list_of("team")
        assert row.view() == done.view()


def test_a_lost_table_gets_back_what_the_journal_has(tmp_path: Path, database_url: str) -> None:
    journal = DeliveryJournal(tmp_path)
    for delivery in (DELIVERY, begun(), begun().with_part(0, PartState.SENT, now=AT)):
        journal.append(delivery)
    database, outbox = opened(tmp_path, database_url)
    with closing(database):
        outbox.load()
        (row,) = outbox.list_of("team")
        assert row == replace(begun().with_part(0, PartState.SENT, now=AT), content=None)
        lines = (tmp_path / "journal" / "deliveries.jsonl").read_text()
        outbox.load()
        assert (tmp_path / "journal" / "deliveries.jsonl").read_text() == lines, "a second time changes nothing"


def test_a_journal_that_is_ahead_wins_and_the_content_stays(tmp_path: Path, database_url: str) -> None:
    database, outbox = opened(tmp_path, database_url)
    with closing(database):
        outbox.record(begun())
        sent = begun().with_part(0, PartState.SENT, now=AT)
        DeliveryJournal(tmp_path).append(sent)
        outbox.load()
        assert outbox.list_of("team") == (sent,)


def test_a_lost_journal_gets_back_what_the_table_has(tmp_path: Path, database_url: str) -> None:
    database, outbox = opened(tmp_path, database_url)
    with closing(database):
        outbox.record(begun())
        (tmp_path / "journal" / "deliveries.jsonl").unlink()
        outbox.load()
        assert DeliveryJournal(tmp_path).read() == (replace(begun(), content=None),)
        assert outbox.list_of("team") == (begun(),)


def test_an_older_journal_takes_nothing_back(tmp_path: Path, database_url: str) -> None:
    database, outbox = opened(tmp_path, database_url)
    with closing(database):
        outbox.record(begun())
        before = (tmp_path / "journal" / "deliveries.jsonl").read_text()
        refused = begun().with_part(0, PartState.REFUSED, now=AT, detail="no")
        again = outbox.record(begun(refused).with_part(0, PartState.SENT, now=AT))
        (tmp_path / "journal" / "deliveries.jsonl").write_text(before)
        outbox.load()
        assert outbox.list_of("team") == (again,)
        assert DeliveryJournal(tmp_path).read() == (replace(again, content=None),)


def test_a_line_that_a_kill_tore_is_passed_over(tmp_path: Path, database_url: str) -> None:
    journal = DeliveryJournal(tmp_path)
    journal.append(begun())
    path = tmp_path / "journal" / "deliveries.jsonl"
    path.write_bytes(path.read_bytes() + path.read_bytes()[:40])
    assert journal.read() == (replace(begun(), content=None),)


# --- the whole program -------------------------------------------------------------------------


def test_of_two_at_once_one_sends(sender: Sender, mail: Mailhost) -> None:
    sender.mail_channel(mail.port)
    both = [sender.start_deliver() for _ in range(2)]
    ended = [one.end() for one in both]
    assert mail.recipients == ["ada@example.org"]
    codes = sorted(one.returncode for one in ended)
    assert codes in ([0, 0], [0, 1]), [one.stderr for one in ended]
    for one in ended:
        assert one.returncode == 0 or "is writing to this archive; try again when it is done" in one.stderr


def test_while_another_writes_nothing_is_sent(sender: Sender, mail: Mailhost) -> None:
    sender.mail_channel(mail.port)
    with ArchiveLock.acquire(load_config(home=sender.home, environ={}), holder="hfpapers crawl"):
        ended = sender.deliver()
    assert ended.returncode == 1
    assert "hfpapers crawl (process " in ended.stderr
    assert mail.taken == []
    assert sender.journal() == ""


def test_after_a_lost_database_a_replay_brings_the_outbox_back(sender: Sender, mail: Mailhost) -> None:
    sender.mail_channel(mail.port)
    assert sender.deliver().returncode == 0
    before = sender.outbox()
    for path in sender.home.glob("hfpapers.db*"):
        path.unlink()
    refused = sender.deliver(at=LATER)
    assert refused.returncode == 1
    assert "run: hfpapers replay" in refused.stderr
    assert sender.run_at(LATER, "replay").returncode == 0
    assert sender.outbox() == before
    assert sender.deliver(at=LATER).stderr.splitlines() == ["nothing is due"]
    assert len(mail.taken) == 1
    check = sender.run_at(LATER, "replay", "--check")
    assert check.returncode == 0, check.stderr


def test_after_a_replay_a_chat_that_was_sent_in_part_waits_to_be_asked_for(sender: Sender, chat: Chathost) -> None:
    sender.chat_channel(f"json://127.0.0.1:{chat.port}/hook", "message_characters = 700")
    chat.answers = {2: 500}
    assert sender.deliver().returncode == 3
    for path in sender.home.glob("hfpapers.db*"):
        path.unlink()
    assert sender.run_at(LATER, "replay").returncode == 0
    chat.answers = {}
    left = sender.deliver(at=LATER)
    assert left.returncode == 3
    assert "parts were sent: what was left of it is not held any more; look, then run: " in left.stderr
    assert len(chat.messages) == 1
    assert sender.deliver("--repeat", KEY, at=LATER).returncode == 0
    assert chat.messages[0]["title"] == chat.messages[1]["title"]
    assert len(chat.messages) == 1 + sender.outbox()[0].parts


def test_after_a_replay_only_who_lacks_a_mail_gets_it(sender: Sender, mail: Mailhost) -> None:
    sender.mail_channel(mail.port, "ada@example.org", "bert@example.org")
    mail.refusals = {"bert@example.org": "450 later"}
    assert sender.deliver().returncode == 3
    for path in sender.home.glob("hfpapers.db*"):
        path.unlink()
    assert sender.run_at(LATER, "replay").returncode == 0
    mail.refusals = {}
    assert sender.deliver(at=LATER).returncode == 0
    assert mail.recipients == ["ada@example.org", "bert@example.org"]


def test_the_journal_holds_neither_content_nor_recipients(sender: Sender, mail: Mailhost) -> None:
    sender.mail_channel(mail.port, "ada@example.org", "bert@example.org")
    mail.refusals = {"bert@example.org": "550 <bert@example.org> unknown"}
    sender.deliver()
    for line in sender.journal().splitlines():
        assert set(json.loads(line)) == {
            "channel",
            "digest_key",
            "parts",
            "content_hash",
            "message_id",
            "attempts",
            "detail",
            "created_at",
            "sending_at",
            "sent_at",
        }
    for word in ("ada", "bert", "huggingface", "Paper"):
        assert word not in sender.journal()


def test_what_waits_to_be_sent_is_made_anew_without_a_paper_that_was_forgotten(sender: Sender, mail: Mailhost) -> None:
    sender.mail_channel(mail.port)
    mail.answers = {"RCPT": "450 later"}
    assert sender.deliver().returncode == 3
    arxiv_id = sender.listings(NOW.date() - timedelta(days=1))[0].arxiv_id
    assert arxiv_id.encode() in (sender.home / "hfpapers.db").read_bytes()
    forgot = sender.run_at(NOW, "forget", arxiv_id, "--yes")
    assert forgot.returncode == 0, forgot.stderr
    database = sender.database()
    with database.engine.connect() as connection:
        payload = connection.exec_driver_sql("SELECT payload FROM delivery").scalar_one()
    database.close()
    assert json.loads(payload)["content"] is None
    mail.answers = {}
    assert sender.deliver(at=LATER).returncode == 0
    ((_, message),) = mail.taken
    assert arxiv_id not in message.as_string()


@pytest.mark.postgresql
def test_it_works_on_postgresql_too(sender: Sender, mail: Mailhost, postgres_url: str, tmp_path: Path) -> None:
    copied = sender.run_at(NOW, "db", "copy", "--to", postgres_url)
    assert copied.returncode == 0, copied.stderr
    on_it = replace(sender, database_url=postgres_url)
    on_it.mail_channel(mail.port, "ada@example.org", "bert@example.org")
    mail.refusals = {"bert@example.org": "450 later"}
    assert on_it.deliver().returncode == 3
    mail.refusals = {}
    assert on_it.deliver(at=LATER).returncode == 0
    assert mail.recipients == ["ada@example.org", "bert@example.org"]
    assert on_it.deliver(at=LATER).stderr.splitlines() == ["nothing is due"]
