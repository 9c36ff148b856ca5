"""`hfpapers db check`: what it finds, with the mend, and that it finds nothing where nothing is wrong."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from hfpapers.store.engine import create_engine
from hfpapers.store.soundness import find_contradictions
from hfpapers.store.soundness_days import find_wrong_days
from tests.commands.conftest import Invoke
from tests.commands.program import Program
from tests.store.holder import holding, said
from tests.upstream import Upstream

DAY = "2024-04-04"
PAPER = "2404.02258"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest, invoke: Invoke, archive: Path) -> str:
    """The sample archive's database, to be broken."""
    home_url = f"sqlite:///{archive / 'hfpapers.db'}"
    if request.param == "sqlite":
        return home_url
    url: str = request.getfixturevalue("postgres_url")
    assert invoke("db", "copy", "--to", url, home=archive).exit_code == 0
    return url


def break_it(url: str, *statements: str) -> None:
    """Change rows as nothing of ours would."""
    engine = create_engine(url)
    with engine.connect() as connection:
        unconstrained(connection)
        run(connection, *statements)
        connection.commit()
    engine.dispose()


def unconstrained(connection: sa.Connection) -> None:
    """Let rows lose their parents."""
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")  # before the transaction begins
    else:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")


def run(connection: sa.Connection, *statements: str) -> None:
    for statement in statements:
        assert connection.exec_driver_sql(statement).rowcount != 0, statement


REPLAY = "run: hfpapers replay"
REBUILD = "rebuild it: hfpapers replay, into an empty database"
AGAIN = f"run: hfpapers crawl --date {DAY} --again"
ONE_DAY = f"WHERE day = '{DAY}'"

BROKEN = {
    "a paper is gone": (
        [f"DELETE FROM paper WHERE arxiv_id = '{PAPER}'"],
        f"listing: 1 row without their paper (arxiv_id {PAPER}); {REBUILD}",
    ),
    "runs are gone": (["DELETE FROM run"], "coverage: "),
    "coverage is gone": (
        [f"DELETE FROM coverage {ONE_DAY}"],
        f"listing: 8 rows of days without coverage (day {DAY}); {REPLAY}",
    ),
    "pages of looks are gone": (
        [f"DELETE FROM look_page {ONE_DAY}"],
        f"look_position: 8 rows of looks that are not there (day {DAY}); {REPLAY}",
    ),
    "a listing is gone": (
        [f"DELETE FROM listing {ONE_DAY} AND arxiv_id = '{PAPER}'"],
        f"look_position: 1 row of papers that the day does not list (day {DAY}); {REPLAY}",
    ),
    "a paper belongs to nothing": (
        ["INSERT INTO paper (arxiv_id, first_seen_at, last_seen_at) VALUES ('2601.00001', '2026-01-01', '2026-01-01')"],
        "paper: 1 row that no list holds and nobody was asked about (arxiv_id 2601.00001); ",
    ),
    "what arXiv said is gone": (
        [f"UPDATE paper SET arxiv_seen_at = NULL WHERE arxiv_id = '{PAPER}'"],
        f"paper_coverage: 1 row say found at arXiv, but nothing of arXiv's is stored (arxiv_id {PAPER}); {REPLAY}",
    ),
    "votes are not the latest": (
        [f"UPDATE paper SET upvotes = upvotes + 1 WHERE arxiv_id = '{PAPER}'"],
        f"paper: 1 row with upvotes other than last observed (arxiv_id {PAPER}); {REPLAY}",
    ),
    "an observation is gone": (
        [f"DELETE FROM observation WHERE arxiv_id = '{PAPER}'"],
        f"paper: 1 row with comments other than last observed (arxiv_id {PAPER}); {REPLAY}",
    ),
    "fewer stored than offered": (
        [f"UPDATE coverage SET stored = 7 {ONE_DAY}"],
        f"{DAY}: it is complete, with 7 papers stored of 8 offered; {AGAIN}",
    ),
    "more stored than offered": (
        [f"UPDATE coverage SET stored = 9 {ONE_DAY}"],
        f"{DAY}: 9 papers are said to be stored, of 8 offered; {AGAIN}",
    ),
    "a look that has less": (
        [f"UPDATE coverage SET stored = 9, expected = 9 {ONE_DAY}"],
        f"{DAY}: it is complete with 9 papers, but the latest whole look has 8; {AGAIN}",
    ),
    "complete without a whole look": (
        [f"UPDATE coverage SET whole_look_at = NULL {ONE_DAY}"],
        f"{DAY}: it is complete, though no look saw the whole list; {AGAIN}",
    ),
    "settled too early": (
        [f"UPDATE coverage SET settled_at = '{DAY} 12:00:00.000000' {ONE_DAY}"],
        f"{DAY}: it was settled at {DAY} 12:00 UTC, before it could be; {REBUILD}",
    ),
    "settled though failed": (
        [f"UPDATE coverage SET state = 'failed' {ONE_DAY}"],
        f"{DAY}: it is settled, though failed; {AGAIN}",
    ),
    "empty with papers": (
        [f"UPDATE coverage SET state = 'empty' {ONE_DAY}"],
        f"{DAY}: it is empty, with 8 papers listed; {AGAIN}",
    ),
    "not open with papers": (
        [f"UPDATE coverage SET state = 'not_open' {ONE_DAY}"],
        f"{DAY}: it is not_open, with 8 papers listed; {AGAIN}",
    ),
    "a state that there is not": (
        [f"UPDATE coverage SET state = 'odd' {ONE_DAY}"],
        f"{DAY}: its state is 'odd', which there is not; {AGAIN}",
    ),
    "a look after the last one": (
        [f"UPDATE coverage SET look_at = '2024-04-04 00:00:00.000000' {ONE_DAY}"],
        f"{DAY}: its latest whole look is later than its latest look; {AGAIN}",
    ),
    "two papers in one place": (
        [f"UPDATE look_position SET position = 2 {ONE_DAY} AND rank = 1"],
        f"{DAY}: the 8 papers of the latest whole look have 7 places; {AGAIN}",
    ),
    "another place than in the look": (
        [f"UPDATE listing SET position = NULL {ONE_DAY} AND position = 3"],
        f"{DAY}: 1 papers stand at another place than in the latest whole look; {AGAIN}",
    ),
}


