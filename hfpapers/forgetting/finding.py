"""Who or what is meant: words of whoever asks in, a subject to be noted out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass

from hfpapers.config import Config
from hfpapers.errors import ForgetError, InvalidIdError
from hfpapers.model.forgotten import Subject
from hfpapers.model.ids import ArxivId
from hfpapers.store.database import Database
from hfpapers.store.forget import ForgetRows


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgettable:
    """Who or what is to be forgotten.

    Attributes:
        subject: Noted; of a person a digest.
        found: What it is, in words for whoever asked: `the paper 2404.08197`, `the account jdoe`. Never stored.
        is_known: Something of it is in the database; else it was taken down before, or is a paper that is not here.
    """

    subject: Subject
    found: str
    is_known: bool


def find_forgettable(config: Config, words: str) -> Forgettable:
    """Tell who or what is meant: an arXiv id, else the login of an account, else the name of an author.

    Raises:
        ForgetError: Nobody in the archive has this login or name.
        HfpapersError: The archive cannot be read.
    """
    with suppress(InvalidIdError):
        arxiv_id = ArxivId.parse(words).text
        with _rows(config) as (rows, _):
            return Forgettable(
                subject=Subject.paper(arxiv_id), found=f"the paper {arxiv_id}", is_known=rows.has_paper(arxiv_id)
            )
    with _rows(config) as (rows, noted):
        logins = rows.find_logins(words)
        if logins:
            return Forgettable(subject=Subject.login(words), found=f"the account {logins[0]}", is_known=True)
        if rows.has_name(words):
            return Forgettable(subject=Subject.name(words), found=f"everybody named {words}", is_known=True)
    for subject, found in ((Subject.login(words), "the account"), (Subject.name(words), "the name")):
        if subject in noted:
            return Forgettable(subject=subject, found=f"{found} {words}", is_known=False)
    raise ForgetError(words)


@contextmanager
def _rows(config: Config) -> Iterator[tuple[ForgetRows, frozenset[Subject]]]:
    with closing(Database.open_for_reading(config.database_url)) as database, database.read() as queries:
        yield queries.forget, frozenset(entry.subject for entry in queries.forgotten.list_entries())
