"""Front matter: a YAML parser reads back what stood in the digest, whatever its title is."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hfpapers.digest.model import Digest
from hfpapers.digest.render import FORMATS, FRONT_MATTERS, render
from hfpapers.digest.text import clean_text
from hfpapers.errors import ConfigError
from hfpapers.model.periods import Period
from tests.digest.documents import chinese, english, hostile
from tests.digest.rows import HOSTILE, SAMPLE, one_day

_TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="-:'\"#{}[],&*!|>%@`\\ \u0085\u2028\ufeff\u4e2da", max_size=30),
    st.sampled_from(
        [HOSTILE, "yes", "null", "2024-04-04", "1e3", "---", "...", "!!python/object:os.system x", "<<: *a"]
    ),
)


def _read(digest: Digest, reader: str) -> dict[str, Any]:
    text = render(digest, "md", front_matter=reader)
    assert text.startswith("---\n")
    block, rest = text.removeprefix("---\n").split("\n---\n\n", 1)
    assert rest
    values: dict[str, Any] = yaml.safe_load(block)
    return values


@pytest.mark.parametrize("reader", FRONT_MATTERS)
@given(text=_TEXTS.map(clean_text).filter(bool))
def test_any_title_is_read_back(reader: str, text: str) -> None:
    values = _read(hostile(text), reader)
    assert (values["title"], values["description"]) == (text, text)
    assert values["date"] == date(2024, 4, 4)
    assert set(values) == set(_read(english(), reader))


def test_hugo_gets_what_it_reads() -> None:
    assert _read(chinese(), "hugo") == {
        "title": "每日论文速览 · 2024-04-04",
        "description": "当日列出 3 篇论文，以下按列表顺序排列。",
        "slug": "2024-04-04-speedread-zh",
        "categories": ["daily-papers"],
        "tags": ["speedread", "cs.CL"],
        "date": date(2024, 4, 4),
        "lang": "zh",
    }


def test_jekyll_gets_a_post_without_liquid() -> None:
    values = _read(english(), "jekyll")
    assert (values["layout"], values["render_with_liquid"]) == ("post", False)
    assert values["slug"] == "2024-04-04-speedread"


def test_obsidian_gets_an_alias_and_tags_without_blanks_or_dots() -> None:
    values = _read(replace(english(), style="a style"), "obsidian")
    assert values["aliases"] == ["Daily papers at a glance · 2024-04-04"]
    assert values["tags"] == ["daily-papers", "a-style", "cs/CL"]


def test_the_date_is_the_last_day_told_of() -> None:
    week = replace(english(), period=Period.of_week("2024-W15"))
    assert _read(week, "hugo")["date"] == date(2024, 4, 14)


def test_tags_are_the_categories_that_come_most_often() -> None:
    assert _read(one_day(*SAMPLE), "hugo")["tags"] == ["list", "cs.AI", "cs.CL", "cs.LG", "math.AG", "stat.ML"]


def test_front_matter_goes_with_markdown_alone() -> None:
    for fmt in FORMATS:
        if fmt != "md":
            with pytest.raises(ConfigError, match="--front-matter"):
                render(english(), fmt, front_matter="hugo")
    with pytest.raises(ConfigError, match="md has: hugo, jekyll, obsidian"):
        render(english(), "md", front_matter="word")
