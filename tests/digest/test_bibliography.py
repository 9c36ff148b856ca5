"""BibTeX, RIS and CSL-JSON: public readers read back what was held, whatever stands in titles and names."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import bibtexparser.middlewares
import pytest
import rispy  # type: ignore[import-untyped]  # it ships no annotations
from bibtexparser.entrypoint import parse_string as parse_bibtex
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pybtex.database import BibliographyData, Person, parse_string  # type: ignore[import-untyped]  # as rispy
from pylatexenc.latex2text import LatexNodes2Text

from hfpapers.digest.build import build_digest
from hfpapers.digest.model import Digest
from hfpapers.digest.options import STYLES, DigestOptions
from hfpapers.digest.render import render
from hfpapers.digest.render.paper_records import PaperRecord, paper_records
from hfpapers.digest.render.person_name import PersonName
from hfpapers.digest.text import clean_text
from hfpapers.model.coverage import DayState
from hfpapers.model.enrichment import EnrichmentKind
from hfpapers.model.periods import Period
from tests.digest.enriched_rows import ENRICHED, enriched_material
from tests.digest.rows import DAY, HOSTILE, LONG, SAMPLE, WEEK, WEEK_DAYS, WEEK_ROWS, authors, day_row, listing, one_day
from tests.goldens import GoldenCheck

GOLDEN = Path(__file__).parent / "golden"
FORMATS = ("bibtex", "ris", "csl-json")
_NAMES = (
    "Ada Example",
    "Ada van der Sample",
    "Ada De La Sample",
    "Ada Example Jr.",
    "王小明",
    "Xiao-Ming Wang",
    "Wang Xiaoming",
    "The Example Team and Friends",
    "Zoë O'Sample",
    "{Odd} & 100% \\Sons_#$~^",
    "Sample",
)
_KINDS = {
    "list": EnrichmentKind.ROUNDUP,
    "speedread": EnrichmentKind.SPEEDREAD,
    "roundup": EnrichmentKind.ROUNDUP,
    "review": EnrichmentKind.SPEEDREAD,
}
_TEXTS = st.one_of(
    st.text(),
    st.text(alphabet="{}\\$%&#_~^@\"',=;:-aB \n", max_size=40),
    st.sampled_from([HOSTILE, LONG, "LampNet: GPT-4 in 3D", "a {b", "a} b", "\\", "@misc{x, title={y}}", "TY  - JOUR"]),
)
_CSL: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["id", "type", "title", "issued", "number", "URL"],
        "properties": {
            "id": {"type": "string", "pattern": "^[A-Za-z0-9.-]+$"},
            "type": {"const": "article"},
            "author": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        key: {"type": "string", "minLength": 1}
                        for key in ("literal", "family", "given", "non-dropping-particle", "suffix")
                    },
                    "oneOf": [{"required": ["literal"], "maxProperties": 1}, {"required": ["family", "given"]}],
                },
            },
            "issued": {
                "type": "object",
                "additionalProperties": False,
                "required": ["date-parts"],
                "properties": {
                    "date-parts": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 1,
                        "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}},
                    }
                },
            },
            **{
                key: {"type": "string", "minLength": 1}
                for key in (
                    *("title", "publisher", "archive", "archive_location", "number"),
                    *("DOI", "URL", "note", "keyword", "language", "abstract"),
                )
            },
        },
    },
}


def _plain(latex: str) -> str:
    """Read LaTeX as it is printed."""
    # It takes no notice of these two, and makes a modifier letter of the third.
    named = latex.replace(r"\textbraceleft{}", "\ue000").replace(r"\textbraceright{}", "\ue001")
    named = named.replace(r"\textasciicircum{}", "\ue002")
    text = LatexNodes2Text(keep_comments=True, strict_latex_spaces=True, math_mode="verbatim").latex_to_text(named)
    return str(text).replace("\ue000", "{").replace("\ue001", "}").replace("\ue002", "^")


def _unligatured(text: str) -> str:
    """What TeX's ligatures make of quotes and dashes is no matter of escaping."""
    for before, after in (
        ("---", "—"),
        ("--", "–"),
        ("``", "“"),
        ("''", "”"),
        ("<<", "«"),
        (">>", "»"),
        ("!`", "¡"),
        ("?`", "¿"),
    ):
        text = text.replace(before, after)
    return clean_text(text)


