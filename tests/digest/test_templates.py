"""Templates of the user's own: what they are given, what they are refused, and how a mistake is told."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import get_args

import pytest
from markdown_it import MarkdownIt

from hfpapers.digest import model
from hfpapers.digest.blocks import Part, Piece, ReferenceItem, ScoreItem, TermItem
from hfpapers.digest.options import DigestOptions
from hfpapers.digest.render.user_template import UNESCAPED_SUFFIXES, render_user_template
from hfpapers.errors import ConfigError
from hfpapers.model.coverage import DayCoverage
from hfpapers.model.periods import Period
from hfpapers.model.views import AuthorView, KeywordView, LinkView, ListingView
from tests.digest.documents import chinese, english, hostile
from tests.digest.rows import HOSTILE, SAMPLE, one_day

Write = Callable[..., Path]
_DOCS = Path(__file__).resolve().parents[2] / "docs" / "templates.md"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Put a template into a folder of its own."""

    def write_template(text: str, name: str = "mine.txt.j2") -> Path:
        path = tmp_path / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write_template


def test_a_template_says_what_the_digest_does(write: Write) -> None:
    path = write(
        "{{ digest.title }}\n{% for entry in digest.entries %}\n{{ entry.number }} {{ entry.heading }}\n{% endfor %}\n"
    )
    assert render_user_template(english(), path) == (
        "Daily papers at a glance · 2024-04-04\n"
        "1 Small Gardens: Growing Compact Models from Pruned Seeds\n2 A Map of *Many* Hands\n3 Rivers & Lamps\n"
    )


def test_every_block_can_be_told_by_its_kind(write: Write) -> None:
    kinds = ["paragraph", "bullets", "terms", "scores", "references", "figure", "table", "part"]
    path = write(
        "{% macro name(block) %}"
        + "".join(f"{{% if block is {kind} %}}{kind} {{% endif %}}" for kind in kinds)
        + "{% endmacro %}{% for entry in digest.entries %}{% for block in entry.blocks %}{{ name(block) }}"
        "{% if block is part %}{% for piece in block.pieces %}{{ name(piece) }}{% endfor %}{% endif %}"
        "{% endfor %}{% endfor %}"
    )
    assert set(render_user_template(english(), path).split()) == set(kinds)


def test_our_words_are_in_the_language_of_the_digest(write: Write) -> None:
    path = write("{{ words.contents }}{{ words.colon }}{{ words.made_by('x') }}")
    assert render_user_template(chinese(), path).startswith("目录：")
    assert render_user_template(english(), path).startswith("Contents: ")


@pytest.mark.parametrize("name", ["a.html.j2", "a.xml.j2", "a.svg.jinja2", "a.html", "a.HTM.J2", "a.j2", "a.feed.j2"])
def test_text_is_escaped_for_markup(write: Write, name: str) -> None:
    assert "&lt;script&gt;" in render_user_template(hostile(HOSTILE), write("{{ digest.title }}", name))


@pytest.mark.parametrize("suffix", sorted(UNESCAPED_SUFFIXES))
def test_text_stands_as_it_is_where_nothing_is_markup(write: Write, suffix: str) -> None:
    assert render_user_template(hostile(HOSTILE), write("{{ digest.title }}", f"a{suffix}.j2")) == HOSTILE


def test_an_included_template_is_escaped_by_its_own_suffix(write: Write) -> None:
    write("{{ digest.title }}", "part.html.j2")
    assert "&lt;script&gt;" in render_user_template(hostile(HOSTILE), write("{% include 'part.html.j2' %}", "a.md.j2"))


