"""What a measurement was taken on, as far as it explains the numbers: no host's name, and no path."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

_MODEL = re.compile(r"^model name\s*:\s*(.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Processor, memory, system, and the versions that matter."""

    processor: str
    cores: int
    memory_gib: int
    system: str
    python: str
    sqlite: str
    scrapy: str
    sqlalchemy: str

    def __str__(self) -> str:
        """Return it in one line."""
        return (
            f"{self.processor}, {self.cores} cores, {self.memory_gib} GiB of memory, {self.system}, "
            f"Python {self.python}, SQLite {self.sqlite}, Scrapy {self.scrapy}, SQLAlchemy {self.sqlalchemy}"
        )


def this_machine() -> Machine:
    """Look at this one."""
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 1,
        memory_gib=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        system=_system(),
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        scrapy=version("scrapy"),
        sqlalchemy=version("sqlalchemy"),
    )


def _processor() -> str:
    about = Path("/proc/cpuinfo")
    found = _MODEL.search(about.read_text(encoding="utf-8")) if about.exists() else None
    return found[1].strip() if found else platform.machine()


def _system() -> str:
    """Name the distribution; its version id, too, which a name may leave out."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return f"{platform.system()} {platform.release()}"
    names = {"debian": "Debian"}
    return f"{names.get(release['ID'], release.get('NAME', release['ID']))} {release.get('VERSION_ID', '')}".strip()
