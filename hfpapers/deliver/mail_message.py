"""The mail itself: a digest in, one message of two parts out, as bytes that any server takes.

Plain text first, wrapped and with its links written out; then the page, its styles written into the elements, since
many readers of mail take no others. Nothing from upstream reaches a header unencoded.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from hfpapers.config.channels import MailChannel
from hfpapers.digest.model import Digest
from hfpapers.digest.render import render

# Of seven bits: the way to a reader may lead over servers that know no more.
_POLICY = SMTP.clone(cte_type="7bit")
_NEEDLESS = re.compile(r"\b(box-sizing|text-wrap): [a-z-]+;")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailContent:
    """What all recipients get."""

    subject: str
    text: str
    html: str
    language: str

    @classmethod
    def of_digest(cls, digest: Digest) -> MailContent:
        """Render a digest for mail."""
        import css_inline  # noqa: PLC0415 - an extra

        inliner = css_inline.CSSInliner(load_remote_stylesheets=False, resolve_css_variables=True)
        return cls(
            subject=digest.title,
            text=render(digest, "txt"),
            html=inliner.inline(_lighter(render(digest, "html"))),
            language=digest.reader_language,
        )

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> MailContent:
        """Take it back from the outbox."""
        return cls(**value)

    def to_json(self) -> dict[str, str]:
        """Return it for the outbox."""
        return {"subject": self.subject, "text": self.text, "html": self.html, "language": self.language}


def build_message(
    channel: MailChannel, recipient: str, content: MailContent, *, message_id: str, now: datetime
) -> bytes:
    """Return the message for one recipient, its lines ended as SMTP wants them."""
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = " ".join(content.subject.split())
    message["From"] = address_of(channel.sender)
    message["To"] = address_of(recipient)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id
    message["List-Id"] = f"<{channel.name}.hfpapers.{address_of(channel.sender).domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(content.text)
    message.add_alternative(content.html, subtype="html")
    message["Content-Language"] = content.language  # last: to set content takes such headers away
    # A boundary by chance would make each try another message.
    message.set_boundary(f"=_{hashlib.sha256(message_id.encode()).hexdigest()[:32]}")
    return message.as_bytes()


def _lighter(page: str) -> str:
    """Leave declarations out of the styles that would stand in every element, though few readers of mail know them.

    Gmail shows no more than the first 102 kB.
    """
    before, begin, rest = page.partition("<style>")
    styles, end, after = rest.partition("</style>")
    return before + begin + _NEEDLESS.sub("", styles) + end + after


def address_of(mailbox: str) -> Address:
    """Take a mailbox apart that was checked with the configuration: `Papers <papers@example.org>`."""
    name, _, rest = mailbox.rpartition("<")
    return Address(display_name=name.strip(), addr_spec=rest.removesuffix(">"))
