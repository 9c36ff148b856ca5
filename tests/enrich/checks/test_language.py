# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from dataclasses import replace

import pytest

from hfpapers.enrich.checks.language import check_language
from hfpapers.model.enrichment import Term, Translation
from tests.enrich.checks.papers import EN_ROUNDUP, ZH_ROUNDUP, ZH_SPEEDREAD, ZH_TRANSLATION, about, given

TEXTS = {
    "zh": "机器人很难分拣茶壶，因为壶柄藏在壶嘴后面。我们提出一种新方法，并在多个数据集上测试它。",
    "zh-Hant": "機器人很難分揀茶壺，因為壺柄藏在壺嘴後面。我們提出一種新方法，並在多個數據集上測試它。",
    "ja": "急須の仕分けはロボットにとって難しい。取っ手が注ぎ口の後ろに隠れるからである。",
    "ko": "로봇이 찻주전자를 분류하는 것은 어렵다. 손잡이가 주둥이 뒤에 숨기 때문이다.",
    "ru": "Роботам трудно сортировать чайники, потому что ручки прячутся за носиками.",
    "el": "Τα ρομπότ δυσκολεύονται να ταξινομήσουν τσαγιέρες, γιατί οι λαβές κρύβονται.",
    "ar": "يصعب على الروبوتات فرز أباريق الشاي لأن المقابض تختبئ خلف الفوهات.",
    "he": "לרובוטים קשה למיין קומקומים כי הידיות מסתתרות מאחורי הפיות.",
    "th": "หุ่นยนต์แยกกาน้ำชาได้ยากเพราะหูจับซ่อนอยู่หลังพวยกา",
    "hi": "रोबोटों के लिए चायदानी छाँटना कठिन है क्योंकि हत्थे छिप जाते हैं।",
    "en": "It is hard for robots to sort teapots, since the handles hide behind the spouts and are not seen.",
    "de": "Für Roboter ist es schwer, Teekannen zu sortieren, weil sich die Henkel hinter der Tülle verstecken.",
    "fr": "Il est difficile pour un robot de trier des théières, car les anses se cachent derrière les becs.",
    "es": "Para los robots es difícil clasificar teteras, porque las asas se esconden detrás de los picos.",
    "pt": "Para os robôs é difícil separar bules, porque as asas se escondem atrás dos bicos e não são vistas.",
    "it": "Per i robot è difficile ordinare le teiere, perché i manici si nascondono dietro ai beccucci.",
    "nl": "Voor robots is het moeilijk om theepotten te sorteren, omdat de handvatten zich achter de tuiten verbergen.",
    "pl": "Dla robotów sortowanie czajników jest trudne, ponieważ uchwyty są ukryte za dziobkami i nie widać ich.",
    "tr": "Robotlar için çaydanlıkları ayırmak zordur, çünkü kulplar emziklerin arkasında kalır ve görünmez.",
    "vi": "Đối với robot, việc phân loại ấm trà là khó vì tay cầm bị che sau vòi và không được nhìn thấy.",
    "id": "Bagi robot, memilah teko adalah sulit karena pegangannya tersembunyi di belakang cerat dan tidak terlihat.",
    "sv": "Det är svårt för robotar att sortera tekannor, eftersom handtagen är dolda bakom piparna och inte syns.",
}
#: Languages that are told apart by more than their small words alone may be taken for each other here.
ALIKE = {frozenset({"es", "pt"}), frozenset({"es", "it"}), frozenset({"pt", "it"})}


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_in_the_language_that_was_asked_for_passes(language: str) -> None:
    verdict = check_language(about(TEXTS[language], "a paper", language))
    assert verdict.is_passed, verdict.detail


