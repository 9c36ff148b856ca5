"""What is not well in an archive: queries and the time in, what every check came to out. Changes nothing."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from hfpapers import checks
from hfpapers.config import Config
from hfpapers.digest.mending import crawl_command
from hfpapers.jobs.diagnosis import Diagnosis, ok, warning
from hfpapers.jobs.diagnosis import error as failed
from hfpapers.jobs.drift_watch import look_for_drift
from hfpapers.model.coverage import WHOLE_STATES, DayCoverage
from hfpapers.model.delivery import Delivery, DeliveryState
from hfpapers.model.fetched import Endpoint
from hfpapers.model.health_views import RunView
from hfpapers.model.kinds import PaperState
from hfpapers.model.periods import Period
from hfpapers.store.lock import ENRICHMENT_LOCK_FILE, LOCK_FILE
from hfpapers.store.lost import REBUILD
from hfpapers.store.queries import Queries
from hfpapers.store.raw.names import SUFFIX, newest_generations, split_generation
from hfpapers.store.raw.sidecar import sidecar_path
from hfpapers.store.raw.timeline import holds_answer

NIGHTLY = "hfpapers nightly"
#: A night may take its time, and begin an hour late.
LATEST_NIGHT = timedelta(hours=26)
#: So many looks in vain are no passing fault.
MANY_ATTEMPTS = 5

_MAY_RUN_ELSEWHERE = timedelta(hours=24)
_MOST_DAYS = 10
_MOST_DELIVERIES = 3
_ERROR_CHARACTERS = 160
_HOLDER = re.compile(r"\(process (\d+) on (\S+)\)\s*$")


def check_archive(queries: Queries, config: Config, *, now: datetime) -> Iterator[Diagnosis]:
    """Check what is in an archive that can be read."""
    newest = queries.runs.newest()
    if newest is None:
        yield ok("days", "nothing was asked for yet", mend="hfpapers crawl --date yesterday")
        return
    yield _newest_run(newest, config.home, now)
    yield _nightly(queries, now)
    yield from _days(queries, now)
    yield _arxiv(queries)
    yield _bodies(queries, config.warc_dir)
    if config.channels:
        yield from _deliveries(queries, config)
    yield from _drift(queries, now)


def _newest_run(run: RunView, home: Path, now: datetime) -> Diagnosis:
    name = f"{run.command}, begun {run.started_at:%Y-%m-%d %H:%M} UTC"
    if run.state is None:
        where = _where_it_runs(home / (ENRICHMENT_LOCK_FILE if _asks_models(run) else LOCK_FILE))
        if where == "here" or (where == "elsewhere" and now - run.started_at < _MAY_RUN_ELSEWHERE):
            return ok("run", f"{name}: is running")
        return warning(
            "run", f"{name}: never ended, as if it had been killed; what it had stored is whole", mend=NIGHTLY
        )
    if run.state == "failed":
        detail = f": {run.detail[:_ERROR_CHARACTERS]}" if run.detail else ""
        return warning("run", f"{name}: failed{detail}", mend="mend that, then run the command again")
    return ok("run", f"{name}: ended, {run.state}")


def _asks_models(run: RunView) -> bool:
    """Tell whether it is a run that leaves the archive to others while it goes on."""
    return run.command.split()[:2] == ["hfpapers", "enrich"]


def _where_it_runs(lock: Path) -> str | None:
    """Tell where the program that last held a lock runs: `here`, `elsewhere` (as far as we know), or None."""
    try:
        named = _HOLDER.search(lock.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return None
    if named is None:
        return None
    if named[2] != socket.gethostname()[:20]:
        return "elsewhere"
    try:
        os.kill(int(named[1]), 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        return "here"
    return "here"


def _nightly(queries: Queries, now: datetime) -> Diagnosis:
    run = queries.runs.newest(command=NIGHTLY)
    if run is None:
        return ok("nightly", "was never run on this archive", mend="docs/operating.md tells how to run it every night")
    hours = (now - run.started_at) / timedelta(hours=1)
    line = f"the last night began {run.started_at:%Y-%m-%d %H:%M} UTC, {hours:,.0f} h ago"
    if now - run.started_at > LATEST_NIGHT:
        return warning("nightly", line, mend=f"look whether its timer runs; by hand: {NIGHTLY}")
    return ok("nightly", line)


def _days(queries: Queries, now: datetime) -> Iterator[Diagnosis]:
    covered = queries.covered_range()
    yesterday = now.date() - timedelta(days=1)
    if covered is None or covered[0] > yesterday:
        yield ok("days", "no day that has ended was asked for yet")
        return
    days = queries.list_days(tuple(Period.of_range(covered[0], yesterday).days()))
    faulty = [day for day in days if day.state not in WHOLE_STATES or checks.is_incomplete([day])]
    runs = _in_runs(faulty)
    yield from (_faulty_days(run) for run in runs[-_MOST_DAYS:])
    if len(runs) > _MOST_DAYS:
        yield warning("days", f"and {len(runs) - _MOST_DAYS} older spans of days lack something", mend="hfpapers gaps")
    if not faulty:
        yield ok("days", f"all that ended from {days[0].day} to {days[-1].day} are whole")


def _in_runs(days: Sequence[DayCoverage]) -> list[list[DayCoverage]]:
    """Put neighbouring days together that lack the same."""
    runs: list[list[DayCoverage]] = []
    for day in days:
        last = runs[-1][-1] if runs else None
        is_next = last is not None and day.day - last.day == timedelta(days=1)
        if last is not None and is_next and (last.state, last.last_error) == (day.state, day.last_error):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _faulty_days(run: Sequence[DayCoverage]) -> Diagnosis:
    first, last = run[0], run[-1]
    span = str(first.day) if len(run) == 1 else f"{first.day} to {last.day}, {len(run)} days"
    state = "never asked for" if first.state is None else str(first.state).replace("_", " ")
    why = f": {first.last_error[:_ERROR_CHARACTERS]}" if first.last_error else ""
    again = " --again" if any(day.settled_at is not None for day in run) else ""
    attempts = max(day.attempts for day in run)
    if attempts >= MANY_ATTEMPTS and first.state not in WHOLE_STATES:
        line = f"{span}: still {state} after {attempts} looks{why}; this will not pass by itself"
        return failed("days", line, mend=f"hfpapers raw show {last.day} --list")
    return warning("days", f"{span}: {state}{why}", mend=f"{crawl_command(first.day, last.day)}{again}")


def _arxiv(queries: Queries) -> Diagnosis:
    number = queries.runs.count_papers(Endpoint.ARXIV_ATOM, {PaperState.FAILED})
    if number:
        papers = "1 paper" if number == 1 else f"{number:,} papers"
        return warning("arxiv", f"arXiv could not be had for {papers}", mend=NIGHTLY)
    return ok("arxiv", "no paper was asked for in vain")


def _bodies(queries: Queries, warc_dir: Path) -> Diagnosis:
    try:
        held = {path.name for path in warc_dir.iterdir()} if warc_dir.is_dir() else set()
    except OSError as problem:
        return failed("bodies", f"{warc_dir}: cannot be read ({problem.strerror})", mend="check its permissions")
    files = queries.runs.warc_files()
    missing = sorted(files - held)
    if missing:
        line = f"{warc_dir}: {len(missing)} of {len(files)} WARC files are not there, {missing[0]} among them"
        return failed("bodies", line, mend="bring them back from a back-up: they are what all else is rebuilt from")
    unknown = _unknown(warc_dir, held, files)
    if unknown:
        line = f"{warc_dir}: the database knows nothing of {len(unknown)} WARC files, {unknown[0]} among them"
        return failed("bodies", line, mend=REBUILD)
    return ok("bodies", f"{warc_dir}: {len(files):,} WARC files, none missing; their content: hfpapers raw verify")


def _unknown(warc_dir: Path, held: Collection[str], known: Collection[str]) -> list[str]:
    """Name the files with answers of which no row knows; one that is being written, or read again soon, is left out."""
    first_names = {split_generation(name)[0] for name in known}
    newest = newest_generations(name for name in held if name.endswith(SUFFIX))
    unknown = sorted(name for first, name in newest.items() if first not in first_names)
    return [name for name in unknown if sidecar_path(Path(name)).name not in held and holds_answer(warc_dir / name)]


def _deliveries(queries: Queries, config: Config) -> Iterator[Diagnosis]:
    """Name what may not have arrived, and what did not go."""
    names = {channel.name for channel in config.channels}
    rows = [row for row in queries.deliveries.list_all() if row.channel in names]
    unknown = [row for row in rows if row.state is DeliveryState.SENDING]
    if unknown and _where_it_runs(config.home / LOCK_FILE) == "here":
        yield ok("deliveries", "a program writes to the archive; what it sends now is judged when it has ended")
        return
    refused = [row for row in rows if row.state is DeliveryState.REFUSED]
    yield from map(_unknown_delivery, unknown[:_MOST_DELIVERIES])
    if len(unknown) > _MOST_DELIVERIES:
        line = f"of {len(unknown) - _MOST_DELIVERIES} more it is not known whether they arrived"
        yield warning("deliveries", line, mend="hfpapers deliver --list")
    if refused:
        why = f": {refused[0].detail[:_ERROR_CHARACTERS]}" if refused[0].detail else ""
        line = f"not sent yet: {len(refused)}, {refused[0].digest_key} for channel {refused[0].channel} among them{why}"
        yield warning("deliveries", line, mend="mend that; the next night tries again, and so does hfpapers deliver")
    if not unknown and not refused:
        yield ok("deliveries", "all that was begun has arrived")


def _unknown_delivery(row: Delivery) -> Diagnosis:
    line = f"channel {row.channel}: {row.digest_key}: it is not known whether it arrived"
    repeat = f"hfpapers deliver --channel {row.channel} --repeat '{row.digest_key}'"
    return warning("deliveries", line, mend=f"look, then run {repeat}, or with --done in place of --repeat")


def _drift(queries: Queries, now: datetime) -> Iterator[Diagnosis]:
    findings = look_for_drift(queries, today=now.date())
    for finding in findings:
        look = None if finding.evidence is None else f"hfpapers raw show {finding.evidence}"
        yield warning("drift", f"{finding.code}: {finding.line}", mend=look, finding=finding)
    if not findings:
        yield ok("drift", "upstream is as it was")
