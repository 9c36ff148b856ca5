# ruff: noqa: RUF001 - Chinese text has Chinese punctuation, and signs of mathematics are meant
from __future__ import annotations

import pytest

from hfpapers.enrich.checks.numbers import check_numbers
from hfpapers.enrich.checks.reading import list_numbers
from tests.enrich.checks.papers import about

ACCEPTED = [
    # The same in digits, in all spellings of marks.
    ("43.4% of images", "占 43.4%", "zh"),
    ("43.4% of images", "占百分之43.4", "zh"),
    ("43.4% of images", "占百分之四十三点四", "zh"),
    ("43.4 percent of images", "占 43.4％", "zh"),
    ("43.4% of images", "43.4 percent of images", "en"),
    ("43.4% of images", "43,4 % der Bilder", "de"),
    ("43.4% of images", "43,4 Prozent der Bilder", "de"),
    ("43.4% of images", "43,4 pour cent des images", "fr"),
    ("improves by 6.8 percentage points", "提高 6.8 个百分点", "zh"),
    ("improves by 6.8 points", "提高 6.8 点", "zh"),
    (r"a gain of 12.5\% over", "提高 12.5%", "zh"),
    (r"a gain of $12.5\%$ over", "提高 12.5%", "zh"),
    ("1,000 samples", "1000 个样本", "zh"),
    ("1000 samples", "1,000 个样本", "zh"),
    ("1,000 samples", "1.000 Beispiele", "de"),
    ("1,000 samples", "1 000 exemples", "fr"),
    ("1,000 samples", "1\u202f000 exemples", "fr"),
    ("1{,}000 samples", "一千个样本", "zh"),
    ("1,234,567 rows", "1.234.567 Zeilen", "de"),
    ("1,234.5 seconds", "1.234,5 Sekunden", "de"),
    ("0.5 seconds", "０．５ 秒", "zh"),
    ("a value of 3.50", "取值 3.5", "zh"),
    # Magnitudes.
    ("a 1.5B model", "15 亿参数的模型", "zh"),
    ("a 1.5B model", "1.5B 模型", "zh"),
    ("a 1.5B model", "a model of 1.5 billion parameters", "en"),
    ("1.5 billion parameters", "15亿参数", "zh"),
    ("a 1.5-billion-parameter model", "15 亿参数的模型", "zh"),
    ("70B parameters", "700 亿参数", "zh"),
    ("100K samples", "10 万样本", "zh"),
    ("100k samples", "100,000 个样本", "zh"),
    ("383K images and 5.18M masks", "38.3 万张图像和 518 万个掩码", "zh"),
    ("1.2T tokens", "1.2 万亿 token", "zh"),
    ("2.6 trillion tokens", "2.6万亿 token", "zh"),
    ("2.6 trillion tokens", "二点六万亿 token", "zh"),
    ("1.2 trillion tokens", "12000 亿 token", "zh"),
    ("1.2 trillion tokens", "1.2 兆 token", "zh-Hant"),
    ("a million tokens", "一百万 token", "zh"),
    ("a million-token context", "百万级上下文", "zh"),
    ("half a million books", "50 万本书", "zh"),
    ("1.5 billion parameters", "1,5 Milliarden Parameter", "de"),
    ("1.5 billion parameters", "1,5 Mrd. Parameter", "de"),
    ("1.5 billion parameters", "1,5 milliard de paramètres", "fr"),
    ("2 trillion tokens", "2 Billionen Token", "de"),
    ("2 billion tokens", "2 mil millones de tokens", "es"),
    ("2 million tokens", "два миллиона токенов", "ru"),
    ("1.5B parameters", "パラメータは15億", "ja"),
    ("$100,000", "10 万美元", "zh"),
    ("Llama2-7B and Llama2-13B", "Llama2 的 70 亿和 130 亿参数版本", "zh"),
    ("hundreds of millions of users", "数亿用户", "zh"),
    ("billions of images", "数十亿张图像", "zh"),
    ("thousands of robots", "数千台机器人", "zh"),
    ("millions of pages", "Millionen Seiten", "de"),
    # Powers.
    ("10^6 steps", "100 万步", "zh"),
    ("10^{6} steps", "10⁶ 步", "zh"),
    ("1e6 steps", "10^6 步", "zh"),
    ("1.5×10^5 steps", "15 万步", "zh"),
    (r"$3\times10^{-4}$", "3e-4", "zh"),
    # Words.
    ("a two-stage method", "两阶段方法", "zh"),
    ("a two-stage method", "2 阶段方法", "zh"),
    ("three modules", "三个模块", "zh"),
    ("twelve tasks", "12 项任务", "zh"),
    ("12 tasks", "十二项任务", "zh"),
    ("120 tasks", "一百二十项任务", "zh"),
    ("256 tokens", "两百五十六个 token", "zh"),
    ("two hundred and fifty tasks", "250 项任务", "zh"),
    ("two tasks", "deux tâches", "fr"),
    ("three tasks", "drei Aufgaben", "de"),
    ("half of the memory", "一半内存", "zh"),
    ("50% of the memory", "一半内存", "zh"),
    ("half of the memory", "50% 的内存", "zh"),
    ("half of the memory", "die Hälfte des Speichers", "de"),
    ("one third of the data", "三分之一的数据", "zh"),
    ("1/3 of the data", "三分之一的数据", "zh"),
    ("two-thirds of the data", "2/3 的数据", "zh"),
    ("20% of the data", "两成数据", "zh"),
    ("dual encoders", "两个编码器", "zh"),
    ("a decade of work", "十年的工作", "zh"),
    # Multiples.
    ("3x faster", "快 3 倍", "zh"),
    ("3x faster", "三倍速度", "zh"),
    ("a threefold gain", "三倍的提升", "zh"),
    ("a 3-fold gain", "提升 3×", "zh"),
    ("faster by a factor of 3", "快 3 倍", "zh"),
    (r"7.62$\times$ faster", "快 7.62 倍", "zh"),
    ("7.62X speedup", "7,62-fache Geschwindigkeit", "de"),
    ("twice as fast", "快一倍", "zh"),
    ("twice as fast", "速度翻倍", "zh"),
    ("doubles throughput", "吞吐量是原来的两倍", "zh"),
    ("doubles throughput", "verdoppelt den Durchsatz", "de"),
    ("200% of the baseline", "基线的两倍", "zh"),
    # Ranges and lists share what stands behind the last number.
    ("models from 2B to 5B", "20 亿到 50 亿参数", "zh"),
    ("2-5 billion parameters", "20–50 亿参数", "zh"),
    ("2–5 layers", "2 到 5 层", "zh"),
    ("10, 20, and 30% of data", "10%、20% 和 30% 的数据", "zh"),
    ("10%, 20% and 30% of data", "10、20 和 30% 的数据", "zh"),
    # Units, names, dates, signs.
    ("an 8GB card", "8 GB 显存", "zh"),
    ("30 ms per token", "每个 token 30ms", "zh"),
    ("512x512 images", "512×512 图像", "zh"),
    ("3D reconstruction", "三维重建", "zh"),
    ("three-dimensional scenes", "3D 场景", "zh"),
    ("top-5 accuracy", "前 5 准确率", "zh"),
    ("September 20, 2023", "2023 年 9 月 20 日", "zh"),
    ("2023-09-20", "2023 年 9 月 20 日", "zh"),
    ("in 2023", "二〇二三年", "zh"),
    ("the 1990s", "20 世纪 90 年代", "zh"),
    ("a drop of -3.2%", "下降 3.2%", "zh"),
    ("a score of -3.2", "得分 −3.2", "zh"),
    ("version 4.0", "4.0 版", "zh"),
    ("We find: (1) a, (2) b, (3) c", "三个发现", "zh"),
    # No numbers at all.
    ("robots", "一种统一的方法，一般十分有效，进一步提高一致性，两者互补", "zh"),
    ("robots", "预测与压缩是同一件事的两面，可以说一体两面", "zh"),
    ("robots", "二次复杂度、二元分类、半监督、零样本、千问、百科、万能、第三方、三元组", "zh"),
    ("robots", "第一，方法简单；第二，成本低；第三，易于部署。", "zh"),
    ("robots", "本文提出：（1）方法；（2）数据。", "zh"),
    ("robots", "one robot and another one", "en"),
    ("robots", "ein Roboter und eine Kanne", "de"),
    ("robots", "GPT-4 与 ResNet-50 的数字属于名称", "zh"),
]

