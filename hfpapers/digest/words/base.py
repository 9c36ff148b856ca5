"""What every language must be able to say: the phrases and sentences of a digest that are our own.

Values in, plain text on one line out. Each language has one class after each of these three; `words_for` picks it.
What a single style says besides stands in `words/<style>_words.py`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import ClassVar

from hfpapers.digest.answers import Answers
from hfpapers.digest.held_day import HeldDay
from hfpapers.digest.model import BannerKind, Counts, Generated
from hfpapers.digest.options import DigestOptions
from hfpapers.digest.words.moments import moment
from hfpapers.model.kinds import EnrichmentKind, LinkKind
from hfpapers.model.periods import Period

#: Of more spans of days than these a banner names the first; a year may have dozens of gaps.
MOST_RUNS = 4


class CoverageWords(ABC):
    """What is said of the days of a period."""

    @abstractmethod
    def banner(self, kind: BannerKind, days: Sequence[HeldDay]) -> str:
        """Say once for all days of a kind what is wrong with them."""

    @abstractmethod
    def line(self, days: Sequence[HeldDay]) -> str:
        """Say in one sentence what is held of the period."""


class GeneratedWords(ABC):
    """What is said of text that language models wrote, and of its absence.

    Attributes:
        nothing_added: A sentence: no text by a model is ours.
        checks: What the checks of answers look at, by the names of the checks.
    """

    nothing_added: ClassVar[str]
    checks: ClassVar[Mapping[str, str]]

    @abstractmethod
    def provenance(self, generated: Generated) -> tuple[str, ...]:
        """Say which model wrote what, when and from what, and what came of the checks.

        Nothing where no model was asked; that nothing was added is `nothing_added`.
        """

    @abstractmethod
    def refusal(self, answers: Answers) -> str:
        """Say in a few words why an entry has no text by a model: `answers` has none."""

    @abstractmethod
    def nobody_wrote(self, kind: EnrichmentKind, absent: int, shown: int) -> str:
        """Say above all entries that for so many of the papers shown no model was asked."""

    def check(self, name: str) -> str:
        """Name a check for readers; one that has no name in this language by its own."""
        return self.checks.get(name, name)


class Words(ABC):
    """Our own words in one language.

    Attributes:
        language: BCP 47 tag.
        colon: Parts a label from its text. Markdown needs it outside of the bold label: CommonMark does not end
            emphasis between a full-width mark and a letter.
        separator: Parts names and keywords in a list.
        to_mend: Stands before a command.
        source_follows: Stands before an abstract that is shown because no text by a model can be.
        days, contents: Head the lists of days and of entries.
    """

    language: ClassVar[str]
    coverage: ClassVar[CoverageWords]
    generated: ClassVar[GeneratedWords]

    colon: ClassVar[str]
    separator: ClassVar[str]
    no_title: ClassVar[str]
    no_abstract: ClassVar[str]
    was_dropped: ClassVar[str]
    source_follows: ClassVar[str]
    to_mend: ClassVar[str]
    days: ClassVar[str]
    contents: ClassVar[str]
    paper_label: ClassVar[str]
    discussion_label: ClassVar[str]

    @abstractmethod
    def title(self, style: str, period: Period, shown: int) -> str:
        """Name the digest after its style and period; `shown` papers are in it."""

    @abstractmethod
    def section_heading(self, day: date) -> str:
        """Head a day's section."""

    @abstractmethod
    def lede(self, period: Period, counts: Counts, options: DigestOptions, *, is_whole: bool) -> str:
        """Say how many papers there are and by which rule these were chosen; `is_whole`: every day's list was had."""

    @abstractmethod
    def asked(self, options: DigestOptions, *, is_one: bool) -> str:
        """Say what the filters ask of one paper, or of several, as a part of a sentence; empty where there are none."""

    @abstractmethod
    def votes_line(self, seen: Sequence[datetime]) -> str | None:
        """Say when the votes were seen; None where none are shown."""

    @abstractmethod
    def provenance(self, *, has_summaries: bool, has_keywords: bool, generated: Generated | None) -> tuple[str, ...]:
        """Say who wrote what."""

    @abstractmethod
    def made_by(self, generator: str) -> str:
        """Name the program, in a sentence."""

    @abstractmethod
    def authors_line(self, names: Sequence[str]) -> str | None:
        """Name the authors, of a long list the first eight; None where there are none."""

    @abstractmethod
    def summary_label(self, model: str | None) -> str:
        """Name the summary as Hugging Face's own, and the model that wrote it where it is known."""

    @abstractmethod
    def keywords_label(self, source: str) -> str:
        """Name the keywords after who gave them."""

    @abstractmethod
    def link_label(self, kind: LinkKind) -> str | None:
        """Name a link for what it leads to; None for kinds that no digest shows."""

    @abstractmethod
    def listed_on(self, day: date) -> str:
        """Say on which day the paper stands."""

    @abstractmethod
    def also_listed(self, days: Sequence[date]) -> str:
        """Say on which other days of the period the paper stands."""

    @abstractmethod
    def days_in_words(self, since: date, until: date) -> str:
        """Write a span of days with the names of months; the years only where there are two."""

    @abstractmethod
    def span(self, since: date, until: date) -> str:
        """Write a span of days by their dates; one day is its date."""

    @abstractmethod
    def papers(self, number: int) -> str:
        """Write a number of papers."""

    @abstractmethod
    def votes(self, number: int) -> str:
        """Write a number of votes."""

    @abstractmethod
    def sentences(self, *sentences: str) -> str:
        """Write sentences one after another."""

    @abstractmethod
    def either(self, items: Sequence[str]) -> str:
        """Join alternatives."""

    def moment(self, at: datetime) -> str:
        """Write a moment to the minute: `2026-11-20 02:10 UTC`."""
        return moment(at)
