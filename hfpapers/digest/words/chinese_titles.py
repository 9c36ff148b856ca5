"""Chinese titles of digests: a style, a period and a number of papers in, a title out."""

from __future__ import annotations

from hfpapers.digest.words.chinese_phrases import days_in_words, span, spelled
from hfpapers.model.periods import Period, PeriodKind

_SPEEDREAD = {
    PeriodKind.DAY: "每日论文速览",
    PeriodKind.WEEK: "一周论文速览",
    PeriodKind.MONTH: "月度论文速览",
    PeriodKind.YEAR: "年度论文速览",
    PeriodKind.RANGE: "论文速览",
}
_ROUNDUP = {
    PeriodKind.DAY: "每日论文精选",
    PeriodKind.WEEK: "一周论文精选",
    PeriodKind.MONTH: "月度论文精选",
    PeriodKind.YEAR: "年度论文精选",
    PeriodKind.RANGE: "论文精选",
}


def title(style: str, period: Period, shown: int) -> str:
    """Name the digest: `论文列表 · 2024-04-15`, `2023 年值得重读的十篇论文`."""
    match style:
        case "speedread":
            return f"{_SPEEDREAD[period.kind]} · {_name(period)}"
        case "roundup":
            return f"{_ROUNDUP[period.kind]} · {_name(period)}"
        case "review":
            number = f"{spelled(shown)}篇" if shown else ""
            return f"{_when(period)}值得重读的{number}论文"
        case _:
            return f"论文列表 · {_name(period)}"


def _name(period: Period) -> str:
    if period.kind is PeriodKind.WEEK:
        return f"{_week(period)}（{days_in_words(period.since, period.until)}）"  # noqa: RUF001 - Chinese brackets
    return _when(period).rstrip()


def _when(period: Period) -> str:
    """Name the period as it stands before a Chinese word: a date ends with a blank."""
    match period.kind:
        case PeriodKind.WEEK:
            return _week(period)
        case PeriodKind.MONTH:
            return f"{period.since.year} 年 {period.since.month} 月"
        case PeriodKind.YEAR:
            return f"{period.since.year} 年"
        case PeriodKind.DAY | PeriodKind.RANGE:
            return f"{span(period.since, period.until)} "


def _week(period: Period) -> str:
    year, _, week = period.label.partition("-W")
    return f"{year} 年第 {int(week)} 周"
