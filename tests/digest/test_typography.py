"""Chinese typography: what changes, what never does, and that doing it twice is doing it once."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hfpapers.digest.typography import typeset

DOCUMENT = Path(__file__).parents[2] / "docs" / "digests.md"

#: Rules meet where letters, blanks and marks of both widths stand close, so most text is drawn from these.
_PIECES = st.sampled_from(
    [
        *"中文 的あbZ09é.,!?:;()（），。！？：；、“”‘’\"'…《》【】「」%°*+#$~-—/·`@_\ue000",
        *("https://x.y/a", "e.g.", "et al. ", "3.5", "10,000", "1:10", "...", "......", "RL (", "（Reinf，RL）", "——"),
    ]
)
_TEXTS = st.one_of(st.lists(_PIECES, max_size=16).map("".join), st.text(max_size=60))


def _rows_of_the_document() -> list[tuple[str, str]]:
    text = DOCUMENT.read_text(encoding="utf-8").partition("\n## Typography\n")[2]
    cells = [re.findall(r"`([^`]+)`", line) for line in text.splitlines() if line.startswith("| ")]
    return [(row[0], row[1]) for row in cells if len(row) == 2]


@pytest.mark.parametrize(("before", "after"), _rows_of_the_document())
def test_the_examples_of_the_documentation_come_out_as_it_says(before: str, after: str) -> None:
    assert typeset(before, "zh") == after


def test_the_documentation_has_an_example_of_each_rule() -> None:
    assert len(_rows_of_the_document()) == 7


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("使用C++和A*算法", "使用 C++ 和 A* 算法"),
        ("提升10%的性能，约$5，共±3个", "提升 10% 的性能，约 $5，共 ±3 个"),
        ("对360°全景", "对 360° 全景"),
        ("漢字とかなGPT", "漢字とかな GPT"),
        ("系数α和β", "系数 α 和 β"),
        ("准确率达到43.4%.", "准确率达到 43.4%。"),
        ("本文提出RL. 它很好.", "本文提出 RL。它很好。"),
        ("什么是LLM?它是模型吗?", "什么是 LLM？它是模型吗？"),
        ("真快!", "真快！"),
        ("Megalodon: 高效预训练", "Megalodon：高效预训练"),
        ("包括(1)数据和 (2) 模型", "包括 (1) 数据和 (2) 模型"),
        ("组件： (i) 编码器； (ii) 解码器", "组件：(i) 编码器；(ii) 解码器"),
        ("方法(如CLIP)很多", "方法（如 CLIP）很多"),
        ("LLM (大语言模型 (即GPT))", "LLM（大语言模型（即 GPT））"),
        ("强化学习(RL)的", "强化学习 (RL) 的"),
        ("GPT（Generative Pre-trained Transformer）模型", "GPT (Generative Pre-trained Transformer) 模型"),
        ("归档状态：完整（7 / 7）。", "归档状态：完整（7 / 7）。"),
        ('他说:"好",然后走了', "他说：“好”，然后走了"),
        ('使用 "Adam" 优化', "使用“Adam”优化"),
        ("称为'涌现'的现象", "称为‘涌现’的现象"),
        ("嗯…好。。。", "嗯……好……"),
        ("代码见https://github.com/a/b.", "代码见 https://github.com/a/b。"),
        ("见https://github.com/a/b，谢谢", "见 https://github.com/a/b，谢谢"),
        ("写信到a.b@c.org询问", "写信到 a.b@c.org 询问"),
    ],
)
def test_chinese_text_is_set_as_an_editor_would(before: str, after: str) -> None:
    assert typeset(before, "zh") == after


@pytest.mark.parametrize(
    "text",
    [
        "比例为 1:10，时间为 02:10，共 10,000 个，版本 3.5.1",
        "提升 10%-20%，即 50%~60%",
        "例如 e.g. 图像、vs. 文本，Smith et al. 提出，见 Fig. 3",
        "函数 f(x) 与 O(n) 复杂度",
        "先 1. 方法",
        "Yahoo! 的数据",
        "运行 `a,b:中文(x)` 即可",
        "The “map” of all, by us. 中文",
        "don't 和 it's 不变",
        "TransformerFAM (FAM) 与 PNG (58.5%) 和 FLAC (30.3%)",
        "视觉-语言模型，端到端",
        "他说“好”",
        "一个 (没有结尾",
        '一个 " 引号',
    ],
)
def test_what_is_right_stays_as_it_is(text: str) -> None:
    assert typeset(text, "zh") == text


@pytest.mark.parametrize("language", ["en", "de", "ja", "pt-BR", "zho"])
def test_text_of_other_languages_is_left_alone(language: str) -> None:
    assert typeset('用GPT-4,它"很好"...', language) == '用GPT-4,它"很好"...'


@pytest.mark.parametrize("language", ["zh", "zh-CN", "zh-Hans", "zh-Hant", "ZH-tw"])
def test_every_tag_of_chinese_is_chinese(language: str) -> None:
    assert typeset("用GPT", language) == "用 GPT"


@given(st.text(alphabet=st.characters(max_codepoint=0x2E7F), max_size=80))
def test_text_without_han_is_left_alone(text: str) -> None:
    assert typeset(text, "zh") == text


@given(_TEXTS)
@example('中文,"Adam" x')
@example("中（a）b.文")
@example("的（Zb，（中）")
def test_setting_twice_changes_nothing(text: str) -> None:
    once = typeset(text, "zh")
    assert typeset(once, "zh") == once


@given(_TEXTS)
def test_no_letter_and_no_digit_changes(text: str) -> None:
    def letters(of: str) -> list[str]:
        return [character for character in of if character.isalnum()]

    assert letters(typeset(text, "zh")) == letters(text)
