"""Files and feeds: what is put in its place, whole, and is the same when it is put there twice.

So nothing of it is kept for a second try: it is made anew, and a kill in between leaves no doubt. What stands in a
feed of several periods is told by `feeds`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from hfpapers.config.channels import FeedChannel, FileChannel
from hfpapers.deliver.courier import Carry, MakeDigest, Parcel, RefusedError
from hfpapers.deliver.feeds import feed_digest
from hfpapers.deliver.files import replace_file
from hfpapers.digest.filenames import default_filename
from hfpapers.digest.model import Digest
from hfpapers.digest.render import FORMATS, render_bytes
from hfpapers.model.delivery import Delivery, DeliveryPart
from hfpapers.model.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A file, and what it is to hold."""

    path: Path
    data: bytes
    is_text: bool = True

    @property
    def shown(self) -> str:
        """What `--dry-run` shows of it."""
        return f"{self.path}\n{self.data.decode() if self.is_text else ''}"


class _PlaceCourier:
    """What files and feeds have in common."""

    channel: FileChannel | FeedChannel

    @property
    def is_ordered(self) -> bool:
        """Files are independent of each other."""
        return False

    @property
    def is_repeatable(self) -> bool:
        """A file that is written twice is one file."""
        return True

    def require(self) -> None:
        """Ask for nothing: whether the folder is there, writing tells."""

    def addressed(self, parts: Collection[str]) -> Collection[str]:
        """Tell which parts are wanted: all."""
        return parts

    @contextmanager
    def carrying(self, delivery: Delivery, content: Mapping[str, Any], *, now: datetime) -> Iterator[Carry]:
        """Give what puts a file in its place."""
        del delivery, now

        def carry(part: DeliveryPart) -> None:
            place: _Place = content[part.name]
            try:
                replace_file(place.path, place.data)
            except OSError as error:
                problem = f"{place.path}: cannot be written ({error.strerror or error})"
                raise RefusedError(self.channel.name, problem) from error

        yield carry


@dataclass(frozen=True, slots=True)
class FileCourier(_PlaceCourier):
    """A folder of files, one a digest and format. A part is a format."""

    channel: FileChannel

    def compose(self, make_digest: MakeDigest, period: Period, key: str) -> Parcel | None:
        """Render the files; None where there is nothing to show."""
        del key
        digest = make_digest(period)
        if not digest.counts.shown:
            return None
        folder = self.channel.folder
        return _parcel(digest.title, {fmt: _rendered(folder, digest, fmt) for fmt in self.channel.formats})


@dataclass(frozen=True, slots=True)
class FeedCourier(_PlaceCourier):
    """A feed in a file, of the newest periods. It has one part.

    `newest` is the newest period that the feed has, or is about to get: a day that comes late is put in its place.
    """

    channel: FeedChannel
    newest: Period | None = None

    def compose(self, make_digest: MakeDigest, period: Period, key: str) -> Parcel | None:
        """Render the feed with a period in it; None where the period has nothing to show."""
        del key
        if not make_digest(period).counts.shown:
            return None
        last = max(period, self.newest or period, key=lambda each: each.since)
        digest = feed_digest(make_digest, last, self.channel.entries)
        place = _Place(path=self.channel.path, data=render_bytes(digest, self.channel.format))
        return _parcel(digest.title, {"feed": place})


def _rendered(folder: Path, digest: Digest, fmt: str) -> _Place:
    path = folder / default_filename(digest, FORMATS[fmt].suffix)
    return _Place(path=path, data=render_bytes(digest, fmt), is_text=not FORMATS[fmt].is_binary)


def _parcel(title: str, places: dict[str, _Place]) -> Parcel:
    hashed = hashlib.sha256()
    for place in places.values():
        hashed.update(place.data)
    return Parcel(
        title=title,
        part_names=tuple(places),
        content=places,
        content_hash=hashed.hexdigest(),
        texts=tuple(place.shown for place in places.values()),
        size_bytes=sum(len(place.data) for place in places.values()),
    )
