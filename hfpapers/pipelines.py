"""The one pipeline: writes what was read. No rule lives here; they are in `ingest` and below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from hfpapers import ingest
from hfpapers.store.journal import Attempt

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from hfpapers.store.archive import Archive


class StorePipeline:
    """Turns items into rows; hands on the `WriteReport`, which is what listeners of `item_scraped` get."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the archive that the spider works for."""
        return cls(crawler.settings["HFPAPERS_ARCHIVE"])

    def process_item(self, item: Any) -> ingest.WriteReport:
        """Write an item; what left no body is journalled first, so that replay knows of it.

        Raises:
            StoreError: It cannot be written.
        """
        if isinstance(item, ingest.Failure | ingest.NoSuchDay) and item.fetched is None:
            is_not_open = isinstance(item, ingest.NoSuchDay)
            self._archive.note_attempt(
                Attempt(at=item.at, intent=item.intent, detail=item.detail, is_not_open=is_not_open)
            )
        return ingest.store(self._archive, item)
