"""Invented rows for digests: papers that do not exist, with every field that an entry can have, and none."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import MISSING, fields, replace
from datetime import UTC, date, datetime
from typing import Any

from hfpapers.digest.build import build_digest
from hfpapers.digest.model import Digest
from hfpapers.digest.options import DigestOptions
from hfpapers.model.coverage import DayCoverage, DayState
from hfpapers.model.kinds import LinkKind
from hfpapers.model.periods import Period
from hfpapers.model.views import AuthorView, KeywordView, LinkView, ListingView

DAY = date(2024, 4, 4)
SEEN = datetime(2026, 11, 20, 2, 10, tzinfo=UTC)
SETTLED = datetime(2024, 4, 8, 1, 0, tzinfo=UTC)
ANSWERED = datetime(2024, 4, 4, 12, 0, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script> | [x](javascript:y) =1+1"
LONG = ("A title that\x00 goes\x1b[31m on\u202e and\x85 on\u2066 " * 120)[:5000]

_BARE: dict[str, Any] = {field.name: None for field in fields(ListingView) if field.default is MISSING}


def bare(arxiv_id: str = "2404.00001", day: date = DAY, **known: Any) -> ListingView:
    """A listing of which nothing but the id is known."""
    return ListingView(
        **{
            **_BARE,
            "day": day,
            "arxiv_id": arxiv_id,
            "hf_url": f"https://huggingface.co/papers/{arxiv_id}",
            "arxiv_url": f"https://arxiv.org/abs/{arxiv_id}",
            **known,
        }
    )


def listing(arxiv_id: str = "2404.00001", day: date = DAY, **known: Any) -> ListingView:
    """A listing as most are."""
    usual: dict[str, Any] = {
        "position": 1,
        "title": f"Paper {arxiv_id}",
        "abstract": f"We study what {arxiv_id} is about.",
        "upvotes": 10,
        "upvotes_observed_at": SEEN,
        "authors": authors("Ada Example"),
    }
    return bare(arxiv_id, day, **(usual | known))


def authors(*names: str, hidden: Sequence[str] = ()) -> tuple[AuthorView, ...]:
    return tuple(
        AuthorView(position=position, name=name, login=None, is_hidden=name in hidden)
        for position, name in enumerate(names, start=1)
    )


def keywords(*texts: str) -> tuple[KeywordView, ...]:
    return tuple(KeywordView(keyword=text, source="huggingface") for text in texts)


def day_row(day: date = DAY, state: DayState | None = DayState.COMPLETE, **known: Any) -> DayCoverage:
    """A settled day, unless told otherwise."""
    settled = state in {DayState.COMPLETE, DayState.EMPTY}
    usual: dict[str, Any] = {"settled_at": SETTLED if settled else None, "answered_at": ANSWERED, "attempts": 1}
    return DayCoverage(day=day, state=state, **(usual | known))


def one_day(*rows: ListingView, state: DayState | None = DayState.COMPLETE, **options: Any) -> Digest:
    """The digest of `DAY` from these rows."""
    coverage = day_row(state=state, expected=len(rows), stored=len(rows))
    return build_digest(rows, [coverage], Period.of_day(DAY), DigestOptions(**options))


def fixed(digest: Digest) -> Digest:
    """The same digest by a program of no version, so that a release leaves the goldens alone."""
    return replace(digest, generator="hfpapers 0.0.0")


SAMPLE = (
    listing(
        "2404.01001",
        title="Small Gardens: Growing Compact Language Models from Pruned Seeds",
        abstract=(
            "Large models are costly to grow. We ask whether a small one can inherit what a large one knows when it is"
            " seeded with the layers that matter most. Across 9 benchmarks, a 1.5B-parameter seedling matches models"
            " trained on 50-1000x more tokens (p < 0.05), & it fits on a single A6000. The recipe is short: prune,"
            " copy, and train for half a day. We release snake_case_names, weights and code."
        ),
        upvotes=1062,
        comments=7,
        github_stars=412,
        submitter="gardener",
        submitter_name="A Gardener",
        submitted_at=datetime(2024, 4, 4, 1, 2, 3, tzinfo=UTC),
        organization="Example Institute of Botany & Learning",
        organization_slug="example-botany",
        ai_summary="Seeding a small model with the layers of a large one matches far costlier training.",
        ai_summary_model="an-example-model",
        published_at=datetime(2024, 4, 2, 17, 59, tzinfo=UTC),
        updated_at=datetime(2024, 4, 3, 9, 0, tzinfo=UTC),
        version=2,
        primary_category="cs.CL",
        categories=("cs.CL", "cs.LG"),
        comment="12 pages, 4 figures",
        doi="10.0000/example.1",
        licence="http://creativecommons.org/licenses/by/4.0/",
        code_url="https://github.com/example/small-gardens",
        project_url="https://gardens.example/paper_(final).html",
        authors=authors("Ada Example", "Bert Hidden", "Zoë O'Sample", hidden=["Bert Hidden"]),
        keywords=keywords("pruning", "language models", "Pruning", "model inheritance"),
        links=(
            LinkView(kind=LinkKind.CODE, url="https://github.com/example/small-gardens"),
            LinkView(kind=LinkKind.MODEL, url="https://huggingface.co/example/seedling-1.5b"),
            LinkView(kind=LinkKind.IMAGE, url="https://cdn.example/figure.png"),
        ),
    ),
    listing(
        "2404.01002",
        position=2,
        title="Thirteen Authors and a Map: Consensus at Scale",
        abstract="A map is drawn by many hands. We measure how long it takes until they agree.",
        upvotes=41,
        primary_category="cs.AI",
        categories=("cs.AI",),
        authors=authors(*(f"Author {name}" for name in "ABCDEFGHIJKLM")),
    ),
    listing(
        "2404.01003",
        position=3,
        title=HOSTILE,
        abstract="# Not a heading\n- not a list\n\n> not a quote `code` *stars* _lines_ <b>bold</b> &amp; http://example.org/",
        upvotes=12,
        organization="=cmd|' /C calc'!A0",
        code_url="javascript:alert(1)",
        project_url='https://evil.example/a b(c)"><script>alert(2)</script>',
        authors=authors("<img src=x onerror=alert(3)>", "*Star*"),
        keywords=keywords("</style><script>", "[k](data:x)"),
        ai_summary="1. Not a list, and ![no image](http://evil.example/x.png).",
    ),
    listing(
        "2404.01004",
        position=4,
        title="让参考模型也参与学习，实现更好的对齐：一种不需要空格也能正确换行的方法及其在多语言语料上的系统评估",
        abstract=(
            "对齐方法往往不稳定。我们以基于人类反馈的强化学习 (Reinforcement Learning from Human Feedback, RLHF) 为例，"
            "说明参考模型也可以参与学习，并在四个数据集上验证了这一点。"
        ),
        upvotes=9,
        primary_category="cs.LG",
        categories=("cs.LG",),
        authors=authors("王小明", "李示例"),
        ai_summary="参考模型参与学习后，对齐更稳定。",
    ),
    listing("2404.01005", position=5, title="An Untold Story", abstract=None, upvotes=0, authors=()),
    bare("2404.01006", position=6),
    listing(
        "2404.01007",
        position=None,
        title="Withdrawn Overnight",
        abstract="This paper stood on the list in the morning.",
        upvotes=3,
        primary_category="stat.ML",
        categories=("stat.ML",),
    ),
    listing(
        "math/0309136",
        position=7,
        title="#1: 100% of *All* Old Identifiers_ Still Work \\o/ #",
        abstract=r"For \(x_i * y_i\) with cost of $5 and $10, C:\temp\new is a path and a*b*c a product.",
        upvotes=2,
        primary_category="math.AG",
        categories=("math.AG",),
        project_url="https://example.org/?a=1&copy;=2",
    ),
)

_MONDAY, _TUESDAY, _WEDNESDAY, _THURSDAY, _FRIDAY, _SATURDAY, _ = Period.of_week("2024-W15").days()

#: A week with every kind of gap, a paper listed twice, and a hostile title.
WEEK = Period.of_week("2024-W15")
WEEK_ROWS = (
    replace(SAMPLE[0], day=_MONDAY),
    replace(SAMPLE[1], day=_MONDAY),
    listing(
        "2404.02001", _TUESDAY, title="Quiet Rivers: On the Flow of Gradients", upvotes=18, primary_category="cs.LG"
    ),
    replace(SAMPLE[1], day=_WEDNESDAY, position=1),
    listing("2404.02002", _FRIDAY, title="Two Lamps and a Map", upvotes=77, keywords=keywords("maps")),
    listing("2404.02003", _FRIDAY, position=2, title=HOSTILE, upvotes=1),
)
WEEK_DAYS = (
    day_row(_MONDAY, expected=2, stored=2),
    day_row(_TUESDAY, expected=1, stored=1),
    day_row(_WEDNESDAY, DayState.PARTIAL, expected=8, stored=1, last_error="page 2 was cut off"),
    day_row(_THURSDAY, DayState.FAILED, last_error="503 Service Unavailable"),
    day_row(_FRIDAY, expected=2, stored=2, settled_at=None, answered_at=datetime(2024, 4, 12, 9, 5, tzinfo=UTC)),
    day_row(_SATURDAY, DayState.NOT_OPEN),
)
