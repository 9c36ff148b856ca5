"""How requests are spread over the server's windows, by values and by simulated hours."""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfpapers.middlewares.rate_bucket import BURST_REQUESTS, DEFAULT_WINDOW_SECONDS, reserve_of
from hfpapers.middlewares.rate_limit_header import parse_limits, parse_policies
from hfpapers.middlewares.request_windows import RequestWindows, Ticket

POLICY = '"fixed window";"api";q=500;w=300'


def answered(windows: RequestWindows, now: float, limit: str, policy: str = "", kind: str = "api") -> None:
    windows.finish(windows.begin(kind, now), parse_limits(limit), parse_policies(policy), now)


def test_while_nothing_is_known_one_request_goes_ahead_of_the_others() -> None:
    windows = RequestWindows()
    assert windows.seconds_to_wait("api", 0.0) == 0
    first = windows.begin("api", 0.0)
    assert 0 < windows.seconds_to_wait("api", 0.0) < 1
    assert windows.seconds_to_wait("pages", 0.0) == 0
    windows.finish(first, parse_limits('"api";r=499;t=300'), parse_policies(POLICY), 0.5)
    assert windows.seconds_to_wait("api", 0.5) == 0


def test_a_server_that_names_no_limit_is_asked_at_once() -> None:
    windows = RequestWindows()
    answered(windows, 0.0, "")
    for _ in range(1000):
        assert windows.seconds_to_wait("api", 0.0) == 0
        windows.begin("api", 0.0)


def test_a_short_crawl_goes_at_once_and_a_long_one_is_spread_over_the_rest_of_the_window() -> None:
    windows = RequestWindows()
    answered(windows, 0.0, '"api";r=499;t=300', POLICY)
    for sent in range(BURST_REQUESTS):
        assert windows.seconds_to_wait("api", 0.0) == 0
        answered(windows, 0.0, f'"api";r={498 - sent};t=300', POLICY)
    left = 499 - BURST_REQUESTS - reserve_of(500)
    assert windows.seconds_to_wait("api", 0.0) == pytest.approx(300 / left)
    answered(windows, 300 / left, f'"api";r={498 - BURST_REQUESTS};t=300', POLICY)
    assert windows.seconds_to_wait("api", 300 / left) == pytest.approx(300 / left, rel=0.01)


def test_requests_that_leave_half_of_the_window_to_others_need_not_be_spread() -> None:
    windows = RequestWindows()
    windows.expect(200)
    answered(windows, 0.0, '"api";r=499;t=300', POLICY)
    for sent in range(200):
        assert windows.seconds_to_wait("api", 0.0) == 0
        answered(windows, 0.0, f'"api";r={498 - sent};t=300', POLICY)
        windows.expect(199 - sent)
    windows.expect(200)  # more than half of the 291 that are left
    assert windows.seconds_to_wait("api", 0.0) > 0


def test_what_goes_at_once_is_no_more_than_a_part_of_a_small_quota() -> None:
    windows = RequestWindows()
    answered(windows, 0.0, '"api";r=19;t=60', '"api";q=20;w=60')
    for _ in range(4):
        assert windows.seconds_to_wait("api", 0.0) == 0
        windows.begin("api", 0.0)
    assert windows.seconds_to_wait("api", 0.0) > 1


def test_nothing_goes_at_once_where_others_used_up_half_of_the_window() -> None:
    windows = RequestWindows()
    answered(windows, 0.0, '"api";r=250;t=300', POLICY)
    assert windows.seconds_to_wait("api", 0.0) == pytest.approx(300 / 242)


def test_a_used_up_bucket_waits_until_its_window_is_certainly_over_and_no_other_bucket_does() -> None:
    windows = RequestWindows()
    answered(windows, 100.0, '"api";r=0;t=30', POLICY)
    assert windows.seconds_to_wait("api", 100.0) == 31  # a server may round the 30 down
    assert windows.is_used_up("api", 100.0)
    assert windows.seconds_to_wait("api", 129.0) == 2
    assert windows.seconds_to_wait("pages", 100.0) == 0
    assert windows.seconds_to_wait("api", 131.0) == 0


def test_a_reserve_is_left_to_others() -> None:
    windows = RequestWindows()
    answered(windows, 0.0, '"api";r=9;t=30', POLICY)
    windows.begin("api", 30.0)
    assert windows.seconds_to_wait("api", 30.0) == 1


