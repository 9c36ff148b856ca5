"""What `export` costs from an archive of many papers: a home in, samples by format and style out.

Each run for a day takes turns with a process that only imports click, sqlalchemy and jinja2: a slow minute of the
machine falls on both.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.archive import year_of_days
from benchmarks.processes import Sample
from benchmarks.workload import LAST_DAY
from hfpapers.digest.options import STYLES
from hfpapers.digest.render import FORMATS


@dataclass(frozen=True, slots=True, kw_only=True)
class Exports:
    """Digests of one style in one format: of a day, each after its run of imports, and once of a year."""

    style: str
    fmt: str
    imports: list[Sample]
    day: list[Sample]
    year: Sample

    @property
    def ratio(self) -> float:
        """The median of the day's time by that of the imports, run by run."""
        return statistics.median(
            day.seconds / imports.seconds for day, imports in zip(self.day, self.imports, strict=True)
        )

    @property
    def least_ratio(self) -> float:
        """The least time of the day by the least time of the imports: what is left where nothing else runs."""
        return min(sample.seconds for sample in self.day) / min(sample.seconds for sample in self.imports)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """All that was measured, and on how many papers."""

    papers: int
    year_papers: int
    exports: list[Exports]


def measure_exports(
    export: Callable[..., Sample], imports: Callable[[], Sample], folder: Path, *, reads: int
) -> list[Exports]:
    """Run every format in style `list`, and every other style in Markdown.

    Args:
        export: Runs `hfpapers export` with these arguments.
        imports: Runs the imports alone.
        folder: For the digests.
        reads: How often a day is exported.
    """
    wanted = [("list", fmt) for fmt in FORMATS] + [(style, "md") for style in STYLES if style != "list"]
    return [_measure(export, imports, style, fmt, folder / "digest", reads) for style, fmt in wanted]


def _measure(
    export: Callable[..., Sample], imports: Callable[[], Sample], style: str, fmt: str, target: Path, reads: int
) -> Exports:
    how = ("--style", style, "--format", fmt, "-o", str(target))
    pairs = [(imports(), export("--date", LAST_DAY.isoformat(), *how)) for _ in range(reads)]
    first, last = year_of_days()
    return Exports(
        style=style,
        fmt=fmt,
        imports=[pair[0] for pair in pairs],
        day=[pair[1] for pair in pairs],
        year=export("--since", first.isoformat(), "--until", last.isoformat(), *how),
    )
