"""What a document of any format says, as text; of a book, all of its files one after the other."""

from __future__ import annotations

import io
import zipfile

from hfpapers.digest.model import Digest
from hfpapers.digest.render import FORMATS, render_bytes


def book_files(digest: Digest) -> dict[str, bytes]:
    """The files of the book, by name."""
    with zipfile.ZipFile(io.BytesIO(render_bytes(digest, "epub"))) as book:
        return {name: book.read(name) for name in book.namelist()}


def document_text(digest: Digest, fmt: str) -> str:
    """All that stands in the document."""
    if FORMATS[fmt].is_binary:
        return "\n".join(content.decode() for content in book_files(digest).values())
    return render_bytes(digest, fmt).decode()
