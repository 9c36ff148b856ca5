"""Measurements into words: tables for the terminal, JSON for machines, and the generated parts of a document."""

from __future__ import annotations

import json
import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.archive import PAPERS_A_DAY as PAPERS_A_LIST
from benchmarks.machine import Machine
from benchmarks.processes import Sample, Spread
from benchmarks.suite import Comparison, Measured
from benchmarks.workload import PAPERS_A_DAY

#: What the project aims at: the program's time, in times of the bare loop's.
AIMS = {"crawl": 2.5, "replay": 2.0}
#: And for the memory of a crawl of 1,500 days.
MEMORY_AIM_MB = 250
#: For a digest of a day, in times of importing click, sqlalchemy and jinja2; for one of a year, seconds and memory.
DAY_AIM = 1.5
YEAR_AIM_SECONDS = 5
YEAR_AIM_MB = 200

_MEGA = 1_000_000


def ratio(comparison: Comparison) -> float:
    """Return the median of the program's time by that of the loop's, run by run: a slow hour falls on both."""
    pairs = zip(comparison.program, comparison.bare, strict=True)
    return statistics.median(program.seconds / bare.seconds for program, bare in pairs)


def render_text(measured: Measured, machine: Machine) -> str:
    """Render everything for a terminal."""
    parts = [f"{title}\n\n{text}" for title, text in parts_of(measured, machine, None).items()]
    return "\n\n".join(parts)


def render_json(measured: Measured, machine: Machine, today: date) -> str:
    """Render everything, every single run included, as one JSON document."""
    document: dict[str, Any] = {
        "measured_on": today.isoformat(),
        "machine": asdict(machine),
        "ratios": {each.name: {"is": round(ratio(each), 3), "aim": AIMS[each.name]} for each in measured.comparisons},
        **asdict(measured),
    }
    return json.dumps(document, indent=1) + "\n"


def parts_of(measured: Measured, machine: Machine, today: date | None) -> dict[str, str]:
    """Render the parts by the name that their marks have in the document."""
    when = "" if today is None else f" Measured on {today.isoformat()}."
    return {
        "machine": f"{machine}.{when}",
        "compared": _compared(measured),
        "same work": _same_work(measured),
        "large": _large(measured),
        "commands": _commands(measured),
        "digests": _digests(measured),
    }


def write_parts(path: Path, parts: dict[str, str]) -> None:
    """Put parts into a document, each between `<!-- measured: NAME -->` and `<!-- end of NAME -->`.

    Raises:
        ValueError: The document has lost the marks of a part.
    """
    text = path.read_text(encoding="utf-8")
    for name, part in parts.items():
        begin, end = f"<!-- measured: {name} -->", f"<!-- end of {name} -->"
        pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
        found = list(pattern.finditer(text))
        if len(found) != 1:
            raise ValueError(f"{path.name} must hold the part {name!r} once, between {begin} and {end}")
        text = f"{text[: found[0].start()]}{begin}\n{part}\n{end}{text[found[0].end() :]}"
    path.write_text(text, encoding="utf-8")


def _compared(measured: Measured) -> str:
    papers = measured.sizes.days * PAPERS_A_DAY
    head = ("", "time (s)", "processor time (s)", "papers a second", "peak memory (MB)", "times the bare loop's")
    rows = []
    for each in measured.comparisons:
        aim = f"{ratio(each):.2f} (aim: at most {AIMS[each.name]:g})"
        for who, samples, told in (("hfpapers", each.program, aim), ("bare loop", each.bare, "1")):
            seconds = _of(samples, "seconds")
            cells = (_spread(seconds), _spread(_of(samples, "cpu_seconds")), f"{papers / seconds.median:,.0f}")
            rows.append((f"{each.name}, {who}", *cells, _spread(_of(samples, "peak_bytes"), _MEGA, "{:.0f}"), told))
    return _table(head, rows)


def _same_work(measured: Measured) -> str:
    rows = [(f"`{name}`", f"{count:,}") for name, count in measured.rows.items() if count]
    records = ", ".join(f"{count:,} `{kind}`" for kind, count in sorted(measured.records.items()))
    return f"{_table(('table', 'rows of each'), rows)}\n\nWARC records of each: {records}."


def _large(measured: Measured) -> str:
    days, large = measured.sizes.large_days, measured.large
    papers = days * PAPERS_A_DAY
    small = {each.name: max(sample.peak_bytes for sample in each.program) for each in measured.comparisons}
    head = ("", "time (s)", "papers a second", "peak memory (MB)", f"peak memory for {measured.sizes.days} days (MB)")
    rows = [
        (
            f"{name} of {days:,} days, {papers:,} papers",
            f"{sample.seconds:.0f}",
            f"{papers / sample.seconds:,.0f}",
            f"{sample.peak_bytes / _MEGA:.0f}",
            f"{small[name] / _MEGA:.0f}",
        )
        for name, sample in (("crawl", large.crawl), ("replay", large.replay))
        if sample is not None
    ]
    sizes = [
        ("database", f"{large.database_bytes / _MEGA:,.0f}", f"{large.database_bytes / papers / 1000:.1f}"),
        ("WARC files", f"{large.warc_bytes / _MEGA:,.0f}", f"{large.warc_bytes / papers / 1000:.1f}"),
    ]
    return f"{_table(head, rows)}\n\n{_table(('on the disk', 'MB', 'kB a paper'), sizes)}"


def _commands(measured: Measured) -> str:
    rows = [
        (
            f"`{name}`" if name.startswith("-") or name == "status" else name,
            _spread(_of(samples, "seconds")),
            f"{max(sample.peak_bytes for sample in samples) / _MEGA:.0f}",
        )
        for name, samples in measured.commands.items()
    ]
    return _table(("command", "time (s)", "peak memory (MB)"), rows)


def _digests(measured: Measured) -> str:
    digests = measured.digests
    head = (
        "style, format",
        "a day (s)",
        f"times the imports' (aim: {DAY_AIM:g})",
        "the least by the least",
        f"a year (s; aim: {YEAR_AIM_SECONDS})",
        f"peak memory of a year (MB; aim: {YEAR_AIM_MB})",
    )
    rows = [
        (
            f"{each.style}, `{each.fmt}`",
            _spread(_of(each.day, "seconds")),
            f"{each.ratio:.2f}",
            f"{each.least_ratio:.2f}",
            f"{each.year.seconds:.2f}",
            f"{each.year.peak_bytes / _MEGA:.0f}",
        )
        for each in digests.exports
    ]
    imports = _spread(_of([sample for each in digests.exports for sample in each.imports], "seconds"))
    told = (
        f"{digests.papers:,} papers, {PAPERS_A_LIST} on each day of a list, {digests.year_papers:,} in the year. "
        f"Importing click, sqlalchemy and jinja2 takes {imports} s."
    )
    return f"{told}\n\n{_table(head, rows)}"


def _of(samples: Sequence[Sample], name: str) -> Spread:
    def value(sample: Sample) -> float:
        return float(getattr(sample, name))

    return Spread.of(samples, value)


def _spread(spread: Spread, unit: float = 1.0, form: str = "{:.2f}") -> str:
    """Write the median, and in brackets the least and the most."""
    median, least, most = (form.format(value / unit) for value in (spread.median, spread.least, spread.most))
    return median if least == most else f"{median} ({least} to {most})"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