@pytest.mark.parametrize("asked", TEXTS)
@pytest.mark.parametrize("written", TEXTS)
def test_a_text_in_another_language_is_refused(asked: str, written: str) -> None:
    if asked == written or frozenset({asked, written}) in ALIKE:
        assert check_language(about(TEXTS[asked], "a paper", asked)).is_passed
        return
    verdict = check_language(about(TEXTS[written], "a paper", asked))
    assert not verdict.is_passed


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我们在 ImageNet-1K、COCO 与 ADE20K 上测试 ViT-L 和 Swin Transformer，优于 Mask R-CNN。", "zh"),
        ("使用 chain of thought 提示和 prompt tuning 训练 token 级模型，效果更好。", "zh"),
        ("强化学习 (Reinforcement Learning From Human Feedback, RLHF) 是语言模型对齐的基本技术。", "zh"),
        ("题为“What Is the Best Way to Sort the Pots of the World”的论文提出了新的分拣方法。", "zh"),
        ("対照学習モデル CLIP を用いる手法である。", "ja"),
        (
            "Die Autoren zitieren „The Art of the Teapot and the History of the Cup“ und werten es für ihr Modell aus.",
            "de",
        ),
        ("α и β — параметры модели.", "ru"),
        ("The paper 「茶壶」 is about the teapots of the world and of its robots.", "en"),
    ],
)
def test_names_terms_and_quotes_of_another_language_are_no_fault(text: str, language: str) -> None:
    verdict = check_language(about(text, "a paper", language))
    assert verdict.is_passed, verdict.detail


def test_one_english_sentence_within_a_chinese_text_is_refused() -> None:
    text = TEXTS["zh"] + "It is shown that the method of the paper is better than all of the others. " + TEXTS["zh"]
    assert "holds English" in (check_language(about(text, "a paper")).detail or "")


def test_one_english_sentence_within_a_german_text_is_refused() -> None:
    text = f"{TEXTS['de']} It is shown that the method of the paper is better than all of the others. {TEXTS['de']}"
    assert not check_language(about(text, "a paper", "de")).is_passed


def test_one_field_in_english_is_refused_by_its_name() -> None:
    mixed = replace(ZH_SPEEDREAD, highlights=(ZH_SPEEDREAD.highlights[0], EN_ROUNDUP.paragraph))
    assert "highlights[2]" in (check_language(given(mixed)).detail or "")


def test_a_translation_that_is_the_source_unchanged_is_refused_in_every_language() -> None:
    unchanged = replace(ZH_TRANSLATION, abstract=given(ZH_TRANSLATION).abstract or "")
    for language in ("zh", "de", "sw", "tlh"):
        assert "abstract is the source unchanged" in (check_language(given(unchanged, language)).detail or "")


@pytest.mark.parametrize(
    ("title", "is_name"), [("Mistral 7B", True), ("ControlNet++", True), ("Attention Is All You Need", False)]
)
def test_a_title_may_stay_as_it_is_only_where_it_is_a_name(title: str, is_name: bool) -> None:
    answer = Translation(title=title, abstract=TEXTS["zh"])
    asked = given(answer, title=title, source=f"{title}\n\nSome text.", abstract="Some text.")
    assert check_language(asked).is_passed is is_name


def test_terms_of_keywords_stay_english_and_their_translations_do_not() -> None:
    assert check_language(given(ZH_SPEEDREAD)).is_passed
    english = replace(ZH_SPEEDREAD, keywords=(Term(text="reward model", translation="model of rewards"),))
    assert not check_language(given(english)).is_passed
    kept = replace(ZH_SPEEDREAD, keywords=(Term(text="reward model", translation="Reward Model"),))
    assert check_language(given(kept)).is_passed


def test_a_script_subtag_goes_before_the_usual_script() -> None:
    latin = "Robotima je teško da sortiraju čajnike, jer se ručke kriju iza kljunova."
    assert check_language(about(latin, "a paper", "sr-Latn")).is_passed
    assert not check_language(about(latin, "a paper", "sr")).is_passed


def test_a_region_says_which_characters_are_meant() -> None:
    assert check_language(about(TEXTS["zh-Hant"], "a paper", "zh-TW")).is_passed
    assert not check_language(about(TEXTS["zh-Hant"], "a paper", "zh-CN")).is_passed
    assert not check_language(about(TEXTS["zh"], "a paper", "zh-HK")).is_passed


def test_of_a_language_without_a_table_the_verdict_says_what_could_be_told() -> None:
    swahili = "Ni vigumu kwa roboti kupanga birika za chai kwa sababu vishikio vimejificha nyuma ya midomo."
    verdict = check_language(about(swahili, "a paper", "sw"))
    assert verdict.is_passed
    assert "only be told from English" in (verdict.detail or "")
    assert not check_language(about(TEXTS["en"], "a paper", "sw")).is_passed


def test_a_headline_of_names_with_two_chinese_characters_passes() -> None:
    answer = replace(ZH_ROUNDUP, headline="Google DeepMind 提出 RecurrentGemma")
    assert check_language(given(answer)).is_passed
