"""What only speed-reads say, in English and in Chinese."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hfpapers.digest.model import Generated
from hfpapers.digest.typography import typeset
from hfpapers.digest.words import chinese_phrases, english_phrases
from hfpapers.digest.words.base import Words
from hfpapers.model.kinds import TextSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What was made for a digest with answers of a model.

    Attributes:
        generated: Its `absent` includes `stale`.
        stale: Papers whose answer is of an older version.
    """

    generated: Generated
    stale: int

    @property
    def asked(self) -> int:
        """Papers for which the model was asked as they are now."""
        return self.generated.accepted + self.generated.refused + self.generated.failed

    @property
    def fallen_back(self) -> int:
        """Papers whose abstract stands in the place of an answer."""
        return self.generated.refused + self.generated.failed + self.stale

    @property
    def absent(self) -> int:
        """Papers for which no model was ever asked."""
        return self.generated.absent - self.stale


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedreadWords:
    """The words of one language.

    Attributes:
        main_work, highlights, keywords, scores: Head the parts of an entry.
        nobody_wrote: Says above all entries that no model wrote anything, and what stands there: whether there are
            summaries by Hugging Face, and whether there are highlights.
        made_so: Says above all entries how they were made, in sentences.
    """

    main_work: str
    highlights: str
    keywords: str
    scores: str
    usefulness: str
    novelty: str
    recommendation: str
    nobody_wrote: Callable[[bool, bool], str]
    made_so: Callable[[Outcomes], tuple[str, ...]]


def speedread_words(words: Words) -> SpeedreadWords:
    """Return the words that go with ours in a language."""
    return _CATALOGUE[words.language]


# --- English -------------------------------------------------------------------------------------

_ENGLISH_SOURCES = {TextSource.ABSTRACT: "abstracts", TextSource.FULLTEXT: "full texts"}


def _english_made_so(outcomes: Outcomes) -> tuple[str, ...]:
    generated = outcomes.generated
    sentences = [_english_who(outcomes)]
    if outcomes.fallen_back:
        abstracts = "its abstract stands" if outcomes.fallen_back == 1 else "their abstracts stand"
        sentences.append(f"{_english_fates(outcomes)}: {abstracts} there instead.")
    if outcomes.absent:
        papers = "1 paper has" if outcomes.absent == 1 else f"{outcomes.absent:,} papers have"
        sentences.append(
            f"{papers} no speed-read yet: what stands there is Hugging Face's or from the abstract, and marked so."
        )
    if generated.accepted:
        sentences.append("Scores are the model's opinion, from 1 to 5.")
    return (" ".join(sentences),)


def _english_who(outcomes: Outcomes) -> str:
    generated = outcomes.generated
    if not generated.accepted:
        return "No speed-read by a model is shown, and there are no scores, since nobody judged the papers."
    sources = english_phrases.both([_ENGLISH_SOURCES[source] for source in generated.sources])
    return (
        f"Speed-reads by {english_phrases.both(generated.models)}, from the {sources}. Each was checked, and is shown"
        " only where its numbers and terms agree with the source and its language is the one that was asked for:"
        f" {generated.accepted:,} of {outcomes.asked:,} passed."
    )


def _english_fates(outcomes: Outcomes) -> str:
    generated, fates = outcomes.generated, []
    if generated.refused:
        fates.append(f"{generated.refused:,} did not pass")
    if generated.failed:
        fates.append(f"{generated.failed:,} got no usable answer")
    if outcomes.stale:
        fates.append(f"{outcomes.stale:,} was written from an older version of the paper")
    if outcomes.stale > 1:
        fates[-1] = f"{outcomes.stale:,} were written from older versions of their papers"
    return english_phrases.both(fates)


def _english_nobody_wrote(has_summaries: bool, has_highlights: bool) -> str:
    main = "Hugging Face's summary, else sentences of the abstract" if has_summaries else "taken from the abstract"
    highlights = "; highlights are sentences of the abstract, word for word" if has_highlights else ""
    return (
        f"No language model wrote a speed-read of these papers. Main work is {main}{highlights}. There are no scores,"
        " since nobody judged the papers."
    )


_ENGLISH = SpeedreadWords(
    main_work="Main work",
    highlights="Highlights",
    keywords="Keywords",
    scores="Scores",
    usefulness="Usefulness",
    novelty="Novelty",
    recommendation="Recommendation",
    nobody_wrote=_english_nobody_wrote,
    made_so=_english_made_so,
)


# --- Chinese -------------------------------------------------------------------------------------

_CHINESE_SOURCES = {TextSource.ABSTRACT: "摘要", TextSource.FULLTEXT: "全文"}


def _chinese_made_so(outcomes: Outcomes) -> tuple[str, ...]:
    generated = outcomes.generated
    clauses = [f"{outcomes.asked:,} 篇中 {generated.accepted:,} 篇通过"] if generated.accepted else []
    if outcomes.fallen_back:
        every = "均" if outcomes.fallen_back > 1 else ""
        clauses.append(f"{_chinese_fates(outcomes)}，{every}改为显示原文摘要")
    if outcomes.absent:
        clauses.append(f"{outcomes.absent:,} 篇尚无速览，显示 Hugging Face 概述和摘要原句，均已注明来源")
    text = _chinese_who(generated) + (f"{'；'.join(clauses)}。" if clauses else "")
    opinion = "评分为模型意见，1 至 5 分。" if generated.accepted else ""
    return (typeset(text + opinion, "zh"),)


def _chinese_who(generated: Generated) -> str:
    if not generated.accepted:
        return "本期没有模型撰写的速览，也没有评分。"
    sources = "和".join(_CHINESE_SOURCES[source] for source in generated.sources)
    return (
        f"速览由 {chinese_phrases.both(generated.models)} 根据论文{sources}生成，并逐篇核对：数字和术语与原文相符、"
        "语言无误才会显示。"
    )


def _chinese_fates(outcomes: Outcomes) -> str:
    generated, fates = outcomes.generated, []
    if generated.refused:
        fates.append(f"{generated.refused:,} 篇未通过核对")
    if generated.failed:
        fates.append(f"{generated.failed:,} 篇未得到可用的回答")
    if outcomes.stale:
        fates.append(f"{outcomes.stale:,} 篇的速览依据论文旧版本写成")
    return "，".join(fates)


def _chinese_nobody_wrote(has_summaries: bool, has_highlights: bool) -> str:
    main = "为 Hugging Face 概述，没有概述的摘自论文摘要" if has_summaries else "摘自论文摘要"
    highlights = "；“亮点”为摘要原句" if has_highlights else ""
    return f"本期没有模型撰写的速览，以下保留原文：“主要工作”{main}{highlights}。无人评判这些论文，因此没有评分。"


_CHINESE = SpeedreadWords(
    main_work="主要工作",
    highlights="亮点",
    keywords="关键词",
    scores="评分",
    usefulness="实用性",
    novelty="创新性",
    recommendation="推荐度",
    nobody_wrote=_chinese_nobody_wrote,
    made_so=_chinese_made_so,
)
_CATALOGUE = {"en": _ENGLISH, "zh": _CHINESE}
