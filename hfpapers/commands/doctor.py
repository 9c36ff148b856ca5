"""`hfpapers doctor`: explains everything that is not well, with its mend."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from hfpapers.commands import output
from hfpapers.commands.failures import FAILED, INCOMPLETE, OK
from hfpapers.commands.session import Session, now, pass_session
from hfpapers.errors import ConfigError

if TYPE_CHECKING:
    from hfpapers.jobs.diagnosis import Diagnosis

FORMATS = ("text", "json")
SUFFIXES = {".txt": "text", ".json": "json"}

_LEVEL_WIDTH = 9
_CHECK_WIDTH = 10


@click.command()
@click.option("--format", "fmt", type=click.Choice(FORMATS), help="Format; else told by the suffix of FILE, else text.")
@output.output_option("File to write, whole or not at all.")
@pass_session
@click.pass_context
def doctor(ctx: click.Context, session: Session, fmt: str | None, target: str) -> None:
    """Explain what is not well, and what mends it.

    Looks at the home folder, the disk, the configuration, the database, the last runs, the days, the
    bodies as served, the deliveries, and for drift: what upstream has changed without a word. Each finding of drift
    comes with the body that shows it, the command to look at it, and the one that makes a test case of
    it. Nothing is changed, and no site is asked.

    \b
      hfpapers doctor
      hfpapers doctor --format json | jq '.checks[] | select(.level != "ok")'

    Ends with 0 when all is well, with 3 when something is missing or odd while the archive works, with
    1 when it cannot be used or will not last. An archive that does not exist yet is no fault.
    """
    chosen = output.format_of(target, fmt, SUFFIXES, default="text")
    diagnoses = _diagnoses(session)
    code = _exit_code(diagnoses)
    output.write(_as_json(diagnoses, code) if chosen == "json" else _as_text(diagnoses), target)
    ctx.exit(code)


def _diagnoses(session: Session) -> Sequence[Diagnosis]:
    from hfpapers.jobs.checkup import check_up
    from hfpapers.jobs.diagnosis import error, ok

    try:
        config = session.config()
    except ConfigError as problem:
        return (error("settings", str(problem), mend="set it right; nothing else could be checked"),)
    return (ok("settings", "can be used"), *check_up(config, now=now()))


def _exit_code(diagnoses: Sequence[Diagnosis]) -> int:
    from hfpapers.jobs.diagnosis import Level

    levels = {diagnosis.level for diagnosis in diagnoses}
    if Level.ERROR in levels:
        return FAILED
    return INCOMPLETE if Level.WARNING in levels else OK


def _as_text(diagnoses: Sequence[Diagnosis]) -> str:
    from hfpapers.digest.text import clean_text

    lines = []
    for diagnosis in diagnoses:
        lines.append(f"{diagnosis.level:<{_LEVEL_WIDTH}}{diagnosis.check:<{_CHECK_WIDTH}}{clean_text(diagnosis.line)}")
        indent = " " * (_LEVEL_WIDTH + _CHECK_WIDTH)
        mends = [diagnosis.mend, _golden_command(diagnosis)]
        lines += [f"{indent}-> {mend}" for mend in mends if mend is not None]
    return "".join(f"{line}\n" for line in lines)


def _as_json(diagnoses: Sequence[Diagnosis], code: int) -> str:
    values = {"exit_code": code, "checks": [_values(diagnosis) for diagnosis in diagnoses]}
    return f"{json.dumps(values, indent=2, ensure_ascii=False)}\n"


def _values(diagnosis: Diagnosis) -> dict[str, Any]:
    from hfpapers.commands.nightly_outcome import finding_values

    finding = diagnosis.finding
    return {
        "check": diagnosis.check,
        "level": str(diagnosis.level),
        "line": diagnosis.line,
        "mend": diagnosis.mend,
        "golden": _golden_command(diagnosis),
        "finding": None if finding is None else finding_values(finding),
    }


def _golden_command(diagnosis: Diagnosis) -> str | None:
    """Name the command that makes a test case of the body that shows a finding."""
    finding = diagnosis.finding
    if finding is None or finding.evidence is None:
        return None
    return f"hfpapers raw golden {finding.evidence} --case {str(finding.code).replace('_', '-')}"
