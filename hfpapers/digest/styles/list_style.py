"""Style `list`: every paper with its whole abstract, in the reader's language where a checked translation is held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from hfpapers.digest.answers import Answers, Lack
from hfpapers.digest.blocks import Block, Paragraph, ParagraphKind, Writer
from hfpapers.digest.entries import abstract_blocks, authors_blocks, build_entry, huggingface_blocks, note_blocks
from hfpapers.digest.generated import build_generated
from hfpapers.digest.languages import primary, source_language
from hfpapers.digest.shown import shown_rows
from hfpapers.digest.styles.arrangement import is_by_day, sections_of
from hfpapers.digest.styles.body import Body, BuildInput
from hfpapers.digest.text import clean_text, web_address
from hfpapers.digest.typography import typeset
from hfpapers.model.kinds import EnrichmentKind
from hfpapers.model.views import ListingView

if TYPE_CHECKING:
    from hfpapers.model.enrichment import Translation

_KIND = EnrichmentKind.TRANSLATION
_SOURCE_LANGUAGE = "en"


def build_list(given: BuildInput) -> Body:
    """Show every day's list in its order; with `top`, the papers with the most votes, each once."""
    shown = shown_rows(given.matched, given.options)
    shows_day = given.has_many_days and not is_by_day(given)
    answers = {row.arxiv_id: Answers.of(given.material, row, _KIND) for row in shown if _is_foreign(given, row)}
    entries = [
        build_entry(given, row, _blocks(given, row, answers.get(row.arxiv_id)), shows_day=shows_day) for row in shown
    ]
    return Body(
        shown=tuple(shown),
        sections=sections_of(given, entries),
        lede=given.words.lede(given.period, given.counts(len(shown)), given.options, is_whole=given.is_whole),
        notes=_notes(given, answers, len({row.arxiv_id for row in shown})),
        generated=build_generated([(one,) for one in answers.values()], given.options.lang),
    )


def _is_foreign(given: BuildInput, row: ListingView) -> bool:
    """Tell whether the reader may want a translation; papers are taken to be in English unless their script tells."""
    reader, text = primary(given.options.lang), row.abstract or row.title
    return reader != _SOURCE_LANGUAGE and text is not None and source_language(text) != reader


def _blocks(given: BuildInput, row: ListingView, answers: Answers | None) -> Iterator[Block]:
    translation = None if answers is None else _translation(answers)
    if translation is not None:
        yield _translated(given, ParagraphKind.TITLE, translation.title, url=web_address(row.arxiv_url))
        yield from authors_blocks(given, row)
        yield _translated(given, ParagraphKind.ABSTRACT, translation.abstract)
    else:
        yield from authors_blocks(given, row)
        if answers is not None and answers.lack not in {None, Lack.ABSENT}:
            yield _refusal(given, row, answers)
        yield from abstract_blocks(given, row)
    yield from huggingface_blocks(given, row)
    yield from note_blocks(given, row)


def _translation(answers: Answers) -> Translation | None:
    from hfpapers.model.enrichment import Translation as Kind  # noqa: PLC0415 - a list in English has none

    return answers.answer if isinstance(answers.answer, Kind) else None


def _translated(given: BuildInput, kind: ParagraphKind, text: str, *, url: str | None = None) -> Paragraph:
    return Paragraph(
        kind=kind,
        text=typeset(clean_text(text), given.options.lang),
        url=url,
        language=given.text_language,
        writer=Writer.MODEL,
    )


def _refusal(given: BuildInput, row: ListingView, answers: Answers) -> Paragraph:
    words = given.words
    why = words.generated.refusal(answers)
    text = words.sentences(why, words.source_follows) if row.abstract else why
    return Paragraph(kind=ParagraphKind.REFUSAL, text=text, writer=Writer.HFPAPERS)


def _notes(given: BuildInput, answers: Mapping[str, Answers], shown: int) -> tuple[str, ...]:
    absent = sum(one.lack is Lack.ABSENT for one in answers.values())
    return (given.words.generated.nobody_wrote(_KIND, absent, shown),) if absent else ()
