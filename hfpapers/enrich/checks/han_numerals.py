"""Numbers written in Chinese numerals: `一百二十`, `两倍`, `三分之一`, `百分之四十三点四`, `数十亿`.

In: text in Chinese or Japanese, without the numbers in digits. Out: a `Mention` for each number. Many words hold a
numeral and count nothing (一种, 统一, 十分, 两者, 二次): they are known, and passed over.
"""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from hfpapers.enrich.checks.quantities import Mention, Reading, Unit, single

_DIGITS = {sign: at for at, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_SIGNS = "零〇一二三四五六七八九十百千万萬亿億两兩"
_NUMERAL = rf"[{_SIGNS}]{{1,24}}(?:点[零〇一二三四五六七八九]{{1,12}}[十百千万萬亿億]{{0,3}})?"

#: Words that hold a numeral and name no number. 一 by itself never does.
_WORDS = (
    "十分(?!之)|百科|百度|百川|百(?:货|姓)|千差万别|千变万化|千篇一律|千问|千[米瓦克卡兆赫]|成千上万|万(?:能|物|象|维|有引力)"
    "|万一|[两兩二]者|三思|四[处周方]|四面八方|五花八门|五官|五彩|七嘴八舌|八卦|十足|不二|二手|二话|三明治|三星|四川"
    "|[二八四]叉树|[四六五八]边形|三角|十字|三脚架|四元数|[四六双]足|三元组|二(?:元|值|分|进制|次|阶|义|维码|意)"
    "|十六进制|八进制|第三方|第一|一二(?![十百千万])|张三|李四|乱七八糟|[两兩][难難面]|两栖|三原色|[两三]军"
)
_NO_NUMBER = re.compile(_WORDS)
_ORDINAL = re.compile(rf"第[{_SIGNS}]+(?=[，,、：:；])")
_PERCENT = re.compile(rf"百分之({_NUMERAL})")
_PARTS = re.compile(rf"({_NUMERAL})分之({_NUMERAL})")
_ORDER = re.compile(r"(?:[数數几幾上成]|好几)([十百千万萬亿億]{1,6})")
_SCALE = re.compile(r"([十百千万萬亿億]{1,6})(?=[级級])")
_HALF = re.compile(r"一半|半[数數](?!据)|[过過減减折对對][半]|半(?=[天年日]|小时|小時|个[月小])")
_DOUBLE = re.compile(r"翻倍|加倍|倍增|翻了?一番")
_NUMBER = re.compile(rf"({_NUMERAL})(?:[多余餘几])?\s?(个?百分[点點]|倍|成(?![功为為就本分员果熟立长型]))?")


def find_han_numerals(text: str) -> Iterator[Mention]:
    """Find the numbers in Chinese numerals; the text is straightened."""
    text = _blotted(_NO_NUMBER, _blotted(_ORDINAL, text))
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            mention = read(match)
            if mention is not None:
                yield mention
        text = _blotted(pattern, text)


def numeral_value(numeral: str) -> Fraction | None:
    """Return the value of a numeral, also of one like `二点六万亿`; None where it is none."""
    whole, _, rest = numeral.partition("点")
    value = _whole(whole)
    if value is None:
        return None
    digits = "".join(str(_DIGITS[sign]) for sign in rest if sign in _DIGITS)
    factor = 1
    for sign in rest[len(digits) :]:
        factor *= _SMALL.get(sign) or _LARGE[sign]
    return (Fraction(value) + (Fraction(int(digits), 10 ** len(digits)) if digits else 0)) * factor


def _whole(numeral: str) -> int | None:
    if all(sign in _DIGITS for sign in numeral):
        return int("".join(str(_DIGITS[sign]) for sign in numeral)) if numeral else None
    total, section, digit = 0, 0, None
    for sign in numeral:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _SMALL:
            section += (1 if digit in {None, 0} else digit or 1) * _SMALL[sign]
            digit = None
        else:
            total = (total + section + (digit or 0) or 1) * _LARGE[sign]
            section, digit = 0, None
    return total + section + (digit or 0)


def _blotted(pattern: re.Pattern[str], text: str) -> str:
    """Take the matches out, keeping the places of all else."""
    return pattern.sub(lambda match: "\0" * len(match[0]), text)


def _percent(match: re.Match[str]) -> Mention | None:
    value = 100 if match[1] == "百" else numeral_value(match[1])
    return None if value is None else _mention(match, single(value, Unit.PERCENT))


def _parts(match: re.Match[str]) -> Mention | None:
    below, above = numeral_value(match[1]), numeral_value(match[2])
    return None if not below or above is None else _mention(match, single(above / below))


def _order(match: re.Match[str]) -> Mention:
    return Mention(match[0], match.start(), match.end(), (), order=_whole(match[1]))


def _scale(match: re.Match[str]) -> Mention:
    order = _whole(match[1])
    return Mention(match[0], match.start(), match.end(), (single(order or 0),), order=order)


def _half(match: re.Match[str]) -> Mention:
    return _mention(match, single(Fraction(1, 2)))


def _double(match: re.Match[str]) -> Mention:
    return _mention(match, single(2, Unit.TIMES))


def _number(match: re.Match[str]) -> Mention | None:
    numeral, unit = match[1], match[2]
    if unit == "倍":
        return _multiple(match)
    if numeral in {"一", "零", "〇", *_SMALL.keys() - {"十"}, *_LARGE} and unit is None:
        return None
    value = numeral_value(numeral)
    if value is None:
        return None
    if unit == "成":
        return None if numeral == "一" else _mention(match, single(value * 10, Unit.PERCENT))
    if unit is not None:
        return _mention(match, single(value, Unit.PERCENT))
    # Digits without powers are a year (二〇二三), or several numbers (三四种).
    each: Reading = tuple(quantity for sign in numeral if sign in _DIGITS for quantity in single(_DIGITS[sign]))
    is_spelt = len(numeral) > 1 and len(each) == len(numeral)
    return _mention(match, single(value), *([each] if is_spelt else []))


def _multiple(match: re.Match[str]) -> Mention | None:
    value = numeral_value(match[1])
    if value is None:
        return None
    # "Grown by one time" is doubled.
    more = [single(2, Unit.TIMES), single(100, Unit.PERCENT)] if value == 1 else []
    return _mention(match, single(value, Unit.TIMES), *more)


def _mention(match: re.Match[str], *readings: Reading) -> Mention:
    return Mention(match[0], match.start(), match.end(), readings)


_READERS = (
    (_PERCENT, _percent),
    (_PARTS, _parts),
    (_ORDER, _order),
    (_SCALE, _scale),
    (_HALF, _half),
    (_DOUBLE, _double),
    (_NUMBER, _number),
)
