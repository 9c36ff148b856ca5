"""The glossary that is shipped, what a text has of it, and the user's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hfpapers.enrich.glossary import Glossary, GlossaryEntry, load_glossary
from hfpapers.enrich.glossary_forms import form_keys
from hfpapers.errors import ConfigError

BUILT_IN = load_glossary("zh", None)
_HAN = re.compile("[\u3400-\u9fff]")


def _terms(glossary: Glossary, text: str) -> list[str]:
    return [entry.term for entry in glossary.matching(text)]


def _written(path: Path, text: str) -> Path:
    file = path / "glossary.toml"
    file.write_text(text, encoding="utf-8")
    return file


# ---- what is shipped


def test_more_than_two_hundred_terms_are_shipped() -> None:
    assert len([entry for entry in BUILT_IN.entries if _HAN.search(entry.translations[0])]) >= 230


def test_no_form_belongs_to_two_terms() -> None:
    owners: dict[str, set[str]] = {}
    for entry in BUILT_IN.entries:
        for form in entry.forms:
            for key in form_keys(form):
                owners.setdefault(key.lower(), set()).add(entry.term)
    assert {key: terms for key, terms in owners.items() if len(terms) > 1} == {}


@pytest.mark.parametrize("entry", BUILT_IN.entries, ids=lambda entry: entry.term)
def test_a_shipped_term_is_translated_and_says_where_from(entry: GlossaryEntry) -> None:
    preferred = entry.translations[0]
    assert _HAN.search(preferred) or preferred in entry.forms
    assert len(set(entry.translations)) == len(entry.translations)
    assert entry.term == " ".join(entry.term.split())
    assert len(entry.source) >= 10
    assert re.search(r"《|common usage: \w|文档|课程|委员会|指南", entry.source), entry.source


def test_every_source_that_is_named_is_written_out() -> None:
    bare = [entry.term for entry in BUILT_IN.entries if re.search(r"(?:^|; )[a-z]+[0-9]*(?:;|$)", entry.source)]
    assert bare == []


def test_translations_are_of_chinese_or_latin_letters_in_simplified_characters() -> None:
    odd = [
        (entry.term, translation)
        for entry in BUILT_IN.entries
        for translation in entry.translations
        if re.fullmatch("[\u4e00-\u9fffA-Za-z0-9 \u2014-]+", translation) is None
        or re.search("[學習網絡語標註類]", translation)
    ]
    assert odd == []


def test_a_term_within_a_term_is_translated_alike_in_both() -> None:
    contradictions = []
    for entry in (entry for entry in BUILT_IN.entries if _HAN.search(entry.translations[0])):
        others = Glossary("zh", tuple(other for other in BUILT_IN.entries if other is not entry))
        for inner in others.matching(entry.term):
            alike = any(short.lower() in long.lower() for long in entry.translations for short in inner.translations)
            if not alike:
                contradictions.append((entry.term, entry.translations, inner.term, inner.translations))
    assert contradictions == []


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        ("LLM", "大语言模型"),
        ("RLHF", "基于人类反馈的强化学习"),
        ("PPO", "近端策略优化"),
        ("DPO", "直接偏好优化"),
        ("GRPO", "组相对策略优化"),
        ("Mixture of Experts", "混合专家"),
        ("chain of thought", "思维链"),
        ("diffusion", "扩散"),
        ("Transformer", "Transformer"),
    ],
)
def test_terms_of_the_field_are_written_as_its_readers_write_them(form: str, wanted: str) -> None:
    assert [entry.translations[0] for entry in BUILT_IN.matching(form)] == [wanted]


# ---- what a text has of it


@pytest.mark.parametrize("text", ["fine-tuning", "Fine-Tuning", "finetuning", "fine tuning", "fine\u2011tuning"])
def test_case_and_hyphens_do_not_count(text: str) -> None:
    assert _terms(BUILT_IN, f"By {text}, we save time.") == ["fine-tuning"]


@pytest.mark.parametrize("text", ["LLMs", "large language models", "Large-Language Models", "(LLM)"])
def test_plurals_count_as_their_singular(text: str) -> None:
    assert _terms(BUILT_IN, f"We compare {text} here.") == ["large language model"]


@pytest.mark.parametrize("text", ["a rag doll", "we clip the gradient", "Sam saw it", "moe", "a gan"])
def test_an_acronym_that_is_a_word_counts_only_as_it_is_written(text: str) -> None:
    assert _terms(BUILT_IN, text) == []


def test_only_whole_words_count() -> None:
    assert _terms(BUILT_IN, "agentless tokenomics with BERTScore and reinforcement. Learning") == []


def test_the_longest_term_counts_alone() -> None:
    assert _terms(BUILT_IN, "large language model alignment") == ["large language model", "alignment"]


def test_the_everyday_word_attention_is_no_term() -> None:
    assert _terms(BUILT_IN, "This problem has drawn much attention.") == []


@pytest.mark.parametrize("name", ["VQ-VAE", "GPT-4", "MoE-LLaVA", "Agent-R1", "CLIP-ViT"])
def test_a_part_of_a_longer_name_is_no_term(name: str) -> None:
    assert _terms(BUILT_IN, f"We extend {name} by a head.") == []


def test_a_term_before_a_hyphen_and_a_small_word_counts() -> None:
    assert _terms(BUILT_IN, "An LLM-based, GAN-free method") == [
        "large language model",
        "generative adversarial network",
    ]


def test_terms_within_chinese_text_are_found() -> None:
    assert _terms(BUILT_IN, "我们使用LoRA微调LLM。") == ["LoRA", "large language model"]


def test_entries_come_in_the_order_of_the_text_and_once() -> None:
    assert _terms(BUILT_IN, "Pruning, then distillation, then pruning.") == ["pruning", "distillation"]


def test_text_without_terms_and_no_text_have_none() -> None:
    assert BUILT_IN.matching("") == ()
    assert BUILT_IN.matching("?!") == ()


# ---- languages


@pytest.mark.parametrize("language", ["zh", "zh-CN", "zh-Hans", "ZH-hans-cn", "zh_SG"])
def test_simplified_chinese_has_built_in_terms(language: str) -> None:
    assert load_glossary(language, None).entries == BUILT_IN.entries


@pytest.mark.parametrize("language", ["de", "zh-TW", "zh-Hant", "ja", "en"])
def test_other_languages_have_none(language: str) -> None:
    assert load_glossary(language, None).entries == ()


# ---- the user's own


def test_a_file_that_is_not_there_adds_nothing(tmp_path: Path) -> None:
    assert load_glossary("zh", tmp_path / "glossary.toml").entries == BUILT_IN.entries


def test_a_user_adds_terms(tmp_path: Path) -> None:
    file = _written(tmp_path, '[zh.terms]\n"heron net" = { aliases = ["HNet"], translations = ["苍鹭网络"] }\n')
    (entry,) = load_glossary("zh-CN", file).matching("We use HNet.")
    assert entry == GlossaryEntry(
        term="heron net", translations=("苍鹭网络",), aliases=("HNet",), source="the user's glossary (glossary.toml)"
    )


def test_a_users_translation_holds_for_all_forms_of_a_built_in_term(tmp_path: Path) -> None:
    glossary = load_glossary("zh", _written(tmp_path, '[zh.terms]\n"PPO" = "近端策略最优化"\n'))
    (entry,) = glossary.matching("proximal policy optimisation")
    assert entry.translations == ("近端策略最优化",)
    assert set(entry.forms) == {"PPO", "proximal policy optimization", "proximal policy optimisation"}
    assert len(glossary.entries) == len(BUILT_IN.entries)


def test_a_user_replaces_the_built_in_terms(tmp_path: Path) -> None:
    glossary = load_glossary("zh", _written(tmp_path, '[zh]\nreplace = true\n[zh.terms]\ntoken = "记号"\n'))
    assert [entry.term for entry in glossary.entries] == ["token"]


def test_a_user_gives_terms_of_another_language_with_their_source(tmp_path: Path) -> None:
    file = _written(
        tmp_path,
        '[pt.sources]\nbook = "Um livro"\n[pt.terms]\ntoken = { translations = ["token"], source = ["book", "uso"] }\n',
    )
    assert [entry.source for entry in load_glossary("pt-BR", file).entries] == ["Um livro; uso"]
    assert load_glossary("es", file).entries == ()


def test_the_table_of_a_region_wins_over_that_of_its_language(tmp_path: Path) -> None:
    file = _written(tmp_path, '[pt.terms]\ntoken = "token"\n[pt-BR.terms]\ntoken = "ficha"\n')
    assert [entry.translations for entry in load_glossary("pt-BR", file).entries] == [("ficha",)]


def test_traditional_chinese_does_not_take_the_terms_of_zh(tmp_path: Path) -> None:
    assert load_glossary("zh-TW", _written(tmp_path, '[zh.terms]\ntoken = "词元"\n')).entries == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[zh.terms\n", ["glossary.toml", "is not valid TOML"]),
        ("zh = 1\n", ["glossary.toml: zh", "[zh]"]),
        ("[zh]\nreplce = true\n", ["zh: replce", "did you mean replace?"]),
        ("[zh]\nreplace = 1\n", ["zh.replace", "true or false"]),
        ("[zh]\nterms = 3\n", ["zh.terms", "[zh.terms]"]),
        ('[zh.terms]\ntoken = ""\n', ["zh: 'token'", "must be text"]),
        ("[zh.terms]\ntoken = []\n", ["zh: 'token'", "the term itself"]),
        ("[zh.terms]\ntoken = { aliases = [] }\n", ["zh: 'token'", "translations", "is missing"]),
        ('[zh.terms]\ntoken = { translation = "x" }\n', ["zh: 'token'", "did you mean translations?"]),
        ('[zh.terms]\ntoken = "a\\nb"\n', ["zh: 'token'", "one line"]),
        ('[zh.terms]\n"词元" = "token"\n', ["zh: '词元'", "no word"]),
        (
            '[zh.terms]\nRL = "甲"\n"deep RL" = { aliases = ["RL"], translations = ["乙"] }\n',
            ["'deep RL'", "'RL'", "leave"],
        ),
    ],
)
def test_a_fault_in_the_users_file_is_told_in_one_line_with_its_mend(
    tmp_path: Path, text: str, words: list[str]
) -> None:
    with pytest.raises(ConfigError) as caught:
        load_glossary("zh", _written(tmp_path, text))
    message = str(caught.value)
    assert "\n" not in message
    assert [word for word in words if word not in message] == []


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "glossary.toml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_glossary("zh", file)
