"""An invented year for reviews: six papers worth telling of, many that fill the lists, and what was looked up for them.

Nothing here is anybody's text.
"""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hfpapers.digest.build import build_digest
from hfpapers.digest.material import Material
from hfpapers.digest.model import Digest
from hfpapers.digest.options import DigestOptions
from hfpapers.model.coverage import DayState
from hfpapers.model.enrichment import EnrichmentKind, ReviewSection, Translation
from hfpapers.model.kinds import LinkKind
from hfpapers.model.paper_history import Aftermath, RelatedPaper, VoteView
from hfpapers.model.periods import Period
from hfpapers.model.views import LinkView, ListingView
from tests.digest.outcomes import material, outcome, refused, stale
from tests.digest.rows import SEEN, authors, day_row, keywords, listing

YEAR = Period.of_year("2023")
_FAILED = date(2023, 10, 4)
_KIND = EnrichmentKind.REVIEW

LAMPNET = listing(
    "2305.04001",
    date(2023, 5, 8),
    title="LampNet: Reading a Million Pages by One Lantern",
    abstract=(
        "Long documents are read by models that keep every page alight. We present LampNet, a reader that keeps a"
        " single lantern burning: at each page it decides what to carry on, in a state of 4,096 numbers. Routing by"
        " lantern adds 0.4% to the cost of a step and needs no new data. On PageBench, LampNet answers 71.5% of the"
        " questions about books of a million pages, where a model of the same size that attends to all pages answers"
        " 58.2%. We find that most of what is carried on are names and dates. The code is available at our project"
        " page."
    ),
    upvotes=312,
    authors=authors("Ada Example", "Zoë O'Sample", "Li Sample"),
    organization="Example Institute of Optics",
    primary_category="cs.CL",
    categories=("cs.CL", "cs.LG"),
    code_url="https://github.com/example/lampnet",
    project_url="https://lampnet.example.org/",
    links=(
        LinkView(kind=LinkKind.CODE, url="https://github.com/example/lampnet"),
        LinkView(kind=LinkKind.IMAGE, url="https://cdn.example.org/uploads/lampnet-teaser.png"),
        LinkView(kind=LinkKind.IMAGE, url="https://cdn.example.org/uploads/lampnet-2.png"),
    ),
)
TIDES = listing(
    "2307.04002",
    date(2023, 7, 19),
    title="Tides of Attention: When Heads Rise and Fall Together",
    abstract=(
        "Attention heads are often studied one by one. This paper studies how heads of a Transformer rise and fall"
        " together over a text, as tides do. We track 1,152 heads of a 7B model over 40,000 texts. Heads form six"
        " tides, and the same six are found in models of three families. Removing one tide costs 9.1 points on"
        " reasoning tasks, and removing as many heads at random costs 1.3 points."
    ),
    upvotes=240,
    primary_category="cs.CL",
    categories=("cs.CL",),
    ai_summary="Attention heads act in six groups that recur in several model families.",
    ai_summary_model="an-example-model",
    keywords=keywords("attention heads", "Transformer", "ablation"),
)
KITES = listing(
    "2309.04003",
    date(2023, 9, 1),
    title="Kites: Steering Video Diffusion with a Few Strings",
    abstract=(
        "Video diffusion models are hard to steer. We introduce Kites, which holds a scene by a few strings: points"
        " that a user drags through time. Each string is a row of a small matrix that is added to the attention of a"
        " frozen model. Training takes 3 hours on one GPU."
    ),
    upvotes=187,
    primary_category="cs.CV",
    categories=("cs.CV",),
    links=(LinkView(kind=LinkKind.IMAGE, url="javascript:alert(1)"),),
)
ORCHARD = listing(
    "2306.04004",
    date(2023, 6, 14),
    title="OrchardBench: Do Models Know What They Planted?",
    abstract=(
        "本文提出一个基准，用来检验语言模型是否记得自己在前文中作出的承诺。基准包含 2,000 段对话，每段对话"
        "有三处前后呼应。结果显示，最好的模型只能兑现 61% 的承诺。"
    ),
    upvotes=187,
    primary_category="cs.AI",
    categories=("cs.AI",),
)
NAMELESS = listing(
    "2311.04005", date(2023, 11, 20), title="A Letter without an Abstract", abstract=None, upvotes=150, authors=()
)
THIRD_OF_LANGUAGE = listing(
    "2308.04006",
    date(2023, 8, 2),
    title="Quiet Tokens: What a Model Says When It Says Nothing",
    abstract="Models emit tokens that mean nothing. We count them. They are 3% of all tokens.",
    upvotes=170,
    primary_category="cs.CL",
    categories=("cs.CL",),
)
CHOSEN = (LAMPNET, TIDES, KITES, ORCHARD, NAMELESS)


def _fillers() -> list[ListingView]:
    """Two papers for each working day, of few votes and of categories in turn."""
    rows = []
    for number, day in enumerate(day for day in YEAR.days() if day >= date(2023, 5, 4) and day.weekday() < 5):
        for place in (2, 3):
            known: dict[str, Any] = {
                "position": place,
                "upvotes": (7 * number + 5 * place) % 60,
                "primary_category": ("cs.CV", "cs.CL", "cs.LG", "eess.AS")[(number + place) % 4],
                "organization": "Example Institute of Optics" if number % 9 == 0 else None,
            }
            if day != _FAILED:
                rows.append(listing(f"2300.{number:04d}{place}", day, **known))
    return rows


