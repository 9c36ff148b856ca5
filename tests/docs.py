"""Writes docs/cli.md from the commands: `python -m tests.docs`. A test compares, and names what has no help."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click

from hfpapers.commands import cli

CLI_DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "cli.md"
_WIDTH = 110
_UNWRAPPED = "\b"  # Click's mark of a paragraph whose lines stay as they are
_OPENING = """\
# Command line

Made from the commands by `make docs`; change it there.
"""


def main() -> int:
    """Write the document; return the exit code."""
    missing = undocumented(cli)
    for name in missing:
        sys.stderr.write(f"no help: {name}\n")
    if not missing:
        CLI_DOCUMENT.write_text(render_cli(cli), encoding="utf-8")
    return 1 if missing else 0


def undocumented(top: click.Group) -> list[str]:
    """List the commands without help, and the options."""
    missing = []
    for ctx in _contexts(top):
        if not ctx.command.help:
            missing.append(ctx.command_path)
        missing += [f"{ctx.command_path} {option.opts[0]}" for option in _options(ctx) if not option.help]
    return missing


def render_cli(top: click.Group) -> str:
    """Return the document: the program, then every command in the order of its name."""
    return _OPENING + "".join(_section(ctx) for ctx in _contexts(top))


def _contexts(top: click.Group) -> Iterator[click.Context]:
    yield from _below(click.Context(top, info_name="hfpapers"))


def _below(ctx: click.Context) -> Iterator[click.Context]:
    yield ctx
    if isinstance(ctx.command, click.Group):
        for name in ctx.command.list_commands(ctx):
            command = ctx.command.get_command(ctx, name)
            assert command is not None
            yield from _below(click.Context(command, info_name=name, parent=ctx))


def _options(ctx: click.Context) -> list[click.Option]:
    """List the options but `--help`, which every command has."""
    return [option for option in ctx.command.params if isinstance(option, click.Option)]


def _section(ctx: click.Context) -> str:
    usage = " ".join([ctx.command_path, *ctx.command.collect_usage_pieces(ctx)])
    parts = [f"## `{ctx.command_path}`", f"```text\n{usage}\n```", *_paragraphs(ctx.command.help or "")]
    if isinstance(ctx.command, click.Group):
        parts.append(_list_of_commands(ctx, ctx.command))
    if _options(ctx):
        parts.append("\n".join(["| option | meaning |", "|---|---|", *map(_row, _records(ctx))]))
    return "".join(f"\n{part}\n" for part in parts)


def _list_of_commands(ctx: click.Context, group: click.Group) -> str:
    lines = []
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None
        path = f"{ctx.command_path} {name}"
        anchor = re.sub(r"[^a-z0-9-]", "", path.replace(" ", "-"))
        lines.append(f"- [`{path}`](#{anchor}): {command.get_short_help_str(limit=200)}")
    return "\n".join(lines)


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.split("\n\n"):
        if paragraph.lstrip().startswith(_UNWRAPPED):
            lines = textwrap.dedent(paragraph.lstrip().removeprefix(_UNWRAPPED).strip("\n")).rstrip()
            yield f"```sh\n{lines}\n```"
        else:
            yield textwrap.fill(" ".join(paragraph.split()), _WIDTH, break_on_hyphens=False, break_long_words=False)


def _records(ctx: click.Context) -> Iterator[tuple[str, str]]:
    for option in _options(ctx):
        record = option.get_help_record(ctx)
        assert record is not None, f"{ctx.command_path} hides {option.opts[0]}"
        yield record


def _row(record: tuple[str, str]) -> str:
    name, meaning = (re.sub(r"\s+", " ", text).replace("|", r"\|") for text in record)
    return f"| `{name}` | {meaning} |"


if __name__ == "__main__":
    sys.exit(main())
