"""The published JSON Schema (2020-12) of digests in `json`: the text of the file that the package carries."""

from __future__ import annotations

from importlib.resources import files

_FILE = "digest-2.schema.json"


def schema_text() -> str:
    """Return the schema as it is published."""
    return files("hfpapers.digest").joinpath("schemas", _FILE).read_text(encoding="utf-8")
