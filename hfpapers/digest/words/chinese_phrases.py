"""Small pieces of Chinese: numbers, alternatives, spans of days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

_SMALL = "零一两三四五六七八九十"
WEEKDAYS = "一二三四五六日"


def counted(number: int, measure: str, noun: str = "") -> str:
    """Write a number with its measure word: `8 篇论文`."""
    return f"{number:,} {measure}{noun}"


def spelled(number: int) -> str:
    """Write numbers up to ten as words, as they stand before a measure word; others in digits, with blanks."""
    return _SMALL[number] if number < len(_SMALL) else f" {number:,} "


def either(items: Sequence[str]) -> str:
    """Join alternatives: `a`, `a 或 b`, `a、b 或 c`; between quotation marks stands no comma (GB/T 15834)."""
    return _joined(items, "或")


def both(items: Sequence[str]) -> str:
    """Join what holds together: `a`, `a 和 b`, `a、b 和 c`."""
    return _joined(items, "和")


def span(since: date, until: date) -> str:
    """Write a span of days by their dates; one day is its date."""
    return since.isoformat() if since == until else f"{since.isoformat()} 至 {until.isoformat()}"


def days_in_words(since: date, until: date) -> str:
    """Write a span of days: `4 月 8 日至 14 日`, `4 月 29 日至 5 月 5 日`; the years only where there are two."""
    if since.year != until.year:
        return f"{_whole(since)}至 {_whole(until)}"
    if since == until:
        return _short(since)
    return f"{_short(since)}至 {_short(until) if since.month != until.month else f'{until.day} 日'}"


def _whole(day: date) -> str:
    return f"{day.year} 年 {_short(day)}"


def _short(day: date) -> str:
    return f"{day.month} 月 {day.day} 日"


def _joined(items: Sequence[str], word: str) -> str:
    *first, last = items
    if not first:
        return last
    is_quoted = all(item.startswith("“") for item in items)
    return f"{('' if is_quoted else '、').join(first)}{word if is_quoted else f' {word} '}{last}"
