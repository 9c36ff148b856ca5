"""The doctor's round."""

from __future__ import annotations

import os
import shutil
import socket
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from hfpapers.config import CONFIG_FILE, Config, load_config
from hfpapers.drift import DriftCode
from hfpapers.jobs.checkup import check_up
from hfpapers.jobs.diagnosis import Diagnosis, Level
from hfpapers.model.coverage import DayCoverage, DayState
from hfpapers.model.delivery import Delivery, DeliveryPart, PartState
from hfpapers.model.fetched import Endpoint, Intent
from hfpapers.model.issues import Code, warning
from hfpapers.model.kinds import PaperState
from hfpapers.store import schema
from hfpapers.store.archive import Archive
from hfpapers.store.database import Database
from hfpapers.store.lock import LOCK_FILE
from hfpapers.store.raw import Exchange
from tests.drift.days import weekdays_until

NOW = datetime(2026, 11, 19, 9, tzinfo=UTC)
YESTERDAY = date(2026, 11, 18)
NIGHT = NOW - timedelta(hours=6)


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> Config:
    return load_config(home=tmp_path / "home", database_url=database_url, environ={})


def write_night(
    config: Config,
    *days: DayCoverage,
    at: datetime = NIGHT,
    command: str = "hfpapers nightly",
    state: str | None = "ok",
    detail: str | None = None,
) -> None:
    """Record a run that found these days as they are; None as its state is one that never ended."""
    with Archive.open(config, command=command, now=at) as archive:
        with archive.write() as writer:
            for day in days:
                writer.write_coverage(day, run_id=archive.run_id)
        if state is not None:
            archive.finish(state, detail, now=at)


def found(config: Config, check: str, *, now: datetime = NOW) -> list[Diagnosis]:
    return [diagnosis for diagnosis in check_up(config, now=now) if diagnosis.check == check]


def only(config: Config, check: str, *, now: datetime = NOW) -> Diagnosis:
    (diagnosis,) = found(config, check, now=now)
    return diagnosis


def whole(day: date = YESTERDAY, count: int = 20) -> DayCoverage:
    return weekdays_until(day, [count])[0]


def test_all_is_well_where_all_is_well(config: Config) -> None:
    write_night(config, whole())
    round_ = check_up(config, now=NOW)
    assert {diagnosis.level for diagnosis in round_} == {Level.OK}
    checks = ["home", "disk", "token", "database", "run", "nightly", "days", "arxiv", "bodies", "drift"]
    assert [diagnosis.check for diagnosis in round_] == checks


def test_an_archive_that_does_not_exist_yet_is_no_fault_and_is_not_made(tmp_path: Path) -> None:
    config = load_config(home=tmp_path / "nowhere" / "home", environ={})
    round_ = check_up(config, now=NOW)
    assert {diagnosis.level for diagnosis in round_} == {Level.OK}
    assert only(config, "database").mend == "hfpapers crawl --date yesterday"
    assert list(tmp_path.iterdir()) == []


def test_a_home_in_which_no_file_can_be_made_is_an_error() -> None:
    told = only(load_config(home=Path("/proc/hfpapers"), environ={}), "home")
    assert told.level is Level.ERROR
    assert told.line.startswith("/proc/hfpapers: cannot be written to (")


@pytest.mark.parametrize(
    ("free", "level"), [(99 * 1024**2, Level.ERROR), (500 * 1024**2, Level.WARNING), (5 * 1024**3, Level.OK)]
)
def test_little_room_is_told_before_there_is_none(
    config: Config, monkeypatch: pytest.MonkeyPatch, free: int, level: Level
) -> None:
    usage = shutil.disk_usage("/")._replace(free=free)
    monkeypatch.setattr("hfpapers.jobs.checkup.shutil.disk_usage", lambda _path: usage)
    assert only(config, "disk").level is level


def test_a_token_is_told_by_its_presence_only(config: Config) -> None:
    told = only(replace(config, hf_token="hf_secret"), "token")
    assert "secret" not in told.line
    assert only(config, "token").mend is not None


