"""What a record says of a body that was taken out of it: a line of JSON in a WARC header field of ours, and back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any


class Deed(StrEnum):
    """Why a body is not what was served any more."""

    PRUNED = "pruned"  # dropped to free the disk; the database's rows stay
    FORGOTTEN = "forgotten"  # taken down on request; the body is what is left of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """What was done to a body.

    Attributes:
        at: When, aware.
        detail: Why, in a few words without names.
        served_bytes: How long the body was as served, before anything was taken out of it.
        sha256: Digest of that body; None where it must not be known any more.
        is_emptied: Nothing is left of it. A parser that read it would take it for an empty answer.
        is_missed: Rows came from it that cannot be rebuilt from anything else that is kept.
    """

    deed: Deed
    at: datetime
    detail: str
    served_bytes: int
    sha256: str | None
    is_emptied: bool
    is_missed: bool = False


def tombstone_to_text(stone: Tombstone) -> str:
    """Write a tombstone as one line of ASCII."""
    values: dict[str, Any] = {
        "deed": stone.deed.value,
        "at": stone.at.astimezone(UTC).isoformat(),
        "detail": stone.detail,
        "served_bytes": stone.served_bytes,
        "emptied": stone.is_emptied,
    }
    if stone.is_missed:
        values["missed"] = True
    if stone.sha256 is not None:
        values["sha256"] = stone.sha256
    return json.dumps(values, ensure_ascii=True, separators=(",", ":"))


def tombstone_from_text(text: str) -> Tombstone:
    """Read a tombstone.

    Raises:
        ValueError: The text was not written by `tombstone_to_text`.
    """
    values = json.loads(text)
    try:
        return Tombstone(
            deed=Deed(values["deed"]),
            at=datetime.fromisoformat(values["at"]),
            detail=str(values["detail"]),
            served_bytes=int(values["served_bytes"]),
            sha256=values.get("sha256"),
            is_emptied=bool(values["emptied"]),
            is_missed=bool(values.get("missed", False)),
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"not the fields of a tombstone: {error}") from error
