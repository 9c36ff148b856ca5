"""How languages spell numbers: words for numbers, magnitudes, percent and multiples.

Data only. Words are folded: lower case, without diacritics. Articles (`ein`, `un`, `one`) are no numbers; words that
are more often something else (`neuf`, `sei`, `once` outside of Spanish) are left out. German `Billion` is 10¹².
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberWords:
    """Words of one language, folded.

    Attributes:
        counts: Words for whole numbers under a thousand.
        magnitudes: Words that multiply what stands before them, and count as one thousand and so on by themselves.
        plurals: Words that, by themselves, name no number but only an order (`millions`).
        fractions: Words for parts; with a count before them, so many parts.
        multiples: Words for so many times.
        percent, times: What behind a number makes it percent, or a multiple.
    """

    counts: Mapping[str, int]
    magnitudes: Mapping[str, int]
    plurals: Mapping[str, int] = field(default_factory=dict)
    fractions: Mapping[str, Fraction] = field(default_factory=dict)
    multiples: Mapping[str, int] = field(default_factory=dict)
    percent: tuple[str, ...] = ()
    times: tuple[str, ...] = ()


_THOUSAND, _MILLION, _BILLION, _TRILLION = 10**3, 10**6, 10**9, 10**12


def _counts(first: str, tens: str, *, hundred: str = "", start: int = 2) -> dict[str, int]:
    """Number the words of a line from `start` on, the tens from 20 on; `-` leaves a number out, `/` parts spellings."""
    found = {word: start + at for at, words in enumerate(first.split()) for word in words.split("/") if word != "-"}
    found |= {word: 20 + 10 * at for at, words in enumerate(tens.split()) for word in words.split("/") if word != "-"}
    return found | dict.fromkeys(hundred.split(), 100)


def _magnitudes(thousand: str, million: str, billion: str, trillion: str) -> dict[str, int]:
    powers = (_THOUSAND, _MILLION, _BILLION, _TRILLION)
    return {
        word: power
        for words, power in zip((thousand, million, billion, trillion), powers, strict=True)
        for word in words.split()
    }


def _orders(ten: str, hundred: str, thousand: str, million: str, billion: str, trillion: str) -> dict[str, int]:
    low = dict.fromkeys(ten.split(), 10) | dict.fromkeys(hundred.split(), 100)
    return low | _magnitudes(thousand, million, billion, trillion)


def _parts(halves: str, thirds: str, quarters: str, *, more: Mapping[str, int] | None = None) -> dict[str, Fraction]:
    found = dict.fromkeys(halves.split(), Fraction(1, 2)) | dict.fromkeys(thirds.split(), Fraction(1, 3))
    found |= dict.fromkeys(quarters.split(), Fraction(1, 4))
    return found | {word: Fraction(1, below) for word, below in (more or {}).items()}


_ENGLISH_COUNTS = _counts(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen",
    "twenty thirty forty fifty sixty seventy eighty ninety",
    hundred="hundred",
)

ENGLISH = NumberWords(
    counts={**_ENGLISH_COUNTS, "dozen": 12},
    magnitudes=_magnitudes("thousand thousands", "million millions", "billion billions bn", "trillion trillions tn"),
    plurals=_orders("tens dozens decades", "hundreds", "thousands", "millions", "billions", "trillions"),
    fractions=_parts(
        "half halves",
        "third thirds",
        "quarter quarters fourth fourths",
        more={"fifth": 5, "fifths": 5, "sixth": 6, "eighth": 8, "tenth": 10, "tenths": 10},
    ),
    multiples={
        "twice": 2,
        "double": 2,
        "doubles": 2,
        "doubled": 2,
        "doubling": 2,
        "thrice": 3,
        "triple": 3,
        "triples": 3,
        "tripled": 3,
        "tripling": 3,
        "quadruple": 4,
        "quadrupled": 4,
        "quadruples": 4,
    },
    percent=("percentage points", "percentage point", "percent", "per cent", "pp"),
    times=("-fold", "fold", "times"),
)

#: What a source may say in the place of a plain number, beside the words above: only ever a reason to accept.
ENGLISH_HINTS: Mapping[str, int] = {
    word: value
    for value, words in {
        0: "zero zeroth",
        1: "one once single sole first",
        2: "dual both pair pairs paired pairwise binary second secondary couple duo halves",
        3: "third triplet triplets trio ternary thirdly tripartite",
        4: "fourth quadruped quadrupedal quarter quaternary",
        5: "fifth",
        6: "sixth",
        7: "seventh",
        8: "eighth",
        9: "ninth",
        10: "tenth decade",
    }.items()
    for word in words.split()
}
#: Months by their first three letters.
ENGLISH_MONTHS: Mapping[str, int] = {
    name: at for at, name in enumerate(re.findall("...", "janfebmaraprmayjunjulaugsepoctnovdec"), start=1)
}

_LANGUAGES: Mapping[str, NumberWords] = {
    "en": ENGLISH,
    "de": NumberWords(
        counts=_counts(
            "zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn "
            "achtzehn neunzehn",
            "zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig",
            hundred="hundert",
        ),
        magnitudes=_magnitudes(
            "tausend tsd", "million millionen mio", "milliarde milliarden mrd", "billion billionen bio"
        ),
        plurals=_orders("", "hunderte hunderten", "tausende tausenden", "millionen", "milliarden", "billionen"),
        fractions=_parts("halfte halb halbe halben", "drittel", "viertel", more={"funftel": 5, "zehntel": 10}),
        multiples={
            "doppelt": 2,
            "doppelte": 2,
            "doppelten": 2,
            "verdoppelt": 2,
            "zweifach": 2,
            "zweimal": 2,
            "dreifach": 3,
            "dreifache": 3,
            "dreimal": 3,
            "verdreifacht": 3,
            "vierfach": 4,
            "viermal": 4,
            "zehnfach": 10,
            "zehnmal": 10,
        },
        percent=("prozentpunkten", "prozentpunkte", "prozentpunkt", "prozent"),
        times=("-fach", "fache", "fach", "mal"),
    ),
    "fr": NumberWords(
        counts=_counts(
            "deux trois quatre cinq six sept huit - dix onze douze treize quatorze quinze seize",
            "vingt trente quarante cinquante soixante",
            hundred="cent cents",
        ),
        magnitudes=_magnitudes("mille", "million millions", "milliard milliards md", "billion billions"),
        plurals=_orders("dizaines", "centaines", "milliers", "millions", "milliards", "billions"),
        fractions=_parts("moitie demi demie", "tiers", "quart quarts", more={"dixieme": 10}),
        multiples={"double": 2, "doubles": 2, "doubler": 2, "triple": 3, "triples": 3, "quadruple": 4},
        percent=("points de pourcentage", "point de pourcentage", "pour cent", "pourcent"),
        times=("fois",),
    ),
    "es": NumberWords(
        counts=_counts(
            "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete "
            "dieciocho diecinueve",
            "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
            hundred="cien ciento",
        ),
        magnitudes={
            **_magnitudes("mil", "millon millones", "millardo millardos", "billon billones"),
            "mil millones": _BILLION,
        },
        plurals=_orders("decenas", "cientos", "miles", "millones", "", "billones"),
        fractions=_parts("mitad medio media", "tercio tercios", "cuarto cuartos"),
        multiples={"doble": 2, "dobles": 2, "duplica": 2, "triple": 3, "triplica": 3},
        percent=("puntos porcentuales", "punto porcentual", "por ciento"),
        times=("veces",),
    ),
    "pt": NumberWords(
        counts=_counts(
            "dois/duas tres quatro cinco seis sete oito nove dez onze doze treze catorze quinze",
            "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
            hundred="cem cento",
        ),
        magnitudes={
            **_magnitudes("mil", "milhao milhoes", "bilhao bilhoes", "trilhao trilhoes"),
            "mil milhoes": _BILLION,
        },
        plurals=_orders("dezenas", "centenas", "milhares", "milhoes", "bilhoes", "trilhoes"),
        fractions=_parts("metade meio", "terco tercos", "quarto quartos"),
        multiples={"dobro": 2, "duplica": 2, "triplo": 3, "triplica": 3},
        percent=("pontos percentuais", "ponto percentual", "por cento"),
        times=("vezes",),
    ),
    "it": NumberWords(
        counts=_counts(
            "due tre quattro cinque - sette otto nove dieci undici dodici tredici quattordici quindici",
            "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
            hundred="cento",
        ),
        magnitudes=_magnitudes("mila mille", "milione milioni", "miliardo miliardi", "bilione bilioni"),
        plurals=_orders("decine", "centinaia", "migliaia", "milioni", "miliardi", ""),
        fractions=_parts("meta mezzo mezza", "terzi", "quarti"),
        multiples={"doppio": 2, "raddoppia": 2, "triplo": 3, "triplica": 3},
        percent=("punti percentuali", "punto percentuale", "per cento", "percento"),
        times=("volte",),
    ),
    "nl": NumberWords(
        counts=_counts(
            "twee drie vier vijf zes zeven acht negen tien elf twaalf",
            "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
            hundred="honderd",
        ),
        magnitudes=_magnitudes("duizend", "miljoen", "miljard", "biljoen"),
        plurals=_orders("tientallen", "honderden", "duizenden", "miljoenen", "miljarden", ""),
        fractions=_parts("helft half halve", "", "kwart"),
        multiples={"dubbel": 2, "dubbele": 2, "tweemaal": 2, "verdubbelt": 2, "driemaal": 3, "drievoudig": 3},
        percent=("procentpunten", "procentpunt", "procent"),
        times=("keer", "maal"),
    ),
    "ru": NumberWords(
        counts=_counts(
            "два/две/двух/двум/двумя три/трех/тремя четыре/четырех пять/пяти шесть/шести семь/семи восемь/восьми "
            "девять/девяти десять/десяти",
            "двадцать тридцать сорок пятьдесят",
            hundred="сто ста",
        ),
        magnitudes=_magnitudes(
            "тысяча тысячи тысяч тыс",
            "миллион миллиона миллионов млн",
            "миллиард миллиарда миллиардов млрд",
            "триллион триллиона триллионов трлн",
        ),
        plurals=_orders(
            "десятки десятков", "сотни сотен", "тысячи тысяч", "миллионы миллионов", "миллиарды миллиардов", ""
        ),
        fractions=_parts("половина половину половины", "треть трети", "четверть четверти"),
        multiples={"вдвое": 2, "дважды": 2, "втрое": 3, "трижды": 3},
        percent=("процентных пункта", "процентных пунктов", "процентов", "процента", "процент"),
        times=("раза", "раз"),
    ),
    # Texts in these quote English numbers; their own are read by their signs.
    "ja": replace(ENGLISH, percent=("パーセントポイント", "パーセント", "ポイント")),
    "ko": replace(
        ENGLISH,
        magnitudes={**ENGLISH.magnitudes, "천": 10**3, "만": 10**4, "억": 10**8, "조": 10**12},
        percent=("퍼센트",),
    ),
    "zh": replace(ENGLISH, percent=("个百分点", "個百分點", "百分点", "百分點")),
}


@cache
def number_words(language: str) -> NumberWords:
    """Return the words of a language by its primary subtag; English ones for a language that has none here."""
    return _LANGUAGES.get(language, ENGLISH)


def alternatives(words: tuple[str, ...]) -> str:
    """Return a pattern for any of these words, the longest first; one that matches nothing where there are none."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"