def test_requests_in_flight_count_as_spent() -> None:
    windows = RequestWindows()
    answered(windows, 0.0, '"api";r=2;t=30', '"api";q=5;w=30')
    windows.begin("api", 0.0)
    assert windows.seconds_to_wait("api", 15.0) == pytest.approx(15)
    windows.begin("api", 15.0)
    assert windows.seconds_to_wait("api", 15.0) == 15.5


def test_answers_out_of_order_do_not_give_back_what_is_spent() -> None:
    windows = RequestWindows()
    answered(windows, 0.0, '"api";r=5;t=30')
    tickets = [windows.begin("api", 0.0), windows.begin("api", 0.0)]
    for ticket, limit in zip(tickets, ('"api";r=3;t=30', '"api";r=4;t=30'), strict=True):
        windows.finish(ticket, parse_limits(limit), [], 0.1)
    for moment in (10.0, 20.0, 30.0):
        assert windows.seconds_to_wait("api", moment) == 0
        windows.begin("api", moment)
    assert windows.is_used_up("api", 30.0)


def test_a_number_that_rose_after_it_was_told_is_of_a_new_window() -> None:
    windows = RequestWindows()
    answered(windows, 0.0, '"api";r=1;t=2', '"api";q=5;w=2')
    answered(windows, 1.9, '"api";r=4;t=2', '"api";q=5;w=2')
    assert not windows.is_used_up("api", 2.0)
    windows.begin("api", 2.0)  # the one that may go at once
    assert windows.seconds_to_wait("api", 2.0) == pytest.approx(1.9 / 3)


def test_a_request_that_had_no_answer_counts_as_spent() -> None:
    windows = RequestWindows()
    answered(windows, 0.0, '"api";r=1;t=30')
    windows.finish(windows.begin("api", 0.0), [], [], 0.0)
    assert windows.is_used_up("api", 0.0)


def test_the_cap_bounds_a_window_whatever_the_server_allows() -> None:
    windows = RequestWindows(cap=2)
    answered(windows, 0.0, '"api";r=499;t=100')
    assert windows.seconds_to_wait("api", 0.0) == 0
    answered(windows, 1.0, '"api";r=498;t=99')
    assert windows.seconds_to_wait("api", 1.0) == 100
    assert windows.seconds_to_wait("api", 101.0) == 0


def test_the_cap_is_used_evenly() -> None:
    windows = RequestWindows(cap=11)
    answered(windows, 0.0, '"api";r=499;t=300', POLICY)
    for _ in range(2):
        assert windows.seconds_to_wait("api", 0.0) == 0
        answered(windows, 0.0, '"api";r=499;t=300', POLICY)
    assert windows.seconds_to_wait("api", 0.0) == pytest.approx(300 / 8)


def test_the_cap_holds_where_the_server_names_no_limit() -> None:
    windows = RequestWindows(cap=1)
    answered(windows, 0.0, "")
    assert windows.seconds_to_wait("api", 0.0) == DEFAULT_WINDOW_SECONDS + 1
    assert windows.seconds_to_wait("api", DEFAULT_WINDOW_SECONDS + 1) == 0


def test_a_bucket_is_known_by_the_name_that_the_server_gives_it() -> None:
    windows = RequestWindows()
    answered(windows, 0.0, '"html pages";r=0;t=30', kind="pages")
    answered(windows, 0.0, '"html pages";r=0;t=30', kind="other")
    assert windows.is_used_up("pages", 0.0)
    assert windows.is_used_up("other", 0.0)
    assert windows.seconds_to_wait("api", 0.0) == 0


def test_how_long_the_rest_takes_is_told_from_the_quota() -> None:
    windows = RequestWindows()
    assert windows.seconds_for("api", 1000, 0.0) == 0  # nothing is known yet
    answered(windows, 0.0, '"api";r=499;t=300', POLICY)
    assert windows.seconds_for("api", BURST_REQUESTS, 0.0) == 0
    assert 0 < windows.seconds_for("api", 400, 0.0) < 300
    hour = windows.seconds_for("api", 492 * 12, 0.0)
    assert hour == pytest.approx(3600, rel=0.02)


@given(st.lists(st.tuples(st.sampled_from(["api", "pages"]), st.floats(0, 100), st.text('"apir=;,t09 ')), max_size=20))
def test_whatever_the_server_says_the_wait_ends(steps: list[tuple[str, float, str]]) -> None:
    windows = RequestWindows(cap=3)
    now = 0.0
    for kind, passed, limit in steps:
        now += passed
        answered(windows, now, limit, kind=kind)
    for kind in ("api", "pages"):
        moment = now
        for _ in range(3):
            wait = windows.seconds_to_wait(kind, moment)
            assert wait >= 0
            moment += wait
        assert windows.seconds_to_wait(kind, moment + 0.001) == 0