ROWS = (*CHOSEN, THIRD_OF_LANGUAGE, *_fillers(), replace(LAMPNET, day=date(2023, 5, 9), position=1))
DAYS = tuple(
    day_row(day, DayState.FAILED, last_error="503 Service Unavailable")
    if day == _FAILED
    else day_row(day, DayState.COMPLETE if day.weekday() < 5 else DayState.EMPTY)
    for day in YEAR.days()
    if day >= date(2023, 5, 4)
)


def _seen(row: ListingView, *seen: tuple[float, int]) -> tuple[VoteView, ...]:
    begin = datetime(row.day.year, row.day.month, row.day.day, tzinfo=UTC)
    votes = [VoteView(observed_at=begin + timedelta(hours=hours), upvotes=upvotes) for hours, upvotes in seen]
    return (*votes, VoteView(observed_at=SEEN, upvotes=row.upvotes or 0))


def _paper(arxiv_id: str, title: str, day: date, upvotes: int | None = None) -> RelatedPaper:
    return RelatedPaper(arxiv_id=arxiv_id, title=title, day=day, upvotes=upvotes)


_LANTERNS = _paper("2402.04101", "Two Lanterns Are Better: LampNet at Scale", date(2024, 2, 20), 96)
LOOKED_UP = Material(
    votes={
        LAMPNET.arxiv_id: _seen(LAMPNET, (5, 40), (23, 170), (47, 201), (170, 250), (719, 281)),
        TIDES.arxiv_id: _seen(TIDES, (20, 100), (44, 130)),
        KITES.arxiv_id: _seen(KITES),
    },
    aftermaths={
        LAMPNET.arxiv_id: Aftermath(
            name="LampNet",
            mentions=38,
            foremost=(
                _LANTERNS,
                _paper("2309.04102", "Lanterns in the Fog: A Survey of Long Readers", date(2023, 9, 5), 61),
                _paper("2401.04103", "Does LampNet Forget?", date(2024, 1, 11), 12),
            ),
            until=date(2024, 5, 8),
        ),
        ORCHARD.arxiv_id: Aftermath(
            name="OrchardBench",
            mentions=1,
            foremost=(_paper("2312.04104", "Promises Kept", date(2023, 12, 29)),),
            until=date(2024, 1, 31),
        ),
    },
    related={
        LAMPNET.arxiv_id: (
            _LANTERNS,
            _paper("2303.04105", "Candle: A State of Fixed Size for Long Books", date(2023, 5, 30), 44),
            _paper("2310.04106", "Page by Page [with notes] \\ 2*", date(2023, 10, 17)),
        ),
        TIDES.arxiv_id: (_paper("2305.04107", "Which Heads Move as One?", date(2023, 5, 22), 18),),
    },
)


_LAMPNET_ZH = ReviewSection(
    headline="LampNet:用一盏灯读完一百万页",
    what_it_is=(
        "LampNet是一个长文本阅读模型。它不保留所有页面,而是在每一页决定要带走什么,状态只有4,096个数。",
        "这种“提灯”路由只让每一步的开销增加 0.4%，不需要新数据。",
    ),
    findings=("在PageBench上答对71.5%的问题，同等规模、关注全部页面的模型为58.2%。", "带走的大多是人名和日期。"),
)
_LAMPNET_EN = ReviewSection(
    headline="One lantern reads a million pages",
    what_it_is=("LampNet reads long documents with a state of 4,096 numbers, and decides at each page what to keep.",),
    findings=("It answers 71.5% of PageBench, against 58.2% by a model that attends to all pages.",),
)
_KITES_ZH = Translation(
    title="风筝：用几根线操控视频扩散模型", abstract="视频扩散模型很难操控。我们提出 Kites，用几根线牵住场景。"
)


def answered(lang: str) -> Material:
    """What was looked up, with what came of asking a model: for each paper something else."""
    section = _LAMPNET_ZH if lang == "zh" else _LAMPNET_EN
    held = [
        outcome(LAMPNET, _KIND, section, language=lang),
        refused(TIDES, _KIND, "numbers", "names", language=lang),
        outcome(ORCHARD, _KIND, language=lang),
        stale(NAMELESS, _KIND, section, language=lang),
    ]
    if lang == "zh":
        held.append(outcome(KITES, EnrichmentKind.TRANSLATION, _KITES_ZH))
    return replace(LOOKED_UP, enrichments=material(*held).enrichments)


def review(looked_up: Material | None = LOOKED_UP, **options: Any) -> Digest:
    """The review of the year, of five papers of which two may be of one topic, unless told otherwise."""
    usual: dict[str, Any] = {"style": "review", "top": 5, "topic_share": 0.4}
    chosen = DigestOptions(**(usual | options))
    period = replace(YEAR, since=DAYS[0].day)
    return build_digest(ROWS, DAYS, period, chosen, material=looked_up)
