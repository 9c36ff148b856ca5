"""One paper of a review: a row and what was looked up for it in, its entry out. No part of it is empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hfpapers.digest.answers import Answers, Lack
from hfpapers.digest.blocks import (
    Block,
    Bullets,
    Figure,
    Paragraph,
    ParagraphKind,
    Part,
    Piece,
    ReferenceItem,
    References,
    Writer,
)
from hfpapers.digest.entries import abstract_blocks, authors_blocks, build_entry, note_blocks
from hfpapers.digest.extraction import result_sentences
from hfpapers.digest.held_blocks import extract_paragraph, keyword_terms, missing_notes, summary_paragraph
from hfpapers.digest.languages import source_language
from hfpapers.digest.model import Entry, Fact
from hfpapers.digest.sentences import split_sentences
from hfpapers.digest.shown_answers import answers_for
from hfpapers.digest.styles.body import BuildInput
from hfpapers.digest.text import clean_text, web_address
from hfpapers.digest.vote_course import VoteCourse, course_sentence, describe, votes_fact
from hfpapers.digest.words.extract_words import extract_words
from hfpapers.digest.words.review_words import ReviewWords
from hfpapers.model.enrichment import EnrichmentKind, ReviewSection, Translation
from hfpapers.model.kinds import LinkKind
from hfpapers.model.paper_history import RelatedPaper, twelve_months_after
from hfpapers.model.views import ListingView

_MOST_FINDINGS = 4
_MOST_RELATED = 5
_ARXIV_PAGE = "https://arxiv.org/abs/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of one paper.

    Attributes:
        answers: What a model wrote, or why nothing of it is shown.
        translation: Of title and abstract, where that is shown in the place of a review; else None.
        findings: Sentences of the abstract that stand as findings; none where a model told them.
    """

    row: ListingView
    answers: Answers
    translation: Answers | None
    findings: tuple[str, ...]

    @property
    def section(self) -> ReviewSection | None:
        """What a model wrote, if it may be shown."""
        return self.answers.answer if isinstance(self.answers.answer, ReviewSection) else None


def tell(given: BuildInput, row: ListingView) -> Told:
    """Decide what is told of a paper: a model's review, else a translation, else what the sources say."""
    answers = answers_for(given, row, EnrichmentKind.REVIEW)
    translation = answers_for(given, row, EnrichmentKind.TRANSLATION)
    is_told = answers.answer is not None or translation.answer is not None
    return Told(
        row=row,
        answers=answers,
        translation=translation if answers.answer is None and translation.answer is not None else None,
        findings=() if is_told else _findings(row),
    )


def review_entry(given: BuildInput, told: Told, words: ReviewWords, number: int) -> Entry:
    """Build the entry of a paper that was chosen."""
    row = told.row
    course = describe(given.material.votes.get(row.arxiv_id, ()), row.day)
    entry = build_entry(given, row, _blocks(given, told, words, course), number=number, shows_day=given.has_many_days)
    return replace(entry, facts=_facts(given, entry, course))


def headline_of(told: Told) -> str | None:
    """Return the headline that a model wrote; None where there is none to show."""
    return None if told.section is None else told.section.headline


def title_written(told: Told) -> str | None:
    """Return the title in the reader's language, where a translation stands in the place of a review."""
    translation = told.translation.answer if told.translation else None
    return translation.title if isinstance(translation, Translation) else None


def _blocks(given: BuildInput, told: Told, words: ReviewWords, course: VoteCourse) -> Iterator[Block]:
    row, section = told.row, told.section
    headline = headline_of(told)
    if headline:
        yield Paragraph(kind=ParagraphKind.HEADLINE, text=headline, language=given.text_language, writer=Writer.MODEL)
    yield from authors_blocks(given, row)
    what = list(_what_a_model_wrote(given, section) if section else _what_sources_say(given, told))
    if all(map(_is_our_own, what)):  # no heading over nothing but our regret
        yield from what
        what = []
    yield from _part(words.what_it_is, [*what, *_figure(words, row)])
    yield from _part(words.findings, list(_findings_pieces(given, told)))
    yield from _part(words.since_then, list(_since_then(given, row, words, course)))
    yield from _part(words.related, list(_related(given, row, words)))
    yield from note_blocks(given, row)


def _part(heading: str, pieces: Sequence[Piece]) -> Iterator[Part]:
    if pieces:
        yield Part(heading=heading, pieces=tuple(pieces))


def _facts(given: BuildInput, entry: Entry, course: VoteCourse) -> tuple[Fact, ...]:
    """Tell the course of the votes beside the votes, which stand first where they are known."""
    votes = votes_fact(course, entry.listing.upvotes, given.words)
    return entry.facts if votes is None else (votes, *entry.facts[1:])


# --- what it is ----------------------------------------------------------------------------------


