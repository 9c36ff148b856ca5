"""What was forgotten, as journal and table have it."""

from __future__ import annotations

from contextlib import closing
from operator import attrgetter

from hfpapers.config import Config
from hfpapers.model.forgotten import ForgottenEntry
from hfpapers.store.database import Database
from hfpapers.store.forgotten import ForgottenJournal


def list_forgotten(config: Config) -> tuple[ForgottenEntry, ...]:
    """List the entries, the oldest first; the journal knows which were not carried to their end.

    Raises:
        HfpapersError: One of them cannot be read.
    """
    noted = {entry.subject: entry for entry in ForgottenJournal(config.home).read()}
    with closing(Database.open_for_reading(config.database_url)) as database, database.read() as queries:
        stored = {entry.subject: entry for entry in queries.forgotten.list_entries()}
    return tuple(sorted((stored | noted).values(), key=attrgetter("forgotten_at", "subject")))
