"""What only reviews say: which phrases and sentences there are. They stand in `review_english` and `review_chinese`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from hfpapers.digest.choice import Choice
from hfpapers.digest.figures import Figures, Sum
from hfpapers.digest.model import Counts
from hfpapers.model.paper_history import Aftermath
from hfpapers.model.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacks:
    """How many of the papers shown have what, and how many lack it.

    Attributes:
        written: Have text by a model that passed its checks.
        summarized: Are told by Hugging Face's summary instead.
        extracted: Have findings that are sentences of the abstract.
        without_findings, without_aftermath, without_related, without_figure: Lack that part, since nothing is known.
    """

    shown: int
    written: int
    summarized: int
    extracted: int
    without_findings: int
    without_aftermath: int
    without_related: int
    without_figure: int


class ReviewWords(ABC):
    """The words of one language.

    Attributes:
        what_it_is, findings, since_then, related, closing: Head parts.
        picture: Says whose a picture is.
        separator: Parts the notes on a paper that is named.
        incomplete: Marks the name of a month or a week of which some days are missing.
    """

    what_it_is: ClassVar[str]
    findings: ClassVar[str]
    since_then: ClassVar[str]
    related: ClassVar[str]
    closing: ClassVar[str]
    picture: ClassVar[str]
    separator: ClassVar[str]
    incomplete: ClassVar[str] = "*"

    @abstractmethod
    def lede(self, period: Period, counts: Counts, asked: str, *, is_whole: bool, has_votes: bool) -> str:
        """Say how many papers were listed, and how many of them were chosen.

        Args:
            period: Is named.
            counts: Of papers.
            asked: What the filters ask; empty where there are none.
            is_whole: Every day's list was had.
            has_votes: The votes of any of the papers are known.
        """

    @abstractmethod
    def rule(self, choice: Choice, as_of: date | None) -> str:
        """State the rule of choice, with its numbers; `as_of` is when the votes were seen last."""

    @abstractmethod
    def figures_heading(self, period: Period) -> str:
        """Head the opening."""

    @abstractmethod
    def figures(self, figures: Figures) -> tuple[str, ...]:
        """Tell the period in figures, a paragraph each."""

    @abstractmethod
    def table_header(self, figures: Figures) -> tuple[str, ...]:
        """Name the columns: the month or week, papers, votes, the votes in the middle, the foremost category."""

    @abstractmethod
    def table_caption(self, figures: Figures) -> str:
        """Say what the table has, and what its marks mean."""

    @abstractmethod
    def mentions(self, aftermath: Aftermath, *, is_whole_year: bool) -> str:
        """Say how many papers mention the name; the foremost follow. `is_whole_year`: twelve months were looked at."""

    @abstractmethod
    def share_of_votes(self, chosen: Sum, total: Sum) -> str | None:
        """Say which part of all votes the papers shown have; None where there are none."""

    @abstractmethod
    def topics(self, topics: Sequence[tuple[str, int]], without: int) -> str:
        """Say how many papers are of which category, and how many of none."""

    @abstractmethod
    def lacks(self, lacks: Lacks) -> tuple[str, ...]:
        """Say what nobody wrote, what stands there instead, and which parts are left out; a sentence each."""
