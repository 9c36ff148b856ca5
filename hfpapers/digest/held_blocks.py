"""What entries say where no model wrote: a row in, blocks out, each labelled with whose it is.

Hugging Face's summary and keywords, else sentences of the abstract and keywords that a program found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from hfpapers.digest.answers import Answers
from hfpapers.digest.blocks import Block, Paragraph, ParagraphKind, Part, Piece, TermItem, Terms, Writer
from hfpapers.digest.entries import abstract_blocks
from hfpapers.digest.extraction import keywords
from hfpapers.digest.languages import source_language
from hfpapers.digest.styles.body import BuildInput
from hfpapers.digest.words.extract_words import extract_words
from hfpapers.model.kinds import Source
from hfpapers.model.views import ListingView

_MOST_FOUND = 5
_LEFT_OUT = " … "


def folded(text: str) -> str:
    """Fold what readers would hold for the same text."""
    return " ".join(text.casefold().split()).rstrip(".。")


def each_once(texts: Sequence[str], *, but: Sequence[str] = ()) -> tuple[str, ...]:
    """Return texts in their order, each once, without those that stand in another text."""
    said = [folded(text) for text in but]
    first: dict[str, str] = {}
    for text in texts:
        first.setdefault(folded(text), text)
    return tuple(text for key, text in first.items() if not any(key in one for one in said))


def missing_notes(given: BuildInput, row: ListingView) -> Iterator[Paragraph]:
    """Say so where title or abstract are not held."""
    return (one for one in abstract_blocks(given, row) if one.kind is ParagraphKind.NOTE)


def abstract_paragraphs(given: BuildInput, row: ListingView) -> Iterator[Paragraph]:
    """Show the abstract as it was published, where it is held."""
    return (one for one in abstract_blocks(given, row) if one.kind is ParagraphKind.ABSTRACT)


def refusal_blocks(given: BuildInput, row: ListingView, answers: Answers) -> Iterator[Paragraph]:
    """Say why there is no answer, and show the abstract in its place."""
    why = given.words.generated.refusal(answers)
    text = given.words.sentences(why, given.words.source_follows) if row.abstract else why
    yield Paragraph(kind=ParagraphKind.REFUSAL, text=text, writer=Writer.HFPAPERS)
    yield from abstract_paragraphs(given, row)


def summary_paragraph(given: BuildInput, row: ListingView) -> Paragraph | None:
    """Give Hugging Face's summary, named as theirs."""
    if not row.ai_summary:
        return None
    return Paragraph(
        kind=ParagraphKind.SUMMARY,
        text=row.ai_summary,
        label=given.words.summary_label(row.ai_summary_model),
        language=given.tag(source_language(row.ai_summary)),
        writer=Writer.HUGGINGFACE,
    )


def extract_paragraph(given: BuildInput, row: ListingView, sentences: Sequence[str]) -> Paragraph | None:
    """Give sentences of the abstract, in its order, as one paragraph that marks where some between were left out."""
    if not sentences:
        return None
    abstract, text = row.abstract or "", sentences[0]
    for before, sentence in pairwise(sentences):
        text += (" " if f"{before} {sentence}" in abstract else _LEFT_OUT) + sentence
    return Paragraph(
        kind=ParagraphKind.EXTRACT,
        text=text,
        label=extract_words(given.words).from_abstract,
        language=given.tag(source_language(text)),
    )


def keyword_terms(given: BuildInput, row: ListingView, *, is_headed: bool) -> tuple[Terms, ...]:
    """Give Hugging Face's keywords, named as theirs; else those found in title and abstract, if there are any.

    Where they stand under a heading that says that they are keywords (`is_headed`), labels do not say so again.
    """
    words = extract_words(given.words)
    by_label: dict[str, dict[str, TermItem]] = {}
    for one in row.keywords:
        is_theirs = is_headed and one.source == Source.HUGGINGFACE
        label = words.from_huggingface if is_theirs else given.words.keywords_label(one.source)
        by_label.setdefault(label, {}).setdefault(one.keyword.casefold(), TermItem(text=one.keyword))
    if by_label:
        return tuple(Terms(items=tuple(items.values()), label=label) for label, items in by_label.items())
    found = keywords(row.title or "", row.abstract or "", _MOST_FOUND)
    if not found:
        return ()
    items = tuple(TermItem(text=text) for text in found)
    label = words.extracted if is_headed else words.extracted_keywords
    return (Terms(items=items, label=label, writer=Writer.HFPAPERS),)


def extract_provenance(given: BuildInput, blocks: Iterable[Block]) -> tuple[str, ...]:
    """Say under the digest what the labels of extracted text mean, where there are any."""
    pieces = [piece for block in blocks for piece in _pieces(block)]
    words = extract_words(given.words)
    labels = {getattr(piece, "label", None) for piece in pieces}
    told = (
        ({words.from_abstract}, words.sentences_told),
        ({words.extracted, words.extracted_keywords}, words.keywords_told),
    )
    return tuple(sentence for meant, sentence in told if meant & labels)


def _pieces(block: Block) -> tuple[Piece, ...]:
    return block.pieces if isinstance(block, Part) else (block,)
