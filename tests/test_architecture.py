"""Rules of the house that no linter knows.

Who imports what, who reads the clock, how long code may be, what needs a reason.
"""

from __future__ import annotations

import ast
import io
import re
import shutil
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = sorted((ROOT / "hfpapers").rglob("*.py"))
MIGRATIONS = sorted((ROOT / "migrations").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
BENCHMARKS = sorted((ROOT / "benchmarks").rglob("*.py"))
ALL = [*PRODUCT, *MIGRATIONS, *TESTS, *BENCHMARKS, ROOT / "cli.py"]

MOST_MODULE_LINES = 400
MOST_FUNCTION_LINES = 50
#: The edge: what may know what time it is. Everything else is handed `now`.
CLOCK_READERS = {"commands", "jobs", "crawl", "spiders", "pipelines", "middlewares", "settings"}
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
ENVIRONMENT = {"os.environ", "os.environb", "os.getenv", "os.putenv"}
#: What turns a check off has its reason behind it; the forms stand in the test below.
NEEDS_REASON = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:\s*no (?:cover|branch))")
HAS_REASON = re.compile(
    r"#\s*(?:noqa: [A-Z]+[0-9]+(?:, ?[A-Z]+[0-9]+)* - \S.*"
    r"|type: ignore\[[a-z, -]+\] +# \S.*"
    r"|pragma: no (?:cover|branch) - \S.*)"
)

_ANNOTATED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.AnnAssign)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=_name(path))


def _comments(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line number and text of each comment."""
    for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def _dotted(node: ast.AST) -> str:
    """Write an attribute chain as text: `datetime.datetime.now`; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        below = _dotted(node.value)
        return f"{below}.{node.attr}" if below else ""
    return ""


def _uses(path: Path, names: set[str]) -> list[str]:
    """List the uses of a module's attributes in a file, also where they are imported by name."""
    found = []
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Attribute) and ".".join(_dotted(node).split(".")[-2:]) in names:
            found.append(f"{_name(path)}:{node.lineno}")
        if isinstance(node, ast.ImportFrom) and any(f"{node.module}.{alias.name}" in names for alias in node.names):
            found.append(f"{_name(path)}:{node.lineno}")
    return found


def _layer(path: Path) -> str:
    return path.relative_to(ROOT / "hfpapers").parts[0].removesuffix(".py")


def test_imports_go_down_only() -> None:
    command = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert command is not None
    done = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_model_and_errors_import_the_standard_library_only() -> None:
    imported = {
        (_name(path), name.partition(".")[0])
        for path in PRODUCT
        if _layer(path) in {"model", "errors"}
        for node in ast.walk(_tree(path))
        for name in _imported_by(node)
    }
    assert {(path, name) for path, name in imported if name not in {*sys.stdlib_module_names, "hfpapers"}} == set()


def _imported_by(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_only_config_reads_the_environment() -> None:
    readers = [use for path in PRODUCT if _layer(path) != "config" for use in _uses(path, ENVIRONMENT)]
    assert readers == []


def test_the_clock_is_read_at_the_edge_only() -> None:
    readers = [use for path in PRODUCT if _layer(path) not in CLOCK_READERS for use in _uses(path, CLOCKS)]
    assert readers == []


def test_a_use_of_the_clock_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.test_architecture.ROOT", tmp_path)
    module = tmp_path / "module.py"
    module.write_text("import datetime, os\nfrom os import getenv\ndatetime.datetime.now()\nos.environ['A']\n")
    assert _uses(module, CLOCKS) == ["module.py:3"]
    assert _uses(module, ENVIRONMENT) == ["module.py:2", "module.py:4"]


def test_every_module_says_what_it_is() -> None:
    assert [_name(path) for path in [*PRODUCT, *MIGRATIONS] if not ast.get_docstring(_tree(path))] == []


def test_every_module_opens_with_the_annotations_import() -> None:
    missing = [
        _name(path)
        for path in ALL
        if any(isinstance(node, _ANNOTATED) for node in ast.walk(_tree(path)))
        and "from __future__ import annotations" not in path.read_text(encoding="utf-8")
    ]
    assert missing == []


def test_no_module_is_long() -> None:
    lengths = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in [*PRODUCT, *MIGRATIONS]}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_MODULE_LINES} == {}


def test_no_function_is_long() -> None:
    long = {
        f"{_name(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in PRODUCT
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None
        if node.end_lineno - node.lineno + 1 > MOST_FUNCTION_LINES
    }
    assert long == {}


def test_no_module_is_a_drawer_for_all_sorts() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "shared"}
    assert [_name(path) for path in PRODUCT if drawers & {path.stem, path.parent.name}] == []


def test_a_spider_overrides_crawl_settings_only_with_its_reason_beside_it() -> None:
    unexplained = []
    for path in (path for path in PRODUCT if _layer(path) == "spiders"):
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            if "custom_settings" in line and not any("#" in near for near in lines[max(0, number - 2) : number + 1]):
                unexplained.append(f"{_name(path)}:{number + 1}")
    assert unexplained == []


@pytest.mark.parametrize("path", ALL, ids=_name)
def test_what_silences_a_check_says_why(path: Path) -> None:
    silent = [
        f"{_name(path)}:{line}: {comment}"
        for line, comment in _comments(path)
        if NEEDS_REASON.match(comment) and not HAS_REASON.match(comment)
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("comment", "has_reason"),
    [
        ("# noqa: S603 - the command is ours", True),
        ("# noqa: S603, S607 - the command is ours", True),
        ("# noqa: S603", False),
        ("# noqa", False),
        ("# type: ignore[arg-type]  # the stub is wrong", True),
        ("# type: ignore[arg-type]", False),
        ("# pragma: no cover - another platform", True),
        ("# pragma: no cover", False),
    ],
)
def test_a_reason_is_told_from_none(comment: str, has_reason: bool) -> None:
    assert NEEDS_REASON.match(comment)
    assert bool(HAS_REASON.match(comment)) is has_reason


def test_every_test_can_fail() -> None:
    toothless = [
        f"{_name(path)}:{node.lineno} {node.name}"
        for path in TESTS
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
        if not any(_can_fail(inner) for inner in ast.walk(node))
    ]
    assert toothless == []


def _can_fail(node: ast.AST) -> bool:
    """Tell whether a statement judges: an assert, `pytest.raises`, or a function of ours that is named for it."""
    if isinstance(node, ast.Assert):
        return True
    if not isinstance(node, ast.Call):
        return False
    last = _dotted(node.func).rpartition(".")[2]
    return last in {"raises", "warns", "fail"} or last.lstrip("_").startswith(("assert_", "check_"))
