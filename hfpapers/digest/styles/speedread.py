"""Style `speedread`: each paper at a glance, by a model where a checked answer is held, else from what is held."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from hfpapers.digest.answers import Answers, Lack
from hfpapers.digest.blocks import (
    Block,
    Bullets,
    Paragraph,
    ParagraphKind,
    Part,
    ScoreItem,
    Scores,
    TermItem,
    Terms,
    Writer,
)
from hfpapers.digest.entries import build_entry, note_blocks
from hfpapers.digest.extraction import key_sentences, result_sentences
from hfpapers.digest.generated import build_generated
from hfpapers.digest.held_blocks import (
    abstract_paragraphs,
    each_once,
    extract_paragraph,
    extract_provenance,
    folded,
    keyword_terms,
    missing_notes,
    refusal_blocks,
    summary_paragraph,
)
from hfpapers.digest.languages import source_language
from hfpapers.digest.model import Entry, Generated
from hfpapers.digest.sentences import states_contribution
from hfpapers.digest.shown import shown_rows
from hfpapers.digest.shown_answers import answers_for
from hfpapers.digest.styles.arrangement import is_by_day, sections_of
from hfpapers.digest.styles.body import Body, BuildInput
from hfpapers.digest.words.extract_words import extract_words
from hfpapers.digest.words.speedread_words import Outcomes, SpeedreadWords, speedread_words
from hfpapers.model.enrichment import EnrichmentKind, Speedread, Term, Translation
from hfpapers.model.views import ListingView

_MAIN_SENTENCES = 2
_HIGHLIGHTS = 3
_LOOKED_THROUGH = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    speedread: Answers
    translation: Answers


def build_speedread(given: BuildInput) -> Body:
    """Show every day's list in its order, numbered; with `top`, the papers with the most votes, each once."""
    shown = tuple(shown_rows(given.matched, given.options))
    held = {
        row.arxiv_id: _Held(
            speedread=answers_for(given, row, EnrichmentKind.SPEEDREAD),
            translation=answers_for(given, row, EnrichmentKind.TRANSLATION),
        )
        for row in shown
    }
    shows_day = given.has_many_days and not is_by_day(given)
    entries = [
        build_entry(given, row, _blocks(given, row, held[row.arxiv_id]), number=number, shows_day=shows_day)
        for number, row in enumerate(shown, start=1)
    ]
    return Body(
        shown=shown,
        sections=sections_of(given, entries),
        lede=given.words.lede(given.period, given.counts(len(shown)), given.options, is_whole=given.is_whole),
        notes=_notes(given, held, entries),
        generated=_generated(given, held),
        provenance=extract_provenance(given, chain.from_iterable(entry.blocks for entry in entries)),
    )


def _blocks(given: BuildInput, row: ListingView, held: _Held) -> Iterator[Block]:
    words, found = speedread_words(given.words), held.speedread
    yield from _title_blocks(given, row, held.translation)
    yield from missing_notes(given, row)
    yield from note_blocks(given, row)
    if isinstance(found.answer, Speedread):
        yield from _written_parts(given, words, row, found.answer)
        return
    if found.lack is not Lack.ABSENT:
        yield from refusal_blocks(given, row, found)
    if found.lack is Lack.ABSENT or not row.abstract:
        yield from _held_parts(given, words, row)
    yield from _keyword_parts(words, keyword_terms(given, row, is_headed=True))


def _title_blocks(given: BuildInput, row: ListingView, found: Answers) -> Iterator[Paragraph]:
    translation = found.answer
    if isinstance(translation, Translation) and folded(translation.title) != folded(row.title or ""):
        yield Paragraph(
            kind=ParagraphKind.TITLE, text=translation.title, language=given.text_language, writer=Writer.MODEL
        )


# --- by a model ----------------------------------------------------------------------------------


def _written_parts(given: BuildInput, words: SpeedreadWords, row: ListingView, answer: Speedread) -> Iterator[Part]:
    language = given.text_language
    text = Paragraph(kind=ParagraphKind.TEXT, text=answer.main_work, language=language, writer=Writer.MODEL)
    yield Part(heading=words.main_work, pieces=(text,))
    highlights = each_once(answer.highlights, but=[answer.main_work])
    if highlights:
        bullets = Bullets(items=highlights, language=language, writer=Writer.MODEL)
        yield Part(heading=words.highlights, pieces=(bullets,))
    items = tuple({folded(term.text): _term_item(term) for term in answer.keywords if term.text}.values())
    terms = (
        (Terms(items=items, language=language, writer=Writer.MODEL),)
        if items
        else keyword_terms(given, row, is_headed=True)
    )
    yield from _keyword_parts(words, terms)
    yield Part(heading=words.scores, pieces=(_scores(words, answer, language),))


