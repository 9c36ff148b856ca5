"""Our own words in English."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from hfpapers.digest.model import Counts, Generated
from hfpapers.digest.options import DigestOptions
from hfpapers.digest.words.base import Words
from hfpapers.digest.words.english_coverage import EnglishCoverage
from hfpapers.digest.words.english_generated import EnglishGenerated
from hfpapers.digest.words.english_phrases import counted, either, span
from hfpapers.digest.words.english_titles import WEEKDAYS, days_in_words, title
from hfpapers.model.kinds import LinkKind, Source
from hfpapers.model.periods import Period

_LINKS = {
    LinkKind.CODE: "Code",
    LinkKind.PROJECT: "Project page",
    LinkKind.MODEL: "Model",
    LinkKind.DATASET: "Dataset",
    LinkKind.SPACE: "Space",
    LinkKind.VIDEO: "Video",
}


class English(Words):
    """English."""

    language = "en"
    coverage = EnglishCoverage()
    generated = EnglishGenerated()

    colon = ": "
    separator = ", "
    no_title = "No title is held for this paper."
    no_abstract = "No abstract is held for this paper."
    was_dropped = "This paper was on the day's list earlier; the latest list leaves it out."
    source_follows = "The abstract stands as published."
    to_mend = "To mend:"
    days = "Days"
    contents = "Contents"
    paper_label = "Paper"
    discussion_label = "Discussion"

    def title(self, style: str, period: Period, shown: int) -> str:
        """Name the digest: `Papers of the week · 2024-W15 (8 to 14 April)`, `Ten papers of 2023 worth rereading`."""
        return title(style, period, shown)

    def section_heading(self, day: date) -> str:
        """Head a day's section: `2024-04-08 · Monday`."""
        return f"{day.isoformat()} · {WEEKDAYS[day.weekday()]}"

    def lede(self, period: Period, counts: Counts, options: DigestOptions, *, is_whole: bool) -> str:
        """Say how many papers there are and by which rule these were chosen; `is_whole`: every day's list was had."""
        papers = self.papers(counts.listed)
        verb = ("was" if counts.listed == 1 else "were") if is_whole else ("is" if counts.listed == 1 else "are")
        stated = f"{papers} {verb} {'listed' if is_whole else 'held'}"
        if counts.listed == 0:
            return f"No papers were listed{_when(period)}." if is_whole else "No papers are held."
        clauses = _clauses(options, is_one=counts.matched <= 1)
        is_cut = counts.shown < counts.matched and options.top is not None
        if clauses and counts.matched == 0:
            return f"{stated}; none {clauses}."
        if is_cut:
            among = f"of the {counts.matched:,} that {clauses}, " if clauses else ""
            these = "this one has" if counts.shown == 1 else f"these {counts.shown:,} have"
            return f"{stated}; {among}{these} the most votes."
        if clauses:
            return f"{stated}; {counts.matched:,} {clauses}{_order(period, counts, options)}."
        return f"{papers if is_whole else stated}{_order(period, counts, options)}."

    def asked(self, options: DigestOptions, *, is_one: bool) -> str:
        """Say what the filters ask of one paper, or of several: `are in cs.CL and have at least 5 votes`."""
        return _clauses(options, is_one=is_one)

    def votes_line(self, seen: Sequence[datetime]) -> str | None:
        """Say when the votes were seen; None where none are shown."""
        if not seen:
            return None
        oldest, newest = min(seen), max(seen)
        if newest - oldest < timedelta(days=1):
            return f"Votes as of {self.moment(newest)}."
        return f"Votes as last seen, between {self.moment(oldest)} and {self.moment(newest)}."

    def provenance(self, *, has_summaries: bool, has_keywords: bool, generated: Generated | None) -> tuple[str, ...]:
        """Say who wrote what."""
        sources = "Titles, authors and abstracts are from Hugging Face and arXiv, with white space and formulas tidied."
        theirs = " and ".join(
            word for word, is_there in (("summaries", has_summaries), ("keywords", has_keywords)) if is_there
        )
        named = f"The {theirs} marked as Hugging Face's were generated there" if theirs else ""
        written = () if generated is None else self.generated.provenance(generated)
        if generated is not None and generated.models:
            return (sources, *([f"{named}."] if named else []), *written)
        ours = self.generated.nothing_added
        return (sources, f"{named}; {ours}" if named else ours, *written)

    def made_by(self, generator: str) -> str:
        """Name the program: `Made by hfpapers 0.1.0.`."""
        return f"Made by {generator}."

    def authors_line(self, names: Sequence[str]) -> str | None:
        """Name the authors, of a long list the first eight; None where there are none."""
        if not names:
            return None
        if len(names) <= 12:  # noqa: PLR2004 - a list that still fits three lines of a page
            return ", ".join(names)
        return f"{', '.join(names[:8])} and {len(names) - 8:,} more"

    def summary_label(self, model: str | None) -> str:
        """Name the summary as Hugging Face's own, and the model that wrote it where it is known."""
        return "Hugging Face's summary" if model is None else f"Hugging Face's summary ({model})"

    def keywords_label(self, source: str) -> str:
        """Name the keywords after who gave them."""
        return "Hugging Face's keywords" if source == Source.HUGGINGFACE else "Keywords"

    def link_label(self, kind: LinkKind) -> str | None:
        """Name a link for what it leads to; None for kinds that no digest shows."""
        return _LINKS.get(kind)

    def listed_on(self, day: date) -> str:
        """Say on which day the paper stands."""
        return f"listed {day.isoformat()}"

    def also_listed(self, days: Sequence[date]) -> str:
        """Say on which other days of the period the paper stands."""
        return f"Also listed on {' and '.join(day.isoformat() for day in days)}."

    def days_in_words(self, since: date, until: date) -> str:
        """Write a span of days: `8 to 14 April`, `29 April to 5 May`; the years only where there are two."""
        return days_in_words(since, until)

    def span(self, since: date, until: date) -> str:
        """Write a span of days by their dates; one day is its date."""
        return span(since, until)

    def papers(self, number: int) -> str:
        """Write a number of papers: `1 paper`, `1,234 papers`."""
        return counted(number, "paper")

    def votes(self, number: int) -> str:
        """Write a number of votes: `1 vote`, `1,234 votes`."""
        return counted(number, "vote")

    def sentences(self, *sentences: str) -> str:
        """Write sentences one after another."""
        return " ".join(sentences)

    def either(self, items: Sequence[str]) -> str:
        """Join alternatives: `a`, `a or b`, `a, b or c`."""
        return either(items)


def _when(period: Period) -> str:
    return f" on {period.since}" if period.since == period.until else f" from {span(period.since, period.until)}"


def _clauses(options: DigestOptions, *, is_one: bool) -> str:
    """Say what the filters ask of one paper, or of several: `are in cs.CL and have at least 5 votes`."""
    clauses = []
    if options.categories:
        clauses.append(f"{'is' if is_one else 'are'} in {either(options.categories)}")
    if options.keywords:
        clauses.append(f"mention{'s' if is_one else ''} {either([f'“{keyword}”' for keyword in options.keywords])}")
    if options.min_upvotes is not None:
        clauses.append(f"{'has' if is_one else 'have'} at least {counted(options.min_upvotes, 'vote')}")
    return " and ".join(clauses)


def _order(period: Period, counts: Counts, options: DigestOptions) -> str:
    if counts.shown <= 1:
        return ""
    if options.top is not None:
        return ", most votes first"
    return ", in the order of the day's list" if period.since == period.until else ", each day in the order of its list"
