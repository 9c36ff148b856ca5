"""Invented papers, answers about them, and terms: what the tests of checks judge."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation, and Russian has its own letters

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hfpapers.enrich.checks import CheckInput, check_answer
from hfpapers.model.enrichment import (
    Answer,
    EnrichmentKind,
    ReviewSection,
    Roundup,
    Score,
    Speedread,
    Term,
    Translation,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Entry:
    term: str
    translations: tuple[str, ...]
    aliases: tuple[str, ...] = ()


PPO = Entry("Proximal Policy Optimization", ("近端策略优化",), ("PPO",))
RLHF = Entry("Reinforcement Learning from Human Feedback", ("基于人类反馈的强化学习", "人类反馈强化学习"), ("RLHF",))
REWARD_MODEL = Entry("reward model", ("奖励模型",))
LLM = Entry("large language model", ("大语言模型", "大型语言模型"), ("LLM",))
TERMS = (PPO, RLHF, REWARD_MODEL, LLM)

TITLE = "Teapotter: Sorting Small Teapots with Large Language Models"
ABSTRACT = (
    "Sorting teapots is hard for robots, since handles hide behind spouts. We present Teapotter, a two-stage method in "
    "which a large language model (LLM) plans the grasp. It is pre-trained on 1.2T tokens of kitchen logs and then "
    "tuned with RLHF, using PPO and a reward model. With 1.5B parameters, Teapotter sorts 43.4% of 10,000 teapots "
    "correctly, 7.62x faster than KettleNet-7B, and needs half of its memory. On SamovarBench, which has 12 tasks, it "
    "gains 6.8 percentage points. The Saucer Attention Memory (SAM) module and all code are released."
)
SOURCE = f"{TITLE}\n\n{ABSTRACT}"

ZH_TRANSLATION = Translation(
    title="Teapotter：用大语言模型分拣小茶壶",
    abstract="对机器人来说，分拣茶壶很难，因为壶柄常常藏在壶嘴后面。我们提出 Teapotter，一种两阶段方法，由大语言模型 "
    "(Large Language Model, LLM) 规划抓取。它先在 1.2 万亿个厨房日志 token 上预训练，再用基于人类反馈的强化学习 (RLHF) "
    "调优，其中用到近端策略优化 (PPO) 和奖励模型。Teapotter 有 15 亿参数，能正确分拣一万个茶壶中的 43.4%，速度是 "
    "KettleNet-7B 的 7.62 倍，内存只需一半。在含有 12 项任务的 SamovarBench 上，它提高了 6.8 个百分点。茶托注意力记忆 "
    "(Saucer Attention Memory, SAM) 模块和全部代码均已发布。",
)
ZH_SPEEDREAD = Speedread(
    main_work="壶柄藏在壶嘴后面，机器人很难分拣茶壶。Teapotter 用大语言模型 (LLM) 规划抓取，正确分拣了 43.4% 的茶壶。",
    highlights=(
        "两阶段训练：先在 1.2T token 上预训练，再用 RLHF 调优。",
        "速度是 KettleNet-7B 的 7.62 倍，内存减半。",
    ),
    keywords=(
        Term(text="PPO", translation="近端策略优化"),
        Term(text="Large Language Models", translation="大语言模型"),
        Term(text="Teapotter"),
        Term(text="SAM", translation="茶托注意力记忆"),
    ),
    usefulness=Score(value=3.5, reason="代码已经发布，可以直接用于厨房机器人。"),
    novelty=Score(value=4.0, reason="把语言模型用于规划抓取，思路新颖。"),
    recommendation=Score(value=3.0, reason="适合研究机器人抓取的读者。"),
)
ZH_ROUNDUP = Roundup(
    headline="Teapotter 用 15 亿参数的大语言模型分拣茶壶",
    paragraph="机器人分拣茶壶时，壶柄常常藏在壶嘴后面，抓取很难规划。研究者提出 Teapotter，由大语言模型规划抓取，"
    "并以 RLHF 调优。"
    "它正确分拣了 43.4% 的茶壶，比 KettleNet-7B 快 7.62 倍，内存只要一半，在 SamovarBench 上提高 6.8 个百分点。",
)
ZH_REVIEW = ReviewSection(
    headline="让语言模型规划抓取的 Teapotter",
    what_it_is=(
        "分拣茶壶对机器人很难，因为壶柄会被壶嘴挡住。Teapotter 是一种两阶段方法，由大语言模型规划每一次抓取。",
        "模型先在厨房日志上预训练，再用 RLHF 调优，调优时使用 PPO 和奖励模型。",
    ),
    findings=(
        "在一万个茶壶中，正确分拣的占 43.4%。",
        "速度是 KettleNet-7B 的 7.62 倍，内存只要一半。",
        "在 SamovarBench 的 12 项任务上提高了 6.8 个百分点。",
    ),
)
EN_ROUNDUP = Roundup(
    headline="Teapotter sorts teapots 7.62x faster than KettleNet-7B",
    paragraph="Robots struggle to sort teapots whose handles hide behind spouts. Teapotter lets a large language model "
    "plan the grasp, after pre-training on kitchen logs and tuning with RLHF. With 1.5B parameters it sorts 43.4% of "
    "10,000 teapots correctly, needs half of the memory, and gains 6.8 percentage points on SamovarBench.",
)
DE_ROUNDUP = Roundup(
    headline="Teapotter sortiert Teekannen mit einem Sprachmodell",
    paragraph="Teekannen sind für Roboter schwer zu sortieren, weil sich die Henkel hinter der Tülle verstecken. "
    "Teapotter lässt ein großes Sprachmodell (LLM) den Griff planen, das mit RLHF und dem PPO-Verfahren nachtrainiert "
    "wurde. Mit 1,5 Milliarden Parametern sortiert es 43,4 % von 10.000 Kannen richtig, 7,62-mal so schnell wie "
    "KettleNet-7B und mit der Hälfte des Speichers.",
)
FR_ROUNDUP = Roundup(
    headline="Teapotter trie les théières avec un modèle de langage",
    paragraph="Trier des théières est difficile pour un robot, car les anses se cachent derrière les becs. Teapotter "
    "confie la prise à un grand modèle de langage, affiné avec RLHF et PPO. Avec 1,5 milliard de paramètres, il trie "
    "correctement 43,4 % de 10 000 théières, 7,62 fois plus vite que KettleNet-7B, pour la moitié de la mémoire.",
)
JA_ROUNDUP = Roundup(
    headline="Teapotter は言語モデルで急須を仕分ける",
    paragraph="急須の仕分けはロボットにとって難しい。取っ手が注ぎ口の後ろに隠れるからである。"
    "Teapotter は大規模言語モデルに把持を計画させ、RLHF で調整する。"
    "パラメータは 15 億で、急須の 43.4% を正しく仕分け、KettleNet-7B の 7.62 倍速い。",
)
RU_ROUNDUP = Roundup(
    headline="Teapotter сортирует чайники с помощью языковой модели",
    paragraph="Сортировать чайники роботам трудно, потому что ручки прячутся за носиками. Teapotter поручает "
    "планирование захвата большой языковой модели, дообученной с помощью RLHF. Модель с 1,5 млрд параметров "
    "верно сортирует 43,4% чайников и работает в 7,62 раза быстрее, чем KettleNet-7B.",
)


def given(answer: Answer, language: str = "zh", **changes: Any) -> CheckInput:
    kinds = {
        Translation: EnrichmentKind.TRANSLATION,
        Speedread: EnrichmentKind.SPEEDREAD,
        Roundup: EnrichmentKind.ROUNDUP,
        ReviewSection: EnrichmentKind.REVIEW,
    }
    asked = CheckInput(
        kind=kinds[type(answer)],
        language=language,
        answer=answer,
        finish_reason="stop",
        title=TITLE,
        source=SOURCE,
        glossary=TERMS,
        abstract=ABSTRACT,
    )
    return replace(asked, **changes)


def about(
    text: str, source: str, language: str = "zh", *, title: str = "", glossary: tuple[Entry, ...] = ()
) -> CheckInput:
    """A paragraph judged against a source of a few words."""
    answer = Roundup(headline="", paragraph=text)
    return given(answer, language, title=title, source=source, abstract=None, glossary=glossary)


def verdict_of(check: str, asked: CheckInput) -> Verdict:
    return next(verdict for verdict in check_answer(asked) if verdict.check == check)


def refusals(asked: CheckInput) -> dict[str, str | None]:
    return {verdict.check: verdict.detail for verdict in check_answer(asked) if not verdict.is_passed}
