"""Our own words in Chinese, in simplified characters."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from hfpapers.digest.model import Counts, Generated
from hfpapers.digest.options import DigestOptions
from hfpapers.digest.typography import typeset
from hfpapers.digest.words.base import Words
from hfpapers.digest.words.chinese_coverage import ChineseCoverage
from hfpapers.digest.words.chinese_generated import ChineseGenerated
from hfpapers.digest.words.chinese_phrases import WEEKDAYS, both, counted, days_in_words, either, span
from hfpapers.digest.words.chinese_titles import title
from hfpapers.model.kinds import LinkKind, Source
from hfpapers.model.periods import Period

_LINKS = {
    LinkKind.CODE: "代码",
    LinkKind.PROJECT: "项目主页",
    LinkKind.MODEL: "模型",
    LinkKind.DATASET: "数据集",
    LinkKind.SPACE: "演示",
    LinkKind.VIDEO: "视频",
}


class Chinese(Words):
    """Chinese."""

    language = "zh"
    coverage = ChineseCoverage()
    generated = ChineseGenerated()

    colon = "："
    separator = "、"
    no_title = "归档中没有这篇论文的标题。"
    no_abstract = "归档中没有这篇论文的摘要。"
    was_dropped = "这篇论文曾出现在当日列表中，最新的列表已不再收录。"
    source_follows = "以下为原文摘要。"
    to_mend = "补全命令："
    days = "日期"
    contents = "目录"
    paper_label = "论文"
    discussion_label = "讨论"

    def title(self, style: str, period: Period, shown: int) -> str:
        """Name the digest: `论文列表 · 2024-04-15`, `2023 年值得重读的十篇论文`."""
        return title(style, period, shown)

    def section_heading(self, day: date) -> str:
        """Head a day's section: `2024-04-08 · 星期一`."""
        return f"{day.isoformat()} · 星期{WEEKDAYS[day.weekday()]}"

    def lede(self, period: Period, counts: Counts, options: DigestOptions, *, is_whole: bool) -> str:
        """Say how many papers there are and by which rule these were chosen; `is_whole`: every day's list was had."""
        if counts.listed == 0:
            return f"{span(period.since, period.until)} 没有列出论文。" if is_whole else "归档中没有这段时间的论文。"
        papers = self.papers(counts.listed)
        stated = f"共列出 {papers}" if is_whole else f"归档中现有 {papers}"
        order = _order(period, counts, options)
        asked = _asked(options)
        if asked and counts.matched == 0:
            return typeset(f"{stated}，其中没有{asked}的论文。", self.language)
        among = f"，其中{asked}的有 {counts.matched:,} 篇" if asked else ""
        if counts.shown < counts.matched and options.top is not None:
            of_them = "" if among else "其中"
            return typeset(f"{stated}{among}，这里是{of_them}票数最高的 {counts.shown:,} 篇。", self.language)
        return typeset(f"{stated}{among}{order}。" if among or not is_whole else f"共 {papers}{order}。", self.language)

    def asked(self, options: DigestOptions, *, is_one: bool) -> str:  # noqa: ARG002 - Chinese has no plural
        """Say what the filters ask, to stand before 的: `属于 cs.CL、提到“地图”且至少有 5 票`."""
        return _asked(options)

    def votes_line(self, seen: Sequence[datetime]) -> str | None:
        """Say when the votes were seen; None where none are shown."""
        if not seen:
            return None
        oldest, newest = min(seen), max(seen)
        if newest - oldest < timedelta(days=1):
            return f"票数截至 {self.moment(newest)}。"
        return f"票数以各篇最近一次观测为准，最早观测于 {self.moment(oldest)}，最晚观测于 {self.moment(newest)}。"

    def provenance(self, *, has_summaries: bool, has_keywords: bool, generated: Generated | None) -> tuple[str, ...]:
        """Say who wrote what."""
        sources = "标题、作者和摘要来自 Hugging Face 与 arXiv，空格和公式经过整理。"
        theirs = "和".join(word for word, is_there in (("概述", has_summaries), ("关键词", has_keywords)) if is_there)
        named = f"注明来自 Hugging Face 的{theirs}由 Hugging Face 自动生成" if theirs else ""
        written = () if generated is None else self.generated.provenance(generated)
        if generated is not None and generated.models:
            return (sources, *([f"{named}。"] if named else []), *written)
        ours = self.generated.nothing_added
        return (sources, f"{named}；{ours}" if named else ours, *written)

    def made_by(self, generator: str) -> str:
        """Name the program: `由 hfpapers 0.1.0 生成。`."""
        return f"由 {generator} 生成。"

    def authors_line(self, names: Sequence[str]) -> str | None:
        """Name the authors, of a long list the first eight and how many there are; None where there are none."""
        if not names:
            return None
        if len(names) <= 12:  # noqa: PLR2004 - a list that still fits three lines of a page
            return "、".join(names)
        return typeset(f"{'、'.join(names[:8])} 等 {len(names):,} 人", self.language)

    def summary_label(self, model: str | None) -> str:
        """Name the summary as Hugging Face's own, and the model that wrote it where it is known."""
        return "Hugging Face 概述" if model is None else typeset(f"Hugging Face 概述（{model}）", self.language)

    def keywords_label(self, source: str) -> str:
        """Name the keywords after who gave them."""
        return "Hugging Face 关键词" if source == Source.HUGGINGFACE else "关键词"

    def link_label(self, kind: LinkKind) -> str | None:
        """Name a link for what it leads to; None for kinds that no digest shows."""
        return _LINKS.get(kind)

    def listed_on(self, day: date) -> str:
        """Say on which day the paper stands."""
        return f"{day.isoformat()} 列出"

    def also_listed(self, days: Sequence[date]) -> str:
        """Say on which other days of the period the paper stands."""
        return f"这篇论文还出现在 {both([day.isoformat() for day in days])} 的列表中。"

    def days_in_words(self, since: date, until: date) -> str:
        """Write a span of days: `4 月 8 日至 14 日`; the years only where there are two."""
        return days_in_words(since, until)

    def span(self, since: date, until: date) -> str:
        """Write a span of days by their dates; one day is its date."""
        return span(since, until)

    def papers(self, number: int) -> str:
        """Write a number of papers: `1,234 篇论文`."""
        return counted(number, "篇", "论文")

    def votes(self, number: int) -> str:
        """Write a number of votes: `1,234 票`."""
        return counted(number, "票")

    def sentences(self, *sentences: str) -> str:
        """Write sentences one after another."""
        return "".join(sentences)

    def either(self, items: Sequence[str]) -> str:
        """Join alternatives: `a`, `a 或 b`, `a、b 或 c`."""
        return either(items)


def _asked(options: DigestOptions) -> str:
    """Say what the filters ask, to stand before 的: `属于 cs.CL、提到“地图”且至少有 5 票`."""
    clauses = []
    if options.categories:
        clauses.append(f"属于 {either(options.categories)} ")
    if options.keywords:
        clauses.append(f"提到{either([f'“{keyword}”' for keyword in options.keywords])}")
    if options.min_upvotes is not None:
        clauses.append(f"至少有 {counted(options.min_upvotes, '票')}")
    return "且".join(filter(None, ("、".join(clause.strip() for clause in clauses[:-1]), *clauses[-1:])))


def _order(period: Period, counts: Counts, options: DigestOptions) -> str:
    if counts.shown <= 1:
        return ""
    if options.top is not None:
        return "，按票数从高到低排列"
    return "，按当日列表的顺序排列" if period.since == period.until else "，每天按当日列表的顺序排列"
