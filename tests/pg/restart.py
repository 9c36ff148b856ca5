"""A PostgreSQL server of a test's own, to be stopped and started again while the program works."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from tests.pg.programs import find_programs
from tests.pg.server import PostgresUnavailableError, Server, running_server


class OwnServer:
    """A server; `url` is of an empty database in it."""

    def __init__(self, server: Server) -> None:
        self.url = server.url
        self._folder = Path(str(make_url(server.url).query["host"]))
        options = shlex.split((self._folder / "data" / "postmaster.opts").read_text())
        self._pg_ctl = Path(options[0]).with_name("pg_ctl")

    def stop(self) -> None:
        """Stop it, and break what is connected."""
        self._control("stop", "-m", "fast")

    def start(self) -> None:
        """Start it again, with what it holds."""
        self._control("start", "-l", str(self._folder / "log"))

    def _control(self, *words: str) -> None:
        owner = (self._folder / "data").stat()
        as_owner = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        subprocess.run(
            [self._pg_ctl, "-D", self._folder / "data", "-w", "-s", *words],
            cwd=self._folder,
            env={**os.environ, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # what is started keeps it open
            check=True,
            timeout=60,
            **as_owner,  # type: ignore[call-overload]  # options of root only
        )


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """Start a server; it is gone in the end, stopped or not."""
    problems = []
    for programs in find_programs():
        try:
            with running_server(programs) as server:
                yield OwnServer(server)
                return
        except PostgresUnavailableError as error:
            problems.append(str(error))
    raise PostgresUnavailableError("; ".join(problems) or "none is installed")
