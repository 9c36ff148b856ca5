"""Whole lists in Chinese, byte for byte; renewed by `--update-golden`, and to be read as a reader of Chinese would."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hfpapers.digest.build import build_digest
from hfpapers.digest.material import Material
from hfpapers.digest.model import Digest
from hfpapers.digest.options import DigestOptions
from hfpapers.digest.render import render
from hfpapers.model.coverage import DayState
from hfpapers.model.enrichment import EnrichmentKind, Translation
from hfpapers.model.periods import Period
from tests.digest.outcomes import material, outcome, refused, stale
from tests.digest.rows import SAMPLE, WEEK, WEEK_DAYS, WEEK_ROWS, day_row, fixed
from tests.goldens import GoldenCheck

GOLDEN = Path(__file__).parent / "golden"
FORMATS = ("md", "html", "txt")

_KIND = EnrichmentKind.TRANSLATION
_GARDENS = Translation(
    title="小花园：用剪枝得到的种子培育紧凑的语言模型",
    abstract=(
        "从头训练大模型代价高昂。我们提出的问题是：如果用大模型中最重要的层作为小模型的种子，小模型能否继承大模型的知识？"
        "在 9 个基准上，一个1.5B参数的幼苗模型与使用 50-1000 倍 token 训练的模型表现相当"
        " (p < 0.05),并且只需一张A6000即可容纳。"
        "方法很简单：剪枝（pruning）、复制，再训练半天。我们公开 snake_case_names、权重和代码."
    ),
)
_MAP = Translation(
    title="十三位作者与一张地图：大规模共识", abstract="一张地图由许多人共同绘制。我们测量他们需要多久才能达成一致。"
)


def _held() -> Material:
    gardens, map_, _, _, _, _, withdrawn, old = SAMPLE
    return material(
        outcome(gardens, _KIND, _GARDENS),
        outcome(map_, _KIND, _MAP, written_at=datetime(2026, 11, 18, 3, 0, tzinfo=UTC)),
        stale(withdrawn, _KIND, Translation(title="一夜之间撤下", abstract="旧版本的译文。")),
        refused(old, _KIND, "numbers", "glossary"),
    )


def _day() -> Digest:
    period = Period.of_day(SAMPLE[0].day)
    days = [day_row(expected=7, stored=7)]
    return build_digest(SAMPLE, days, period, DigestOptions(lang="zh"), material=_held())


def _empty() -> Digest:
    days = [day_row(state=DayState.EMPTY, expected=0, stored=0)]
    return build_digest([], days, Period.of_day(SAMPLE[0].day), DigestOptions(lang="zh"))


def _week(options: DigestOptions, held: Material | None = None) -> Digest:
    return build_digest(WEEK_ROWS, WEEK_DAYS, WEEK, options, material=held)


_CASES = {
    "day": _day(),
    "empty": _empty(),
    "week": _week(DigestOptions(lang="zh")),
    "top": _week(DigestOptions(lang="zh", top=3, min_upvotes=2, keywords=("map", "language models")), _held()),
}


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("case", _CASES)
def test_a_list_in_chinese_is_what_its_golden_says(case: str, fmt: str, check_golden: GoldenCheck) -> None:
    check_golden(GOLDEN / f"{case}.zh.{fmt}", render(fixed(_CASES[case]), fmt))
