"""What is run, in which order: sizes in, measurements out.

Program and bare loop take turns, so that an hour in which the machine does other work falls on both. After each
comparison the two archives are compared. The large archive is made once, by the program alone, for its memory
and for the commands that read it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from benchmarks import archive, same_work, workload
from benchmarks.digests import Digests, measure_exports
from benchmarks.processes import Sample, run
from benchmarks.upstream import Addresses, serving

Say = Callable[[str], None]

_REPLAYED_TOGETHER = 50
#: Days that are crawled for the archive of many papers, which are copies of theirs.
_COPIED_DAYS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much is measured.

    Attributes:
        days, runs: Of the comparison; each day has 100 papers.
        large_days: Of the archive that is made once.
        replays_large: Whether that one is replayed, too, which takes as long again.
        reads: How often a command that reads is run; of what takes long, once.
        digest_papers: In the archive that digests are made from.
    """

    days: int
    runs: int
    large_days: int
    replays_large: bool
    reads: int
    digest_papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The same work done by the program and by the bare loop."""

    name: str
    program: list[Sample]
    bare: list[Sample]


@dataclass(frozen=True, slots=True, kw_only=True)
class Large:
    """The large archive: what making it took, and its size on the disk. `replay` is None where it was not measured."""

    crawl: Sample
    replay: Sample | None
    database_bytes: int
    warc_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Everything that was measured.

    Attributes:
        rows: Rows of one compared archive, by table; `records`: of its WARC files, by type.
        commands: By their arguments: what reads from the large archive.
    """

    sizes: Sizes
    comparisons: list[Comparison]
    rows: dict[str, int]
    records: dict[str, int]
    large: Large
    commands: dict[str, list[Sample]]
    digests: Digests


def measure(sizes: Sizes, folder: Path, say: Say) -> Measured:
    """Run it all.

    Args:
        sizes: How much.
        folder: An empty folder for the archives, which are removed as soon as they are measured.
        say: Told what goes on.

    Raises:
        CommandFailedError: Something that was measured failed.
        OtherWorkError: Program and loop did not do the same.
    """
    say("rendering what upstream serves")
    with serving(max(sizes.days, sizes.large_days)) as addresses:
        bench = _Bench(addresses, folder, say)
        comparisons = [Comparison(name=name, program=[], bare=[]) for name in ("crawl", "replay")]
        for number in range(1, sizes.runs + 1):
            say(f"run {number} of {sizes.runs}: {sizes.days} days, program and bare loop in turn")
            rows, records = bench.compare(sizes.days, comparisons)
        large = bench.make_large(sizes)
        digests = bench.export(sizes)
    return Measured(
        sizes=sizes,
        comparisons=comparisons,
        rows=rows,
        records=records,
        large=large,
        commands=bench.read(sizes),
        digests=digests,
    )


