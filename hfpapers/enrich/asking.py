"""One entry, from question to outcome: ask, check, ask once more with the reasons, and give up.

In: an entry, a model, what a run may spend. Out: a record of each request as soon as its outcome is known, and how the
entry ended. At most three requests: the first, one with more room where the answer was cut off, one with reasons where
it was refused. A full text that is too long is read in parts before; notes of a part are asked for once.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from hfpapers.config import Config
from hfpapers.enrich.budget import Budget
from hfpapers.enrich.chunking import build_notes_messages, plan_parts, select_notes
from hfpapers.enrich.client import LanguageModel
from hfpapers.enrich.completion import Reply, read_notes
from hfpapers.enrich.entries import Entry
from hfpapers.enrich.estimate import TokenEstimate, count_tokens, estimate_tokens
from hfpapers.enrich.failures import AskFailedError
from hfpapers.enrich.features import Question
from hfpapers.enrich.judging import Judged, judge
from hfpapers.enrich.prompts import NOTES_VERSION, build_messages
from hfpapers.enrich.schemas import answer_schema, notes_schema
from hfpapers.model.enrichment import EnrichmentState, TextSource
from hfpapers.model.enrichment_record import EnrichmentRecord, LlmRequest

#: How much longer an answer may be where one was cut off, as far as the context has room.
_MORE_ROOM = 4
#: Notes that cannot be read are asked for once more.
_TRIES_FOR_NOTES = 2

Messages = Sequence[Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What the entries of one run share.

    Attributes:
        model: Answers.
        config: Says how long answers may be.
        budget: What may be spent.
        clock: Gives the moment, aware.
        note: Keeps a record; called as soon as the outcome of its request is known.
        notes: Notes of parts of texts, by what they depend on; those that are taken are added.
    """

    model: LanguageModel
    config: Config
    budget: Budget
    clock: Callable[[], datetime]
    note: Callable[[EnrichmentRecord], None]
    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _reading: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    async def answer(self, entry: Entry) -> EnrichmentState:
        """Ask for an entry, whose full text is with it where it is told; each request is noted.

        Raises:
            AskingStoppedError: The endpoint will answer nothing more.
            LimitReachedError: The run may spend no more. What was noted of the entry stays, and it is due again.
            EnrichmentError: The context is too small for a part of its text.
        """
        exchange = _Exchange(self, entry)
        try:
            return await exchange.answer(await self._read_parts(exchange))
        except AskFailedError:
            return EnrichmentState.FAILED

    async def _read_parts(self, exchange: _Exchange) -> tuple[str, ...] | None:
        """Have a long text read; None where the entry is told whole."""
        entry = exchange.entry
        if entry.source is not TextSource.FULLTEXT:
            return None
        told = (entry.key.kind, entry.paper, entry.key.language, entry.glossary)
        parts = plan_parts(*told, self.config)
        if not parts:
            return None
        read = []
        for index, part in enumerate(parts, start=1):
            messages = build_notes_messages(entry.paper, part, index, len(parts))
            known = _hash_of(messages, entry.key.model)
            async with self._reading[known]:  # entries of one paper ask for the same notes
                if known not in self.notes:
                    self.notes[known] = await exchange.take_notes(messages, known)
            read.append(self.notes[known])
        return select_notes(*told, read, self.config)


