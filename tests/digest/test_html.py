"""HTML: read as a browser reads it, the page holds our elements and nothing that runs or loads."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfpapers.digest.model import Digest
from hfpapers.digest.render import render
from hfpapers.digest.text import clean_text
from tests.digest.rows import HOSTILE, LONG, SAMPLE, authors, keywords, listing, one_day

_ELEMENTS = (
    "html head meta title style body main header nav ul li section article h1 h2 h3 p em b bdi a span code footer"
)
_ATTRIBUTES = "lang charset http-equiv content name class id dir title href rel aria-label"
_VOID = frozenset({"meta"})
_TEXTS = st.one_of(
    st.text(),
    st.text(alphabet="<>/\"'&;=!-ab `\n", max_size=40),
    st.sampled_from(
        [HOSTILE, "</title><script>x</script>", '"><img src=x onerror=y>', "<!--", "]]>", "javascript:alert(1)"]
    ),
)


class _Page(HTMLParser):
    """Collects what is on a page, and that every element is closed in its turn."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[str] = []
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self.policy = ""
        self.language: str | None = None
        self.ids: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.elements.append(tag)
        self.attributes.update(values)
        if tag not in _VOID:
            self._open.append(tag)
        if tag == "a":
            self.links.append(values["href"] or "")
        if tag in {"h1", "h2", "h3"}:
            self.headings.append((int(tag[1]), ""))
        if values.get("http-equiv") == "Content-Security-Policy":
            self.policy = values["content"] or ""
        self.language = self.language or values.get("lang")
        if values.get("id"):
            self.ids.append(values["id"] or "")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if {"h1", "h2", "h3"} & set(self._open):
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def _page(digest: Digest) -> _Page:
    page = _Page()
    page.feed(render(digest, "html"))
    page.close()
    assert page._open == []
    return page


def _assert_says_only_ours(digest: Digest) -> None:
    page = _page(digest)
    assert set(page.elements) <= set(_ELEMENTS.split())
    assert page.attributes <= set(_ATTRIBUTES.split())
    days = [f"#day-{section.day}" for section in digest.sections if section.day]
    links = [link.url for entry in digest.entries for link in entry.links]
    assert page.links == ([digest.url] if digest.url else []) + (days if len(days) > 1 else []) + links
    assert all(url.startswith(("https://", "http://")) for url in links)
    assert [text for _, text in page.headings[1:] if text not in {one.heading for one in digest.sections}] == [
        entry.heading for entry in digest.entries
    ]
    assert page.elements.count("article") == len(digest.entries)


@given(_TEXTS, _TEXTS, _TEXTS)
def test_no_field_of_a_paper_changes_the_page(one: str, two: str, three: str) -> None:
    row = listing(
        title=one,
        abstract=two,
        organization=three,
        primary_category=two,
        ai_summary=one,
        ai_summary_model=three,
        authors=authors(one, three),
        keywords=keywords(two),
        code_url=f"https://x.example/{one}",
        project_url=two,
    )
    _assert_says_only_ours(one_day(row))


@pytest.mark.parametrize("text", [HOSTILE, LONG])
def test_the_hostile_and_the_endless_title_change_nothing(text: str) -> None:
    digest = one_day(listing(title=text, abstract=text, organization=text, ai_summary=text, authors=authors(text)))
    _assert_says_only_ours(digest)
    assert _page(digest).headings[1] == (2, clean_text(text))


def test_the_page_forbids_itself_everything_but_its_own_style() -> None:
    page = _page(one_day(*SAMPLE))
    assert "default-src 'none'; style-src 'unsafe-inline'" in page.policy
    assert page.language == "en"
    assert "url(" not in render(one_day(*SAMPLE), "html")
    assert "@import" not in render(one_day(*SAMPLE), "html")


def test_no_heading_level_is_skipped_and_no_id_comes_twice() -> None:
    page = _page(one_day(*SAMPLE))
    assert [level for level, _ in page.headings] == [1] + [2] * len(SAMPLE)
    assert all(text for _, text in page.headings)
    assert len(page.ids) == len(set(page.ids)) == len(SAMPLE)


def test_a_link_that_would_run_code_is_no_link() -> None:
    page = _page(one_day(listing(code_url="javascript:alert(1)", project_url="data:text/html,x")))
    assert page.links[1:] == ["https://arxiv.org/abs/2404.00001", "https://huggingface.co/papers/2404.00001"]
