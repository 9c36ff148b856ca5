"""English text taken apart into sentences: a text in, its sentences out, none of them cut and none left out.

segtok splits, and what it splits too early (after `et al.`, `Sec.`, `Eq.`) is put together again: two sentences in one
are no harm, half of one is. It also tells whether a text is English at all, and what a sentence does in an abstract.
"""

from __future__ import annotations

import re
from functools import lru_cache

#: Shortened words that segtok takes for the end of a sentence.
_SHORTENED = (
    "al alg algs app approx appx ca cf chap chs ch def defs dept eg eq eqn eqs esp est et etc fig figs ie incl inc "
    "lem ltd max min no nos p pp prop ref refs rem resp sec secs sect sects supp suppl tab tabs thm viz vol vs wrt"
).replace(" ", "|")
_SHORTENED_END = re.compile(rf"(?:\b(?:{_SHORTENED})|\b(?:[a-z]\.)+[a-z]|\b[A-Z])\.$", re.IGNORECASE)
#: Words that begin a sentence even after one of these: `... by Brown et al. The model ...`.
_OPENER = re.compile(
    r"(?:The|This|These|Those|We|Our|In|It|Its|However|To|For|While|As|A|An|On|By|With|Here|Moreover|Furthermore|"
    r"Finally|Then|Thus|Specifically|Extensive|Experiments|Results|Code|Although|Unlike|Despite|Instead|They|Their|"
    r"Building|Our|From|At|When|Such|There|Project)\b"
)
#: Only these can end a sentence, too.
_MAY_END = re.compile(r"\b(?:al|etc|inc|ltd|[A-Z])\.$")
_ENDING = re.compile(r"[.!?…][\"'\u201d\u2019)\]]*$")

#: Stands for itself, but says something of the sentence before it.
_REMARK = re.compile(r"[(\[].*[)\]][.!?]?")

_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-z]")
_WORD = re.compile(r"[A-Za-z]+")
_FUNCTION_WORDS = re.compile(
    r"(?:the of and to in we a is for that with on by this are our as from an it be which can at or these has have was "
    r"not its than using into how their they but such between)".replace(" ", "|")
)
_ENGLISH_SHARE = 0.12
_LATIN_SHARE = 0.8
_TELLING_WORDS = 8

#: What a sentence only says it is after: `to improve`, `aims to further reduce`.
_PURPOSE = re.compile(r"\bto (?:\w+ly |further |also |better )?\w+", re.IGNORECASE)
_RESULT = re.compile(
    r"\b(?:outperform|surpass|exceed|achiev|attain|improv(?:e|es|ed|ing)\b|reduc(?:e|es|ing|tion)|increas(?:es|ing)|"
    r"boost|yield|accelerates|speeds? up|speed-?up|state[- ]of[- ]the[- ]art|sota\b|superior|competitive|on par|"
    r"comparable|faster\b|fewer\b|halv(?:e|es|ing)\b|doubl(?:e|es|ing)\b|gains? of\b|match(?:es|ing)?\b|"
    r"reach(?:es|ing)?\b|set(?:s|ting)? (?:a )?new\b|"
    r"(?:we|results?|experiments?|evaluations?|analys[ei]s|study|studies|findings?)(?: \w+){0,4} "
    r"(?:shows?|finds?|found|demonstrates?|reveals?|observe|confirms?|proves?|indicates?|suggests?|discover)\b|"
    r"is (?:shown|demonstrated|found)\b)",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"(?<![\w.-])[+\-\u2212~≈><$]*\d[\d,.]*\s*(?:%|x\b|\u00d7|times\b|points?\b|percent\b|pp\b)", re.IGNORECASE
)
_OWN = re.compile(
    r"\b(?:our|ours|we|this (?:paper|work|study)|it (?:is|also|even|further)|results?|experiments?|evaluations?)\b"
    r"|\b(?:outperform|surpass|achiev|attain|exceed|state-of-the-art)",
    re.IGNORECASE,
)
_CONTRIBUTION = re.compile(
    r"\b(?:we|this (?:paper|work|report|survey)|our (?:work|paper|approach|method))\b(?:\W+\w+){0,4}?\W+"
    r"(?:propos|introduc|present|releas|develop|study|studies|investigat|describ|build|design|contribut|stud|explor)",
    re.IGNORECASE,
)
_WHERE_TO_FIND = re.compile(
    r"https?://|\bwww\.|\bgithub\b|\b(?:project|web) ?(?:page|site)\b|"
    r"\b(?:codes?|models?|data|datasets?|weights|checkpoints|demos?)\b[^.]{0,80}\b"
    r"(?:available|released|open[- ]?sourced|found at|accessible)\b|\bavailable (?:at|on|here)\b",
    re.IGNORECASE,
)
_BACKGROUND = re.compile(
    r"(?:However|Recent(?:ly)?|Existing|Current(?:ly)?|Prior|Previous|Traditional(?:ly)?|Despite|Although|"
    r"While (?:recent|existing|prior|previous|conventional)|In recent years|In the field of)\b|"
    r".{0,120}\b(?:has|have) (?:\w+ly |been |become |gained? )?(?:revolutioni[sz]ed|attracted|emerged|sparked|reshaped|"
    r"shown|led|brought|demonstrated (?:remarkable|impressive|strong|great)|(?:gained|received|drawn) )"
)
_OPEN_QUESTION = re.compile(
    r"\b(?:unclear|underexplored|under-explored|understudied|overlooked|challenging|struggles?|suffers?|lacks?|remains?)\b"
)
_POINTER = re.compile(
    r"(?:This|These|Those|Such|They|Their|It|Its|Thus|Therefore|Hence|Here|Both)\b(?! (?:paper|work|study))"
)