class _Exchange:
    """The requests of one entry."""

    def __init__(self, asking: Asking, entry: Entry) -> None:
        self.entry = entry
        self._asking = asking
        self._attempt = entry.attempts

    async def answer(self, notes: Sequence[str] | None) -> EnrichmentState:
        """Ask for the answer itself."""
        entry, kind = self.entry, self.entry.key.kind
        most = self._asking.config.llm_output_tokens
        has_had_room, refused = False, _Refused()
        while True:
            messages = build_messages(
                kind,
                entry.paper,
                entry.key.language,
                entry.glossary,
                source=entry.source,
                notes=notes,
                retry_reasons=refused.reasons,
                previous=refused.text,
            )
            reply, request = await self._ask(messages, answer_schema(kind), str(kind), most)
            judged = judge(entry, reply, messages)
            larger = self._larger(messages, most)
            if judged.answer is not None:
                return self._end(request, judged, EnrichmentState.ACCEPTED)
            if reply.is_cut and not has_had_room and larger > most:
                has_had_room, most = True, larger
            elif refused.reasons is None:
                refused = _Refused(reasons=judged.reasons, text=reply.text)
            else:
                return self._end(request, judged, EnrichmentState.REFUSED)
            self._keep(request, EnrichmentState.REFUSED, detail=judged.detail, verdicts=judged.verdicts)

    async def take_notes(self, messages: Messages, known: str) -> tuple[str, ...]:
        """Ask for notes of a part.

        Raises:
            AskFailedError: None were to be had.
        """
        for tries_left in reversed(range(_TRIES_FOR_NOTES)):
            reply, request = await self._ask(messages, notes_schema(), "notes", self._asking.config.llm_output_tokens)
            notes = read_notes(reply)
            if notes is not None:
                self._keep(request, EnrichmentState.ACCEPTED, notes=notes, notes_of=known)
                return notes
            state = None if tries_left else EnrichmentState.FAILED
            self._keep(request, EnrichmentState.REFUSED, detail="notes of a part could not be read", state=state)
        raise AskFailedError(self.entry.key.arxiv_id, "notes of a part could not be read")

    async def _ask(
        self, messages: Messages, schema: Mapping[str, Any], name: str, most: int
    ) -> tuple[Reply, LlmRequest]:
        """Ask once; a failure is noted as the entry's.

        Raises:
            AskFailedError: No answer was to be had.
        """
        asking = self._asking
        kind = None if name == "notes" else self.entry.key.kind
        told = estimate_tokens(messages, kind).input_tokens
        question = Question(messages=messages, schema=schema, schema_name=name, max_output_tokens=most)
        async with asking.budget.reserved(TokenEstimate(input_tokens=told, output_tokens=most)):
            asked_at = asking.clock()
            try:
                reply = await asking.model.ask(question)
            except AskFailedError as failed:
                request = self._request(asked_at, None, 0, 0, None)
                self._keep(request, EnrichmentState.FAILED, detail=failed.problem, state=EnrichmentState.FAILED)
                raise
            read = told if reply.input_tokens is None else reply.input_tokens
            written = count_tokens(reply.text) if reply.output_tokens is None else reply.output_tokens
            cost = asking.budget.spend(read, written)
        return reply, self._request(asked_at, reply.finish_reason, read, written, cost)

    def _larger(self, messages: Messages, most: int) -> int:
        """Return how long an answer may be at most: some times as long, as far as the context has room."""
        told = estimate_tokens(messages, self.entry.key.kind).input_tokens
        return max(most, min(_MORE_ROOM * most, self._asking.config.llm_context_tokens - told))

    def _end(self, request: LlmRequest, judged: Judged, state: EnrichmentState) -> EnrichmentState:
        self._keep(request, state, detail=judged.detail, state=state, answer=judged.answer, verdicts=judged.verdicts)
        return state

    def _request(
        self, asked_at: datetime, finish_reason: str | None, read: int, written: int, cost: int | None
    ) -> LlmRequest:
        self._attempt += 1
        return LlmRequest(
            asked_at=asked_at,
            attempt=self._attempt,
            outcome=EnrichmentState.FAILED,
            finish_reason=finish_reason,
            input_tokens=read,
            output_tokens=written,
            cost_micros=cost,
        )

    def _keep(
        self,
        request: LlmRequest,
        outcome: EnrichmentState,
        *,
        detail: str | None = None,
        state: EnrichmentState | None = None,
        **known: Any,
    ) -> None:
        """Note a request with its outcome, and with what it means for the entry."""
        self._asking.note(
            EnrichmentRecord(
                key=self.entry.key,
                source=self.entry.source,
                source_hash=self.entry.source_hash,
                request=replace(request, outcome=outcome, detail=detail),
                written_at=self._asking.clock(),
                state=state,
                **known,
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refused:
    """An answer that was refused, and why; nothing at first."""

    reasons: str | None = None
    text: str | None = None


def _hash_of(messages: Messages, model: str) -> str:
    told = json.dumps([NOTES_VERSION, model, [dict(message) for message in messages]], sort_keys=True)
    return hashlib.sha256(told.encode("ascii")).hexdigest()
