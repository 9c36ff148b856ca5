"""Plain text: wrapped for a terminal, in any script, with links that can be followed."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfpapers.digest.render import render
from hfpapers.digest.render.wrap import columns, wrap
from hfpapers.digest.text import clean_text
from tests.digest.rows import HOSTILE, LONG, SAMPLE, listing, one_day


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300).map(clean_text), st.integers(10, 80))
def test_lines_keep_their_width_and_all_their_text(text: str, width: int) -> None:
    lines = wrap(text, width)
    # A closing mark may hang over: it never begins a line.
    assert all(columns(line.rstrip("，。、；：！？）》」』】〕”’…")) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(line and line == line.strip() for line in lines)


def test_han_counts_two_columns_and_breaks_without_blanks() -> None:
    assert wrap("让参考模型也参与学习，实现更好的对齐", 20) == ["让参考模型也参与学习，", "实现更好的对齐"]
    assert wrap("用 LoRA 微调 65B 模型", 10) == ["用 LoRA 微", "调 65B 模", "型"]


def test_an_open_bracket_or_quotation_mark_does_not_end_a_line() -> None:
    assert wrap("关键词 LLM（大语言模型）", 12) == ["关键词 LLM", "（大语言模型）"]
    assert wrap("请见注明“摘自”的句子", 10) == ["请见注明", "“摘自”的句", "子"]


def test_an_accent_takes_no_column() -> None:
    assert columns("cafe\u0301") == 4


def test_a_word_wider_than_a_line_is_cut() -> None:
    assert wrap("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]
    assert wrap("", 10) == []


def test_the_sample_stays_within_its_width_but_for_links() -> None:
    lines = render(one_day(*SAMPLE), "txt").splitlines()
    assert all(columns(line) <= 78 or "://" in line for line in lines)
    assert "Paper         https://arxiv.org/abs/2404.01001" in lines


@pytest.mark.parametrize("text", [HOSTILE, LONG])
def test_the_hostile_and_the_endless_title_come_through_whole(text: str) -> None:
    rendered = render(one_day(listing(title=text)), "txt")
    assert clean_text(text) in " ".join(rendered.split())
