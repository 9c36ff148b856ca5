"""`python -m benchmarks`: measures, prints, and with `--write` brings docs/performance.md up to date.

Ends with 1 where something that was measured failed, or where program and bare loop did not do the same. Being slow
is no failure.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import report
from benchmarks.machine import this_machine
from benchmarks.processes import TOP, CommandFailedError
from benchmarks.same_work import OtherWorkError
from benchmarks.suite import Sizes, measure

_DOCUMENT = TOP / "docs" / "performance.md"


def main(arguments: list[str] | None = None) -> int:
    """Measure as the command line says; return the exit code."""
    options = _parser().parse_args(arguments)
    sizes = Sizes(
        days=options.days,
        runs=options.runs,
        large_days=options.large_days,
        replays_large=options.large_replay,
        reads=options.reads,
        digest_papers=options.digest_papers,
    )
    begun = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="hfpapers-bench-") as folder:
            measured = measure(sizes, Path(folder), lambda line: _say(line, begun))
    except (CommandFailedError, OtherWorkError) as problem:
        print(f"benchmark: {problem}", file=sys.stderr)
        return 1
    machine, today = this_machine(), datetime.now(tz=UTC).date()
    print(report.render_text(measured, machine))
    if options.json is not None:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(report.render_json(measured, machine, today), encoding="utf-8")
    if options.write:
        report.write_parts(_DOCUMENT, report.parts_of(measured, machine, today))
    _say("done", begun)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure crawl, replay and reading.")
    parser.add_argument("--days", type=int, default=100, help="days of 100 papers that are compared (default: 100)")
    parser.add_argument("--runs", type=int, default=3, help="how often, program and bare loop in turn (default: 3)")
    parser.add_argument("--large-days", type=int, default=1500, help="days of the large archive (default: 1500)")
    parser.add_argument("--large-replay", action="store_true", help="replay the large archive, too")
    parser.add_argument("--reads", type=int, default=3, help="how often a command that reads is run (default: 3)")
    parser.add_argument(
        "--digest-papers", type=int, default=100_000, help="papers that digests are made from (default: 100000)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every single run to a file, too")
    parser.add_argument("--write", action="store_true", help=f"bring {_DOCUMENT.relative_to(TOP)} up to date")
    return parser


def _say(line: str, begun: float) -> None:
    print(f"benchmark: {time.monotonic() - begun:5.0f} s  {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
