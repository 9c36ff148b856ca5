"""A moment in the past, as users write it: text in, an aware datetime out."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import click

from hfpapers.commands.session import now
from hfpapers.model.coverage import day_end

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class _PastMoment(click.ParamType[datetime, str]):
    """A date and a time, in UTC unless it names its zone; a date alone is the end of that day, of today now."""

    name = "time"

    def convert(self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read it.

        Raises:
            BadParameter: It is no moment, or has not come yet.
        """
        if isinstance(value, datetime):
            return value
        moment, present = self._read(value.strip(), param, ctx), now()
        if moment > present:
            self.fail(f"{value} has not come yet; it is {present:%Y-%m-%d %H:%M} (UTC).", param, ctx)
        return moment

    def _read(self, text: str, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            if _DAY.fullmatch(text):
                day = date.fromisoformat(text)
                return now() if day == now().date() else day_end(day)
            moment = datetime.fromisoformat(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail(f"{text!r} is no moment; write one such as 2024-04-10T08:00 or 2024-04-10.", param, ctx)


PAST_MOMENT = _PastMoment()
