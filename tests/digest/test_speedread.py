"""Style `speedread`: what stands in an entry with an answer of a model and without, and what must never stand there."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from hfpapers.digest.blocks import Bullets, Paragraph, ParagraphKind, Part, Piece, Scores, Terms, Writer
from hfpapers.digest.build import build_digest
from hfpapers.digest.held_blocks import folded
from hfpapers.digest.material import Material
from hfpapers.digest.model import Digest, Entry, Generated
from hfpapers.digest.options import DigestOptions
from hfpapers.digest.render import FORMATS, render
from hfpapers.digest.words import words_for
from hfpapers.digest.words.speedread_words import Outcomes, speedread_words
from hfpapers.model.enrichment import (
    EnrichmentKind,
    EnrichmentState,
    EnrichmentView,
    Score,
    Speedread,
    Term,
    TextSource,
    Translation,
    Verdict,
)
from hfpapers.model.periods import Period
from hfpapers.model.views import ListingView
from tests.digest.enriched_rows import (
    ENRICHED,
    KITES,
    LANTERNS,
    QUILTS,
    SPEEDREADS,
    TIDES,
    UNTOLD,
    WEEK,
    WELLS,
    enriched_material,
    week_rows,
)
from tests.digest.enriched_strategies import papers_with_every_outcome
from tests.digest.outcomes import MODEL, material, outcome, refused, stale
from tests.digest.reading import document_text
from tests.digest.rows import DAY, bare, day_row, fixed, listing
from tests.goldens import GoldenCheck

KIND = EnrichmentKind.SPEEDREAD
GOLDEN = Path(__file__).parent / "golden"
ENGLISH_PARTS = ["Main work", "Highlights", "Keywords", "Scores"]


def _digest(*rows: ListingView, held: Material | None = None, lang: str = "zh", **options: Any) -> Digest:
    return build_digest(
        rows,
        [day_row(expected=len(rows), stored=len(rows))],
        Period.of_day(DAY),
        DigestOptions(style="speedread", lang=lang, **options),
        material=held,
    )


def _entry(row: ListingView, held: Material | None = None, lang: str = "zh") -> Entry:
    (entry,) = _digest(row, held=held, lang=lang).entries
    return entry


def _parts(entry: Entry) -> dict[str, tuple[Piece, ...]]:
    return {block.heading: block.pieces for block in entry.blocks if isinstance(block, Part)}


def _pieces(entry: Entry) -> list[Piece]:
    return [piece for block in entry.blocks for piece in (block.pieces if isinstance(block, Part) else (block,))]


def _texts(piece: Piece) -> list[str]:
    """The sentences of a piece; reasons of scores are cells of a table, and two scores may have the same."""
    match piece:
        case Paragraph():
            return [piece.text]
        case Bullets():
            return list(piece.items)
        case _:
            return []


def _kinds(entry: Entry) -> list[ParagraphKind]:
    return [paragraph.kind for paragraph in entry.paragraphs]


# --- with an answer ------------------------------------------------------------------------------


def test_an_answer_fills_all_four_parts_in_their_order() -> None:
    answer = SPEEDREADS["en"]
    parts = _parts(_entry(TIDES, material(outcome(TIDES, KIND, answer)), "en"))
    assert list(parts) == ENGLISH_PARTS
    (text,), (bullets,), (terms,), (scores,) = parts.values()
    assert isinstance(text, Paragraph)
    assert (text.kind, text.text, text.writer) == (ParagraphKind.TEXT, answer.main_work, Writer.MODEL)
    assert isinstance(bullets, Bullets)
    assert bullets.items == answer.highlights
    assert isinstance(terms, Terms)
    assert [item.text for item in terms.items] == ["gradient noise", "early stopping", "language models"]
    assert isinstance(scores, Scores)
    assert [(one.name, one.value) for one in scores.items] == [
        ("Usefulness", 4.5),
        ("Novelty", 3.5),
        ("Recommendation", 4.0),
    ]


def test_text_of_an_answer_is_set_as_chinese_is_and_needs_no_language_tag() -> None:
    entry = _entry(TIDES, enriched_material(KIND, "zh"))
    assert list(_parts(entry)) == ["主要工作", "亮点", "关键词", "评分"]
    (text,) = _parts(entry)["主要工作"]
    assert isinstance(text, Paragraph)
    assert text.text.startswith("Tide Tables 只看训练最初 5% 的阶段：它读取八层的梯度噪声，据此")
    assert text.language is None
    assert entry.heading_language == "en"


def test_the_title_in_the_readers_language_stands_under_the_title() -> None:
    entry = _entry(TIDES, enriched_material(KIND, "zh"))
    title = entry.paragraphs[0]
    assert (title.kind, title.text) == (ParagraphKind.TITLE, "梯度的潮汐表：预测语言模型何时停止学习")
    assert (title.language, title.writer) == (None, Writer.MODEL)


def test_a_title_that_stayed_as_it_is_stands_once() -> None:
    same = Translation(title=TIDES.title or "", abstract="摘要")
    held = material(outcome(TIDES, EnrichmentKind.TRANSLATION, same), outcome(TIDES, KIND, SPEEDREADS["zh"]))
    assert ParagraphKind.TITLE not in _kinds(_entry(TIDES, held))


def test_in_a_language_that_we_have_no_words_in_the_answer_is_tagged() -> None:
    digest = _digest(TIDES, KITES, held=material(outcome(TIDES, KIND, SPEEDREADS["zh"], language="ja")), lang="ja")
    written, held = digest.entries
    assert (digest.language, digest.reader_language) == ("en", "ja")
    assert list(_parts(written)) == ENGLISH_PARTS
    assert {getattr(piece, "language", None) for piece in _pieces(written)} == {"ja"}
    assert {getattr(piece, "language", None) for piece in _pieces(held)} == {None}


def test_text_that_is_not_in_the_readers_language_is_tagged() -> None:
    pieces = _pieces(_entry(QUILTS))
    assert {piece.language for piece in pieces if isinstance(piece, Paragraph | Bullets)} == {"en"}


def test_an_answer_in_highlights_that_repeat_each_other_says_each_once() -> None:
    answer = replace(SPEEDREADS["en"], highlights=("One.", "one", SPEEDREADS["en"].main_work, "Two.", " "))
    parts = _parts(_entry(TIDES, material(outcome(TIDES, KIND, answer)), "en"))
    (bullets,) = parts["Highlights"]
    assert isinstance(bullets, Bullets)
    assert bullets.items == ("One.", "Two.")


def test_a_term_that_stays_as_it_is_has_no_translation_beside_it() -> None:
    answer = replace(SPEEDREADS["zh"], keywords=(Term(text="PPO", translation="ppo"), Term(text="PPO")))
    (terms,) = _parts(_entry(TIDES, material(outcome(TIDES, KIND, answer))))["关键词"]
    assert isinstance(terms, Terms)
    assert [(item.text, item.translation) for item in terms.items] == [("PPO", None)]


def test_an_answer_without_keywords_leaves_those_that_are_held() -> None:
    answer = replace(SPEEDREADS["en"], keywords=())
    (terms,) = _parts(_entry(TIDES, material(outcome(TIDES, KIND, answer)), "en"))["Keywords"]
    assert isinstance(terms, Terms)
    assert (terms.label, terms.writer) == ("From Hugging Face", Writer.HUGGINGFACE)


# --- faults of digests made by hand --------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_headings_have_one_form_whatever_an_answer_holds(lang: str) -> None:
    hostile = replace(
        SPEEDREADS["en"],
        main_work="### 论文总结\n\n**1. 主要工作**\n\n# We study it.",
        highlights=("一、本文的主要工作", "## Two\n===", "1. **One**\n---"),
        keywords=(Term(text="# term", translation="\n## translation"),),
    )
    rows = [replace(row, position=place) for place, row in enumerate((TIDES, QUILTS, WELLS), start=1)]
    held = material(*(outcome(row, KIND, hostile, language=lang) for row in rows))
    tokens = MarkdownIt("commonmark").parse(render(_digest(*rows, held=held, lang=lang), "md"))
    levels = [token.tag for token in tokens if token.type == "heading_open"]
    assert levels == ["h1", *(["h2", "h3", "h3", "h3", "h3"] * 3)]


@pytest.mark.parametrize(
    "score",
    [
        Score(value=4.7, reason="Between the steps."),
        Score(value=5.5, reason="Too high."),
        Score(value=0.5, reason="Too low."),
        Score(value=float("nan"), reason="No number."),
        Score(value=4.0, reason=" \x00"),
    ],
)
def test_a_score_off_the_scale_or_without_a_reason_is_never_shown(score: Score) -> None:
    digest = _digest(TIDES, held=material(outcome(TIDES, KIND, replace(SPEEDREADS["en"], novelty=score))), lang="en")
    (entry,) = digest.entries
    assert not any(isinstance(piece, Scores) for piece in _pieces(entry))
    assert "failed this check: form" in entry.paragraphs[0].text
    assert digest.generated is not None
    assert (digest.generated.accepted, digest.generated.refusals) == (0, (("shape", 1),))
    assert "Between the steps" not in render(digest, "md")


@given(st.lists(st.integers(2, 10).map(lambda doubled: doubled / 2), min_size=3, max_size=3))
def test_scores_are_numbers_of_one_scale_each_with_its_reason(values: list[float]) -> None:
    usefulness, novelty, recommendation = (Score(value=value, reason=f"For {value} reasons.") for value in values)
    answer = replace(SPEEDREADS["en"], usefulness=usefulness, novelty=novelty, recommendation=recommendation)
    text = render(_digest(TIDES, held=material(outcome(TIDES, KIND, answer)), lang="en"), "md")
    assert f"| {' | '.join(f'{value:.1f}' for value in values)} |" in text
    assert f"| {' | '.join(f'For {value} reasons.' for value in values)} |" in text


@pytest.mark.parametrize("fmt", FORMATS)
def test_text_that_was_refused_is_in_no_format(fmt: str) -> None:
    bad = "脉冲编程优化"
    verdicts = (Verdict(check="glossary", is_passed=False, detail=f"PPO stands as {bad}"),)
    answer = replace(SPEEDREADS["zh"], main_work=f"PPO（{bad}）")
    view = outcome(
        LANTERNS, KIND, answer, state=EnrichmentState.REFUSED, verdicts=verdicts, detail=f"glossary: {bad}", requests=2
    )
    document = document_text(_digest(LANTERNS, held=material(view)), fmt)
    assert "Lantern" in document
    assert bad not in document
    assert bad.encode("unicode_escape").decode() not in document


def test_text_about_a_failure_is_a_refusal_and_the_abstract_follows() -> None:
    for view in (
        refused(LANTERNS, KIND, "glossary", "numbers"),
        outcome(LANTERNS, KIND, detail="I am sorry, but I cannot do that."),
        stale(LANTERNS, KIND, SPEEDREADS["zh"]),
    ):
        entry = _entry(LANTERNS, material(view))
        refusal, abstract = entry.paragraphs
        assert (refusal.kind, refusal.writer, refusal.language) == (ParagraphKind.REFUSAL, Writer.HFPAPERS, None)
        assert refusal.text.endswith("以下为原文摘要。")
        assert (abstract.kind, abstract.text) == (ParagraphKind.ABSTRACT, LANTERNS.abstract)
        assert abstract.language == "en"
        assert "sorry" not in render(_digest(LANTERNS, held=material(view)), "md")


def test_a_refusal_names_the_checks_in_plain_words() -> None:
    entry = _entry(LANTERNS, material(refused(LANTERNS, KIND, "glossary", "numbers")))
    assert entry.paragraphs[0].text == "未能生成可靠的速览（未通过核对：术语译法、数字）。以下为原文摘要。"


def test_a_refused_answer_to_a_paper_without_abstract_leaves_what_is_held() -> None:
    row = replace(UNTOLD, ai_summary="A summary by Hugging Face.")
    entry = _entry(row, material(refused(row, KIND, "numbers")), "en")
    assert _kinds(entry) == [ParagraphKind.NOTE, ParagraphKind.REFUSAL, ParagraphKind.SUMMARY]
    assert "abstract stands" not in entry.paragraphs[1].text


def test_titles_in_the_document_have_neither_latex_nor_double_blanks() -> None:
    row = listing(title="360° Views From  One\n Image", abstract="We turn it round.")
    assert "360° Views From One Image" in render(_digest(row, lang="en"), "md")


def test_a_link_never_holds_a_blank() -> None:
    row = listing(project_url="https://kites.example/a b )", code_url=" https://github.com/example/kites ")
    links = {link.label: link.url for link in _entry(row, lang="en").links}
    assert links["Project page"] == "https://kites.example/a%20b%20)"
    assert links["Code"] == "https://github.com/example/kites"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_digest_always_says_how_it_was_made(lang: str) -> None:
    written = _digest(*ENRICHED, held=enriched_material(KIND, lang), lang=lang)
    for text in (" ".join(written.notes), " ".join(written.provenance)):
        assert MODEL in text
    assert "speedread-1" in " ".join(written.provenance)
    assert "2026-11-20" in " ".join(written.provenance)
    plain = _digest(*ENRICHED, lang=lang)
    assert plain.notes
    assert plain.provenance
    assert plain.generated is None
    assert MODEL not in render(plain, "md")


def test_the_notes_count_what_came_of_asking() -> None:
    (note,) = _digest(*ENRICHED, held=enriched_material(KIND, "en"), lang="en").notes
    assert "1 of 3 passed" in note
    assert "1 did not pass, 1 got no usable answer and 1 was written from an older version of the paper" in note
    assert "3 papers have no speed-read yet" in note
    (note,) = _digest(*ENRICHED, held=enriched_material(KIND, "zh")).notes
    assert (
        "3 篇中 1 篇通过；1 篇未通过核对，1 篇未得到可用的回答，1 篇的速览依据论文旧版本写成，均改为显示原文摘要"
        in note
    )


def test_where_no_answer_passed_the_notes_say_that_there_are_no_scores() -> None:
    digest = _digest(LANTERNS, held=material(refused(LANTERNS, KIND, "numbers")), lang="en")
    (note,) = digest.notes
    assert note.startswith(
        "No speed-read by a model is shown, and there are no scores, since nobody judged the papers."
    )
    assert note.endswith("1 did not pass: its abstract stands there instead.")


# --- without an answer ---------------------------------------------------------------------------


def test_without_a_model_nobody_judges_and_the_notes_say_so_once() -> None:
    digest = _digest(*ENRICHED, lang="en")
    assert not any(isinstance(piece, Scores) for entry in digest.entries for piece in _pieces(entry))
    assert all("Scores" not in _parts(entry) for entry in digest.entries)
    assert len(digest.notes) == 1
    assert "no scores, since nobody judged the papers" in digest.notes[0]


def test_main_work_is_hugging_faces_summary_named_as_theirs() -> None:
    (summary,) = _parts(_entry(QUILTS, lang="en"))["Main work"]
    assert isinstance(summary, Paragraph)
    assert (summary.text, summary.writer) == (QUILTS.ai_summary, Writer.HUGGINGFACE)
    assert summary.label == "Hugging Face's summary (an-example-model)"


def test_without_a_summary_main_work_is_of_the_abstract_and_highlights_are_its_results() -> None:
    parts = _parts(_entry(WELLS, lang="en"))
    (main,), (highlights,) = parts["Main work"], parts["Highlights"]
    assert isinstance(main, Paragraph)
    assert isinstance(highlights, Bullets)
    assert (main.kind, main.label, highlights.label) == (
        ParagraphKind.EXTRACT,
        "From the abstract",
        "From the abstract",
    )
    assert "dry mark" in main.text
    assert any("between 19% and 34%" in item for item in highlights.items)
    assert all(item in (WELLS.abstract or "") for item in (*highlights.items, *main.text.split(" … ")))


def test_a_gap_between_two_sentences_is_marked() -> None:
    row = listing(
        abstract="We propose a kettle for gradients. It is warm outside. We also introduce a pot for tensors."
    )
    (main,) = _parts(_entry(row, lang="en"))["Main work"]
    assert isinstance(main, Paragraph)
    assert main.text == "We propose a kettle for gradients. … We also introduce a pot for tensors."


def test_highlights_are_results_and_not_what_was_known_before() -> None:
    row = replace(
        QUILTS,
        abstract=(
            "Recent progress has intensified the demand for larger kettles. Kettles are made of iron. We introduce a"
            " kettle for gradients. It is warm outside."
        ),
    )
    (highlights,) = _parts(_entry(row, lang="en"))["Highlights"]
    assert isinstance(highlights, Bullets)
    assert highlights.items == ("We introduce a kettle for gradients.",)
    assert "Highlights" not in _parts(_entry(replace(row, abstract="Kettles are made of iron. It is warm."), lang="en"))


def test_keywords_are_hugging_faces_else_found_in_the_text_and_named_so() -> None:
    (theirs,) = _parts(_entry(QUILTS, lang="en"))["Keywords"]
    (found,) = _parts(_entry(WELLS, lang="en"))["Keywords"]
    assert isinstance(theirs, Terms)
    assert isinstance(found, Terms)
    assert [item.text for item in theirs.items] == ["vision encoders", "model stitching"]
    assert (theirs.label, theirs.writer) == ("From Hugging Face", Writer.HUGGINGFACE)
    assert (found.label, found.writer) == ("Found in title and abstract", Writer.HFPAPERS)


def test_what_the_labels_mean_is_said_under_the_digest_only_where_they_are() -> None:
    assert any("picked by a program" in sentence for sentence in _digest(WELLS, lang="en").provenance)
    written = material(outcome(TIDES, KIND, SPEEDREADS["en"], language="en"))
    assert not any("picked" in sentence for sentence in _digest(TIDES, held=written, lang="en").provenance)


def test_an_abstract_that_nothing_can_be_extracted_from_stands_whole() -> None:
    row = listing(title="让参考模型也参与学习", abstract="对齐方法往往不稳定。我们让参考模型也参与学习。")
    entry = _entry(row, lang="en")
    assert [(one.kind, one.language) for one in entry.paragraphs] == [(ParagraphKind.ABSTRACT, "zh")]
    assert not _parts(entry)


def test_a_paper_without_abstract_says_so() -> None:
    assert [one.text for one in _entry(UNTOLD, lang="en").paragraphs] == ["No abstract is held for this paper."]
    assert [one.text for one in _entry(bare(position=1)).paragraphs] == [
        "归档中没有这篇论文的标题。",
        "归档中没有这篇论文的摘要。",
    ]


# --- the whole -----------------------------------------------------------------------------------


def test_entries_are_numbered_over_all_days() -> None:
    rows = week_rows()
    digest = build_digest(rows, [day_row(day) for day in WEEK.days()], WEEK, DigestOptions(style="speedread"))
    assert [entry.number for entry in digest.entries] == list(range(1, len(rows) + 1))
    assert all(section.heading for section in digest.sections)
    assert digest.url is None


def test_with_a_top_the_papers_with_most_votes_come_once_each_with_its_day() -> None:
    days = [day_row(day) for day in WEEK.days()]
    digest = build_digest(week_rows(), days, WEEK, DigestOptions(style="speedread", top=2))
    assert [(entry.number, entry.listing.arxiv_id) for entry in digest.entries] == [
        (1, TIDES.arxiv_id),
        (2, LANTERNS.arxiv_id),
    ]
    assert "listed 2024-04-01" in [fact.text for fact in digest.entries[0].facts]


def test_a_day_leads_to_its_own_page() -> None:
    assert _digest(TIDES).url == "https://huggingface.co/papers/date/2024-04-04"


def test_an_empty_day_has_neither_notes_nor_entries() -> None:
    digest = _digest()
    assert (digest.notes, digest.entries, digest.generated) == ((), (), None)


@given(papers_with_every_outcome(KIND), st.sampled_from(["en", "zh", "ja"]))
def test_no_part_is_empty_and_no_text_stands_twice_in_an_entry(held: tuple[ListingView, Material], lang: str) -> None:
    row, looked_up = held
    digest = _digest(row, held=looked_up, lang=lang)
    (entry,) = digest.entries
    assert entry.heading.strip()
    assert all(part.heading and part.pieces for part in entry.blocks if isinstance(part, Part))
    assert len({part.heading for part in entry.blocks if isinstance(part, Part)}) == len(_parts(entry))
    texts = [text for piece in _pieces(entry) for text in _texts(piece)]
    assert all(text.strip() for text in texts)
    assert len({folded(text) for text in texts}) == len(texts)
    extracts = [one.text for one in entry.paragraphs if one.kind is ParagraphKind.EXTRACT]
    for piece in _pieces(entry):
        if isinstance(piece, Bullets):
            assert piece.items
            assert not any(item in extract for item in piece.items for extract in extracts)
        if isinstance(piece, Scores):
            assert all(one.reason.strip() and 1 <= one.value <= 5 for one in piece.items)
        if isinstance(piece, Terms):
            assert piece.items
            assert len({item.text.casefold() for item in piece.items}) == len(piece.items)
    assert digest.notes
    assert digest.provenance
    assert render(digest, "md")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("case", ["enriched", "plain"])
def test_a_day_is_what_its_golden_says(case: str, lang: str, check_golden: GoldenCheck) -> None:
    held = enriched_material(KIND, lang) if case == "enriched" else None
    text = render(fixed(_digest(*ENRICHED, held=held, lang=lang)), "md")
    check_golden(GOLDEN / f"speedread-{case}.{lang}.md", text)


def test_an_answer_is_not_shown_of_another_kind() -> None:
    held = material(outcome(TIDES, EnrichmentKind.TRANSLATION, Translation(title="标题", abstract="摘要")))
    digest = _digest(TIDES, held=held)
    assert all(not isinstance(piece, Scores) for piece in _pieces(digest.entries[0]))
    assert "没有模型撰写的速览" in digest.notes[0]
    assert digest.generated is not None
    assert digest.generated.kinds == (EnrichmentKind.TRANSLATION,)


def test_speedreads_of_no_text_are_no_answers() -> None:
    empty = Speedread(
        main_work="\x00",
        highlights=("One.",),
        keywords=(),
        usefulness=SPEEDREADS["en"].usefulness,
        novelty=SPEEDREADS["en"].novelty,
        recommendation=SPEEDREADS["en"].recommendation,
    )
    entry = _entry(TIDES, material(outcome(TIDES, KIND, empty)), "en")
    assert entry.paragraphs[0].kind is ParagraphKind.REFUSAL


def test_notes_count_in_words_that_fit_the_numbers() -> None:
    generated = Generated(
        kinds=(KIND,),
        language="zh",
        accepted=3,
        refused=0,
        failed=0,
        absent=3,
        models=("sample-32b", "sample-7b"),
        sources=(TextSource.ABSTRACT, TextSource.FULLTEXT),
    )
    outcomes = Outcomes(generated=generated, stale=2)
    (english,) = speedread_words(words_for("en")).made_so(outcomes)
    assert english.startswith("Speed-reads by sample-32b and sample-7b, from the abstracts and full texts.")
    assert "3 of 3 passed. 2 were written from older versions of their papers: their abstracts stand" in english
    assert "1 paper has no speed-read yet" in english
    (chinese,) = speedread_words(words_for("zh")).made_so(outcomes)
    assert chinese.startswith("速览由 sample-32b 和 sample-7b 根据论文摘要和全文生成")
    assert "2 篇的速览依据论文旧版本写成，均改为显示原文摘要；1 篇尚无速览" in chinese


@pytest.mark.parametrize("lang", ["ja", "zh"])
@pytest.mark.parametrize("view", [refused(LANTERNS, KIND, "numbers"), stale(LANTERNS, KIND, SPEEDREADS["zh"])])
def test_titles_by_a_model_are_named_though_no_speedread_is_shown(lang: str, view: EnrichmentView) -> None:
    title = Translation(title="灯笼", abstract="摘要")
    digest = _digest(LANTERNS, held=material(outcome(LANTERNS, EnrichmentKind.TRANSLATION, title), view), lang=lang)
    assert digest.entries[0].paragraphs[0].text == "灯笼"
    said = " ".join(digest.provenance)
    assert MODEL in said
    assert "translation-1" in said
    assert "no text by a model" not in said
    assert "没有添加任何由模型撰写的文字" not in said
