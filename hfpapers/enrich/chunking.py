"""A full text that is longer than the model's context: its parts, the request for notes of a part, the notes to tell.

A text that fits is told whole, in one request. One that does not is read in parts: for each, the model is asked for
notes; the answer is then asked for once, from abstract and notes. Checks compare it with the whole text all the same
(`inputs.source_text`), so a note's invention is caught as the answer's.

In: a `PaperInput`, the configuration. Out: parts, messages, notes. Pure; tokens are counted from above (`estimate`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from string import Template

from hfpapers.config import Config
from hfpapers.enrich.estimate import count_tokens, estimate_tokens
from hfpapers.enrich.glossary import GlossaryEntry
from hfpapers.enrich.inputs import PaperInput
from hfpapers.enrich.prompts import RETRY_TOKENS, build_messages, read_text
from hfpapers.enrich.prompts.fence import build_mark, fenced
from hfpapers.errors import EnrichmentError
from hfpapers.model.enrichment import EnrichmentKind, TextSource

MOST_NOTES = 20
_LEAST_ROOM = 256

#: The end of a sentence, and what may follow it: a blank and no small letter, or nothing in scripts without blanks.
_SENTENCE_END = re.compile(
    "(?<=[.!?])[\"')\\]\u201d\u2019]*[ \t\n]+(?=[^\\sa-z])|(?<=[\u3002\uff01\uff1f])[\u201d\u2019\u300d]?"
)
#: A full stop behind one of these, or behind a single letter, ends no sentence.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[])(?:[A-Za-z]|al|approx|cf|ch|dr|e\.g|eq|eqs|etc|fig|figs|i\.e|no|pp|prof|ref|refs|resp|sec|st|tab|vs)\.$",
    re.IGNORECASE,
)


def plan_parts(
    kind: EnrichmentKind, paper: PaperInput, language: str, glossary_entries: Iterable[GlossaryEntry], config: Config
) -> tuple[str, ...]:
    """Divide a paper's full text into the parts of which notes are asked for; empty where it can be told whole.

    Raises:
        EnrichmentError: The full text is not held, or the context is too small for any part.
    """
    if kind is EnrichmentKind.TRANSLATION:
        return ()
    whole = build_messages(kind, paper, language, glossary_entries, source=TextSource.FULLTEXT)
    if estimate_tokens(whole, kind).input_tokens <= _most_input(config) - _for_retry(config):
        return ()
    overhead = estimate_tokens(build_notes_messages(paper, "", 99, 99), None).input_tokens
    return plan_chunks(paper.text or "", _room(config, overhead))


def plan_chunks(text: str, max_tokens: int) -> tuple[str, ...]:
    """Divide a text into chunks of at most so many tokens, as few as paragraphs allow.

    A paragraph is divided only where it is longer than a chunk, then between sentences; a sentence only where it is
    longer than a chunk, then between words; a word only then. But for white space, the chunks are the text.
    """
    chunks: list[str] = []
    current = ""
    for gap, piece in _pieces(text, max_tokens):
        joined = f"{current}{gap}{piece}" if current else piece
        if count_tokens(joined) <= max_tokens:
            current = joined
            continue
        chunks.append(current)
        current = piece
    return (*chunks, current) if current else tuple(chunks)


def build_notes_messages(paper: PaperInput, chunk: str, index: int, total: int) -> list[dict[str, str]]:
    """Return the messages that ask for notes of one part; `index` counts from 1."""
    material = f"Title: {paper.title}\nPart {index} of {total}:\n{chunk}"
    mark = build_mark(material)
    rules = Template(read_text("notes")).substitute(index=index, total=total, most=MOST_NOTES)
    return [
        {"role": "system", "content": f"{rules}\n\nThe mark is {mark}."},
        {"role": "user", "content": f"{fenced('PAPER', material, mark)}\n\nWrite the JSON object now."},
    ]


def select_notes(
    kind: EnrichmentKind,
    paper: PaperInput,
    language: str,
    glossary_entries: Iterable[GlossaryEntry],
    notes: Sequence[Sequence[str]],
    config: Config,
) -> tuple[str, ...]:
    """Choose the notes to tell: all, where they fit; else each part's first ones, as many as its equal share holds.

    Args:
        kind: What is asked for; this and the next three as `build_messages` is told them.
        paper: What may be told.
        language: BCP 47 tag of the language to answer in.
        glossary_entries: Terms that occur in the paper.
        notes: Of each part, the weightiest first.
        config: Says what the model's context holds.

    Raises:
        EnrichmentError: The context is too small for any notes.
    """
    told = build_messages(kind, paper, language, glossary_entries, source=TextSource.FULLTEXT, notes=())
    room = _room(config, estimate_tokens(told, kind).input_tokens + _for_retry(config))
    costs = [[count_tokens(note) + 2 for note in part] for part in notes]
    if sum(map(sum, costs)) <= room:
        return tuple(note for part in notes for note in part)
    share = room // len(notes)
    return tuple(note for part, cost in zip(notes, costs, strict=True) for note in _within(part, cost, share))


def _within(notes: Sequence[str], costs: Sequence[int], share: int) -> Iterator[str]:
    spent = 0
    for note, cost in zip(notes, costs, strict=True):
        spent += cost
        if spent > share:
            return
        yield note


def _most_input(config: Config) -> int:
    """Return what a request may take, beside the longest answer."""
    return config.llm_context_tokens - config.llm_output_tokens


def _for_retry(config: Config) -> int:
    """Return what is kept free for a second request, which tells the refused answer too: a quarter at most."""
    return min(RETRY_TOKENS, _most_input(config) // 4)


def _room(config: Config, overhead: int) -> int:
    room = _most_input(config) - overhead
    if room < _LEAST_ROOM:
        raise EnrichmentError(
            "llm_context_tokens",
            f"{config.llm_context_tokens} less llm_output_tokens ({config.llm_output_tokens}) leaves no room for a "
            "part of a full text beside the prompt; make the context larger, or use --from abstract",
        )
    return room


def _pieces(text: str, max_tokens: int) -> Iterator[tuple[str, str]]:
    """Yield the text in pieces that fit, each with what stood between it and the piece before."""
    for paragraph in filter(None, map(str.strip, text.split("\n\n"))):
        gap = "\n\n"
        for sentence in [paragraph] if count_tokens(paragraph) <= max_tokens else _sentences(paragraph):
            for piece in _fitting(sentence, max_tokens):
                yield gap, piece
                gap = " "


def _sentences(paragraph: str) -> Iterator[str]:
    """Yield the sentences of a paragraph; one too few is better than one cut."""
    start = 0
    for match in _SENTENCE_END.finditer(paragraph):
        sentence = paragraph[start : match.end()].strip()
        if sentence and _ABBREVIATION.search(sentence) is None:
            yield sentence
            start = match.end()
    if rest := paragraph[start:].strip():
        yield rest


def _fitting(sentence: str, max_tokens: int) -> Iterator[str]:
    """Yield a sentence, in pieces where it is too long: cut at the last blank that fits, else in the word."""
    rest = sentence
    while count_tokens(rest) > max_tokens:
        end = _longest_start(rest, max_tokens)
        blank = rest.rfind(" ", 1, end + 1)
        cut = blank if blank > 0 else end
        yield rest[:cut].strip()
        rest = rest[cut:].strip()
    if rest:
        yield rest


def _longest_start(text: str, max_tokens: int) -> int:
    """Return how many characters from the start take at most so many tokens: one at least."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if count_tokens(text[:middle]) <= max_tokens:
            low = middle
        else:
            high = middle - 1
    return low
