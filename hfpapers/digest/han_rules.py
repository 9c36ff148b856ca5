"""The rules of Chinese typography, as they are applied: text in, text out. What they are is told in `typography`.

Apart from it because its patterns take longer to compile than an English digest can wait.
"""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

import re

_HAN = "\u3005-\u3007\u3041-\u3096\u30a1-\u30fc\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_ANY_HAN = re.compile(f"[{_HAN}]")
#: Stands for what must not change while the rest does; one that comes from outside stands for itself.
_HELD = "\ue000"
_WORD = f"0-9A-Za-z\u00b5\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u03ff\u0400-\u04ff{_HELD}"
#: Marks that are part of the foreign word before them (`10%`, `C++`, `A*`), or after them (`$5`).
_TAIL, _LEAD = "%‰°℃+*#²³", "$€£¥@#±~≈"
_WIDE = "，。！？：；、（）《》〈〉【】「」『』"
_WIDE_OF = dict(zip(",!?:;", "，！？：；", strict=True))
_NARROW_OF = dict(zip("，！？：；、", ",!?:;,", strict=True))

_ABBREVIATIONS = (
    r"e\.g|i\.e|et al|vs|etc|cf|approx|resp|w\.r\.t|a\.k\.a|[Ff]igs?|[Ee]qs?|[Ss]ecs?|No|Dr|Mr|Mrs|Ms|St|vol|pp|ca"
)
_UNTOUCHED = re.compile(
    rf"{_HELD}"
    r"|`[^`]*`"
    rf"|(?:https?://|www\.)[^\s<>\"`{_HAN}{_WIDE}“”‘’…{_HELD}]*[^\s<>\"`{_HAN}{_WIDE}“”‘’…{_HELD}.,;:!?)\]}}'*]"
    rf"|(?<![0-9A-Za-z._+-])[0-9A-Za-z._+-]+@[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)+"
    rf"|(?<![{_WORD}])(?:{_ABBREVIATIONS})\.(?![{_WORD}])"
    rf"|(?<![{_WORD}.])(?:[A-Za-z]\.){{2,}}"
)

_DOTS = r"(?:\.{3,}|…+|。{3,})"
_ELLIPSIS = re.compile(rf"(?<=[{_HAN}{_WIDE}])\ *{_DOTS}|{_DOTS}(?=\ *[{_HAN}])")
_AFTER_HAN = re.compile(rf"(?<=[{_HAN}）》】」』])\ *([,!?:;])")
_BEFORE_HAN = re.compile(rf"(?<=[{_WORD}{_TAIL})\]”])([,?:;])(?=\ *[{_HAN}《（「『【“])")
_STOP = re.compile(rf"(?<=[{_HAN}）》】」』{_WORD}{_TAIL})\]”])\ *([.!?])(?=\ *(?:[{_HAN}《（「『【“”’）]|$)|\ )")
_MARK = re.compile("[,.!?:;]")
_SENTENCE_END = re.compile("[。！？]")
_NUMBERING = re.compile(r"(?:\A|[\s(])[0-9]{1,2}(?:\.[0-9]+)*\Z")
_BRACKET = re.compile(r"[()（）]")
_TERM = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u03ff]")
_DOUBLE_QUOTES = re.compile(rf"""([{_HAN}{_WIDE}]\ *)?"([^"]*)"(?=(\ *[{_HAN}{_WIDE}])?)""")
_SINGLE_QUOTES = re.compile(rf"""(?<![{_WORD}])'([^'"]*[{_HAN}][^'"]*)'(?![{_WORD}])""")

_SPACING = (
    (re.compile(rf"(?<=[{_HAN}])\ *(?=[{_LEAD}]*[{_WORD}])"), " "),
    (re.compile(rf"(?<=[{_WORD}])([{_TAIL}]*)\ *(?=[{_HAN}])"), r"\1 "),
    (re.compile(rf"(?<=[{_HAN}])\ *(?=\()"), " "),
    (re.compile(rf"(?<=\))\ *(?=[{_HAN}])"), " "),
    (re.compile(rf"\ +(?=[{_WIDE}]|……|——)"), ""),
    (re.compile(rf"(?<=[{_HAN}])\ +(?=[“‘])"), ""),
    (re.compile(rf"(?<=[{_WIDE}])\ +|(?<=……|——)\ +|(?<=[”’])\ +(?=[{_HAN}])"), ""),
)
#: What one round changes may let another rule apply; a few rounds always do (a test tries to find more).
_MOST_ROUNDS = 6


