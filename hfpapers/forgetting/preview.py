"""What a taking down would come to: the archive is read, and a transaction rolled back."""

from __future__ import annotations

from collections import Counter
from contextlib import closing, suppress

from hfpapers.config import Config
from hfpapers.forgetting.bodies import iter_concerned, names_in_bodies, nobody_waits
from hfpapers.forgetting.removal import Removal
from hfpapers.ingest.redaction import quotes
from hfpapers.model.forgotten import Forgotten, Subject
from hfpapers.store.database import Database
from hfpapers.store.enrichment_forgetting import withheld
from hfpapers.store.enrichment_journal import EnrichmentJournal


def preview(config: Config, subject: Subject) -> Removal:
    """Tell what would be taken down; nothing is changed.

    Raises:
        HfpapersError: The archive cannot be read.
    """
    result = Removal()
    with closing(Database.open_for_reading(config.database_url)) as database:
        with database.read() as queries:
            known = [entry.subject for entry in queries.forgotten.list_entries()]
            forgotten = Forgotten.of([*known, subject])
            forgotten = forgotten.with_subjects(queries.forget.names_on_papers(forgotten))
        forgotten = forgotten.with_subjects(names_in_bodies(config, forgotten, nobody_waits))
        with suppress(_UndoneError), database.write() as writer:
            result.rows = writer.forget.remove(forgotten, quotes=quotes(forgotten))
            raise _UndoneError
    result.names = len(forgotten.names_on.keys() - Forgotten.of(known).names_on.keys())
    journal = EnrichmentJournal(config.home)
    result.journalled = sum(withheld(record, forgotten) != record for record in journal.read())
    result.records = Counter(stored.ref.file for stored in iter_concerned(config, forgotten))
    return result


class _UndoneError(Exception):
    """Rolls a preview back."""
