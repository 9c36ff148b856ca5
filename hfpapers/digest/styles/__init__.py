"""The four styles: what was selected of a period in (`BuildInput`), the body of a digest out (`Body`).

A style is one module here with one pure function `build_<style>(given: BuildInput) -> Body`, named in `BODIES` under
the style's name. It chooses rows of `given.matched`, makes entries of them with `digest.entries`, and leaves coverage,
title, provenance and all else that digests share to `digest.build`. Answers of language models come from
`digest.answers`, their counts from `digest.generated`; phrases that only this style needs stand in
`digest/words/<style>_words.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hfpapers.digest.styles.body import Body, BuildInput
from hfpapers.digest.styles.list_style import build_list
from hfpapers.digest.styles.review import build_review
from hfpapers.digest.styles.roundup import build_roundup
from hfpapers.digest.styles.speedread import build_speedread

__all__ = ["BODIES", "Body", "BuildInput"]

BODIES: Mapping[str, Callable[[BuildInput], Body]] = {
    "list": build_list,
    "review": build_review,
    "speedread": build_speedread,
    "roundup": build_roundup,
}
