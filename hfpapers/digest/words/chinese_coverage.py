"""What is said in Chinese of the days of a period."""

# ruff: noqa: RUF001, RUF002 - Chinese text has Chinese punctuation
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hfpapers.digest.held_day import HeldDay, runs_of, total_numbers
from hfpapers.digest.model import BannerKind
from hfpapers.digest.typography import typeset
from hfpapers.digest.words.base import MOST_RUNS, CoverageWords
from hfpapers.digest.words.chinese_phrases import span
from hfpapers.digest.words.moments import moment
from hfpapers.model.coverage import WHOLE_STATES, DayState

_STATES: dict[DayState | None, str] = {
    DayState.COMPLETE: "完整",
    DayState.PARTIAL: "不完整",
    DayState.EMPTY: "没有论文",
    DayState.FAILED: "读取失败",
    DayState.NOT_OPEN: "尚未开放",
    None: "从未查询",
}


class ChineseCoverage(CoverageWords):
    """Chinese."""

    def banner(self, kind: BannerKind, days: Sequence[HeldDay]) -> str:
        """Say once for all days of a kind what is wrong with them."""
        words = _BANNERS[kind]
        text = words.alone(days[0]) if len(days) == 1 else f"{words.together}：{_runs(days, words.note)}。"
        return typeset(text, "zh")

    def line(self, days: Sequence[HeldDay]) -> str:
        """Say in one sentence what is held of the period."""
        if len(days) > 1:
            return f"归档状态（共 {len(days):,} 天）：{_states_line(days)}。"
        day = days[0]
        unsettled = "，可能还会变化" if day.state in WHOLE_STATES and day.coverage.settled_at is None else ""
        return f"归档状态：{day.day} {_STATES[day.state]}{_numbers(days)}{unsettled}。"


def _states_line(days: Sequence[HeldDay]) -> str:
    by_state = {state: [day for day in days if day.state is state] for state in _STATES}
    return "，".join(
        f"{len(in_state):,} 天{_STATES[state]}{_numbers(in_state)}" for state, in_state in by_state.items() if in_state
    )


def _unsettled(day: HeldDay) -> str:
    seen = _seen(day)
    if not seen:
        return f"{day.day} 的列表在读取之后可能有变化。"
    return f"{day.day} 的列表读取于 {seen}，此后可能有变化。"


def _partial(day: HeldDay) -> str:
    if day.state is DayState.PARTIAL:
        held = f"：应有 {day.numbers[1]:,} 篇，已完整收录 {day.numbers[0]:,} 篇" if day.numbers else ""
        why = f"。最近一次读取出错：{day.error}" if day.error else ""
        return f"{day.day} 的列表不完整{held}{why}。"
    seen = _seen(day)
    shown = f"以下为此前收录的内容（读取于 {seen}）" if seen else "以下为此前收录的内容"
    return f"{day.day} 的列表可能不完整：{_latest_attempt(day)}。{shown}。"


def _latest_attempt(day: HeldDay) -> str:
    match day.state:
        case None:
            return "没有查询过这一天的记录"
        case DayState.NOT_OPEN:
            return "最近一次查询时尚未开放"
        case _:
            return f"最近一次读取失败{_bracketed(day.error)}"


def _withdrawn(day: HeldDay) -> str:
    return f"{day.day} 的最新列表中没有论文，以下为此前列表中的论文。"


def _missing(day: HeldDay) -> str:
    match day.state:
        case None:
            why = "从未查询过"
        case DayState.NOT_OPEN:
            why = "最近一次查询时尚未开放"
        case _:
            why = f"最近一次读取失败{_bracketed(day.error)}"
    return f"缺少 {day.day} 的列表：{why}。"


def _not_open(day: HeldDay) -> str:
    return f"最近一次向 Hugging Face 查询时，{day.day} 的列表尚未开放。"


def _seen(day: HeldDay) -> str:
    return "" if day.coverage.answered_at is None else moment(day.coverage.answered_at)


def _seen_note(day: HeldDay) -> str:
    seen = _seen(day)
    return f"读取于 {seen}" if seen else ""


def _state_note(day: HeldDay) -> str:
    is_counted = day.state is DayState.PARTIAL and day.numbers is not None
    return f"{_STATES[day.state]}{_of(day.numbers, '，') if is_counted else ''}"


def _no_note(_day: HeldDay) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class _BannerWords:
    alone: Callable[[HeldDay], str]
    together: str
    note: Callable[[HeldDay], str]


_BANNERS = {
    BannerKind.UNSETTLED: _BannerWords(_unsettled, "以下日期的列表在读取之后可能有变化", _seen_note),
    BannerKind.PARTIAL: _BannerWords(_partial, "以下日期的列表不完整或可能不完整，只能列出已收录的论文", _state_note),
    BannerKind.WITHDRAWN: _BannerWords(_withdrawn, "以下日期的最新列表中没有论文，列出的是此前列表中的论文", _no_note),
    BannerKind.MISSING: _BannerWords(_missing, "缺少以下日期的列表", _state_note),
    BannerKind.NOT_OPEN: _BannerWords(_not_open, "最近一次向 Hugging Face 查询时，以下日期的列表尚未开放", _no_note),
}


def _runs(days: Sequence[HeldDay], note: Callable[[HeldDay], str]) -> str:
    """Name days, neighbours with the same note as one span: `2024-04-09 至 2024-04-11（从未查询）`."""
    named = [f"{span(run[0].day, run[-1].day)}{_bracketed(note(run[0]))}" for run in runs_of(days, note)]
    more = len(named) - MOST_RUNS
    if more <= 1:
        return "、".join(named)
    return f"{'、'.join(named[:MOST_RUNS])}，另有 {more:,} 段日期，总计 {len(days):,} 天"


def _bracketed(text: str) -> str:
    return f"（{text}）" if text else ""


def _numbers(days: Sequence[HeldDay]) -> str:
    return _bracketed(_of(total_numbers(days), ""))


def _of(numbers: tuple[int, int] | None, lead: str) -> str:
    return "" if numbers is None else f"{lead}{numbers[0]:,} / {numbers[1]:,}"
