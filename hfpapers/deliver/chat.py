"""Chat: a digest in as many messages as the service needs, one after the other.

A part is a message. What comes after one that did not go waits for it, and a retry goes on with that one, from the
content that is kept, so that a digest does not change under way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from hfpapers.config.channels import ChatChannel
from hfpapers.deliver.courier import INSTALL, Carry, MakeDigest, Parcel, hash_of
from hfpapers.errors import ConfigError
from hfpapers.model.delivery import Delivery, DeliveryPart
from hfpapers.model.periods import Period

if TYPE_CHECKING:
    from hfpapers.deliver.chat_service import ChatService


@dataclass(frozen=True, slots=True)
class ChatCourier:
    """A chat channel; an answer may take `timeout_seconds`."""

    channel: ChatChannel
    timeout_seconds: float

    @property
    def is_ordered(self) -> bool:
        """Messages of a digest follow each other."""
        return True

    @property
    def is_repeatable(self) -> bool:
        """A message that came twice came twice."""
        return False

    def require(self) -> None:
        """Make sure that the address is set, and that apprise is there.

        Raises:
            ConfigError: One of them is missing.
        """
        name = f"channel {self.channel.name}"
        if self.channel.url is None:
            raise ConfigError(name, f"set {self.channel.url_env} in the environment")
        if find_spec("apprise") is None:
            raise ConfigError(name, f"chat needs an extra; run: {INSTALL}")

    def compose(self, make_digest: MakeDigest, period: Period, key: str) -> Parcel | None:
        """Write the messages; None where there is nothing to show.

        Raises:
            ConfigError: The service cannot take them.
        """
        from hfpapers.deliver.chat_lines import build_units  # noqa: PLC0415 - only where there is a chat
        from hfpapers.deliver.chat_messages import split_units  # noqa: PLC0415 - as above

        del key
        digest = make_digest(period)
        if not digest.counts.shown:
            return None
        service = self._service()
        bodies = split_units(build_units(digest), service.measure(digest.title))
        messages = [
            {"title": service.title(digest.title, number, len(bodies)), "body": body}
            for number, body in enumerate(bodies, start=1)
        ]
        content = {"format": service.format, "messages": messages}
        return Parcel(
            title=digest.title,
            part_names=tuple(str(number) for number in range(1, len(bodies) + 1)),
            content=content,
            content_hash=hash_of(content),
            texts=tuple(f"{message['title']}\n{message['body']}" for message in messages),
            size_bytes=sum(len(text.encode()) for message in messages for text in message.values()),
        )

    def addressed(self, parts: Collection[str]) -> Collection[str]:
        """Tell which parts are wanted: all."""
        return parts

    @contextmanager
    def carrying(self, delivery: Delivery, content: Any, *, now: datetime) -> Iterator[Carry]:
        """Give what sends a message."""
        del delivery, now
        service = self._service()

        def carry(part: DeliveryPart) -> None:
            message = content["messages"][int(part.name) - 1]
            service.send(message["title"], message["body"])

        yield carry

    def _service(self) -> ChatService:
        from hfpapers.deliver.chat_service import ChatService  # noqa: PLC0415 - an extra, and slow to import

        return ChatService(self.channel, timeout_seconds=self.timeout_seconds)
