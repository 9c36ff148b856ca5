"""arXiv identifiers: text in, one `ArxivId` out; text for ever.

Read as numbers they lose zeros: `2503.02130` became `2503.0213` in a public archive,
so a four-digit number after 2014 is refused, not repaired.

Source: https://info.arxiv.org/help/arxiv_identifier.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from hfpapers.errors import InvalidIdError

_PREFIX = re.compile(
    r"^(?:arxiv:\s*|(?:https?://)?(?:(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/|huggingface\.co/papers/))",
    re.IGNORECASE,
)
_NEW = re.compile(r"(?P<yy>[0-9]{2})(?P<mm>[0-9]{2})\.(?P<number>[0-9]{4,5})(?:v(?P<version>[1-9][0-9]{0,3}))?")
_OLD = re.compile(
    r"(?P<archive>[a-z]{1,8}(?:-[a-z]{2,8})?)(?:\.[A-Z]{2})?/(?P<yy>[0-9]{2})(?P<mm>[0-9]{2})(?P<number>[0-9]{3})"
    r"(?:v(?P<version>[1-9][0-9]{0,3}))?"
)
_FIVE_DIGITS_SINCE = 1501
_NEW_STYLE_SINCE = 704


@dataclass(frozen=True, slots=True)
class ArxivId:
    """One paper at arXiv.

    Attributes:
        text: The identifier without a version, as arXiv writes it: `2404.08197`, `math/0309136`.
        version: The version that was named, or None where none was.
    """

    text: str
    version: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an identifier, bare or as `arXiv:…` or as a link to arXiv or to Hugging Face's page of the paper.

        Raises:
            InvalidIdError: It is none, or it has lost a digit.
        """
        bare = _PREFIX.sub("", text.strip(), count=1).removesuffix(".pdf").rstrip("/")
        match = _NEW.fullmatch(bare)
        if match is not None:
            return cls(_new_style(match, text), _version(match))
        match = _OLD.fullmatch(bare)
        if match is not None:
            _check_month(match, text)
            return cls(f"{match['archive']}/{match['yy']}{match['mm']}{match['number']}", _version(match))
        raise InvalidIdError(text, "expected the form 2404.08197 or math/0309136")

    def __str__(self) -> str:
        return self.text if self.version is None else f"{self.text}v{self.version}"


def _new_style(match: re.Match[str], text: str) -> str:
    _check_month(match, text)
    month = int(match["yy"] + match["mm"])
    if month < _NEW_STYLE_SINCE:
        raise InvalidIdError(text, "this form began in April 2007")
    wanted = 5 if month >= _FIVE_DIGITS_SINCE else 4
    if len(match["number"]) != wanted:
        raise InvalidIdError(text, f"in that month ids have {wanted} digits after the point; was it read as a number?")
    return f"{match['yy']}{match['mm']}.{match['number']}"


def _check_month(match: re.Match[str], text: str) -> None:
    if not 1 <= int(match["mm"]) <= 12:  # noqa: PLR2004 - months
        raise InvalidIdError(text, f"there is no month {match['mm']}")


def _version(match: re.Match[str]) -> int | None:
    return int(match["version"]) if match["version"] else None
