"""The parts of the documents that are made from the code, and writing them in place.

A part stands between `<!-- generated: NAME -->` and `<!-- end of NAME -->`; what is between is
replaced, the rest of the document is left. `python -m tests.documentation.generated` writes all of them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from hfpapers.checks import Answered, Failed, NotOpen, Outcome, judge_day
from hfpapers.model.coverage import DayCoverage, DayState, day_end
from hfpapers.model.precedence import WINNERS
from hfpapers.sources.huggingface import daily_page, wire
from hfpapers.store import schema

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"

_NAMES = {"huggingface": "Hugging Face", "arxiv": "arXiv"}


def precedence_table() -> str:
    """Which source wins for each field, from `hfpapers.model.precedence`."""
    rows = [
        (f"`{field}`", ", then ".join(_NAMES[source] for source in winner.sources), winner.reason)
        for field, winner in WINNERS.items()
    ]
    return _table(("field", "source", "why"), rows)


def ignored_keys_table() -> str:
    """The keys that are known and not kept, from `hfpapers.sources.huggingface`."""
    found: list[tuple[str, Mapping[str, str]]] = [
        ("an entry", wire.WireItem.ignored),
        ("an account", wire.WireUser.ignored),
        ("the page's `data-props`", daily_page.IGNORED_KEYS),
    ]
    rows = [(f"`{key}`", where, why) for where, keys in found for key, why in keys.items()]
    return _table(("key", "of", "why it is not kept"), rows)


def layers_block() -> str:
    """The rows of imports, from `pyproject.toml`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return "\n".join(["```text", *layers, "```"])


def table_diagram() -> str:
    """The tables and what refers to what, from `hfpapers.store.schema`."""
    lines = ["```mermaid", "erDiagram"]
    for table in schema.metadata.sorted_tables:
        lines.append(f"    {table.name} {{")
        lines += [f"        {_kind(column.type.__class__.__name__)} {column.name} PK" for column in table.primary_key]
        lines.append("    }")
    for table in schema.metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
            one = "|o" if key.parent.nullable else "||"
            lines.append(f"    {key.column.table.name} {one}--o{{ {table.name} : {key.parent.name}")
    return "\n".join([*lines, "```"])


_DAY = date(2026, 11, 18)
_BEFORE_END = day_end(_DAY) - timedelta(hours=6)
_AFTER_END = day_end(_DAY) + timedelta(hours=3)

#: What a look can come to, in words, with the outcome that stands for it.
OUTCOMES: Mapping[str, Outcome] = {
    "the whole list, every entry readable": Answered(
        look_at=_AFTER_END, observed_at=_AFTER_END, entries=30, unreadable=0, pages=1, is_whole=True
    ),
    "the whole list, some entries not readable": Answered(
        look_at=_AFTER_END, observed_at=_AFTER_END, entries=30, unreadable=1, pages=1, is_whole=True
    ),
    "a part of the list, or one that moved while it was read": Answered(
        look_at=_AFTER_END, observed_at=_AFTER_END, entries=30, unreadable=0, pages=1, is_whole=False
    ),
    "an empty list, the day over": Answered(
        look_at=_AFTER_END, observed_at=_AFTER_END, entries=0, unreadable=0, pages=1, is_whole=True
    ),
    "an empty list, the day not over": Answered(
        look_at=_BEFORE_END, observed_at=_BEFORE_END, entries=0, unreadable=0, pages=1, is_whole=True
    ),
    "no such list (400, or a day to come), the day not over": NotOpen(
        look_at=_BEFORE_END, observed_at=_BEFORE_END, detail="no such list"
    ),
    "no such list (400), the day over": NotOpen(look_at=_AFTER_END, observed_at=_AFTER_END, detail="no such list"),
    "no answer, or none that could be read": Failed(look_at=_AFTER_END, detail="status 503"),
}

_WITH_PAPERS = frozenset({DayState.PARTIAL, DayState.COMPLETE})


def judged(state: DayState | None, outcome: Outcome) -> DayCoverage | None:
    """Return what becomes of a day in a state, of which the partial and the complete one have papers.

    None where the outcome is older than the state can be: a day is empty only once it is over.
    """
    before = DayCoverage(day=_DAY, state=state, look_at=day_end(_DAY) if state is DayState.EMPTY else None)
    after = judge_day(before, outcome, known_listings=30 if state in _WITH_PAPERS else 0)
    return None if after is before else after


def outcomes_table() -> str:
    """What each outcome makes of each state, from `hfpapers.checks`."""
    states = (None, *DayState)
    rows = []
    for words, outcome in OUTCOMES.items():
        after = [judged(state, outcome) for state in states]
        rows.append((words, *(_cell(each) for each in after)))
    return _table(("the look came to", *("never asked" if state is None else str(state) for state in states)), rows)


def _cell(after: DayCoverage | None) -> str:
    return "n/a" if after is None else f"{after.state}{' *' if after.last_error else ''}"


def state_diagram() -> str:
    """Which state can follow which, from `hfpapers.checks`; staying in a state is not drawn."""
    lines = ["```mermaid", "stateDiagram-v2"]
    for state in (None, *DayState):
        reached = {after.state for outcome in OUTCOMES.values() if (after := judged(state, outcome)) is not None}
        name = "[*]" if state is None else str(state)
        lines += [f"    {name} --> {after}" for after in DayState if after in reached and after is not state]
    return "\n".join([*lines, "```"])


#: Every generated part: the document, the name in its markers, what makes it.
PARTS: tuple[tuple[str, str, Callable[[], str]], ...] = (
    ("architecture.md", "layers", layers_block),
    ("data-model.md", "tables", table_diagram),
    ("data-model.md", "states", state_diagram),
    ("data-model.md", "outcomes", outcomes_table),
    ("sources.md", "precedence", precedence_table),
    ("sources.md", "ignored keys", ignored_keys_table),
)


def write_documents() -> list[Path]:
    """Bring the generated parts of all documents up to date; return the files that changed.

    Raises:
        ValueError: A document has lost the markers of a part.
    """
    changed = []
    for path, text in current_documents():
        if path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed


def current_documents() -> Iterator[tuple[Path, str]]:
    """Yield each document that has generated parts, with the text that it should have.

    Raises:
        ValueError: A document has lost the markers of a part.
    """
    for name in sorted({document for document, _, _ in PARTS}):
        path = DOCS / name
        text = path.read_text(encoding="utf-8")
        for document, part, make in PARTS:
            if document == name:
                text = _replaced(text, part, make(), path)
        yield path, text


def _replaced(text: str, part: str, made: str, path: Path) -> str:
    begin, end = f"<!-- generated: {part} -->", f"<!-- end of {part} -->"
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if len(pattern.findall(text)) != 1:
        raise ValueError(f"{path.name} must hold the part {part!r} once, between {begin} and {end}")
    return pattern.sub(lambda _match: f"{begin}\n{made}\n{end}", text)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _kind(type_name: str) -> str:
    return {"UTCDateTime": "time", "Integer": "integer", "BigInteger": "integer", "Boolean": "boolean"}.get(
        type_name, type_name.lower()
    )


if __name__ == "__main__":
    for written in write_documents():
        print(f"wrote {written.relative_to(ROOT)}")
