"""Full texts that are longer than the model's context."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfpapers.config import Config
from hfpapers.enrich.chunking import MOST_NOTES, build_notes_messages, plan_chunks, plan_parts, select_notes
from hfpapers.enrich.estimate import count_tokens, estimate_tokens
from hfpapers.enrich.prompts import RETRY_TOKENS, build_messages
from hfpapers.errors import EnrichmentError
from hfpapers.model.enrichment import EnrichmentKind, TextSource
from tests.enrich.papers import paper

REVIEW = EnrichmentKind.REVIEW
LONG = "\n\n".join(f"Part {n} says that herons wait. It gives {n}.5% as the share of fish." for n in range(400))


def _config(context: int, output: int = 512) -> Config:
    return Config(
        home=Path("home"), database_url="sqlite:///x.db", llm_context_tokens=context, llm_output_tokens=output
    )


def _without_space(text: str) -> str:
    return "".join(text.split())


@given(st.text(alphabet=st.sampled_from("ab Z9.!?。\n学λ")), st.integers(min_value=2, max_value=40))
def test_chunks_fit_and_hold_the_whole_text_in_its_order(text: str, most: int) -> None:
    chunks = plan_chunks(text, most)
    assert [chunk for chunk in chunks if count_tokens(chunk) > most or not chunk.strip()] == []
    assert _without_space("".join(chunks)) == _without_space(text)


def test_no_text_has_no_chunks() -> None:
    assert plan_chunks("", 10) == ()


def test_a_text_that_fits_is_one_chunk_as_it_is() -> None:
    assert plan_chunks("One.\n\nTwo.", 100) == ("One.\n\nTwo.",)


def test_paragraphs_are_kept_whole_where_they_fit() -> None:
    assert plan_chunks("Herons wait. They fish.\n\nOwls sleep. They hunt.", 12) == (
        "Herons wait. They fish.",
        "Owls sleep. They hunt.",
    )


def test_a_long_paragraph_is_divided_between_sentences() -> None:
    text = "Herons wait for e.g. fish, see Fig. 3 and Smith et al. They eat 2.5 kg. Dr. No does not. 鹭等待。鱼来了。"
    chunks = plan_chunks(text, 33)
    assert chunks == (
        "Herons wait for e.g. fish, see Fig. 3 and Smith et al. They eat 2.5 kg.",
        "Dr. No does not. 鹭等待。 鱼来了。",
    )


def test_a_sentence_is_cut_between_words_only_where_it_is_longer_than_a_chunk() -> None:
    assert plan_chunks("herons wait and wait and wait", 4) == ("herons wait", "and wait and", "wait")


def test_a_word_is_cut_only_where_it_is_longer_than_a_chunk() -> None:
    assert plan_chunks("abcdefghij", 2) == ("abcdef", "ghij")


def test_a_text_that_fits_the_context_is_told_whole() -> None:
    assert plan_parts(REVIEW, paper(text=LONG), "zh", (), _config(65_536)) == ()


def test_parts_of_a_longer_text_fit_the_context_with_their_prompt() -> None:
    config = _config(4096)
    told = paper(text=LONG)
    parts = plan_parts(REVIEW, told, "zh", (), config)
    assert len(parts) > 2
    for index, part in enumerate(parts, start=1):
        asked = estimate_tokens(build_notes_messages(told, part, index, len(parts)), None)
        assert asked.input_tokens <= config.llm_context_tokens - config.llm_output_tokens
    assert _without_space("".join(parts)) == _without_space(LONG)


def test_a_text_told_whole_leaves_room_for_a_second_request() -> None:
    told = paper(text=LONG)
    messages = build_messages(REVIEW, told, "zh", (), source=TextSource.FULLTEXT)
    whole = estimate_tokens(messages, REVIEW).input_tokens
    assert plan_parts(REVIEW, told, "zh", (), _config(whole + RETRY_TOKENS + 512)) == ()
    assert len(plan_parts(REVIEW, told, "zh", (), _config(whole + RETRY_TOKENS + 511))) > 0
    again = build_messages(
        REVIEW, told, "zh", (), source=TextSource.FULLTEXT, retry_reasons="短。" * 900, previous="长" * 9000
    )
    assert estimate_tokens(again, REVIEW).input_tokens <= whole + RETRY_TOKENS


def test_a_translation_is_never_read_in_parts() -> None:
    assert plan_parts(EnrichmentKind.TRANSLATION, paper(text=LONG), "zh", (), _config(4096)) == ()


def test_a_full_text_that_is_not_held_cannot_be_divided() -> None:
    with pytest.raises(EnrichmentError, match="not held"):
        plan_parts(REVIEW, paper(), "zh", (), _config(4096))


def test_a_context_without_room_is_refused_with_its_mend() -> None:
    with pytest.raises(EnrichmentError, match=r"llm_context_tokens.*make the context larger") as caught:
        plan_parts(REVIEW, paper(text=LONG), "zh", (), _config(1100))
    assert "\n" not in str(caught.value)


def test_a_request_for_notes_says_which_part_it_is() -> None:
    system, user = build_notes_messages(paper(), "A part.", 2, 3)
    assert "Part 2 of 3" in system["content"]
    assert f"at most {MOST_NOTES} texts" in system["content"]
    assert "Part 2 of 3:\nA part.\n" in user["content"]


def test_all_notes_are_told_where_they_fit() -> None:
    chosen = select_notes(REVIEW, paper(text=LONG), "zh", (), [["One.", "Two."], [], ["Three."]], _config(65_536))
    assert chosen == ("One.", "Two.", "Three.")


def test_of_too_many_notes_each_part_tells_its_first_ones() -> None:
    config = _config(4096)
    told = paper(text=LONG)
    notes = [[f"Part {part} notes {n} that herons wait for fish by the pond." for n in range(40)] for part in range(5)]
    chosen = select_notes(REVIEW, told, "zh", (), notes, config)
    by_part = [[note for note in chosen if note.startswith(f"Part {part} ")] for part in range(5)]
    assert [kept == part[: len(kept)] and len(kept) > 0 for kept, part in zip(by_part, notes, strict=True)] == [
        True
    ] * 5
    assert len(chosen) < 200
    asked = estimate_tokens(
        build_messages(REVIEW, told, "zh", (), source=TextSource.FULLTEXT, notes=chosen), REVIEW
    ).input_tokens
    assert asked <= (config.llm_context_tokens - config.llm_output_tokens) * 3 // 4


@pytest.mark.parametrize("blanks", ["  ", "\n\n\n\n", " \n \n"])
def test_blank_texts_have_no_chunks(blanks: str) -> None:
    assert plan_chunks(blanks, 5) == ()
