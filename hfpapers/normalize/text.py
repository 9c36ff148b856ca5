"""Text from outside: as served in, one clean line out.

Only what is certain is changed: white space, control characters, text that was decoded twice,
and (in `clean_text`) LaTeX. Quotes, ligatures, width and accents stay as they were written.
Every function is idempotent and takes any text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import islice

from hfpapers.normalize.latex import convert_latex, may_hold_latex

#: Control characters that are no white space; soft hyphen; zero-width and direction controls that change only
#: how the text around them looks; two code points that XML refuses. Joiners (U+200C, U+200D) spell words: they stay.
_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_AROUND = 10
_MOST_PLACES = 50
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def clean_text(raw: str) -> str:
    r"""Return the text on one line, LaTeX as Unicode where it certainly is LaTeX.

    One pass can bring up work for the next (`\emph{\"u}`), so it is repeated until nothing changes;
    each pass that changes something leaves fewer backslashes, dollars and quotes, or less text.
    """
    if _is_plain(raw) and not may_hold_latex(raw):
        return raw
    text = clean_line(raw)
    while (converted := convert_latex(text)) != text and (again := clean_line(converted)) != text:
        text = again
    return text


def clean_line(raw: str) -> str:
    """Return the text on one line, in words as served: for what is no prose, or has no raw twin stored beside it."""
    text = raw
    while not _is_plain(text):
        again = " ".join(_REMOVED.sub("", _SURROGATES.sub(_REPLACEMENT, _decoded_once(text))).split())
        if again == text:
            break
        text = again
    return text


def text_or_none(raw: str | None) -> str | None:
    """Clean text that may not be there; None as well where nothing is left of it."""
    return None if raw is None else clean_text(raw) or None


def line_or_none(raw: str | None) -> str | None:
    """Put text that may not be there on one line; None as well where nothing is left of it."""
    return None if raw is None else clean_line(raw) or None


def storable_or_none(raw: str | None) -> str | None:
    """Make text that may not be there storable as it was served."""
    return None if raw is None else storable(raw)


def _is_plain(text: str) -> bool:
    """Tell quickly what most text is: printable ASCII on one line, its blanks single."""
    return text.isascii() and text.isprintable() and "  " not in text and text == text.strip()


def storable(raw: str) -> str:
    """Return text as served, but for what no database holds: NUL and halves of surrogate pairs become U+FFFD."""
    if raw.isascii():
        return raw.replace("\0", _REPLACEMENT)
    return _SURROGATES.sub(_REPLACEMENT, raw.replace("\0", _REPLACEMENT))


def _decoded_once(text: str) -> str:
    """Undo a wrong decoding (`schÃ¶n` is `schön`; U+0093 is a quote of Windows), only where the bytes are certain."""
    if text.isascii():
        return text
    repair, is_odd = _ftfy()
    return repair(text) if any(is_odd(place) for place in _beyond_ascii(text)) else text


def _beyond_ascii(text: str) -> Iterator[str]:
    """Yield the places of a text that ftfy can find odd, each with what stands around it.

    What it looks for is a few characters long, one of them beyond ASCII. To look at a whole abstract for the sake of
    one Greek letter takes it 0.2 ms, twice as long as all else that is done to the paper's text.
    """
    found = list(islice(_NOT_ASCII.finditer(text), _MOST_PLACES))
    if len(found) == _MOST_PLACES:
        yield text
        return
    for place in found:
        yield text[max(0, place.start() - _AROUND) : place.end() + _AROUND]


@cache
def _ftfy() -> tuple[Callable[[str], str], Callable[[str], bool]]:
    """Import ftfy where it is needed: 50 ms that ASCII text does without."""
    from ftfy import TextFixerConfig, fix_encoding  # noqa: PLC0415 - see above
    from ftfy.badness import is_bad  # noqa: PLC0415 - see above

    certain = TextFixerConfig(unescape_html=False, replace_lossy_sequences=False, decode_inconsistent_utf8=False)
    return partial(fix_encoding, config=certain), is_bad
