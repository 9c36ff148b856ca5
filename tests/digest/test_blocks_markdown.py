"""Every block in Markdown: what a parser reads is our structure, whatever the texts are, in every dialect."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from hfpapers.digest.blocks import Bullets, Paragraph, ParagraphKind, Part
from hfpapers.digest.model import ContentsItem, Digest, Section
from hfpapers.digest.render import FRONT_MATTERS, render
from hfpapers.digest.render.markdown_anchors import heading_anchors
from hfpapers.digest.render.markdown_dialect import dialect_for
from hfpapers.digest.render.markdown_escape import escape_anywhere
from hfpapers.digest.text import clean_text
from tests.digest.documents import chinese, english, hostile
from tests.digest.rows import HOSTILE, LONG

_PARSER = MarkdownIt("commonmark").enable("table")
_MARKUP = st.text(alphabet="#*_`[]()<>!&;\\|~=-+.:/'\"%{}$^ 1a\u4e2dé", max_size=40)
_PIECES_OF_MARKUP = (
    "# ## - + * 1. 2) > | --- === *** ``` `a` **b** _c_ [e](f) ![h](i) <b> <!-- &amp; &#35; \\ \\| [a]: {{<x>}} {{x}}"
    " {%x%} {%%} {:.a} {#b} %%a%% ==a== #tag ^id $$x$$ |a|b| : ^ a"
)
_PIECES = st.lists(st.sampled_from(_PIECES_OF_MARKUP.split()), max_size=6)
_TEXTS = (
    st.one_of(st.text(max_size=30), _MARKUP, _PIECES.map(" ".join), _PIECES.map("".join)).map(clean_text).filter(bool)
)
_READERS = (None, *FRONT_MATTERS)
#: What a reader takes for its own where no backslash stands before it.
_TRAPS = {"hugo": r"\{", "jekyll": r"\{|\||\$\$|^[:^]", "obsidian": r"%%|==|(?<![^ ])\^|#(?=\S)"}


def _body(digest: Digest, reader: str | None) -> str:
    text = render(digest, "md", front_matter=reader)
    return text if reader is None else text.split("\n---\n\n", 1)[1]


def _skeleton(tokens: Iterable[Token]) -> Iterator[tuple[str, str, int]]:
    """Yield what is read, less the words: texts that stand side by side are one."""
    for token in tokens:
        if token.children is None:
            yield token.type, token.tag, token.level
            continue
        kinds = [child.type for child in token.children if child.type not in {"text", "text_special"}]
        yield "inline", " ".join(kinds), token.level


def _read(digest: Digest, reader: str | None) -> list[tuple[str, str, int]]:
    return list(_skeleton(_PARSER.parse(_body(digest, reader))))


@cache
def _harmless(reader: str | None) -> list[tuple[str, str, int]]:
    return _read(hostile("harmless"), reader)


@pytest.mark.parametrize("reader", _READERS)
@given(text=_TEXTS)
def test_no_text_of_any_block_changes_the_structure(reader: str | None, text: str) -> None:
    assert _read(hostile(text), reader) == _harmless(reader)


@pytest.mark.parametrize("reader", _READERS)
@pytest.mark.parametrize("text", [HOSTILE, LONG])
def test_the_hostile_and_the_endless_text_change_nothing(reader: str | None, text: str) -> None:
    assert _read(hostile(clean_text(text)), reader) == _harmless(reader)


@pytest.mark.parametrize("reader", _READERS)
@given(text=_TEXTS)
def test_every_text_reads_as_it_was(reader: str | None, text: str) -> None:
    dialect = dialect_for(reader)
    for written in (dialect.paragraph(text), f"## {dialect.heading(text)}", f"- {dialect.paragraph(text)}"):
        (inline,) = [token for token in _PARSER.parse(written) if token.type == "inline"]
        assert {child.type for child in inline.children or ()} <= {"text"}
        assert "".join(child.content for child in inline.children or ()) == text
    table = _PARSER.parse(f"| {dialect.cell(text)} | b |\n|---|---|\n| c | {dialect.cell(text)} |")
    cells = ["".join(child.content for child in token.children or ()) for token in table if token.type == "inline"]
    assert cells == [text, "b", "c", text]


@pytest.mark.parametrize("reader", FRONT_MATTERS)
@given(text=_PIECES.map("".join).map(clean_text).filter(bool))
def test_no_text_holds_what_its_reader_would_run(reader: str, text: str) -> None:
    dialect = dialect_for(reader)
    for written in (dialect.paragraph(text), dialect.heading(text), dialect.cell(text), dialect.inline(text)):
        assert re.search(_TRAPS[reader], re.sub(r"\\.", "escaped", written)) is None


@given(_TEXTS)
def test_text_for_anywhere_reads_as_it_was_everywhere(text: str) -> None:
    escaped = escape_anywhere(text)
    document = f"{escaped}\n\n## {escaped}\n\n- {escaped}\n\n| {escaped} | b |\n|---|---|\n| c | {escaped} |\n"
    tokens = [token for token in _PARSER.parse(document) if token.type == "inline"]
    read = ["".join(child.content for child in token.children or ()) for token in tokens]
    assert read == [text, text, text, text, "b", "c", text]


def _headings(digest: Digest, reader: str | None = None) -> list[tuple[int, str]]:
    tokens = _PARSER.parse(_body(digest, reader))
    return [
        (int(token.tag[1]), "".join(child.content for child in tokens[place + 1].children or ()))
        for place, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def test_no_heading_level_is_skipped_and_entries_are_alike() -> None:
    headings = _headings(english())
    assert [level for level, text in headings if text[:2] in {"1.", "2.", "3."}] == [2, 2, 2]
    assert [level for level, _ in headings] == [1, 2, 3, 3, 3, 3, 2, 2, 3, 2]


def test_entries_under_days_stand_one_level_lower() -> None:
    digest = english()
    first, second, third = digest.entries
    days = (Section(heading="Thursday", entries=(first, second)), Section(heading="Friday", entries=(third,)))
    levels = [level for level, _ in _headings(replace(digest, sections=days))]
    assert levels == [1, 2, 3, 4, 4, 4, 4, 3, 2, 3, 4, 2]


@pytest.mark.parametrize(("reader", "first"), [(None, 1), ("hugo", 2), ("jekyll", 2), ("obsidian", 1)])
def test_a_site_heads_the_page_itself(reader: str | None, first: int) -> None:
    assert _headings(english(), reader)[0][0] == first


def _anchors_of(headings: Iterable[str]) -> list[str]:
    """Make anchors as GitHub does, by its own description: small letters, no marks, blanks as hyphens, and numbered."""
    made: list[str] = []
    for heading in headings:
        slug = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        same = sum(re.fullmatch(rf"{re.escape(slug)}(-\d+)?", one) is not None for one in made)
        made.append(f"{slug}-{same}" if same else slug)
    return made


def _contents_links(digest: Digest, reader: str | None = None) -> list[str]:
    tokens = _PARSER.parse(_body(digest, reader))
    links = [child for token in tokens for child in token.children or () if child.type == "link_open"]
    return [unquote(str(link.attrs["href"])) for link in links if str(link.attrs["href"]).startswith("#")]


@pytest.mark.parametrize("digest", [english(), chinese()], ids=["en", "zh"])
def test_the_contents_lead_to_the_headings_as_they_are_rendered(digest: Digest) -> None:
    texts = [text for _, text in _headings(digest)]
    anchors = dict(zip(texts, _anchors_of(texts), strict=False))
    wanted = [f"#{anchors[f'{entry.number}. {entry.heading}']}" for entry in digest.entries]
    assert _contents_links(digest) == wanted == _contents_links(digest, "hugo") == _contents_links(digest, "jekyll")


def test_obsidian_is_led_by_the_words_of_a_heading() -> None:
    assert _contents_links(english(), "obsidian") == [
        "#1 Small Gardens Growing Compact Models from Pruned Seeds",
        "#2 A Map of Many Hands",
        "#3 Rivers Lamps",
    ]


@pytest.mark.parametrize(
    ("heading", "github", "hugo"),
    [
        ("1. QLoRA: Efficient Finetuning of Quantized LLMs", "1-qlora-efficient-finetuning-of-quantized-llms", None),
        ("Rivers & Lamps -- $100,000?", "rivers--lamps----100000", None),
        ("2023 年值得重读的十篇论文（上）", "2023-年值得重读的十篇论文上", None),
        ("snake_case ÉTÉ", "snake_case-été", None),
        ("cafe\u0301 a‿b", "cafe\u0301-a‿b", "cafe-ab"),
    ],
)
def test_an_anchor_is_that_of_its_site(heading: str, github: str, hugo: str | None) -> None:
    assert list(heading_anchors([heading], "")) == list(heading_anchors([heading], "jekyll")) == [github]
    assert list(heading_anchors([heading], "hugo")) == [hugo or github]


def test_anchors_that_come_again_are_numbered() -> None:
    assert list(heading_anchors(["Scores", "Scores", "scores!", "Scores-1"], "")) == [
        "scores",
        "scores-1",
        "scores-2",
        "scores-1-1",
    ]


def test_every_anchor_of_the_contents_is_of_an_entry_though_parts_are_called_alike() -> None:
    digest = english()
    entry = replace(digest.entries[0], number=None, heading="Scores")
    other = replace(digest.entries[1], number=None, heading="Scores")
    items = tuple(
        ContentsItem(anchor=one.anchor, number=number, text=one.heading) for number, one in enumerate((entry, other), 1)
    )
    shown = replace(digest, sections=(Section(entries=(entry, other)),), contents=items)
    # The first has a part that is called as it is.
    assert _contents_links(shown) == ["#scores", "#scores-2"]


def test_facts_and_links_stand_under_no_heading_of_a_part() -> None:
    lines = render(chinese(), "md").splitlines()
    for entry in chinese().entries:
        start = lines.index(next(line for line in lines if line.startswith(f"## {entry.number}. ")))
        marks = next(place for place in range(start, len(lines)) if lines[place].startswith("▲"))
        assert not any(line.startswith("### ") for line in lines[start:marks])


def test_two_lists_in_a_row_stay_two() -> None:
    pieces = (Bullets(items=("a",)), Bullets(items=("b",)), Bullets(items=("c",)))
    digest = replace(english(), opening=(), closing=Part(heading="End", pieces=pieces))
    tokens = _PARSER.parse(_body(digest, None).split("## End")[1])
    assert sum(token.type == "bullet_list_open" for token in tokens) == 3


def test_a_label_before_a_full_width_colon_is_bold() -> None:
    tokens = _PARSER.parse(_body(chinese(), None))
    (labelled,) = [token for token in tokens if "（an-example-model）" in token.content]
    kinds = [child.type for child in labelled.children or () if child.content or child.nesting]
    assert kinds == ["strong_open", "text", "strong_close", "text"]


def test_a_refusal_and_a_note_are_dressed_apart() -> None:
    text = render(english(), "md")
    assert "\n> No speed-read that passed the checks (numbers). The abstract stands as published.\n" in text
    assert "\n*Also listed on 2024-04-05.*\n" in text


@pytest.mark.parametrize(
    ("paragraph", "written"),
    [
        (Paragraph(kind=ParagraphKind.TITLE, text="A *b*"), r"*A \*b\**"),
        (
            Paragraph(kind=ParagraphKind.NOTE, text="a", label="L", url="https://x.example/"),
            "*L: [a](https://x.example/)*",
        ),
        (Paragraph(kind=ParagraphKind.REFUSAL, text="1. a"), r"> 1\. a"),
        (Paragraph(kind=ParagraphKind.SUMMARY, text="- a", label="L"), "**L:** - a"),
    ],
)
def test_a_paragraph_is_written_by_its_kind(paragraph: Paragraph, written: str) -> None:
    digest = replace(english(), opening=(paragraph,))
    assert f"\n\n{written}\n\n" in render(digest, "md")
