"""A mail server on loopback that keeps what it takes, and refuses, hangs up or kills at the stage it is told to."""

# ruff: noqa: N802 - aiosmtpd calls methods by the names of commands
from __future__ import annotations

import asyncio
import email
import os
import signal
import socket
import ssl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

_STALL_SECONDS = 3.0
_OK = "250 OK"


@dataclass
class Mailhost:
    """What the server took, and how it behaves.

    Attributes:
        taken: Recipient and message of all that was taken, in order.
        answers: What is done at a stage (`EHLO`, `MAIL`, `RCPT`, `DATA`, `body`, `dot`) in place of the usual: an
            answer, or `hang up`, `stall`, or `kill`, which ends the process `victim`. At `dot` what is no refusal
            comes after the mail was taken.
        refusals: By recipient, what is answered.
        times: How often a stage's answer is given before all is well again; None for ever.
    """

    port: int = 0
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    refusals: dict[str, str] = field(default_factory=dict)
    times: int | None = None
    logins: list[tuple[str, str]] = field(default_factory=list)
    victim: int | None = None

    @property
    def recipients(self) -> list[str]:
        return [recipient for recipient, _ in self.taken]

    def answer(self, stage: str) -> str | None:
        """Tell what to do at a stage; None for the usual."""
        answer = self.answers.get(stage)
        if answer is not None and self.times is not None:
            self.times -= 1
            if self.times == 0:
                del self.answers[stage]
        return answer


@contextmanager
def mailhost(
    *, tls: ssl.SSLContext | None = None, implicit: bool = False, password: str | None = None
) -> Iterator[Mailhost]:
    """Serve one on a free port.

    Args:
        tls: Asks for STARTTLS, or with `implicit` for TLS from the beginning.
        implicit: See there.
        password: Asks for it; any user will do.
    """
    host = Mailhost(port=_free_port())
    options: dict[str, Any] = {}
    if tls is not None and not implicit:
        options = {"tls_context": tls, "require_starttls": True}
    if password is not None:
        options |= {"authenticator": _authenticator(host, password), "auth_required": True, "auth_require_tls": False}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of AUTH without TLS, which is no worry on loopback
        yield from _serving(host, tls if implicit else None, options)


def _serving(host: Mailhost, tls: ssl.SSLContext | None, options: dict[str, Any]) -> Iterator[Mailhost]:
    controller = _Controller(
        host,
        _Handler(host),
        hostname="localhost",
        port=host.port,
        ssl_context=tls,
        server_hostname="mail.example.org",
        **options,
    )
    controller.start()
    try:
        yield host
    finally:
        controller.stop()


class _Controller(Controller):
    def __init__(self, host: Mailhost, *args: Any, **options: Any) -> None:
        self._host = host
        super().__init__(*args, **options)

    def factory(self) -> SMTP:
        return _Server(self._host, self.handler, **self.SMTP_kwargs)


class _Server(SMTP):
    """Misbehaves where handlers have no hook: at DATA, before the mail and within it."""

    def __init__(self, host: Mailhost, *args: Any, **options: Any) -> None:
        self._host = host
        super().__init__(*args, **options)

    async def smtp_DATA(self, arg: str) -> None:
        answer = self._host.answer("DATA")
        if answer is not None:
            await self._misbehave(answer)
            return
        answer = self._host.answer("body")
        if answer is not None:
            await self.push("354 go on")
            await self._reader.readuntil(b"\r\n")
            await self._misbehave(answer)
            return
        await super().smtp_DATA(arg)

    async def _misbehave(self, answer: str) -> None:
        status = await _status(self, self._host, answer)
        if status is not None:
            await self.push(status)


class _Handler:
    def __init__(self, host: Mailhost) -> None:
        self._host = host

    async def handle_EHLO(
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        answer = self._host.answer("EHLO")
        if answer is None:
            session.host_name = hostname
            return responses
        status = await _status(server, self._host, answer)
        return [status or "421 gone"]

    async def handle_MAIL(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._usual(server, "MAIL")

    async def handle_RCPT(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self._host.refusals:
            return self._host.refusals[address]
        envelope.rcpt_tos.append(address)
        return await self._usual(server, "RCPT")

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        answer = self._host.answer("dot") or _OK
        if not answer[0].isdigit() or answer.startswith("2"):
            content = envelope.original_content or b""
            message = email.message_from_bytes(content, policy=default)
            assert isinstance(message, EmailMessage)
            self._host.taken += [(recipient, message) for recipient in envelope.rcpt_tos]
        return await _status(server, self._host, answer) or _OK

    async def _usual(self, server: SMTP, stage: str) -> str:
        answer = self._host.answer(stage)
        return _OK if answer is None else await _status(server, self._host, answer) or _OK


async def _status(server: SMTP, host: Mailhost, answer: str) -> str | None:
    """Do what is to be done, and give what is to be answered; None where nobody listens any more."""
    if answer == "stall":
        await asyncio.sleep(_STALL_SECONDS)
        return None
    if answer == "kill":
        while host.victim is None:  # noqa: ASYNC110 - its number is about to be told, by another thread
            await asyncio.sleep(0.001)
        os.kill(host.victim, signal.SIGKILL)
        return None
    if answer == "hang up":
        transport = server.transport
        assert isinstance(transport, asyncio.Transport)
        transport.abort()
        return None
    return answer


def _authenticator(host: Mailhost, password: str) -> Any:
    def authenticate(_server: SMTP, _session: Session, _envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword), mechanism
        host.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password.decode() == password, handled=False)

    return authenticate


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