def set_han(text: str) -> str:
    """Return text that has Han in it as it should be set; other text as it is."""
    if not _has_han(text):
        return text
    held = iter(_UNTOUCHED.findall(text))
    text = _UNTOUCHED.sub(_HELD, text)
    for _ in range(_MOST_ROUNDS):
        before = text
        for step in (_ellipses, _brackets, _quotes, _marks, _blanks):
            text = step(text)
        if text == before:
            break
    return re.sub(_HELD, lambda _: next(held), text)


def _ellipses(text: str) -> str:
    return _ELLIPSIS.sub("……", text) if "..." in text or "…" in text or "。。。" in text else text


def _brackets(text: str) -> str:
    """Set each pair of brackets by what is in it; one without its partner stays as it is."""
    found = list(_BRACKET.finditer(text))
    if not found:
        return text
    pieces = list(text)
    opened: list[int] = []
    for match in found:
        if match[0] in "(（":
            opened.append(match.start())
        elif opened:
            _set_pair(pieces, text, opened.pop(), match.start())
    return "".join(pieces)


def _set_pair(pieces: list[str], text: str, start: int, end: int) -> None:
    content = text[start + 1 : end]
    if _has_han(content):
        pieces[start], pieces[end] = "（", "）"
    elif (text[start], text[end]) != ("(", ")"):
        before = text[:start].rstrip()[-1:]
        if before and re.match(rf"[{_HAN}{_WORD}{_TAIL})]", before) and _TERM.match(content.strip()):
            _set_term(pieces, text, start, end)
        else:
            pieces[start], pieces[end] = "（", "）"


def _set_term(pieces: list[str], text: str, start: int, end: int) -> None:
    """Make the brackets around a foreign term half-width, and the marks in it with them."""
    pieces[start] = "(" if text[start - 1] == " " else " ("
    pieces[end] = ") " if re.match(f"[{_WORD}]", text[end + 1 : end + 2]) else ")"
    for index in range(start + 1, end):
        mark = _NARROW_OF.get(text[index])
        if mark is not None:
            pieces[index] = mark if text[index + 1] in " )）" else f"{mark} "


def _quotes(text: str) -> str:
    if '"' in text and text.count('"') % 2 == 0:
        text = _DOUBLE_QUOTES.sub(_set_quotes, text)
    return _SINGLE_QUOTES.sub(r"‘\1’", text) if "'" in text else text


def _set_quotes(match: re.Match[str]) -> str:
    before, content, after = match.groups()
    return f"{before or ''}“{content}”" if before or after or _has_han(content) else match[0]


def _marks(text: str) -> str:
    if _MARK.search(text) is None:
        return text
    text = _AFTER_HAN.sub(lambda match: _WIDE_OF[match[1]], text)
    text = _BEFORE_HAN.sub(lambda match: _WIDE_OF[match[1]], text)
    return _STOP.sub(_set_stop, text)


def _set_stop(match: re.Match[str]) -> str:
    """Make a stop full-width that ends a Chinese sentence: after a foreign word one must look at what came before."""
    text, mark = match.string, match[1]
    said = _SENTENCE_END.split(text[: match.start()])[-1]
    follows = text[match.end() :].lstrip()[:1]
    is_after_han = re.match(rf"[{_HAN}）》】」』]", text[match.start() - 1]) is not None
    is_end = not follows or re.match(rf"[{_HAN}《（「『【“”’）]", follows) is not None
    # Names end with an exclamation mark, too, and numbers of lists with a point: only the end of all is sure.
    is_doubtful = follows != "" and (mark == "!" or _NUMBERING.search(said) is not None)
    if is_after_han or (is_end and not is_doubtful and _has_han(said)):
        return {".": "。", "!": "！", "?": "？"}[mark]
    return match[0]


def _blanks(text: str) -> str:
    for pattern, replacement in _SPACING:
        text = pattern.sub(replacement, text)
    return text


def _has_han(text: str) -> bool:
    return _ANY_HAN.search(text) is not None
