"""Days whose state contradicts what is stored of them: a connection in, faults out, each with its mend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from hfpapers.model.coverage import WHOLE_STATES, DayCoverage, DayState, is_final
from hfpapers.model.fetched import Source
from hfpapers.store import schema
from hfpapers.store.coverage_rows import coverage_of
from hfpapers.store.soundness import REBUILD, Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRows:
    """What is stored of a day.

    Attributes:
        listings: Papers known to have been on its list.
        in_look: Papers in the latest whole look. `places`: how many places they have there.
        misplaced: Listings whose position is not that of the latest whole look.
    """

    listings: int = 0
    in_look: int = 0
    places: int = 0
    misplaced: int = 0


def find_wrong_days(connection: sa.Connection) -> Iterator[Fault]:
    """Judge every day that was ever asked for."""
    taken_down = _taken_down(connection)
    held = _held(connection)
    table = schema.coverage
    for row in connection.execute(
        sa.select(table).where(table.c.source == str(Source.HUGGINGFACE)).order_by(table.c.day)
    ):
        if row.state not in set(DayState):
            yield _fault(row.day, f"its state is {row.state!r}, which there is not")
            continue
        coverage = coverage_of(row)
        if coverage.settled_at is not None and not is_final(coverage.day, coverage.settled_at):
            # The earliest settling counts: looking at the day again leaves it.
            problem = f"it was settled at {coverage.settled_at:%Y-%m-%d %H:%M} UTC, before it could be"
            yield _fault(coverage.day, problem, mend=REBUILD)
        for problem in wrong_states(coverage, held.get(coverage.day, DayRows()), taken_down=taken_down):
            yield _fault(coverage.day, problem)


def wrong_states(coverage: DayCoverage, held: DayRows, *, taken_down: int) -> Iterator[str]:
    """Tell how a day's state contradicts itself, or what is stored of the day.

    Args:
        coverage: Its state.
        held: What is stored of it.
        taken_down: How many papers were taken down, of any day: so many may be missing.
    """
    yield from _wrong_looks(coverage)
    expected, stored = coverage.expected, coverage.stored
    if expected is not None and stored is not None and stored > expected:
        yield f"{stored} papers are said to be stored, of {expected} offered"
    if coverage.state is DayState.COMPLETE:
        if stored != expected or not stored:
            yield f"it is complete, with {stored} papers stored of {expected} offered"
        elif not stored - taken_down <= held.in_look <= stored:
            yield f"it is complete with {stored} papers, but the latest whole look has {held.in_look}"
        if held.listings < held.in_look:
            yield f"the latest whole look has {held.in_look} papers, of which {held.listings} are listed"
    elif coverage.state in {DayState.EMPTY, DayState.NOT_OPEN} and held.listings and coverage.last_error is None:
        yield f"it is {coverage.state}, with {held.listings} papers listed"
    if held.in_look != held.places:
        yield f"the {held.in_look} papers of the latest whole look have {held.places} places"
    if held.misplaced:
        yield f"{held.misplaced} papers stand at another place than in the latest whole look"


def _wrong_looks(coverage: DayCoverage) -> Iterator[str]:
    if coverage.settled_at is not None and coverage.state not in WHOLE_STATES:
        yield f"it is settled, though {coverage.state}"
    if coverage.state in WHOLE_STATES and coverage.whole_look_at is None:
        yield f"it is {coverage.state}, though no look saw the whole list"
    if coverage.whole_look_at is not None and (coverage.look_at is None or coverage.look_at < coverage.whole_look_at):
        yield "its latest whole look is later than its latest look"


def _fault(day: date, problem: str, *, mend: str | None = None) -> Fault:
    return Fault(check="coverage", what=f"{day}: {problem}", mend=mend or f"run: hfpapers crawl --date {day} --again")


def _taken_down(connection: sa.Connection) -> int:
    table = schema.forgotten
    return int(
        connection.execute(sa.select(sa.func.count()).select_from(table).where(table.c.kind == "paper")).scalar_one()
    )


def _held(connection: sa.Connection) -> Mapping[date, DayRows]:
    numbers: dict[date, dict[str, int]] = {}
    for statement in (_listed(), _in_look(), _misplaced()):
        for row in connection.execute(statement):
            values = dict(row._mapping)  # noqa: SLF001 - `_mapping` is SQLAlchemy's public name
            numbers.setdefault(values.pop("day"), {}).update(values)
    return {day: DayRows(**values) for day, values in numbers.items()}


def _listed() -> sa.Select[Any]:
    table = schema.listing
    return sa.select(table.c.day, sa.func.count().label("listings")).group_by(table.c.day)


def _in_look() -> sa.Select[Any]:
    position = schema.look_position
    return (
        sa.select(
            position.c.day,
            sa.func.count(position.c.arxiv_id.distinct()).label("in_look"),
            sa.func.count(position.c.position.distinct()).label("places"),
        )
        .select_from(position.join(schema.coverage, _is_of_whole_look(position)))
        .group_by(position.c.day)
    )


def _misplaced() -> sa.Select[Any]:
    position, listing = schema.look_position, schema.listing
    places = (
        sa.select(position.c.day, position.c.arxiv_id, sa.func.min(position.c.position).label("place"))
        .select_from(position.join(schema.coverage, _is_of_whole_look(position)))
        .group_by(position.c.day, position.c.arxiv_id)
        .subquery("places")
    )
    coverage = schema.coverage.alias("whole")
    joined = listing.join(
        coverage,
        sa.and_(
            coverage.c.day == listing.c.day,
            coverage.c.source == str(Source.HUGGINGFACE),
            coverage.c.whole_look_at.is_not(None),
        ),
    ).outerjoin(places, sa.and_(places.c.day == listing.c.day, places.c.arxiv_id == listing.c.arxiv_id))
    return (
        sa.select(listing.c.day, sa.func.count().label("misplaced"))
        .select_from(joined)
        .where(listing.c.position.is_distinct_from(places.c.place))
        .group_by(listing.c.day)
    )


def _is_of_whole_look(position: sa.Table) -> sa.ColumnElement[bool]:
    coverage = schema.coverage
    return sa.and_(
        coverage.c.source == str(Source.HUGGINGFACE),
        coverage.c.day == position.c.day,
        coverage.c.whole_look_at == position.c.look_at,
    )
