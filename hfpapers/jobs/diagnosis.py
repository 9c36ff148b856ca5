"""What one check of the doctor came to: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hfpapers.drift import Finding


class Level(StrEnum):
    """`WARNING`: something is missing or odd, and the archive works. `ERROR`: it cannot be used, or will not last."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What one check came to.

    Attributes:
        check: What was checked; a stable name, for machines.
        line: One line for a person.
        mend: The command that helps, or what to do; None where nothing is to be done.
        finding: The drift that it tells of.
    """

    check: str
    level: Level
    line: str
    mend: str | None = None
    finding: Finding | None = None


def ok(check: str, line: str, *, mend: str | None = None) -> Diagnosis:
    """All is well; `mend` is then advice."""
    return Diagnosis(check=check, level=Level.OK, line=line, mend=mend)


def warning(check: str, line: str, *, mend: str | None = None, finding: Finding | None = None) -> Diagnosis:
    """Something is missing or odd."""
    return Diagnosis(check=check, level=Level.WARNING, line=line, mend=mend, finding=finding)


def error(check: str, line: str, *, mend: str | None = None) -> Diagnosis:
    """The archive cannot be used, or not for long."""
    return Diagnosis(check=check, level=Level.ERROR, line=line, mend=mend)
