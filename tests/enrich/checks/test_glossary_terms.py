# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from dataclasses import replace

import pytest

from hfpapers.enrich.checks.terms import check_glossary, is_written_out
from hfpapers.model.enrichment import Term
from tests.enrich.checks.papers import TERMS, ZH_SPEEDREAD, Entry, about, given

SOURCE = (
    "We tune a large language model (LLM) with RLHF and PPO. The Saucer Attention Memory (SAM) helps, and so does HPC. "
    "We train Teapotter by reinforcement learning."
)
LEARNING = Entry("reinforcement learning", ("强化学习",), ("RL",))

RIGHT = [
    "PPO（近端策略优化）",
    "PPO (近端策略优化算法)",
    "近端策略优化 (PPO)",
    "我们使用近端策略优化（Proximal Policy Optimization, PPO）",
    "近端策略优化算法 (PPO)",
    "强化学习 (Reinforcement Learning, RL)",
    "离线强化学习 (RL)",
    "基于人类反馈的强化学习 (RLHF)",
    "人类反馈强化学习（RLHF）",
    "PPO（一种策略梯度算法）",
    "PPO（即近端策略优化）",
    "信任域 PPO（信任域近端策略优化）",
    "茶托注意力记忆 (Saucer Attention Memory, SAM)",
    "SAM（茶托注意力记忆）",
    "模型 (LLM)",
    "Teapotter（一个机器人）",
    "茶壶 (Teapotter)",
    "该方法（见上文）",
    "PPO 算法",
]
WRONG = [
    ("PPO (脉冲编程优化)", "近端策略优化"),
    ("PPO（脉冲编程优化）", "近端策略优化"),
    ("脉冲编程优化 (PPO)", "近端策略优化"),
    ("脉冲编程优化（Proximal Policy Optimization, PPO）", "近端策略优化"),
    ("比例策略优化 (PPO)", "近端策略优化"),
    ("增强学习 (RL)", "强化学习"),
    ("人类强化反馈 (RLHF)", "基于人类反馈的强化学习"),
    ("华波兰挑战 (HPC)", "stays English"),
    ("HPC（华波兰挑战）", "stays English"),
    ("群组 PPO（群组脉冲编程）", "近端策略优化"),
]


@pytest.mark.parametrize("text", RIGHT)
def test_a_term_in_brackets_passes_with_a_translation_of_the_glossary(text: str) -> None:
    terms = tuple(
        term for term in (*TERMS, LEARNING) if not (text.startswith("模型") and term.term.startswith("large"))
    )
    verdict = check_glossary(about(f"{text}很有效。", SOURCE, glossary=terms))
    assert verdict.is_passed, verdict.detail


@pytest.mark.parametrize(("text", "wanted"), WRONG)
def test_an_invented_translation_in_brackets_is_refused_with_the_right_one(text: str, wanted: str) -> None:
    verdict = check_glossary(about(f"我们采用{text}来训练。", SOURCE, glossary=(*TERMS, LEARNING)))
    assert not verdict.is_passed
    assert wanted in (verdict.detail or "")


@pytest.mark.parametrize(
    ("keyword", "is_right"),
    [
        (Term(text="PPO", translation="近端策略优化"), True),
        (Term(text="PPO", translation="近端策略优化 (PPO)"), True),
        (Term(text="PPO", translation="PPO"), True),
        (Term(text="PPO"), True),
        (Term(text="Large Language Models", translation="大型语言模型"), True),
        (Term(text="Offline Reinforcement Learning", translation="离线强化学习"), True),
        (Term(text="Offline Reinforcement Learning", translation="线下增强学习"), False),
        (Term(text="Saucer grasping", translation="茶托抓取"), True),
        (Term(text="SAM", translation="茶托注意力记忆"), True),
        (Term(text="PPO", translation="脉冲编程优化"), False),
        (Term(text="LLMs", translation="大的语言模型"), False),
        (Term(text="HPC", translation="华波兰挑战"), False),
        (Term(text="FoleyGen", translation="FoleyGen 系统"), True),
        (Term(text="FoleyGen", translation="拟音生成器"), False),
    ],
)
def test_a_keyword_is_translated_as_the_glossary_says_or_not_at_all(keyword: Term, is_right: bool) -> None:
    answer = replace(ZH_SPEEDREAD, keywords=(keyword, Term(text="Teapotter")))
    verdict = check_glossary(given(answer, source=SOURCE, glossary=(*TERMS, LEARNING)))
    assert verdict.is_passed is is_right, verdict.detail


def test_the_glossary_of_a_language_in_latin_letters_holds_for_keywords() -> None:
    entry = Entry("reward model", ("Belohnungsmodell",))
    for translation, is_right in (("Belohnungsmodell", True), ("Lohnmuster", False)):
        answer = replace(ZH_SPEEDREAD, keywords=(Term(text="reward models", translation=translation),))
        assert check_glossary(given(answer, "de", glossary=(entry,))).is_passed is is_right


@pytest.mark.parametrize(
    ("acronym", "source", "is_so"),
    [
        ("SAM", "the Saucer Attention Memory module", True),
        ("RLHF", "reinforcement learning from human feedback", True),
        ("MoE", "a mixture of experts", True),
        ("LLMs", "large language models", True),
        ("HPC", "a paper about teapots", False),
        ("P", "pots", False),
    ],
)
def test_an_acronym_is_written_out_where_words_in_a_row_begin_with_its_letters(
    acronym: str, source: str, is_so: bool
) -> None:
    assert is_written_out(acronym, source) is is_so


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("主流架构 (Transformer)", True),
        ("Transformer（Transformer 架构）", True),
        ("变形金刚 (Transformer)", False),
        ("Transformer（变形金刚）", False),
    ],
)
def test_a_term_that_stays_english_is_not_translated(text: str, is_right: bool) -> None:
    entry = Entry("Transformer", ("Transformer",))
    verdict = check_glossary(about(f"我们采用{text}。", "A Transformer.", glossary=(entry,)))
    assert verdict.is_passed is is_right, verdict.detail