def _person(name: PersonName) -> tuple[str, ...]:
    return (name.literal or "", name.given or "", name.sorted_family or "", name.suffix or "")


def _pybtex_person(person: Person) -> tuple[str, ...]:
    family = " ".join((*person.prelast_names, *person.last_names))
    if family.startswith("{"):
        return (_plain(family[1:-1]), "", "", "")
    return ("", " ".join((*person.first_names, *person.middle_names)), family, " ".join(person.lineage_names))


def _bibtex(digest: Digest) -> BibliographyData:
    return parse_string(render(digest, "bibtex"), "bibtex")


def _records(digest: Digest) -> list[PaperRecord]:
    return list(paper_records(digest))


@pytest.mark.parametrize("name", _NAMES)
def test_every_reader_reads_back_the_name(name: str) -> None:
    digest = one_day(listing(authors=authors("Bert Example", name)))
    wanted = [one.authors[1] for one in _records(digest)]
    assert [_pybtex_person(one.persons["author"][1]) for one in _bibtex(digest).entries.values()] == list(
        map(_person, wanted)
    )
    library = parse_bibtex(render(digest, "bibtex"), append_middleware=[bibtexparser.middlewares.SeparateCoAuthors()])
    (entry,) = library.entries
    parted = bibtexparser.middlewares.names.parse_single_name_into_parts(entry["author"][1])
    assert library.failed_blocks == []
    assert _plain(parted.merge_last_name_first) == _plain(
        f"{{{entry['author'][1][1:-1]}}}"
        if wanted[0].literal
        else ", ".join(filter(None, (wanted[0].sorted_family, wanted[0].suffix, wanted[0].given)))
    )
    assert [one["authors"][1] for one in rispy.loads(render(digest, "ris"))] == [wanted[0].inverted]
    (item,) = json.loads(render(digest, "csl-json"))
    said = item["author"][1]
    family = " ".join(filter(None, (said.get("non-dropping-particle"), said.get("family"))))
    assert (said.get("literal", ""), said.get("given", ""), family, said.get("suffix", "")) == _person(wanted[0])


@given(_TEXTS, _TEXTS)
def test_every_reader_reads_back_the_title_the_abstract_and_the_id(title: str, abstract: str) -> None:
    digest = one_day(listing(title=title, abstract=abstract, journal_ref=title, comment=abstract))
    (record,) = _records(digest)
    (key, entry) = next(iter(_bibtex(digest).entries.items()))
    library = parse_bibtex(render(digest, "bibtex"))
    assert (library.failed_blocks, len(library.entries)) == ([], 1)
    for field, wanted in (("title", record.title), ("abstract", record.abstract), ("note", record.journal_ref)):
        for read in (entry.fields.get(field), library.entries[0].get(field) and library.entries[0][field]):
            assert _unligatured(_plain(read or "")) == _unligatured(wanted or "")
    assert (key, library.entries[0].key) == (record.key, record.key)
    assert entry.fields["eprint"] == library.entries[0]["eprint"] == "2404.00001"
    (reference,) = rispy.loads(render(digest, "ris"))
    assert (reference["title"], reference.get("abstract"), reference["id"]) == (
        record.title,
        record.abstract,
        record.key,
    )
    (item,) = json.loads(render(digest, "csl-json"))
    assert (item["title"], item.get("abstract"), item["id"]) == (record.title, record.abstract, record.key)
    Draft202012Validator(_CSL).validate([item])


@given(_TEXTS)
def test_braces_are_balanced_whatever_a_paper_says(text: str) -> None:
    row = listing(title=text, abstract=text, journal_ref=text, doi=text, authors=authors(text), primary_category=text)
    bib = render(one_day(row), "bibtex")
    assert bib.count("{") == bib.count("}")
    assert len(re.findall(r"^@misc\{", bib, re.MULTILINE)) == 1
    assert [reference["type_of_reference"] for reference in rispy.loads(render(one_day(row), "ris"))] == ["UNPB"]


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Small Gardens: Growing Models", "Small Gardens: Growing Models"),
        ("LampNet and GPT-4 in 3D", "{LampNet} and {GPT}-4 in {3D}"),
        ("A Map (of RLHF), Plan B", "A Map (of {RLHF}), Plan {B}"),
        ("R&D at 5%", r"{R\&D} at 5\%"),
        ("Long-Range U-Net", "Long-Range {U}-Net"),
        ("一张地图", "一张地图"),
    ],
)
def test_words_whose_capitals_matter_are_protected(title: str, written: str) -> None:
    assert f"  title = {{{written}}},\n" in render(one_day(listing(title=title)), "bibtex")


