"""CommonMark: what we did not write as markup is never read as markup, and reads as it was."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from hfpapers.digest.blocks import ParagraphKind
from hfpapers.digest.model import Digest
from hfpapers.digest.render import render
from hfpapers.digest.render.markdown_escape import escape_heading, escape_inline, escape_paragraph, markdown_link
from hfpapers.digest.text import clean_text
from tests.digest.rows import HOSTILE, LONG, SAMPLE, authors, keywords, listing, one_day

_PARSER = MarkdownIt("commonmark")
_MARKUP = st.text(alphabet="#*_`[]()<>!&;\\|~=-+.:/'\" \t1a\u4e2dé", max_size=60)
_PIECES_OF_MARKUP = (
    "# ## - + * 1. 2) > | --- === *** ___ ~~~ ``` `a` **b** _c_ __d__ [e](f) [g] ![h](i) <b> </b> <!-- <?x ?> <http://x>"
    " <a@b.c> &amp; &#35; &#0000035; \\ \\* [a]: /u http://x.example/ a_b_c a*b 5*3 ~4 ~~s~~ a"
)
_PIECES = st.lists(st.sampled_from(_PIECES_OF_MARKUP.split()), max_size=8)
_TEXTS = st.one_of(st.text(), _MARKUP, _PIECES.map(" ".join), _PIECES.map("".join)).map(clean_text).filter(bool)


def _inline(tokens: list[Token], *block: str) -> list[Token]:
    """Return what stands in the only block of the document, which must be that one."""
    assert [token.type for token in tokens] == [f"{block[0]}_open", "inline", f"{block[0]}_close"]
    return tokens[1].children or []


def _plain(children: list[Token]) -> str:
    assert {child.type for child in children} <= {"text"}
    return "".join(child.content for child in children)


@given(_TEXTS)
def test_any_text_is_read_back_as_one_plain_paragraph(text: str) -> None:
    assert _plain(_inline(_PARSER.parse(escape_paragraph(text)), "paragraph")) == text


@given(_TEXTS)
def test_any_text_is_read_back_as_one_plain_heading(text: str) -> None:
    assert _plain(_inline(_PARSER.parse(f"### {escape_heading(text)}\n"), "heading")) == text


@given(_TEXTS, _TEXTS)
def test_any_two_texts_stay_apart_within_a_line(first: str, second: str) -> None:
    line = f"**{escape_inline(first)}:** {escape_inline(second)} · {escape_inline(first)}"
    children = _inline(_PARSER.parse(line), "paragraph")
    assert [child.type for child in children if child.type != "text"] == ["strong_open", "strong_close"]
    assert "".join(child.content for child in children) == f"{first}: {second} · {first}"


@given(st.text(alphabet="()<>[]\\` &;\"'%abé#?=/.:", max_size=30).map(clean_text))
def test_any_address_is_one_whole_link(rest: str) -> None:
    children = _inline(_PARSER.parse(markdown_link("Code", f"https://x.example/{rest}")), "paragraph")
    assert [child.type for child in children] == ["link_open", "text", "link_close"]


def test_an_address_with_an_entity_is_the_same_address() -> None:
    children = _inline(_PARSER.parse(markdown_link("Code", "https://x.example/?a=1&copy;=2")), "paragraph")
    assert children[0].attrs == {"href": "https://x.example/?a=1&copy;=2"}


def test_blanks_and_parentheses_do_not_end_a_link() -> None:
    assert markdown_link("Code", "https://x.example/a b(c)") == "[Code](https://x.example/a%20b%28c%29)"


@pytest.mark.parametrize(
    "prose",
    [
        "A state-of-the-art, 1.5B model (small); it costs $5. So what? 100% & more!",
        "p < 0.05, 3 > 2, a * b, R&D, Q&A: see http://example.org/a_b for snake_case_names",
        "the 2024. edition - with a dash + a plus = a sum | a bar",
        r"LaTeX such as $\alpha$ reads as it is",
        "about ~5 and (~10) of them",
        "强化学习（RL）：一种方法。",
    ],
)
def test_prose_is_left_as_it_reads(prose: str) -> None:
    assert escape_paragraph(prose) == prose


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("# a", r"\# a"),
        ("- a", r"\- a"),
        ("+ a", r"\+ a"),
        ("1. a", r"1\. a"),
        ("12) a", r"12\) a"),
        ("> a", r"\> a"),
        ("| a |", r"\| a |"),
        ("---", r"\---"),
        ("===", r"\==="),
        ("#1 of many", "#1 of many"),
        ("1.5B models", "1.5B models"),
        ("-5 degrees", "-5 degrees"),
    ],
)
def test_only_what_would_begin_a_block_is_escaped_there(text: str, escaped: str) -> None:
    assert escape_paragraph(text) == escaped


def _assert_says_only_ours(digest: Digest) -> None:
    """The tokens of the document are those of its structure, whatever its texts are."""
    tokens = _PARSER.parse(render(digest, "md"))
    blocks = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
    assert blocks <= {"heading", "paragraph", "blockquote", "inline", "hr"}
    headings = [following for token, following in pairwise(tokens) if token.type == "heading_open"]
    sections = [section.heading for section in digest.sections if section.heading]
    expected = [digest.title, *sections, *(entry.heading for entry in digest.entries)]
    assert sorted(_plain(heading.children or []) for heading in headings) == sorted(expected)
    inline = [child for token in tokens for child in token.children or []]
    assert {child.type for child in inline} <= {
        "text", "strong_open", "strong_close", "em_open", "em_close", "link_open", "link_close", "code_inline"
    }  # fmt: skip
    paragraphs = [paragraph for entry in digest.entries for paragraph in entry.paragraphs]
    links = sum(len(entry.links) for entry in digest.entries)
    assert _count(inline, "link_open") == links + (digest.url is not None)
    assert _count(inline, "strong_open") == sum(paragraph.label is not None for paragraph in paragraphs)
    assert _count(inline, "em_open") == sum(paragraph.kind is ParagraphKind.NOTE for paragraph in paragraphs)
    assert _count(inline, "code_inline") == sum(banner.command is not None for banner in digest.coverage.banners)
    text = {"".join(child.content for child in token.children or []) for token in tokens if token.children}
    assert {paragraph.text for paragraph in paragraphs if paragraph.label is None} <= text


def _count(tokens: list[Token], kind: str) -> int:
    return sum(token.type == kind for token in tokens)


@given(_TEXTS, _TEXTS, _TEXTS, _TEXTS)
def test_no_field_of_a_paper_changes_the_structure(title: str, abstract: str, name: str, word: str) -> None:
    row = listing(
        title=title,
        abstract=abstract,
        organization=word,
        primary_category=name,
        ai_summary=abstract,
        ai_summary_model=name,
        authors=authors(name, word),
        keywords=keywords(word, title),
        code_url=f"https://x.example/{word}",
        project_url=name,
    )
    _assert_says_only_ours(one_day(row))


@pytest.mark.parametrize("text", [HOSTILE, LONG])
def test_the_hostile_and_the_endless_title_change_nothing(text: str) -> None:
    row = listing(title=text, abstract=text, organization=text, ai_summary=text, authors=authors(text))
    digest = one_day(row)
    _assert_says_only_ours(digest)
    assert digest.entries[0].heading == clean_text(text)


def test_the_sample_says_only_ours() -> None:
    digest = one_day(*SAMPLE)
    _assert_says_only_ours(digest)
    assert len(digest.entries) == len(SAMPLE)


def test_an_error_of_upstream_cannot_write_into_a_banner() -> None:
    digest = one_day(listing(), state=None)
    assert digest.coverage.banners
    _assert_says_only_ours(digest)
