"""Fixtures that hand out databases, and the count of tests that ran on PostgreSQL.

A test that asks for `database_url` runs twice, on SQLite and on PostgreSQL, each time on a database that is new and
empty. A PostgreSQL that cannot be had fails the tests that need it: they are never skipped, but where the recorded
answers are missing, which is no matter of the database.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

from tests.pg.programs import find_programs
from tests.pg.server import PostgresUnavailableError, Server, running_server
from tests.recorded import RECORDED_VARIABLE

#: Names a server that runs already, and a user of it who may create databases.
TEST_URL_VARIABLE = "HFPAPERS_TEST_PG_URL"
_NAMED_URL = os.environ.get(TEST_URL_VARIABLE)
MARKER = "postgresql"

ON_SQLITE = pytest.param("sqlite")
ON_POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgresql)

NewDatabase = Callable[[], str]


@pytest.fixture(scope="session")
def postgres_server(pytestconfig: pytest.Config) -> Iterator[Server]:
    """The session's server, started when the first test asks for it."""
    with ExitStack() as stack:
        server = _first_that_works(stack)
        _servers(pytestconfig).add(f"{_version(server)}, {server.origin}")
        yield server


@pytest.fixture
def new_postgres(postgres_server: Server) -> Iterator[NewDatabase]:
    """Make a new, empty PostgreSQL database with each call; all go at the end of the test.

    A test that uses it directly carries the mark `postgresql`, so that it is counted.
    """
    with ExitStack() as stack:
        yield lambda: stack.enter_context(_database(postgres_server.url))


@pytest.fixture
def postgres_url(new_postgres: NewDatabase) -> str:
    """A new, empty PostgreSQL database, as SQLAlchemy names it."""
    return new_postgres()


@pytest.fixture(params=[ON_SQLITE, ON_POSTGRESQL])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new, empty database: SQLite, then PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'hfpapers.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


def _first_that_works(stack: ExitStack) -> Server:
    problems = []
    if _NAMED_URL:
        server = Server(TEST_URL_VARIABLE, _NAMED_URL)
        try:
            _version(server)
        except psycopg.Error as error:
            problems.append(f"{TEST_URL_VARIABLE}: {error}")
        else:
            return server
    for programs in find_programs():
        try:
            return stack.enter_context(running_server(programs))
        except PostgresUnavailableError as error:
            problems.append(f"{programs.origin} ({programs.folder}): {error}")
    raise PostgresUnavailableError(
        "no PostgreSQL for the tests; name one in "
        f"{TEST_URL_VARIABLE}, or mend this:\n" + "\n".join(problems or ["none is installed"])
    )


@contextmanager
def _database(server_url: str) -> Iterator[str]:
    name = f"hfpapers_test_{uuid.uuid4().hex[:16]}"
    _run(server_url, sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    try:
        yield make_url(server_url).set(drivername="postgresql+psycopg", database=name).render_as_string(False)
    finally:
        # Connections that a test left open do not keep its database.
        _run(server_url, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _run(server_url: str, statement: sql.Composed) -> None:
    with psycopg.connect(_conninfo(server_url), autocommit=True) as connection:
        connection.execute(statement)


def _version(server: Server) -> str:
    with psycopg.connect(_conninfo(server.url), connect_timeout=10) as connection:
        return f"PostgreSQL {connection.info.server_version // 10000}"


def _conninfo(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


# ---- the count ---------------------------------------------------------------------------------------------------

_SERVERS = pytest.StashKey[set[str]]()
_COUNTS = pytest.StashKey[dict[str, int]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_COUNTS] = {"ran": 0, "skipped": 0, "unrecorded": 0}
    config.pluginmanager.register(_Counter(config), "hfpapers-postgresql-count")


def _servers(config: pytest.Config) -> set[str]:
    """Return the servers that were used, to add to."""
    return config.stash.setdefault(_SERVERS, set())


class _Counter:
    """Counts in the process that reports: with xdist, the one that runs no tests itself."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if MARKER not in report.keywords:
            return
        counts = self._config.stash[_COUNTS]
        if report.skipped and RECORDED_VARIABLE in str(report.longrepr):
            counts["unrecorded"] += 1
            return
        counts["skipped"] += report.skipped and not hasattr(report, "wasxfail")
        counts["ran"] += report.when == "call" and not report.skipped

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        servers: list[str] = getattr(node, "workeroutput", {}).get("postgresql", [])
        _servers(self._config).update(servers)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        output: dict[str, object] | None = getattr(self._config, "workeroutput", None)
        if output is not None:
            output["postgresql"] = sorted(_servers(self._config))
        elif self._config.stash[_COUNTS]["skipped"] and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        counts = self._config.stash[_COUNTS]
        servers = "; ".join(sorted(_servers(self._config)))
        line = f"PostgreSQL tests: {counts['ran']} ran, {counts['skipped']} skipped"
        if counts["unrecorded"]:
            line += f", {counts['unrecorded']} had no recorded answers to read"
        terminalreporter.write_line(line + (f" ({servers})" if servers else ""), red=bool(counts["skipped"]))
