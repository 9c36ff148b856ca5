"""The journal of language models' answers: what was paid for outlives a kill, and what is taken down is gone."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hfpapers.config import Config, load_config
from hfpapers.errors import ArchiveBusyError, StoreError
from hfpapers.model.enrichment import EnrichmentState, TextSource
from hfpapers.model.enrichment_record import EnrichmentRecord
from hfpapers.model.forgotten import Forgotten, Subject
from hfpapers.store.archive import Archive
from hfpapers.store.database import Database
from hfpapers.store.enrichment_forgetting import TAKEN_DOWN, withheld
from hfpapers.store.enrichment_journal import EnrichmentJournal
from hfpapers.store.enrichment_ledger import EnrichmentLedger, take_in
from hfpapers.store.lock import ArchiveLock
from tests.llm.papers import fill
from tests.store.changes import paper_id
from tests.store.dump import dump_views
from tests.store.enrichment_records import AT, accepted, answer, refused
from tests.store.holder import holding, said

NAME = "Jane Doe"


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> Config:
    made = load_config(home=tmp_path / "home", database_url=database_url, environ={})
    database = Database.open_for_writing(made.database_url)
    fill(database, [1, 2, 3])
    database.close()
    return made


def journal_of(config: Config) -> Path:
    return config.home / "journal" / "enrichments.jsonl"


def stored(config: Config) -> list[tuple[str, int]]:
    database = Database.open_for_reading(config.database_url)
    with database.read() as queries:
        found = queries.enrichments.list_for([paper_id(number) for number in (1, 2, 3)], "zh")
    database.close()
    return [(arxiv_id, view.requests) for arxiv_id, views in sorted(found.items()) for view in views]


def ledger_of(config: Config, database: Database, forgotten: Forgotten | None = None) -> EnrichmentLedger:
    with database.write() as writer:
        run_id = writer.begin_run("hfpapers enrich", version="0", now=AT)
    return EnrichmentLedger(
        config, database, run_id=run_id, holder="hfpapers enrich", forgotten=forgotten or Forgotten()
    )


def test_a_record_comes_back_as_it_was_noted(tmp_path: Path) -> None:
    journal = EnrichmentJournal(tmp_path)
    notes = accepted(2, state=None, answer=None, verdicts=(), notes=("Ten of eleven.",), notes_of="ef" * 32)
    records = [accepted(1), refused(1, attempt=2), notes, refused(3, state=None)]
    for record in records:
        journal.append(record)
    assert list(journal.read()) == records
    assert journal.read_notes() == {"ef" * 32: ("Ten of eleven.",)}


def test_what_is_older_is_passed_over_without_being_read(tmp_path: Path) -> None:
    journal = EnrichmentJournal(tmp_path)
    for minutes in (0, 10, 20):
        journal.append(accepted(1, minutes=minutes, attempt=minutes + 1))
    path = tmp_path / "journal" / "enrichments.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"request":', b'"spoiled":', 1))
    since = AT + timedelta(minutes=10)
    assert [record.request.attempt for record in journal.read(since=since)] == [11, 21]
    with pytest.raises(StoreError, match=r"enrichments\.jsonl:1: is no request to a language model"):
        list(journal.read())


def test_records_are_read_in_the_order_of_their_times(tmp_path: Path) -> None:
    journal = EnrichmentJournal(tmp_path)
    for minutes in (5, 0, 9, 0.5):
        journal.append(accepted(1, minutes=minutes))
    times = [record.written_at for record in journal.read_by_time()]
    assert times == sorted(times)
    assert len(times) == 4


def test_a_torn_line_is_passed_over_and_the_next_is_whole(tmp_path: Path) -> None:
    journal = EnrichmentJournal(tmp_path)
    journal.append(accepted(1))
    path = tmp_path / "journal" / "enrichments.jsonl"
    with path.open("ab") as file:
        file.write(path.read_bytes()[:300])
    journal.append(accepted(2))
    assert [record.key.arxiv_id for record in journal.read()] == [paper_id(1), paper_id(2)]
    assert journal.rewrite(lambda record: record) == 1  # nobody can tell what the torn line held
    assert len(path.read_text().splitlines()) == 2


def test_a_rewriting_that_fails_leaves_the_journal_as_it_was(tmp_path: Path) -> None:
    journal = EnrichmentJournal(tmp_path)
    journal.append(accepted(1))
    path = tmp_path / "journal" / "enrichments.jsonl"
    before = path.read_bytes()

    def fails(record: EnrichmentRecord) -> EnrichmentRecord | None:
        raise KeyError(record.key.arxiv_id)

    with pytest.raises(StoreError, match="mend or remove the line"):
        journal.rewrite(fails)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["enrichments.jsonl"]


def test_what_is_noted_is_in_journal_and_database(config: Config) -> None:
    database = Database.open_for_writing(config.database_url)
    ledger = ledger_of(config, database)
    ledger.note(accepted(1))
    ledger.note(refused(2))
    ledger.finish("ok", None, now=AT)
    database.close()
    assert len(journal_of(config).read_text().splitlines()) == 2
    assert stored(config) == [(paper_id(1), 1), (paper_id(2), 1)]


def test_while_another_program_writes_rows_wait_and_the_journal_has_them(config: Config) -> None:
    database = Database.open_for_writing(config.database_url)
    ledger = ledger_of(config, database)
    with holding(config.home, config.database_url) as other:
        assert said(other) == "held"
        ledger.note(accepted(1))
        ledger.note(accepted(2))
        assert ledger.waiting == 2
        assert stored(config) == []
        assert len(journal_of(config).read_text().splitlines()) == 2
        with pytest.raises(ArchiveBusyError, match="hfpapers nightly"):
            ledger.finish("ok", None, now=AT)
    ledger.finish("ok", None, now=AT)
    database.close()
    assert stored(config) == [(paper_id(1), 1), (paper_id(2), 1)]


def test_what_only_the_journal_has_is_taken_in_once(config: Config) -> None:
    journal = EnrichmentJournal(config.home)
    for record in (accepted(1), refused(2, state=None), accepted(9)):
        journal.append(record)
    counts = []
    for _ in range(2):
        with Archive.open(config, command="hfpapers enrich", now=AT) as archive:
            counts.append(take_in(archive))
            archive.finish("ok", None, now=AT)
    assert counts == [2, 0]  # of a paper that is not here nothing is written
    assert stored(config) == [(paper_id(1), 1)]


def test_two_programs_never_ask_for_one_archive_and_others_write_meanwhile(config: Config) -> None:
    with ArchiveLock.of_enrichment(config, holder="hfpapers enrich --lang zh"):
        with holding(config.home, config.database_url) as other:
            assert said(other) == "held"
        reader, writer = _ask_in_child(config)
        assert "hfpapers enrich --lang zh (process" in reader
        assert writer == 0


def _ask_in_child(config: Config) -> tuple[str, int]:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from hfpapers.config import load_config\n"
        "from hfpapers.errors import ArchiveBusyError\n"
        "from hfpapers.store.lock import ArchiveLock\n"
        "config = load_config(home=Path(sys.argv[1]), database_url=sys.argv[2], environ={})\n"
        "try:\n"
        "    ArchiveLock.of_enrichment(config, holder='x').release()\n"
        "except ArchiveBusyError as busy:\n"
        "    print(busy)\n"
    )
    command = [sys.executable, "-c", script, str(config.home), config.database_url]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return done.stdout + done.stderr, done.returncode


# --- forgetting ------------------------------------------------------------------------------------


def naming(number: int, text: str, **changes: object) -> EnrichmentRecord:
    record = accepted(number, answer=answer(text))
    return replace(record, **changes)  # type: ignore[arg-type]  # whatever a record has


def forgotten_name(number: int) -> Forgotten:
    return Forgotten.of([Subject.name_on(paper_id(number), NAME)])


@pytest.mark.parametrize(
    "text",
    [
        "作者 Jane Doe 训练了一个模型。",
        "由Jane Doe提出。",
        "Trained by Jane Doe.",
        "Jane  Doe et al. train a model.",
    ],
)
def test_an_answer_that_names_a_forgotten_person_is_withheld_and_not_asked_for_again(text: str) -> None:
    kept = withheld(naming(1, text), forgotten_name(1))
    assert kept is not None
    assert (kept.answer, kept.verdicts, kept.state) == (None, (), EnrichmentState.REFUSED)
    assert kept.request.detail == TAKEN_DOWN
    assert kept.request.cost_micros == 700
    assert withheld(kept, forgotten_name(1)) == kept


@pytest.mark.parametrize("text", ["Jane Doerr train a model.", "Mary-Jane Doe", "jane doe", "由简·多伊提出。"])
def test_another_name_stays(text: str) -> None:
    assert withheld(naming(1, text), forgotten_name(1)) == naming(1, text)


def test_a_chinese_name_is_found_within_its_sentence() -> None:
    forgotten = Forgotten.of([Subject.name_on(paper_id(1), "王小明")])
    kept = withheld(naming(1, "该方法由王小明等人提出。"), forgotten)
    assert kept is not None
    assert kept.answer is None


def test_on_another_paper_the_same_words_stay() -> None:
    assert withheld(naming(2, "由 Jane Doe 提出。"), forgotten_name(1)) == naming(2, "由 Jane Doe 提出。")


def test_what_was_written_from_the_full_text_goes_in_any_case() -> None:
    kept = withheld(naming(1, "没有人名。", source=TextSource.FULLTEXT), forgotten_name(1))
    assert kept is not None
    assert kept.answer is None


def test_notes_and_verdicts_are_looked_at_too() -> None:
    notes = accepted(1, state=None, answer=None, notes=("Jane Doe wrote it.",), notes_of="x")
    kept = withheld(notes, forgotten_name(1))
    assert kept is not None
    assert (kept.notes, kept.notes_of, kept.state) == (None, None, None)


def test_a_record_of_a_forgotten_paper_is_not_kept(config: Config) -> None:
    forgotten = Forgotten.of([Subject.paper(paper_id(1))])
    database = Database.open_for_writing(config.database_url)
    ledger = ledger_of(config, database, forgotten)
    assert ledger.note(accepted(1)) is None
    ledger.note(accepted(2))
    ledger.finish("ok", None, now=AT)
    database.close()
    assert paper_id(1) not in journal_of(config).read_text()
    assert stored(config) == [(paper_id(2), 1)]


def test_rows_are_taken_down_as_lines_are(config: Config) -> None:
    database = Database.open_for_writing(config.database_url)
    ledger = ledger_of(config, database)
    named, other = naming(1, "由 Jane Doe 提出。"), accepted(2)
    for record in (named, other):
        ledger.note(record)
    ledger.finish("ok", None, now=AT)
    with database.write() as writer:
        changed = writer.forget.remove(forgotten_name(1), quotes=lambda _text: False)
    assert changed["enrichment"] == 1
    rows = dump_views(database)
    with database.write() as writer:
        assert not writer.forget.remove(forgotten_name(1), quotes=lambda _text: False)["enrichment"]
    database.close()
    assert "Jane" not in json.dumps(rows, default=str)
    states = {row[0]: row[9] for row in rows["paper_enrichments"]}
    assert states == {paper_id(1): "refused", paper_id(2): "accepted"}
