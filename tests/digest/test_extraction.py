"""Extraction: which sentences and phrases of an abstract are chosen, and that none is cut or made up."""

# ruff: noqa: RUF001 - texts in Chinese and Russian are meant
from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfpapers.digest.extraction import key_sentences, keywords, result_sentences
from hfpapers.digest.sentences import is_english, split_sentences, states_contribution, states_result

TITLE = "LanternNet: Sparse Lantern Routing for Patient Language Models"
BACKGROUND = "Large language models have attracted much attention for the patience they lack."
GOAL = "We present LanternNet, a router that lights one lantern for each token."
METHOD = "Sparse lantern routing keeps the other lanterns dark, as in Brook et al. (2023)."
RESULT = (
    "On MistBench, LanternNet reaches 71.5% accuracy, i.e. 3.2 points more than the base model, with 2x fewer lanterns."
)
FINDING = (
    "Our experiments show that sparse lantern routing helps most where prompts are long, e.g. in books (see Fig. 3)."
)
CODE = "The code is available at https://github.com/example/lantern."
ABSTRACT = f"{BACKGROUND} {GOAL} {METHOD} {RESULT} {FINDING} {CODE}"


@pytest.mark.parametrize(
    "sentences",
    [
        ("We follow Brook et al. (2023) in this.", "It works."),
        ("This was shown by Brook et al.", "The model is small."),
        ("It helps in many cases, e.g. on books, i.e. long texts.", "It is fast."),
        ("The gain is 3.5 points at 0.1 of the cost.", "It holds for v1.5, too."),
        ("See Fig. 3 and Figs. 4 and 5, cf. Sec. 4 and Eq. 15 below.", "Then read Tab. 2."),
        ("It costs approx. 12.5 M parameters w.r.t. the base, resp. max. 5 steps.", "We stop there."),
        ("It beats one vs. many by 2.1%.", "No. 5 is the best."),
        ("The U.S. Mint and Dr. Reed agree.", "So does J. Reed of Lamp Inc. in full."),
        ("We ask: is it so?", "It is!", "iPhones agree."),
        ('They said "Yes."', "We did not (see App. B)."),
        ("Prior work (Ref. 12 and Alg. 1) fails.", "Ours does not etc. and so on."),
        ("One sentence without an end",),
    ],
)
def test_a_sentence_ends_where_it_ends_and_not_at_an_abbreviation(sentences: tuple[str, ...]) -> None:
    assert split_sentences(" ".join(sentences)) == sentences


@settings(max_examples=150)
@given(st.text(st.sampled_from("aeE tT.!?(),'\"59%-\n\t:LZé中"), max_size=200))
def test_whatever_the_text_its_sentences_are_the_text(text: str) -> None:
    assert " ".join(split_sentences(text)) == " ".join(text.split())


@settings(max_examples=100)
@given(
    st.lists(st.sampled_from([BACKGROUND, GOAL, METHOD, RESULT, FINDING, CODE, "No end", "这是中文。", "1 2 3."])),
    st.integers(0, 4),
)
def test_key_sentences_are_whole_sentences_of_the_text_in_its_order(parts: list[str], limit: int) -> None:
    text = " ".join(parts)
    found = key_sentences(text, limit)
    assert len(found) <= limit
    assert key_sentences.__wrapped__(text, limit) == found
    places = list(split_sentences(text))
    for sentence in found:
        del places[: places.index(sentence) + 1]


def test_goal_and_results_are_chosen_before_background_and_method() -> None:
    assert key_sentences(ABSTRACT, 3) == (GOAL, RESULT, FINDING)


def test_where_the_code_is_and_a_sentence_that_was_cut_off_are_never_chosen() -> None:
    cut = f"{GOAL} {CODE} LanternNet reaches 99% accuracy with a very"
    assert key_sentences(cut, 9) == (GOAL,)
    assert result_sentences(cut, 9) == ()
    assert key_sentences(f"{GOAL} LanternNet reaches 99% of the ...", 9) == (GOAL,)


def test_a_remark_in_brackets_stands_with_the_sentence_before_it() -> None:
    text = "We sort lanterns by patience. (This text is a sample.) They burn longer."
    assert split_sentences(text) == ("We sort lanterns by patience. (This text is a sample.)", "They burn longer.")
    assert key_sentences("Lanterns are sorted by patience. (A sample, not an abstract.)", 1) == (
        "Lanterns are sorted by patience. (A sample, not an abstract.)",
    )


