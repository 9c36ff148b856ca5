"""Where a record stands now that a row or another record names by a place of long ago: files are rewritten at times."""

from __future__ import annotations

from pathlib import Path

from hfpapers.errors import RawError
from hfpapers.model.fetched import RawRef
from hfpapers.store.raw.moves import Move, moves_from_block, resolve_move
from hfpapers.store.raw.names import checked_path, list_names, newest_generations, split_generation
from hfpapers.store.raw.scan import read_record


def current_ref(directory: Path, ref: RawRef) -> RawRef:
    """Return the place as it is now; the same where its file is there, or where nothing is known of it.

    Raises:
        RawError: The name leads out of the folder, or the folder cannot be read.
    """
    if checked_path(directory, ref.file).exists():
        return ref
    first, _ = split_generation(ref.file)
    newest = newest_generations(list_names(directory)).get(first)
    if newest is None:
        return ref
    moves, begin = read_moves(directory / newest)
    offset = resolve_move(moves, file=ref.file, offset=ref.offset, begin=begin)
    return ref if offset is None else RawRef(file=newest, offset=offset)


def read_moves(path: Path) -> tuple[tuple[Move, ...], int]:
    """Read how a file was rewritten, and where its second record begins.

    Raises:
        RawError: It has no whole first record, or what that tells cannot be understood.
    """
    found, head, rest = read_record(path, 0)
    if found.head.record_type != "warcinfo":
        return (), found.end
    try:
        return moves_from_block(head + b"\r\n\r\n" + rest), found.end
    except ValueError as error:
        raise RawError(str(path), f"its first record cannot be understood ({error})") from error
