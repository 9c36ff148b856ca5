"""`jsonl`: one entry a line, as in the `json` digest, without what stands around the entries."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hfpapers.digest.model import Digest
from hfpapers.digest.render.json_entry import entry_fields


def render_jsonl(digest: Digest) -> Iterator[str]:
    """Yield a JSON object a line; no entries, no text."""
    for entry in digest.entries:
        yield f"{json.dumps(entry_fields(entry), ensure_ascii=False)}\n"