REFUSED = [
    ("43.4% of images", "43% 的图像", "43%"),
    ("43.4% of images", "约 43.5% 的图像", "43.5%"),
    ("43.4% of images", "43.4 倍", "43.4 倍"),
    ("a score of 43.4", "43.4%", "43.4%"),
    ("1.5B parameters", "1.5 亿参数", "1.5 亿"),
    ("1.5B parameters", "150 亿参数", "150 亿"),
    ("1.5B parameters", "1.5 万亿参数", "1.5 万亿"),
    ("1.5B parameters", "1.5M 参数", "1.5M"),
    ("1.5B parameters", "1.5 个参数", "1.5"),
    ("70B parameters", "70 亿参数", "70 亿"),
    ("100K samples", "100 万样本", "100 万"),
    ("100K samples", "一万样本", "一万"),
    ("10^6 steps", "10^5 步", "10^5"),
    ("10^6 steps", "10⁷ 步", "10⁷"),
    ("two modules", "三个模块", "三"),
    ("robots", "两个机器人", "两"),
    ("robots", "三大贡献", "三"),
    ("robots", "5 台机器人", "5"),
    ("robots", "五台机器人", "五"),
    ("robots", "十二台机器人", "十二"),
    ("robots", "数千台机器人", "数千"),
    ("thousands of robots", "数百万台机器人", "数百万"),
    ("half of the memory", "三分之一的内存", "三分之一"),
    ("half of the memory", "两倍的内存", "两倍"),
    ("three datasets", "快三倍", "三倍"),
    ("3x faster", "快 30 倍", "30 倍"),
    ("20% of the data", "三成数据", "三成"),
    ("in 2023", "2024 年", "2024"),
    ("a score of 3.2", "得分 -3.2", "-3.2"),
    ("top-5 accuracy", "前 10 准确率", "10"),
    ("GPT-4 answers", "4 个答案", "4"),
    ("Llama2-7B", "130 亿参数", "130 亿"),
    ("512x512 images", "1024×1024 图像", "1024"),
    ("1,000 samples", "1.000 个样本", "1.000"),
    ("0.1% of data", "0.01% 的数据", "0.01%"),
    ("one model", "100% 准确", "100%"),
    ("30 ms", "300 ms", "300"),
    ("12 tasks", "百分之十二", "百分之十二"),
]

