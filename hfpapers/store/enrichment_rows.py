"""What language models were asked and what they wrote: records in, rows of `enrichment` and `llm_request`, views out.

Written and read on the caller's connection. What a request cost is summed from `llm_request` whenever it is read: it is
stored once.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hfpapers.model.enrichment import (
    SCHEMA_VERSIONS,
    EnrichmentKey,
    EnrichmentKind,
    EnrichmentState,
    EnrichmentView,
    TextSource,
    answer_from_json,
    answer_to_json,
)
from hfpapers.model.enrichment_record import EnrichmentRecord, verdicts_from_json, verdicts_to_json
from hfpapers.store import schema
from hfpapers.store.upsert import replace_if_newer, upsert

#: How many ids go into one IN (...), well under SQLite's limit on variables.
_CHUNK = 500
_KEY = ("arxiv_id", "kind", "language", "model", "prompt_version", "schema_version", "input_hash")

Spent = tuple[int, int, int, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldEnrichment:
    """That there is an outcome, and which; the answer itself is not read."""

    key: EnrichmentKey
    source: TextSource
    state: EnrichmentState


def write_record(
    connection: sa.Connection, record: EnrichmentRecord, *, run_id: int, forgotten_papers: Collection[str] = ()
) -> bool:
    """Write a request and what came of its entry; a second time changes nothing.

    Returns:
        Whether it was not known before. Of a paper that has no row, as one that was forgotten, nothing is written.
    """
    arxiv_id = record.key.arxiv_id
    paper = schema.paper.c.arxiv_id
    if arxiv_id in forgotten_papers or connection.execute(sa.select(paper).where(paper == arxiv_id)).first() is None:
        return False
    is_new = _write_request(connection, record, run_id)
    if record.state is not None:
        _write_outcome(connection, record)
    return is_new


class EnrichmentQueries:
    """Reads on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def list_for(
        self, arxiv_ids: Collection[str], language: str, *, as_of: datetime | None = None
    ) -> Mapping[str, tuple[EnrichmentView, ...]]:
        """Give what was written of papers in a language, the newest first: of all kinds and models, refused ones too.

        Args:
            arxiv_ids: The papers; those of which nothing was written are left out of what is returned.
            language: As it was asked for (`zh`).
            as_of: Only what was known at that moment; None for all.

        An answer of a form that this program does not write any more is left out, too.
        """
        found: dict[str, list[EnrichmentView]] = defaultdict(list)
        for chunk in _chunks(arxiv_ids):
            for view in self._views(chunk, language, as_of):
                found[view.key.arxiv_id].append(view)
        return {arxiv_id: tuple(views) for arxiv_id, views in found.items()}

    def list_held(
        self, arxiv_ids: Collection[str], language: str, *, model: str
    ) -> Mapping[str, tuple[HeldEnrichment, ...]]:
        """Tell of papers what outcomes are held of a model's, by whatever prompt and schema, without the answers."""
        table = schema.enrichment
        columns = (*(table.c[name] for name in _KEY), table.c.source, table.c.state)
        found: dict[str, list[HeldEnrichment]] = defaultdict(list)
        for chunk in _chunks(arxiv_ids):
            rows = self._connection.execute(
                sa.select(*columns)
                .where(table.c.arxiv_id.in_(chunk), table.c.language == language, table.c.model == model)
                .order_by(*(table.c[name] for name in _KEY))
            )
            for row in rows:
                held = HeldEnrichment(key=_key_of(row), source=TextSource(row.source), state=EnrichmentState(row.state))
                found[row.arxiv_id].append(held)
        return {arxiv_id: tuple(rows) for arxiv_id, rows in found.items()}

    def list_not_accepted(
        self, arxiv_ids: Collection[str], language: str, kinds: Collection[EnrichmentKind]
    ) -> tuple[EnrichmentView, ...]:
        """List what was refused or failed, by paper and kind: of each kind, model and source the newest outcome."""
        found: list[EnrichmentView] = []
        for _, views in sorted(self.list_for(arxiv_ids, language).items()):
            newest: dict[tuple[EnrichmentKind, str, TextSource], EnrichmentView] = {}
            for view in views:
                newest.setdefault((view.key.kind, view.key.model, view.source), view)
            wanted = (view for _, view in sorted(newest.items()) if view.key.kind in kinds)
            found += [view for view in wanted if view.state is not EnrichmentState.ACCEPTED]
        return tuple(found)

    def load_texts(self, arxiv_ids: Collection[str]) -> Mapping[str, str]:
        """Give the full texts that are held of papers."""
        table = schema.paper_text
        found: dict[str, str] = {}
        for chunk in _chunks(arxiv_ids):
            rows = self._connection.execute(
                sa.select(table.c.arxiv_id, table.c.text).where(table.c.arxiv_id.in_(chunk))
            )
            found.update((row.arxiv_id, row.text) for row in rows)
        return found

    def count_attempts(self, arxiv_ids: Collection[str], language: str) -> Mapping[EnrichmentKey, int]:
        """Tell of each key of papers the highest number of an attempt; keys that were never asked for are left out."""
        table = schema.llm_request
        columns = [table.c[name] for name in _KEY]
        found: dict[EnrichmentKey, int] = {}
        for chunk in _chunks(arxiv_ids):
            rows = self._connection.execute(
                sa.select(*columns, sa.func.max(table.c.attempt).label("attempts"))
                .where(table.c.arxiv_id.in_(chunk), table.c.language == language)
                .group_by(*columns)
            )
            found.update((_key_of(row), row.attempts) for row in rows)
        return found

    def last_asked_at(self) -> datetime | None:
        """Tell when the latest request that is known here was made; None where none is."""
        found: datetime | None = self._connection.execute(
            sa.select(sa.func.max(schema.llm_request.c.asked_at))
        ).scalar()
        return found

    def _views(self, arxiv_ids: Sequence[str], language: str, as_of: datetime | None) -> Iterator[EnrichmentView]:
        table = schema.enrichment
        statement = sa.select(table).where(table.c.arxiv_id.in_(arxiv_ids), table.c.language == language)
        if as_of is not None:
            statement = statement.where(table.c.written_at <= as_of)
        newest_first = (table.c.written_at.desc(), *(table.c[name] for name in _KEY))
        spent = self._spent(arxiv_ids, language, as_of)
        for row in self._connection.execute(statement.order_by(*newest_first)):
            key = _key_of(row)
            if key.schema_version == SCHEMA_VERSIONS[key.kind]:
                yield _view_of(row, key, spent.get(key, (0, 0, 0, None)))

    def _spent(self, arxiv_ids: Sequence[str], language: str, as_of: datetime | None) -> Mapping[EnrichmentKey, Spent]:
        table = schema.llm_request
        columns = [table.c[name] for name in _KEY]
        sums = (sa.func.sum(table.c[name]).label(name) for name in ("input_tokens", "output_tokens", "cost_micros"))
        statement = sa.select(*columns, sa.func.count().label("requests"), *sums).where(
            table.c.arxiv_id.in_(arxiv_ids), table.c.language == language
        )
        if as_of is not None:
            statement = statement.where(table.c.asked_at <= as_of)
        rows = self._connection.execute(statement.group_by(*columns))
        return {
            _key_of(row): (
                int(row.requests),
                int(row.input_tokens),
                int(row.output_tokens),
                None if row.cost_micros is None else int(row.cost_micros),
            )
            for row in rows
        }


