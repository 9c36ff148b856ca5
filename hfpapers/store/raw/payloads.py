"""Finds the body of a revisit record: in the record that it names, else in any that holds the same bytes."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from hfpapers.errors import RawError
from hfpapers.model.fetched import RawRef
from hfpapers.store.raw.names import checked_path, list_groups
from hfpapers.store.raw.places import current_ref
from hfpapers.store.raw.scan import Found, read_record, scan_records
from hfpapers.store.raw.warc import REFERS_TO_FILE_FIELD, REFERS_TO_OFFSET_FIELD, RecordHead

DIGEST_FIELD = "warc-payload-digest"


class Payloads:
    """The bodies in a folder of WARC files, by digest.

    The files are searched at most once, and only if a revisit record cannot be resolved by the place that it names:
    its original was moved to another file, or another program wrote the record.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._refs: dict[str, RawRef] | None = None

    def resolve(self, head: RecordHead, *, where: str) -> tuple[RawRef, bytes]:
        """Return where the body of a revisit record lies, and the body.

        Raises:
            RawError: It is held nowhere.
        """
        digest = head.fields.get(DIGEST_FIELD)
        if digest is None:
            raise RawError(where, "is a revisit record without a payload digest")
        ref = self._named_ref(head)
        body = None if ref is None else self._body_at(ref, digest)
        if ref is None or body is None:
            ref = self._index().get(digest)
            body = None if ref is None else self._body_at(ref, digest)
        if ref is None or body is None:
            raise RawError(where, f"its body ({digest}) is held in no file of {self._directory}")
        return ref, body

    def _named_ref(self, head: RecordHead) -> RawRef | None:
        file, offset = (
            head.fields.get(REFERS_TO_FILE_FIELD.lower()),
            head.fields.get(REFERS_TO_OFFSET_FIELD.lower(), ""),
        )
        if not file or not (offset.isascii() and offset.isdigit()):
            return None
        try:
            return current_ref(self._directory, RawRef(file=file, offset=int(offset)))
        except RawError:
            # As in `_body_at`: a name that leads nowhere is no reason not to search.
            return None

    def _body_at(self, ref: RawRef, digest: str) -> bytes | None:
        try:
            found, _, body = read_record(checked_path(self._directory, ref.file), ref.offset)
        except RawError:
            # The place that a record names is a short cut; the search by digest tells whether the body is held.
            return None
        return body if found.head.record_type == "response" and digest_matches(digest, body) else None

    def _index(self) -> dict[str, RawRef]:
        if self._refs is None:
            self._refs = {}
            for group in list_groups(self._directory):
                for name in group.files:
                    self._add_file(name, self._refs)
        return self._refs

    def _add_file(self, name: str, refs: dict[str, RawRef]) -> None:
        for found in scan_records(self._directory / name):
            if isinstance(found, Found) and found.head.record_type == "response":
                digest = found.head.fields.get(DIGEST_FIELD)
                if digest is not None:
                    refs.setdefault(digest, RawRef(file=name, offset=found.offset))


def digest_matches(digest: str, body: bytes) -> bool:
    """Tell whether a WARC digest, `algorithm:value` in hex or base32, is that of the body."""
    algorithm, _, value = digest.partition(":")
    try:
        actual = hashlib.new(algorithm, body, usedforsecurity=False).digest()
    except ValueError:
        return False
    return value.lower() == actual.hex() or value.upper() == base64.b32encode(actual).decode("ascii")
