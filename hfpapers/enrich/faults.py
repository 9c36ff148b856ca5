"""What an error of the endpoint means: its status, headers and words in; whether to ask again, in other words or later.

Pure. The words of a refused key are never repeated, since some endpoints quote the key in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from hfpapers.config import Config
from hfpapers.enrich.completion import read_error
from hfpapers.enrich.failures import AskFailedError, AskingStoppedError
from hfpapers.enrich.features import is_about_features
from hfpapers.enrich.waits import dictated_wait_seconds

_NO_KEY: Final = frozenset({401, 403})
_NO_MONEY: Final = 402
_NOT_FOUND: Final = 404
_REFUSES_WORDING: Final = frozenset({400, 404, 422})
_ABOUT_RATE: Final = frozenset({429, 503})
_MAY_BE_BETTER_LATER: Final = frozenset({408, 409, 425, 429})
_SERVERS_FAULT: Final = 500
#: Codes of a 429 that no waiting helps against.
_QUOTA_IS_SPENT: Final = frozenset({"insufficient_quota", "billing_hard_limit_reached"})
_NO_SUCH_MODEL: Final = frozenset({"model_not_found", "invalid_model"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """No answer now; there may be one later.

    Attributes:
        reason: In a few words.
        wait_seconds: How long the endpoint says to wait; None where it does not say.
        is_about_rate: It was asked too often, or has too much to do: whoever asks it has to wait.
        is_unreachable: There was no connection at all.
    """

    reason: str
    wait_seconds: float | None = None
    is_about_rate: bool = False
    is_unreachable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The request as it was worded is refused, in the endpoint's words."""

    status: int
    words: str


class Served(Protocol):
    """An error as it was served."""

    @property
    def status(self) -> int: ...  # noqa: D102 - HTTP's

    @property
    def headers(self) -> Mapping[str, str]: ...  # noqa: D102 - HTTP's

    @property
    def body(self) -> bytes: ...  # noqa: D102 - HTTP's


def fault_of(served: Served, *, config: Config, where: str, now: datetime) -> Later | Refusal:
    """Tell what to do about an error.

    Args:
        served: With a status of 400 or more.
        config: Names model and key.
        where: The endpoint, for errors.
        now: Aware; what a date in `Retry-After` is compared with.

    Raises:
        AskFailedError: This question will not be answered.
        AskingStoppedError: None will.
    """
    words, code = read_error(served.body)
    words = _without_key(words, config)
    status = served.status
    _stop_where_hopeless(status, words, code, config=config, where=where)
    if status in _REFUSES_WORDING:
        return Refusal(status=status, words=words)
    if status in _MAY_BE_BETTER_LATER or status >= _SERVERS_FAULT:
        return Later(
            reason=f"status {status}",
            wait_seconds=dictated_wait_seconds(served.headers, now),
            is_about_rate=status in _ABOUT_RATE,
        )
    raise AskFailedError(where, f"status {status}: {words}")


def _stop_where_hopeless(status: int, words: str, code: str, *, config: Config, where: str) -> None:
    if status in _NO_KEY:
        problem = "does not take the key" if config.llm_api_key else "wants a key"
        raise AskingStoppedError("llm_api_key", f"{where} {problem} (status {status}); set HFPAPERS_LLM_API_KEY")
    if status == _NO_MONEY or code in _QUOTA_IS_SPENT:
        problem = f"{where} says that what the account may spend is spent (status {status})"
        raise AskingStoppedError("llm_api_key", f"{problem}; run the same command again once that is mended")
    if code in _NO_SUCH_MODEL or (status == _NOT_FOUND and not is_about_features(words)):
        problem = f"{where} has no model {config.llm_model!r}, or no chat completions at that address"
        raise AskingStoppedError(
            "llm_model", f"{problem} (status {status}); check HFPAPERS_LLM_MODEL and HFPAPERS_LLM_BASE_URL"
        )


def _without_key(words: str, config: Config) -> str:
    return words.replace(config.llm_api_key, "(key)") if config.llm_api_key else words
