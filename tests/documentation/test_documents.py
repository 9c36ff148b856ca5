"""What holds for every document: links lead somewhere, what is named exists, what is made from the code is current."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.documentation.documents import all_documents, anchors, code_spans, fenced, links, table_rows
from tests.documentation.generated import DOCS, ROOT, current_documents

DOCUMENTS = all_documents()
#: Written by people for people; the changelog tells of the past, so what it names may be gone.
NAMING_CODE = [path for path in DOCUMENTS if path.name != "CHANGELOG.md"]

_IN_FILE = re.compile(r"`([A-Za-z_]\w*)`(?:\s+and\s+`([A-Za-z_]\w*)`)?\s+in\s+`(hfpapers/[\w/]+\.py)`")
_OF_THE_PROJECT = re.compile(r"(?:hfpapers|migrations|tests|docs)/[\w./-]*[\w-]")
_OF_THE_MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home|Users|tmp/v)\b|pypi\.org|localhost:\d")


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_every_link_within_the_project_leads_somewhere(path: Path) -> None:
    broken = []
    for target in links(_text(path)):
        file, _, anchor = target.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        found = path if not file else (path.parent / file).resolve()
        if not found.exists() or (anchor and anchor not in anchors(_text(found))):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_every_link_out_of_the_project_is_encrypted(path: Path) -> None:
    assert [target for target in links(_text(path)) if target.startswith("http://")] == []


@pytest.mark.parametrize("path", NAMING_CODE, ids=_name)
def test_every_file_that_is_named_exists(path: Path) -> None:
    named = {match[0] for span in code_spans(_text(path)) if (match := _OF_THE_PROJECT.fullmatch(span))}
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_every_definition_that_is_named_with_its_file_is_there() -> None:
    missing, found = [], 0
    for path in NAMING_CODE:
        for match in _IN_FILE.finditer(_text(path)):
            names = _definitions(ROOT / match[3])
            found += 1
            missing += [
                f"{_name(path)}: {name} in {match[3]}" for name in match.groups()[:2] if name and name not in names
            ]
    assert missing == []
    assert found > 20


def _definitions(path: Path) -> set[str]:
    """Name the classes, functions, methods and constants of a module."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
        if isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_a_document_names_no_machine_and_no_registry(path: Path) -> None:
    assert _OF_THE_MACHINE.findall(_text(path)) == []


def test_generated_parts_are_current() -> None:
    stale = [_name(path) for path, text in current_documents() if _text(path) != text]
    assert stale == [], "run: python -m tests.documentation.generated"


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_every_row_of_a_table_has_as_many_cells_as_its_head(path: Path) -> None:
    odd, width = [], 0
    for line in _text(path).splitlines():
        if not line.startswith("|"):
            width = 0
            continue
        cells = len(re.findall(r"(?<!\\)\|", re.sub(r"`[^`]*`", "", line)))
        width = width or cells
        if cells != width:
            odd.append(line)
    assert odd == []


def test_decisions_are_numbered_in_order_and_say_their_number_date_and_parts() -> None:
    records = sorted((DOCS / "decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for number, path in enumerate(records, start=1):
        text = _text(path)
        assert text.startswith(f"# {number}. "), path.name
        assert re.search(r"^Status: \w+( by \d+)?, \d{4}-\d{2}-\d{2}$", text, re.MULTILINE), path.name
        parts = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert parts == ["Context", "Decision", "Instead of", "Consequences"], path.name
        assert len(text.splitlines()) <= 70, f"{path.name} is longer than a page"


def test_diagrams_are_closed_and_have_lines() -> None:
    diagrams = [block for path in DOCUMENTS for block in fenced(_text(path), "mermaid")]
    assert len(diagrams) == 3
    assert all(len(block.splitlines()) > 5 for block in diagrams)


def test_the_picture_in_the_readme_is_small_enough_to_be_looked_at() -> None:
    picture = DOCS / "images" / "digest.png"
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert picture.stat().st_size < 200_000


def test_a_table_is_read_row_by_row_without_its_head() -> None:
    text = "| a | b |\n|---|---|\n| `x` | y |\n\n```text\n| no | row |\n```\n"
    assert table_rows(text) == [["x", "y"]]
