"""Numbers written in digits, with what stands around them: marks, powers, magnitudes, percent, multiples.

In: straightened text and its language. Out: a `Mention` for each number, in order. Digits of a name (`GPT-4`, `F1`) are
no numbers: names are `names`' to judge. A magnitude or percent makes a number of them again (`Llama2-7B`).
"""

# ruff: noqa: RUF001 - signs of mathematics are looked for

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from functools import cache

from hfpapers.enrich.checks.folding import fold
from hfpapers.enrich.checks.number_words import ENGLISH, alternatives, number_words
from hfpapers.enrich.checks.quantities import Mention, Quantity, Reading, Unit, single

#: Languages that write 3.5 with a point; all others write 3,5.
_POINT_LANGUAGES = frozenset({"en", "zh", "ja", "ko", "th", "he", "hi", "bn", "ta", "ur", "ms", "fil"})
#: More digits than any number of a paper has; they are compared as they stand.
_MOST_DIGITS = 40
_MOST_EXPONENT = 400

_FRACTION = re.compile(r"(?<![\w/.,-])(\d{1,4})/(\d{1,4})(?![\w/]|[.,]\d)")
_CORE = re.compile(
    r"(?<!\d)(?<!\d[.,])(?:\d+(?:\.\d+){2,}|\d{1,3}(?:([,.' ])\d{3})(?:\1\d{3})*(?:[.,]\d+)?(?!\d)"
    r"|\d+(?:[.,]\d+)?|\.\d+)"
)
_SUPERSCRIPT = "⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
_POWER = re.compile(
    rf"(?P<ten>\s?[×x*·]\s?10\s?)?(?:(?:\^|\*\*)\s?\(?(?P<power>[+-]?\d{{1,4}})\)?|(?P<raised>[{_SUPERSCRIPT}]{{1,5}}))"
    r"|[eE](?P<exponent>[+-]?\d{1,3})(?![\w.])"
)
_RAISED = str.maketrans(_SUPERSCRIPT, "+-0123456789")
_LETTER = re.compile(r"(?P<blank>\s?)(?P<letter>[KkMmBbTG]|bn|mn)(?![^\W_])")
_LETTERS = {"k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12, "g": 10**9, "bn": 10**9, "mn": 10**6}
_HAN = re.compile(
    r"\s?(万亿|萬億|十亿|十億|百万|百萬|千万|千萬|百亿|百億|千亿|千億|亿|億|万(?!能)|萬(?!能)|千(?![米瓦克卡兆赫])|百(?!分)|兆)"
)
_HAN_POWERS = {"十": 10, "百": 10**2, "千": 10**3, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_WORD = re.compile(r"[ -]{0,2}([^\W\d_]+\.?)(?:[ -]([^\W\d_]+))?")
_COUNTED_WORDS = "top rank pass stage phase layer level step type figure table last first next"
#: Words before a hyphen and a number that is one: `top-5`; of others (`GPT-4`) the number is a part of the name.
_COUNTED = frozenset(_COUNTED_WORDS.split())
_BEFORE_A_SIGN = frozenset(["", " ", "\n", "\t", "(", "[", "=", "~", ":", "，", "、", "：", "（"])
_PERCENT_BEFORE = re.compile(r"百分之\s?$")
_NAME_BEFORE = re.compile(r"([A-Za-z\u00c0-\u024f][^\W_]*)[-_]$")
_VULGAR = re.compile("[\u00bc-\u00be\u2150-\u215e]")


def find_digits(text: str, language: str) -> Iterator[Mention]:
    """Find the numbers in digits; the text is straightened, the language a primary subtag."""
    taken = 0
    fractions = {match.start(): match for match in _FRACTION.finditer(text)}
    for match in _CORE.finditer(text):
        if match.start() < taken:
            continue
        if match.start() in fractions:
            mention = _fraction(fractions[match.start()], text, language)
        else:
            found = _number(match, text, language)
            if found is None:
                continue
            mention = found
        taken = mention.end
        yield mention
    for match in _VULGAR.finditer(text):
        value = Fraction(unicodedata.numeric(match[0])).limit_denominator(10)
        yield Mention(match[0], match.start(), match.end(), (single(value),))


def _fraction(match: re.Match[str], text: str, language: str) -> Mention:
    above, below = int(match[1]), int(match[2])
    unit, end = _unit(text, match.end(), language)
    parts: Reading = (Quantity(Fraction(above)), Quantity(Fraction(below)))
    readings = (single(Fraction(above, below), unit), parts) if below else (parts,)
    return Mention(text[match.start() : end], match.start(), end, readings)


def _number(match: re.Match[str], text: str, language: str) -> Mention | None:
    core, start, end = match[0], match.start(), match.end()
    cores = () if len(core) > _MOST_DIGITS else _cores(core, is_comma_decimal=language not in _POINT_LANGUAGES)
    powered, end = _powered(cores, text, end)
    factors, end = ((1,), end) if powered is not cores else _magnitude(text, end, language)
    unit, end = _unit(text, end, language)
    if _PERCENT_BEFORE.search(text, max(0, start - 5), start):
        unit = Unit.PERCENT
    if _is_in_name(text, start) and factors == (1,) and unit is Unit.PLAIN:
        return None
    sign = 1
    if _is_negative(text, start):
        sign, start = -1, start - 1
    readings = tuple(
        tuple(Quantity(sign * quantity.value * factor, unit) for quantity in reading)
        for factor in factors
        for reading in powered
    )
    return Mention(text[start:end], start, end, readings, magnitude=factors[0])


def _cores(core: str, *, is_comma_decimal: bool) -> tuple[Reading, ...]:
    """Read digits with points, commas, blanks and apostrophes between them."""
    text = core.replace(" ", "").replace("'", "")
    points, commas = text.count("."), text.count(",")
    if points and commas:
        decimal = "." if text.rindex(".") > text.rindex(",") else ","
        return (single(_decimal(text, decimal)),)
    mark = "." if points else ","
    if not points + commas:
        return (single(int(text)),)
    parts = text.split(mark)
    are_thousands = all(len(part) == 3 for part in parts[1:]) and 1 <= len(parts[0]) <= 3  # noqa: PLR2004 - digits
    readings: list[Reading] = []
    if len(parts) == 2 and (is_comma_decimal or mark == "."):  # noqa: PLR2004 - what one mark parts
        readings.append(single(_decimal(text, mark)))
    if are_thousands and (is_comma_decimal or mark == "," or len(parts) > 2):  # noqa: PLR2004 - more than one mark
        readings.append(single(int("".join(parts))))
    if (mark == "," and not are_thousands) or len(parts) > 2:  # noqa: PLR2004 - a date or a version
        readings.append(tuple(Quantity(Fraction(int(part))) for part in parts if part))
    return tuple(readings)


def _decimal(text: str, mark: str) -> Fraction:
    whole, _, rest = text.rpartition(mark)
    digits = "".join(sign for sign in whole if sign.isdigit())
    return Fraction(int(digits or "0")) + Fraction(int(rest), 10 ** len(rest))


def _powered(cores: tuple[Reading, ...], text: str, end: int) -> tuple[tuple[Reading, ...], int]:
    match = _POWER.match(text, end)
    if match is None:
        return cores, end
    exponent = _exponent(match["power"] or (match["raised"] or "").translate(_RAISED) or match["exponent"])
    if exponent is None or abs(exponent) > _MOST_EXPONENT:
        return (), match.end()
    if match["ten"] or match["exponent"]:
        factor = Fraction(10) ** exponent
        return tuple(tuple(Quantity(one.value * factor) for one in reading) for reading in cores), match.end()
    bases = [reading[0].value for reading in cores if len(reading) == 1 and abs(reading[0].value) <= _MOST_EXPONENT]
    return tuple(single(base**exponent) for base in bases if base or exponent >= 0), match.end()


def _exponent(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[+-]?\d+", text) else None


def _magnitude(text: str, end: int, language: str) -> tuple[tuple[int, ...], int]:
    """Return what multiplies the number, all that it may be, and where it ends."""
    if match := _HAN.match(text, end):
        return _han_factors(match[1], language), match.end()
    if match := _LETTER.match(text, end):
        factor = _LETTERS[match["letter"].lower()]
        is_sure = match["letter"] in {"K", "k", "M", "B", "T", "bn", "mn"} and not match["blank"]
        return ((factor,) if is_sure else (factor, 1)), match.end()
    match = _WORD.match(text, end)
    if match is None:
        return (1,), end
    for words, until in ((f"{match[1]} {match[2]}", match.end()), (match[1], match.end(1))):
        factor = word_magnitude(words.rstrip("."), language) or 0
        if factor:
            return (factor,), until
    return (1,), end


def _han_factors(word: str, language: str) -> tuple[int, ...]:
    if word == "兆":
        return (10**12,) if language == "ja" else (10**12, 10**6)
    factor = 1
    for sign in word:
        factor *= _HAN_POWERS[sign]
    return (factor,)


def word_magnitude(word: str, language: str) -> int | None:
    """Return what a word multiplies a number with (`Milliarden`: 10⁹); None for any other word."""
    magnitudes = number_words(language).magnitudes
    return magnitudes.get(word.casefold()) or magnitudes.get(fold(word))


def _unit(text: str, end: int, language: str) -> tuple[Unit, int]:
    percent, times = _unit_patterns(language)
    if match := percent.match(text, end):
        return Unit.PERCENT, match.end()
    if match := times.match(text, end):
        return Unit.TIMES, match.end()
    return Unit.PLAIN, end


@cache
def _unit_patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = number_words(language)
    percent = alternatives((*words.percent, *ENGLISH.percent))
    times = alternatives((*words.times, *ENGLISH.times))
    return (
        re.compile(rf"\s?%|[\s-]?(?:{percent})(?![A-Za-z])|\s?个?百分[点點]|\s?個百分點", re.IGNORECASE),
        re.compile(rf"\s?[x×](?!\s?\w)|\s?[x×](?=\s[^\W\d])|\s?倍|\s?(?:{times})(?![^\W_])", re.IGNORECASE),
    )


def _is_in_name(text: str, start: int) -> bool:
    """Tell whether the digits belong to a name: a letter before them, or a name and a hyphen (`GPT-4`)."""
    before = text[start - 1 : start]
    if before.isalpha() and before < "\u0250":
        return True
    match = _NAME_BEFORE.search(text, max(0, start - 40), start)
    return match is not None and not match[1].islower() and match[1].casefold() not in _COUNTED


def _is_negative(text: str, start: int) -> bool:
    if start == 0 or text[start - 1] != "-":
        return False
    before = text[max(0, start - 4) : start - 1].rstrip(" ")[-1:]
    return text[max(0, start - 2) : start - 1] in _BEFORE_A_SIGN and not before.isdigit()
