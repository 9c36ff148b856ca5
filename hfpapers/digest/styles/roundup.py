"""Style `roundup`: the foremost papers under headlines, each in a paragraph, by a model or from what is held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain

from hfpapers.digest.answers import Answers, Lack
from hfpapers.digest.blocks import Block, Paragraph, ParagraphKind, Writer
from hfpapers.digest.choice import Choice
from hfpapers.digest.entries import build_entry, note_blocks
from hfpapers.digest.extraction import key_sentences
from hfpapers.digest.generated import build_generated
from hfpapers.digest.held_blocks import (
    abstract_paragraphs,
    each_once,
    extract_paragraph,
    extract_provenance,
    folded,
    missing_notes,
    refusal_blocks,
    summary_paragraph,
)
from hfpapers.digest.languages import source_language
from hfpapers.digest.model import ContentsItem, Entry, Fact, Generated, Section
from hfpapers.digest.shown import choose_shown
from hfpapers.digest.shown_answers import answers_for
from hfpapers.digest.styles.body import Body, BuildInput
from hfpapers.digest.vote_course import describe, votes_fact
from hfpapers.digest.words.roundup_words import Chosen, roundup_words
from hfpapers.model.enrichment import EnrichmentKind, Roundup
from hfpapers.model.views import ListingView

_SENTENCES = 3
_MOST_AFFILIATIONS = 3
_SENTENCES_BESIDE_A_SUMMARY = 2


def build_roundup(given: BuildInput) -> Body:
    """Choose papers by the rule of `digest.choice`; the lede states it."""
    choice = choose_shown(given.matched, given.options)
    answers = {row.arxiv_id: answers_for(given, row, EnrichmentKind.ROUNDUP) for row in choice.rows}
    entries = tuple(
        _entry(given, row, answers[row.arxiv_id], number) for number, row in enumerate(choice.rows, start=1)
    )
    return Body(
        shown=choice.rows,
        sections=(Section(entries=entries),) if entries else (),
        lede=_lede(given, choice),
        notes=_notes(given, answers),
        contents=tuple(
            ContentsItem(anchor=entry.anchor, number=number, text=entry.heading, language=entry.heading_language)
            for number, entry in enumerate(entries, start=1)
        ),
        generated=_generated(given, answers),
        provenance=extract_provenance(given, chain.from_iterable(entry.blocks for entry in entries)),
    )


def _entry(given: BuildInput, row: ListingView, found: Answers, number: int) -> Entry:
    answer = found.answer if isinstance(found.answer, Roundup) else None
    headline = None if answer is None or folded(answer.headline) == folded(row.title or "") else answer.headline
    entry = build_entry(
        given,
        row,
        _blocks(given, row, found, has_headline=headline is not None),
        number=number,
        heading=headline,
        shows_day=given.has_many_days,
    )
    return replace(entry, facts=tuple(_facts(given, entry)))


def _facts(given: BuildInput, entry: Entry) -> Iterator[Fact]:
    """Name the institution first, and say with the votes how they came in."""
    row = entry.listing
    votes = votes_fact(describe(given.material.votes.get(row.arxiv_id, ()), row.day), row.upvotes, given.words)
    others = entry.facts if votes is None else entry.facts[1:]
    institution = row.organization or given.words.separator.join(_affiliations(row))
    if institution:
        yield Fact(text=institution)
    if votes is not None:
        yield votes
    yield from (fact for fact in others if fact.text != row.organization)


def _affiliations(row: ListingView) -> tuple[str, ...]:
    """Give what arXiv was told of the authors' institutions, each once, the first few."""
    told = (one.strip() for author in row.authors for one in (author.affiliation or "").split(";"))
    return tuple(dict.fromkeys(filter(None, told)))[:_MOST_AFFILIATIONS]


def _blocks(given: BuildInput, row: ListingView, found: Answers, *, has_headline: bool) -> Iterator[Block]:
    if has_headline and row.title:
        language = given.tag(source_language(row.title))
        yield Paragraph(kind=ParagraphKind.TITLE, text=row.title, language=language)
    yield from missing_notes(given, row)
    yield from _text_blocks(given, row, found)
    yield from note_blocks(given, row)


def _text_blocks(given: BuildInput, row: ListingView, found: Answers) -> Iterator[Paragraph]:
    if isinstance(found.answer, Roundup):
        text = found.answer.paragraph
        yield Paragraph(kind=ParagraphKind.TEXT, text=text, language=given.text_language, writer=Writer.MODEL)
        return
    if found.lack is not Lack.ABSENT:
        yield from refusal_blocks(given, row, found)
    if found.lack is Lack.ABSENT or not row.abstract:
        yield from _held_blocks(given, row)


def _held_blocks(given: BuildInput, row: ListingView) -> Iterator[Paragraph]:
    summary = summary_paragraph(given, row)
    sentences = key_sentences(row.abstract or "", _SENTENCES_BESIDE_A_SUMMARY if summary else _SENTENCES)
    extract = extract_paragraph(given, row, each_once(sentences, but=[summary.text] if summary else []))
    if summary is None and extract is None:
        # An abstract that nothing was extracted from, since it is not in English.
        yield from abstract_paragraphs(given, row)
    yield from filter(None, (summary, extract))


def _lede(given: BuildInput, choice: Choice) -> str:
    counts = given.counts(len(choice.rows))
    if counts.shown == counts.matched:
        # Said of a number of papers, "most votes first"; of all, "in the order of the lists".
        options = replace(given.options, top=choice.top if choice.has_votes else None)
        return given.words.lede(given.period, counts, options, is_whole=given.is_whole)
    return roundup_words(given.words).chosen(
        Chosen(
            counts=counts,
            asked=given.words.asked(given.options, is_one=counts.matched == 1),
            topic_limit=choice.topic_limit,
            has_votes=choice.has_votes,
            is_short=choice.is_short,
            is_whole=given.is_whole,
        )
    )


def _notes(given: BuildInput, answers: Mapping[str, Answers]) -> tuple[str, ...]:
    absent = sum(one.lack is Lack.ABSENT for one in answers.values())
    return (roundup_words(given.words).nobody_wrote(absent, len(answers)),) if absent else ()


def _generated(given: BuildInput, answers: Mapping[str, Answers]) -> Generated | None:
    if all(one.lack is Lack.ABSENT for one in answers.values()):
        return None
    return build_generated([(one,) for one in answers.values()], given.options.lang)
