"""Digests made by hand, with every block that there is, in English and in Chinese, and with text that means harm."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from dataclasses import replace
from datetime import date

from hfpapers.digest.blocks import (
    Block,
    Bullets,
    Figure,
    Paragraph,
    ParagraphKind,
    Part,
    Piece,
    ReferenceItem,
    References,
    ScoreItem,
    Scores,
    Table,
    TermItem,
    Terms,
    Writer,
)
from hfpapers.digest.model import ContentsItem, Counts, Coverage, Digest, Entry, Fact, Generated, Link, Section
from hfpapers.digest.options import DigestOptions
from hfpapers.digest.text import web_address
from hfpapers.model.enrichment import EnrichmentKind, TextSource
from hfpapers.model.periods import Period
from tests.digest.rows import DAY, SEEN, day_row, listing

_PERIOD = Period.of_day(DAY)
_GARDENS = "Small Gardens: Growing Compact Models from Pruned Seeds"
_MAP = "A Map of *Many* Hands"


def english() -> Digest:
    """A document of entries with parts, as a speed-read or a review has them."""
    first = _entry(
        1,
        "2404.01001",
        _GARDENS,
        _paragraph(ParagraphKind.AUTHORS, "Ada Example, Zoë O'Sample"),
        Part(
            heading="Main work",
            pieces=(
                _paragraph(
                    ParagraphKind.TEXT,
                    "A small model is seeded with the layers of a large one that matter most, then trained for half a"
                    " day. On 9 benchmarks it matches models that saw 50 times as many tokens.",
                    writer=Writer.MODEL,
                ),
            ),
        ),
        Part(heading="Highlights", pieces=(_bullets("A 1.5B model fits on one A6000.", "1. Weights are released."),)),
        Part(heading="Keywords", pieces=(_terms(("Pruning", None), ("Seed | Sapling", None)),)),
        Part(
            heading="Scores",
            pieces=(
                Scores(
                    items=(
                        ScoreItem(name="Usefulness", value=4.0, reason="Runs on what many have at hand."),
                        ScoreItem(name="Novelty", value=3.5, reason="Pruning is old; the recipe | its order is not."),
                        ScoreItem(name="Recommendation", value=4.5, reason="Short, and easy to try."),
                    )
                ),
            ),
        ),
        organization="Example Institute of Botany",
    )
    second = _entry(
        2,
        "2404.01002",
        _MAP,
        _paragraph(
            ParagraphKind.REFUSAL,
            "No speed-read that passed the checks (numbers). The abstract stands as published.",
            writer=Writer.HFPAPERS,
        ),
        _paragraph(
            ParagraphKind.ABSTRACT, "A map is drawn by many hands. We measure how long it takes until they agree."
        ),
        _paragraph(ParagraphKind.NOTE, "Also listed on 2024-04-05.", writer=Writer.HFPAPERS),
    )
    third = _entry(
        3,
        "2404.01003",
        "Rivers & Lamps",
        Part(
            heading="What came of it",
            pieces=(
                _paragraph(ParagraphKind.TEXT, "38 papers mention it.", url="https://example.org/search?q=(rivers)"),
                References(
                    items=(
                        ReferenceItem(
                            text="Rivers [Reloaded]", url="https://arxiv.org/abs/2404.09999", note="listed 2024-04-20"
                        ),
                        ReferenceItem(text="Lamps", url="https://arxiv.org/abs/2404.09998"),
                    )
                ),
                _bullets("One river.", "Two lamps.", label="Found since"),
                _bullets("And a third."),
                Table(
                    header=("Month", "Papers", "Votes"),
                    rows=(("April", "126", "1,204"), ("May | June", "98", "640")),
                    caption="Papers and votes",
                ),
                Figure(url="https://cdn.example/rivers.png", caption="A river with two lamps (from the paper's page)"),
            ),
        ),
    )
    return _digest("en", first, second, third)


def chinese() -> Digest:
    """The same kinds of blocks in Chinese, with English beside them."""
    first = _entry(
        1,
        "2404.01001",
        _GARDENS,
        _paragraph(ParagraphKind.TITLE, "小花园：用剪枝种子培育紧凑模型", writer=Writer.MODEL),
        Part(
            heading="主要工作",
            pieces=(
                _paragraph(
                    ParagraphKind.TEXT,
                    "作者把大模型中最重要的层当作种子，移植到一个 1.5B 参数的小模型里，再训练半天。在 9 个基准上，"
                    "它与训练数据多 50 倍的模型相当。",
                    writer=Writer.MODEL,
                ),
            ),
        ),
        Part(heading="亮点", pieces=(_bullets("一块 A6000 即可运行。", "权重与代码均已公开。"),)),
        Part(heading="关键词", pieces=(_terms(("Pruning", "剪枝"), ("Compact Models", "紧凑模型"), ("A6000", None)),)),
        Part(
            heading="评分",
            pieces=(
                Scores(
                    items=(
                        ScoreItem(name="实用性", value=4.0, reason="普通实验室即可复现"),
                        ScoreItem(name="创新性", value=3.5, reason="剪枝并不新，但步骤顺序有新意"),
                        ScoreItem(name="推荐度", value=4.5, reason="短小，值得一试"),
                    )
                ),
            ),
        ),
        organization="示例植物研究所",
        heading_language="en",
    )
    second = _entry(
        2,
        "2404.01002",
        _MAP,
        _paragraph(
            ParagraphKind.REFUSAL, "未能生成可靠的中文速览（数字未通过核对）。以下为原文摘要。", writer=Writer.HFPAPERS
        ),
        _paragraph(
            ParagraphKind.ABSTRACT,
            "A map is drawn by many hands. We measure how long it takes until they agree.",
            language="en",
        ),
        _paragraph(
            ParagraphKind.SUMMARY,
            "Many hands agree on a map in the end.",
            label="Hugging Face 摘要（an-example-model）",
            language="en",
            writer=Writer.HUGGINGFACE,
        ),
        heading_language="en",
    )
    third = _entry(
        3,
        "2404.01003",
        "Rivers & Lamps",
        _paragraph(ParagraphKind.TITLE, "河流与灯", url="https://arxiv.org/abs/2404.01003", writer=Writer.MODEL),
        Part(
            heading="相关论文",
            pieces=(
                References(
                    items=(
                        ReferenceItem(
                            text="Rivers Reloaded",
                            url="https://arxiv.org/abs/2404.09999",
                            note="2024-04-20 列出",
                            language="en",
                        ),
                    )
                ),
                Table(header=("月份", "论文数", "票数"), rows=(("四月", "126", "1,204"), ("五月", "98", "640"))),
                Figure(url="https://cdn.example/rivers.png", caption="河流与灯（来自论文主页）"),
            ),
        ),
        heading_language="en",
    )
    return _digest("zh", first, second, third)


def hostile(text: str) -> Digest:
    """Every text of every block, and of what stands around the entries, is the one given; so are parts of addresses."""
    url = web_address(f"https://x.example/{text}") or "https://x.example/"
    pieces: tuple[Piece, ...] = (
        *(Paragraph(kind=kind, text=text) for kind in ParagraphKind),
        *(Paragraph(kind=kind, text=text, label=text, writer=Writer.MODEL) for kind in ParagraphKind),
        Paragraph(kind=ParagraphKind.TITLE, text=text, writer=Writer.MODEL),
        Paragraph(kind=ParagraphKind.TITLE, text=text, url=url),
        Bullets(items=(text, text)),
        Bullets(items=(text,), label=text),
        Terms(items=(TermItem(text=text, translation=text), TermItem(text=text)), label=text),
        Terms(items=(TermItem(text=text),)),
        Scores(items=(ScoreItem(name=text, value=1.0, reason=text), ScoreItem(name=text, value=5.0, reason=text))),
        References(items=(ReferenceItem(text=text, url=url, note=text), ReferenceItem(text=text, url=url))),
        Figure(url=url, caption=text),
        Table(header=(text, text), rows=((text, text), (text, text)), caption=text),
    )
    entry = _entry(1, "2404.01001", text, *pieces, Part(heading=text, pieces=pieces), organization=text)
    bare = _digest("en", entry)
    return replace(
        bare,
        title=text,
        lede=text,
        notes=(text,),
        opening=(*pieces, Part(heading=text, pieces=pieces)),
        closing=Part(heading=text, pieces=pieces),
        contents=(ContentsItem(anchor=entry.anchor, number=1, text=text),),
        provenance=(text,),
    )


def _digest(language: str, *entries: Entry) -> Digest:
    is_chinese = language == "zh"
    words = _CHINESE if is_chinese else _ENGLISH
    return Digest(
        title=words["title"],
        language=language,
        reader_language=language,
        style="speedread",
        period=_PERIOD,
        lede=words["lede"],
        sections=(Section(entries=entries),),
        coverage=Coverage(
            days=(day_row(expected=3, stored=3),), banners=(), line=words["coverage"], is_incomplete=False
        ),
        counts=Counts(listed=3, matched=3, shown=3),
        options=DigestOptions(style="speedread", lang=language),
        as_of=SEEN,
        votes_line=words["votes"],
        provenance=(words["provenance"],),
        generator="hfpapers 0.0.0",
        url="https://huggingface.co/papers/date/2024-04-04",
        notes=(words["note"], words["scale"]),
        contents=tuple(
            ContentsItem(
                anchor=entry.anchor, number=entry.number or 0, text=entry.heading, language=entry.heading_language
            )
            for entry in entries
        ),
        opening=(
            _paragraph(ParagraphKind.TEXT, words["opening"], writer=Writer.HFPAPERS),
            Bullets(items=(words["first"], words["second"]), writer=Writer.HFPAPERS),
        ),
        closing=Part(
            heading=words["closing"], pieces=(_paragraph(ParagraphKind.TEXT, words["end"], writer=Writer.HFPAPERS),)
        ),
        generated=Generated(
            kinds=(EnrichmentKind.SPEEDREAD,),
            language=language,
            accepted=1,
            refused=1,
            failed=0,
            absent=1,
            refusals=(("numbers", 1),),
            models=("an-example-model",),
            prompt_versions=("speedread-1",),
            sources=(TextSource.ABSTRACT,),
            written_since=SEEN,
            written_until=SEEN,
        ),
        manifest=f"2024-04-04.speedread{'.zh' if is_chinese else ''}.md.manifest.json",
    )


def _entry(
    number: int,
    arxiv_id: str,
    heading: str,
    *blocks: Block,
    organization: str | None = None,
    heading_language: str | None = None,
) -> Entry:
    row = listing(arxiv_id, position=number, title=heading, organization=organization, primary_category="cs.CL")
    facts = [Fact(text="▲ 1,062", hint="1,062 votes"), Fact(text="cs.CL")]
    return Entry(
        anchor=f"2024-04-04-{arxiv_id}",
        number=number,
        heading=heading,
        heading_language=heading_language,
        blocks=blocks,
        facts=(*facts, *([Fact(text=organization)] if organization else [])),
        links=(Link(label="arXiv", url=row.arxiv_url), Link(label="Hugging Face", url=row.hf_url)),
        listing=row,
        also_listed_on=(date(2024, 4, 5),) if number == 2 else (),
    )


def _paragraph(
    kind: ParagraphKind,
    text: str,
    *,
    label: str | None = None,
    language: str | None = None,
    url: str | None = None,
    writer: Writer = Writer.AUTHORS,
) -> Paragraph:
    return Paragraph(kind=kind, text=text, label=label, language=language, url=url, writer=writer)


def _bullets(*items: str, label: str | None = None) -> Bullets:
    return Bullets(items=items, label=label, writer=Writer.MODEL)


def _terms(*items: tuple[str, str | None]) -> Terms:
    return Terms(items=tuple(TermItem(text=text, translation=other) for text, other in items), writer=Writer.MODEL)


_ENGLISH = {
    "title": "Daily papers at a glance · 2024-04-04",
    "lede": "3 papers, in the order of the day's list.",
    "coverage": "Coverage: 2024-04-04 is complete (3 of 3).",
    "votes": "Votes as of 2026-11-20 02:10 UTC.",
    "provenance": "Speed-reads are by an-example-model, from the abstracts, on 2026-11-20; 1 of 3 passed all checks.",
    "note": "Written by an-example-model from the abstracts, and shown only where it passed all checks.",
    "scale": "Scores are the model's opinion, from 1 to 5.",
    "opening": "What the numbers of the day say:",
    "first": "3 papers were listed.",
    "second": "+ 2 of them have code.",
    "closing": "Closing",
    "end": "All of these papers are invented.",
}
_CHINESE = {
    "title": "每日论文速览 · 2024-04-04",
    "lede": "当日列出 3 篇论文，以下按列表顺序排列。",
    "coverage": "归档状态：2024-04-04 完整（3 / 3）。",
    "votes": "投票数截至 2026-11-20 02:10 UTC。",
    "provenance": "速览由 an-example-model 于 2026-11-20 根据论文摘要生成；3 篇中 1 篇通过全部核对。",
    "note": "中文内容由 an-example-model 根据论文摘要生成，通过全部核对才会显示。",
    "scale": "评分为模型意见，1 至 5 分。",
    "opening": "当日的数字：",
    "first": "共列出 3 篇论文。",
    "second": "其中 2 篇附有代码。",
    "closing": "结语",
    "end": "以上论文均为虚构。",
}
