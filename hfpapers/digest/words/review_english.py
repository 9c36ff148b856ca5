"""What reviews say in English."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hfpapers.digest.choice import Choice
from hfpapers.digest.figures import Figures, Sum
from hfpapers.digest.model import Counts
from hfpapers.digest.words.english_phrases import both, counted, span, spelled
from hfpapers.digest.words.english_titles import MONTHS
from hfpapers.digest.words.review_words import Lacks, ReviewWords
from hfpapers.model.paper_history import Aftermath
from hfpapers.model.periods import Period, PeriodKind


class EnglishReview(ReviewWords):
    """English."""

    what_it_is = "What it is"
    findings = "Findings"
    since_then = "Since then"
    related = "Related papers"
    closing = "In closing"
    picture = "Picture that was submitted with the paper at Hugging Face"
    separator = ", "

    def lede(self, period: Period, counts: Counts, asked: str, *, is_whole: bool, has_votes: bool) -> str:
        """Say how many papers were listed, and how many of them were chosen."""
        papers, when = counted(counts.listed, "paper"), _when(period)
        if counts.listed == 0:
            return f"No papers were listed {when}." if is_whole else f"No papers are held that were listed {when}."
        is_one = counts.listed == 1
        listed = f"{'was' if is_one else 'were'} listed {when}"
        held = f"{papers} {listed}" if is_whole else f"{papers} that {listed} {'is' if is_one else 'are'} held"
        if counts.shown == 0:
            return f"{held}; none {asked}."
        among = f", of the {counts.matched:,} that {asked}," if asked else ""
        if counts.shown == 1:
            return f"{held}; this one{among} was chosen by {'its votes' if has_votes else 'its place in the list'}."
        why = "their votes" if has_votes else "their places in the lists"
        return f"{held}; these {spelled(counts.shown)}{among} were chosen by {why}."

    def rule(self, choice: Choice, as_of: date | None) -> str:
        """State the rule of choice, with its numbers."""
        seen = f", as last seen by {as_of}" if as_of else ""
        by = (
            f"the most votes first{seen}"
            if choice.has_votes
            else "the order of the days' lists, since no votes are known"
        )
        chosen = "it was" if len(choice.rows) == 1 else "they were"
        parts = [f"How {chosen} chosen: {by}", "each paper once, on the first day that lists it"]
        if choice.topic_limit < choice.top:
            parts.append(f"at most {spelled(choice.topic_limit)} of one topic, which is the primary arXiv category")
        sentences = [f"{'; '.join(parts)}."]
        if choice.is_short:
            sentences.append(
                f"That leaves {spelled(len(choice.rows))} rather than {spelled(choice.top)}:"
                f" {counted(choice.passed_over, 'more paper')} {'is' if choice.passed_over == 1 else 'are'} of a topic"
                " that has its number."
            )
        elif choice.passed_over == 1:
            sentences.append("One paper with no fewer votes than the last one here was passed over for its topic.")
        elif choice.passed_over:
            papers = f"{spelled(choice.passed_over).capitalize()} papers"
            sentences.append(f"{papers} with no fewer votes than the last one here were passed over for their topic.")
        return " ".join(sentences)

    def figures_heading(self, period: Period) -> str:
        """Head the opening: `2023 in figures`."""
        match period.kind:
            case PeriodKind.MONTH:
                return f"{_month(period)} in figures"
            case PeriodKind.WEEK:
                return f"Week {period.label} in figures"
            case PeriodKind.YEAR:
                return f"{period.label} in figures"
            case _:
                return f"{span(period.since, period.until)} in figures"

    def figures(self, figures: Figures) -> tuple[str, ...]:
        """Tell the period in figures."""
        total = figures.total
        days = "one day" if figures.days == 1 else f"{spelled(figures.days)} days"
        first = [f"{counted(total.papers, 'paper')} {'was' if total.papers == 1 else 'were'} listed on {days}."]
        if total.middle is not None:
            half = f"; half of the papers had {total.middle:,} or more" if total.papers > 1 else ""
            first.append(f"When they were last seen, they had {counted(total.votes, 'vote')} together{half}.")
        if total.votes_unknown:
            some = "" if total.votes_unknown == total.papers else f" of {counted(total.votes_unknown, 'paper')}"
            first.append(f"{'The votes' if some else 'Their votes'}{some} are not known.")
        return tuple(filter(None, (" ".join(first), _categories(total), _organizations(total))))

    def table_header(self, figures: Figures) -> tuple[str, ...]:
        """Name the columns."""
        return ("Month" if figures.are_months else "Week", "Papers", "Votes", "Half had at least", "Foremost category")

    def table_caption(self, figures: Figures) -> str:
        """Say what the table has, and what its marks mean."""
        what = "Month by month" if figures.are_months else "Week by week"
        clauses = [f"{what}, each paper on its first day"]
        if any(one.is_held and not one.is_whole for one in figures.spans):
            clauses.append(f"{self.incomplete} the lists of some days are missing")
        if not all(one.is_held for one in figures.spans):
            clauses.append(f"{'months' if figures.are_months else 'weeks'} without any list are left out")
        return "; ".join(clauses)

    def mentions(self, aftermath: Aftermath, *, is_whole_year: bool) -> str:
        """Say how many papers mention the name."""
        when = "Within twelve months" if is_whole_year else f"By {aftermath.until}"
        is_one = aftermath.mentions == 1
        papers = f"{'one paper' if is_one else counted(aftermath.mentions, 'paper')} of the archive that"
        most = "" if aftermath.mentions <= len(aftermath.foremost) else "; those with the most votes"
        said = f"{when}, {papers} {'was' if is_one else 'were'} listed after it"
        return f"{said} {'mentions' if is_one else 'mention'} {aftermath.name} in title or abstract{most}:"

    def share_of_votes(self, chosen: Sum, total: Sum) -> str | None:
        """Say which part of all votes the papers shown have."""
        if not total.votes or chosen.papers == total.papers:
            return None
        papers = "The paper shown has" if chosen.papers == 1 else f"The {spelled(chosen.papers)} papers shown have"
        return f"{papers} {chosen.votes:,} of all {total.votes:,} votes, {_percent(chosen.votes, total.votes)}."

    def topics(self, topics: Sequence[tuple[str, int]], without: int) -> str:
        """Say how many papers are of which category."""
        named = [f"{number:,} of {topic}" for topic, number in topics]
        return f"By category: {both([*named, *([f'{without:,} of none that is known'] if without else [])])}."

    def lacks(self, lacks: Lacks) -> tuple[str, ...]:
        """Say what nobody wrote, what stands there instead, and which parts are left out."""
        return tuple(filter(None, (_unwritten(lacks), _left_out(lacks))))


def _unwritten(lacks: Lacks) -> str:
    number = lacks.shown - lacks.written
    if not number:
        return ""
    if lacks.shown == 1:
        some = "There is no review of this paper that could be shown"
    elif number == lacks.shown:
        some = "There is no review of these papers that could be shown"
    else:
        some = f"Of {spelled(number)} there is no review that could be shown"
    sentences = [f"{some}; what the sources say stands there instead."]
    if lacks.summarized:
        verb = "has" if lacks.summarized == 1 else "have"
        sentences.append(f"{spelled(lacks.summarized).capitalize()} {verb} a summary by Hugging Face.")
    if lacks.extracted:
        sentences.append(f"The findings of {spelled(lacks.extracted)} are sentences of the abstract, word for word.")
    return " ".join(sentences)


def _left_out(lacks: Lacks) -> str:
    parts = (
        ("findings", lacks.without_findings),
        ("what came since", lacks.without_aftermath),
        ("related papers", lacks.without_related),
        ("a picture", lacks.without_figure),
    )
    named = [f"{part} ({number:,} of {lacks.shown:,})" for part, number in parts if number]
    return f"Left out where nothing is known: {both(named)}." if named else ""


def _categories(total: Sum) -> str:
    if not total.categories:
        return ""
    named = both([f"{name} ({papers:,})" for name, papers in total.categories])
    unknown = total.papers - total.with_category
    none = "" if not unknown else f"; {spelled(unknown)} {'has' if unknown == 1 else 'have'} none that is known"
    return f"The primary categories with the most papers: {named}{none}."


def _organizations(total: Sum) -> str:
    if not total.organizations:
        return ""
    named = both([f"{name} ({papers:,})" for name, papers in total.organizations])
    return f"An organisation is known of {counted(total.with_organization, 'paper')}; named most often: {named}."


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if 100 * part >= whole else "less than 1%"


def _month(period: Period) -> str:
    return f"{MONTHS[period.since.month - 1]} {period.since.year:04d}"


def _when(period: Period) -> str:
    match period.kind:
        case PeriodKind.MONTH:
            return f"in {_month(period)}"
        case PeriodKind.WEEK:
            return f"in week {period.label}"
        case PeriodKind.YEAR:
            return f"in {period.label}"
        case PeriodKind.DAY:
            return f"on {period.since}"
        case PeriodKind.RANGE:
            return f"from {span(period.since, period.until)}"
