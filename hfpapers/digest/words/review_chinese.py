"""What reviews say in Chinese."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hfpapers.digest.choice import Choice
from hfpapers.digest.figures import Figures, Sum
from hfpapers.digest.model import Counts
from hfpapers.digest.typography import typeset
from hfpapers.digest.words.chinese_phrases import both, span, spelled
from hfpapers.digest.words.review_words import Lacks, ReviewWords
from hfpapers.model.paper_history import Aftermath
from hfpapers.model.periods import Period, PeriodKind


class ChineseReview(ReviewWords):
    """Chinese."""

    what_it_is = "它是什么"
    findings = "主要发现"
    since_then = "后来"
    related = "相关论文"
    closing = "结语"
    picture = "提交者在 Hugging Face 上为论文附上的图片"
    separator = "，"

    def lede(self, period: Period, counts: Counts, asked: str, *, is_whole: bool, has_votes: bool) -> str:
        """Say how many papers were listed, and how many of them were chosen."""
        when = _when(period)
        if counts.listed == 0:
            return _set(f"{when}没有列出论文。" if is_whole else f"归档中没有{when}列出的论文。")
        held = (
            f"{when}共列出 {counts.listed:,} 篇论文" if is_whole else f"归档中有{when}列出的 {counts.listed:,} 篇论文"
        )
        if counts.shown == 0:
            return _set(f"{held}，没有一篇{asked}。")
        among = f"，其中 {counts.matched:,} 篇{asked}" if asked else ""
        return _set(f"{held}{among}；这里按{'票数' if has_votes else '列表顺序'}选出{spelled(counts.shown)}篇。")

    def rule(self, choice: Choice, as_of: date | None) -> str:
        """State the rule of choice, with its numbers."""
        seen = f"（最近一次观测为 {as_of}）" if as_of else ""
        by = f"按票数{seen}从高到低" if choice.has_votes else "票数不详，按各日列表的顺序"
        parts = [f"选择方法：{by}", "同一篇论文只计一次，以最早列出的日期为准"]
        if choice.topic_limit < choice.top:
            parts.append(f"同一主题（arXiv 主分类）最多{spelled(choice.topic_limit)}篇")
        text = f"{'；'.join(parts)}。"
        if choice.is_short:
            text += (
                f"原定{spelled(choice.top)}篇，按此只选出{spelled(len(choice.rows))}篇，"
                f"另有 {choice.passed_over:,} 篇因主题名额已满未入选。"
            )
        elif choice.passed_over:
            text += f"有{spelled(choice.passed_over)}篇票数不低于末位的论文因主题名额已满未入选。"
        return _set(text)

    def figures_heading(self, period: Period) -> str:
        """Head the opening."""
        return _set(f"{_when(period).rstrip()}概况")

    def figures(self, figures: Figures) -> tuple[str, ...]:
        """Tell the period in figures."""
        total = figures.total
        first = f"{figures.days:,} 天的列表共有 {total.papers:,} 篇论文"
        if total.middle is not None:
            half = f"，半数论文不少于 {total.middle:,} 票" if total.papers > 1 else ""
            first += f"，最近一次观测时合计 {total.votes:,} 票{half}"
        if total.votes_unknown:
            some = "票数" if total.votes_unknown == total.papers else f"其中 {total.votes_unknown:,} 篇的票数"
            first += f"；{some}不详"
        return tuple(map(_set, filter(None, (f"{first}。", _categories(total), _organizations(total)))))

    def table_header(self, figures: Figures) -> tuple[str, ...]:
        """Name the columns."""
        return ("月份" if figures.are_months else "周", "论文", "票数", "半数不少于", "最多的分类")

    def table_caption(self, figures: Figures) -> str:
        """Say what the table has, and what its marks mean."""
        what = f"各{'月' if figures.are_months else '周'}概况，论文按最早列出的日期计"
        clauses = [what]
        if any(one.is_held and not one.is_whole for one in figures.spans):
            clauses.append(f"{self.incomplete} 部分日期的列表缺失")
        if not all(one.is_held for one in figures.spans):
            clauses.append(f"没有任何列表的{'月份' if figures.are_months else '周'}从略")
        return "；".join(clauses)

    def mentions(self, aftermath: Aftermath, *, is_whole_year: bool) -> str:
        """Say how many papers mention the name."""
        when = "列出后 12 个月内" if is_whole_year else f"列出后至 {aftermath.until} "
        most = "" if aftermath.mentions <= len(aftermath.foremost) else "，票数最高的是"
        name = aftermath.name
        return _set(f"归档中{when}新列出的论文，有 {aftermath.mentions:,} 篇在标题或摘要中提到 {name}{most}：")

    def share_of_votes(self, chosen: Sum, total: Sum) -> str | None:
        """Say which part of all votes the papers shown have."""
        if not total.votes or chosen.papers == total.papers:
            return None
        share = f"{100 * chosen.votes / total.votes:.0f}%" if 100 * chosen.votes >= total.votes else "不到 1%"
        papers = f"这{spelled(chosen.papers)}篇论文"
        return _set(f"{papers}共得 {chosen.votes:,} 票，占全部 {total.votes:,} 票的 {share}。")

    def topics(self, topics: Sequence[tuple[str, int]], without: int) -> str:
        """Say how many papers are of which category."""
        named = [f"{topic} {number:,} 篇" for topic, number in topics]
        return _set(f"按分类：{'，'.join([*named, *([f'分类不详 {without:,} 篇'] if without else [])])}。")

    def lacks(self, lacks: Lacks) -> tuple[str, ...]:
        """Say what nobody wrote, what stands there instead, and which parts are left out."""
        return tuple(map(_set, filter(None, (_unwritten(lacks), _left_out(lacks)))))


def _unwritten(lacks: Lacks) -> str:
    number = lacks.shown - lacks.written
    if not number:
        return ""
    every = "这篇论文" if number == 1 else "这些论文"
    papers = every if number == lacks.shown else f"其中{spelled(number)}篇"
    clauses = [f"{papers}没有可以显示的评述，以来源原文代替"]
    if lacks.summarized:
        clauses.append(f"{spelled(lacks.summarized)}篇另有 Hugging Face 概述")
    if lacks.extracted:
        clauses.append(f"{spelled(lacks.extracted)}篇的“主要发现”是摘要原句")
    return f"{'；'.join(clauses)}。"


def _left_out(lacks: Lacks) -> str:
    parts = (
        ("主要发现", lacks.without_findings),
        ("后来", lacks.without_aftermath),
        ("相关论文", lacks.without_related),
        ("图片", lacks.without_figure),
    )
    named = [f"{part}（{number:,} 篇）" for part, number in parts if number]
    return f"因无从得知而略去：{'、'.join(named)}。" if named else ""


def _categories(total: Sum) -> str:
    if not total.categories:
        return ""
    named = "、".join(f"{name}（{papers:,} 篇）" for name, papers in total.categories)
    unknown = total.papers - total.with_category
    return f"最多的主分类：{named}{f'；{unknown:,} 篇分类不详' if unknown else ''}。"


def _organizations(total: Sum) -> str:
    if not total.organizations:
        return ""
    named = both([f"{name}（{papers:,} 篇）" for name, papers in total.organizations])
    return f"{total.with_organization:,} 篇论文的机构已知，最多的是 {named}。"


def _when(period: Period) -> str:
    match period.kind:
        case PeriodKind.MONTH:
            return f"{period.since.year} 年 {period.since.month} 月"
        case PeriodKind.WEEK:
            year, _, week = period.label.partition("-W")
            return f"{year} 年第 {int(week)} 周"
        case PeriodKind.YEAR:
            return f"{period.since.year} 年"
        case PeriodKind.DAY | PeriodKind.RANGE:
            return f"{span(period.since, period.until)} "


def _set(text: str) -> str:
    return typeset(text, "zh")
