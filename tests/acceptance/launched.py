"""Starts the program many times over without importing it each time: one process that forks for each start.

In: a line of JSON for each order, on stdin. Out: a line of JSON for each, on stdout. A child is the program as the
console script runs it, in a process of its own with the environment, the arguments and the exit code that it is
given: killing it kills nothing else. What a start costs is a tenth of what it costs to import everything anew.
`launcher` is the other end.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import sys
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from scrapy.settings import Settings
from scrapy.utils.misc import load_object

import hfpapers
from hfpapers.commands import main as program
from tests.acceptance.clock import move_clock
from tests.acceptance.death import Watch

#: Imported by a crawl at their first use, beside all of `hfpapers` and what Scrapy's settings name.
PRELOADED = (
    "alembic.ddl.postgresql",
    "alembic.ddl.sqlite",
    "ftfy.bad_codecs",
    "openai.resources.chat.completions",
    "pylatexenc.latex2text",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.core.scheduler",
    "scrapy.squeues",
    "scrapy.statscollectors",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
)
_POLL_SECONDS = 0.005


def main() -> None:
    """Serve orders until stdin ends."""
    _import_beforehand()
    gc.collect()
    gc.freeze()  # a collection in a child would copy every page
    for line in sys.stdin:
        order = json.loads(line)
        answer = _wait(**order["wait"]) if "wait" in order else {"pid": _start(order["start"])}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _import_beforehand() -> None:
    """Import what a command would; nothing of it may import Twisted's reactor, which belongs to one process."""
    for module in pkgutil.walk_packages(hfpapers.__path__, "hfpapers."):
        importlib.import_module(module.name)
    settings = Settings()
    for name in sorted(settings.getdict("EXTENSIONS_BASE") | settings.getdict("DOWNLOADER_MIDDLEWARES_BASE")):
        load_object(name)
    for name in PRELOADED:
        importlib.import_module(name)
    if "twisted.internet.reactor" in sys.modules:
        raise RuntimeError("something that is imported beforehand installs the reactor")


def _start(order: Mapping[str, Any]) -> int:
    pid = os.fork()
    if pid == 0:
        _run(order)
    return pid


def _run(order: Mapping[str, Any]) -> None:
    """Be the program; ends with its `SystemExit`, which ends this process as it would the program's own."""
    for descriptor, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, order["stdout"], os.O_WRONLY | os.O_CREAT | os.O_APPEND),
        (2, order["stderr"], os.O_WRONLY | os.O_CREAT | os.O_APPEND),
    ):
        opened = os.open(path, flags, 0o644)
        os.dup2(opened, descriptor)
        os.close(opened)
    os.environ.clear()
    os.environ.update(order["environment"])
    time.tzset()
    os.chdir(order["folder"])
    sys.argv[:] = ["hfpapers", *order["arguments"]]
    if order["clock"] is not None:
        move_clock(datetime.fromisoformat(order["clock"]))
    if order["watch"] is not None:
        Watch(**order["watch"]).install()
    program()


def _wait(pid: int, seconds: float) -> dict[str, Any]:
    """Wait for a child; `returncode` as `subprocess` gives it, None where it runs on."""
    until = time.monotonic() + seconds
    while True:
        ended, status, usage = os.wait4(pid, os.WNOHANG)
        if ended:
            return {
                "returncode": os.waitstatus_to_exitcode(status),
                "peak_kib": usage.ru_maxrss,
                "cpu_seconds": usage.ru_utime + usage.ru_stime,
            }
        if time.monotonic() > until:
            return {"returncode": None}
        time.sleep(_POLL_SECONDS)


if __name__ == "__main__":
    main()
