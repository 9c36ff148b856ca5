"""What the reader of a digest asked for, and what of it cannot be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from hfpapers.errors import ConfigError

STYLES = ("list", "speedread", "roundup", "review")

#: As BCP 47 has them, without extensions: `en`, `pt-BR`, `zh-Hant`.
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestOptions:
    """What the reader asked for. Filters work before `top`.

    Attributes:
        top: At most so many papers, most votes first, over all days; None leaves it to the style: `list` and
            `speedread` show every day's list in its order, `roundup` and `review` choose by their rule.
        min_upvotes: Papers with fewer votes, or with none known, are left out.
        categories: Any of these: `cs.CL`, or a whole archive, `cs`.
        keywords: Any of these words or phrases.
        style: One of `STYLES`.
        lang: BCP 47 tag of the reader's language. Our own words are in it where `digest.words` has it, else English.
        topic_share: In `roundup` and `review` no more than this share of the papers may be of one topic.
        as_of: The digest as it would have been then; None for what is known now.
    """

    top: int | None = None
    min_upvotes: int | None = None
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    style: str = "list"
    lang: str = "en"
    topic_share: float = 0.4
    as_of: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be.

        Raises:
            ConfigError: No such style, no language, a `top` under 1, or a share that is none.
        """
        if self.style not in STYLES:
            raise ConfigError("--style", f"no such style {self.style!r}; there are: {', '.join(STYLES)}")
        if self.top is not None and self.top < 1:
            raise ConfigError("--top", f"{self.top} must be at least 1")
        if _LANGUAGE_TAG.fullmatch(self.lang) is None:
            raise ConfigError("--lang", f"{self.lang!r} is no language tag; write one such as en, zh or pt-BR")
        if not 0 < self.topic_share <= 1:
            raise ConfigError("--topic-share", f"{self.topic_share:g} must be above 0, and at most 1")
