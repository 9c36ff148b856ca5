"""One entry from question to outcome, with a model that says what it is told to; and how entries stand before."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hfpapers.config import Config
from hfpapers.enrich.asking import Asking
from hfpapers.enrich.budget import Budget, Limits
from hfpapers.enrich.completion import Reply, read_reply
from hfpapers.enrich.entries import Entry, Standing, build_entries, judge_standing
from hfpapers.enrich.failures import AskFailedError, LimitReachedError
from hfpapers.enrich.features import Question
from hfpapers.enrich.glossary import load_glossary
from hfpapers.enrich.inputs import build_input
from hfpapers.model.enrichment import EnrichmentKind, EnrichmentState, TextSource
from hfpapers.model.enrichment_record import EnrichmentRecord
from hfpapers.store.enrichment_rows import HeldEnrichment
from tests.llm.answers import good_answer
from tests.llm.faults import SPOILED, Fault, play
from tests.llm.papers import abstract_of, title_of
from tests.llm.reading import read_prompt

ACCEPTED, REFUSED, FAILED = EnrichmentState.ACCEPTED, EnrichmentState.REFUSED, EnrichmentState.FAILED
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass
class ScriptedModel:
    """Plays a fault at each request, then answers well; the edge of the network is where it stands."""

    faults: list[Fault | None]
    asked: list[Question] = field(default_factory=list)

    async def ask(self, question: Question) -> Reply:
        self.asked.append(question)
        await asyncio.sleep(0)
        fault = self.faults.pop(0) if self.faults else None
        if fault is Fault.SERVER_ERROR:
            raise AskFailedError("http://x", "status 500; tried 3 times")
        prompt = read_prompt([dict(message) for message in question.messages])
        body = {"model": "m", "messages": question.messages}
        return read_reply(play(fault, prompt, good_answer(prompt), body).body)


def entry_of(
    kind: EnrichmentKind = EnrichmentKind.SPEEDREAD,
    *,
    text: str | None = None,
    source: TextSource = TextSource.ABSTRACT,
    **changes: Any,
) -> Entry:
    given: dict[str, Any] = {"title": title_of(1), "abstract": abstract_of(1), "version": 1, "text": text}
    paper = build_input(arxiv_id="2611.00001", **(given | changes))
    (entry,) = build_entries(
        paper,
        [kind],
        language="zh",
        model="m",
        source=source,
        source_hash="0" * 64,
        glossary=load_glossary("zh", None),
    )
    return entry.with_text(paper.text)


def ask(
    entry: Entry, faults: Sequence[Fault | None], config: Config, limits: Limits | None = None
) -> tuple[EnrichmentState, list[EnrichmentRecord], ScriptedModel]:
    records: list[EnrichmentRecord] = []
    model = ScriptedModel(list(faults))
    asking = Asking(
        model=model,
        config=config,
        budget=Budget(config, limits or Limits()),
        clock=lambda: NOW,
        note=records.append,
    )
    return asyncio.run(asking.answer(entry)), records, model


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(home=tmp_path, database_url="sqlite:///x", llm_input_price=0.5, llm_output_price=2.0)


def outcomes(records: Sequence[EnrichmentRecord]) -> list[tuple[int, EnrichmentState, EnrichmentState | None]]:
    return [(record.request.attempt, record.request.outcome, record.state) for record in records]


def test_a_good_answer_is_one_request(config: Config) -> None:
    state, records, _ = ask(entry_of(), [], config)
    assert state is ACCEPTED
    assert outcomes(records) == [(1, ACCEPTED, ACCEPTED)]
    (record,) = records
    assert record.answer is not None
    assert all(verdict.is_passed for verdict in record.verdicts)
    assert record.request.cost_micros
    assert record.request.detail is None


@pytest.mark.parametrize("fault", SPOILED)
@pytest.mark.parametrize("kind", EnrichmentKind)
def test_a_spoiled_answer_is_refused_and_asked_for_once_more(
    kind: EnrichmentKind, fault: Fault, config: Config
) -> None:
    state, records, model = ask(entry_of(kind), [fault], config)
    assert state is ACCEPTED
    assert outcomes(records) == [(1, REFUSED, None), (2, ACCEPTED, ACCEPTED)]
    assert not all(verdict.is_passed for verdict in records[0].verdicts)
    assert records[0].answer is None
    again = model.asked[1]
    if fault is Fault.CUT:
        assert again.max_output_tokens > model.asked[0].max_output_tokens
        assert again.messages == model.asked[0].messages
    else:
        reasons = read_prompt([dict(message) for message in again.messages]).reasons
        assert reasons is not None
        assert records[0].request.detail is not None
        assert records[0].request.detail.split(",")[0] in reasons


@pytest.mark.parametrize("fault", SPOILED)
def test_an_answer_that_is_spoiled_twice_is_refused_for_good(fault: Fault, config: Config) -> None:
    state, records, model = ask(entry_of(), [fault] * 9, config)
    assert state is REFUSED
    most = 3 if fault is Fault.CUT else 2
    assert len(model.asked) == most
    assert [state for _, _, state in outcomes(records)] == [*[None] * (most - 1), REFUSED]
    assert all(record.answer is None for record in records)


def test_an_answer_that_is_cut_off_and_then_bad_is_asked_for_with_reasons(config: Config) -> None:
    state, records, model = ask(entry_of(), [Fault.CUT, Fault.INVENTED_NUMBERS], config)
    assert state is ACCEPTED
    assert [record.request.attempt for record in records] == [1, 2, 3]
    assert model.asked[2].max_output_tokens == model.asked[1].max_output_tokens


def test_where_there_is_no_more_room_a_cut_answer_is_asked_for_with_reasons(config: Config) -> None:
    small = replace(config, llm_context_tokens=6000, llm_output_tokens=3000)
    long = "word " * 9000
    _, records, model = ask(entry_of(abstract=abstract_of(1) + long), [Fault.CUT], small)
    assert records[0].request.outcome is REFUSED
    assert model.asked[1].max_output_tokens == 3000
    assert model.asked[1].messages != model.asked[0].messages


def test_fences_and_single_backslashes_are_no_reason_to_pay_twice(config: Config) -> None:
    assert ask(entry_of(), [Fault.FENCED], config)[0] is ACCEPTED
    assert len(ask(entry_of(), [Fault.FENCED], config)[1]) == 1


def test_no_answer_is_a_failure_of_the_entry(config: Config) -> None:
    state, records, _ = ask(entry_of(), [Fault.SERVER_ERROR], config)
    assert state is FAILED
    assert outcomes(records) == [(1, FAILED, FAILED)]
    assert records[0].request.detail == "status 500; tried 3 times"
    assert records[0].request.input_tokens == 0


def test_attempts_are_counted_over_all_runs(config: Config) -> None:
    _, records, _ = ask(replace(entry_of(), attempts=4), [Fault.APOLOGY], config)
    assert [record.request.attempt for record in records] == [5, 6]


def test_a_limit_ends_the_run_before_the_request_that_could_pass_it(config: Config) -> None:
    with pytest.raises(LimitReachedError, match="--max-tokens 100"):
        ask(entry_of(), [], config, Limits(tokens=100))


def test_a_text_that_is_too_long_is_read_in_parts(config: Config) -> None:
    small = replace(config, llm_context_tokens=5000, llm_output_tokens=1000)
    text = "\n\n".join(f"Section {part}. FernFormer1 sorts {part + 20} buttons in a row." * 30 for part in range(12))
    entry = entry_of(text=text, source=TextSource.FULLTEXT)
    state, records, model = ask(entry, [None, Fault.NOT_JSON], small)
    assert state is ACCEPTED
    *read, answered = records
    assert [question.schema_name for question in model.asked] == ["notes"] * len(read) + ["speedread"]
    assert len(read) > 3
    assert [record.request.outcome for record in read][:3] == [ACCEPTED, REFUSED, ACCEPTED]
    assert all(record.state is None for record in read)
    assert read[0].notes
    assert answered.state is ACCEPTED
    assert answered.source is TextSource.FULLTEXT


def test_notes_of_a_part_are_paid_for_once_by_all_kinds(config: Config) -> None:
    small = replace(config, llm_context_tokens=5000, llm_output_tokens=1000)
    text = "\n\n".join(f"Section {part}. FernFormer1 sorts {part + 20} buttons in a row." * 30 for part in range(6))
    records: list[EnrichmentRecord] = []
    model = ScriptedModel([])

    async def run(notes: dict[str, tuple[str, ...]]) -> None:
        asking = Asking(
            model=model,
            config=small,
            budget=Budget(small, Limits()),
            clock=lambda: NOW,
            note=records.append,
            notes=notes,
        )
        kinds = (EnrichmentKind.SPEEDREAD, EnrichmentKind.REVIEW)
        entries = [entry_of(kind, text=text, source=TextSource.FULLTEXT) for kind in kinds]
        await asyncio.gather(*map(asking.answer, entries))

    asyncio.run(run({}))
    parts = {record.notes_of for record in records if record.notes is not None}
    assert [question.schema_name for question in model.asked].count("notes") == len(parts) > 1
    before = len(model.asked)
    asyncio.run(run({record.notes_of: record.notes for record in records if record.notes_of and record.notes}))
    assert len(model.asked) == before + 2  # as a run does that finds the notes in the journal


def held(entry: Entry, state: EnrichmentState, **changes: Any) -> HeldEnrichment:
    return HeldEnrichment(key=replace(entry.key, **changes), source=entry.source, state=state)


def standing(entry: Entry, *rows: HeldEnrichment, stale: bool = False, refused: bool = False) -> Standing:
    return judge_standing(entry, rows, renews_stale=stale, asks_refused=refused)


def test_how_an_entry_stands_is_told_by_what_is_held_for_its_key() -> None:
    entry = entry_of()
    assert standing(entry) is Standing.DUE
    assert standing(entry, held(entry, ACCEPTED)) is Standing.HELD
    assert standing(entry, held(entry, ACCEPTED), stale=True, refused=True) is Standing.HELD
    assert standing(entry, held(entry, FAILED)) is Standing.DUE
    assert standing(entry, held(entry, REFUSED)) is Standing.REFUSED
    assert standing(entry, held(entry, REFUSED), refused=True) is Standing.DUE
    assert standing(entry, held(entry, ACCEPTED, kind=EnrichmentKind.REVIEW)) is Standing.DUE


@pytest.mark.parametrize("changed", [{"input_hash": "x"}, {"prompt_version": "speedread-0"}, {"schema_version": 0}])
def test_an_answer_to_an_earlier_version_is_stale_and_renewed_on_request(changed: dict[str, Any]) -> None:
    entry = entry_of()
    earlier = held(entry, ACCEPTED, **changed)
    assert standing(entry, earlier) is Standing.STALE
    assert standing(entry, earlier, stale=True) is Standing.DUE
    assert standing(entry, earlier, held(entry, ACCEPTED)) is Standing.HELD
    assert standing(entry, held(entry, REFUSED, **changed)) is Standing.DUE


def test_an_answer_from_the_full_text_is_another_one() -> None:
    entry = entry_of()
    from_text = HeldEnrichment(key=replace(entry.key, input_hash="x"), source=TextSource.FULLTEXT, state=ACCEPTED)
    assert standing(entry, from_text) is Standing.DUE


def test_the_key_changes_with_all_that_an_answer_depends_on() -> None:
    keys = [
        entry_of().key,
        entry_of(version=2).key,
        entry_of(title="Another Title").key,
        entry_of(abstract=abstract_of(2)).key,
        entry_of(EnrichmentKind.ROUNDUP).key,
        entry_of(text="The text.", source=TextSource.FULLTEXT).key,
    ]
    assert len(set(keys)) == len(keys)
    assert entry_of(source=TextSource.FULLTEXT).key == entry_of().key  # no text is held: the abstract is told


def test_the_answer_is_checked_against_what_was_told_and_not_more(config: Config) -> None:
    """A number of the full text is an invention where only the abstract was told."""
    entry = entry_of(text="It needs 987654 buttons.")
    state, records, _ = ask(entry, [Fault.INVENTED_NUMBERS] * 2, config)
    assert state is REFUSED
    assert json.loads(json.dumps(records[-1].request.detail)) == "numbers"
