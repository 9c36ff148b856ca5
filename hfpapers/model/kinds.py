"""Kinds and states, as words: who said something, what was asked, what came of it. They are stored as they stand here.

The values that have them are elsewhere, so that who needs only a word need not wait for those.
"""

from __future__ import annotations

from enum import StrEnum


class LinkKind(StrEnum):
    """What a link leads to, told from its host and path."""

    CODE = "code"
    PROJECT = "project"
    MODEL = "model"
    DATASET = "dataset"
    SPACE = "space"
    VIDEO = "video"
    IMAGE = "image"
    PAPER = "paper"


class PaperState(StrEnum):
    """What asking one endpoint for one paper came to."""

    FOUND = "found"
    ABSENT = "absent"
    FAILED = "failed"


class Source(StrEnum):
    """Who said it."""

    HUGGINGFACE = "huggingface"
    ARXIV = "arxiv"


class Endpoint(StrEnum):
    """What was asked, and so which parser reads the answer."""

    DAILY_API = "daily-api"
    DAILY_PAGE = "daily-page"
    PAPER_API = "paper-api"
    PAPER_TEXT = "paper-text"
    ARXIV_ATOM = "arxiv-atom"
    ARXIV_OAI = "arxiv-oai"


class EnrichmentKind(StrEnum):
    """What was asked of the model."""

    TRANSLATION = "translation"
    SPEEDREAD = "speedread"
    ROUNDUP = "roundup"
    REVIEW = "review"


class EnrichmentState(StrEnum):
    """What came of asking: an answer that may be shown, one that failed its checks twice, or none at all."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    FAILED = "failed"


class TextSource(StrEnum):
    """From what the model wrote."""

    ABSTRACT = "abstract"
    FULLTEXT = "fulltext"