@lru_cache(maxsize=1024)
def split_sentences(text: str) -> tuple[str, ...]:
    """Split English text on one line; with one blank between them, the sentences are the text again."""
    from segtok.segmenter import split_single  # type: ignore[import-untyped]  # noqa: PLC0415 - only where it is needed

    joined: list[str] = []
    for piece in filter(None, map(str.strip, split_single(" ".join(text.split())))):
        if joined and _goes_on(joined[-1], piece):
            joined[-1] = f"{joined[-1]} {piece}"
        else:
            joined.append(piece)
    return tuple(joined)


def is_english(text: str) -> bool:
    """Tell whether a text is in English, by its letters and, where it is long enough, by its little words."""
    letters = len(_LETTER.findall(text))
    if not letters or len(_LATIN.findall(text)) < _LATIN_SHARE * letters:
        return False
    words = _WORD.findall(text.lower())
    little = sum(_FUNCTION_WORDS.fullmatch(word) is not None for word in words)
    return len(words) < _TELLING_WORDS or little >= _ENGLISH_SHARE * len(words)


def is_whole(sentence: str) -> bool:
    """Tell whether a sentence is one that ends: an abstract that was cut off has a last one that does not."""
    return _ENDING.search(sentence) is not None and not sentence.endswith("...")


def states_result(sentence: str) -> bool:
    """Tell whether a sentence says what came of the work: a figure reached, or a verb that claims something.

    What others did before, and where to find the code, is no result.
    """
    if says_where_to_find(sentence) or is_background(sentence):
        return False
    if _FIGURE.search(sentence):
        return True
    claims = _PURPOSE.sub("", sentence)
    is_claimed = _RESULT.search(claims) is not None and _OWN.search(claims) is not None
    return is_claimed and not states_contribution(sentence)


def states_contribution(sentence: str) -> bool:
    """Tell whether a sentence says what the authors set out to do or made."""
    return _CONTRIBUTION.search(sentence) is not None


def is_background(sentence: str) -> bool:
    """Tell whether a sentence begins as those do that speak of other work, or of the state of the field."""
    return _BACKGROUND.match(sentence) is not None or _OPEN_QUESTION.search(sentence) is not None


def leans_on_others(sentence: str) -> bool:
    """Tell whether a sentence begins with a word that points to the one before it (`This`, `Such`)."""
    return _POINTER.match(sentence) is not None


def says_where_to_find(sentence: str) -> bool:
    """Tell whether a sentence leads to code or pages, which a digest has as links."""
    return _WHERE_TO_FIND.search(sentence) is not None


def _goes_on(before: str, piece: str) -> bool:
    """Tell whether a piece goes on with the sentence before it, though a full stop stands between; a remark does."""
    if _REMARK.fullmatch(piece):
        return True
    if _ENDING.search(before) is None or (piece[0].islower() and not re.match(r"[a-z]+[A-Z]", piece)):
        return True
    if _SHORTENED_END.search(before) is None:
        return False
    return not (_MAY_END.search(before) and _OPENER.match(piece))
