"""Configurations that point to the stand-in endpoint, for tests in this process and for programs that they start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hfpapers.config import Config
from tests.llm.server import KEY, MODEL, LlmServer


def config_for(server: LlmServer, home: Path, **changes: Any) -> Config:
    """Make a configuration with waits too short to notice, and prices."""
    usual: dict[str, Any] = {
        "home": home,
        "database_url": f"sqlite:///{home / 'hfpapers.db'}",
        "retry_seconds": 0.01,
        "max_tries": 3,
        "llm_base_url": server.base_url,
        "llm_model": MODEL,
        "llm_api_key": KEY,
        "llm_timeout_seconds": 20.0,
        "llm_input_price": 0.5,
        "llm_output_price": 2.0,
    }
    return Config(**(usual | changes))


def variables_for(server: LlmServer, **changes: str) -> dict[str, str]:
    """Make the same as environment variables."""
    return {
        "HFPAPERS_LLM_BASE_URL": server.base_url,
        "HFPAPERS_LLM_MODEL": MODEL,
        "HFPAPERS_LLM_API_KEY": KEY,
        "HFPAPERS_LLM_TIMEOUT_SECONDS": "20",
        "HFPAPERS_LLM_INPUT_PRICE": "0.5",
        "HFPAPERS_LLM_OUTPUT_PRICE": "2",
        "HFPAPERS_RETRY_SECONDS": "0.02",
        "HFPAPERS_MAX_TRIES": "3",
        **changes,
    }
