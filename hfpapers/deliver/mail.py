"""Mail: one message a digest, of which each recipient gets a copy of their own, so that nobody sees the others.

A part is a recipient, known by a digest of the address: whoever has the mail does not get it again when another's
server refused. The Message-ID is that of channel and digest, the same for all and for every attempt.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from typing import Any

from hfpapers.config.channels import MailChannel
from hfpapers.deliver.courier import INSTALL, Carry, MakeDigest, Parcel, hash_of
from hfpapers.deliver.keys import message_id
from hfpapers.errors import ConfigError
from hfpapers.model.delivery import Delivery, DeliveryPart
from hfpapers.model.periods import Period


@dataclass(frozen=True, slots=True)
class MailCourier:
    """A channel of mail; an answer may take `timeout_seconds`."""

    channel: MailChannel
    timeout_seconds: float

    @property
    def is_ordered(self) -> bool:
        """Copies are independent of each other."""
        return False

    @property
    def is_repeatable(self) -> bool:
        """A mail that came twice came twice."""
        return False

    def require(self) -> None:
        """Make sure that there is a password where there is a user, and what makes mail of a page.

        Raises:
            ConfigError: One of them is missing.
        """
        channel = self.channel
        if channel.smtp_password_env is not None and channel.smtp_password is None:
            raise ConfigError(f"channel {channel.name}", f"set {channel.smtp_password_env} in the environment")
        if find_spec("css_inline") is None:
            raise ConfigError(f"channel {channel.name}", f"mail needs an extra; run: {INSTALL}")

    def compose(self, make_digest: MakeDigest, period: Period, key: str) -> Parcel | None:
        """Make the mail; None where there is nothing to show."""
        from hfpapers.deliver.mail_message import MailContent, address_of  # noqa: PLC0415 - an extra

        digest = make_digest(period)
        if not digest.counts.shown:
            return None
        content = MailContent.of_digest(digest)
        channel = self.channel
        return Parcel(
            title=content.subject,
            part_names=tuple(map(_part_name, channel.to)),
            content=content.to_json(),
            content_hash=hash_of(content.to_json()),
            texts=(content.text,),
            size_bytes=len(content.text.encode()) + len(content.html.encode()),
            message_id=message_id(channel.name, key, address_of(channel.sender).domain),
        )

    def addressed(self, parts: Collection[str]) -> Collection[str]:
        """Tell which parts are copies for who is a recipient still."""
        return self._recipients().keys() & set(parts)

    @contextmanager
    def carrying(self, delivery: Delivery, content: Any, *, now: datetime) -> Iterator[Carry]:
        """Give what sends a copy, over one connection as long as it lasts."""
        from hfpapers.deliver.mail_message import MailContent, address_of, build_message  # noqa: PLC0415 - an extra
        from hfpapers.deliver.smtp import SmtpLine  # noqa: PLC0415 - TLS is slow to import

        mail, recipients, channel = MailContent.from_json(content), self._recipients(), self.channel
        name = delivery.message_id or message_id(channel.name, delivery.digest_key, address_of(channel.sender).domain)
        with closing(SmtpLine(channel, timeout_seconds=self.timeout_seconds)) as line:

            def carry(part: DeliveryPart) -> None:
                recipient = recipients[part.name]
                message = build_message(channel, recipient, mail, message_id=name, now=now)
                called = f"recipient {channel.to.index(recipient) + 1} of {len(channel.to)}"
                line.send(address_of(channel.sender).addr_spec, address_of(recipient).addr_spec, message, called=called)

            yield carry

    def _recipients(self) -> dict[str, str]:
        return {_part_name(mailbox): mailbox for mailbox in self.channel.to}


def _part_name(mailbox: str) -> str:
    address = mailbox.rpartition("<")[2].removesuffix(">").casefold()
    return hashlib.sha256(address.encode()).hexdigest()[:16]
