"""What is said of text that was taken from a paper's own words, in English and in Chinese."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from dataclasses import dataclass

from hfpapers.digest.words.base import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractWords:
    """Labels, and what they mean.

    Attributes:
        from_huggingface: Labels keywords that are Hugging Face's, under a heading that says that they are keywords.
        from_abstract: Labels sentences of the abstract.
        extracted: Labels keywords that a program found in title and abstract, under the same heading.
        extracted_keywords: Labels them where no heading says that they are keywords.
        sentences_told, keywords_told: Say under the digest what the labels mean.
    """

    from_huggingface: str
    from_abstract: str
    extracted: str
    extracted_keywords: str
    sentences_told: str
    keywords_told: str


_ENGLISH = ExtractWords(
    from_huggingface="From Hugging Face",
    from_abstract="From the abstract",
    extracted="Found in title and abstract",
    extracted_keywords="Keywords found in title and abstract",
    sentences_told="Sentences from abstracts were picked by a program, and stand as their authors wrote them.",
    keywords_told="Keywords found in title and abstract were picked by a program.",
)
_CHINESE = ExtractWords(
    from_huggingface="来自 Hugging Face",
    from_abstract="摘自论文摘要",
    extracted="提取自标题和摘要",
    extracted_keywords="提取自标题和摘要的关键词",
    sentences_told="注明“摘自论文摘要”的句子由程序挑选，逐字保留作者原文。",
    keywords_told="注明“提取自标题和摘要”的关键词由程序提取。",
)
_CATALOGUE = {"en": _ENGLISH, "zh": _CHINESE}


def extract_words(words: Words) -> ExtractWords:
    """Return the phrases in the language of our words."""
    return _CATALOGUE[words.language]
