"""`jsonl`: one entry a line, as in the `json` digest, without what stands around the entries."""

from __future__ import annotations

import json

from hfpapers.digest.model import Digest
from hfpapers.digest.render.fields import entry_fields


def render_jsonl(digest: Digest) -> str:
    """Return a JSON object a line; no entries, no text."""
    return "".join(f"{json.dumps(entry_fields(entry), ensure_ascii=False)}\n" for entry in digest.entries)
