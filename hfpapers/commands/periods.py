"""The days that a command is about: options in, one `Period` out.

A day is written `2024-04-04`, or `today`, `yesterday` (in UTC), or `latest`: the newest day with papers in the
archive. What cannot be is a usage error that says how it is mended.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

import click

from hfpapers.commands import logs
from hfpapers.commands.session import Session, today
from hfpapers.errors import DayUnavailableError, InvalidPeriodError
from hfpapers.model.coverage import FIRST_DAY
from hfpapers.model.periods import Period, parse_day

WORDS = ("today", "yesterday", "latest")

_logger = logging.getLogger(logs.COMMANDS)


ValueT = TypeVar("ValueT")


class Named(click.ParamType[ValueT, Any], Generic[ValueT]):
    """What `read` makes of a text; what it refuses is a usage error that names the option."""

    def __init__(self, name: str, read: Callable[[str], ValueT]) -> None:
        self.name = name
        self._read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> ValueT:
        """Read it.

        Raises:
            BadParameter: There is none such.
        """
        try:
            return self._read(value) if isinstance(value, str) else value
        except InvalidPeriodError as error:
            self.fail(f"{error}.", param, ctx)


def _checked_day(text: str) -> str:
    word = text.strip().lower()
    return word if word in WORDS else parse_day(word).isoformat()


#: A day as text: checked when options are read, resolved (`resolve_day`) when the archive is at hand.
DAY = Named("day", _checked_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPeriod:
    """A period as the user named it: a day, or a span, or the ends of one (`until` is None for today).

    Where nothing is named, `is_whole_archive` says that every day the archive was ever asked for is meant.
    """

    day: str | None = None
    since: str | None = None
    until: str | None = None
    span: Period | None = None
    is_whole_archive: bool = False

    def resolve(self, session: Session) -> Period:
        """Return the days, none of them before the first list of all.

        Raises:
            InvalidPeriodError: It ends before it begins, or before the first list; or it has no end, and has not begun.
            HfpapersError: `latest` was named, and there is none.
        """
        if self.is_whole_archive:
            return _covered(session)
        if self.span is not None:
            return since_first_day(self.span)
        if self.day is not None:
            return since_first_day(Period.of_day(resolve_day(self.day, session)))
        since = resolve_day(self.since or "today", session)
        if self.until is None:
            require_begun(since)
        return since_first_day(Period.of_range(since, resolve_day(self.until or "today", session)))


def period_options(
    *, with_year: bool = False, of_archive: Collection[str] = ()
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the options that name days, and hand it one `NamedPeriod` as `period`.

    With a flag of `of_archive` no day need be named: all that the archive was ever asked for are meant.
    """
    spans = {"week": Period.of_week, "month": Period.of_month}
    if with_year:
        spans["year"] = Period.of_year

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def with_period(*args: Any, **options: Any) -> Any:
            named = {name: options.pop(name) for name in ("date", "since", "until", *spans)}
            is_named = any(value is not None for value in named.values())
            if not is_named and any(options.get(flag) for flag in of_archive):
                return function(*args, period=NamedPeriod(is_whole_archive=True), **options)
            return function(*args, period=_named_period(named), **options)

        command: Callable[..., Any] = with_period
        for name, read in reversed(spans.items()):
            command = click.option(f"--{name}", type=Named(name, read), help=_SPAN_HELP[name])(command)
        command = click.option("--until", type=DAY, help="The last day of the span; today (UTC) if left out.")(command)
        command = click.option("--since", type=DAY, help="The first day of a span of days.")(command)
        return click.option("--date", type=DAY, help=_DATE_HELP)(command)

    return decorate


_DATE_HELP = "One day: 2024-04-04, today, yesterday (UTC), or latest, the newest day with papers in the archive."
_SPAN_HELP = {
    "week": "An ISO week, Monday to Sunday: 2024-W14.",
    "month": "A month: 2024-04.",
    "year": "A year: 2024.",
}


def resolve_day(text: str, session: Session) -> date:
    """Return the day that a checked text means.

    Raises:
        DayUnavailableError: `latest`, and no day of the archive has papers.
        HfpapersError: `latest`, and the archive cannot be read.
    """
    if text == "latest":
        return _latest_day(session)
    if text in WORDS:
        return today() - timedelta(days=WORDS.index(text))
    return parse_day(text)


def require_begun(since: date) -> None:
    """Refuse a span to today that begins after today.

    Raises:
        InvalidPeriodError: The day has not come yet.
    """
    if since > today():
        raise InvalidPeriodError(since.isoformat(), f"this day has not come yet; today is {today()} (UTC)")


def since_first_day(period: Period) -> Period:
    """Return the part of the period in which there were lists, and tell the user of the rest.

    Raises:
        InvalidPeriodError: All of it lies before the first list.
    """
    began = f"Hugging Face's Daily Papers began on {FIRST_DAY}"
    clipped = period.clipped(FIRST_DAY, period.until)
    if clipped is None:
        raise InvalidPeriodError(period.label, f"{began}; there is nothing before")
    if clipped.since != period.since:
        _logger.info("note: %s; the days before it are left out", began)
    return clipped


def _named_period(named: dict[str, Any]) -> NamedPeriod:
    forms = [name for name in named if name != "until"]
    given = [name for name in forms if named[name] is not None]
    choice = f"{', '.join(f'--{name}' for name in forms[:-1])} or --{forms[-1]}"
    if named["until"] is not None and named["since"] is None:
        raise click.UsageError("--until ends the span that --since begins: give --since, too.")
    if not given:
        raise click.UsageError(f"Say which days: {choice}.")
    if len(given) > 1:
        raise click.UsageError(f"{' and '.join(f'--{name}' for name in given)} each name a period: give one of them.")
    if named["since"] is not None:
        return NamedPeriod(since=named["since"], until=named["until"])
    return NamedPeriod(day=named["date"]) if named["date"] is not None else NamedPeriod(span=named[given[0]])


def _covered(session: Session) -> Period:
    with session.reading() as queries:
        covered = queries.covered_range()
    if covered is None:
        raise DayUnavailableError("the archive", "holds no days yet", "hfpapers crawl --date yesterday")
    return Period.of_range(covered[0], max(covered[0], min(covered[1], today())))


def _latest_day(session: Session) -> date:
    with session.reading() as queries:
        day = queries.latest_day_with_papers()
    if day is None:
        raise DayUnavailableError(
            "latest", "is no day: the archive holds no papers yet", "hfpapers crawl --date yesterday"
        )
    return day
