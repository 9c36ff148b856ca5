# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

import pytest

from hfpapers.enrich.checks.names import check_names
from tests.enrich.checks.papers import LLM, PPO, Entry, about

ACCEPTED = [
    ("LLMs are large", "LLM 很大", "zh"),
    ("an LLM is large", "LLMs 很大", "zh"),
    ("fine-tuning helps", "finetuning 与 fine tuning 有用", "zh"),
    ("finetuning helps", "fine-tuning 有用", "zh"),
    ("multimodal tokens", "multi-modal token", "zh"),
    ("Llama 2 is open", "Llama-2 与 Llama2 开放", "zh"),
    ("Llama2-7B and Llama2-13B", "Llama2-7B、Llama2-13B", "zh"),
    ("Llama2-7B and the 13B model", "Llama2-13B", "zh"),
    ("the Schrödinger bridge", "Schrodinger 桥", "zh"),
    ("Megalodon's memory", "Megalodon 的记忆", "zh"),
    ("pretrained encoders", "用 pretraining 的编码器", "zh"),
    ("see github.com/sample/teapot", "代码在 GitHub 上", "zh"),
    ("three-dimensional", "3D 重建", "zh"),
    ("8GB and 30ms", "8 GB，30 ms", "zh"),
    ("7 billion parameters", "7B 参数", "zh"),
    ("the k-NN graph", "k-NN 图与 K 值", "zh"),
    ("text-to-image generation", "Text-to-Image 生成", "zh"),
    ("we use PPO", "vs. PPO（e.g. PPO）", "zh"),
    ("Google DeepMind trains", "谷歌 DeepMind 训练", "zh"),
    ("from MIT", "来自麻省理工", "zh"),
    ("students at universities", "在大学里的大学生", "zh"),
    ("we use PPO", "PPO-Verfahren und PPO-Training", "de"),
    ("AI agents", "KI-Agenten und die KI", "de"),
    ("AI agents", "L'IA et les agents d'IA", "fr"),
    ("language models", "Das Sprachmodell ist ein Modell für Sprache", "de"),
    ("we study robots", "Robots work. However, they fail. “They” fall: It hurts.", "en"),
    ("we study a 3D scene", "a near-3D scene", "en"),
    ("The Bayesian view", "It takes the Bayesian view.", "en"),
]

REFUSED = [
    ("GPT-4 wins", "GPT-5 胜出", "zh", "GPT-5"),
    ("GPT-4 wins on 5 tasks", "GPT-5 胜出", "zh", "GPT-5"),
    ("Llama 2 and 3 tasks", "Llama 3 的表现", "zh", "Llama 3"),
    ("robots", "使用 PyTorch", "zh", "PyTorch"),
    ("robots", "使用 prompt", "zh", "prompt"),
    ("robots", "在 ImageNet-1K 上", "zh", "ImageNet-1K"),
    ("we use PPO", "使用 DPO", "zh", "DPO"),
    ("transformation groups", "使用 Transformer", "zh", "Transformer"),
    ("robots", "谷歌提出机器人", "zh", "谷歌"),
    ("robots", "来自某某理工大学的团队", "zh", "某某理工大学"),
    ("robots", "The team uses ImageNet.", "en", "ImageNet"),
    ("robots", "The team of Stanford uses robots.", "en", "Stanford"),
    ("robots", "Google uses robots.", "en", "Google"),
    ("robots", "Ein Team von Google nutzt GPT-4.", "de", "GPT-4"),
    ("robots", "Google nutzt Roboter.", "de", "Google"),
    ("robots", "L'équipe de Meta AI utilise CLIP.", "fr", "CLIP"),
    ("robots", "Команда использует PyTorch.", "ru", "PyTorch"),
]


@pytest.mark.parametrize(("source", "answer", "language"), ACCEPTED)
def test_a_name_of_the_source_passes_however_it_is_folded(source: str, answer: str, language: str) -> None:
    verdict = check_names(about(answer, source, language))
    assert verdict.is_passed, verdict.detail


@pytest.mark.parametrize(("source", "answer", "language", "name"), REFUSED)
def test_a_name_that_the_source_does_not_have_is_refused_and_named(
    source: str, answer: str, language: str, name: str
) -> None:
    verdict = check_names(about(answer, source, language))
    assert not verdict.is_passed
    assert f"{name} (paragraph)" in (verdict.detail or "")


def test_forms_and_translations_of_the_glossary_count_as_names_of_the_source() -> None:
    terms = (LLM, PPO, Entry("token", ("Token", "令牌")))
    text = "大语言模型 (LLM) 使用 PPO（Proximal Policy Optimization）与 Token。"
    assert check_names(about(text, "a paper", glossary=terms)).is_passed
    assert not check_names(about(text, "a paper")).is_passed


def test_a_headline_in_capitals_is_judged_by_coined_names_only() -> None:
    source = "we sort teapots with CLIP"
    assert check_names(about("Sorting Every Teapot In The Kitchen With CLIP", source, "en")).is_passed
    assert not check_names(about("Sorting Every Teapot In The Kitchen With BLIP", source, "en")).is_passed