def test_a_database_that_is_lost_is_rebuilt_from_the_bodies(tmp_path: Path) -> None:
    config = load_config(home=tmp_path, environ={})
    config.warc_dir.mkdir()
    (config.warc_dir / "a.warc.gz").write_bytes(b"records")
    told = only(config, "database")
    assert (told.level, told.mend) == (Level.ERROR, "hfpapers replay")


def test_a_database_of_another_version_says_what_to_run(config: Config) -> None:
    write_night(config)
    with closing(Database.open_for_reading(config.database_url)) as database, database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    told = only(config, "database")
    assert (told.level, told.mend) == (Level.ERROR, "hfpapers db upgrade")


def test_a_file_that_is_no_database_is_an_error_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "hfpapers.db").write_bytes(b"no database at all" * 100)
    told = only(load_config(home=tmp_path, environ={}), "database")
    assert told.level is Level.ERROR
    assert "\n" not in told.line


def test_a_server_that_is_not_there_is_an_error_without_its_password(tmp_path: Path) -> None:
    url = "postgresql://me:secret@127.0.0.1:9/papers"
    told = only(load_config(home=tmp_path, database_url=url, environ={}), "database")
    assert told.level is Level.ERROR
    assert "secret" not in told.line


def test_a_run_that_was_killed_is_told(config: Config) -> None:
    write_night(config, whole(), state=None)
    (config.home / LOCK_FILE).write_text(f"hfpapers nightly (process 4194999 on {socket.gethostname()[:20]})\n")
    told = only(config, "run")
    assert told.level is Level.WARNING
    assert "never ended" in told.line


def test_a_run_that_goes_on_is_no_fault(config: Config) -> None:
    write_night(config, whole(), state=None)
    (config.home / LOCK_FILE).write_text(f"hfpapers nightly (process {os.getpid()} on {socket.gethostname()[:20]})\n")
    assert only(config, "run").level is Level.OK


@pytest.mark.parametrize(("age", "level"), [(timedelta(hours=3), Level.OK), (timedelta(hours=25), Level.WARNING)])
def test_a_run_on_another_machine_is_believed_for_a_day(config: Config, age: timedelta, level: Level) -> None:
    write_night(config, whole(), at=NOW - age, state=None)
    (config.home / LOCK_FILE).write_text("hfpapers nightly (process 1 on elsewhere)\n")
    assert only(config, "run").level is level


def test_a_run_that_failed_says_why(config: Config) -> None:
    write_night(config, whole(), state="failed", detail="the disk is full")
    assert "the disk is full" in only(config, "run").line
    assert only(config, "run").level is Level.WARNING


@pytest.mark.parametrize(("hours", "level"), [(26, Level.OK), (27, Level.WARNING), (400, Level.WARNING)])
def test_a_night_that_did_not_come_is_told(config: Config, hours: int, level: Level) -> None:
    write_night(config, whole(), at=NOW - timedelta(hours=hours))
    write_night(config, at=NOW, command="hfpapers crawl --date yesterday")
    assert only(config, "nightly").level is level


def test_an_archive_without_nights_is_no_fault(config: Config) -> None:
    write_night(config, whole(), command="hfpapers crawl --date yesterday")
    assert only(config, "nightly").level is Level.OK
    assert "operating.md" in (only(config, "nightly").mend or "")


def test_days_that_lack_the_same_are_told_together_with_their_mend(config: Config) -> None:
    lost = [
        DayCoverage(day=date(2026, 11, number), state=DayState.FAILED, attempts=1, last_error="no answer")
        for number in (16, 17)
    ]
    write_night(config, whole(date(2026, 11, 13)), *lost)
    never, failed, today = found(config, "days")
    assert never.line == "2026-11-14 to 2026-11-15, 2 days: never asked for"
    assert failed.line == "2026-11-16 to 2026-11-17, 2 days: failed: no answer"
    assert failed.mend == "hfpapers crawl --since 2026-11-16 --until 2026-11-17"
    assert today.line == "2026-11-18: never asked for"
    assert {never.level, failed.level, today.level} == {Level.WARNING}


