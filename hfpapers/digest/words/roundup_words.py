"""What only roundups say, in English and in Chinese: the rule of choice, and what stands where no model wrote."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hfpapers.digest.model import Counts
from hfpapers.digest.typography import typeset
from hfpapers.digest.words.base import Words
from hfpapers.digest.words.english_phrases import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the rule of choice did.

    Attributes:
        asked: What the filters ask, in words (`are in cs.CL`); empty where there are none.
        topic_limit: How many papers of one topic there may be.
        has_votes: The votes of any of them are known.
        is_short: The rule left fewer papers than were asked for.
        is_whole: Every day's list was had.
    """

    counts: Counts
    asked: str
    topic_limit: int
    has_votes: bool
    is_short: bool
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundupWords:
    """The words of one language.

    Attributes:
        chosen: Says how many papers were listed, and by which rule these were chosen.
        nobody_wrote: Says that for so many of the papers shown no model was asked, and what stands there.
    """

    chosen: Callable[[Chosen], str]
    nobody_wrote: Callable[[int, int], str]


def roundup_words(words: Words) -> RoundupWords:
    """Return the words that go with ours in a language."""
    return _CATALOGUE[words.language]


# --- English -------------------------------------------------------------------------------------

_TOPIC = "one topic (the primary arXiv category)"


def _english_chosen(chosen: Chosen) -> str:
    counts, shown = chosen.counts, chosen.counts.shown
    verb = ("was" if counts.listed == 1 else "were") if chosen.is_whole else ("is" if counts.listed == 1 else "are")
    stated = f"{counted(counts.listed, 'paper')} {verb} {'listed' if chosen.is_whole else 'held'}"
    among = f"of the {counts.matched:,} that {chosen.asked}, " if chosen.asked else ""
    these = "this one" if shown == 1 else f"these {shown:,}"
    if chosen.is_short:
        left = f"{these}, most votes first" if shown > 1 and chosen.has_votes else these
        return f"{stated}; {among}no more than {chosen.topic_limit:,} may be from {_TOPIC}, which leaves {left}."
    why = "drew the most votes" if chosen.has_votes else f"{'is' if shown == 1 else 'are'} the first of the days' lists"
    return f"{stated}; {among}{these} {why}, with no more than {chosen.topic_limit:,} from {_TOPIC}."


def _english_nobody_wrote(absent: int, shown: int) -> str:
    if absent == shown:
        return (
            "No language model wrote for this roundup: headlines are the papers' titles, and the texts are Hugging"
            " Face's summaries and sentences of the abstracts, marked as such."
        )
    papers = "1 paper has" if absent == 1 else f"{absent:,} papers have"
    return (
        f"{papers} no headline by a model yet: what stands there is the title, with Hugging Face's summary and"
        " sentences of the abstract, marked as such."
    )


_ENGLISH = RoundupWords(chosen=_english_chosen, nobody_wrote=_english_nobody_wrote)


# --- Chinese -------------------------------------------------------------------------------------


def _chinese_chosen(chosen: Chosen) -> str:
    counts = chosen.counts
    stated = f"{'本期共列出' if chosen.is_whole else '归档中现有'} {counts.listed:,} 篇论文"
    among = f"，其中{chosen.asked}的有 {counts.matched:,} 篇" if chosen.asked else ""
    rule = f"同一主题（arXiv 主分类）不超过 {chosen.topic_limit:,} 篇"
    if chosen.is_short:
        order = "，按票数从高到低排列" if counts.shown > 1 and chosen.has_votes else ""
        return typeset(f"{stated}{among}。{rule}，因此只选出 {counts.shown:,} 篇{order}。", "zh")
    why = "票数最高的" if chosen.has_votes else "各日列表中靠前的"
    return typeset(f"{stated}{among}。这里是{why} {counts.shown:,} 篇，{rule}。", "zh")


def _chinese_nobody_wrote(absent: int, shown: int) -> str:
    if absent == shown:
        return "本期没有模型撰写的标题和简介：标题为论文原题，正文为 Hugging Face 概述和摘要原句，均已注明来源。"
    return f"有 {absent:,} 篇尚无模型撰写的标题和简介，仍用论文原题，正文为 Hugging Face 概述和摘要原句，均已注明来源。"


_CHINESE = RoundupWords(chosen=_chinese_chosen, nobody_wrote=_chinese_nobody_wrote)
_CATALOGUE = {"en": _ENGLISH, "zh": _CHINESE}