class _Bench:
    """Homes, and what is run in them."""

    def __init__(self, addresses: Addresses, folder: Path, say: Say) -> None:
        self._addresses = addresses
        self._folder = folder
        self._say = say
        self._blank = folder / "blank"
        self._large = folder / "large"
        self._program(self._blank, "db", "upgrade")

    def compare(self, day_count: int, comparisons: list[Comparison]) -> tuple[dict[str, int], dict[str, int]]:
        """Crawl and replay the same days twice each; return the rows and records that both came to."""
        crawl, replay = comparisons
        homes = {name: self._folder / name for name in ("program", "bare", "replayed", "bare-replayed")}
        crawl.program.append(self._crawl(homes["program"], day_count))
        crawl.bare.append(self._bare_crawl(homes["bare"], day_count))
        rows = same_work.check_rows(homes["program"], homes["bare"])
        records = same_work.check_records(homes["program"], homes["bare"])
        kept = homes["program"] / "warc"
        shutil.copytree(kept, homes["replayed"] / "warc")
        replay.program.append(self._program(homes["replayed"], "replay"))
        shutil.copytree(self._blank, homes["bare-replayed"])
        arguments = ("replay", str(homes["bare-replayed"]), str(kept), str(_REPLAYED_TOGETHER))
        replay.bare.append(run("bare", *arguments, environ=_environment({})))
        same_work.check_rows(homes["replayed"], homes["bare-replayed"])
        same_work.check_rows(homes["program"], homes["replayed"])
        for home in homes.values():
            shutil.rmtree(home)
        return rows, records

    def make_large(self, sizes: Sizes) -> Large:
        """Crawl once; where that is wanted, replay what was kept in the place of the database."""
        self._say(f"crawling {sizes.large_days} days once, for memory and size")
        crawl = self._crawl(self._large, sizes.large_days)
        database_bytes = self._database_bytes()
        warc_bytes = sum(path.stat().st_size for path in (self._large / "warc").iterdir())
        replay = None
        if sizes.replays_large:
            self._say(f"replaying them once: {warc_bytes / 1e6:.0f} MB of WARC files")
            for path in self._large.glob("hfpapers.db*"):
                path.unlink()
            replay = self._program(self._large, "replay")
        return Large(crawl=crawl, replay=replay, database_bytes=database_bytes, warc_bytes=warc_bytes)

    def read(self, sizes: Sizes) -> dict[str, list[Sample]]:
        """Run what reads the large archive, and what reads nothing."""
        self._say("start-up, status, export")
        last = workload.LAST_DAY
        first = max(last - timedelta(days=364), workload.days(sizes.large_days)[0])
        year = ("--since", first.isoformat(), "--until", last.isoformat())
        out = ("--format", "json", "-o", str(self._folder / "digest.json"))
        commands = {
            "--help": ("--help",),
            "status": ("status",),
            "export of a day": ("export", "--date", last.isoformat(), *out),
            f"export of {(last - first).days + 1} days": ("export", *year, *out),
        }
        return {
            name: [self._program(self._large, *arguments) for _ in range(1 if year[1] in arguments else sizes.reads)]
            for name, arguments in commands.items()
        }

    def export(self, sizes: Sizes) -> Digests:
        """Make the archive of many papers, and digests from it."""
        self._say(f"digests from an archive of {sizes.digest_papers:,} papers")
        home = self._folder / "many"
        self._crawl(home, min(_COPIED_DAYS, max(sizes.days, sizes.large_days)))
        run("archive", str(home), str(sizes.digest_papers), environ=_environment({}))
        exports = measure_exports(
            lambda *arguments: self._program(home, "export", *arguments),
            lambda: run("imports", environ=_environment({})),
            self._folder,
            reads=sizes.reads,
        )
        year_papers = archive.papers_of_year(home)
        shutil.rmtree(home)
        return Digests(papers=sizes.digest_papers, year_papers=year_papers, exports=exports)

    def _crawl(self, home: Path, day_count: int) -> Sample:
        first, last = _ends(day_count)
        return self._program(home, "crawl", "--since", first.isoformat(), "--until", last.isoformat())

    def _bare_crawl(self, home: Path, day_count: int) -> Sample:
        shutil.copytree(self._blank, home)
        ends = [day.isoformat() for day in _ends(day_count)]
        urls = self._addresses.hf_url, self._addresses.arxiv_url
        return run("bare", "crawl", str(home), *urls, *ends, environ=_environment({}))

    def _program(self, home: Path, *arguments: str) -> Sample:
        ours = {
            "HFPAPERS_HOME": str(home),
            "HFPAPERS_HF_URL": self._addresses.hf_url,
            "HFPAPERS_ARXIV_URL": self._addresses.arxiv_url,
            "HFPAPERS_ARXIV_INTERVAL_SECONDS": "0",
        }
        return run("program", *arguments, environ=_environment(ours))

    def _database_bytes(self) -> int:
        """Measure the database when its log is in it."""
        path = self._large / "hfpapers.db"
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return path.stat().st_size


def _ends(day_count: int) -> tuple[date, date]:
    days = workload.days(day_count)
    return days[0], days[-1]


def _environment(ours: Mapping[str, str]) -> dict[str, str]:
    """Leave out what the user set for the program, and proxies."""
    theirs = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HFPAPERS_", "HF_")) and not name.lower().endswith("_proxy")
    }
    return theirs | dict(ours)