def test_the_filter_md_leaves_no_markup(write: Write) -> None:
    text = render_user_template(
        hostile(HOSTILE), write("# {{ digest.title | md }}\n\n{{ digest.lede | md }}\n", "a.md.j2")
    )
    tokens = [token for token in MarkdownIt("commonmark").parse(text) if token.type == "inline"]
    assert [[child.type for child in token.children or ()] for token in tokens] == [["text"], ["text"]]
    assert tokens[0].children is not None
    assert tokens[0].children[0].content == HOSTILE


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ digest.as_of | moment }}", "2026-11-20T02:10:00Z"),
        ("{{ '用LoRA微调' | typeset }}", "用 LoRA 微调"),
        ("{{ '用LoRA微调' | typeset('en') }}", "用LoRA微调"),
        ("{{ 'a b c d' | wrap(4, '> ') }}", "> a\n> b\n> c\n> d"),
        ("{{ ('a ' * 60) | wrap | length }}", "119"),
    ],
)
def test_a_filter_does_what_the_manual_says(write: Write, template: str, expected: str) -> None:
    assert render_user_template(chinese(), write(template)) == expected


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ digest.__init__ }}",
        "{{ digest.__class__ }}",
        "{{ digest.entries.__class__ }}",
        "{{ digest | attr('__init__') }}",
        "{{ (digest.entries | map(attribute='__class__') | first).x }}",
        "{{ '{0.__class__}'.format(digest) }}",
        "{{ '{0.__init__.__globals__}'.format(words) }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{{ self.__init__ }}",
        "{{ words.title.__globals__ }}",
        "{{ words.__module__ }}",
        "{% set x = [] %}{{ x.append(1) }}",
        "{% set x = {} %}{{ x.update(a=1) }}",
        "{{ range(1000000) | length }}",
        "{% for i in range(10 ** 12) %}{% endfor %}",
    ],
)
def test_what_leads_out_of_the_sandbox_is_refused(write: Write, template: str) -> None:
    path = write(template)
    with pytest.raises(ConfigError, match=re.escape(f"{path}:1: ")):
        render_user_template(english(), path)


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/hostname", "nested/../../secret.txt", "..\\secret.txt"])
def test_no_file_outside_of_the_folder_is_read(write: Write, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    for template in (f"{{% include {name!r} %}}", f"{{% extends {name!r} %}}", f"{{% import {name!r} as x %}}"):
        with pytest.raises(ConfigError, match="templates include and extend what stands there"):
            render_user_template(english(), write(template))


def test_what_stands_beside_a_template_is_included_extended_and_imported(write: Write) -> None:
    write("<{% block inner %}{% endblock %}>", "base.txt.j2")
    write("{% macro loud(text) %}{{ text | upper }}{% endmacro %}", "parts/macros.txt.j2")
    path = write(
        "{% extends 'base.txt.j2' %}{% block inner %}"
        "{% import 'parts/macros.txt.j2' as m %}{{ m.loud('a') }}{% endblock %}"
    )
    assert render_user_template(english(), path) == "<A>"


@pytest.mark.parametrize(
    ("template", "line", "problem"),
    [
        ("\n{% for x in %}", 2, "Expected an expression"),
        ("a\n\n{{ digest.no_such }}", 3, "has no attribute 'no_such'"),
        ("\n{{ no_such }}", 2, "'no_such' is undefined"),
        ("{{ digest.title | no_such }}", 1, "No filter named 'no_such'"),
        ("{{ digest.title | random }}", 1, "No filter named 'random'"),
        ("\n\n{{ 1 / 0 }}", 3, "division by zero"),
        ("{{ digest.title + 1 }}", 1, "can only concatenate str"),
        ("{{ digest.title[99999].x }}", 1, "has no element 99999"),
        ("{% macro f() %}\n{{ f() }}\n{% endmacro %}{{ f() }}", 2, "maximum recursion depth exceeded"),
        ("{% set digest.title = 'x' %}", 1, "cannot assign attribute"),
        ("{{ digest.title", 1, "unexpected end of template"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_mend(write: Write, template: str, line: int, problem: str) -> None:
    path = write(template)
    with pytest.raises(ConfigError) as caught:
        render_user_template(english(), path)
    message = str(caught.value)
    assert message.startswith(f"{path}:{line}: ")
    assert problem in message
    assert "docs/templates.md" in message
    assert "\n" not in message


def test_a_mistake_in_an_included_template_is_told_with_its_own_line(write: Write) -> None:
    part = write("\n\n{{ digest.no_such }}", "parts/entry.txt.j2")
    with pytest.raises(ConfigError, match=re.escape(f"{part}:3: ")):
        render_user_template(english(), write("\n{% include 'parts/entry.txt.j2' %}"))


def test_a_template_that_is_no_text_is_told(write: Write) -> None:
    path = write("")
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match=f"^{re.escape(str(path))}: .*can't decode byte"):
        render_user_template(english(), path)


def test_a_template_of_the_folder_one_is_in_is_named_where_it_is_no_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "page.md").write_bytes(b"\xff\xfe")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match=r"^page\.md: "):
        render_user_template(english(), Path("page.md"))


def test_the_same_digest_gives_the_same_bytes(write: Write) -> None:
    path = write("{{ digest }}")
    assert render_user_template(one_day(*SAMPLE), path) == render_user_template(one_day(*SAMPLE), path)


def _documented() -> dict[str, set[str]]:
    """Return what the manual names under each heading, in single backticks at the start of a row."""
    parts = re.split(r"^### `([A-Za-z]+)`.*$", _DOCS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {
        name: {
            field for row in re.findall(r"^\| (`.+?`) \|", text, re.MULTILINE) for field in re.findall(r"`(\w+)`", row)
        }
        for name, text in zip(parts[1::2], parts[2::2], strict=True)
    }


_MODEL = [
    *(one for one in vars(model).values() if is_dataclass(one) and one.__module__ == model.__name__),
    *get_args(Piece),
    Part,
    ReferenceItem,
    ScoreItem,
    TermItem,
    DigestOptions,
    Period,
    DayCoverage,
    ListingView,
    AuthorView,
    KeywordView,
    LinkView,
]


@pytest.mark.parametrize("kind", _MODEL, ids=lambda kind: kind.__name__)
def test_the_manual_names_every_field(kind: type) -> None:
    public = {name for name, value in vars(kind).items() if isinstance(value, property)}
    public |= {field.name for field in fields(kind)}
    assert _documented()[kind.__name__] == public


def test_the_template_of_the_manual_works(write: Write) -> None:
    blocks = re.findall(r"^```jinja\n(.*?)^```$", _DOCS.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert blocks
    for digest in (english(), chinese(), one_day(*SAMPLE), hostile(HOSTILE)):
        text = render_user_template(digest, write(blocks[0], "mine.md.j2"))
        headings = [token for token in MarkdownIt("commonmark").parse(text) if token.type == "heading_open"]
        assert len(headings) == 1 + len(digest.entries)