def test_results_are_what_came_of_the_work() -> None:
    assert result_sentences(ABSTRACT, 5) == (RESULT, FINDING)
    assert result_sentences(ABSTRACT, 1) in {(RESULT,), (FINDING,)}


@pytest.mark.parametrize(
    ("sentence", "is_result"),
    [
        ("Our method outperforms all baselines on five tasks.", True),
        ("We find that small lamps burn longer.", True),
        ("It is 45% smaller than the base model.", True),
        ("Extensive experiments demonstrate that lamps help.", True),
        ("We propose a lamp to improve reading.", False),
        ("Our aim is to reduce smoke.", False),
        ("However, existing lamps achieve only 10% of this.", False),
        ("Recent lamps outperform candles.", False),
        ("It remains unclear whether lamps improve reading.", False),
        ("The wick is 3 cm long.", False),
        ("The code that reaches 90% is available at https://example.org.", False),
    ],
)
def test_a_result_is_told_from_an_aim_from_other_work_and_from_a_link(sentence: str, is_result: bool) -> None:
    assert states_result(sentence) is is_result


@pytest.mark.parametrize(
    ("sentence", "is_contribution"),
    [
        ("In this paper, we introduce LampNet.", True),
        ("This work studies lamps.", True),
        ("Lamps introduce smoke.", False),
    ],
)
def test_a_contribution_is_what_the_authors_say_they_did(sentence: str, is_contribution: bool) -> None:
    assert states_contribution(sentence) is is_contribution


def test_keywords_are_phrases_of_the_text_without_overlap() -> None:
    found = keywords(TITLE, ABSTRACT, 6)
    assert "sparse lantern routing" in [phrase.lower() for phrase in found]
    assert "LanternNet" in found
    text = f"{TITLE} {ABSTRACT}"
    assert all(phrase in text for phrase in found)
    words = [set(phrase.lower().split()) for phrase in found]
    assert not any(one <= other for place, one in enumerate(words) for other in words[place + 1 :])


def test_keywords_hold_no_noise() -> None:
    joined = " ".join(keywords(TITLE, ABSTRACT, 20)).lower()
    assert not {"we", "present", "more", "show", "experiments", "code", "available", "et", "al", "fig"} & {
        *joined.split()
    }


def test_no_more_keywords_are_given_than_were_asked_for() -> None:
    assert len(keywords(TITLE, ABSTRACT, 2)) == 2
    assert keywords(TITLE, ABSTRACT, 0) == ()


@pytest.mark.parametrize(
    "text",
    [
        "本文提出一种用于大语言模型的稀疏路由方法，并在四个数据集上验证了它的有效性。",
        "Эта работа предлагает метод маршрутизации для больших языковых моделей и проверяет его.",
        "Nous proposons une méthode de routage pour les grands modèles de langue et nous la testons sur quatre jeux.",
        "",
        "12 345 %",
    ],
)
def test_of_a_text_that_is_not_english_nothing_is_extracted(text: str) -> None:
    assert not is_english(text)
    assert key_sentences(text, 3) == result_sentences(text, 3) == keywords("", text, 3) == ()


def test_an_english_text_with_foreign_names_is_english() -> None:
    assert is_english("We thank Łukasz Żółć and 王小明 for the lamp that they gave to us in the winter.")


@settings(max_examples=60)
@given(st.text(max_size=120), st.text(max_size=300))
def test_no_text_breaks_it(title: str, abstract: str) -> None:
    assert len(keywords(title, abstract, 5)) <= 5
    assert len(key_sentences(abstract, 3)) <= 3


def test_every_process_extracts_the_same() -> None:
    program = (
        "import sys; from hfpapers.digest.extraction import *; "
        "print(keywords(sys.argv[1], sys.argv[2], 9), key_sentences(sys.argv[2], 4))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program, TITLE, ABSTRACT],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert told == {f"{keywords(TITLE, ABSTRACT, 9)} {key_sentences(ABSTRACT, 4)}\n"}


def test_nothing_slow_is_imported_before_something_is_extracted() -> None:
    program = "import sys, hfpapers.digest.extraction; print({'yake', 'segtok', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
