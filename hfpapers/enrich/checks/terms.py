"""Whether terms are translated as the glossary says: the verdict `glossary`.

In: a `CheckInput`. Looked at is what can be told without knowing the language: a keyword with its translation, and in
languages with Chinese characters, kana or Hangul a term with its English in brackets, either way round. A term that is
in neither glossary nor source stays English: an acronym that nobody has written out has no translation.
"""

# ruff: noqa: RUF001, RUF002, RUF003 - Chinese text has Chinese punctuation

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hfpapers.enrich.checks.folding import straighten
from hfpapers.enrich.checks.given import CheckInput, Field, GlossaryTerm, Role, list_fields, listed, passed, refused
from hfpapers.enrich.checks.latin import LETTER, Word, list_words, normal_key, same_terms
from hfpapers.enrich.checks.scripts import script_of
from hfpapers.model.enrichment import Speedread, Term, Verdict

CHECK = "glossary"
_SCRIPTS = frozenset({"Hani", "Jpan", "Kore"})
_OWN = "\u3005\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3"
#: `强化学习 (Reinforcement Learning, RL)`: letters of the language, then Latin in brackets.
_ENGLISH_IN_BRACKETS = re.compile(rf"([{_OWN}][{_OWN}·\-]{{0,40}})\s?[(（]\s?([{LETTER}][^()（）{_OWN}]{{0,120}})[)）]")
#: `PPO（近端策略优化）`: Latin, then the language's in brackets.
_OWN_IN_BRACKETS = re.compile(
    rf"([{LETTER}][{LETTER}0-9'’&./+ -]{{0,80}})\s?[(（]\s?([^()（）]{{0,80}}?[{_OWN}][^()（）]{{0,80}})[)）]"
)
_BETWEEN_FORMS = re.compile(r"[,，;；/、]|\bor\b|\baka\b")
#: What may follow a translation: the kind of thing it is.
_KINDS = (
    "算法|方法|模型|技术|框架|机制|任务|架构|网络|范式|训练|微调|阶段|系统|数据集|基准|策略|方案|学习|损失|函数|演算法|架構|技術"
    "|手法|アルゴリズム|モデル|技法|알고리즘|모델|기법"
)
_KIND_AT_END = re.compile(rf"(?:{_KINDS})$")
_LEAD_IN = re.compile(r"^(?:即|也就是|又称|也称|亦称|简称|全称|中文|意为|译为|or|i\.e\.)[\s:：，,]*")
#: What begins so explains, and does not translate.
_EXPLANATION = re.compile(
    r"^(?:一[种个类款项组]|由|如|例如|比如|包括|用于|基于|来自|见|参见|其中|在|从|对|将|该|以|约|共|含|无|非|仅|\d)"
)
_CONNECTORS = frozenset(["of", "the", "for", "and", "with", "from", "to", "in", "on", "via", "by", "a", "an"])
_LEAST_PHRASE = 2


def check_glossary(given: CheckInput) -> Verdict:
    """Refuse an answer that translates a term otherwise than the glossary, or one that has no translation."""
    wrong = list(_wrong_keywords(given))
    if script_of(given.language) in _SCRIPTS:
        for field in list_fields(given.answer):
            if field.role is not Role.TERM:
                wrong += [f"{problem} ({field.name})" for problem in _wrong_brackets(field, given)]
    return refused(CHECK, listed(wrong)) if wrong else passed(CHECK)


def _wrong_keywords(given: CheckInput) -> Iterator[str]:
    if not isinstance(given.answer, Speedread) or given.language_subtag == "en":
        return
    for number, keyword in enumerate(given.answer.keywords, start=1):
        problem = _keyword_problem(keyword, given)
        if problem is not None:
            yield f"{problem} (keywords[{number}])"


def _keyword_problem(keyword: Term, given: CheckInput) -> str | None:
    if keyword.translation is None or normal_key(keyword.translation) == normal_key(keyword.text):
        return None
    translation = _without_english(straighten(keyword.translation))
    entry = find_entry(keyword.text, given.glossary)
    if entry is not None:
        right = any(_same(translation, straighten(one)) for one in entry.translations)
        return None if right else f"{keyword.text} is {_wanted(entry)}, not {keyword.translation}"
    inner = _inner_entry(keyword.text, given.glossary)
    if inner is not None and not any(straighten(one).casefold() in translation.casefold() for one in _allowed(inner)):
        return f"{inner.term} in {keyword.text} is {_wanted(inner)}, not {keyword.translation}"
    unknown = _unknown_name(keyword.text, given)
    if unknown is not None and unknown.casefold() not in translation.casefold():
        return f"{unknown} is in no list of terms and not written out: it stays English, not {keyword.translation}"
    return None


def _wrong_brackets(field: Field, given: CheckInput) -> Iterator[str]:
    text = straighten(field.text)
    for match in _ENGLISH_IN_BRACKETS.finditer(text):
        yield from _wrong_before(match[1], match[2], given)
    for match in _OWN_IN_BRACKETS.finditer(text):
        yield from _wrong_within(match[1].strip(), match[2].strip(), given)


