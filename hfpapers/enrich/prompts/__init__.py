"""What the model is asked: the messages of a request, made from the texts beside this module and what is told.

In: a kind, a `PaperInput`, a language, the glossary's entries that occur in it. Out: a system and a user message.
No tool is ever offered. Whatever comes from outside stands in a fence (`fence`), whose mark occurs nowhere in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from string import Template

from hfpapers.enrich.glossary import GlossaryEntry
from hfpapers.enrich.inputs import TEXT_LABEL, PaperInput, clean_line, told_fields
from hfpapers.enrich.languages import example_of_brackets, is_english, language_name
from hfpapers.enrich.prompts.fence import build_mark, fenced
from hfpapers.model.enrichment import EnrichmentKind, TextSource

__all__ = ["NOTES_VERSION", "PROMPT_VERSIONS", "RETRY_TOKENS", "build_messages", "prompt_version", "read_text"]

#: A prompt whose words change gets a new version, so that what was written with the old one is stale.
#: tests/enrich/test_prompts.py pins the words of each.
PROMPT_VERSIONS: Mapping[EnrichmentKind, str] = {
    EnrichmentKind.TRANSLATION: "translation-1",
    EnrichmentKind.SPEEDREAD: "speedread-1",
    EnrichmentKind.ROUNDUP: "roundup-1",
    EnrichmentKind.REVIEW: "review-1",
}
NOTES_VERSION = "notes-1"
#: A refused answer that repeats itself without end need not be shown whole, nor do all reasons: in characters.
_MOST_OF_PREVIOUS = 2000
_MOST_OF_REASONS = 1000
#: What the two take at most in a second request, with what is said about them.
RETRY_TOKENS = _MOST_OF_PREVIOUS + _MOST_OF_REASONS + 300


def prompt_version(kind: EnrichmentKind, source: TextSource) -> str:
    """Return the version that an answer is stored with; from a full text, notes may have been asked for as well."""
    version = PROMPT_VERSIONS[kind]
    is_read_in_parts = source is TextSource.FULLTEXT and kind is not EnrichmentKind.TRANSLATION
    return f"{version}+{NOTES_VERSION}" if is_read_in_parts else version


def build_messages(
    kind: EnrichmentKind,
    paper: PaperInput,
    language: str,
    glossary_entries: Iterable[GlossaryEntry],
    *,
    source: TextSource = TextSource.ABSTRACT,
    notes: Sequence[str] | None = None,
    retry_reasons: str | None = None,
    previous: str | None = None,
) -> list[dict[str, str]]:
    """Return the two messages of a request: the system's, with rules and task, and the user's, with terms and paper.

    Args:
        kind: What is asked for.
        paper: What may be told.
        language: BCP 47 tag of the language to answer in.
        glossary_entries: Terms that occur in the paper; the first translation of each is told.
        source: Whether the full text is told.
        notes: What was noted of the full text, told in its place where it is longer than the model's context.
        retry_reasons: Why the answer before was refused, one reason a line; None for a first request.
        previous: That answer, as it came.

    Raises:
        EnrichmentError: The full text was asked for and is not held.
    """
    material = _material(kind, paper, source, notes)
    answer = clean_line(previous or "")[:_MOST_OF_PREVIOUS] or "(empty)"
    reasons = "\n".join(filter(None, map(clean_line, (retry_reasons or "").splitlines())))[:_MOST_OF_REASONS]
    mark = build_mark(material, answer, reasons)
    parts = [_terms(glossary_entries, language), fenced("PAPER", material, mark)]
    if reasons:
        parts += [read_text("retry"), fenced("ANSWER", answer, mark), fenced("REASONS", reasons, mark)]
    parts.append(f"Write the JSON object now; its texts are in {language_name(language)}.")
    return [
        {"role": "system", "content": f"{_system(kind, language)}\n\nThe mark is {mark}."},
        {"role": "user", "content": "\n\n".join(part for part in parts if part)},
    ]


@cache
def read_text(name: str) -> str:
    """Return one of the texts beside this module, without the line end that closes it."""
    return Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8").strip()


def _material(kind: EnrichmentKind, paper: PaperInput, source: TextSource, notes: Sequence[str] | None) -> str:
    """Put what is told on labelled lines: only the last of them, the text or its notes, may be more than one line."""
    fields = told_fields(paper, source, kind=kind)
    lines = [f"{label}: {text}" for label, text in fields if notes is None or label != TEXT_LABEL]
    if notes is not None:
        lines += ["Notes of the text:", *(f"- {note}" for note in map(clean_line, notes) if note)]
    return "\n".join(lines)


@cache
def _system(kind: EnrichmentKind, language: str) -> str:
    """Put rules and task together: the same for every paper, so that an endpoint can keep what it read of them."""
    name = language_name(language)
    if is_english(language):
        terms, translation, form = read_text("terms_english"), "null", "null"
    else:
        terms = Template(read_text("terms_other")).substitute(language=name, example=example_of_brackets(language))
        translation, form = f"the term in {name}, or null where it stays in English", '"..."'
    rules = Template(read_text("rules")).substitute(language=name, terms=terms)
    task = Template(read_text(kind.value)).safe_substitute(
        language=name, translation=translation, translation_form=form
    )
    return f"{rules}\n\n{task}"


def _terms(entries: Iterable[GlossaryEntry], language: str) -> str:
    """List the terms with the translation to use; empty where there are none, or nothing is translated."""
    if is_english(language):
        return ""
    lines = [_term(entry) for entry in entries]
    return "\n".join(["List of terms:", *lines]) if lines else ""


def _term(entry: GlossaryEntry) -> str:
    wanted = entry.translations[0]
    stays = wanted in entry.forms
    return f"- {', '.join(entry.forms)}: {'stays as it is' if stays else wanted}"
