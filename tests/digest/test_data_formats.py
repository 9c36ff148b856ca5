"""JSON, JSON lines and CSV: what a program reads back is what the rows say."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

import csv
import io
import json
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfpapers.digest.render import render
from hfpapers.digest.render.csv_table import COLUMNS, ENTRY_COLUMNS, ROW_COLUMNS
from hfpapers.digest.text import clean_text
from hfpapers.model.coverage import DayState
from hfpapers.model.views import ListingView
from tests.digest.documents import chinese, hostile
from tests.digest.rows import HOSTILE, LONG, SAMPLE, authors, bare, keywords, listing, one_day


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def _entries(text: str) -> list[dict[str, Any]]:
    return [entry for section in json.loads(text)["sections"] for entry in section["entries"]]


def test_json_has_every_field_of_a_listing_and_csv_the_same() -> None:
    entry = _entries(render(one_day(*SAMPLE), "json"))[0]
    names = {field.name for field in fields(ListingView)} | {"also_listed_on"}
    shown = {"anchor", "number", "heading", "heading_language", "blocks", "facts", "named_links"}
    assert set(entry) == names | shown
    assert set(ROW_COLUMNS) == names
    assert len(COLUMNS) == len(set(COLUMNS)) == len(names) + len(ENTRY_COLUMNS)


def test_the_first_columns_are_those_of_the_first_release() -> None:
    assert COLUMNS[:3] == ("day", "position", "arxiv_id")
    assert COLUMNS[32:34] == ("also_listed_on", "number")


def test_what_a_model_wrote_stands_in_columns_of_its_own() -> None:
    first, second, third = _rows(render(chinese(), "csv"))
    assert first["number"] == "1"
    assert first["heading"] == "Small Gardens: Growing Compact Models from Pruned Seeds"
    assert first["translated_title"] == "小花园：用剪枝种子培育紧凑模型"
    assert first["generated_text"].startswith("作者把大模型中最重要的层当作种子")
    assert first["generated_points"] == "一块 A6000 即可运行。; 权重与代码均已公开。"
    assert first["generated_keywords"] == "Pruning（剪枝）; Compact Models（紧凑模型）; A6000"
    assert first["scores"] == "实用性 4.0; 创新性 3.5; 推荐度 4.5"
    assert first["refusal"] == second["generated_text"] == third["translated_abstract"] == ""
    assert second["refusal"] == "未能生成可靠的中文速览（数字未通过核对）。以下为原文摘要。"


def test_no_column_of_a_model_holds_what_none_wrote() -> None:
    for row in _rows(render(one_day(*SAMPLE), "csv")):
        assert [row[name] for name in ENTRY_COLUMNS[2:]] == [""] * len(ENTRY_COLUMNS[2:])


@given(st.text(alphabet="=+-@＝\"',;|a ", min_size=1, max_size=20).map(clean_text).filter(bool))
def test_no_text_of_any_block_runs_in_a_spreadsheet(text: str) -> None:
    for cells in csv.reader(io.StringIO(render(hostile(text), "csv"), newline=""), strict=True):
        assert len(cells) == len(COLUMNS)
        assert not any(cell.startswith(("=", "+", "-", "@", "＝")) for cell in cells)


def test_json_says_what_the_row_says() -> None:
    entry = _entries(render(one_day(*SAMPLE), "json"))[0]
    assert entry["arxiv_id"] == "2404.01001"
    assert entry["day"] == "2024-04-04"
    assert entry["upvotes"] == 1062
    assert entry["upvotes_observed_at"] == "2026-11-20T02:10:00Z"
    assert entry["authors"] == [
        {"position": 1, "name": "Ada Example", "hf_user": None, "affiliation": None},
        {"position": 3, "name": "Zoë O'Sample", "hf_user": None, "affiliation": None},
    ]
    assert entry["keywords"][0] == {"keyword": "pruning", "source": "huggingface"}
    assert entry["links"][1] == {"kind": "model", "url": "https://huggingface.co/example/seedling-1.5b"}


def test_an_id_that_looks_like_a_number_keeps_its_zeros() -> None:
    digest = one_day(listing("2503.02130"))
    assert '"arxiv_id": "2503.02130"' in render(digest, "json")
    assert _rows(render(digest, "csv"))[0]["arxiv_id"] == "2503.02130"


def test_what_is_unknown_is_null_and_none_is_a_number() -> None:
    digest = one_day(bare("2404.00001", position=1), listing("2404.00002", position=2, upvotes=0))
    unknown, none = _entries(render(digest, "json"))
    assert (unknown["title"], unknown["upvotes"], unknown["upvotes_observed_at"], none["upvotes"]) == (None,) * 3 + (0,)
    assert [row["upvotes"] for row in _rows(render(digest, "csv"))] == ["", "0"]


def test_json_tells_period_options_counts_and_coverage() -> None:
    document = json.loads(render(one_day(*SAMPLE, state=DayState.PARTIAL, top=3, keywords=("map",)), "json"))
    assert document["schema"] == "hfpapers.digest/2"
    assert document["period"] == {"kind": "day", "label": "2024-04-04", "since": "2024-04-04", "until": "2024-04-04"}
    assert document["options"] == {
        "style": "list",
        "lang": "en",
        "top": 3,
        "min_upvotes": None,
        "categories": [],
        "keywords": ["map"],
        "topic_share": 0.4,
        "as_of": None,
    }
    assert document["counts"] == {"listed": 8, "matched": 1, "shown": 1}
    assert document["is_incomplete"] is True
    assert document["coverage"]["days"][0]["state"] == "partial"
    assert document["coverage"]["banners"][0]["command"] == "hfpapers crawl --date 2024-04-04"


def test_json_lines_are_the_entries_of_the_json() -> None:
    digest = one_day(*SAMPLE)
    lines = render(digest, "jsonl").splitlines()
    assert [json.loads(line) for line in lines] == _entries(render(digest, "json"))


def test_no_entries_are_no_lines_and_a_bare_header() -> None:
    digest = one_day(state=DayState.EMPTY)
    assert render(digest, "jsonl") == ""
    assert render(digest, "csv") == ",".join(COLUMNS) + "\r\n"


@given(st.text(), st.text(alphabet="=+-@\"',;\r\n\t a", max_size=20))
def test_any_text_comes_back_from_csv_and_json(title: str, abstract: str) -> None:
    digest = one_day(listing(title=title, abstract=abstract))
    row, entry = _rows(render(digest, "csv"))[0], _entries(render(digest, "json"))[0]
    for name, given_text in (("title", title), ("abstract", abstract)):
        cleaned = clean_text(given_text)
        assert entry[name] == (cleaned or None)
        assert row[name] in {cleaned, f"'{cleaned}"}
        assert not row[name].startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "\t=", "\r=", " ="])
def test_what_a_spreadsheet_would_run_is_defused(start: str) -> None:
    row = listing(title=f"{start}1+1", authors=authors(f"{start}A"), keywords=keywords(f"{start}k"))
    cells = _rows(render(one_day(row), "csv"))[0]
    assert [cells[name][:1] for name in ("title", "authors", "keywords")] == ["'"] * 3


def test_a_number_is_never_defused() -> None:
    assert _rows(render(one_day(listing(upvotes=-1)), "csv"))[0]["upvotes"] == "-1"


def test_lists_are_joined_in_one_cell() -> None:
    cells = _rows(render(one_day(*SAMPLE), "csv"))[0]
    assert cells["authors"] == "Ada Example; Zoë O'Sample"
    assert cells["categories"] == "cs.CL; cs.LG"


@pytest.mark.parametrize("text", [HOSTILE, LONG])
def test_the_hostile_and_the_endless_title_come_through_whole(text: str) -> None:
    digest = one_day(listing(title=text))
    assert _entries(render(digest, "json"))[0]["title"] == clean_text(text)
    assert json.loads(render(digest, "jsonl"))["title"] == clean_text(text)
    assert _rows(render(digest, "csv"))[0]["title"] == clean_text(text)


def test_a_link_that_would_run_code_is_no_data_either() -> None:
    entry = _entries(render(one_day(listing(code_url="javascript:alert(1)")), "json"))[0]
    assert entry["code_url"] is None
