"""One PostgreSQL server for a test session: programs in, an address out, nothing left behind.

The server listens on a socket in a folder of its own, not on the network. It is held by a shell that waits for
the end of its standard input: that comes however this process ends, by Ctrl-C or `kill -9` too, and the server
is stopped and its folder removed.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.pg.programs import Programs, copy_programs, locale_options

SUPERUSER = "postgres"
#: PostgreSQL refuses root: these users stand in, the first that the system has.
USERS_INSTEAD_OF_ROOT = ("postgres", "nobody")
#: A crash loses the tests' data, which nobody wants back: what is slow for safety's sake is off.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "autovacuum": "off",
}
#: A socket's path may have 107 characters, and `.s.PGSQL.5432` is 15 of them.
LONGEST_FOLDER = 85
_STOP_SECONDS = 60
# Whoever waits for `ready` may be gone by then: writing it must not end the keeper.
_KEEPER = """
programs=$1 folder=$2 settings=$3
shift 3
fail() { cat "$folder/log" >&2; rm -rf "$folder"; exit 1; }
trap '' PIPE
"$programs/initdb" -D "$folder/data" "$@" >"$folder/log" 2>&1 || fail
echo "$settings" >>"$folder/data/postgresql.auto.conf"
"$programs/pg_ctl" -D "$folder/data" -l "$folder/log" -w -t 60 -s start >>"$folder/log" 2>&1 || fail
echo ready
cat >/dev/null
"$programs/pg_ctl" -D "$folder/data" -w -s -m immediate stop >/dev/null 2>&1
rm -rf "$folder"
"""


class PostgresUnavailableError(Exception):
    """A server that does not start; the message says why."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: how it was found, and the URL of its maintenance database."""

    origin: str
    url: str


@contextmanager
def running_server(programs: Programs) -> Iterator[Server]:
    """Start a server in a new folder, and stop it at the end.

    Raises:
        PostgresUnavailableError: It does not start.
    """
    user = _user_instead_of_root() if os.geteuid() == 0 else None
    folder = _new_folder(user)
    try:
        with _keeper(_usable_by(user, programs, folder), folder, user) as keeper:
            assert keeper.stdout is not None
            if keeper.stdout.readline() != b"ready\n":
                _, problem = keeper.communicate(timeout=_STOP_SECONDS)
                raise PostgresUnavailableError(f"it does not start: {problem.decode(errors='replace').strip()[-600:]}")
            yield Server(programs.origin, f"postgresql+psycopg://{SUPERUSER}@/postgres?host={quote(str(folder))}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user_instead_of_root() -> pwd.struct_passwd:
    for name in USERS_INSTEAD_OF_ROOT:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresUnavailableError(f"root may not run PostgreSQL, and there is no user {USERS_INSTEAD_OF_ROOT}")


def _new_folder(user: pwd.struct_passwd | None) -> Path:
    """Make the server's folder where its socket's path is short enough and the user can get at it."""
    problems = []
    for parent in (tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm"):
        try:
            folder = Path(tempfile.mkdtemp(prefix="hfpapers-pg-", dir=parent)).resolve()
        except OSError as error:
            problems.append(f"{parent}: {error}")
            continue
        if len(str(folder)) <= LONGEST_FOLDER and (user is None or _open_to_all(folder.parent)):
            if user is not None:
                os.chown(folder, user.pw_uid, user.pw_gid)
            return folder
        folder.rmdir()
        problems.append(f"{parent}: its path is too long, or the user {user.pw_name if user else ''} cannot enter it")
    raise PostgresUnavailableError("no folder for a server: " + "; ".join(problems))


def _open_to_all(folder: Path) -> bool:
    return all(place.stat().st_mode & stat.S_IXOTH for place in (folder, *folder.parents))


def _usable_by(user: pwd.struct_passwd | None, programs: Programs, folder: Path) -> Programs:
    """Return programs that the user can run: a copy, where they lie in a folder that is closed to others."""
    if user is None or (_open_to_all(programs.folder) and programs.folder.stat().st_mode & stat.S_IROTH):
        return programs
    copied = copy_programs(programs, folder / "programs")
    for path in (folder / "programs", *(folder / "programs").rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    return copied


@contextmanager
def _keeper(programs: Programs, folder: Path, user: pwd.struct_passwd | None) -> Iterator[subprocess.Popen[bytes]]:
    """Run the shell that makes, starts and holds the server; let go of it, and wait for it, at the end."""
    values = {**SETTINGS, "unix_socket_directories": str(folder)}
    settings = "\n".join(f"{name} = '{value}'" for name, value in values.items())
    options = ["-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--no-sync", *locale_options(programs)]
    try:
        # A session of its own: Ctrl-C reaches the tests, which end, and not the shell that has to tidy up after them.
        keeper: subprocess.Popen[bytes] = subprocess.Popen(
            ["/bin/sh", "-c", _KEEPER, "keeper", programs.folder, folder, settings, *options],
            **_as_user(user, folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise PostgresUnavailableError(f"it cannot be run: {error}") from error
    try:
        yield keeper
    finally:
        keeper.communicate(timeout=_STOP_SECONDS)


def _as_user(user: pwd.struct_passwd | None, folder: Path) -> dict[str, Any]:
    """Build the arguments of `subprocess` that change the user; nothing of ours that PostgreSQL reads goes along."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    arguments: dict[str, Any] = {"cwd": folder, "env": {**environment, "LC_ALL": "C", "HOME": str(folder)}}
    if user is not None:
        arguments |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return arguments
