"""`hfpapers db` on both databases."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from hfpapers.store import migrate
from hfpapers.store.engine import create_engine
from tests.commands.conftest import Invoke


def _execute(url: str, statement: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


def _head() -> str:
    head = migrate.script_directory().get_current_head()
    assert head is not None
    return head


def test_upgrade_makes_a_database_and_check_finds_it_sound(invoke: Invoke, database_url: str) -> None:
    made = invoke("--db", database_url, "db", "upgrade")
    assert (made.exit_code, made.stderr) == (0, "")
    assert made.stdout.endswith(f": made at version {_head()}\n")
    again = invoke("--db", database_url, "db", "upgrade")
    assert (again.exit_code, again.stdout.endswith(f": is at version {_head()} already\n")) == (0, True)
    checked = invoke("--db", database_url, "db", "check")
    assert (checked.exit_code, checked.stdout, checked.stderr) == (0, "ok\n", "")


def test_the_password_of_a_database_is_never_shown(invoke: Invoke) -> None:
    done = invoke("--db", "postgresql://someone:secret@127.0.0.1:9/none", "db", "upgrade")
    assert done.exit_code == 1
    assert "someone:***@127.0.0.1" in done.stderr
    assert "secret" not in done.output


def test_a_missing_table_and_a_missing_view_are_problems(invoke: Invoke, database_url: str) -> None:
    invoke("--db", database_url, "db", "upgrade")
    _execute(database_url, "DROP VIEW weekly_top")
    _execute(database_url, "ALTER TABLE issue DROP COLUMN raw")
    done = invoke("--db", database_url, "db", "check")
    assert done.exit_code == 1
    told = [line.partition("; ")[0] for line in done.stdout.splitlines()]
    assert "view weekly_top is missing" in told
    assert any("issue" in line and "raw" in line for line in told)


def test_a_database_without_tables_is_a_problem_that_upgrade_mends(invoke: Invoke, database_url: str) -> None:
    engine = create_engine(database_url)
    engine.connect().close()
    engine.dispose()
    done = invoke("--db", database_url, "db", "check")
    assert (done.exit_code, "run: hfpapers db upgrade" in done.stdout) == (1, True)
    assert invoke("--db", database_url, "db", "upgrade").exit_code == 0
    assert invoke("--db", database_url, "db", "check").exit_code == 0


@pytest.mark.parametrize(
    "command", [["db", "check"], ["db", "upgrade"], ["status"], ["crawl", "--date", "2024-04-04"]], ids=" ".join
)
def test_a_database_newer_than_the_program_ends_with_2(invoke: Invoke, database_url: str, command: list[str]) -> None:
    invoke("--db", database_url, "db", "upgrade")
    _execute(database_url, "UPDATE alembic_version SET version_num = '9999'")
    done = invoke("--db", database_url, *command)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "upgrade hfpapers" in done.stderr


def test_status_of_a_new_database_is_told_on_both(invoke: Invoke, database_url: str) -> None:
    invoke("--db", database_url, "db", "upgrade")
    done = invoke("--db", database_url, "status", "--format", "json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["since"], told["papers"], told["last_run"], told["gaps"]) == (0, None, 0, None, [])
    assert told["days"] == {"complete": 0, "partial": 0, "empty": 0, "not_open": 0, "failed": 0, "never_asked": 0}