REFUSED_ELSEWHERE = [
    ("1.5 billion parameters", "1,5 Billionen Parameter", "de"),
    ("1.5 billion parameters", "1,5 billion de paramètres", "fr"),
    ("1.5 billion parameters", "1,5 millones de parámetros", "es"),
    ("three tasks", "vier Aufgaben", "de"),
    ("three tasks", "twelve tasks", "en"),
    ("three tasks", "a third of the tasks and 30% more", "en"),
    ("robots", "twice as many robots", "en"),
    ("robots", "millions of robots", "en"),
    ("robots", "half of the robots", "en"),
    ("43.4%", "43,5 %", "fr"),
    ("1,000 samples", "1.001 Beispiele", "de"),
    ("two tasks", "три задачи", "ru"),
    ("15 robots", "16億のロボット", "ja"),
]


@pytest.mark.parametrize(("source", "answer", "language"), ACCEPTED)
def test_a_number_of_the_source_passes_in_any_spelling(source: str, answer: str, language: str) -> None:
    verdict = check_numbers(about(answer, source, language))
    assert verdict.is_passed, verdict.detail


@pytest.mark.parametrize(("source", "answer", "number"), REFUSED)
def test_a_number_that_the_source_does_not_have_is_refused_and_named(source: str, answer: str, number: str) -> None:
    verdict = check_numbers(about(answer, source))
    assert not verdict.is_passed
    assert f" {number} (paragraph)" in f" {verdict.detail}"


@pytest.mark.parametrize(("source", "answer", "language"), REFUSED_ELSEWHERE)
def test_a_foreign_number_is_refused_in_other_languages_too(source: str, answer: str, language: str) -> None:
    assert not check_numbers(about(answer, source, language)).is_passed


def test_scores_and_addresses_are_no_numbers_of_the_text() -> None:
    assert list_numbers("", "zh") == []
    assert check_numbers(about("代码见 https://example.org/v9/77 。", "robots")).is_passed


def test_what_the_title_says_counts_as_said() -> None:
    assert check_numbers(about("12 种茶壶", "robots", title="Twelve Teapots")).is_passed
