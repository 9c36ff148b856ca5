"""The language model: a question in, a reply out, or an error that says whether the next question makes sense.

One endpoint that speaks OpenAI's chat completions, hosted or local; nothing is streamed, no tool is offered. What may
be better later is asked again here, bounded, waiting as long as the endpoint says; a feature that it refuses is left
out, for the rest of the run. The key goes to the endpoint and nowhere else; what is asked and answered is not logged.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Final, Protocol, Self

from hfpapers.config import Config
from hfpapers.enrich.completion import NoCompletionError, Reply, read_reply
from hfpapers.enrich.endpoint import DEFAULT_BASE_URL, Endpoint, Response, require_model
from hfpapers.enrich.failures import AskFailedError, AskingStoppedError
from hfpapers.enrich.faults import Later, Refusal, fault_of
from hfpapers.enrich.features import Features, Question
from hfpapers.enrich.pace import Pace
from hfpapers.enrich.waits import MAX_WAIT_SECONDS, growing_wait_seconds, spent_wait_seconds

logger = logging.getLogger(__name__)

_ERRORS_BEGIN: Final = 400


class LanguageModel(Protocol):
    """What is needed of a model."""

    async def ask(self, question: Question) -> Reply:
        """Ask.

        Raises:
            AskFailedError: No answer was to be had.
            AskingStoppedError: Nor will there be one to any other question.
        """


class CompatibleModel:
    """A model behind an endpoint that speaks OpenAI's chat completions; an async context manager.

    Args:
        config: Says where, which model, and how often to try.
        clock: Gives the moment, aware; what a date in `Retry-After` is compared with.

    Raises:
        ConfigError: No model is configured.
    """

    def __init__(self, config: Config, *, clock: Callable[[], datetime]) -> None:
        self._config = config
        self._clock = clock
        self._model = require_model(config)
        self._where = config.llm_base_url or DEFAULT_BASE_URL
        self._endpoint = Endpoint(config)
        self._pace = Pace(config.llm_requests_per_minute)
        self._features = Features.of_endpoint(self._where)
        self._answers = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self._endpoint.close()

    def stop_waiting(self) -> None:
        """Make no further request; whoever waits to make one is told so."""
        self._pace.stop()

    async def ask(self, question: Question) -> Reply:
        """Ask, as often as it takes and is allowed.

        Raises:
            AskFailedError: No answer was to be had.
            AskingStoppedError: Nor will there be one to any other question.
        """
        features, tries, answers = self._features, 0, self._answers
        while True:
            came = await self._try(question, features)
            if isinstance(came, Reply):
                self._features, self._answers = features, self._answers + 1
                return came
            if isinstance(came, Refusal):
                features = self._plainer(features, came)
                continue
            if came.is_about_rate and self._answers > answers:  # others get through: it is a matter of waiting
                tries = 0
            tries, answers = tries + 1, self._answers
            await self._wait(came, tries)

    async def _try(self, question: Question, features: Features) -> Reply | Refusal | Later:
        await self._pace.turn()
        came = await self._endpoint.send(features.body(question, self._model))
        if isinstance(came, Later):
            return came
        if came.status >= _ERRORS_BEGIN:
            return fault_of(came, config=self._config, where=self._where, now=self._clock())
        try:
            reply = read_reply(came.body)
        except NoCompletionError as error:
            return Later(reason=str(error))
        self._heed(came)
        return reply

    def _plainer(self, features: Features, refusal: Refusal) -> Features:
        """Return features that the endpoint may take where it has refused others.

        Raises:
            AskFailedError: It is not the features that it refuses.
        """
        if self._features.is_plainer_than(features):
            return self._features  # another question has found out meanwhile
        named = features.without_what(refusal.words)
        if named is not None:
            self._features = named
            logger.info("%s takes no request with %s; asking without it", self._where, features.difference(named))
            return named
        # Where nothing was ever answered it may still be a feature; once something was, it is the question.
        guessed = None if self._answers else next(features.plainer(), None)
        if guessed is None:
            raise AskFailedError(self._where, f"status {refusal.status}: {refusal.words}")
        return guessed

    async def _wait(self, later: Later, tries: int) -> None:
        """Wait before the next try.

        Raises:
            AskFailedError: It was the last.
            AskingStoppedError: The endpoint was never reached, or asks to be left alone for long.
        """
        if tries >= self._config.max_tries:
            if later.is_unreachable and not self._answers:
                raise AskingStoppedError(
                    "llm_base_url", f"{self._where} {later.reason}; start the server, or check HFPAPERS_LLM_BASE_URL"
                )
            raise AskFailedError(self._where, f"{later.reason}; tried {tries} times")
        if later.wait_seconds is not None and later.wait_seconds > MAX_WAIT_SECONDS:
            problem = f"asks to wait {later.wait_seconds:,.0f} s; run the same command again then"
            raise AskingStoppedError(self._where, problem, is_for_now=True)
        wait = later.wait_seconds or growing_wait_seconds(tries, self._config.retry_seconds)
        tries_words = f"try {tries} of {self._config.max_tries}"
        logger.warning("%s: %s failed (%s), next in %.1f s", self._where, tries_words, later.reason, wait)
        if later.is_about_rate:
            self._pace.pause(wait)
        else:
            await self._pace.rest(wait)

    def _heed(self, response: Response) -> None:
        """Wait before the next request where this one has used up what the endpoint allows for now."""
        wait = spent_wait_seconds(response.headers)
        if wait is not None:
            self._pace.pause(min(wait, MAX_WAIT_SECONDS))
