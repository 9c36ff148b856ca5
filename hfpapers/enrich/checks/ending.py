"""Whether every text ends as sentences do: the verdict `ending`.

A model that runs out of room may still close its quotes, so that the answer is whole and its last sentence is not
(`具有很高的`). Sentences end with a full stop, headlines and titles in no word that calls for another.
"""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation

from __future__ import annotations

import re
from functools import cache

from hfpapers.enrich.checks.given import SENTENCES, CheckInput, Field, Role, list_fields, listed, passed, refused
from hfpapers.enrich.checks.scripts import script_of
from hfpapers.enrich.checks.web_addresses import list_addresses
from hfpapers.model.enrichment import Verdict

CHECK = "ending"
_CLOSING = "”’\"'»«)）】」』》\\]"
_STOPS = ".!?。！？．؟۔।॥։።။៕"
_ENDS = re.compile(rf"[{_STOPS}][{_CLOSING}]*$")
_ENDS_ITEM = re.compile(rf"[{_STOPS};；][{_CLOSING}]*$")
_ELLIPSIS = re.compile(rf"(?:…|\.\.\.|。。)[{_CLOSING}{_STOPS}]*$")
#: Scripts whose sentences end in a blank.
_WITHOUT_STOPS = frozenset({"Thai", "Laoo"})
#: Behind these, even before a full stop, something is missing.
_OPEN_WORDS = {
    "en": "the|and|or|an|our|their|its|than",
    "de": "der|die|das|den|dem|des|ein|eine|einer|eines|und|oder",
    "fr": "le|la|les|des|une|et|ou|du",
    "es": "el|los|las|una|del",
    "pt": "os|das|dos|uma",
    "it": "il|gli|dei|della|degli|una",
    "nl": "het|een|en",
}
_OPEN_WORDS_OF_TITLES = {
    "en": "of|a|for",
    "de": "von|für|mit|zum|zur",
    "fr": "de|pour",
    "es": "de|para|y",
    "pt": "de|para",
}
_OPEN_HAN = re.compile(r"(?:以及|并且|而且|例如|比如|包括|由于|因为|[，、,:：—（(])\s*[.。]?$")
_OPEN_HAN_TITLE = re.compile(
    r"(?:(?<![目标])的|(?<![饱总柔温调共平中缓谐祥随附])和|(?<!参)与|(?<![普涉触遍])及|或|对于|关于|通过|基于)$"
)


def check_ending(given: CheckInput) -> Verdict:
    """Refuse an answer of which a text breaks off."""
    needs_stop = script_of(given.language) not in _WITHOUT_STOPS
    broken = [
        f"…{field.text.strip()[-20:]} ({field.name}: {problem})"
        for field in list_fields(given.answer)
        if (problem := _problem(field, given.language_subtag, needs_stop=needs_stop)) is not None
    ]
    return refused(CHECK, f"breaks off: {listed(broken)}") if broken else passed(CHECK)


def _problem(field: Field, language: str, *, needs_stop: bool) -> str | None:
    text = field.text.strip()
    if field.role is Role.TERM:
        return None
    if _ELLIPSIS.search(text):
        return "ends in dots"
    if _is_open(text, language, is_sentence=field.role in SENTENCES):
        return "a word is missing"
    if field.role in SENTENCES and needs_stop:
        ends = _ENDS_ITEM if field.role is Role.ITEM else _ENDS
        addresses = list_addresses(text)
        if ends.search(text) is None and not (addresses and text.endswith(addresses[-1])):
            return "no full stop at the end"
    opened, closed = sum(text.count(sign) for sign in "([（［【"), sum(text.count(sign) for sign in ")]）］】")
    return "a bracket stays open" if opened > closed else None


def _is_open(text: str, language: str, *, is_sentence: bool) -> bool:
    """Tell whether the last word calls for another one."""
    if _OPEN_HAN.search(text) or (not is_sentence and _OPEN_HAN_TITLE.search(text)):
        return True
    return _open_words(language, is_sentence=is_sentence).search(text) is not None


@cache
def _open_words(language: str, *, is_sentence: bool) -> re.Pattern[str]:
    of_titles = "" if is_sentence else _OPEN_WORDS_OF_TITLES.get(language, "")
    words = "|".join(filter(None, (_OPEN_WORDS.get(language, _OPEN_WORDS["en"]), of_titles)))
    return re.compile(rf"\b(?:{words})\.?$")
