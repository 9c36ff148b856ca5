"""`docs/data-model.md` against the schema and the states."""

from __future__ import annotations

import re

from hfpapers.model.coverage import DayState
from hfpapers.store import schema
from tests.documentation.documents import code_spans, read, sections, table_rows

SECTIONS = {section.name: section for section in sections(read("data-model.md")) if section.heading.startswith("`")}


def _columns(text: str) -> list[str]:
    """List the columns that the first cells of a table name."""
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    return [name for cell in cells for name in code_spans(cell)]


def test_every_table_has_its_section_and_no_other_has_one() -> None:
    assert set(SECTIONS) == set(schema.metadata.tables)


def test_every_column_is_named_in_the_section_of_its_table() -> None:
    documented = {name: sorted(_columns(section.text)) for name, section in SECTIONS.items()}
    real = {table.name: sorted(column.name for column in table.columns) for table in schema.metadata.sorted_tables}
    assert documented == real


def test_every_state_is_explained() -> None:
    (section,) = (each for each in sections(read("data-model.md")) if each.name == "The state of a day")
    first_cells = [row[0] for row in table_rows(section.text)]
    assert first_cells[: len(DayState)] == list(DayState)


def test_a_column_that_is_not_documented_is_seen() -> None:
    assert _columns("| `a`, `b` | what `c` is |\n| head | x |") == ["a", "b"]
    assert re.search(r"^### `paper`$", read("data-model.md"), re.MULTILINE)
