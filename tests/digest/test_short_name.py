"""Short names: what a title calls its paper, and that no ordinary word is taken for a name."""

from __future__ import annotations

import pytest

from hfpapers.digest.short_name import short_name


@pytest.mark.parametrize(
    "name",
    [
        "QLoRA",
        "LLaMA-2",
        "RecurrentGemma",
        "LoRA+",
        "POGEMA",
        "Qwen2.5",
        "MM1",
        "OmniHuman-1",
        "LLaVA-NeXT-Interleave",
        "V-JEPA",
        "TAPTRv3",
        "xGen-VideoSyn-1",
        "PaLM-E",
        "VLsI",
    ],
)
def test_a_word_that_was_coined_is_a_name(name: str) -> None:
    assert short_name(f"{name}: Of Lamps and Wicks") == name
    assert short_name(f"{name} \u2014 Of Lamps and Wicks") == name


@pytest.mark.parametrize(
    "title",
    [
        None,
        "",
        ":",
        "Attention Is All You Need",
        "QLoRA",
        "Video: A Survey",
        "Orca: Progressive Learning",
        "Why: An Essay",
        "Llama 2: Open Foundation Models",
        "RLHF: Ten Years On",
        "GPT-4: A Report",
        "LLMs: Friends or Foes",
        "COVID-19: What Was Learned",
        "Text-to-3D: The State of Things",
        "Chain-of-Thought: Why It Works",
        "State-of-the-Art: A View",
        "Multi-LLM: Many Minds",
        "R1: Once More",
        "DPO: Once More",
        "VAR: Three Letters Are Met by Chance",
        "QLoRA:Efficient",
        "THEN: A Word That No Index Holds",
        "\u03c00: A Flow Model",
        "一种方法: 综述",
        "What QLoRA Is: An Essay",
        "https://example.org: A Page",
    ],
)
def test_an_ordinary_word_a_term_and_a_phrase_are_none(title: str | None) -> None:
    assert short_name(title) is None
