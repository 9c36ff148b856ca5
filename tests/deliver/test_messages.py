"""Digests cut into chat messages."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfpapers.deliver.chat_lines import Line, Span, Unit, build_units
from hfpapers.deliver.chat_markup import FORMATS, render_lines
from hfpapers.deliver.chat_messages import Measure, shorten_text, split_units
from tests.digest.rows import HOSTILE, SAMPLE, listing, one_day

LINK = "https://huggingface.co/papers/2404.00001"


def paper(text: str, *, heading: str = "A Heading", url: str = LINK) -> Unit:
    return Unit(
        head=(Line(spans=(Span(text=heading, is_strong=True),)),),
        body=(Line(spans=(Span(text=text),)),),
        foot=(Line(spans=(Span(text="▲ 62"), Span(text=" · "), Span(text="Paper", url=url))),),
    )


def cut(*units: Unit, characters: int, fmt: str = "markdown") -> tuple[str, ...]:
    return split_units(units, Measure(fmt=fmt, characters=characters))


def test_what_fits_is_one_message() -> None:
    (body,) = cut(paper("It works."), characters=1000)
    assert body == f"**A Heading**\n\nIt works.\n\n▲ 62 · [Paper]({LINK})"


def test_no_paper_is_cut_in_two() -> None:
    units = [paper(f"Text {number}. " * 12, heading=f"Heading {number}") for number in range(9)]
    bodies = cut(*units, characters=700)
    assert len(bodies) == 3
    for number in range(9):
        (home,) = [body for body in bodies if f"Heading {number}" in body]
        assert home.count(f"Text {number}.") == 12
    assert all(len(body) <= 700 for body in bodies)


def test_a_paper_that_is_too_long_is_shortened_at_a_sentence_and_keeps_its_link() -> None:
    (body,) = cut(paper("One is short. Two is longer than one. " + "Three goes on, and on. " * 40), characters=200)
    assert len(body) <= 200
    text = body.split("\n\n")[1]
    assert re.fullmatch(r"One is short\. Two is longer than one\. (Three goes on, and on\. )+…", text)
    assert body.endswith(f"▲ 62 · [Paper]({LINK})")


def test_a_sentence_that_is_too_long_is_shortened_at_a_word() -> None:
    (body,) = cut(paper("unbreakable " * 100), characters=200)
    text = body.split("\n\n")[1]
    assert re.fullmatch(r"(unbreakable ?)+…", text)


def test_chinese_is_shortened_at_its_own_full_stop() -> None:
    (body,) = cut(paper("第一句话说明问题。第二句话说明方法。" + "第三句话" * 60 + "。"), characters=140)
    assert body.split("\n\n")[1] == "第一句话说明问题。第二句话说明方法。…"


def test_a_link_is_never_cut_and_a_heading_gives_way_to_it() -> None:
    (body,) = cut(paper("Text.", heading="A very long heading " * 20), characters=150)
    assert len(body) <= 150
    assert f"[Paper]({LINK})" in body
    assert "…" in body


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("characters", [300, 700, 4000])
def test_every_paper_of_a_digest_is_in_one_message_with_its_link(fmt: str, characters: int) -> None:
    digest = one_day(*SAMPLE)
    bodies = split_units(build_units(digest), Measure(fmt=fmt, characters=characters))
    assert all(len(body) <= characters for body in bodies)
    for entry in digest.entries:
        url = entry.links[0].url
        assert sum(url in body for body in bodies) == 1, url


@pytest.mark.parametrize("fmt", ["markdown", "html"])
def test_what_upstream_says_is_no_markup(fmt: str) -> None:
    text = "".join(
        split_units(build_units(one_day(listing(title=HOSTILE, abstract=HOSTILE))), Measure(fmt=fmt, characters=9999))
    )
    assert "<script>" not in text.replace("\\<", "")
    assert fmt == "html" or "[x](javascript" not in text


def test_html_closes_what_it_opens() -> None:
    text = render_lines(
        [
            Line(
                spans=(Span(text="a < b", is_strong=True), Span(text=": "), Span(text="x", url='https://e.x/?a="1"&b'))
            ),
            Line(spans=(Span(text="one"),), is_item=True),
            Line(spans=(Span(text="two"),), is_item=True),
        ],
        "html",
    )
    assert text == (
        '<p><b>a &lt; b</b>: <a href="https://e.x/?a=&quot;1&quot;&amp;b">x</a></p><ul><li>one</li><li>two</li></ul>'
    )


def test_plain_text_shows_addresses() -> None:
    (body,) = cut(paper("Text."), characters=500, fmt="text")
    assert body == f"A Heading\n\nText.\n\n▲ 62 · Paper {LINK}"


@given(st.text(), st.integers(min_value=2, max_value=40))
def test_a_text_is_never_longer_than_it_may_be(text: str, characters: int) -> None:
    short = shorten_text(text, characters)
    assert len(short) <= characters or short == text
    assert short == text or short.endswith("…")


@given(st.lists(st.text(alphabet="ab .。\n", min_size=1, max_size=400), max_size=8), st.integers(200, 500))
def test_whatever_the_papers_say_no_message_is_too_long(texts: list[str], characters: int) -> None:
    bodies = cut(*(paper(text) for text in texts), characters=characters)
    assert all(len(body) <= characters for body in bodies)
    assert sum(body.count(LINK) for body in bodies) == len(texts)
