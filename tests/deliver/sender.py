"""The program as it delivers: channels for servers on loopback, and runs at a stated moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from hfpapers.model.delivery import DeliveryView
from tests.acceptance.launcher import Ended, QuickProgram, Started

#: A Friday night: the newest day that has ended is the Thursday before.
NOW = datetime(2026, 11, 20, 3, 17, tzinfo=UTC)
#: From Monday on, and the weekend before without papers.
PAPERS = {
    date(2026, 11, 13): 3,
    date(2026, 11, 14): 0,
    date(2026, 11, 15): 0,
    date(2026, 11, 16): 4,
    date(2026, 11, 17): 3,
    date(2026, 11, 18): 5,
    date(2026, 11, 19): 6,
}
KEY = "list/en/day/2026-11-19"


@dataclass(frozen=True, kw_only=True)
class Sender(QuickProgram):
    """The program with channels. `secrets` are variables of the environment that channels name."""

    secrets: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "HFPAPERS_TIMEOUT_SECONDS": "1", **self.secrets}

    def configure(self, text: str) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        (self.home / "hfpapers.toml").write_text(text, encoding="utf-8")

    def mail_channel(self, port: int, *to: str, more: str = "") -> None:
        """Configure one channel, `team`, for a mail server."""
        recipients = ", ".join(f'"{address}"' for address in to or ("ada@example.org",))
        self.configure(
            f"""[channels.team]
type = "mail"
to = [{recipients}]
from = "Papers <papers@example.org>"
smtp_host = "localhost"
smtp_port = {port}
smtp_security = "none"
{more}
"""
        )

    def chat_channel(self, url: str, more: str = "") -> None:
        """Configure one channel, `room`, for a chat service."""
        self.secrets["ROOM_URL"] = url
        self.configure(f'[channels.room]\ntype = "chat"\nurl_env = "ROOM_URL"\n{more}\n')

    def deliver(self, *arguments: str, at: datetime = NOW) -> Ended:
        return self.run_at(at, "deliver", *arguments)

    def start_deliver(self, *, watch: Mapping[str, Any] | None = None, at: datetime = NOW) -> Started:
        return self.start("deliver", clock=at, watch=watch)

    def outbox(self) -> tuple[DeliveryView, ...]:
        database = self.database()
        with database.read() as queries:
            found = tuple(delivery.view() for delivery in queries.deliveries.list_all())
        database.close()
        return found

    def journal(self) -> str:
        path = self.home / "journal" / "deliveries.jsonl"
        return path.read_text() if path.exists() else ""
