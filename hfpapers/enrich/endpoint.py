"""One exchange with the endpoint: the body of a request in, its response out, or that none came.

The only place that knows the package `openai`, which takes a second to import: it is imported when an `Endpoint` is
made. Nothing is tried again here, and no status is judged.
"""

from __future__ import annotations

import asyncio
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from hfpapers.config import Config
from hfpapers.enrich.completion import one_line
from hfpapers.enrich.faults import Later
from hfpapers.errors import ConfigError

if TYPE_CHECKING:
    from openai import AsyncOpenAI

DEFAULT_BASE_URL: Final = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What was served; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def require_model(config: Config) -> str:
    """Return the model that is configured.

    Raises:
        ConfigError: None is.
    """
    if config.llm_model is None:
        raise ConfigError(
            "llm_model", "is not set; name the model that is to answer, by HFPAPERS_LLM_MODEL or in hfpapers.toml"
        )
    return config.llm_model


def require_package() -> None:
    """Make sure that what speaks to endpoints is installed, without importing it.

    Raises:
        ConfigError: It is not.
    """
    if importlib.util.find_spec("openai") is None:
        problem = "is an extra that is not installed; run: pip install 'hfpapers[llm]'"
        raise ConfigError("what asks language models", problem)


class Endpoint:
    """A connection to the endpoint that is configured; the package must be installed (`require_package`)."""

    def __init__(self, config: Config) -> None:
        self._timeout_seconds = config.llm_timeout_seconds
        self._has_key = config.llm_api_key is not None
        self._sdk = _new_sdk(config)

    async def send(self, body: Mapping[str, Any]) -> Response | Later:
        """Send a request for a chat completion."""
        import openai  # noqa: PLC0415 - loaded already, by `_new_sdk`

        headers = {} if self._has_key else {"Authorization": openai.Omit()}
        try:
            # The package's own timeout is one of each read: a server that sends a byte now and then never meets it.
            async with asyncio.timeout(self._timeout_seconds):
                raw = await self._sdk.chat.completions.with_raw_response.create(**body, extra_headers=headers)
            served = raw.http_response
        except openai.APIStatusError as error:
            served = error.response
        except (TimeoutError, openai.APITimeoutError):
            return Later(reason=f"no answer within {self._timeout_seconds:g} s (llm_timeout_seconds)")
        except openai.APIConnectionError as error:
            cause = one_line(str(error.__cause__ or error))
            return Later(reason=f"cannot be reached ({cause})", is_unreachable=True)
        names = {name.lower(): value for name, value in served.headers.items()}
        return Response(status=served.status_code, headers=names, body=served.content)

    async def close(self) -> None:
        """Close the connections."""
        await self._sdk.close()


def _new_sdk(config: Config) -> AsyncOpenAI:
    import openai  # noqa: PLC0415 - slow, and an extra

    return openai.AsyncOpenAI(
        base_url=config.llm_base_url or DEFAULT_BASE_URL,
        api_key=config.llm_api_key or "none",  # else one of the environment would be taken, which we read elsewhere
        timeout=config.llm_timeout_seconds,
        max_retries=0,
    )