def test_a_day_that_fails_for_many_nights_will_not_mend_itself(config: Config) -> None:
    stuck = DayCoverage(day=YESTERDAY, state=DayState.PARTIAL, attempts=6, last_error="2 of 30 entries not whole")
    write_night(config, stuck)
    told = only(config, "days")
    assert told.level is Level.ERROR
    assert told.line.startswith("2026-11-18: still partial after 6 looks: 2 of 30 entries")
    assert told.mend == "hfpapers raw show 2026-11-18 --list"


def test_a_settled_day_whose_last_look_failed_is_asked_again(config: Config) -> None:
    day = replace(whole(date(2026, 11, 10)), settled_at=NIGHT, last_error="an empty list was served", attempts=9)
    write_night(config, day, *(whole(date(2026, 11, number)) for number in (11, 12, 13, 16, 17, 18)))
    told = found(config, "days")[0]
    assert (told.level, told.mend) == (Level.WARNING, "hfpapers crawl --date 2026-11-10 --again")


def test_many_spans_are_told_by_their_number(config: Config) -> None:
    days = [
        DayCoverage(day=YESTERDAY - timedelta(days=back), state=DayState.FAILED, last_error=f"fault {back}")
        for back in range(25)
    ]
    write_night(config, *days)
    told = found(config, "days")
    assert len(told) == 11
    assert told[-1].mend == "hfpapers gaps"
    assert told[-2].line.startswith("2026-11-18")


def test_a_day_that_has_not_ended_lacks_nothing(config: Config) -> None:
    write_night(config, DayCoverage(day=NOW.date(), state=DayState.NOT_OPEN))
    assert only(config, "days").level is Level.OK


def test_papers_that_arxiv_failed_to_give_are_counted(config: Config) -> None:
    write_night(config, whole())
    with Archive.open(config, command="hfpapers crawl", now=NIGHT) as archive:
        with archive.write() as writer:
            states = [("2611.00001", PaperState.FAILED), ("2611.00002", PaperState.ABSENT)]
            writer.write_paper_states(Endpoint.ARXIV_ATOM, states, asked_at=NIGHT, detail=None, fetch_id=None)
        archive.finish("incomplete", None, now=NIGHT)
    assert only(config, "arxiv").line == "arXiv could not be had for 1 paper"
    assert only(config, "arxiv").level is Level.WARNING


def test_a_warc_file_that_is_gone_is_an_error(config: Config) -> None:
    write_night(config, whole())
    _keep(config, b"[]")
    assert only(config, "bodies").level is Level.OK
    shutil.rmtree(config.warc_dir)
    told = only(config, "bodies")
    assert told.level is Level.ERROR
    assert "1 of 1 WARC files" in told.line


def test_drift_is_explained_with_the_command_to_look_at_it(config: Config) -> None:
    write_night(config, *weekdays_until(date(2026, 11, 13), [20] * 12), whole(date(2026, 11, 16), 2), whole())
    url = _keep(config, b"[]", warning(Code.UNKNOWN_KEY, "[].mood", "no known key", raw="sunny"))
    key, fall = found(config, "drift")
    assert key.finding is not None
    assert fall.finding is not None
    assert (key.finding.code, fall.finding.code) == (DriftCode.UNKNOWN_KEY, DriftCode.FEWER_PAPERS)
    assert key.mend == f"hfpapers raw show '{url}'"
    assert fall.mend == "hfpapers raw show 2026-11-16"
    assert {key.level, fall.level} == {Level.WARNING}


def _keep(config: Config, body: bytes, *issues: object) -> str:
    """Keep a body with its oddities; return its address."""
    url = "https://hub.example/api/daily_papers?date=2026-11-18&p=0&limit=100"
    intent = Intent(endpoint=Endpoint.DAILY_API, day=YESTERDAY, look_at=NIGHT, limit=100)
    with Archive.open(config, command="hfpapers nightly", now=NIGHT) as archive:
        kept = archive.keep(Exchange(url=url, status=200, body=body, requested_at=NIGHT, intent=intent))
        with archive.write() as writer:
            writer.add_issues(archive.run_id, issues, fetch_id=kept.fetch_id, day=YESTERDAY, observed_at=NIGHT)  # type: ignore[arg-type]  # issues, as the tests give them
        archive.finish("ok", None, now=NIGHT)
    return url


