r"""Texts of Hugging Face's made fit to read: a row in, the same with `PixArt-λ` in the place of `PixArt-$\lambda$` out.

The archive keeps summaries and keywords in words as served, since no raw form stands beside them; titles and abstracts
were cleaned when they came. Nothing else of a row is touched.
"""

from __future__ import annotations

from dataclasses import replace

from hfpapers.model.views import ListingView

#: Without one of these there is no LaTeX.
_SIGNS = ("$", "\\")


def make_readable(row: ListingView) -> ListingView:
    """Return the row with LaTeX in summary and keywords as Unicode, where it certainly is LaTeX."""
    texts = (row.ai_summary or "", *(one.keyword for one in row.keywords))
    if not any(sign in text for text in texts for sign in _SIGNS):
        return row
    from hfpapers.normalize.text import clean_text  # noqa: PLC0415 - seldom needed

    return replace(
        row,
        ai_summary=clean_text(row.ai_summary) or None if row.ai_summary else row.ai_summary,
        keywords=tuple(replace(one, keyword=clean_text(one.keyword) or one.keyword) for one in row.keywords),
    )
