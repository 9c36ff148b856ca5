"""The databases that tests are given, and the server behind them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests.pg.plugin import NewDatabase
from tests.pg.programs import Programs, find_programs
from tests.pg.server import PostgresUnavailableError, running_server

ROOT = Path(__file__).parent.parent


def test_each_test_gets_an_empty_database_that_it_may_write_to(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE paper (arxiv_id text)"))
        connection.execute(text("INSERT INTO paper VALUES ('2404.08197')"))
        rows = connection.execute(text("SELECT arxiv_id FROM paper")).scalars().all()
    engine.dispose()
    assert rows == ["2404.08197"]


@pytest.mark.postgresql
def test_two_databases_of_a_test_are_apart(new_postgres: NewDatabase) -> None:
    first, second = create_engine(new_postgres()), create_engine(new_postgres())
    with first.begin() as connection:
        connection.execute(text("CREATE TABLE paper (arxiv_id text)"))
    with second.connect() as connection:
        tables = connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar_one()
    first.dispose()
    second.dispose()
    assert tables == 0


@pytest.mark.postgresql
@pytest.mark.parametrize("programs", list(find_programs()), ids=lambda programs: programs.origin)
def test_each_installation_of_this_machine_serves_and_leaves_nothing_behind(programs: Programs) -> None:
    with running_server(programs) as server:
        with psycopg.connect(server.url.replace("+psycopg", "")) as connection:
            answer = connection.execute("SELECT 1").fetchone()
        folder = Path(server.url.partition("?host=")[2])
        assert folder.is_dir()
    assert answer == (1,)
    assert not folder.exists()


@pytest.mark.postgresql
def test_the_server_goes_when_its_tests_are_killed(tmp_path: Path) -> None:
    script = """
        import time
        from tests.pg.programs import find_programs
        from tests.pg.server import running_server

        with running_server(next(find_programs())) as server:
            print(server.url.partition("?host=")[2], flush=True)
            time.sleep(60)
    """
    command = [sys.executable, "-c", textwrap.dedent(script)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        assert (folder / "data" / "postmaster.pid").exists()
        process.kill()
    deadline = time.monotonic() + 30
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert process.returncode == -signal.SIGKILL
    assert not folder.exists()


def test_programs_that_do_not_run_are_told(tmp_path: Path) -> None:
    broken = tmp_path / "bin"
    broken.mkdir()
    for name in ("initdb", "pg_config"):
        (broken / name).write_text("#!/bin/sh\necho no such luck >&2\nexit 1\n")
        (broken / name).chmod(0o755)
    with (
        pytest.raises(PostgresUnavailableError, match="no such luck"),
        running_server(Programs("a broken one", broken, tmp_path)),
    ):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become another user")
def test_programs_in_a_closed_folder_serve_root(tmp_path: Path) -> None:
    programs = list(find_programs())[-1]
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    shutil.copytree(programs.root, closed / programs.root.name, symlinks=True)
    libraries = programs.root.with_name(f"{programs.root.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, closed / libraries.name, symlinks=True)
    root = closed / programs.root.name
    hidden = Programs("a closed folder", root / programs.folder.relative_to(programs.root), root)
    with running_server(hidden) as server, psycopg.connect(server.url.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
