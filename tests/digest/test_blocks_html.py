"""Every block in HTML: a parser of the standard finds our elements and nothing that text or links brought in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfpapers.digest.blocks import Figure, Paragraph, ParagraphKind, Part
from hfpapers.digest.model import Digest, Section
from hfpapers.digest.render import render
from hfpapers.digest.text import clean_text
from tests.digest.documents import chinese, english, hostile
from tests.digest.rows import HOSTILE, LONG, SAMPLE, one_day

_TEXTS = (
    st.one_of(
        st.text(max_size=30),
        st.text(alphabet="<>/\"'&;=!-ab `", max_size=40),
        st.sampled_from([HOSTILE, "</title><script>x</script>", '"><img src=x onerror=y>', "<!--", "]]>", "</style>"]),
    )
    .map(clean_text)
    .filter(bool)
)
_HARMLESS = "https://x.example/"


def _tree(digest: Digest) -> Any:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(render(digest, "html"))
    assert parser.errors == []
    return tree


def _skeleton(element: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each element with the names of its attributes."""
    for one in element.iter():
        yield str(one.tag), tuple(sorted(one.attrib))


@cache
def _harmless() -> list[tuple[str, tuple[str, ...]]]:
    return list(_skeleton(_tree(hostile("harmless"))))


@given(_TEXTS)
def test_no_text_of_any_block_changes_the_page(text: str) -> None:
    tree = _tree(replace(hostile(text), title="x-y"))
    expected = list(_skeleton(_tree(replace(hostile("harmless"), title="x-y"))))
    assert list(_skeleton(tree)) == expected
    texts = {" ".join("".join(one.itertext()).split()) for one in tree.iter("li")}
    assert text in texts


@pytest.mark.parametrize("text", [HOSTILE, clean_text(LONG)])
def test_the_hostile_and_the_endless_text_change_nothing(text: str) -> None:
    assert list(_skeleton(_tree(replace(hostile(text), title="harmless")))) == _harmless()


@given(_TEXTS)
def test_every_link_leads_to_the_web_or_within_the_page(text: str) -> None:
    tree = _tree(hostile(text))
    ids = [one.attrib["id"] for one in tree.iter() if "id" in one.attrib]
    assert len(ids) == len(set(ids))
    for link in tree.iter("a"):
        assert link.attrib["href"].startswith(("https://", "#"))
        assert not link.attrib["href"].startswith("#") or link.attrib["href"][1:] in ids


@pytest.mark.parametrize("digest", [english(), chinese(), one_day(*SAMPLE)], ids=["en", "zh", "sample"])
def test_nothing_is_asked_for_but_figures(digest: Digest) -> None:
    tree = _tree(digest)
    sources = [(one.tag, one.attrib["src"]) for one in tree.iter() if "src" in one.attrib]
    figures = [("img", "https://cdn.example/rivers.png")] if digest.style == "speedread" else []
    assert sources == figures
    assert not list(tree.iter("script"))
    assert not list(tree.iter("link"))
    assert not list(tree.iter("iframe"))
    policy = next(one.attrib["content"] for one in tree.iter("meta") if "http-equiv" in one.attrib)
    assert ("img-src https: http:" in policy) == bool(figures)
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; ")


def test_a_figure_is_asked_for_late_and_tells_nobody_who_reads() -> None:
    (image,) = _tree(english()).iter("img")
    assert (image.attrib["loading"], image.attrib["referrerpolicy"]) == ("lazy", "no-referrer")
    assert image.attrib["alt"] == "A river with two lamps (from the paper's page)"


def _levels(digest: Digest) -> list[int]:
    return [int(one.tag[1]) for one in _tree(digest).iter() if one.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}]


def test_no_heading_level_is_skipped_and_entries_are_alike() -> None:
    digest = english()
    first, second, third = digest.entries
    assert _levels(digest) == [1, 2, 3, 3, 3, 3, 2, 2, 3, 2]
    days = (Section(heading="Thursday", entries=(first, second)), Section(heading="Friday", entries=(third,)))
    assert _levels(replace(digest, sections=days)) == [1, 2, 3, 4, 4, 4, 4, 3, 2, 3, 4, 2]


def _in_language(digest: Digest, language: str) -> list[str]:
    return [
        " ".join("".join(one.itertext()).split()) for one in _tree(digest).iter() if one.attrib.get("lang") == language
    ]


def test_text_in_another_language_than_the_page_says_so() -> None:
    tree = _tree(chinese())
    assert next(tree.iter("html")).attrib["lang"] == "zh" if tree.tag != "html" else tree.attrib["lang"] == "zh"
    english_texts = _in_language(chinese(), "en")
    assert "A map is drawn by many hands. We measure how long it takes until they agree." in english_texts
    assert "2. A Map of *Many* Hands" in english_texts
    assert "Rivers Reloaded" in english_texts
    assert "Many hands agree on a map in the end." in english_texts


def test_the_language_of_the_page_is_not_said_again() -> None:
    own = replace(
        english(), opening=(Paragraph(kind=ParagraphKind.TEXT, text="As the page.", language="en"),), sections=()
    )
    assert _in_language(replace(own, contents=()), "en")[1:] == []


@pytest.mark.parametrize(
    ("language", "direction"), [("he", "rtl"), ("ar-EG", "rtl"), ("de", "auto"), ("ar-Latn", "auto")]
)
def test_what_is_written_from_right_to_left_says_so(language: str, direction: str) -> None:
    opening = (Paragraph(kind=ParagraphKind.TEXT, text="x", language=language),)
    (paragraph,) = [one for one in _tree(replace(english(), opening=opening)).iter("p") if "lang" in one.attrib]
    assert paragraph.attrib["dir"] == direction


def test_a_paragraph_that_leads_somewhere_is_a_link_as_a_whole() -> None:
    (paragraph,) = [one for one in _tree(chinese()).iter("p") if one.attrib.get("class") == "title" and len(one)]
    assert (paragraph[0].tag, paragraph[0].text) == ("a", "\u6cb3\u6d41\u4e0e\u706f")


def test_a_refusal_and_a_note_are_dressed_apart() -> None:
    classes = {one.attrib.get("class"): "".join(one.itertext()) for one in _tree(english()).iter("p")}
    assert classes["refusal"].startswith("No speed-read that passed")
    assert classes["note"] == "Also listed on 2024-04-05."


def test_a_score_stands_beside_its_name_and_reason() -> None:
    table = next(one for one in _tree(english()).iter("table") if one.attrib["class"] == "scores")
    rows = [["".join(cell.itertext()) for cell in row] for row in table.iter("tr")]
    assert rows[1] == ["Novelty", "3.5", "Pruning is old; the recipe | its order is not."]


def test_figures_without_an_entry_are_let_in_too() -> None:
    figure = Figure(url="https://cdn.example/a.png", caption="A")
    digest = replace(one_day(*SAMPLE), closing=Part(heading="End", pieces=(figure,)))
    assert "img-src https: http:" in render(digest, "html")


def test_a_manifest_is_named() -> None:
    assert "<code>2024-04-04.speedread.md.manifest.json</code>" in render(english(), "html")
