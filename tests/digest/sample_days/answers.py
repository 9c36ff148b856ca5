"""Answers written by hand for the nine papers of 2023-09-20: read, judged by the checks, and put into an archive.

In: the tables `answers.<language>.toml`. Out: entries with their keys, as a run of `enrich` would know them, and
records in the archive. One paper's answers are refused by the checks, one's were written from an earlier version.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from hfpapers.digest.text import clean_listing
from hfpapers.enrich.checks import CheckInput, check_answer
from hfpapers.enrich.entries import Entry, build_entries
from hfpapers.enrich.glossary import load_glossary
from hfpapers.enrich.inputs import build_input, source_text
from hfpapers.model.enrichment import (
    Answer,
    EnrichmentKind,
    EnrichmentState,
    TextSource,
    Verdict,
    answer_from_json,
    source_hash,
)
from hfpapers.model.enrichment_record import EnrichmentRecord, LlmRequest
from hfpapers.model.views import ListingView
from hfpapers.store.database import Database

DAY = date(2023, 9, 20)
LANGUAGES = ("zh", "en")
MODEL = "an-editor-by-hand"
REFUSED, STALE = "2309.10202", "2309.10537"
WRITTEN_AT = datetime(2026, 11, 19, 20, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An answer as it was written, and what the checks say of it."""

    entry: Entry
    answer: Answer
    verdicts: tuple[Verdict, ...]

    @property
    def failed_checks(self) -> tuple[str, ...]:
        """Name the checks that it does not pass."""
        return tuple(verdict.check for verdict in self.verdicts if not verdict.is_passed)


def list_written(rows: Mapping[str, ListingView], language: str) -> Iterator[Written]:
    """Judge every answer in a language; `rows` are the papers by their ids."""
    path = Path(__file__).with_name(f"answers.{language}.toml")
    for arxiv_id, kinds in tomllib.loads(path.read_text(encoding="utf-8")).items():
        for entry in _entries(rows[arxiv_id], [EnrichmentKind(kind) for kind in kinds], language):
            answer = answer_from_json(entry.key.kind, kinds[entry.key.kind])
            yield Written(entry=entry, answer=answer, verdicts=_judged(entry, answer))


def write_answers(database: Database) -> None:
    """Put all answers into an archive that holds the day."""
    with database.read() as queries:
        rows = {row.arxiv_id: row for row in queries.list_listings(DAY, DAY)}
    with database.write() as writer:
        run_id = writer.begin_run("hfpapers enrich", version="0", now=WRITTEN_AT)
        for language in LANGUAGES:
            for written in list_written(rows, language):
                writer.write_enrichment(_record(written), run_id=run_id)
        writer.end_run(run_id, state="ok", detail=None, now=WRITTEN_AT)


def _entries(row: ListingView, kinds: list[EnrichmentKind], language: str) -> tuple[Entry, ...]:
    clean = clean_listing(row)
    said = source_hash(title=clean.title, abstract=clean.abstract, version=clean.version)
    return build_entries(
        build_input(arxiv_id=row.arxiv_id, title=clean.title, abstract=clean.abstract, version=clean.version),
        kinds,
        language=language,
        model=MODEL,
        source=TextSource.ABSTRACT,
        source_hash=said,
        glossary=load_glossary(language, None),
    )


def _judged(entry: Entry, answer: Answer) -> tuple[Verdict, ...]:
    return check_answer(
        CheckInput(
            kind=entry.key.kind,
            language=entry.key.language,
            answer=answer,
            finish_reason="stop",
            title=entry.paper.title,
            source=source_text(entry.paper, entry.source, kind=entry.key.kind),
            glossary=entry.glossary,
            abstract=entry.paper.abstract,
        )
    )


def _record(written: Written) -> EnrichmentRecord:
    entry, is_good = written.entry, not written.failed_checks
    if entry.key.arxiv_id == STALE:
        earlier = source_hash(title=entry.paper.title, abstract="As it was before.", version=1)
        entry = replace(entry, source_hash=earlier, key=replace(entry.key, input_hash=earlier))
    state = EnrichmentState.ACCEPTED if is_good else EnrichmentState.REFUSED
    request = LlmRequest(
        asked_at=WRITTEN_AT,
        attempt=1,
        outcome=state,
        finish_reason="stop",
        input_tokens=900,
        output_tokens=300,
        cost_micros=None,
        detail=", ".join(written.failed_checks) or None,
    )
    return EnrichmentRecord(
        key=entry.key,
        source=entry.source,
        source_hash=entry.source_hash,
        request=request,
        written_at=WRITTEN_AT,
        state=state,
        answer=written.answer if is_good else None,
        verdicts=written.verdicts,
    )