def test_each_contradiction_is_found_and_told_with_its_mend(database: str) -> None:
    engine = create_engine(database)
    with engine.connect() as connection:
        unconstrained(connection)
        assert not [*find_contradictions(connection), *find_wrong_days(connection)]
        connection.rollback()
        for name, (statements, told) in BROKEN.items():
            unconstrained(connection)
            run(connection, *statements)
            found = [str(fault) for fault in (*find_contradictions(connection), *find_wrong_days(connection))]
            assert any(told in line for line in found), (name, found)
            assert all("; " in line for line in found), (name, found)
            connection.rollback()
    engine.dispose()


def test_faults_are_lines_or_json_and_end_with_1(invoke: Invoke, archive: Path, database: str) -> None:
    assert invoke("--db", database, "db", "check", home=archive).stdout == "ok\n"
    sound = invoke("--db", database, "db", "check", "--format", "json", home=archive)
    assert json.loads(sound.stdout) == {"sound": True, "faults": []}
    break_it(database, *BROKEN["votes are not the latest"][0])
    done = invoke("--db", database, "db", "check", home=archive)
    assert (done.exit_code, done.stdout, done.stderr) == (1, f"{BROKEN['votes are not the latest'][1]}\n", "")
    told = invoke("--db", database, "db", "check", "--format", "json", home=archive)
    what, _, mend = done.stdout.strip().partition("; ")
    fault = {"check": "votes", "what": what, "mend": mend}
    assert (told.exit_code, json.loads(told.stdout)) == (1, {"sound": False, "faults": [fault]})


def test_what_replay_is_to_mend_it_mends(invoke: Invoke, archive: Path, database: str) -> None:
    mended = [statements for statements, told in BROKEN.values() if told.endswith(REPLAY)]
    assert len(mended) >= 6
    break_it(database, *(statement for statements in mended for statement in statements))
    found = invoke("--db", database, "db", "check", home=archive).stdout
    assert (found.count(REPLAY) >= 4, REBUILD in found) == (True, False), found
    assert invoke("--db", database, "replay", home=archive).exit_code == 0
    assert invoke("--db", database, "db", "check", home=archive).stdout == "ok\n"


