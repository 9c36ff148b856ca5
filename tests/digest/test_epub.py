"""EPUB: the package is whole, its pages are well-formed, its contents lead somewhere, and nothing is elsewhere."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from hfpapers.digest.build import build_digest
from hfpapers.digest.model import Digest
from hfpapers.digest.options import STYLES, DigestOptions
from hfpapers.digest.render import render_bytes
from hfpapers.model.coverage import DayState
from hfpapers.model.enrichment import EnrichmentKind
from hfpapers.model.periods import Period
from tests.digest.documents import chinese, english, hostile
from tests.digest.enriched_rows import ENRICHED, enriched_material
from tests.digest.reading import book_files
from tests.digest.rows import DAY, HOSTILE, LONG, SAMPLE, WEEK, WEEK_DAYS, WEEK_ROWS, bare, day_row, listing, one_day

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_FOLDER = "EPUB/"
_ELEMENTS = (
    "html head meta title link body nav section article div h1 h2 h3 h4 p ol ul li a b em bdi span code"
    " table thead tbody caption tr th td"
)
_KINDS = {
    "list": EnrichmentKind.ROUNDUP,
    "speedread": EnrichmentKind.SPEEDREAD,
    "roundup": EnrichmentKind.ROUNDUP,
    "review": EnrichmentKind.SPEEDREAD,
}
_STYLED = {
    f"{style}-{lang}": build_digest(
        ENRICHED,
        [day_row()],
        Period.of_day(DAY),
        DigestOptions(style=style, lang=lang),
        material=enriched_material(_KINDS[style], lang),
    )
    for style in STYLES
    for lang in ("en", "zh")
}
_MADE = {
    **_STYLED,
    "english": english(),
    "chinese": chinese(),
    "hostile": hostile(HOSTILE),
    "sample": one_day(*SAMPLE),
    "week": build_digest(WEEK_ROWS, WEEK_DAYS, WEEK, DigestOptions()),
    "empty": one_day(state=DayState.EMPTY),
    "bare": one_day(bare(position=1)),
    "long": one_day(listing(title=LONG, abstract=LONG)),
    "portuguese": one_day(*SAMPLE, lang="pt-BR"),
}


def _trees(digest: Digest) -> dict[str, etree._Element]:
    """Every file of XML, by its name within the folder; reading it fails where it is not well-formed."""
    return {
        name.removeprefix(_FOLDER): etree.fromstring(content)
        for name, content in book_files(digest).items()
        if PurePosixPath(name).suffix in {".xhtml", ".opf", ".ncx", ".xml"}
    }


def _package(digest: Digest) -> etree._Element:
    return _trees(digest)["package.opf"]


def _links(tree: etree._Element, tag: str, attribute: str) -> list[str]:
    return [str(one.get(attribute)) for one in tree.iter(tag) if one.get(attribute)]


@pytest.mark.parametrize("case", _MADE)
def test_the_container_leads_to_the_package_and_the_first_file_says_what_it_is(case: str) -> None:
    data = render_bytes(_MADE[case], "epub")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert book.testzip() is None
        first = book.infolist()[0]
        assert (first.filename, first.compress_type, first.extra, first.flag_bits) == ("mimetype", 0, b"", 0)
        assert len(book.namelist()) == len(set(book.namelist()))
        assert book.read("mimetype") == b"application/epub+zip"
        container = etree.fromstring(book.read("META-INF/container.xml"))
        assert [one.get("full-path") in book.namelist() for one in container.iter("{*}rootfile")] == [True]
    assert data[30:58] == b"mimetypeapplication/epub+zip"


@pytest.mark.parametrize("case", _MADE)
def test_the_manifest_has_every_file_and_the_spine_every_page(case: str) -> None:
    files, package = book_files(_MADE[case]), _package(_MADE[case])
    items = {str(item.get("id")): str(item.get("href")) for item in package.iter(f"{_OPF}item")}
    inside = {name.removeprefix(_FOLDER) for name in files if name.startswith(_FOLDER)} - {"package.opf"}
    assert set(items.values()) == inside
    assert len(items) == len(inside)
    spine = [items[str(one.get("idref"))] for one in package.iter(f"{_OPF}itemref")]
    assert sorted(spine) == sorted(name for name in inside if name.endswith(".xhtml"))
    assert [one.get("href") for one in package.iter(f"{_OPF}item") if one.get("properties") == "nav"] == [
        "contents.xhtml"
    ]
    assert (spine[0], spine[-1]) == ("front.xhtml", "about.xhtml")


@pytest.mark.parametrize("case", _MADE)
def test_contents_lead_to_every_chapter_and_every_entry(case: str) -> None:
    digest, trees = _MADE[case], _trees(_MADE[case])
    ids = {name: {str(one.get("id")) for one in tree.iter() if one.get("id")} for name, tree in trees.items()}
    new, old = _links(trees["contents.xhtml"], f"{_XHTML}a", "href"), _links(trees["toc.ncx"], f"{_NCX}content", "src")
    assert new == old
    for href in new:
        name, _, anchor = href.partition("#")
        assert name in trees
        assert not anchor or anchor in ids[name]
    shown = [anchor for name in trees if name.startswith("chapter") for anchor in ids[name]]
    assert sorted(shown) == sorted(entry.anchor for entry in digest.entries)
    texts = [one.text for one in trees["toc.ncx"].iter(f"{_NCX}text")]
    assert all(texts)
    assert [int(str(one.get("playOrder"))) for one in trees["toc.ncx"].iter(f"{_NCX}navPoint")] == list(
        range(1, len(new) + 1)
    )


@pytest.mark.parametrize("case", _MADE)
def test_nothing_in_a_book_is_elsewhere_or_runs(case: str) -> None:
    elements = set(_ELEMENTS.split())
    for name, tree in _trees(_MADE[case]).items():
        if not name.endswith(".xhtml"):
            continue
        assert {etree.QName(one).localname for one in tree.iter()} <= elements
        assert _links(tree, f"{_XHTML}link", "href") == ["style.css"]
        assert not any(
            attribute.startswith("on") or attribute in {"src", "style"}
            for one in tree.iter()
            for attribute in map(str, one.attrib)
        )
        assert all(re.match(r"https?://|[a-z0-9-]+\.xhtml", href) for href in _links(tree, f"{_XHTML}a", "href"))
    style = book_files(_MADE[case])[f"{_FOLDER}style.css"].decode()
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("case", _MADE)
def test_every_page_says_its_language_in_both_ways(case: str) -> None:
    digest = _MADE[case]
    for name, tree in _trees(digest).items():
        if name.endswith(".xhtml"):
            assert tree.get("lang") == digest.language
            assert all(one.get("lang") == one.get(_LANG) for one in tree.iter())
            assert tree.findtext(f"{_XHTML}head/{_XHTML}title")
            assert len(list(tree.iter(f"{_XHTML}h1"))) == 1
    languages = [one.text for one in _package(digest).iter(f"{_DC}language")]
    assert languages == list(dict.fromkeys((digest.language, digest.reader_language)))


@settings(max_examples=40)
@given(
    st.one_of(
        st.text(),
        st.text(alphabet="<>/\"'&;=]-ab \x00\x0b\ufffe\n", max_size=40),
        st.sampled_from([HOSTILE, ' lang="x"', "&nbsp;", "]]>", "<?xml?>"]),
    )
)
def test_no_text_breaks_a_book(text: str) -> None:
    row = listing(
        title=text, abstract=text, organization=text, ai_summary=text, project_url=f"https://x.example/{text}"
    )
    trees = _trees(one_day(row))
    assert len(trees) == len(_trees(one_day(listing())))
    elements = "html head meta title link body article h1 p span a b em bdi"
    assert {etree.QName(one).localname for one in trees["chapter-0001.xhtml"].iter()} <= set(elements.split())


def test_a_day_is_a_chapter_where_days_head_the_entries_else_an_entry_is() -> None:
    assert sum(name.startswith("chapter") for name in _trees(_MADE["week"])) == len(_MADE["week"].sections) == 4
    assert sum(name.startswith("chapter") for name in _trees(_MADE["sample"])) == len(SAMPLE)


def test_a_picture_is_a_link_with_its_caption() -> None:
    page = _trees(english())["chapter-0003.xhtml"]
    assert list(page.iter(f"{_XHTML}img")) == []
    assert [one.text for one in page.iter(f"{_XHTML}a") if one.get("href") == "https://cdn.example/rivers.png"] == [
        "A river with two lamps (from the paper's page)"
    ]


def test_the_same_digest_gives_the_same_bytes() -> None:
    assert render_bytes(one_day(*SAMPLE), "epub") == render_bytes(one_day(*reversed(SAMPLE)), "epub")
    with zipfile.ZipFile(io.BytesIO(render_bytes(english(), "epub"))) as book:
        assert {one.date_time for one in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def _named(digest: Digest) -> tuple[str | None, str | None]:
    package = _package(digest)
    modified = [one.text for one in package.iter(f"{_OPF}meta") if one.get("property") == "dcterms:modified"]
    assert len(modified) == 1
    return package.findtext(f"{_OPF}metadata/{_DC}identifier"), modified[0]


def test_a_book_is_named_after_its_digest_and_dated_by_what_it_tells() -> None:
    first, second = (
        listing(upvotes=1),
        listing(upvotes=2, title="New", upvotes_observed_at=datetime(2026, 11, 21, 1, tzinfo=UTC)),
    )
    before, after = _named(one_day(first)), _named(one_day(second))
    assert before[0] == after[0]
    assert str(before[0]).startswith("urn:uuid:")
    assert (before[1], after[1]) == ("2026-11-20T02:10:00Z", "2026-11-21T01:00:00Z")
    others = [
        one_day(first, lang="zh"),
        one_day(first, style="review"),
        one_day(first, top=1),
        one_day(first, categories=()),
    ]
    assert [_named(other)[0] == before[0] for other in others] == [False, False, False, True]
    assert _named(replace(one_day(first), generator="another"))[0] == before[0]


@pytest.mark.parametrize("case", ["sample", "chinese", "week", "hostile"])
def test_epubcheck_finds_nothing(case: str, tmp_path: Path) -> None:
    """Where it is installed; the tests above ask for the same, as far as they go."""
    checker, java = shutil.which("epubcheck"), shutil.which("java")
    path = tmp_path / "book.epub"
    path.write_bytes(render_bytes(_MADE[case], "epub"))
    assert path.stat().st_size > 0
    if checker is not None and java is not None:
        # Debian's command is the program's archive itself, which a kernel without its handler cannot start.
        command = [java, "-jar", checker] if Path(checker).resolve().suffix == ".jar" else [checker]
        done = subprocess.run([*command, str(path)], capture_output=True, text=True, timeout=120, check=False)
        assert "0 fatals / 0 errors / 0 warnings" in done.stdout, done.stderr
