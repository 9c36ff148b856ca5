"""What is told of a paper, and its hash."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfpapers.enrich.glossary import GlossaryEntry
from hfpapers.enrich.inputs import build_input, clean_line, clean_paragraphs, input_hash, source_text, told_fields
from hfpapers.errors import EnrichmentError
from hfpapers.model.enrichment import EnrichmentKind, TextSource
from tests.enrich.papers import ABSTRACT, paper

SPEEDREAD, ROUNDUP, TRANSLATION = EnrichmentKind.SPEEDREAD, EnrichmentKind.ROUNDUP, EnrichmentKind.TRANSLATION
ABSTRACT_ONLY, FULLTEXT = TextSource.ABSTRACT, TextSource.FULLTEXT
PPO = GlossaryEntry(term="PPO", translations=("近端策略优化",))
LLM = GlossaryEntry(term="LLM", translations=("大语言模型", "大模型"))


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("two\nlines\tand  blanks ", "two lines and blanks"),
        ("over\u202eride\u2066d", "overrided"),
        ("bell\x07 and\x00nul", "bell andnul"),
        ("tags\U000e0041\U000e0042\U000e007f gone", "tags gone"),
        ("zero\u200bwidth\ufeff\u2060", "zerowidth"),
        ("hidden\ufe0f\U000e0101 selectors", "hidden selectors"),
        ("half\ud800", "half"),
        ("\u0645\u06cc\u200c\u062e\u0648", "\u0645\u06cc\u200c\u062e\u0648"),
        ("naïve λ 强化学习", "naïve λ 强化学习"),
    ],
)
def test_what_a_reader_would_not_see_is_taken_out(raw: str, clean: str) -> None:
    assert clean_line(raw) == clean


@given(st.text())
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    assert clean_line(clean_line(raw)) == clean_line(raw)
    assert clean_paragraphs(clean_paragraphs(raw)) == clean_paragraphs(raw)
    assert "\n" not in clean_line(raw)


def test_paragraphs_of_a_text_stay() -> None:
    assert clean_paragraphs("One\nline. \r\n \r\nTwo.\n\n\n\nThree.\n") == "One line.\n\nTwo.\n\nThree."


@pytest.mark.parametrize(("title", "abstract", "missing"), [("T", None, "abstract"), ("\u200b", "A", "title")])
def test_a_paper_without_title_or_abstract_is_nothing_to_write_about(
    title: str | None, abstract: str | None, missing: str
) -> None:
    with pytest.raises(EnrichmentError, match=f"2611.00002: no {missing} is held"):
        build_input(arxiv_id="2611.00002", title=title, abstract=abstract, version=1)


def test_the_organisation_is_told_for_a_roundup_only() -> None:
    told = paper(organization="Institute of Herons")
    assert [label for label, _ in told_fields(told, ABSTRACT_ONLY, kind=ROUNDUP)] == [
        "Title",
        "Organisation",
        "Abstract",
    ]
    assert [label for label, _ in told_fields(told, ABSTRACT_ONLY, kind=SPEEDREAD)] == ["Title", "Abstract"]


def test_a_translation_is_of_title_and_abstract_alone() -> None:
    told = paper(text="The whole text.")
    assert source_text(told, FULLTEXT, kind=TRANSLATION) == source_text(told, ABSTRACT_ONLY, kind=TRANSLATION)


def test_the_source_of_checks_is_the_whole_text() -> None:
    text = "First part.\n\n" * 2000 + "Last part."
    assert source_text(paper(text=text), FULLTEXT, kind=SPEEDREAD).endswith("First part.\n\nLast part.")


def test_a_full_text_that_is_not_held_cannot_be_told() -> None:
    with pytest.raises(EnrichmentError, match="hfpapers crawl --fulltext"):
        told_fields(paper(), FULLTEXT, kind=SPEEDREAD)


def test_the_hash_is_the_same_on_every_platform() -> None:
    assert input_hash(paper(), ABSTRACT_ONLY, (LLM, PPO), kind=SPEEDREAD) == (
        "5da6c3d83d8aa347df6ffa858646b50b04d6a1fcb910ec4ec4ac466be2db4d5e"
    )


def test_a_version_that_is_not_known_counts_as_the_first() -> None:
    one, none = (input_hash(paper(version=v), ABSTRACT_ONLY, (), kind=SPEEDREAD) for v in (1, None))
    assert one == none


def test_the_order_of_entries_does_not_count() -> None:
    one, other = (input_hash(paper(), ABSTRACT_ONLY, e, kind=SPEEDREAD) for e in ((PPO, LLM), (LLM, PPO)))
    assert one == other


def test_everything_that_is_told_counts_and_nothing_else() -> None:
    def of(kind: EnrichmentKind = ROUNDUP, source: TextSource = ABSTRACT_ONLY, **changed: object) -> str:
        told = {"text": "The text.", **changed}
        return input_hash(paper(**told), source, (), kind=kind)  # type: ignore[arg-type]  # fields by name

    told = [
        of(),
        of(title="Another title"),
        of(abstract=ABSTRACT + " More."),
        of(version=2),
        of(organization="Institute of Herons"),
        of(source=FULLTEXT),
        of(source=FULLTEXT, text="Another text."),
        input_hash(paper(), ABSTRACT_ONLY, (PPO,), kind=ROUNDUP),
        input_hash(paper(), ABSTRACT_ONLY, (GlossaryEntry(term="PPO", translations=("其他",)),), kind=ROUNDUP),
        input_hash(
            paper(), ABSTRACT_ONLY, (GlossaryEntry(term="PPO", aliases=("P3O",), translations=("其他",)),), kind=ROUNDUP
        ),
    ]
    assert len(set(told)) == len(told)
    assert of(text="Another text.") == of()
    assert of(SPEEDREAD, organization="Institute of Herons") == of(SPEEDREAD)
    assert input_hash(paper(), ABSTRACT_ONLY, (LLM,), kind=ROUNDUP) == input_hash(
        paper(),
        ABSTRACT_ONLY,
        (GlossaryEntry(term="LLM", translations=LLM.translations, source="elsewhere"),),
        kind=ROUNDUP,
    )
