"""What is said in English of text that language models wrote."""

from __future__ import annotations

from hfpapers.digest.answers import Answers, Lack
from hfpapers.digest.model import Generated
from hfpapers.digest.words.base import GeneratedWords
from hfpapers.digest.words.english_phrases import both, counted
from hfpapers.digest.words.moments import dates
from hfpapers.model.kinds import EnrichmentKind, TextSource

_NOUNS = {
    EnrichmentKind.TRANSLATION: "translation",
    EnrichmentKind.SPEEDREAD: "speed-read",
    EnrichmentKind.ROUNDUP: "roundup text",
    EnrichmentKind.REVIEW: "review",
}
_PLURALS = {EnrichmentKind.ROUNDUP: "headlines and texts"}
_SOURCES = {TextSource.ABSTRACT: "abstracts", TextSource.FULLTEXT: "full texts"}
_CHECKS = {
    "shape": "form",
    "finish": "completeness",
    "ending": "whole sentences",
    "language": "language",
    "numbers": "numbers",
    "names": "names",
    "institutions": "institutions",
    "glossary": "glossary terms",
    "repetition": "repetition",
    "length": "length",
    "links": "links",
    "markup": "plain text",
    "refusal": "substance",
    "about": "relevance",
}
_ENGLISH = "en"


class EnglishGenerated(GeneratedWords):
    """English."""

    nothing_added = "hfpapers adds no text by a model."
    checks = _CHECKS

    def provenance(self, generated: Generated) -> tuple[str, ...]:
        """Say which model wrote what, when and from what, and what came of the checks."""
        asked = generated.accepted + generated.refused + generated.failed
        if not asked:
            return ()
        sentences = [_who(generated, asked)] if generated.models else []
        if generated.refused:
            checks = ", ".join(f"{self.check(name)}: {number:,}" for name, number in generated.refusals)
            sentences.append(
                f"{counted(generated.refused, 'answer')} failed the checks{f' ({checks})' if checks else ''}."
            )
        if generated.failed:
            sentences.append(f"For {counted(generated.failed, 'paper')} the model gave no answer.")
        if generated.absent:
            verb = "has" if generated.absent == 1 else "have"
            noun = _NOUNS[generated.kinds[0]]
            sentences.append(f"{counted(generated.absent, 'paper')} {verb} no current {noun}.")
        if generated.accepted and EnrichmentKind.SPEEDREAD in generated.kinds:
            sentences.append("Scores are the model's opinion, from 1 to 5.")
        return tuple(sentences)

    def refusal(self, answers: Answers) -> str:
        """Say in a few words why an entry has no text by a model: `answers` has none."""
        noun = _NOUNS[answers.kind]
        match answers.lack:
            case Lack.REFUSED:
                by = ", ".join(self.check(name) for name in answers.checks)
                which = "this check" if len(answers.checks) == 1 else "these checks"
                failed = f"failed {which}: {by}" if by else "failed the checks"
                return f"No reliable {noun} could be made: the model's answer {failed}."
            case Lack.FAILED:
                return f"No {noun} could be made: the model gave no usable answer."
            case Lack.STALE:
                return f"The {noun} that is held was made from an older version of the paper, and is left out."
            case _:
                return f"There is no {noun} of this paper."

    def nobody_wrote(self, kind: EnrichmentKind, absent: int, shown: int) -> str:
        """Say above all entries that for so many of the papers shown no model was asked."""
        noun = _NOUNS[kind]
        if absent == shown:
            papers = "This paper has" if shown == 1 else f"None of these {shown:,} papers has"
            return f"{papers} {'no' if shown == 1 else 'a'} {noun}; what the sources say is shown instead."
        verb = "has" if absent == 1 else "have"
        return f"{absent:,} of these {shown:,} papers {verb} no {noun}; what the sources say is shown instead."


def _who(generated: Generated, asked: int) -> str:
    nouns = both([_PLURALS.get(kind, f"{_NOUNS[kind]}s") for kind in generated.kinds])
    tag = "" if generated.language.split("-")[0] == _ENGLISH else f" ({generated.language})"
    sources = both([_SOURCES[source] for source in generated.sources])
    details = ", ".join(filter(None, (_prompts(generated), _when(generated))))
    return (
        f"{nouns[0].upper()}{nouns[1:]}{tag} by {both(generated.models)} from the {sources}"
        f"{f' ({details})' if details else ''}, checked: {generated.accepted:,} of {asked:,} passed."
    )


def _prompts(generated: Generated) -> str:
    if not generated.prompt_versions:
        return ""
    return f"prompt{'' if len(generated.prompt_versions) == 1 else 's'} {both(generated.prompt_versions)}"


def _when(generated: Generated) -> str:
    if generated.written_since is None or generated.written_until is None:
        return ""
    return f"written {' to '.join(dates(generated.written_since, generated.written_until))}"
