"""Addresses at Hugging Face. `base` is where it lives, without a slash at the end."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote, urlencode


def daily_api_url(base: str, day: date, *, page: int, limit: int) -> str:
    """Return the address of one page of a day's list; `page` counts from 0, `limit` is at most 100 upstream."""
    return f"{base}/api/daily_papers?{urlencode({'date': day.isoformat(), 'p': page, 'limit': limit})}"


def daily_page_url(base: str, day: date) -> str:
    """Return the address of the site's page of a day, which holds the whole list."""
    return f"{base}/papers/date/{day.isoformat()}"


def paper_api_url(base: str, arxiv_id: str) -> str:
    """Return the address of a paper's own record."""
    return f"{base}/api/papers/{quote(arxiv_id, safe='')}"


def paper_text_url(base: str, arxiv_id: str) -> str:
    """Return the address of a paper's text as Markdown."""
    return f"{base}/papers/{quote(arxiv_id, safe='')}.md"
