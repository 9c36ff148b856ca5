"""Addresses at arXiv. `base` is where the interface lives, without a slash at the end."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote


def atom_url(base: str, ids: Sequence[str], *, max_results: int) -> str:
    """Return the address that asks for papers by id; without `max_results` arXiv answers ten."""
    id_list = ",".join(quote(arxiv_id, safe="/") for arxiv_id in ids)
    return f"{base}/api/query?id_list={id_list}&max_results={max_results}"


def oai_url(base: str, arxiv_id: str) -> str:
    """Return the address of a paper's record in arXiv's OAI-PMH interface; `base` is that interface's own."""
    return f"{base}?verb=GetRecord&metadataPrefix=arXivRaw&identifier={quote(f'oai:arXiv.org:{arxiv_id}', safe=':/')}"
