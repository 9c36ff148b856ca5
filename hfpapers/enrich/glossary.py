"""The glossary: how terms of the field are written in a language, and which of them a text has.

In: the built-in `glossary.toml` beside this module, and the user's file of the same form. Out: a `Glossary`. It does
not judge answers: that is for `checks`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from hfpapers.enrich.glossary_file import GlossaryEntry, read_table
from hfpapers.enrich.glossary_forms import Word, form_keys, is_part_of_name, text_keys, word_runs, words_of
from hfpapers.errors import ConfigError

__all__ = ["USER_FILE", "Glossary", "GlossaryEntry", "canonical_tag", "load_glossary"]

USER_FILE = "glossary.toml"
_BUILT_IN = Path(__file__).with_name("glossary.toml")
#: Tags whose readers use mainland terms and simplified characters; Taiwan's and Hong Kong's terms are others.
_SIMPLIFIED_CHINESE = frozenset({"zh", "zh-cn", "zh-sg", "zh-hans", "zh-hans-cn", "zh-hans-sg"})

#: `multi-modal` is one word of `multimodal`: a text may part a term into this many words more than the glossary does.
_MORE_WORDS = 2


@dataclass(frozen=True, slots=True)
class Glossary:
    """Terms with their translations into one language.

    Attributes:
        language: The tag that was asked for (`zh-CN`).
        entries: The built-in ones in the order of their file, then the user's.
    """

    language: str
    entries: tuple[GlossaryEntry, ...]
    _index: Mapping[str, GlossaryEntry] = field(init=False, repr=False, compare=False)
    _most_words: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index = {key: entry for entry in self.entries for form in entry.forms for key in form_keys(form)}
        words = max((len(words_of(form)) for entry in self.entries for form in entry.forms), default=0)
        object.__setattr__(self, "_index", index)
        object.__setattr__(self, "_most_words", words + _MORE_WORDS)

    def matching(self, text: str) -> tuple[GlossaryEntry, ...]:
        """List the entries whose term or alias occurs in a text, in the order of their first occurrence.

        Whole words count; case, plural and hyphens do not (`Fine-Tuning`, `finetuning`), but an acronym or a name
        with several capitals counts only as it is written (`RAG`, not `rag`). Where one term lies within another, the
        longer one counts: `large language model` is not also `language model`. Part of a longer name is no term: the
        `VAE` of `VQ-VAE`.
        """
        found: dict[str, GlossaryEntry] = {}
        for words in word_runs(text):
            for entry in self._found_in(words):
                found.setdefault(entry.term, entry)
        return tuple(found.values())

    def _found_in(self, words: list[Word]) -> Iterator[GlossaryEntry]:
        at = 0
        while at < len(words):
            end = min(at + self._most_words, len(words))
            while end > at and (entry := self._look_up(words[at:end])) is None:
                end -= 1
            if end > at and entry is not None and not is_part_of_name(words, at, end):
                yield entry
            at = max(end, at + 1)

    def _look_up(self, words: list[Word]) -> GlossaryEntry | None:
        as_written, folded = text_keys(words)
        return self._index.get(as_written) or self._index.get(folded)


def load_glossary(language: str, user_file: Path | None) -> Glossary:
    """Put together the glossary of a language.

    The user's entries come beside the built-in ones, or in their place where the table says `replace = true`. An entry
    of the user's takes the place of every built-in entry with which it shares a form, and keeps that one's forms.

    Args:
        language: BCP 47 tag. Simplified Chinese (`zh`, `zh-CN`, `zh-Hans`) has built-in terms; others have none.
        user_file: `glossary.toml` in the home folder; None or a path where nothing is: there are no entries of a user.

    Raises:
        ConfigError: The user's file cannot be used; the message names file, term and mend.
    """
    built_in = _built_in_entries() if canonical_tag(language) == "zh" else ()
    own, replaces = ((), False) if user_file is None else _user_entries(user_file, language)
    return Glossary(language, own if replaces else _merged(built_in, own))


def canonical_tag(language: str) -> str:
    """Return the tag in lower case, and `zh` for each tag of simplified Chinese."""
    tag = language.lower().replace("_", "-")
    return "zh" if tag in _SIMPLIFIED_CHINESE else tag


@cache
def _built_in_entries() -> tuple[GlossaryEntry, ...]:
    tables = tomllib.loads(_BUILT_IN.read_text(encoding="utf-8"))
    return read_table(tables["zh"], where=f"{_BUILT_IN.name}: zh", default_source=None).entries


def _user_entries(path: Path, language: str) -> tuple[tuple[GlossaryEntry, ...], bool]:
    """Read the user's entries for a language, and whether they are to be the only ones."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return (), False
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(str(path), f"cannot be read ({error})") from error
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(path), f"is not valid TOML ({error})") from error
    for tag, table in tables.items():
        if not isinstance(table, dict):
            raise ConfigError(f"{path}: {tag}", "must be a table named by its language, such as [zh]")
    for wanted in _tags(language):
        for tag, table in tables.items():
            if canonical_tag(tag) == wanted:
                read = read_table(table, where=f"{path}: {tag}", default_source=f"the user's glossary ({path.name})")
                return read.entries, read.replaces
    return (), False


def _tags(language: str) -> tuple[str, ...]:
    """List the tables that serve a language, the best first: its own, then that of the language without a region."""
    tag = canonical_tag(language)
    primary = tag.partition("-")[0]
    return (tag,) if primary in {tag, "zh"} else (tag, primary)


def _merged(built_in: Iterable[GlossaryEntry], own: tuple[GlossaryEntry, ...]) -> tuple[GlossaryEntry, ...]:
    taken = {key: entry.term for entry in own for form in entry.forms for key in form_keys(form)}
    kept: list[GlossaryEntry] = []
    inherited: dict[str, list[str]] = {entry.term: [] for entry in own}
    for entry in built_in:
        heir = next((taken[key] for form in entry.forms for key in form_keys(form) if key in taken), None)
        if heir is None:
            kept.append(entry)
        else:
            inherited[heir] += [form for form in entry.forms if not taken.keys() & set(form_keys(form))]
    return (*kept, *(entry.with_aliases(inherited[entry.term]) for entry in own))
