"""One mail to one recipient over SMTP: bytes in, nothing out, or an error that says whether the server has it.

A server has a mail once it has answered the dot that ends it. Until that dot is written, whatever happens is a refusal;
from then until the answer is here, nobody knows.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from hfpapers.config.channels import MailChannel
from hfpapers.deliver.courier import RefusedError, UnknownFateError
from hfpapers.deliver.redaction import Redactor

_END = b".\r\n"
_GO_ON = 354

ValueT = TypeVar("ValueT")
_Reply = tuple[int, bytes]


class SmtpLine:
    """A connection to the server of a channel, made when it is first needed, and again when it was lost.

    Args:
        channel: Says which server, and as whom.
        timeout_seconds: How long each answer may take.
    """

    def __init__(self, channel: MailChannel, *, timeout_seconds: float) -> None:
        self._channel = channel
        self._timeout_seconds = timeout_seconds
        self._smtp: smtplib.SMTP | None = None
        self._redactor = Redactor((channel.smtp_password, channel.smtp_user, *channel.to))

    def send(self, sender: str, recipient: str, message: bytes, *, called: str = "the recipient") -> None:
        """Hand a message over; `called` is what errors call the recipient.

        Raises:
            RefusedError: The server does not have it.
            UnknownFateError: It was handed over, and no answer came.
        """
        smtp = self._smtp = self._smtp or self._connect()
        self._step("the sender", lambda: smtp.mail(sender), is_down=True)
        self._step(called, lambda: smtp.rcpt(recipient))
        self._step("the mail", lambda: smtp.docmd("DATA"), good=range(_GO_ON, _GO_ON + 1))
        self._try("the mail", lambda: smtp.send(_with_dots_doubled(message)))
        self._end(smtp)

    def close(self) -> None:
        """Take leave of the server, if there is a connection."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(OSError, smtplib.SMTPException):  # all is said that matters
                smtp.quit()
            smtp.close()

    def _end(self, smtp: smtplib.SMTP) -> None:
        try:
            smtp.send(_END)
            code, reply = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise self._unknown(self._words(error)) from error
        if code < 0:
            raise self._unknown("it made no sense")
        self._judge("the mail", (code, reply))

    def _unknown(self, why: str) -> UnknownFateError:
        self._hang_up()
        return UnknownFateError(self._channel.name, f"the server was given the mail, and did not say it took it: {why}")

    # --- the steps before ----------------------------------------------------------------------

    def _connect(self) -> smtplib.SMTP:
        smtp = self._try("the connection", self._open, is_down=True)
        self._smtp = smtp
        self._step("the greeting", smtp.ehlo, is_down=True)
        if self._channel.smtp_security == "starttls":
            self._try("the encryption", lambda: smtp.starttls(context=ssl.create_default_context()), is_down=True)
            self._step("the greeting", smtp.ehlo, is_down=True)
        user, password = self._channel.smtp_user, self._channel.smtp_password
        if user is not None and password is not None:
            self._try("user and password", lambda: smtp.login(user, password), is_down=True)
        return smtp

    def _open(self) -> smtplib.SMTP:
        channel = self._channel
        host, port, ours = channel.smtp_host.strip("[]"), channel.smtp_port, _our_name()
        if channel.smtp_security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, ours, timeout=self._timeout_seconds, context=context)
        return smtplib.SMTP(host, port, ours, timeout=self._timeout_seconds)

    def _step(
        self, what: str, ask: Callable[[], _Reply], *, good: range = range(200, 300), is_down: bool = False
    ) -> None:
        self._judge(what, self._try(what, ask, is_down=is_down), good=good, is_down=is_down)

    def _try(self, what: str, do: Callable[[], ValueT], *, is_down: bool = False) -> ValueT:
        """Do a step; what goes wrong before the dot is a refusal."""
        try:
            return do()
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            self._hang_up()
            channel = self._channel
            where = f"{channel.smtp_host}:{channel.smtp_port}"
            raise RefusedError(channel.name, f"{where}: {what}: {self._words(error)}", is_down=is_down) from error

    def _judge(self, what: str, reply: _Reply, *, good: range = range(200, 300), is_down: bool = False) -> None:
        code, words = reply
        if code in good:
            return
        self._forget_mail()
        said = self._redactor.line(words.decode("utf-8", "replace"))
        problem = f"{self._channel.smtp_host} refused {what}: {code} {said}".strip()
        raise RefusedError(self._channel.name, problem, is_down=is_down)

    def _forget_mail(self) -> None:
        """Let the server begin anew, or hang up where it does not."""
        smtp = self._smtp
        if smtp is not None:
            try:
                smtp.rset()
            except (OSError, smtplib.SMTPException):  # the refusal is told; the next mail gets a new connection
                self._hang_up()

    def _hang_up(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    def _words(self, error: Exception) -> str:
        if isinstance(error, smtplib.SMTPResponseException):
            reply = error.smtp_error
            said = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
            return self._redactor.line(f"{error.smtp_code} {said}")
        if isinstance(error, TimeoutError):
            return f"no answer for {self._timeout_seconds:g} s"
        words = (isinstance(error, OSError) and error.strerror) or str(error)
        return self._redactor.line(words or type(error).__name__)


def _with_dots_doubled(message: bytes) -> bytes:
    """Double the dots that begin a line: a single one would end the mail."""
    whole = message if message.endswith(b"\r\n") else message + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", whole)


def _our_name() -> str:
    """Return what we greet with; never asked of a name server, which may not answer for long."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"
