"""Takes rows down: what was forgotten in, rows removed or made nameless, in the caller's transaction.

It goes by what was forgotten, not by who asked, so that doing it twice changes nothing and a taking down that was
broken off is ended by doing it again. Names in rows are clean, so they are compared as they stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from hfpapers.model.coverage import DayState
from hfpapers.model.fetched import Endpoint, RawRef, Source
from hfpapers.model.forgotten import NAME_REMOVED, Forgotten, Subject
from hfpapers.store import schema
from hfpapers.store.delivery_rows import DeliveryRows
from hfpapers.store.enrichment_forgetting import redact_rows

#: Stands in place of a quotation that named what was forgotten.
QUOTATION_REMOVED = "(taken down on request)"

_AT_ONCE = 500
#: Columns that quote what was served, or what went wrong with it.
_QUOTING = (
    (schema.issue.c.raw, schema.issue.c.issue_id),
    (schema.issue.c.detail, schema.issue.c.issue_id),
    (schema.run.c.detail, schema.run.c.run_id),
    (schema.coverage.c.last_error, schema.coverage.c.day),
)


class ForgetRows:
    """Works on one connection; what it returns are rows changed or removed, by table."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def find_logins(self, login: str) -> tuple[str, ...]:
        """Name the accounts with a login; its case does not matter."""
        wanted = Forgotten.of([Subject.login(login)])
        return tuple(known for known, _ in self._accounts() if wanted.covers_login(known))

    def has_name(self, name: str) -> bool:
        """Tell whether an author, or an account, has exactly this name."""
        wanted = Forgotten.of([Subject.name(name)])
        return any(wanted.covers_name(known) for known in self._names())

    def has_paper(self, arxiv_id: str) -> bool:
        """Tell whether a paper has a row."""
        table = schema.paper
        found = sa.select(table.c.arxiv_id).where(table.c.arxiv_id == arxiv_id)
        return self._connection.execute(found).first() is not None

    def names_on_papers(self, forgotten: Forgotten) -> frozenset[Subject]:
        """Find the names that forgotten people have on papers, as far as rows tell."""
        return frozenset(Subject.name_on(arxiv_id, name) for arxiv_id, name in self._named_authors(forgotten))

    def remove(self, forgotten: Forgotten, *, quotes: Callable[[str], bool]) -> Counter[str]:
        """Take down all that was forgotten.

        Args:
            forgotten: Names on papers included.
            quotes: Tells whether a quotation names what was forgotten.
        """
        changed: Counter[str] = Counter()
        if forgotten.papers:
            changed += self._remove_papers(forgotten.papers)
        if forgotten.has_people:
            changed += self._remove_people(forgotten)
        # What waits to be sent may name them in ways that nobody can list.
        changed["delivery"] += DeliveryRows(self._connection).drop_contents()
        return changed + self._remove_quotations(quotes)

    def remove_days(self, days: Collection[date]) -> None:
        """Take away what is known of days as days, to be found anew from the bodies; papers keep their rows."""
        for table in (schema.look_position, schema.look_page, schema.listing, schema.issue):
            self._connection.execute(sa.delete(table).where(table.c.day.in_(sorted(days))))
        coverage = schema.coverage
        self._connection.execute(
            sa.delete(coverage).where(coverage.c.day.in_(sorted(days)), coverage.c.source == str(Source.HUGGINGFACE))
        )

    def count_days_anew(self, days: Collection[date]) -> None:
        """Count days by what is left of their latest whole look, where the bodies that would tell were dropped."""
        coverage, place = schema.coverage, schema.look_position
        left = (
            sa.select(sa.func.count(place.c.arxiv_id.distinct()))
            .where(place.c.day == coverage.c.day, place.c.look_at == coverage.c.whole_look_at)
            .scalar_subquery()
        )
        self._connection.execute(
            sa.update(coverage)
            .where(
                coverage.c.day.in_(sorted(days)),
                coverage.c.source == str(Source.HUGGINGFACE),
                coverage.c.state == str(DayState.COMPLETE),
                coverage.c.expected > left,
            )
            .values(expected=left, stored=left)
        )

    def places_of_days(self, days: Collection[date]) -> Mapping[date, frozenset[RawRef]]:
        """Tell where the answers about days are kept."""
        table = schema.fetch
        rows = self._connection.execute(
            sa.select(table.c.day, table.c.warc_file, table.c.warc_offset).where(table.c.day.in_(sorted(days)))
        )
        found: dict[date, set[RawRef]] = {day: set() for day in days}
        for row in rows:
            found[row.day].add(RawRef(file=row.warc_file, offset=row.warc_offset))
        return {day: frozenset(refs) for day, refs in found.items()}

    # --- papers --------------------------------------------------------------------------------

    def _remove_papers(self, arxiv_ids: Collection[str]) -> Counter[str]:
        ids = sorted(arxiv_ids)
        owners = {
            key: self._named_with(key, ids) for key in (schema.account.c.login, schema.organization.c.slug)
        }  # who had to do with the papers, and perhaps with nothing else
        removed: Counter[str] = Counter()
        for table in reversed(schema.metadata.sorted_tables):
            if "arxiv_id" in table.c:
                removed[table.name] += self._delete(table, table.c.arxiv_id, ids)
        for key, names in owners.items():
            unused = names - self._still_named(key, names)
            removed[key.table.name] += self._delete(key.table, key, sorted(unused))
        return removed

    def _named_with(self, key: sa.Column[Any], arxiv_ids: Collection[str]) -> set[str]:
        found: set[str] = set()
        for column in _references(key):
            if "arxiv_id" in column.table.c:
                for chunk in _chunks(arxiv_ids):
                    names = sa.select(column).where(column.table.c.arxiv_id.in_(chunk), column.is_not(None))
                    found.update(self._connection.execute(names).scalars())
        return found

    def _still_named(self, key: sa.Column[Any], names: Collection[str]) -> set[str]:
        found: set[str] = set()
        for column in _references(key):
            for chunk in _chunks(sorted(names)):
                found.update(self._connection.execute(sa.select(column).where(column.in_(chunk))).scalars())
        return found

    # --- people --------------------------------------------------------------------------------

    def _remove_people(self, forgotten: Forgotten) -> Counter[str]:
        changed: Counter[str] = Counter()
        changed["paper_author"] = self._make_nameless(forgotten)
        changed["paper_link"] = self._remove_links(forgotten)
        changed["paper_text"] = self._remove_texts(forgotten)
        changed.update(redact_rows(self._connection, forgotten))
        logins = sorted(login for login, name in self._accounts() if _is_covered(login, name, forgotten))
        for column in _references(schema.account.c.login):
            for chunk in _chunks(logins):
                statement = sa.update(column.table).where(column.in_(chunk)).values({column.name: None})
                changed[column.table.name] += self._connection.execute(statement).rowcount
        changed["account"] = self._delete(schema.account, schema.account.c.login, logins)
        return changed

    def _make_nameless(self, forgotten: Forgotten) -> int:
        table = schema.paper_author
        keys = [
            {"of_paper": row.arxiv_id, "of_source": row.source, "of_position": row.position}
            for row in self._authors()
            if forgotten.covers_name(row.name, on=row.arxiv_id) or _is_covered(row.login, row.full_name, forgotten)
        ]
        gone = dict.fromkeys(("login", "hf_id", "status", "status_changed_at", "affiliation"))
        hidden = sa.case((table.c.source == str(Source.HUGGINGFACE), sa.true()), else_=None)
        statement = (
            sa.update(table)
            .where(
                table.c.arxiv_id == sa.bindparam("of_paper"),
                table.c.source == sa.bindparam("of_source"),
                table.c.position == sa.bindparam("of_position"),
            )
            .values(name=NAME_REMOVED, is_hidden=hidden, **gone)
        )
        if keys:
            self._connection.execute(statement, keys)
        return len(keys)

    def _remove_links(self, forgotten: Forgotten) -> int:
        """Remove links to what a forgotten account has at Hugging Face."""
        table = schema.paper_link
        links = self._connection.execute(sa.select(table.c.url, table.c.raw_url).distinct())
        of_account = {url for url, raw in links if any(map(forgotten.covers_address, (url, raw or "")))}
        return self._delete(table, table.c.url, sorted(of_account))

    def _remove_texts(self, forgotten: Forgotten) -> int:
        """Remove the texts of papers by a forgotten person, which name them in ways that nobody can list."""
        table, states = schema.paper_text, schema.paper_coverage
        for chunk in _chunks(sorted(forgotten.names_on)):
            self._connection.execute(
                sa.update(states)
                .where(states.c.endpoint == str(Endpoint.PAPER_TEXT), states.c.arxiv_id.in_(chunk))
                .values(state="absent", detail=QUOTATION_REMOVED)
            )
        return self._delete(table, table.c.arxiv_id, sorted(forgotten.names_on))

    def _named_authors(self, forgotten: Forgotten) -> Iterator[tuple[str, str]]:
        """Yield paper and name: of authors who are forgotten, and of authors named as who submitted the paper."""
        listing = schema.listing
        by_submitter = sa.select(listing.c.arxiv_id, listing.c.submitter).where(listing.c.submitter.is_not(None))
        accounts = {login: name for login, name in self._accounts() if _is_covered(login, name, forgotten)}
        submitted = {
            (row.arxiv_id, accounts[row.submitter])
            for row in self._connection.execute(by_submitter)
            if row.submitter in accounts
        }
        for row in self._authors():
            if _is_covered(row.login, row.full_name, forgotten):
                yield from ((row.arxiv_id, name) for name in (row.name, row.full_name) if name)
            elif forgotten.covers_name(row.name, on=row.arxiv_id) or (row.arxiv_id, row.name) in submitted:
                yield row.arxiv_id, row.name

    def _authors(self) -> Iterable[sa.Row[Any]]:
        author, account = schema.paper_author, schema.account
        columns = (author.c.arxiv_id, author.c.source, author.c.position, author.c.name, author.c.login)
        joined = author.outerjoin(account, account.c.login == author.c.login)
        return self._connection.execute(sa.select(*columns, account.c.full_name).select_from(joined))

    def _accounts(self) -> list[tuple[str, str | None]]:
        rows = self._connection.execute(sa.select(schema.account.c.login, schema.account.c.full_name))
        return [(row.login, row.full_name) for row in rows]

    def _names(self) -> Iterator[str]:
        yield from self._connection.execute(sa.select(schema.paper_author.c.name).distinct()).scalars()
        yield from (name for _, name in self._accounts() if name is not None)

    # --- quotations ----------------------------------------------------------------------------

    def _remove_quotations(self, quotes: Callable[[str], bool]) -> Counter[str]:
        changed: Counter[str] = Counter()
        for column, key in _QUOTING:
            rows = self._connection.execute(sa.select(key, column).where(column.is_not(None))).all()
            found = sorted({row[0] for row in rows if row[1] != QUOTATION_REMOVED and quotes(row[1])})
            for chunk in _chunks(found):
                statement = sa.update(column.table).where(key.in_(chunk)).values({column.name: QUOTATION_REMOVED})
                changed[column.table.name] += self._connection.execute(statement).rowcount
        return changed

    def _delete(self, table: sa.Table, column: sa.Column[Any], values: Collection[str]) -> int:
        removed = 0
        for chunk in _chunks(values):
            removed += self._connection.execute(sa.delete(table).where(column.in_(chunk))).rowcount
        return removed


def _is_covered(login: str | None, full_name: str | None, forgotten: Forgotten) -> bool:
    if login is None:
        return False
    return forgotten.covers_login(login) or (full_name is not None and forgotten.covers_name(full_name))


def _references(key: sa.Column[Any]) -> list[sa.Column[Any]]:
    return [
        column
        for table in schema.metadata.sorted_tables
        for column in table.c
        if any(foreign.column is key for foreign in column.foreign_keys)
    ]


def _chunks(values: Collection[Any]) -> Iterator[list[Any]]:
    listed = list(values)
    for start in range(0, len(listed), _AT_ONCE):
        yield listed[start : start + _AT_ONCE]
