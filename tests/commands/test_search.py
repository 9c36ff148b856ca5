"""`hfpapers search`: what is found, how it is told, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Invoke


def test_papers_are_found_by_words_of_their_titles(invoke: Invoke, crawled_home: Path) -> None:
    done = invoke("search", "depths", "--in", "title", home=crawled_home)
    assert done.exit_code == 0, done.output
    first, second = done.stdout.splitlines()[:2]
    assert first.startswith("2404.02258  2024-04-04  Mixture-of-Depths")
    assert second == "  https://huggingface.co/papers/2404.02258"


def test_json_is_a_list_of_papers(invoke: Invoke, crawled_home: Path) -> None:
    done = invoke("search", "depths", "--in", "title", "--format", "json", home=crawled_home)
    (hit,) = [one for one in json.loads(done.stdout) if one["arxiv_id"] == "2404.02258"]
    assert hit.keys() == {"arxiv_id", "title", "day", "url"}
    assert (hit["day"], hit["url"]) == ("2024-04-04", "https://huggingface.co/papers/2404.02258")


def test_no_more_papers_are_given_than_asked_for(invoke: Invoke, crawled_home: Path) -> None:
    done = invoke("search", "sample", "--limit", "2", "--format", "json", home=crawled_home)
    assert len(json.loads(done.stdout)) == 2


def test_nothing_found_is_said_and_no_failure(invoke: Invoke, crawled_home: Path) -> None:
    done = invoke("search", "zeppelin", "--in", "title", home=crawled_home)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "nothing found" in done.stderr
    assert json.loads(invoke("search", "zeppelin", "--format", "json", home=crawled_home).stdout) == []


def test_that_there_are_no_texts_is_said_where_they_are_searched(invoke: Invoke, crawled_home: Path) -> None:
    assert "crawl --fulltext brings them in" in invoke("search", "sample", home=crawled_home).stderr
    assert "--fulltext" not in invoke("search", "sample", "--in", "title,abstract", home=crawled_home).stderr


@pytest.mark.parametrize("words", ["扩散模型", "拡散モデル", "การแพร่"])
def test_that_writing_without_blanks_is_not_split_is_said(invoke: Invoke, crawled_home: Path, words: str) -> None:
    assert "only whole runs of characters" in invoke("search", words, home=crawled_home).stderr


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["search"], "Missing argument 'WORDS...'"),
        (["search", "..."], "holds no word that could be searched for"),
        (["search", "x", "--in", "body"], "'body' is not one of title, abstract, text"),
        (["search", "x", "--limit", "0"], "1<=x<=1000"),
        (["search", "x", "--format", "xml"], "'text', 'json'"),
    ],
)
def test_what_cannot_be_searched_is_refused_in_one_line(
    invoke: Invoke, crawled_home: Path, arguments: list[str], hint: str
) -> None:
    done = invoke(*arguments, home=crawled_home)
    assert done.exit_code == 2
    assert hint in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_search_makes_no_archive(invoke: Invoke, tmp_path: Path) -> None:
    done = invoke("search", "sample")
    assert done.exit_code == 1
    assert "there is no archive here" in done.stderr
    assert not (tmp_path / "home").exists()
