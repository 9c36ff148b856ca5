"""Leaves out of what language models wrote what was forgotten: records and rows in, the same without it out.

A paper's requests go as a whole. Of a paper by a forgotten person those texts go that name the person, and all that
were written from the full text, which may name people in ways that nobody can list; what was asked and what it cost
stays, and counts as refused, so that it is not asked for again. Doing it twice changes nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import sqlalchemy as sa

from hfpapers.model.enrichment import EnrichmentState, TextSource, answer_to_json
from hfpapers.model.enrichment_record import EnrichmentRecord
from hfpapers.model.forgotten import Forgotten
from hfpapers.store import schema

#: Stands in place of what was taken down.
TAKEN_DOWN = "(taken down on request)"

_AT_ONCE = 500
#: Names are of at most so many words, or of so many Chinese characters.
_MOST_WORDS = 6
_MOST_HAN = 6
_LETTER = r"[^\W_\u3400-\u9fff\uf900-\ufaff]"
_WORD = re.compile(rf"{_LETTER}(?:(?:{_LETTER}|[.'\u2019-])*{_LETTER})?\.?")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\u00b7]+")


def withheld(record: EnrichmentRecord, forgotten: Forgotten) -> EnrichmentRecord | None:
    """Leave out what was forgotten; None where all of the record is of a forgotten paper."""
    if forgotten.is_empty:
        return record
    if forgotten.covers_paper(record.key.arxiv_id):
        return None
    texts = [*(record.notes or ()), record.request.detail, *(verdict.detail for verdict in record.verdicts)]
    if record.answer is not None:
        texts += _texts_in(answer_to_json(record.answer))
    if any(texts) and _must_go(record.key.arxiv_id, record.source, texts, forgotten):
        return record.taken_down(TAKEN_DOWN)
    return record


def redact_rows(connection: sa.Connection, forgotten: Forgotten) -> dict[str, int]:
    """Leave out of the rows what forgotten people are named in; return how many rows were changed, by table.

    Rows of forgotten papers go with their paper.
    """
    changed = {}
    outcome, request = schema.enrichment, schema.llm_request
    gone: dict[str, object] = {"answer": None, "verdicts": "[]", "state": str(EnrichmentState.REFUSED)}
    changed[outcome.name] = _redact(
        connection, outcome, [outcome.c.answer, outcome.c.verdicts, outcome.c.detail], gone, forgotten
    )
    changed[request.name] = _redact(connection, request, [request.c.detail], {}, forgotten)
    return changed


def _redact(
    connection: sa.Connection,
    table: sa.Table,
    columns: list[sa.Column[str]],
    gone: dict[str, object],
    forgotten: Forgotten,
) -> int:
    key = list(table.primary_key)
    papers, number = sorted(forgotten.names_on), 0
    source = table.c.get("source")
    for start in range(0, len(papers), _AT_ONCE):
        chosen = sa.select(table).where(table.c.arxiv_id.in_(papers[start : start + _AT_ONCE]))
        for row in connection.execute(chosen).all():
            values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name
            texts = [text for column in columns for text in _texts_in(values[column.name])]
            made_from = TextSource.ABSTRACT if source is None else TextSource(values["source"])
            if _is_left(texts) and _must_go(values["arxiv_id"], made_from, texts, forgotten):
                same = [column == values[column.name] for column in key]
                connection.execute(sa.update(table).where(*same).values(**gone, detail=TAKEN_DOWN))
                number += 1
    return number


def _is_left(texts: list[str]) -> bool:
    """Tell whether anything of a model's is in the texts of a row: not in one that was taken down before."""
    return any(text not in {"", "[]", TAKEN_DOWN} for text in texts)


def _must_go(arxiv_id: str, source: TextSource, texts: list[str | None] | list[str], forgotten: Forgotten) -> bool:
    if arxiv_id not in forgotten.names_on:
        return False
    return source is TextSource.FULLTEXT or any(
        forgotten.covers_name(name, on=arxiv_id) for text in texts if text for name in _possible_names(text)
    )


def _possible_names(text: str) -> Iterator[str]:
    """Give what may be a name in prose: some words in a row, or some Chinese characters."""
    words = [(found.start(), found.end()) for found in _WORD.finditer(text)]
    for place, (start, _) in enumerate(words):
        for _, end in words[place : place + _MOST_WORDS]:
            yield text[start:end]
            if text[end - 1] == ".":
                yield text[start : end - 1]
    for run in _HAN.findall(text):
        for start in range(len(run)):
            for length in range(2, min(_MOST_HAN, len(run) - start) + 1):
                yield run[start : start + length]


def _texts_in(value: object) -> Iterator[str]:
    """Give the texts within a JSON value, or within JSON text."""
    if isinstance(value, str):
        if value[:1] in {"{", "["}:
            try:
                yield from _texts_in(json.loads(value))
            except ValueError:
                yield value
            return
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts_in(part)
