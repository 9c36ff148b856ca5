"""Style `review`: papers of a year, or of any range, chosen by a rule that is told, each with what came of it since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import chain

from hfpapers.digest.answers import Answers, Lack
from hfpapers.digest.blocks import Block, Bullets, Figure, Paragraph, ParagraphKind, Part, Table, Writer
from hfpapers.digest.choice import Choice
from hfpapers.digest.entries import anchor_of, title_of
from hfpapers.digest.figures import Figures, Sum, count_period, sum_up
from hfpapers.digest.generated import build_generated
from hfpapers.digest.held_blocks import extract_provenance
from hfpapers.digest.languages import source_language
from hfpapers.digest.model import ContentsItem, Entry, Section
from hfpapers.digest.shown import choose_shown
from hfpapers.digest.styles.body import Body, BuildInput
from hfpapers.digest.styles.review_entry import Told, headline_of, review_entry, tell, title_written
from hfpapers.digest.words.review_chinese import ChineseReview
from hfpapers.digest.words.review_english import EnglishReview
from hfpapers.digest.words.review_words import Lacks, ReviewWords
from hfpapers.model.enrichment import EnrichmentKind
from hfpapers.model.views import ListingView

#: Stands in a cell of which nothing is known.
_NOTHING = "\u2013"
_WORDS: dict[str, ReviewWords] = {"en": EnglishReview(), "zh": ChineseReview()}


def build_review(given: BuildInput) -> Body:
    """Choose papers by the rule, and tell of each what it is, what it found, and what came since."""
    words = _WORDS[given.words.language]
    choice = choose_shown(given.matched, given.options)
    told = [tell(given, row) for row in choice.rows]
    entries = [review_entry(given, one, words, number) for number, one in enumerate(told, start=1)]
    figures = count_period(given.listings, given.coverage.days)
    return Body(
        shown=choice.rows,
        sections=(Section(entries=tuple(entries)),) if entries else (),
        lede=_lede(given, words, choice),
        notes=tuple(_notes(given, words, choice, told)),
        contents=tuple(_contents(given, told)) if len(entries) > 1 else (),
        opening=tuple(_opening(given, words, figures)),
        closing=_closing(words, figures.total, told, entries) if entries else None,
        generated=build_generated(_answers(told), given.options.lang),
        provenance=extract_provenance(given, chain.from_iterable(entry.blocks for entry in entries)),
    )


def _lede(given: BuildInput, words: ReviewWords, choice: Choice) -> str:
    counts = given.counts(len(choice.rows))
    asked = given.words.asked(given.options, is_one=counts.matched <= 1)
    return words.lede(given.period, counts, asked, is_whole=given.is_whole, has_votes=choice.has_votes)


def _notes(given: BuildInput, words: ReviewWords, choice: Choice, told: Sequence[Told]) -> Iterator[str]:
    if not told:
        return
    seen = [row.upvotes_observed_at for row in choice.rows if row.upvotes_observed_at and row.upvotes is not None]
    yield words.rule(choice, max(seen).date() if seen else None)
    absent = sum(one.answers.lack is Lack.ABSENT for one in told)
    if absent:
        yield given.words.generated.nobody_wrote(EnrichmentKind.REVIEW, absent, len(told))


def _contents(given: BuildInput, told: Sequence[Told]) -> Iterator[ContentsItem]:
    for number, one in enumerate(told, start=1):
        headline = headline_of(one) or title_written(one)
        language = given.text_language if headline else given.tag(source_language(one.row.title))
        text = headline or title_of(one.row)
        yield ContentsItem(anchor=anchor_of(one.row), number=number, text=text, language=language)


def _answers(told: Sequence[Told]) -> list[tuple[Answers, ...]]:
    """Give what is held of each paper; translations count only where one stands in the place of a review."""
    if not any(one.translation for one in told):
        return [(one.answers,) for one in told]
    none = Answers(kind=EnrichmentKind.TRANSLATION, lack=Lack.ABSENT)
    return [(one.answers, one.translation or none) for one in told]


def _opening(given: BuildInput, words: ReviewWords, figures: Figures) -> Iterator[Block]:
    if not figures.total.papers:
        return
    pieces: list[Paragraph | Table] = [
        Paragraph(kind=ParagraphKind.TEXT, text=text, writer=Writer.HFPAPERS) for text in words.figures(figures)
    ]
    if sum(span.is_held for span in figures.spans) > 1:
        pieces.append(_table(words, figures))
    yield Part(heading=words.figures_heading(given.period), pieces=tuple(pieces))


def _table(words: ReviewWords, figures: Figures) -> Table:
    rows = []
    for span in filter(lambda one: one.is_held, figures.spans):
        label = span.label if span.is_whole else f"{span.label} {words.incomplete}"
        middle = _NOTHING if span.sum.middle is None else f"{span.sum.middle:,}"
        category = span.sum.categories[0][0] if span.sum.categories else _NOTHING
        votes = _NOTHING if span.sum.votes_unknown == span.sum.papers > 0 else f"{span.sum.votes:,}"
        rows.append((label, f"{span.sum.papers:,}", votes, middle, category))
    return Table(header=words.table_header(figures), rows=tuple(rows), caption=words.table_caption(figures))


def _closing(words: ReviewWords, total: Sum, told: Sequence[Told], entries: Sequence[Entry]) -> Part:
    rows = [one.row for one in told]
    share = words.share_of_votes(sum_up(rows), total)
    topics = Counter(row.primary_category for row in rows if row.primary_category)
    named = sorted(topics.items(), key=lambda item: (-item[1], item[0]))
    sentences = [*([share] if share else []), *_topics(words, named, rows), *words.lacks(_lacks(words, told, entries))]
    return Part(heading=words.closing, pieces=(Bullets(items=tuple(sentences), writer=Writer.HFPAPERS),))


def _topics(words: ReviewWords, named: Sequence[tuple[str, int]], rows: Collection[ListingView]) -> list[str]:
    return [words.topics(named, sum(not row.primary_category for row in rows))] if named else []


def _lacks(words: ReviewWords, told: Sequence[Told], entries: Sequence[Entry]) -> Lacks:
    parts = [{block.heading for block in entry.blocks if isinstance(block, Part)} for entry in entries]
    return Lacks(
        shown=len(told),
        written=sum(one.section is not None for one in told),
        summarized=sum(one.section is None and one.row.ai_summary is not None for one in told),
        extracted=sum(bool(one.findings) for one in told),
        without_findings=sum(words.findings not in headings for headings in parts),
        without_aftermath=sum(words.since_then not in headings for headings in parts),
        without_related=sum(words.related not in headings for headings in parts),
        without_figure=sum(not any(isinstance(piece, Figure) for piece in _pieces(entry)) for entry in entries),
    )


def _pieces(entry: Entry) -> Iterator[object]:
    for block in entry.blocks:
        yield from block.pieces if isinstance(block, Part) else (block,)
