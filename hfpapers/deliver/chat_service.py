"""A chat service behind an address of apprise: what messages it takes, and one message handed over.

A message of which the service said no is refused; one that was handed over without an answer has an unknown fate.
"""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from hfpapers.config.channels import ChatChannel
from hfpapers.deliver.chat_messages import Measure, shorten_text
from hfpapers.deliver.chat_peculiarities import peculiarities_of
from hfpapers.deliver.chat_wire import Heard, hushed, listening
from hfpapers.deliver.courier import RefusedError, UnknownFateError
from hfpapers.deliver.redaction import Redactor
from hfpapers.errors import ConfigError

if TYPE_CHECKING:
    from apprise import AppriseResult

#: What apprise may put around a title where a service has none of its own.
_AROUND_TITLE = 24
_SHORTEST_BODY = 100
#: A gateway says so when the service behind it did not answer.
_GATEWAY_TIMEOUT = 504
_LEAST_ERROR = 300


class ChatService:
    """A service, made ready for one channel.

    Raises:
        ConfigError: Its address is none, or is of several recipients at once, or it cannot take what is wanted.
    """

    def __init__(self, channel: ChatChannel, *, timeout_seconds: float) -> None:
        import apprise  # noqa: PLC0415 - an extra, and slow

        self._channel = channel
        self._redactor = Redactor((channel.url,))
        with hushed():
            self._service = self._plugin()
            self._apprise = apprise.Apprise(asset=self._service.asset)
            self._apprise.add(self._service)
        # One try, and its true outcome: the outbox is who tries again.
        self._service.retry = 0
        self._service.optional = False
        self._service.overflow_mode = apprise.OverflowMode.UPSTREAM
        self._service.socket_connect_timeout = timeout_seconds
        self._service.socket_read_timeout = timeout_seconds
        if len(self._service) != 1:
            problem = (
                f"names {len(self._service)} recipients; make a channel of each, so that each is told of by itself"
            )
            raise self._unfit(problem)
        wanted = apprise.NotifyFormat(channel.format or "markdown")
        self._format = self._service.resolve_format(wanted)
        self._peculiar = peculiarities_of(type(self._service).__module__.rpartition(".")[2])
        #: The library by which the plugin speaks HTTP; None where it does not.
        self._requests = getattr(sys.modules[type(self._service).__module__], "requests", None)

    @property
    def format(self) -> str:
        """Which markup it gets: one of `chat_markup.FORMATS`."""
        return str(self._format.value)

    def measure(self, title: str) -> Measure:
        """Return what bodies it takes beside a title.

        Raises:
            ConfigError: They would be too short to say anything.
        """
        service = self._service
        most = min(service.body_maxlen - self._peculiar.around, self._channel.message_characters or service.body_maxlen)
        room = most - self._peculiar.length(title) - _AROUND_TITLE
        if room < _SHORTEST_BODY:
            raise self._unfit(f"takes {most} characters a message, which is too few for a paper and its link")
        return Measure(fmt=self.format, characters=room, length=self._length)

    def title(self, text: str, number: int, count: int) -> str:
        """Return the title of one of several messages: `Daily Papers (2/5)`."""
        suffix = f" ({number}/{count})" if count > 1 else ""
        most = self._service.title_maxlen
        return (shorten_text(text, most - len(suffix)) if most > 0 else text) + suffix

    def send(self, title: str, body: str) -> None:
        """Hand a message over.

        Raises:
            RefusedError: The service does not have it.
            UnknownFateError: Nobody knows whether it has.
        """
        listened: AbstractContextManager[list[Heard]]
        listened = nullcontext([]) if self._requests is None else listening(self._requests)
        with hushed(), listened as heard, self._notify(title, body) as result:
            no = next((no for one in heard if (no := self._peculiar.refusal(one.body))), None)
            if result and no is None:
                return
            said = self._redactor.line(no or next((entry.message for entry in result.logs()), ""))
            is_out_of_time = result.status.name == "TIMEOUT"
        self._judge(heard, said, is_out_of_time=is_out_of_time)

    def _notify(self, title: str, body: str) -> AppriseResult:
        return self._apprise.notify(body=body, title=title, body_format=self._format, interpret_escapes=False)

    def _judge(self, heard: list[Heard], said: str, *, is_out_of_time: bool) -> None:
        name = self._channel.name
        answers = [one.status for one in heard if one.status is not None]
        is_lost = any(one.was_sent and one.status in {None, _GATEWAY_TIMEOUT} for one in heard)
        if is_out_of_time or is_lost or (self._requests is None and not heard):
            raise UnknownFateError(name, f"the service was given the message, and did not say it took it: {said}")
        if answers:
            status = next((status for status in answers if status >= _LEAST_ERROR), answers[-1])
            raise RefusedError(name, f"the service answered {status}: {said}")
        raise RefusedError(name, f"the service was not reached: {said}", is_down=bool(heard))

    def _length(self, body: str) -> int:
        return max(map(self._peculiar.length, (body, self._service.dialect_convert(body, self._format))))

    def _plugin(self) -> Any:
        import apprise  # noqa: PLC0415 - loaded already

        url = self._channel.url or ""
        asset = apprise.AppriseAsset(async_mode=False, interpret_emojis=False, interpret_escapes=False)
        if self._channel.format is not None:
            url += f"{'&' if '?' in url else '?'}format={self._channel.format}"
        service = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
        if service is None:
            raise self._unfit("is none that apprise knows how to use")
        return service

    def _unfit(self, problem: str) -> ConfigError:
        return ConfigError(f"channel {self._channel.name}", f"the address in {self._channel.url_env} {problem}")
