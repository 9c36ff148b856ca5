"""How long something takes, as commands say it: as exactly as an estimate deserves."""

from __future__ import annotations

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def about(seconds: float) -> str:
    """Word an estimate: `less than a minute`, `about 13 min`, `about 5 h`, `about 3 days`."""
    if seconds < _MINUTE:
        return "less than a minute"
    for least, unit, word in ((2 * _DAY, _DAY, "days"), (2 * _HOUR, _HOUR, "h")):
        if seconds >= least:
            return f"about {seconds / unit:,.0f} {word}"
    return f"about {seconds / _MINUTE:,.0f} min"