def _wrong_before(phrase: str, english: str, given: CheckInput) -> Iterator[str]:
    """Judge `强化学习 (Reinforcement Learning, RL)`: the phrase must end in a translation of each term in brackets."""
    forms = [form.strip() for form in _BETWEEN_FORMS.split(english) if form.strip()]
    entries = [entry for form in forms if (entry := find_entry(form, given.glossary)) is not None]
    for entry in entries:
        # `主流架构 (Transformer)` names what stays English by its kind.
        is_kind = _stays_english(entry) and _KIND_AT_END.search(phrase) is not None
        if not is_kind and not any(_ends_in(phrase, straighten(one)) for one in entry.translations):
            yield f"{entry.term} is {_wanted(entry)}, not {phrase[-12:]}"
    if entries or len(forms) != 1 or len(phrase) < _LEAST_PHRASE:
        return
    unknown = _unknown_name(forms[0], given)
    if unknown is not None and Word(forms[0], 0).is_acronym and _is_phrase_for(phrase, unknown):
        yield f"{unknown} is in no list of terms and not written out: it stays English, not {phrase[-12:]}"


def _wrong_within(english: str, own: str, given: CheckInput) -> Iterator[str]:
    """Judge `PPO（近端策略优化）`: what stands in brackets must be a translation of the term before them."""
    if _EXPLANATION.match(own):
        return
    said = _LEAD_IN.sub("", own)
    entry, is_whole = _entry_at_end(english, given.glossary)
    if entry is not None:
        said_plainly = _without_english(said)
        allowed = [straighten(one) for one in _allowed(entry)]
        fits = any(_ends_in(said_plainly, one) for one in allowed)
        fits = fits or (not is_whole and any(one.casefold() in said.casefold() for one in allowed))
        if not fits:
            yield f"{entry.term} is {_wanted(entry)}, not {own}"
        return
    last = english.rsplit(maxsplit=1)[-1]
    unknown = _unknown_name(last, given) if Word(last, 0).is_acronym else None
    if unknown is not None and unknown.casefold() not in said.casefold():
        yield f"{unknown} is in no list of terms and not written out: it stays English, not {own}"


def find_entry(form: str, glossary: Sequence[GlossaryTerm]) -> GlossaryTerm | None:
    """Return the glossary's entry for a term or one of its other forms."""
    for entry in glossary:
        if any(same_terms(form, known) for known in (entry.term, *entry.aliases)):
            return entry
    return None


def _entry_at_end(english: str, glossary: Sequence[GlossaryTerm]) -> tuple[GlossaryTerm | None, bool]:
    """Return the entry for the longest end of some words, and whether it is all of them."""
    words = english.split()
    for at in range(len(words)):
        entry = find_entry(" ".join(words[at:]), glossary)
        if entry is not None:
            return entry, at == 0
    return None, False


def _inner_entry(text: str, glossary: Sequence[GlossaryTerm]) -> GlossaryTerm | None:
    """Return the entry for a term of several words within a longer one."""
    words = text.split()
    for length in range(len(words) - 1, 1, -1):
        for at in range(len(words) - length + 1):
            entry = find_entry(" ".join(words[at : at + length]), glossary)
            if entry is not None:
                return entry
    return None


def _unknown_name(text: str, given: CheckInput) -> str | None:
    """Return the acronym or coined name that a term is, if neither glossary nor source says what it stands for."""
    words = list_words(text)
    if len(words) != 1 or not words[0].is_coined or "-" in words[0].text:
        return None
    name = words[0].text
    if find_entry(name, given.glossary) is not None:
        return None
    return None if is_written_out(name, given.told) else name


def is_written_out(acronym: str, source: str) -> bool:
    """Tell whether a source has words in a row whose first letters are the acronym (`Feedback Attention Memory`)."""
    letters = "".join(sign for sign in acronym.removesuffix("s") if sign.isalpha()).casefold()
    if len(letters) < 2:  # noqa: PLR2004 - one letter begins many a word
        return False
    words = [word.casefold() for word in re.findall(rf"[{LETTER}]+", straighten(source))]
    initials = [word[0] for word in words]
    bare = [word[0] for word in words if word not in _CONNECTORS]
    return any(letters in "".join(line) for line in (initials, bare))


def _without_english(text: str) -> str:
    """Take off the English that stands in brackets behind a translation."""
    return re.sub(rf"\s?[(（][^()（）{_OWN}]*[)）]$", "", text).strip()


def _allowed(entry: GlossaryTerm) -> tuple[str, ...]:
    return (*entry.translations, entry.term, *entry.aliases)


def _stays_english(entry: GlossaryTerm) -> bool:
    return any(same_terms(one, entry.term) or one in entry.aliases for one in entry.translations)


def _wanted(entry: GlossaryTerm) -> str:
    return " or ".join(entry.translations[:2]) or entry.term


def _same(said: str, translation: str) -> bool:
    """Tell whether two terms are the same but for the kind of thing behind one of them."""
    first, second = normal_key(said), normal_key(translation)
    return first == second or _KIND_AT_END.sub("", first) == second or first == _KIND_AT_END.sub("", second)


def _ends_in(phrase: str, translation: str) -> bool:
    bare, wanted = normal_key(phrase), normal_key(translation)
    return bare.endswith(wanted) or _KIND_AT_END.sub("", bare).endswith(wanted)


def _is_phrase_for(phrase: str, acronym: str) -> bool:
    """Tell whether the phrase before the brackets can be what the acronym stands for: not the kind of thing it is."""
    return _KIND_AT_END.fullmatch(phrase) is None and len(phrase) >= len(acronym.removesuffix("s"))
