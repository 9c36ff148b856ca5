"""Manifests: what a digest was made from, and what the archive says otherwise since."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hfpapers.digest.material import Material
from hfpapers.digest.options import DigestOptions
from hfpapers.edition import Inputs
from hfpapers.edition.manifest import (
    Difference,
    DifferenceKind,
    Rendition,
    asked_for,
    build_manifest,
    compare,
    parse_manifest,
    render_manifest,
)
from hfpapers.errors import ManifestError
from hfpapers.model.paper_history import RelatedPaper, VoteView
from hfpapers.model.periods import Period
from tests.digest.rows import DAY, SAMPLE, SEEN, day_row, listing

RENDITION = Rendition(file="2024-04-04.list.md", fmt="md", sha256="0" * 64, size_bytes=7)
OPTIONS = DigestOptions(top=3, categories=("cs.CL",), keywords=("词", "map"), style="review", lang="zh", as_of=SEEN)


def inputs(**changes: Any) -> Inputs:
    material = Material(
        votes={"2404.01001": (VoteView(observed_at=SEEN, upvotes=4),)},
        related={"2404.01001": (RelatedPaper(arxiv_id="2404.01002", title="Maps", day=DAY),), "2404.01002": ()},
    )
    usual = Inputs(
        period=Period.of_day(DAY),
        options=OPTIONS,
        days=(day_row(expected=8, stored=8),),
        listings=SAMPLE,
        material=material,
    )
    return replace(usual, **changes)


def with_first(**changes: Any) -> Inputs:
    return inputs(listings=(replace(SAMPLE[0], **changes), *SAMPLE[1:]))


MANIFEST = parse_manifest(render_manifest(build_manifest(inputs(), RENDITION)), path="m")


def test_the_same_inputs_give_the_same_manifest_and_no_difference() -> None:
    again = render_manifest(build_manifest(inputs(), RENDITION))
    assert again == render_manifest(MANIFEST)
    assert compare(MANIFEST, inputs()) == ()


def test_it_says_with_which_options_the_digest_was_made() -> None:
    assert asked_for(MANIFEST, path="m") == (Period.of_day(DAY), OPTIONS)


def test_it_holds_no_text_of_a_paper() -> None:
    text = render_manifest(MANIFEST)
    for row in SAMPLE:
        assert row.title is None or row.title not in text
        assert row.abstract is None or row.abstract not in text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Another"),
        ("abstract", None),
        ("authors", ()),
        ("position", 2),
        ("published_at", SEEN),
        ("links", ()),
        ("organization", ""),
    ],
)
def test_a_change_of_any_text_is_a_changed_paper(field: str, value: object) -> None:
    differences = compare(MANIFEST, with_first(**{field: value}))
    assert differences == (Difference(kind=DifferenceKind.PAPER, what=f"2404.01001 on {DAY}"),)


def test_counts_are_told_apart_from_texts_with_what_they_were() -> None:
    later = SEEN + timedelta(days=1)
    (told,) = compare(MANIFEST, with_first(upvotes=1100, upvotes_observed_at=later))
    assert told.kind is DifferenceKind.COUNTS
    assert told.detail == ("upvotes 1062 -> 1100, upvotes_observed_at 2026-11-20T02:10:00Z -> 2026-11-21T02:10:00Z")


def test_the_zone_in_which_a_moment_is_written_does_not_matter() -> None:
    assert SAMPLE[0].published_at is not None
    elsewhere = SAMPLE[0].published_at.astimezone(datetime.fromisoformat("2024-01-01T00:00:00+08:00").tzinfo)
    assert elsewhere.utcoffset() == timedelta(hours=8)
    assert compare(MANIFEST, with_first(published_at=elsewhere)) == ()


def test_papers_that_came_or_went_are_named() -> None:
    came = compare(MANIFEST, inputs(listings=(*SAMPLE, listing("2404.09999"))))
    went = compare(MANIFEST, inputs(listings=SAMPLE[1:]))
    assert came == (Difference(kind=DifferenceKind.NEW, what=f"2404.09999 on {DAY}"),)
    assert went == (Difference(kind=DifferenceKind.GONE, what=f"2404.01001 on {DAY}"),)


def test_a_day_and_what_was_looked_up_are_compared_too() -> None:
    unsettled = compare(MANIFEST, inputs(days=(day_row(expected=8, stored=8, settled_at=None),)))
    other = compare(MANIFEST, inputs(material=Material(votes={"2404.01001": (VoteView(observed_at=SEEN, upvotes=5),)})))
    assert unsettled == (Difference(kind=DifferenceKind.DAY, what="2024-04-04"),)
    assert [(each.kind, each.what) for each in other] == [
        (DifferenceKind.MATERIAL, "2404.01001, related"),
        (DifferenceKind.MATERIAL, "2404.01001, votes"),
    ]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "{}", '{"schema": "hfpapers.manifest/1"}', "# Daily papers", '{"schema": 3, "digest": 1}'],
)
def test_what_is_no_manifest_is_refused_by_name(text: str) -> None:
    with pytest.raises(ManifestError, match=r"^x\.json: is (no|a) manifest of"):
        parse_manifest(text, path="x.json")


@pytest.mark.parametrize("part", ["digest", "days", "papers", "material"])
@pytest.mark.parametrize("damage", [None, 3, [3], [{}], {"file": 1}])
def test_a_damaged_manifest_is_refused(part: str, damage: object) -> None:
    text = json.dumps({**MANIFEST, part: damage})
    with pytest.raises(ManifestError, match="is no manifest of a digest"):
        parse_manifest(text, path="x.json")


def test_a_manifest_of_a_later_form_is_refused_as_such() -> None:
    with pytest.raises(ManifestError, match=r"of the form 'hfpapers\.manifest/9', and this program knows"):
        parse_manifest(json.dumps({**MANIFEST, "schema": "hfpapers.manifest/9"}), path="x.json")


@pytest.mark.parametrize(
    "changes",
    [
        {"options": {}},
        {"options": {**MANIFEST["options"], "style": "novel"}},
        {"options": {**MANIFEST["options"], "as_of": "yesterday"}},
        {"period": {"kind": "day", "since": "2024-13-01", "until": "2024-13-01", "label": "x"}},
    ],
)
def test_options_that_cannot_be_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ManifestError, match="has a period or options that cannot be"):
        asked_for({**MANIFEST, **changes}, path="x.json")


def test_moments_of_the_manifest_are_in_utc() -> None:
    assert MANIFEST["options"]["as_of"] == "2026-11-20T02:10:00Z"
    assert SEEN.tzinfo is UTC
    assert date.fromisoformat(MANIFEST["period"]["since"]) == DAY
