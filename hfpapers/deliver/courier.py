"""What the outbox asks of every kind of channel: the content made of a digest, and a part of it carried.

A part that was not taken is one of two things. `RefusedError`: it is known that it was not; it may be tried again.
`UnknownFateError`: nobody knows; it is tried again on request only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from hfpapers.digest.model import Digest
from hfpapers.errors import DeliveryError
from hfpapers.model.delivery import Delivery, DeliveryPart
from hfpapers.model.periods import Period

#: What installs the libraries that mail and chat need.
INSTALL = "pip install 'hfpapers[deliver]'"


class RefusedError(DeliveryError):
    """A part that was not taken; `is_down`: nor would be any other now, since the channel cannot be reached."""

    def __init__(self, channel: str, problem: str, *, is_down: bool = False) -> None:
        super().__init__(channel, problem)
        self.is_down = is_down


class UnknownFateError(DeliveryError):
    """A part that may have been taken, or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A digest made ready for a channel.

    Attributes:
        title: Its subject.
        part_names: What tells its parts apart; they name nobody.
        content: What JSON can hold, kept until all of it was sent; of a courier that is repeatable, anything.
        content_hash: SHA-256 of it.
        texts: What a reader gets to see, message for message; for `--dry-run`.
        size_bytes: Of all that is sent once, in UTF-8.
    """

    title: str
    part_names: tuple[str, ...]
    content: Any
    content_hash: str
    texts: tuple[str, ...]
    size_bytes: int
    message_id: str | None = None


def hash_of(content: Any) -> str:
    """Return the hash of what JSON can hold."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=True, sort_keys=True).encode()).hexdigest()


#: Makes the digest of a period, as the channel wants it.
MakeDigest: TypeAlias = Callable[[Period], Digest]
#: Carries one part.
Carry: TypeAlias = Callable[[DeliveryPart], None]


class Courier(Protocol):
    """One channel, as the outbox meets it."""

    @property
    def is_ordered(self) -> bool:
        """Whether parts follow each other: what comes after one that did not go waits for it."""

    @property
    def is_repeatable(self) -> bool:
        """Whether carrying a part twice leaves what carrying it once does; then it is made anew for each try."""

    def require(self) -> None:
        """Make sure that all is there that sending takes.

        Raises:
            ConfigError: A secret is not set, or an extra is not installed.
        """

    def compose(self, make_digest: MakeDigest, period: Period, key: str) -> Parcel | None:
        """Make the digest of a period ready; None where there is nothing to show in it."""

    def addressed(self, parts: Collection[str]) -> Collection[str]:
        """Tell which of these parts somebody still wants, by their names."""

    def carrying(self, delivery: Delivery, content: Any, *, now: datetime) -> AbstractContextManager[Carry]:
        """Give what carries the parts of a delivery, one after the other.

        It raises `RefusedError` or `UnknownFateError`, and after either can be asked for the next part.
        """
