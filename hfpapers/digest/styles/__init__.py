"""The four styles: what was selected of a period in (`BuildInput`), the body of a digest out (`Body`).

A style is one module here with one pure function `build_<style>(given: BuildInput) -> Body`; the module is named in
`BODIES` under the style's name, and imported when a digest of that style is asked for. It chooses rows of
`given.matched`, makes entries of them with `digest.entries`, and leaves coverage, title, provenance and all else that
digests share to `digest.build`. Answers of language models come from `digest.answers`, their counts from
`digest.generated`; phrases that only this style needs stand in `digest/words/<style>_words.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import cast

from hfpapers.digest.styles.body import Body, BuildInput

__all__ = ["BODIES", "Body", "BuildInput", "build_body"]

BODIES: Mapping[str, str] = {
    "list": "list_style",
    "review": "review",
    "speedread": "speedread",
    "roundup": "roundup",
}


def build_body(style: str, given: BuildInput) -> Body:
    """Build the body of a digest in one of the styles of `BODIES`."""
    module = import_module(f"{__name__}.{BODIES[style]}")
    build = cast("Callable[[BuildInput], Body]", getattr(module, f"build_{style}"))
    return build(given)
