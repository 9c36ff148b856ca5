"""How the two sites behave; every value may be changed while they serve."""

from __future__ import annotations

from dataclasses import dataclass

HF_ROBOTS = "User-agent: *\nAllow: /\nDisallow: /login\n"
ARXIV_ROBOTS = "User-agent: *\nDisallow: /\n"


@dataclass(slots=True, kw_only=True)
class Settings:
    """What a test may turn.

    Attributes:
        api_limit_default, api_limit_max: Entries in a page of the daily API where `limit` is absent or larger.
        api_quota, page_quota: Requests a window of the two buckets; a token doubles them.
        window_seconds: Length of the fixed window.
        page_props: Serve `data-props`; False is a redesigned page that has only its article cards.
        arxiv_interval_seconds: arXiv answers 429 to requests that come closer, or in parallel; None never does.
        arxiv_needs_accept: arXiv answers 406 to a request without an `Accept` header.
    """

    api_limit_default: int = 50
    api_limit_max: int = 100
    api_quota: int = 500
    page_quota: int = 100
    window_seconds: float = 300.0
    page_props: bool = True
    hf_robots: str = HF_ROBOTS
    arxiv_robots: str = ARXIV_ROBOTS
    arxiv_interval_seconds: float | None = None
    arxiv_needs_accept: bool = True