# ---- simulated hours --------------------------------------------------------------------------------------------


@dataclass
class Server:
    """A fixed window, begun by the clock or by its first request; `rounded` is how `t` becomes whole."""

    quota: int
    window: float
    rounded: Callable[[float], int]
    by_clock: bool
    began: float = -math.inf
    used: int = 0
    answers: int = 0
    refused: int = 0

    def answer(self, now: float) -> str:
        if now - self.began >= self.window:
            self.began = now // self.window * self.window if self.by_clock else now
            self.used = 0
        self.used += 1
        self.answers += 1
        self.refused += self.used > self.quota
        return f'"api";r={max(0, self.quota - self.used)};t={max(0, self.rounded(self.began + self.window - now))}'

    @property
    def policy(self) -> str:
        return f'"fixed window";"api";q={self.quota};w={math.ceil(self.window)}'


@dataclass
class Simulation:
    """Clients that want as much as they can get, four requests at a time each, on a clock that is only counted."""

    server: Server
    random: random.Random
    until: float
    sent_at: list[float] = field(default_factory=list)

    def run(self, starts: list[float]) -> None:
        order = count()
        queue: list[tuple[float, int, Callable[[float], None]]] = []

        def at(moment: float, step: Callable[[float], None]) -> None:
            if moment < self.until:
                heapq.heappush(queue, (moment, next(order), step))

        for start in starts:
            windows = RequestWindows()
            for _ in range(4):
                at(start, self._worker(windows, at))
        while queue:
            moment, _, step = heapq.heappop(queue)
            step(moment)

    def _worker(
        self, windows: RequestWindows, at: Callable[[float, Callable[[float], None]], None]
    ) -> Callable[[float], None]:
        def ask(now: float) -> None:
            wait = windows.seconds_to_wait("api", now)
            if wait > 0:
                at(now + min(wait, 0.25), ask)
                return
            ticket = windows.begin("api", now)
            self.sent_at.append(now)
            at(now + self.random.uniform(0.01, 0.4), lambda moment: arrive(moment, ticket))

        def arrive(now: float, ticket: Ticket) -> None:
            limit = self.server.answer(now)
            at(now + self.random.uniform(0.01, 0.4), lambda moment: end(moment, ticket, limit))

        def end(now: float, ticket: Ticket, limit: str) -> None:
            windows.finish(ticket, parse_limits(limit), parse_policies(self.server.policy), now)
            ask(now)

        return ask


@settings(max_examples=25)
@given(
    seed=st.integers(0, 10**6),
    quota=st.sampled_from([100, 500, 1000]),
    rounded=st.sampled_from([math.ceil, math.floor, round]),
    by_clock=st.booleans(),
    starts=st.lists(st.floats(0, 700), min_size=1, max_size=2),
)
def test_thousands_of_requests_of_one_or_two_clients_are_never_refused(
    seed: int, quota: int, rounded: Callable[[float], int], by_clock: bool, starts: list[float]
) -> None:
    server = Server(quota, 300.0, rounded, by_clock)
    simulation = Simulation(server, random.Random(seed), until=3600.0)
    simulation.run(starts)
    assert server.refused == 0
    allowed = (3600.0 - min(starts)) / 300 * quota
    # Most of what is allowed is used, however many share it.
    assert server.answers >= 0.85 * allowed - quota


def test_two_clients_started_at_once_on_a_small_quota_and_a_short_window_are_never_refused() -> None:
    for seed in range(30):
        server = Server(50, 4.0, math.ceil, by_clock=bool(seed % 2))
        Simulation(server, random.Random(seed), until=120.0).run([0.0, 0.0])
        assert server.refused == 0
        assert server.answers > 800


def test_requests_of_a_long_crawl_come_evenly_once_it_is_under_way() -> None:
    simulation = Simulation(Server(500, 300.0, math.ceil, by_clock=False), random.Random(1), until=1800.0)
    simulation.run([0.0])
    for start in range(60, 1740, 60):
        sent = sum(start <= moment < start + 60 for moment in simulation.sent_at)
        assert 60 <= sent <= 130, (start, sent)