def test_looking_changes_nothing(config: Config) -> None:
    write_night(config, whole(), state=None)
    before = sorted((path, path.stat().st_size) for path in config.home.rglob("*") if path.is_file())
    check_up(config, now=NOW)
    after = sorted((path, path.stat().st_size) for path in config.home.rglob("*") if path.is_file())
    assert [path for path, _ in after if path.suffix not in {".db-wal", ".db-shm"}] == [
        path for path, _ in before if path.suffix not in {".db-wal", ".db-shm"}
    ]
    with closing(Database.open_for_reading(config.database_url)) as database, database.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(schema.run)).scalar_one() == 1


CHANNELS = """[channels.disk]
type = "file"
folder = "digests"
[channels.team]
type = "mail"
to = ["ada@example.org"]
from = "papers@example.org"
smtp_host = "mail.example.org"
"""


def with_channels(config: Config) -> Config:
    config.home.mkdir(parents=True, exist_ok=True)
    (config.home / CONFIG_FILE).write_text(CHANNELS)
    return load_config(home=config.home, database_url=config.database_url, environ={})


def write_delivery(config: Config, channel: str, state: PartState, key: str = "list/en/day/2026-11-18") -> None:
    delivery = Delivery(
        channel=channel,
        digest_key=key,
        parts=(DeliveryPart(name="1", state=state),),
        content=None,
        content_hash="0" * 64,
        message_id=None,
        created_at=NIGHT,
        attempts=1,
        detail="550 no" if state is PartState.REFUSED else None,
        sending_at=NIGHT,
        sent_at=NIGHT if state is PartState.SENT else None,
    )
    with closing(Database.open_for_writing(config.database_url)) as database, database.write() as writer:
        writer.deliveries.write([delivery])
    (config.home / LOCK_FILE).unlink(missing_ok=True)  # it names this process, which lives


def test_a_delivery_that_may_not_have_arrived_is_named_with_what_to_do(config: Config) -> None:
    config = with_channels(config)
    write_night(config, whole())
    assert only(config, "deliveries").level is Level.OK
    write_delivery(config, "team", PartState.SENT, "list/en/day/2026-11-17")
    assert only(config, "deliveries").line == "all that was begun has arrived"
    write_delivery(config, "team", PartState.SENDING)
    told = only(config, "deliveries")
    assert told.level is Level.WARNING
    assert told.line == "channel team: list/en/day/2026-11-18: it is not known whether it arrived"
    assert told.mend is not None
    assert "hfpapers deliver --channel team --repeat 'list/en/day/2026-11-18', or with --done" in told.mend


def test_what_is_being_sent_right_now_is_no_worry(config: Config) -> None:
    config = with_channels(config)
    write_night(config, whole())
    write_delivery(config, "team", PartState.SENDING)
    (config.home / LOCK_FILE).write_text(f"hfpapers deliver (process {os.getpid()} on {socket.gethostname()[:20]})\n")
    assert only(config, "deliveries").level is Level.OK


def test_what_was_refused_is_counted_and_many_unknown_ones_are_summed_up(config: Config) -> None:
    config = with_channels(config)
    write_night(config, whole())
    write_delivery(config, "disk", PartState.REFUSED)
    write_delivery(config, "gone", PartState.SENDING)
    told = only(config, "deliveries")
    assert told.line == "not sent yet: 1, list/en/day/2026-11-18 for channel disk among them: 550 no"
    for day in range(10, 16):
        write_delivery(config, "team", PartState.SENDING, f"list/en/day/2026-11-{day}")
    lines = [diagnosis.line for diagnosis in found(config, "deliveries")]
    assert len(lines) == 5
    assert lines[3] == "of 3 more it is not known whether they arrived"
