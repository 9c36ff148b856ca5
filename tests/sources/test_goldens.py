from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from hfpapers.model.records import ArxivFeed, ArxivRaw, DailyPage, PaperDetail, PaperText, Parsed
from hfpapers.sources.arxiv.atom import parse_atom
from hfpapers.sources.arxiv.oai import parse_oai
from hfpapers.sources.huggingface.daily_json import parse_daily
from hfpapers.sources.huggingface.daily_page import parse_daily_page
from hfpapers.sources.huggingface.paper_json import parse_paper
from hfpapers.sources.huggingface.paper_text import parse_text
from tests.goldens import GoldenCheck
from tests.sources.cases import GOLDEN, Meta, golden_cases, outcome


def _daily_json(body: bytes, meta: Meta) -> Parsed[DailyPage]:
    return parse_daily(body, url=meta["url"], day=date.fromisoformat(meta["day"]))


def _daily_page(body: bytes, meta: Meta) -> Parsed[DailyPage]:
    return parse_daily_page(body, url=meta["url"], day=date.fromisoformat(meta["day"]))


def _atom(body: bytes, meta: Meta) -> Parsed[ArxivFeed]:
    return parse_atom(body, url=meta["url"], asked=meta["asked"])


def _oai(body: bytes, meta: Meta) -> Parsed[ArxivRaw | None]:
    return parse_oai(body, url=meta["url"], arxiv_id=meta["arxiv_id"])


def _paper_json(body: bytes, meta: Meta) -> Parsed[PaperDetail]:
    return parse_paper(body, url=meta["url"], arxiv_id=meta["arxiv_id"])


def _paper_text(body: bytes, meta: Meta) -> Parsed[PaperText | None]:
    return parse_text(body, url=meta["url"], arxiv_id=meta["arxiv_id"])


PARSERS: dict[str, Callable[[bytes, Meta], object]] = {
    "huggingface/daily_json": _daily_json,
    "huggingface/daily_page": _daily_page,
    "huggingface/paper_json": _paper_json,
    "huggingface/paper_text": _paper_text,
    "arxiv/atom": _atom,
    "arxiv/oai": _oai,
}


@pytest.mark.parametrize("folder", golden_cases("huggingface/daily_json"))
def test_daily_json_is_read_as_expected(folder: Path, check_golden: GoldenCheck) -> None:
    check_golden(folder / "expected.json", outcome(folder, _daily_json))


@pytest.mark.parametrize("folder", golden_cases("huggingface/daily_page"))
def test_daily_page_is_read_as_expected(folder: Path, check_golden: GoldenCheck) -> None:
    check_golden(folder / "expected.json", outcome(folder, _daily_page))


@pytest.mark.parametrize("folder", golden_cases("arxiv/atom"))
def test_atom_is_read_as_expected(folder: Path, check_golden: GoldenCheck) -> None:
    check_golden(folder / "expected.json", outcome(folder, _atom))


@pytest.mark.parametrize("folder", golden_cases("huggingface/paper_json"))
def test_a_papers_own_record_is_read_as_expected(folder: Path, check_golden: GoldenCheck) -> None:
    check_golden(folder / "expected.json", outcome(folder, _paper_json))


@pytest.mark.parametrize("folder", golden_cases("huggingface/paper_text"))
def test_a_papers_text_is_read_as_expected(folder: Path, check_golden: GoldenCheck) -> None:
    check_golden(folder / "expected.json", outcome(folder, _paper_text))


@pytest.mark.parametrize("folder", golden_cases("arxiv/oai"))
def test_an_oai_record_is_read_as_expected(folder: Path, check_golden: GoldenCheck) -> None:
    check_golden(folder / "expected.json", outcome(folder, _oai))


@pytest.mark.parametrize("source", ["huggingface", "arxiv"])
def test_every_golden_of_a_source_belongs_to_a_parser(source: str) -> None:
    names = {"body.bin", "body.html", "body.json", "body.md", "body.xml", "meta.json", "expected.json"}
    stray = [
        str(path.relative_to(GOLDEN))
        for path in (GOLDEN / source).rglob("*")
        if path.is_file() and (path.name not in names or str(path.parent.parent.relative_to(GOLDEN)) not in PARSERS)
    ]
    assert stray == []


@pytest.mark.parametrize("page", PARSERS)
def test_every_case_has_a_body_and_what_was_asked_for(page: str) -> None:
    broken = [
        folder.name
        for folder in (GOLDEN / page).iterdir()
        if len(list(folder.glob("body.*"))) != 1 or not (folder / "meta.json").is_file()
    ]
    assert broken == []
