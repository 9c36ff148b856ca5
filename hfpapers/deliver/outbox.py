"""The outbox: how every delivery stands, in a journal and a table.

The journal is written and synced first, then the row is committed, and only then is anything sent. What only one of the
two has, since the other was lost, is given to the other: after a lost database nothing goes out a second time.
"""

from __future__ import annotations

from pathlib import Path

from hfpapers.model.delivery import Delivery
from hfpapers.store.database import Database
from hfpapers.store.delivery_journal import DeliveryJournal


class Outbox:
    """The deliveries of one archive, to which nobody else writes meanwhile.

    Args:
        database: Open for writing.
        home: The folder of the journal.
    """

    def __init__(self, database: Database, home: Path) -> None:
        self._database = database
        self._journal = DeliveryJournal(home)

    def load(self) -> None:
        """Read both, and give each what only the other has.

        Raises:
            StoreError: One cannot be read or written.
        """
        noted = self._journal.read()
        with self._database.write() as writer:
            writer.deliveries.restore(noted)
            stored = writer.deliveries.list_all()
        known = {(line.channel, line.digest_key): line.attempts for line in noted}
        for delivery in stored:
            # A journal that was put back from a copy may be older than the table.
            if known.get((delivery.channel, delivery.digest_key), -1) < delivery.attempts:
                self._journal.append(delivery)

    def list_of(self, channel: str) -> tuple[Delivery, ...]:
        """List what a channel got, or was begun to be sent, the oldest first."""
        with self._database.read() as queries:
            return queries.deliveries.list_all(channel=channel)

    def record(self, delivery: Delivery) -> Delivery:
        """Say how a delivery stands now, and give it back.

        Raises:
            StoreError: It cannot be written; nothing may be sent.
        """
        self._journal.append(delivery)
        with self._database.write() as writer:
            writer.deliveries.write([delivery])
        return delivery
