"""How asking a language model ends badly: for one entry, or for the whole run."""

from __future__ import annotations

from hfpapers.errors import EnrichmentError


class AskFailedError(EnrichmentError):
    """One answer that was not to be had; the next entry may well be."""


class AskingStoppedError(EnrichmentError):
    """The endpoint will answer nothing more in this run; `is_for_now`: it asks to be left alone for a while.

    Else something is wrong that only the user can mend: a key, a model, an address, an account without money.
    """

    def __init__(self, where: str, problem: str, *, is_for_now: bool = False) -> None:
        super().__init__(where, problem)
        self.is_for_now = is_for_now


class LimitReachedError(EnrichmentError):
    """The next request could pass a limit that was set for the run."""
