"""Whatever is served, a parser gives a record or an error of ours."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hfpapers.errors import BodyError, ParseError
from hfpapers.model.issues import MAX_RAW_CHARACTERS, Code, Issue
from hfpapers.model.records import Parsed
from hfpapers.sources.arxiv.atom import parse_atom
from hfpapers.sources.arxiv.oai import parse_oai
from hfpapers.sources.huggingface.daily_json import parse_daily
from hfpapers.sources.huggingface.daily_page import parse_daily_page
from hfpapers.sources.huggingface.paper_json import parse_paper
from hfpapers.sources.huggingface.paper_text import parse_text
from tests.sources.cases import GOLDEN

DAY = date(2026, 6, 3)
MODERN = (GOLDEN / "huggingface/daily_json/era-2026-06-03-summary-model/body.json").read_bytes()
FEED = (GOLDEN / "arxiv/atom/layout-2026/body.xml").read_bytes()
PAGE = (GOLDEN / "huggingface/daily_page/layout-2026/body.html").read_bytes()
PAPER_ID = "2606.90001"
PAPER = (GOLDEN / "huggingface/paper_json/layout-2026/body.json").read_bytes()
RECORD = (GOLDEN / "arxiv/oai/two-versions/body.xml").read_bytes()
ASKED = ["2606.90060", "math/0309136", "2606.90061"]

TEXT = st.text(st.characters(exclude_categories=()), max_size=20)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)


def _parse_json(body: bytes) -> Parsed[Any]:
    return parse_daily(body, url="u", day=DAY)


def _parse_page(body: bytes) -> Parsed[Any]:
    return parse_daily_page(body, url="u", day=DAY)


def _parse_atom(body: bytes) -> Parsed[Any]:
    return parse_atom(body, url="u", asked=ASKED)


def _parse_paper(body: bytes) -> Parsed[Any]:
    return parse_paper(body, url="u", arxiv_id=PAPER_ID)


def _parse_text(body: bytes) -> Parsed[Any]:
    return parse_text(body, url="u", arxiv_id=PAPER_ID)


def _parse_oai(body: bytes) -> Parsed[Any]:
    return parse_oai(body, url="u", arxiv_id=PAPER_ID)


PARSERS = [_parse_json, _parse_page, _parse_atom, _parse_paper, _parse_text, _parse_oai]
SAMPLES = [
    (_parse_json, MODERN),
    (_parse_page, PAGE),
    (_parse_atom, FEED),
    (_parse_paper, PAPER),
    (_parse_oai, RECORD),
]


def _check_outcome(parse: Callable[[bytes], Parsed[Any]], body: bytes) -> None:
    parsed = _outcome(parse, body)
    if isinstance(parsed, BodyError):
        assert parsed.url == "u"
        assert parsed.detail
    else:
        assert all(_is_storable(issue) for issue in parsed.issues)


def _outcome(parse: Callable[[bytes], Parsed[Any]], body: bytes) -> Parsed[Any] | BodyError:
    try:
        return parse(body)
    except BodyError as error:
        return error


def _is_storable(issue: Issue) -> bool:
    text = f"{issue.field}{issue.detail}{issue.raw}"
    text.encode("utf-8")
    return "\0" not in text and len(issue.raw or "") <= 8 * MAX_RAW_CHARACTERS


@pytest.mark.parametrize("parse", PARSERS)
@given(body=st.binary(max_size=200))
def test_any_bytes_give_a_record_or_a_declared_error(parse: Callable[[bytes], Parsed[Any]], body: bytes) -> None:
    _check_outcome(parse, body)


@pytest.mark.parametrize("parse", PARSERS)
@given(text=st.text(max_size=100))
def test_any_markup_gives_a_record_or_a_declared_error(parse: Callable[[bytes], Parsed[Any]], text: str) -> None:
    _check_outcome(parse, f"<html><body>{text}</body></html>".encode())


@pytest.mark.parametrize(("parse", "sample"), SAMPLES)
@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_body_gives_a_record_or_a_declared_error(
    parse: Callable[[bytes], Parsed[Any]], sample: bytes, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(sample)))
    length = data.draw(st.integers(0, 30))
    _check_outcome(parse, sample[:start] + data.draw(st.binary(max_size=30)) + sample[start + length :])


@pytest.mark.parametrize(("parse", "sample"), SAMPLES)
@given(share=st.floats(0.01, 0.99))
def test_a_body_cut_off_anywhere_is_never_taken_for_whole(
    parse: Callable[[bytes], Parsed[Any]], sample: bytes, share: float
) -> None:
    with pytest.raises(BodyError):
        parse(sample.rstrip()[: int(len(sample.rstrip()) * share)])


@given(value=ANYTHING)
def test_any_json_gives_a_record_or_a_declared_error(value: object) -> None:
    _check_outcome(_parse_json, json.dumps(value).encode())
    props = html.escape(json.dumps({"dailyPapers": value, "dateString": value}))
    page = f'<html><div data-target="DailyPapers" data-props="{props}"></div></html>'
    _check_outcome(_parse_page, page.encode())


@given(data=st.data(), value=ANYTHING)
def test_any_value_at_any_known_key_loses_at_most_that_entry(data: st.DataObject, value: object) -> None:
    (item,) = json.loads(MODERN)
    place = data.draw(st.sampled_from([item, item["paper"], item["paper"]["authors"][0], item["organization"]]))
    key = data.draw(st.sampled_from(sorted(place)))
    place[key] = value
    other = json.loads(MODERN)[0]
    other["paper"]["id"] = "2606.90099"
    parsed = _outcome(_parse_json, json.dumps([other, item]).encode())
    if isinstance(parsed, BodyError):
        assert "surrogate" in parsed.detail  # in a key of the value itself
    else:
        assert parsed.record.entries[0].arxiv_id == "2606.90099"
        assert parsed.record.offered == 2
        assert len(parsed.record.entries) + parsed.record.unreadable >= 2


@given(data=st.data(), value=ANYTHING)
def test_any_value_at_any_known_key_of_a_papers_record_loses_at_most_that(data: st.DataObject, value: object) -> None:
    record = json.loads(PAPER)
    place = data.draw(st.sampled_from([record, record["authors"][0], record["linkedModels"][0]]))
    key = data.draw(st.sampled_from(sorted(set(place) - {"id"})))
    place[key] = value
    parsed = _outcome(_parse_paper, json.dumps(record).encode())
    if isinstance(parsed, BodyError):
        assert "surrogate" in parsed.detail  # in a key of the value itself
    else:
        assert parsed.record.entry.arxiv_id == PAPER_ID


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"paper":'])
def test_a_body_nested_too_deeply_is_refused(opening: str) -> None:
    with pytest.raises(ParseError):
        _parse_json((opening * 100_000).encode())


def test_a_value_nested_just_short_of_too_deeply_is_quoted_and_kept() -> None:
    (item,) = json.loads(MODERN)
    item["upvotes"] = "X"
    body = json.dumps([item]).replace('"X"', "[" * 600 + "]" * 600)
    assert len(_parse_json(body.encode()).record.entries) == 1


def test_a_number_without_end_is_no_count_and_under_an_unknown_key_no_matter() -> None:
    endless = b"9" * 5000
    body = MODERN.replace(b'"upvotes": 7', b'"upvotes": ' + endless + b', "novelty": ' + endless)
    assert body != MODERN
    parsed = _parse_json(body)
    assert [issue.code for issue in parsed.issues] == [Code.WRONG_TYPE, Code.UNKNOWN_KEY]
    assert parsed.record.entries[0].upvotes is None


def test_only_so_many_unknown_keys_are_told_one_by_one() -> None:
    (item,) = json.loads(MODERN)
    item.update({f"key{number}{'x' * 200}": number for number in range(150)})
    issues = _parse_json(json.dumps([item]).encode()).issues
    assert len(issues) == 101
    assert issues[-1].detail == "50 more unknown keys"
    assert all(len(issue.field) < 120 for issue in issues)


def test_a_long_list_is_read_in_good_time() -> None:
    (item,) = json.loads(MODERN)
    item["paper"]["authors"] *= 10
    items = [{**item, "paper": {**item["paper"], "id": f"2606.{number:05}"}} for number in range(3_000)]
    assert len(_parse_json(json.dumps(items).encode()).record.entries) == 3_000


def test_a_page_whose_data_are_whole_may_go_on_after_its_end_or_be_a_fragment() -> None:
    whole = _parse_page(PAGE).record
    assert _parse_page(PAGE + b"<script>late()</script>").record == whole
    fragment = PAGE[PAGE.index(b"<div") : PAGE.lower().rindex(b"</body>")]
    assert _parse_page(fragment).record == whole
    with pytest.raises(ParseError, match="cut off"):
        _parse_page(PAGE[: PAGE.lower().rindex(b"</html>")])
