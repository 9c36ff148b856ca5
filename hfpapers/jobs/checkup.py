"""The doctor's round: a configuration and the time in, what every check came to out. Asks no site; changes nothing.

Here the surroundings: home folder, disk, configuration, database as a whole. What is in it is judged by
`archive_checkup`.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from hfpapers.config import Config
from hfpapers.errors import HfpapersError
from hfpapers.jobs.archive_checkup import check_archive
from hfpapers.jobs.diagnosis import Diagnosis, error, ok, warning
from hfpapers.store.database import Database
from hfpapers.store.engine import create_engine, sqlite_path
from hfpapers.store.lost import REBUILD, holds_records, refuse_lost_database

_GIB = 1024**3
_MIB = 1024**2
_SCARCE_BYTES = _GIB
_TOO_LITTLE_BYTES = 100 * _MIB


def check_up(config: Config, *, now: datetime) -> tuple[Diagnosis, ...]:
    """Check everything, in the order in which to mend it."""
    return (*_home(config.home), *_disk(config.home), *_token(config), *_database(config, now))


def _home(home: Path) -> Iterator[Diagnosis]:
    try:
        folder = _existing(home)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as problem:
        mend = "check its permissions and the disk, or name another --home"
        yield error("home", f"{home}: cannot be written to ({problem.strerror})", mend=mend)
        return
    if folder == home:
        yield ok("home", f"{home}: can be written to")
    else:
        yield ok("home", f"{home}: is not there yet, and can be made")


def _existing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that is there."""
    return next(path for path in (folder, *folder.parents) if path.is_dir() or path == path.parent)


def _disk(home: Path) -> Iterator[Diagnosis]:
    try:
        free = shutil.disk_usage(_existing(home)).free
    except OSError as problem:
        yield warning("disk", f"how much is free cannot be told ({problem.strerror})")
        return
    mend = "make room, or move the folder and name it by --home; what is stored stays as it is"
    line = f"{_size(free)} free"
    if free < _TOO_LITTLE_BYTES:
        yield error("disk", f"{line}: too little for the next night", mend=mend)
    elif free < _SCARCE_BYTES:
        yield warning("disk", f"{line}: soon too little", mend=mend)
    else:
        yield ok("disk", line)


def _token(config: Config) -> Iterator[Diagnosis]:
    if config.hf_token is None:
        line = "none: Hugging Face allows 500 requests in 5 minutes, which is plenty for a night"
        yield ok("token", line, mend="with a free one in HF_TOKEN it allows 1,000, for a backfill")
    else:
        yield ok("token", "HF_TOKEN is set")


def _database(config: Config, now: datetime) -> Iterator[Diagnosis]:
    try:
        path = _file_of(config.database_url)
        if path is not None and not path.exists():
            yield _without_database(config, path)
            return
        refuse_lost_database(config)
        with closing(Database.open_for_reading(config.database_url)) as database:
            yield ok("database", f"{database.name}: of this program's version")
            with database.read() as queries:
                yield from check_archive(queries, config, now=now)
    except HfpapersError as problem:
        line, _, mend = str(problem).partition("; ")
        yield error("database", line, mend=mend.removeprefix("run: ") or None)
    except OSError as problem:
        yield error("database", f"cannot be looked at ({problem.strerror})", mend="check its permissions")


def _without_database(config: Config, path: Path) -> Diagnosis:
    if holds_records(config.warc_dir):
        return error("database", f"{path}: there is none, though bodies are kept as served", mend=REBUILD)
    return ok("database", "there is no archive yet", mend="hfpapers crawl --date yesterday")


def _file_of(url: str) -> Path | None:
    """Return the file of an SQLite database; None for any other."""
    engine = create_engine(url)
    try:
        return sqlite_path(engine)
    finally:
        engine.dispose()


def _size(size_bytes: int) -> str:
    return f"{size_bytes / _GIB:,.1f} GiB" if size_bytes >= _GIB else f"{size_bytes / _MIB:,.0f} MiB"
