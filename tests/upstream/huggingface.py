"""huggingface.co as far as the product asks it: the daily API, the daily pages, single papers, robots.txt, rate limits.

In: a request. Out: a response before compression. Answers from the archive; no sockets.
"""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote

from tests.upstream.archive import Archive
from tests.upstream.entries import Entry
from tests.upstream.eras import render_item
from tests.upstream.messages import Request, Response, json_response, redirect, text_response
from tests.upstream.page import render_page
from tests.upstream.papers import paper_record, paper_text
from tests.upstream.settings import Settings

_API_PATH = "/api/daily_papers"
_DAY_PATH = "/papers/date/"
_PAPER_API_PATH = "/api/papers/"
_PAPER_PATH = "/papers/"
_NOT_FOUND = "Nothing is served under this address."


class HuggingFaceSite:
    """Answers like huggingface.co."""

    def __init__(self, archive: Archive, settings: Settings) -> None:
        self._archive = archive
        self._settings = settings
        self._buckets = _Buckets()

    def answer(self, request: Request) -> Response:
        """Answer one request; every answer tells the state of its rate limit bucket."""
        bucket, quota = ("pages", self._settings.page_quota)
        if request.path.startswith("/api/"):
            bucket, quota = ("api", self._settings.api_quota)
        token = request.headers.get("authorization", "")
        quota *= 2 if token else 1
        cost = 0 if request.is_robots else 1
        window = self._settings.window_seconds
        left, reset = self._buckets.take((bucket, token), quota, window, cost)
        is_over = left < 0 and not request.is_robots
        response = _error(429, "Too many requests: wait for the next window.") if is_over else self._route(request)
        return response.with_headers(
            ("RateLimit", f'"{bucket}";r={max(left, 0)};t={reset}'),
            ("RateLimit-Policy", f'"fixed window";"{bucket}";q={quota};w={math.ceil(window)}'),
        )

    def reset_limits(self) -> None:
        """Begin every rate limit window anew."""
        self._buckets.clear()

    def _route(self, request: Request) -> Response:
        path = request.path.rstrip("/")
        if request.is_robots:
            return text_response(self._settings.hf_robots, "text/plain; charset=utf-8")
        if path == _API_PATH:
            return self._daily(request.query)
        if path == "/papers":
            return self._newest(request.query)
        if path.startswith(_DAY_PATH):
            return self._page(path.removeprefix(_DAY_PATH))
        return self._paper(path)

    def _paper(self, path: str) -> Response:
        """Answer for one paper: its own record, or its text."""
        is_text = path.startswith(_PAPER_PATH) and path.endswith(".md")
        if not is_text and not path.startswith(_PAPER_API_PATH):
            return _error(404, _NOT_FOUND)
        name = path.removeprefix(_PAPER_API_PATH).removeprefix(_PAPER_PATH)
        found = self._archive.listed(unquote(name.removesuffix(".md")))
        if found is None:
            return _error(404, "Paper not found")
        day, entry = found
        return paper_text(entry) if is_text else paper_record(entry, day)

    def _daily(self, query: Mapping[str, str]) -> Response:
        try:
            days = self._days_asked(query)
            page = _count(query.get("p", "0"), least=0)
            limit = _count(query.get("limit", str(self._settings.api_limit_default)), least=1)
        except ValueError as error:
            return _error(400, str(error))
        items = _items({day: self._archive.entries(day) for day in days})
        limit = min(limit, self._settings.api_limit_max)
        return json_response(items[page * limit : (page + 1) * limit])

    def _days_asked(self, query: Mapping[str, str]) -> list[date]:
        """Return the days that a query names, the newest with papers where it names none.

        Raises:
            ValueError: It is no day, week or month, or one that is still to come.
        """
        days = self._archive.days_with_papers()[-1:]
        if "date" in query:
            days = [_day(query["date"])]
        elif "week" in query:
            days = _week(query["week"])
        elif "month" in query:
            days = _month(query["month"])
        if days and days[0] > self._archive.today:
            raise ValueError(f"{days[0].isoformat()} is later than today")
        return days

    def _newest(self, query: Mapping[str, str]) -> Response:
        if "date" in query:
            return redirect(_DAY_PATH + query["date"])
        days = self._archive.days_with_papers()
        return self._page(days[-1].isoformat()) if days else _error(404, _NOT_FOUND)

    def _page(self, text: str) -> Response:
        """Show a day; send on from one without papers to the nearest earlier one that has some."""
        try:
            day = _day(text)
        except ValueError:
            return _error(404, _NOT_FOUND)
        days = self._archive.days_with_papers()
        if day > self._archive.today:
            return redirect("/papers")
        if day not in days:
            earlier = [other for other in days if other < day]
            return redirect(_DAY_PATH + earlier[-1].isoformat()) if earlier else _error(404, _NOT_FOUND)
        place = days.index(day)
        previous_day = days[place - 1] if place else None
        next_day = days[place + 1] if place + 1 < len(days) else None
        html = render_page(
            day, self._archive.entries(day), previous_day, next_day, with_props=self._settings.page_props
        )
        return text_response(html, "text/html; charset=utf-8")


class _Buckets:
    """Requests counted in fixed windows, a bucket for each kind and client."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._windows: dict[tuple[str, str], tuple[float, int]] = {}

    def take(self, key: tuple[str, str], quota: int, window: float, cost: int) -> tuple[int, int]:
        """Count a request; return what is left, negative once over it, and the whole seconds to the next window."""
        now = time.monotonic()
        with self._lock:
            began, used = self._windows.get(key, (now, 0))
            if now - began >= window:
                began, used = now, 0
            used += cost
            self._windows[key] = (began, used)
        return quota - used, max(1, math.ceil(began + window - now))

    def clear(self) -> None:
        with self._lock:
            self._windows.clear()


def _items(days: Mapping[date, Sequence[Entry]]) -> list[dict[str, Any]]:
    """Render the lists of several days as one, by votes; a paper listed twice comes once, as first listed."""
    found: dict[str, tuple[Entry, date]] = {}
    for day, entries in days.items():
        for entry in entries:
            found.setdefault(entry.arxiv_id, (entry, day))
    by_votes = sorted(found.values(), key=lambda pair: -(pair[0].upvotes or 0))
    return [render_item(entry, day) for entry, day in by_votes]


def _error(status: int, message: str) -> Response:
    return Response(
        status=status,
        headers=(("Content-Type", "application/json; charset=utf-8"),),
        body=json.dumps({"error": message}, ensure_ascii=False, separators=(",", ":")).encode(),
    )


def _day(text: str) -> date:
    if len(text) != len("2024-04-04"):
        raise ValueError(f"{text!r} is not a day")
    return date.fromisoformat(text)


def _week(text: str) -> list[date]:
    year, _, week = text.partition("-W")
    monday = date.fromisocalendar(int(year), int(week), 1)
    return [monday + timedelta(days=offset) for offset in range(7)]


def _month(text: str) -> list[date]:
    first = _day(f"{text}-01")
    days = [first + timedelta(days=offset) for offset in range(31)]
    return [day for day in days if day.month == first.month]


def _count(text: str, *, least: int) -> int:
    number = int(text)
    if number < least:
        raise ValueError(f"{text!r} is less than {least}")
    return number