def _what_a_model_wrote(given: BuildInput, section: ReviewSection) -> Iterator[Piece]:
    for paragraph in section.what_it_is:
        yield Paragraph(kind=ParagraphKind.TEXT, text=paragraph, language=given.text_language, writer=Writer.MODEL)


def _what_sources_say(given: BuildInput, told: Told) -> Iterator[Piece]:
    if told.answers.lack not in {None, Lack.ABSENT}:
        why = given.words.generated.refusal(told.answers)
        yield Paragraph(kind=ParagraphKind.REFUSAL, text=why, writer=Writer.HFPAPERS)
    summary = summary_paragraph(given, told.row)
    if summary is not None:
        yield summary
    yield from _abstract(given, told)
    yield from keyword_terms(given, told.row, is_headed=False)


def _abstract(given: BuildInput, told: Told) -> Iterator[Paragraph]:
    """Show the abstract, without the sentences that stand as findings; in the reader's language where that is held."""
    translation = told.translation.answer if told.translation else None
    if isinstance(translation, Translation):
        for kind, text in ((ParagraphKind.TITLE, translation.title), (ParagraphKind.ABSTRACT, translation.abstract)):
            url = web_address(told.row.arxiv_url) if kind is ParagraphKind.TITLE else None
            yield Paragraph(kind=kind, text=text, url=url, language=given.text_language, writer=Writer.MODEL)
        return
    rest = [one for one in split_sentences(told.row.abstract or "") if one not in told.findings]
    extract = extract_paragraph(given, told.row, rest) if told.findings else None
    yield from abstract_blocks(given, told.row) if extract is None else (*missing_notes(given, told.row), extract)


def _figure(words: ReviewWords, row: ListingView) -> Iterator[Figure]:
    """Show the first picture that was submitted; the card that Hugging Face generates for each paper is none."""
    pictures = (web_address(link.url) for link in row.links if link.kind is LinkKind.IMAGE)
    address = next(filter(None, pictures), None)
    if address:
        yield Figure(url=address, caption=words.picture)


# --- findings ------------------------------------------------------------------------------------


def _findings(row: ListingView) -> tuple[str, ...]:
    """Take the sentences that state results out of the abstract, unless nothing would be left of it."""
    found = result_sentences(row.abstract or "", _MOST_FINDINGS)
    return found if len(found) < len(split_sentences(row.abstract or "")) else ()


def _findings_pieces(given: BuildInput, told: Told) -> Iterator[Bullets]:
    if told.section and told.section.findings:
        yield Bullets(items=told.section.findings, language=given.text_language, writer=Writer.MODEL)
    elif told.findings:
        yield Bullets(
            items=told.findings,
            label=extract_words(given.words).from_abstract,
            language=given.tag(source_language(told.row.abstract)),
        )


# --- since then, and near it ---------------------------------------------------------------------


def _since_then(given: BuildInput, row: ListingView, words: ReviewWords, course: VoteCourse) -> Iterator[Piece]:
    aftermath = given.material.aftermaths.get(row.arxiv_id)
    if aftermath and aftermath.mentions and aftermath.foremost:
        is_whole_year = aftermath.until >= twelve_months_after(row.day)
        yield _ours(words.mentions(aftermath, is_whole_year=is_whole_year))
        yield References(items=tuple(_reference(given, paper, words) for paper in aftermath.foremost))
    sentence = course_sentence(course, given.words)
    if sentence:
        yield _ours(sentence)


def _related(given: BuildInput, row: ListingView, words: ReviewWords) -> Iterator[References]:
    aftermath = given.material.aftermaths.get(row.arxiv_id)
    named = {paper.arxiv_id for paper in aftermath.foremost} if aftermath else set()
    papers = [paper for paper in given.material.related.get(row.arxiv_id, ()) if paper.arxiv_id not in named]
    if papers:
        yield References(items=tuple(_reference(given, paper, words) for paper in papers[:_MOST_RELATED]))


def _reference(given: BuildInput, paper: RelatedPaper, words: ReviewWords) -> ReferenceItem:
    notes = [given.words.listed_on(paper.day), *([f"▲ {paper.upvotes:,}"] if paper.upvotes is not None else [])]
    title = clean_text(paper.title) or f"arXiv:{paper.arxiv_id}"
    return ReferenceItem(
        text=title,
        url=f"{_ARXIV_PAGE}{paper.arxiv_id}",
        note=words.separator.join(notes),
        language=given.tag(source_language(title)),
    )


def _ours(text: str) -> Paragraph:
    return Paragraph(kind=ParagraphKind.TEXT, text=text, writer=Writer.HFPAPERS)


def _is_our_own(piece: Piece) -> bool:
    return isinstance(piece, Paragraph) and piece.writer is Writer.HFPAPERS