@pytest.mark.parametrize(
    ("row", "key"),
    [
        (listing("2404.01001", title="The Small Gardens"), "example2024small-2404.01001"),
        (
            listing("2404.01001", title="42 Gardens", authors=authors("Zoë Ångström-Łódź")),
            "angstromlodz2024gardens-2404.01001",
        ),
        (listing("math/0309136", title="On Maps"), "example2003maps-math-0309136"),
        (listing("2404.01001", title="一张地图", authors=authors("王小明")), "arxiv2024-2404.01001"),
        (listing("2404.01001", title=None, authors=()), "arxiv2024-2404.01001"),
        (listing("2404.01001", title="X", published_at=datetime(2023, 12, 31, tzinfo=UTC)), "example2023x-2404.01001"),
    ],
)
def test_a_key_is_made_of_author_year_title_and_id(row: Any, key: str) -> None:
    assert [record.key for record in _records(one_day(row))] == [key]


def test_a_paper_that_is_listed_twice_is_one_record() -> None:
    digest = build_digest(WEEK_ROWS, WEEK_DAYS, WEEK, DigestOptions())
    assert len(digest.entries) == 6
    assert len(_bibtex(digest).entries) == len(rispy.loads(render(digest, "ris"))) == 5
    assert len(json.loads(render(digest, "csl-json"))) == len({record.key for record in _records(digest)}) == 5


def test_what_is_published_elsewhere_is_said_and_a_doi_that_is_none_is_left_out() -> None:
    row = listing(doi="10.1000/a_b(c)", journal_ref="Journal of Examples & Maps 4 (2024)", primary_category="cs.CL")
    bib = render(one_day(row), "bibtex")
    assert "  doi = {10.1000/a_b(c)},\n" in bib
    assert "  note = {Journal of Examples \\& Maps 4 (2024)},\n" in bib
    assert "  primaryClass = {cs.CL},\n" in bib
    assert "doi" not in render(one_day(replace(row, doi="}, x = {")), "bibtex")


def test_the_day_is_that_of_the_first_version_else_the_month_of_the_id() -> None:
    first, second = one_day(SAMPLE[0]), one_day(SAMPLE[1])
    assert "DA  - 2024/04/02/\n" in render(first, "ris")
    assert "DA  - 2024/04//\n" in render(second, "ris")
    assert json.loads(render(first, "csl-json"))[0]["issued"] == {"date-parts": [[2024, 4, 2]]}
    assert json.loads(render(second, "csl-json"))[0]["issued"] == {"date-parts": [[2024, 4]]}
    assert "month = apr,\n" in render(second, "bibtex")


def test_who_asked_to_be_hidden_is_in_no_record() -> None:
    digest = one_day(listing(authors=authors("Ada Example", "Bert Hidden", hidden=["Bert Hidden"])))
    assert not any("Hidden" in render(digest, fmt) for fmt in FORMATS)


def test_no_papers_are_no_records() -> None:
    digest = one_day(state=DayState.EMPTY)
    assert [render(digest, fmt) for fmt in FORMATS] == ["", "", "[]\n"]


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("style", STYLES)
def test_a_record_is_the_same_in_every_style_and_language(style: str, lang: str, fmt: str) -> None:
    plain = {row.arxiv_id: render(one_day(row), fmt) for row in ENRICHED}
    options = DigestOptions(style=style, lang=lang, topic_share=1.0)
    digest = build_digest(
        ENRICHED, [day_row()], Period.of_day(DAY), options, material=enriched_material(_KINDS[style], lang)
    )
    assert len(digest.entries) == len(ENRICHED)
    assert (digest.generated is not None) is ((style, lang) != ("list", "en"))
    text = render(digest, fmt)
    for record in _records(digest):
        assert plain[record.arxiv_id].removeprefix("[\n").removesuffix("\n]\n").strip() in text


@pytest.mark.parametrize(("fmt", "suffix"), [("bibtex", "bib"), ("ris", "ris"), ("csl-json", "csljson")])
def test_a_bibliography_is_what_its_golden_says(fmt: str, suffix: str, check_golden: GoldenCheck) -> None:
    check_golden(GOLDEN / f"day.{suffix}", render(one_day(*SAMPLE), fmt))