def test_a_wrong_day_is_mended_by_the_command_that_it_names(
    program: Program, upstream: Upstream, invoke: Invoke
) -> None:
    assert program.run("crawl", "--date", DAY).returncode == 0
    url = f"sqlite:///{program.home / 'hfpapers.db'}"
    break_it(url, f"UPDATE coverage SET stored = 7 {ONE_DAY}", f"UPDATE look_position SET position = 2 {ONE_DAY}")
    found = invoke("db", "check", home=program.home)
    assert (found.exit_code, found.stdout.count(AGAIN)) == (1, 3)
    assert program.run(*AGAIN.removeprefix("run: hfpapers ").split()).returncode == 0
    assert invoke("db", "check", home=program.home).stdout == "ok\n"


@pytest.mark.postgresql
def test_a_constraint_that_was_never_checked_is_found(invoke: Invoke, postgres_url: str) -> None:
    assert invoke("--db", postgres_url, "db", "upgrade").exit_code == 0
    name = "fk_listing_arxiv_id_paper"
    break_it(
        postgres_url,
        f"ALTER TABLE listing DROP CONSTRAINT {name}",
        f"ALTER TABLE listing ADD CONSTRAINT {name} FOREIGN KEY (arxiv_id) REFERENCES paper "
        "ON DELETE CASCADE NOT VALID",
    )
    done = invoke("--db", postgres_url, "db", "check")
    mend = f"ALTER TABLE listing VALIDATE CONSTRAINT {name}"
    assert done.stdout == f"listing: constraint {name} was never checked; run in psql: {mend}\n"
    break_it(postgres_url, mend)
    assert invoke("--db", postgres_url, "db", "check").exit_code == 0


def test_files_that_are_gone_or_short_are_found_and_bodies_can_be_left_out(invoke: Invoke, archive: Path) -> None:
    files = sorted((archive / "warc").glob("*.warc.gz"))
    assert len(files) == 2
    files[0].unlink()
    files[1].write_bytes(files[1].read_bytes()[:3000])
    done = invoke("db", "check", home=archive)
    lines = done.stdout.splitlines()
    assert (done.exit_code, len(lines)) == (1, 2)
    assert lines[0].startswith(f"{files[0].name} is not in {archive / 'warc'}, and so no body of ")
    assert lines[1].startswith(f"{files[1].name}: no record where that of ")
    assert invoke("db", "check", "--no-bodies", home=archive).stdout == "ok\n"
    shutil.rmtree(archive / "warc")
    gone = invoke("db", "check", home=archive)
    assert (gone.exit_code, gone.stdout.count("\n")) == (1, 1)
    assert gone.stdout.startswith(f"there is no folder {archive / 'warc'}, and so no body of ")


def test_places_that_hold_no_record_are_found(invoke: Invoke, archive: Path, database: str) -> None:
    newest = 'WHERE fetch_id = (SELECT max(fetch_id) FROM "fetch")'
    break_it(database, f'UPDATE "fetch" SET warc_offset = warc_offset + 7 {newest}')
    done = invoke("--db", database, "db", "check", home=archive)
    assert (done.exit_code, "no record where that of 1 response should begin (offset " in done.stdout) == (1, True)
    break_it(database, f"UPDATE \"fetch\" SET warc_file = 'none.warc.gz' {newest}")
    done = invoke("--db", database, "db", "check", home=archive)
    assert (done.exit_code, done.stdout.startswith("none.warc.gz is not in ")) == (1, True)


def test_a_file_that_is_no_warc_file_is_found(invoke: Invoke, archive: Path) -> None:
    for file in (archive / "warc").glob("*.warc.gz"):
        file.write_bytes(gzip.decompress(file.read_bytes()))
    done = invoke("db", "check", home=archive)
    assert (done.exit_code, done.stdout.count("no record where")) == (1, 2)


def test_it_checks_beside_a_program_that_writes(invoke: Invoke, archive: Path, database: str) -> None:
    with holding(archive, database) as other:
        assert said(other) == "held"
        assert invoke("--db", database, "db", "check", home=archive).stdout == "ok\n"
