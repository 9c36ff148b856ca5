# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from dataclasses import replace

import pytest

from hfpapers.enrich.checks.repetition import check_repetition
from tests.enrich.checks.papers import ZH_REVIEW, ZH_SPEEDREAD, about, given

REPEATED = [
    ("每个屏幕划分为两个子图（即纵向划分为纵向划分为横向划分为纵向划分为纵向划分）。", "zh"),
    ("模型使用大语言模型大语言模型进行规划。", "zh"),
    ("先做数据清洗，数据清洗，数据清洗，再训练。", "zh"),
    ("它提高了效率。研究者发布了全部代码和数据。研究者发布了全部代码和数据。", "zh"),
    ("The model plans the grasp plans the grasp and moves.", "en"),
    ("It is very very very fast.", "en"),
    ("We release the code and data. It is fast. We release the code and data.", "en"),
    ("Das Modell plant den Griff plant den Griff und bewegt sich.", "de"),
    ("急須を仕分ける仕分ける仕分けるロボット。", "ja"),
    ("good " * 60, "en"),
    ("it sorts a pot and then it sorts a cup and " * 12, "en"),
]
NATURAL = [
    ("研究研究方法，一步一步地改进，越来越好，慢慢来。", "zh"),
    ("模型的训练的数据的质量决定了模型的性能的上限。", "zh"),
    ("在训练阶段，训练阶段的数据先被清洗。", "zh"),
    ("它在 A 上提高 3%，在 B 上提高 4%，在 C 上提高 5%。", "zh"),
    ("既能处理文本，又能处理图像，还能处理音频。", "zh"),
    ("Models get smaller and smaller, and step by step they get faster and faster.", "en"),
    ("It had had an effect, and that that matters.", "en"),
    ("On COCO it gains 3 points, on ADE20K it gains 4 points, and on LVIS it gains 5 points.", "en"),
    ("Je mehr Daten, desto besser; je mehr Rechenzeit, desto besser.", "de"),
    ("取值为 0 0 0 0 0 0，形状为 3×3×3。", "zh"),
]


@pytest.mark.parametrize(("text", "language"), REPEATED)
def test_a_phrase_said_again_at_once_is_refused(text: str, language: str) -> None:
    assert not check_repetition(about(text, "a paper", language)).is_passed


@pytest.mark.parametrize(("text", "language"), NATURAL)
def test_natural_parallels_pass(text: str, language: str) -> None:
    verdict = check_repetition(about(text, "a paper", language))
    assert verdict.is_passed, verdict.detail


def test_what_the_source_repeats_may_be_repeated() -> None:
    text = "The prompt is: sort the pots sort the pots."
    assert not check_repetition(about(text, "a paper", "en")).is_passed
    assert check_repetition(about(text, f"We ask. {text}", "en")).is_passed


def test_the_same_highlight_twice_is_refused() -> None:
    first = ZH_SPEEDREAD.highlights[0]
    same = replace(ZH_SPEEDREAD, highlights=(first, "代码全部公开。", first))
    assert not check_repetition(given(same)).is_passed
    nearly = replace(ZH_SPEEDREAD, highlights=(first, first.replace("。", "哦。")))
    assert "are the same" in (check_repetition(given(nearly)).detail or "")


def test_findings_that_differ_in_a_name_and_a_number_pass() -> None:
    findings = ("在 SamovarBench 的 12 项任务上提高 6.8 个百分点。", "在 KettleNet 的 15 项任务上提高 1.5 个百分点。")
    assert check_repetition(given(replace(ZH_REVIEW, findings=findings))).is_passed


def test_a_sentence_of_one_field_in_another_is_refused() -> None:
    sentence = "壶柄藏在壶嘴后面，机器人很难分拣茶壶。"
    same = replace(ZH_SPEEDREAD, main_work=f"{sentence}研究者提出新方法。", highlights=(sentence, "代码全部公开。"))
    assert "main_work and highlights[1]" in (check_repetition(given(same)).detail or "")