def _write_request(connection: sa.Connection, record: EnrichmentRecord, run_id: int) -> bool:
    table, request = schema.llm_request, record.request
    key = _key_values(record.key)
    same = [table.c[name] == value for name, value in key.items()]
    known = sa.select(table.c.request_id).where(*same, table.c.attempt == request.attempt)
    if connection.execute(known).first() is not None:
        return False
    values = {
        "run_id": run_id,
        "asked_at": request.asked_at,
        "attempt": request.attempt,
        "outcome": str(request.outcome),
        "finish_reason": request.finish_reason,
        "input_tokens": request.input_tokens,
        "output_tokens": request.output_tokens,
        "cost_micros": request.cost_micros,
        "detail": request.detail,
    }
    connection.execute(sa.insert(table).values(**key, **values))
    return True


def _write_outcome(connection: sa.Connection, record: EnrichmentRecord) -> None:
    values = {
        "source": str(record.source),
        "source_hash": record.source_hash,
        "state": str(record.state),
        "answer": None if record.answer is None else _json(answer_to_json(record.answer)),
        "verdicts": _json(verdicts_to_json(record.verdicts)),
        "detail": record.request.detail,
    }
    upsert(
        connection,
        schema.enrichment,
        [{**_key_values(record.key), **values, "written_at": record.written_at}],
        newer_by="written_at",
        merge=dict.fromkeys(values, replace_if_newer),
    )


def _key_values(key: EnrichmentKey) -> dict[str, Any]:
    return {name: str(key.kind) if name == "kind" else getattr(key, name) for name in _KEY}


def _key_of(row: Any) -> EnrichmentKey:
    return EnrichmentKey(
        arxiv_id=row.arxiv_id,
        kind=EnrichmentKind(row.kind),
        language=row.language,
        model=row.model,
        prompt_version=row.prompt_version,
        schema_version=row.schema_version,
        input_hash=row.input_hash,
    )


def _view_of(row: sa.Row[Any], key: EnrichmentKey, spent: Spent) -> EnrichmentView:
    requests, input_tokens, output_tokens, cost_micros = spent
    return EnrichmentView(
        key=key,
        source=TextSource(row.source),
        source_hash=row.source_hash,
        state=EnrichmentState(row.state),
        answer=None if row.answer is None else answer_from_json(key.kind, json.loads(row.answer)),
        verdicts=verdicts_from_json(json.loads(row.verdicts)),
        requests=requests,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cost_micros=cost_micros,
        written_at=row.written_at,
        detail=row.detail,
    )


def _json(value: object) -> str:
    # As it is read by analysts: the characters themselves, not escapes.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _chunks(values: Collection[str]) -> Iterator[list[str]]:
    listed = sorted(set(values))
    for start in range(0, len(listed), _CHUNK):
        yield listed[start : start + _CHUNK]
