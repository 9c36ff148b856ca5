"""Which language the script of a text tells."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

import pytest

from hfpapers.digest.languages import primary, source_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Small Gardens: Growing Compact Language Models", "en"),
        ("Über naïve Modelle", "en"),
        ("让参考模型也参与学习", "zh"),
        ("COCONut：现代化 COCO 分割", "zh"),
        ("On the word 道 in large corpora", "en"),
        ("言語モデルのための新しい手法", "ja"),
        ("대규모 언어 모델", "ko"),
        ("Ελληνικά κείμενα", None),
        ("Большие языковые модели и GPT", None),
        ("12 > 5", None),
        ("", None),
        (None, None),
    ],
)
def test_the_script_tells_the_language(text: str | None, language: str | None) -> None:
    assert source_language(text) == language


def test_the_first_part_of_a_tag_is_the_language() -> None:
    assert [primary(tag) for tag in ("zh", "zh-Hant", "pt-BR", "EN")] == ["zh", "zh", "pt", "en"]
