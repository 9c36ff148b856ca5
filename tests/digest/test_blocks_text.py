"""Every block in plain text: within the width, aligned in any script, with nothing left out."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfpapers.digest.blocks import Block, Part, Table
from hfpapers.digest.render import render
from hfpapers.digest.render.wrap import columns
from hfpapers.digest.text import clean_text
from tests.digest.documents import chinese, english, hostile
from tests.digest.rows import HOSTILE


def _lines(*opening: Block) -> list[str]:
    text = render(replace(english(), opening=opening, contents=(), notes=()), "txt")
    return text.split("page\n" if "page\n" in text else "2024-04-04\n\n", maxsplit=1)[-1].splitlines()


@given(st.one_of(st.text(max_size=40), st.just(HOSTILE), st.just("长" * 90)).map(clean_text).filter(bool))
def test_every_text_of_every_block_is_there_and_no_line_is_wider(text: str) -> None:
    rendered = render(hostile(text), "txt")
    lines = rendered.splitlines()
    # A closing mark may hang over, and links stand whole.
    assert all(columns(line.rstrip("，。、；：！？）》」』】〕”’…")) <= 78 or "://" in line for line in lines)
    assert rendered.replace(" ", "").replace("\n", "").count(text.replace(" ", "")) >= 60


@pytest.mark.parametrize("digest", [english(), chinese()], ids=["en", "zh"])
def test_an_underline_is_as_long_as_its_heading(digest: object) -> None:
    lines = render(digest, "txt").splitlines()  # type: ignore[arg-type]  # a parameter of two digests
    underlines = [place for place, line in enumerate(lines) if place and set(line) in ({"="}, {"-"}, {"."})]
    assert len(underlines) > 8
    assert all(columns(lines[place]) == columns(lines[place - 1]) or not lines[place - 1] for place in underlines)


def test_scores_stand_in_columns_whatever_the_script() -> None:
    lines = render(chinese(), "txt").splitlines()
    assert "实用性  4.0  普通实验室即可复现" in lines
    scores = [line for line in render(english(), "txt").splitlines() if "  4.0  " in line or "  3.5  " in line]
    assert scores == [
        "Usefulness      4.0  Runs on what many have at hand.",
        "Novelty         3.5  Pruning is old; the recipe | its order is not.",
    ]


def test_a_table_is_aligned_by_the_width_of_its_letters() -> None:
    lines = render(chinese(), "txt").splitlines()
    start = lines.index("月份  论文数   票数")
    assert lines[start : start + 4] == [
        "月份  论文数   票数",
        "----  ------  -----",
        "四月     126  1,204",
        "五月      98    640",
    ]


def test_a_table_wider_than_the_page_is_told_a_row_at_a_time() -> None:
    table = Table(header=("Month", "a" * 40, "b" * 40), rows=(("April", "126", "1,204"), ("May", "98", "640")))
    lines = _lines(table)
    assert f"- April: {'a' * 40} 126 ·" in lines
    assert all(columns(line) <= 78 or "://" in line for line in lines)


def test_a_link_stands_under_its_text() -> None:
    lines = render(english(), "txt").splitlines()
    at = lines.index("- Rivers [Reloaded] (listed 2024-04-20)")
    assert lines[at + 1] == "  https://arxiv.org/abs/2404.09999"
    assert lines[lines.index("38 papers mention it.") + 1] == "https://example.org/search?q=(rivers)"
    at = lines.index("A river with two lamps (from the paper's page)")
    assert lines[at + 1] == "https://cdn.example/rivers.png"


def test_terms_are_bracketed_as_their_language_does() -> None:
    assert "Pruning（剪枝） · Compact Models（紧凑模型） · A6000" in render(chinese(), "txt")


def test_the_contents_are_numbered_as_the_entries_are() -> None:
    text = render(chinese(), "txt")
    assert "\n目录\n----\n\n1. Small Gardens: Growing Compact Models from Pruned Seeds\n" in text
    assert "\n1. Small Gardens: Growing Compact Models from Pruned Seeds\n------" in text


def test_what_a_digest_has_not_leaves_no_gap() -> None:
    bare = replace(english(), opening=(), closing=None, contents=(), notes=(), manifest=None, url=None)
    assert "\n\n\n\n" not in render(bare, "txt")
    assert "\n\n\n\n" not in render(english(), "txt")
    assert "End" in "".join(_lines(Part(heading="End", pieces=(Table(header=("a",), rows=(("b",),)),))))
