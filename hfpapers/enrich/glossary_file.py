"""One language's table of a `glossary.toml`: TOML values in, entries out, every fault told in one line.

The form of the file, for the built-in one and the user's alike:

    [zh]
    replace = false                 # true: only these entries, none of the built-in ones

    [zh.sources]                    # names that stand for longer texts in `source`
    d2l = "..."

    [zh.terms]
    "GRPO" = "组相对策略优化"
    "Mixture of Experts" = { aliases = ["MoE"], translations = ["混合专家", "混合专家模型"], source = ["d2l"] }
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from hfpapers.enrich.glossary_forms import form_keys, words_of
from hfpapers.errors import ConfigError

_TABLE_KEYS = ("replace", "sources", "terms")
_ENTRY_KEYS = ("aliases", "source", "translations")
_MOST_CHARACTERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryEntry:
    """A term of the field, and how it is written in another language.

    Attributes:
        term: In full, as a rule (`Proximal Policy Optimization`), in the singular.
        translations: All that are right; the first is the one to use. A name that stays as it is translates as itself.
        aliases: Other forms of the term (`PPO`).
        source: Where the translation is established.
    """

    term: str
    translations: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    source: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        """The term and its aliases."""
        return (self.term, *self.aliases)

    def with_aliases(self, more: Iterable[str]) -> GlossaryEntry:
        """Return the entry with further aliases."""
        return replace(self, aliases=tuple(dict.fromkeys((*self.aliases, *more))))


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryTable:
    """What a table of one language says; `replaces` is whether its entries are to be the only ones."""

    entries: tuple[GlossaryEntry, ...]
    replaces: bool


def read_table(table: Mapping[str, object], *, where: str, default_source: str | None) -> GlossaryTable:
    """Read the table of one language.

    Args:
        table: As TOML gives it.
        where: File and table, for errors.
        default_source: What stands for a source that an entry does not name; None where each must name one.

    Raises:
        ConfigError: Something in it cannot be used.
    """
    _check_keys(table, _TABLE_KEYS, where)
    replaces = table.get("replace", False)
    if not isinstance(replaces, bool):
        raise ConfigError(f"{where}.replace", "must be true or false")
    sources = {
        name: _text(value, f"{where}.sources: {name}") for name, value in _table(table, "sources", where).items()
    }
    entries = tuple(
        _entry(term, value, sources, where=f"{where}: {term!r}", default_source=default_source)
        for term, value in _table(table, "terms", where).items()
    )
    _check_forms(entries, where)
    return GlossaryTable(entries=entries, replaces=replaces)


def _table(table: Mapping[str, object], key: str, where: str) -> Mapping[str, object]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise ConfigError(
            f"{where}.{key}", f"must be a table; write [{where.rpartition(': ')[2]}.{key}] above its lines"
        )
    return value


def _entry(
    term: str, value: object, sources: Mapping[str, str], *, where: str, default_source: str | None
) -> GlossaryEntry:
    parts: Mapping[str, object] = value if isinstance(value, dict) else {"translations": value}
    _check_keys(parts, _ENTRY_KEYS, where)
    translations = _texts(parts.get("translations"), f"{where}: translations")
    if not translations:
        raise ConfigError(f"{where}: translations", "is missing; write the term itself where it stays as it is")
    named = _texts(parts.get("source"), f"{where}: source")
    source = "; ".join(sources.get(name, name) for name in named) or default_source
    if source is None:
        raise ConfigError(f"{where}: source", "is missing; say where the translation is established")
    aliases = tuple(alias for alias in _texts(parts.get("aliases"), f"{where}: aliases") if alias != term)
    return GlossaryEntry(term=_text(term, where), translations=translations, aliases=aliases, source=source)


def _check_forms(entries: Iterable[GlossaryEntry], where: str) -> None:
    """Refuse a form that no text could hold, and one that two terms have."""
    owners: dict[str, str] = {}
    for entry in entries:
        for form in entry.forms:
            if not words_of(form):
                raise ConfigError(
                    f"{where}: {entry.term!r}", f"{form!r} is no word of the language papers are written in"
                )
            owner = owners.setdefault(form_keys(form)[0], entry.term)
            if owner != entry.term:
                raise ConfigError(
                    f"{where}: {entry.term!r}", f"{form!r} is a form of {owner!r}, too; leave one of them out"
                )


def _check_keys(table: Mapping[str, object], known: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            mend = f"did you mean {near[0]}?" if near else f"it may hold {', '.join(known)}"
            raise ConfigError(f"{where}: {key}", f"no such key; {mend}")


def _texts(value: object, where: str) -> tuple[str, ...]:
    """Read one text or a list of them; what is missing is an empty list."""
    values = [] if value is None else value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(_text(one, where) for one in values))


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ConfigError(where, "must be text")
    if not value.isprintable() or len(value) > _MOST_CHARACTERS:
        raise ConfigError(
            where, f"must be one line of at most {_MOST_CHARACTERS} characters, without control characters"
        )
    return " ".join(value.split())
