"""A hundred structural faults: none stored as good, none lost, each with its issue; the page heals what it can."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hfpapers.model.coverage import DayState
from tests.acceptance.cli import Program
from tests.upstream import Upstream, faults, invented_day

FIRST = date(2025, 6, 30)
ENTRIES = 6
Items = list[dict[str, Any]]


def edited(change: Callable[[Items], object]) -> Callable[[bytes], bytes]:
    """A body whose JSON was changed in place."""

    def edit(body: bytes) -> bytes:
        items = json.loads(body)
        change(items)
        return json.dumps(items).encode()

    return edit


def cut_at(share: float) -> Callable[[bytes], bytes]:
    return lambda body: body[: int(len(body) * share)]


def replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def edit(body: bytes) -> bytes:
        assert old in body
        return body.replace(old, new, 1)

    return edit


def set_in(number: int, *path: str, to: object) -> Callable[[bytes], bytes]:
    def change(items: Items) -> None:
        where: Any = items[number]
        for key in path[:-1]:
            where = where[key]
        where[path[-1]] = to

    return edited(change)


def without(number: int, *path: str) -> Callable[[bytes], bytes]:
    def change(items: Items) -> None:
        where: Any = items[number]
        for key in path[:-1]:
            where = where[key]
        del where[path[-1]]

    return edited(change)


def all_of_day(day: str) -> Callable[[bytes], bytes]:
    def change(items: Items) -> None:
        for item in items:
            item["paper"]["submittedOnDailyAt"] = f"{day}T03:00:00.000Z"

    return edited(change)


def constant(body: bytes) -> Callable[[bytes], bytes]:
    return lambda _body: body


def made_faults() -> list[Callable[[bytes], bytes]]:
    cuts = [cut_at(share / 20) for share in range(1, 20)]
    pages = [
        constant(text.encode())
        for text in (
            "<!doctype html><html><body>Hello</body></html>",
            "<html><head><title>Just a moment...</title></head></html>",
            "<!DOCTYPE html><html><body>429 Too Many Requests</body></html>",
            "  \n<html lang=en><body>[]</body></html>",
            "<?xml version='1.0'?><feed/>",
            "Rate exceeded.",
            "upstream connect error",
            "not found",
        )
    ]
    wrong = [
        constant(text.encode())
        for text in (
            "", " ", "null", "true", "17", '"[]"', "{}", '{"error": "x"}', '{"papers": []}', "[[]]", "[1, 2]", "[null]",
            '["x"]', "[{}]", '[{"paper": null}]', '[{"paper": []}]', '[{"paper": {}}]', '[{"paper": "2506.00001"}]',
            "[NaN]", "[" * 5000 + "]" * 5000, "[,]", "[] []", "[]]", "\ufeff{",
        )
    ]  # fmt: skip
    bad: list[object] = ["", "x", "2506.123", 2506.12345, None, []]
    ids = [set_in(n, "paper", "id", to=value) for n, value in enumerate(bad)]
    ids += [without(0, "paper", "id"), without(5, "paper"), set_in(3, "paper", "id", to="../../etc/passwd")]
    types = [
        set_in(0, "paper", "upvotes", to="many"),
        set_in(0, "paper", "upvotes", to=-3),
        set_in(1, "paper", "upvotes", to=1.5),
        set_in(1, "paper", "upvotes", to=True),
        set_in(2, "paper", "upvotes", to=[7]),
        set_in(0, "paper", "upvotes", to=10**30),
        set_in(0, "paper", "authors", to={}),
        set_in(1, "paper", "authors", to="Ada"),
        set_in(2, "paper", "authors", to=[7]),
        set_in(3, "paper", "authors", to=[{"name": 7, "hidden": False}]),
        set_in(0, "paper", "title", to=5),
        set_in(1, "paper", "title", to={"en": "x"}),
        set_in(0, "title", to=["x"]),
        set_in(0, "numComments", to="none"),
        set_in(0, "paper", "summary", to=7),
        set_in(0, "paper", "publishedAt", to="yesterday"),
        set_in(0, "paper", "publishedAt", to=1_700_000_000),
        set_in(0, "paper", "submittedOnDailyAt", to="soon"),
        set_in(0, "paper", "ai_keywords", to="agents"),
        set_in(0, "paper", "ai_keywords", to=[1]),
        set_in(0, "paper", "githubRepo", to={"url": "x"}),
        set_in(0, "submittedBy", to="somebody"),
        set_in(0, "paper", "submittedOnDailyBy", to=3),
        set_in(2, "paper", to="x"),
    ]
    encodings = [
        replaced(b"Sample", b"Sam\xffple"),
        replaced(b"Sample", b"\xc3\x28"),
        lambda body: body.decode().encode("utf-16"),
        lambda body: b"\xff\xfe" + body,
        replaced(b"Sample", b"\xed\xa0\x80"),
        lambda body: body[:200] + b"\x00" + body[200:],
    ]
    days = [all_of_day(text) for text in ("2025-06-29", "2024-02-29", "2031-01-01", "1999-12-31")]
    days += [set_in(n, "paper", "submittedOnDailyAt", to="2025-01-01T00:00:00.000Z") for n in range(6)]
    return [*cuts, *pages, *wrong, *ids, *types, *encodings, *days]


MADE = made_faults()
DAYS = [FIRST + timedelta(days=number) for number in range(len(MADE))]


def faulty_upstream() -> Upstream:
    return Upstream({day: invented_day(day, ENTRIES) for day in DAYS})


def plan_faults(upstream: Upstream) -> None:
    for day, fault in zip(DAYS, MADE, strict=True):
        upstream.fault("huggingface", faults.edit(fault), match=f"/api/daily_papers?date={day}")


def test_a_hundred_faulty_bodies_are_neither_good_nor_lost(tmp_path: Path) -> None:
    assert len(MADE) >= 100
    with faulty_upstream() as upstream:
        plan_faults(upstream)
        program = Program(upstream, tmp_path)
        ended = program.run("crawl", "--since", str(DAYS[0]), "--until", str(DAYS[-1]), "--via", "api", "--no-arxiv")
        assert ended.returncode == 3, ended.stderr
        assert "Traceback" not in ended.stderr
        days = program.days(*DAYS)
        told = {issue.day for issue in program.issues() if issue.severity == "error"}
        for number, coverage in enumerate(days):
            assert coverage.state in {DayState.FAILED, DayState.PARTIAL}, (number, coverage)
            assert coverage.last_error, (number, coverage)
            assert coverage.settled_at is None, (number, coverage)
            assert coverage.day in told, (number, coverage)
        kept = program.run("raw", "show", str(DAYS[0]), "--list")
        assert kept.returncode == 0, kept.stderr


def test_the_page_heals_every_day_that_the_api_could_not_give(tmp_path: Path) -> None:
    with faulty_upstream() as upstream:
        plan_faults(upstream)
        upstream.settings.page_quota = 10_000
        program = Program(upstream, tmp_path)
        ended = program.run("crawl", "--since", str(DAYS[0]), "--until", str(DAYS[-1]), "--no-arxiv")
        assert ended.returncode == 0, ended.stderr
        assert [coverage.state for coverage in program.days(*DAYS)] == [DayState.COMPLETE] * len(DAYS)
        for day in DAYS[::10]:
            assert [row.arxiv_id for row in program.listings(day)] == [
                entry.arxiv_id for entry in invented_day(day, ENTRIES)
            ]
