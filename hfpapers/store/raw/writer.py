"""Exchanges into WARC files: each becomes a `response` (or `revisit`) record and a `request` record.

One writer is one process's: nobody else writes its files. It keeps no index; what was seen before, and where, is for
the caller to say.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from hfpapers.errors import RawError
from hfpapers.model.fetched import RawRef
from hfpapers.store.raw.exchange import Exchange, Original, Written
from hfpapers.store.raw.names import file_name, process_stem
from hfpapers.store.raw.sidecar import sidecar_path
from hfpapers.store.raw.warc import compose_exchange, compose_warcinfo
from hfpapers.store.raw.warcfile import WarcFile


class RawWriter:
    """Writes to a new file in `directory`, and to the next one once it is larger than `max_file_bytes`.

    Folder and file are made at the first write, so a run without requests leaves none. Not for more than one thread.

    Args:
        directory: The archive's WARC folder.
        software: Name and version, for the `warcinfo` records.
        started_at: When the process began, aware; stands in the names of its files.
        max_file_bytes: Size after which a file is closed; the last exchange may exceed it.

    Raises:
        RawError: From every method, naming the file: the disk is full, the folder read-only. What was written before
            stays whole, and the next write may be tried.
    """

    def __init__(self, directory: Path, *, software: str, started_at: datetime, max_file_bytes: int) -> None:
        self._directory = directory
        self._software = software
        self._max_file_bytes = max_file_bytes
        self._started_at = started_at
        self._stem = ""
        self._serial = 0
        self._file: WarcFile | None = None
        self._warcinfo_id = ""
        self._closed = False

    def write(self, exchange: Exchange, *, original: Original | None = None) -> Written:
        """Keep an exchange; on return its bytes are with the operating system and survive a kill of the process.

        Args:
            exchange: Over http or https.
            original: A `response` record with the same body; a `revisit` record without the body is written then.

        Returns:
            The place of the `response` or `revisit` record.
        """
        if self._closed:
            raise RawError(str(self._directory), "the writer is closed")
        _check_address(exchange.url)
        file, warcinfo = self._ready(exchange.requested_at)
        try:
            answer, question = compose_exchange(exchange, original, warcinfo_id=self._warcinfo_id)
            offset = file.append(warcinfo + answer + question) + len(warcinfo)
        except BaseException:
            self._leave_if_empty()
            raise
        digest = hashlib.sha256(exchange.body).hexdigest()
        return Written(ref=RawRef(file=file.path.name, offset=offset), sha256=digest, size_bytes=len(exchange.body))

    def sync(self) -> None:
        """Wait until all that was written is on the disk; to be called before a commit that refers to it."""
        if self._file is not None:
            self._file.sync()

    def leave_for_repair(self) -> None:
        """Have the next start look at the file: something that it holds may not be known to the database."""
        if self._file is not None:
            self._file.leave_for_repair()

    def close(self) -> None:
        """Sync and close the file; a second call does nothing."""
        self._closed = True
        self._close_file()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ready(self, date: datetime) -> tuple[WarcFile, bytes]:
        """Return the file to write to, and the `warcinfo` that it must begin with, empty where it has one."""
        if self._file is not None and self._file.size_bytes > self._max_file_bytes:
            self._close_file()
        if self._file is not None:
            return self._file, b""
        if self._serial == 0:
            self._stem = self._free_stem()
        self._file = WarcFile(self._directory / file_name(self._stem, self._serial + 1))
        self._serial += 1
        self._warcinfo_id, member = compose_warcinfo(self._file.path.name, software=self._software, date=date)
        return self._file, member

    def _free_stem(self) -> str:
        """Draw until no file is there: processes that begin in one second may have one number, and draw alike."""
        while True:
            stem = process_stem(self._started_at, os.getpid(), secrets.token_hex(2))
            path = self._directory / file_name(stem, 1)
            try:
                if not path.exists() and not sidecar_path(path).exists():
                    return stem
            except OSError as error:
                raise RawError(str(self._directory), f"cannot be read ({error.strerror or error})") from error

    def _leave_if_empty(self) -> None:
        if self._file is not None and self._file.size_bytes == 0:
            self._close_file()

    def _close_file(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close()


def _check_address(url: str) -> None:
    try:
        scheme = urlsplit(url).scheme
    except ValueError as error:
        raise RawError(url, f"is no address ({error})") from error
    if scheme not in {"http", "https"}:
        raise RawError(url, "only exchanges over http and https are kept")
