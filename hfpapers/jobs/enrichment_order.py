"""What is wanted of a language model, what it would take, and what came of it: plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from hfpapers.model.enrichment import EnrichmentKind, EnrichmentState, TextSource
from hfpapers.model.periods import Period

ALL_KINDS = tuple(EnrichmentKind)

#: What a digest of a style shows of a model's; of a translation, all but lists show the title only.
KINDS_OF_STYLE: Mapping[str, tuple[EnrichmentKind, ...]] = {
    "list": (EnrichmentKind.TRANSLATION,),
    "speedread": (EnrichmentKind.SPEEDREAD, EnrichmentKind.TRANSLATION),
    "roundup": (EnrichmentKind.ROUNDUP,),
    "review": (EnrichmentKind.REVIEW, EnrichmentKind.TRANSLATION),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichmentOrder:
    """What is wanted of the papers of a period, in one language.

    Attributes:
        kinds: In the source language there is nothing to translate: `wanted_kinds`.
        source: What the model is told; of a paper without a full text, the abstract.
        top: At most so many papers, as a digest's `top` has it; None leaves it to the style.
        all_papers: Roundups and reviews are asked for all papers, and not only for those that the style chooses.
        arxiv_ids: Only these papers; None for those that the styles show.
        renews_stale: Answers to an earlier version of paper or prompt are asked for anew.
        asks_refused: What was refused is asked for once more.
    """

    period: Period
    language: str
    kinds: tuple[EnrichmentKind, ...] = ALL_KINDS
    source: TextSource = TextSource.ABSTRACT
    top: int | None = None
    all_papers: bool = False
    arxiv_ids: tuple[str, ...] | None = None
    renews_stale: bool = False
    asks_refused: bool = False

    @property
    def wanted_kinds(self) -> tuple[EnrichmentKind, ...]:
        """The kinds that make sense in the language."""
        is_english = self.language.lower().replace("_", "-").partition("-")[0] == "en"
        return tuple(kind for kind in self.kinds if not (is_english and kind is EnrichmentKind.TRANSLATION))


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How the wanted entries stood before anything was asked.

    Attributes:
        papers: Papers of which something is wanted.
        wanted: Entries: one a paper and kind.
        held: Those that are there.
        refused: Those that were refused before, and are not asked for again.
        stale: Those that are there, but of an earlier version of paper or prompt, and are left so.
        due: Those that are asked for.
        without_abstract: Papers of which no abstract is held, so that there is nothing to write from.
        without_text: Papers whose abstract is told where the full text was wanted, since none is held.
    """

    papers: int
    wanted: int
    held: int
    refused: int
    stale: int
    due: int
    without_abstract: int
    without_text: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichmentEstimate:
    """What it would take: one request for each entry and part of a text, at the lengths that answers have as a rule.

    Attributes:
        cost_micros: In millionths of the currency; None without prices.
    """

    account: Account
    requests: int
    input_tokens: int
    output_tokens: int
    cost_micros: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichmentProgress:
    """How far a run is; `done` of the `due` entries have an outcome."""

    done: int
    due: int
    states: Counter[EnrichmentState]
    input_tokens: int
    output_tokens: int
    cost_micros: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichmentResult:
    """What came of it.

    Attributes:
        states: Entries that were asked for, by outcome.
        left: Entries that were due and not asked for, or not to their end, since it was stopped.
        requests: Answers that were had, notes included.
        cost_micros: In millionths of the currency; None without prices.
        taken_in: Requests that a killed run had paid for and not written.
        stopped: Why it ended before its end, in one line; None where it did not.
        is_failed: What stopped it is for the user to mend: a key, a model, an address.
        interrupted: It was told to stop.
    """

    account: Account
    states: Counter[EnrichmentState] = field(default_factory=Counter)
    left: int = 0
    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_micros: int | None = None
    taken_in: int = 0
    stopped: str | None = None
    is_failed: bool = False
    interrupted: bool = False

    @property
    def is_answered(self) -> bool:
        """Whether the endpoint answered all that it was to be asked, be an answer refused or not."""
        return not (self.states[EnrichmentState.FAILED] or self.left or self.stopped or self.interrupted)

    @property
    def is_incomplete(self) -> bool:
        """Whether an entry that is wanted is not there."""
        lacking = self.states[EnrichmentState.REFUSED] + self.states[EnrichmentState.FAILED]
        return bool(lacking or self.left or self.account.refused or self.stopped)
