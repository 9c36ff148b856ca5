"""Cleaning: no control, no override of direction, one line; and links to the web only."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfpapers.digest.options import STYLES
from hfpapers.digest.render import FORMATS
from hfpapers.digest.text import clean_text, shortened, web_address
from tests.digest.reading import document_text
from tests.digest.rows import LONG, authors, keywords, listing, one_day

_OVERRIDES = set(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))


@given(st.text(alphabet=st.characters()))
def test_cleaned_text_has_no_control_and_no_override(text: str) -> None:
    cleaned = clean_text(text)
    assert not {character for character in cleaned if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}}
    assert not set(cleaned) & _OVERRIDES
    assert clean_text(cleaned) == cleaned
    assert "  " not in cleaned
    assert cleaned == cleaned.strip()


@given(st.text(alphabet="ab  \t\u00a0\u3000\x00\u202e"))
def test_cleaning_takes_out_what_is_unseen_and_leaves_clean_text_as_it_is(text: str) -> None:
    cleaned = clean_text(text)
    seen = (" " if character.isspace() else character for character in text if character not in "\x00\u202e")
    assert cleaned == " ".join("".join(seen).split())
    assert clean_text(cleaned) is cleaned


def test_halves_of_surrogate_pairs_are_removed() -> None:
    assert clean_text("a\ud800b\udfff").encode() == b"ab"


def test_line_ends_become_blanks_and_controls_vanish() -> None:
    assert clean_text(" a\n b\u2028c\x85d\x00e\x1b[0m \u202ef") == "a b c de[0m f"


@pytest.mark.parametrize("fmt", FORMATS)
def test_no_format_shows_a_control_character(fmt: str) -> None:
    row = listing(
        title=LONG,
        abstract=LONG,
        organization=LONG,
        ai_summary=LONG,
        comment=LONG,
        authors=authors(LONG),
        keywords=keywords(LONG),
        categories=(LONG,),
    )
    text = document_text(one_day(row), fmt)
    assert not {character for character in text if unicodedata.category(character) == "Cc"} - {"\n", "\r"}
    assert not set(text) & _OVERRIDES
    assert text.encode()
    assert fmt == "csv" or "\r" not in text


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://x.example/a", "https://x.example/a"),
        ("http://x.example", "http://x.example"),
        (" https://x.example/a b ", "https://x.example/a%20b"),
        ('https://x.example/"<>', "https://x.example/%22%3C%3E"),
        ("https://x.example/[a]?b=[c]", "https://x.example/%5Ba%5D?b=%5Bc%5D"),
        ("http://[::1]/[a]", "http://[::1]/%5Ba%5D"),
        ("https://x.example/100%/%41?50%#a#b", "https://x.example/100%25/%41?50%25#a%23b"),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("JAVASCRIPT:alert(1)", None),
        ("javascript://x.example/%0aalert(1)", None),
        ("ftp://x.example/a", None),
        ("data:text/html,x", None),
        ("//x.example/a", None),
        ("https:///a", None),
        ("https://[x", None),
        ("mailto:a@x.example", None),
        ("", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_are_links(url: str | None, address: str | None) -> None:
    assert web_address(url) == address


def test_shortened_text_says_that_it_is() -> None:
    assert shortened("abcdef", 6) == "abcdef"
    assert shortened("abcdefg", 6) == "abcde…"


def test_there_is_the_list() -> None:
    assert "list" in STYLES


@pytest.mark.parametrize("fmt", FORMATS)
def test_options_are_shown_as_cleaned_as_other_text_from_outside(fmt: str) -> None:
    hostile = "x\n# H1\x1b[31m\u202e"
    rendered = document_text(one_day(listing(), keywords=(hostile,), categories=(hostile,)), fmt)
    assert not any(line.startswith("# H1") for line in rendered.splitlines())
    assert not {"\x1b", "\u202e", "\\u001b"} & set(re.findall(r"\\u[0-9a-f]{4}|.", rendered, flags=re.DOTALL))
    shows_options = fmt not in {"csv", "jsonl", "bibtex", "ris", "csl-json"}
    assert ("x # H1[31m" in rendered.replace("\\", "")) is shows_options
