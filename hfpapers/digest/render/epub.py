"""`epub`: the digest as a book after EPUB 3.3 (https://www.w3.org/TR/epub-33/), whole in itself.

A page a chapter, contents for new and for old readers, no picture and nothing that is asked for from elsewhere. The
same digest gives the same bytes: neither the clock nor the machine gets into them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from importlib.resources import files

from hfpapers.digest.model import Digest
from hfpapers.digest.render.book_chapters import book_chapters, book_contents, without_pictures
from hfpapers.digest.render.document_key import document_urn, home_page, told_until
from hfpapers.digest.render.html_templates import html_context, html_template
from hfpapers.digest.render.xml_text import xml_text

_FOLDER = "EPUB"
_CONTAINER = f"""<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="{_FOLDER}/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""
#: The first moment that a zip file can name.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
#: Text cannot look like this: its quotes are escaped.
_LANG = re.compile(r' lang="([^"]*)"')


def render_epub(digest: Digest) -> Iterator[bytes]:
    """Yield the book at once."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as book:
        # By this file, the first and as it is, readers know what they are given.
        _add(book, "mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        _add(book, "META-INF/container.xml", _CONTAINER)
        for name, text in _files(digest):
            _add(book, f"{_FOLDER}/{name}", text)
    yield whole.getvalue()


def _files(digest: Digest) -> Iterator[tuple[str, str]]:
    chapters = book_chapters(digest)
    context = {
        **html_context(digest),
        "chapters": chapters,
        "contents": book_contents(digest, chapters),
        "opening": without_pictures(digest.opening),
        "closing": without_pictures(digest.closing.pieces) if digest.closing else (),
        "urn": document_urn(digest),
        "page": home_page(digest),
        "modified": f"{told_until(digest):%Y-%m-%dT%H:%M:%SZ}",
        "languages": tuple(dict.fromkeys((digest.language, digest.reader_language))),
    }
    yield "package.opf", xml_text(html_template("book_package.opf").render(context))
    yield "toc.ncx", xml_text(html_template("book_contents.ncx").render(context))
    yield "style.css", files("hfpapers.digest").joinpath("templates", "book.css").read_text(encoding="utf-8")
    page = html_template("book_page.xhtml")
    for chapter in chapters:
        yield chapter.href, _xhtml(page.render(context, chapter=chapter))


def _xhtml(markup: str) -> str:
    """Return our markup as XML: without the one entity that HTML alone knows, and with languages named for both."""
    return xml_text(_LANG.sub(r' lang="\1" xml:lang="\1"', markup.replace("&nbsp;", "&#160;")))


def _add(book: zipfile.ZipFile, name: str, text: str, compression: int = zipfile.ZIP_DEFLATED) -> None:
    member = zipfile.ZipInfo(name, _NO_TIME)
    member.compress_type = compression
    member.create_system = 3
    member.external_attr = 0o644 << 16
    book.writestr(member, text)