def _term_item(term: Term) -> TermItem:
    is_same = folded(term.translation or "") == folded(term.text)
    return TermItem(text=term.text, translation=None if is_same else term.translation or None)


def _scores(words: SpeedreadWords, answer: Speedread, language: str | None) -> Scores:
    judged = (
        (words.usefulness, answer.usefulness),
        (words.novelty, answer.novelty),
        (words.recommendation, answer.recommendation),
    )
    items = tuple(ScoreItem(name=name, value=score.value, reason=score.reason) for name, score in judged)
    return Scores(items=items, language=language)


# --- from what is held ---------------------------------------------------------------------------


def _held_parts(given: BuildInput, words: SpeedreadWords, row: ListingView) -> Iterator[Block]:
    summary = summary_paragraph(given, row)
    main, results = _sentences(row.abstract or "", summary.text if summary else None)
    lead = summary or extract_paragraph(given, row, main)
    if lead is None:
        # An abstract that nothing was extracted from, since it is not in English.
        yield from abstract_paragraphs(given, row)
        return
    yield Part(heading=words.main_work, pieces=(lead,))
    if results:
        label, language = extract_words(given.words).from_abstract, given.tag(source_language(" ".join(results)))
        yield Part(heading=words.highlights, pieces=(Bullets(items=results, label=label, language=language),))


def _sentences(abstract: str, summary: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Choose sentences of an abstract that say what was done, and others that say what came of it."""
    results = _best(result_sentences, abstract, _HIGHLIGHTS, _is_result) or _best(
        key_sentences, abstract, _HIGHLIGHTS, lambda sentence: _is_result(sentence) and _has_figure(sentence)
    )
    made = _best(key_sentences, abstract, _MAIN_SENTENCES, states_contribution)
    if summary is not None:
        return (), each_once(results or made, but=[summary])
    main = made or _best(key_sentences, abstract, _MAIN_SENTENCES, lambda sentence: sentence not in results)
    return main or results[:1], each_once(results, but=main or results[:1])


def _best(
    choose: Callable[[str, int], tuple[str, ...]], abstract: str, most: int, is_wanted: Callable[[str], bool]
) -> tuple[str, ...]:
    """Choose the sentences of a sort that say most; there may be few of it among those that say most of all."""
    found: tuple[str, ...] = ()
    for limit in range(1, most + _LOOKED_THROUGH):
        found = each_once([sentence for sentence in choose(abstract, limit) if is_wanted(sentence)])
        if len(found) == most:
            break
    return found


def _is_result(sentence: str) -> bool:
    """Tell apart what came of the work from what was set out to do, which may hold figures, too."""
    return not states_contribution(sentence)


def _has_figure(sentence: str) -> bool:
    return any(character.isdigit() for character in sentence)


def _keyword_parts(words: SpeedreadWords, terms: tuple[Terms, ...]) -> Iterator[Part]:
    if terms:
        yield Part(heading=words.keywords, pieces=terms)


# --- what is said of all entries -----------------------------------------------------------------


def _generated(given: BuildInput, held: Mapping[str, _Held]) -> Generated | None:
    """Count answers; titles in the reader's language are named where there are any. None where no model was asked."""
    lacks = {one.speedread.lack for one in held.values()}
    has_titles = any(one.translation.answer for one in held.values())
    if has_titles and lacks <= {Lack.ABSENT, Lack.STALE}:
        return build_generated([(one.translation,) for one in held.values()], given.options.lang)
    if lacks <= {Lack.ABSENT}:
        return None
    answers = [(one.speedread, one.translation) if has_titles else (one.speedread,) for one in held.values()]
    return build_generated(answers, given.options.lang)


def _notes(given: BuildInput, held: Mapping[str, _Held], entries: Sequence[Entry]) -> tuple[str, ...]:
    words, answers = speedread_words(given.words), [one.speedread for one in held.values()]
    counted = build_generated([(one,) for one in answers], given.options.lang)
    if counted is None:
        return ()
    if all(one.lack is Lack.ABSENT for one in answers):
        parts = [block for entry in entries for block in entry.blocks if isinstance(block, Part)]
        has_highlights = any(part.heading == words.highlights for part in parts)
        return (words.nobody_wrote(any(entry.listing.ai_summary for entry in entries), has_highlights),)
    return words.made_so(Outcomes(generated=counted, stale=sum(one.lack is Lack.STALE for one in answers)))
