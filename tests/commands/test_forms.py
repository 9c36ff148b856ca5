"""The form of a digest is told by its options, its template, or the name of the file."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import click
import pytest

from hfpapers.commands.forms import SUFFIXES, form_of
from hfpapers.digest.render import FORMATS
from tests.commands.conftest import Invoke
from tests.commands.program import Program
from tests.digest.documents import chinese, english

_DAY = "2024-04-04"


def _chosen(
    target: str = "-", *, fmt: str | None = None, front_matter: str | None = None, template: Path | None = None
) -> str:
    """Name the file that such options make in a folder."""
    form = form_of(target, fmt=fmt, front_matter=front_matter, template=template)
    return form.default_name(chinese())


def test_every_format_is_told_by_its_suffixes() -> None:
    assert set(SUFFIXES.values()) == set(FORMATS)
    assert len(SUFFIXES) == sum(1 + len(each.also_suffixes) for each in FORMATS.values())


def test_a_file_is_named_after_period_style_and_language() -> None:
    assert _chosen() == "2024-04-04.speedread.zh.md"
    assert _chosen(fmt="html") == "2024-04-04.speedread.zh.html"
    form = form_of("-", fmt="json", front_matter=None, template=None)
    assert form.default_name(english()) == "2024-04-04.speedread.json"
    assert form.default_name(replace(english(), reader_language="pt-BR")) == "2024-04-04.speedread.pt-BR.json"


@pytest.mark.parametrize(
    ("name", "suffix"), [("week.html.j2", "html"), ("a.b.TEX.jinja", "tex"), ("plain.j2", "txt"), ("feed.xml", "xml")]
)
def test_a_file_by_a_template_has_the_suffix_of_what_that_makes(name: str, suffix: str) -> None:
    assert _chosen(template=Path(name)) == f"2024-04-04.speedread.zh.{suffix}"


def test_a_template_may_write_a_file_of_any_suffix() -> None:
    assert form_of("a.pdf", fmt=None, front_matter=None, template=Path("a.tex.j2")).fmt is None


@pytest.mark.parametrize(("fmt", "front_matter"), [("md", None), (None, "hugo")])
def test_a_template_goes_with_no_format(fmt: str | None, front_matter: str | None) -> None:
    with pytest.raises(click.UsageError, match="--template decides the form by itself"):
        form_of("-", fmt=fmt, front_matter=front_matter, template=Path("a.md.j2"))


def test_front_matter_goes_with_markdown_alone() -> None:
    assert form_of("-", fmt=None, front_matter="hugo", template=None).fmt == "md"
    with pytest.raises(click.UsageError, match="goes with Markdown, not with txt"):
        form_of("a.txt", fmt=None, front_matter="hugo", template=None)


def test_a_digest_is_written_by_a_template_of_ones_own(crawled_home: Path, tmp_path: Path) -> None:
    template = tmp_path / "titles.html.j2"
    template.write_text("{% for entry in digest.entries %}<li>{{ entry.heading }}\n{% endfor %}")
    folder = tmp_path / "out"
    folder.mkdir()
    done = _export(crawled_home, "--template", str(template), "-o", str(folder))
    assert (done.returncode, done.stdout) == (0, "")
    text = (folder / f"{_DAY}.list.html").read_text(encoding="utf-8")
    assert text.count("<li>") == len(_export(crawled_home, "--format", "jsonl").stdout.splitlines())


def test_a_wrong_template_ends_with_2_and_one_line_and_writes_nothing(crawled_home: Path, tmp_path: Path) -> None:
    template = tmp_path / "wrong.md.j2"
    template.write_text("{{ digest.title }}\n{{ digest.no_such }}")
    done = _export(crawled_home, "--template", str(template), "-o", str(tmp_path / "out.md"))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert f"{template}:2: " in done.stderr
    assert list(tmp_path.iterdir()) == [template]


def test_markdown_for_a_site_begins_with_its_front_matter(crawled_home: Path) -> None:
    done = _export(crawled_home, "--front-matter", "jekyll", "--lang", "zh")
    assert done.returncode == 0
    assert done.stdout.startswith('---\ntitle: "')
    assert '\nlang: "zh"\nlayout: post\n' in done.stdout


def _export(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return Program(home).run("export", "--date", _DAY, *arguments)


def test_the_schema_is_printed_without_an_archive(invoke: Invoke, tmp_path: Path) -> None:
    done = invoke("export", "--schema")
    assert (done.exit_code, json.loads(done.stdout)["title"]) == (0, "hfpapers.digest/2")
    assert list(tmp_path.iterdir()) == []
