"""What feeds and books say besides the digest they are made of; English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hfpapers.digest.words.base import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationWords:
    """The words of one language.

    Attributes:
        feed_titles: By style, the title of a feed that goes on, and so names no days.
        about: Heads the last chapter of a book, which says who wrote what.
    """

    feed_titles: Mapping[str, str]
    about: str


ENGLISH = PublicationWords(
    feed_titles={
        "list": "Daily papers",
        "speedread": "Speed-read of daily papers",
        "roundup": "Roundup of daily papers",
        "review": "Daily papers worth reading again",
    },
    about="About this digest",
)
CHINESE = PublicationWords(
    feed_titles={
        "list": "每日论文列表",
        "speedread": "每日论文速览",
        "roundup": "每日论文精选",
        "review": "值得重读的每日论文",
    },
    about="关于本文档",
)


def publication_words(words: Words) -> PublicationWords:
    """Return what goes with our words in a language."""
    return CHINESE if words.language == "zh" else ENGLISH
