"""A digest of what an archive holds: queries, a period and options in, a built `Digest` out.

What stands between the store and `digest.build`: which days can be told of, which papers a style shows, and what is
looked up for these. Whoever makes digests (`export`, `deliver`, the nightly job) makes them here, so that the same
period and options give the same digest to all.

- `loading`: what a digest is made from. `as_of`: the same as it was at an earlier moment.
- `material`: what is looked up for the papers that a digest shows.
- `manifest`: what a digest was made from, row by row, and whether the archive still says the same.
"""

from __future__ import annotations

from hfpapers.edition.loading import Inputs, build, load_digest, load_inputs

__all__ = ["Inputs", "build", "load_digest", "load_inputs"]
