"""Where records went when a file was rewritten, so that older references to them still lead there.

A rewritten file tells it itself, in the block of its `warcinfo` record: revisit records elsewhere, and databases that
were not told, name a former generation of the file and an offset in it. Offsets are counted from the end of the
first record, whose own length changes with what it tells.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

MOVES_KEY = "hfpapers-moves"


@dataclass(frozen=True, slots=True)
class Move:
    """One rewriting.

    Attributes:
        from_file: The name of the file before it.
        begin: Where its second record began.
        shifts: Pairs of an old and a new offset, each counted from there, in order: what lies at the old one or
            after it, up to the next pair, was moved by their difference. The first pair is (0, 0).
    """

    from_file: str
    begin: int
    shifts: tuple[tuple[int, int], ...]

    def forward(self, offset: int) -> int:
        """Return the new offset of what began at the old one; both counted from the end of the first record."""
        index = bisect_right(self.shifts, (offset, float("inf"))) - 1
        old, new = self.shifts[index]
        return offset - old + new


def resolve_move(moves: tuple[Move, ...], *, file: str, offset: int, begin: int) -> int | None:
    """Return the offset at which a record stands now.

    Args:
        moves: All rewritings of the file, the first one first.
        file: The generation in which the record stood at `offset`.
        offset: From the beginning of the file.
        begin: Where the second record begins now.

    Returns:
        None where the file never had that name, or the place is that of its first record.
    """
    names = [move.from_file for move in moves]
    if file not in names:
        return None
    later = moves[names.index(file) :]
    relative = offset - later[0].begin
    if relative < 0:
        return None
    for move in later:
        relative = move.forward(relative)
    return begin + relative


def moves_to_line(moves: tuple[Move, ...]) -> str:
    """Write rewritings as a line for the block of a `warcinfo` record."""
    values = [{"from": m.from_file, "begin": m.begin, "shifts": [n for pair in m.shifts for n in pair]} for m in moves]
    return f"{MOVES_KEY}: {json.dumps(values, ensure_ascii=True, separators=(',', ':'))}\r\n"


def moves_from_block(block: bytes) -> tuple[Move, ...]:
    """Read the rewritings that the block of a `warcinfo` record tells of; none in a file that was never rewritten.

    Raises:
        ValueError: The line cannot be understood.
    """
    start = f"{MOVES_KEY}: ".encode()
    for line in block.split(b"\r\n"):
        if line.startswith(start):
            return tuple(_move(value) for value in json.loads(line.removeprefix(start)))
    return ()


def _move(value: dict[str, Any]) -> Move:
    try:
        numbers: Any = value["shifts"]
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        shifts = tuple((int(old), int(new)) for old, new in pairs)
        return Move(str(value["from"]), int(value["begin"]), shifts)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"not the fields of a move: {error}") from error
