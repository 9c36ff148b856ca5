"""Addresses at arXiv's search API. `base` is where it lives, without a slash at the end."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote


def atom_url(base: str, ids: Sequence[str], *, max_results: int) -> str:
    """Return the address that asks for papers by id; without `max_results` arXiv answers ten."""
    id_list = ",".join(quote(arxiv_id, safe="/") for arxiv_id in ids)
    return f"{base}/api/query?id_list={id_list}&max_results={max_results}"
