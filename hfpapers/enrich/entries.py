"""What is wanted of a model: papers, kinds and a language in, entries with their keys out, and how each one stands.

An entry is one kind of answer for one paper. Pure: what is held is handed in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from hfpapers.enrich.glossary import Glossary, GlossaryEntry
from hfpapers.enrich.inputs import PaperInput, input_hash, source_text
from hfpapers.enrich.prompts import prompt_version
from hfpapers.model.enrichment import SCHEMA_VERSIONS, EnrichmentKey, EnrichmentKind, EnrichmentState, TextSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One answer that is wanted.

    Attributes:
        paper: What is told of the paper; without its full text until it is asked for (`with_text`).
        source: From what the answer is written.
        source_hash: Of the paper as digests show it.
        glossary: Terms that occur in what is told.
        attempts: Requests that were made for this key before.
    """

    key: EnrichmentKey
    paper: PaperInput
    source: TextSource
    source_hash: str
    glossary: tuple[GlossaryEntry, ...]
    attempts: int = 0

    def with_text(self, text: str | None) -> Entry:
        """Return the entry with that full text: it is too long to be held for all entries at once."""
        return replace(self, paper=replace(self.paper, text=text))


class Held(Protocol):
    """An outcome that is held."""

    @property
    def key(self) -> EnrichmentKey: ...  # noqa: D102 - the class says it

    @property
    def source(self) -> TextSource: ...  # noqa: D102 - the class says it

    @property
    def state(self) -> EnrichmentState: ...  # noqa: D102 - the class says it


class Standing(StrEnum):
    """How an entry stands before anything is asked."""

    HELD = "held"
    REFUSED = "refused"
    STALE = "stale"
    DUE = "due"


def build_entries(
    paper: PaperInput,
    kinds: Iterable[EnrichmentKind],
    *,
    language: str,
    model: str,
    source: TextSource,
    source_hash: str,
    glossary: Glossary,
) -> tuple[Entry, ...]:
    """Build the entries of a paper, each with the key by which its answer will be known.

    Args:
        paper: With its full text where that is what is told.
        kinds: What is asked for, in this order.
        language: The reader's.
        model: As it is configured.
        source: What is told; where no full text is held, the abstract is.
        source_hash: Of the paper as digests show it.
        glossary: Of the language.
    """
    told_from = source if paper.text is not None else TextSource.ABSTRACT
    found: dict[str, tuple[GlossaryEntry, ...]] = {}  # most kinds are told the same
    entries = []
    for kind in kinds:
        told = source_text(paper, told_from, kind=kind)
        if told not in found:
            found[told] = glossary.matching(told)
        key = EnrichmentKey(
            arxiv_id=paper.arxiv_id,
            kind=kind,
            language=language,
            model=model,
            prompt_version=prompt_version(kind, told_from),
            schema_version=SCHEMA_VERSIONS[kind],
            input_hash=input_hash(paper, told_from, found[told], kind=kind),
        )
        entry = Entry(key=key, paper=paper, source=told_from, source_hash=source_hash, glossary=found[told])
        entries.append(entry.with_text(None))
    return tuple(entries)


def judge_standing(entry: Entry, held: Iterable[Held], *, renews_stale: bool, asks_refused: bool) -> Standing:
    """Tell what an entry's holdings mean for it.

    Args:
        entry: As it would be asked for now.
        held: Outcomes of its paper, of the same language and model; of any kind, source, prompt and input.
        renews_stale: Whether a stale answer is due.
        asks_refused: Whether a refused answer is.

    Returns:
        `STALE` where an answer from the same source is held, but of an earlier version of the paper, of the prompt or
        of the form.
    """
    same = [one for one in held if one.key.kind is entry.key.kind and one.source is entry.source]
    now = next((one.state for one in same if one.key == entry.key), None)
    if now is EnrichmentState.ACCEPTED:
        return Standing.HELD
    if now is EnrichmentState.REFUSED and not asks_refused:
        return Standing.REFUSED
    if now is None and not renews_stale and any(one.state is EnrichmentState.ACCEPTED for one in same):
        return Standing.STALE
    return Standing.DUE
