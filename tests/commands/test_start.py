"""What commands import before they answer: that is most of what a small one takes, and no clock is needed to tell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hfpapers.digest.render import FORMATS

_DAY = "2024-04-04"
_PROGRAM = """
import sys
from hfpapers.commands import main
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""

#: What takes long to import, and is there for other work than writing a digest of what is held.
_NOT_TO_READ = {
    "aiosqlite",
    "alembic",
    "apprise",
    "cssselect",
    "hfpapers.commands.crawl",
    "hfpapers.enrich",
    "hfpapers.model.changes",
    "hfpapers.model.fetched",
    "hfpapers.model.records",
    "hfpapers.store.raw",
    "hfpapers.store.schema",
    "hfpapers.store.writer",
    "numpy",
    "openai",
    "platformdirs",
    "psycopg",
    "pydantic",
    "rich",
    "scrapy",
    "sqlalchemy.dialects.postgresql",
    "sqlalchemy.orm",
    "tomllib",
    "twisted",
    "warcio",
}
#: And what only some formats and styles take.
_FOR_SOME = {
    "feedgen",
    "hfpapers.digest.han_rules",
    "hfpapers.digest.styles.review",
    "hfpapers.digest.styles.roundup",
    "hfpapers.digest.styles.speedread",
    "hfpapers.digest.words.chinese",
    "hfpapers.edition.as_of",
    "hfpapers.model.enrichment",
    "hfpapers.model.paper_history",
    "jinja2",
    "lxml",
    "yake",
}
_WITH_TEMPLATES = {"html", "rss", "atom", "jsonfeed", "epub"}


def test_a_list_in_english_imports_nothing_that_it_does_not_use(crawled_home: Path, tmp_path: Path) -> None:
    imported = _imported(crawled_home, "export", "--date", _DAY, "-o", str(tmp_path / "day.md"))
    assert (tmp_path / "day.md").stat().st_size > 1000
    assert imported & (_NOT_TO_READ | _FOR_SOME) == set()


@pytest.mark.parametrize("fmt", sorted(FORMATS.keys() - _WITH_TEMPLATES))
def test_a_format_without_templates_imports_none(fmt: str, crawled_home: Path, tmp_path: Path) -> None:
    imported = _imported(crawled_home, "export", "--date", _DAY, "--format", fmt, "-o", str(tmp_path / "day"))
    assert imported & (_NOT_TO_READ | _FOR_SOME) == set()


@pytest.mark.parametrize("style", ["speedread", "roundup", "review"])
def test_a_style_imports_no_other_style(style: str, crawled_home: Path, tmp_path: Path) -> None:
    imported = _imported(crawled_home, "export", "--date", _DAY, "--style", style, "-o", str(tmp_path / "day.md"))
    assert f"hfpapers.digest.styles.{style}" in imported
    others = {f"hfpapers.digest.styles.{name}" for name in ("list_style", "speedread", "roundup", "review")}
    assert imported & others == {f"hfpapers.digest.styles.{style}"}


def test_help_imports_no_database(tmp_path: Path) -> None:
    imported = _imported(tmp_path, "--help")
    assert imported & (_NOT_TO_READ - {"hfpapers.commands.crawl"} | {"sqlalchemy"}) == set()


def _imported(home: Path, *arguments: str) -> set[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("HFPAPERS_", "COV"))}
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *arguments],
        env={**environ, "HFPAPERS_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].split())
