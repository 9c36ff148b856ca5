"""What a digest is called in the outbox: the wishes of a channel and a period in, a key out, and back.

`speedread/zh/day/2026-11-19`, and with filters `list/en/week/2026-W47+top=10+category=cs.CL`. A key says which digest
it is, and not what stands in it, since votes change; another filter makes another digest.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from hfpapers.config.channels import Wanted
from hfpapers.errors import InvalidPeriodError
from hfpapers.model.periods import Period, PeriodKind, parse_day

_READERS = {
    PeriodKind.DAY: lambda label: Period.of_day(parse_day(label)),
    PeriodKind.WEEK: Period.of_week,
    PeriodKind.MONTH: Period.of_month,
}
_UNSAFE = re.compile(r"[^\w.:-]")


def digest_key(wanted: Wanted, period: Period) -> str:
    """Return the key of the digest of a period."""
    before, after = _around(wanted)
    return f"{before}{period.label}{after}"


def period_of(wanted: Wanted, key: str) -> Period | None:
    """Return the period that a key names; None where it is of a digest of another kind."""
    before, after = _around(wanted)
    if not key.startswith(before) or not key.endswith(after):
        return None
    label = key.removeprefix(before).removesuffix(after)
    try:
        period = _READERS[PeriodKind(wanted.period)](label)
    except InvalidPeriodError:
        return None
    return period if period.label == label else None


def message_id(channel: str, key: str, domain: str) -> str:
    """Return the Message-ID of a mail: the same for the same channel and key, whenever it is sent."""
    digest = hashlib.sha256(f"{channel}\n{key}".encode()).hexdigest()
    return f"<{digest[:40]}@hfpapers.{domain}>"


def _around(wanted: Wanted) -> tuple[str, str]:
    filters = "".join(f"+{name}={_UNSAFE.sub(_escaped, value)}" for name, value in _filters(wanted))
    return f"{wanted.style}/{wanted.lang}/{wanted.period}/", filters


def _filters(wanted: Wanted) -> Iterator[tuple[str, str]]:
    if wanted.top is not None:
        yield "top", str(wanted.top)
    if wanted.min_upvotes is not None:
        yield "min_upvotes", str(wanted.min_upvotes)
    yield from (("category", text) for text in sorted(wanted.categories))
    yield from (("keyword", text) for text in sorted(wanted.keywords))


def _escaped(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())
