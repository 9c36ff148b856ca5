"""docs/cli.md says what the commands say."""

from __future__ import annotations

import click

from hfpapers.commands import cli
from tests import docs


def test_command_line_document_is_current() -> None:
    assert docs.CLI_DOCUMENT.read_text(encoding="utf-8") == docs.render_cli(cli), "run: make docs"


def test_every_command_and_option_has_help() -> None:
    assert docs.undocumented(cli) == []


def test_a_command_and_an_option_without_help_are_named() -> None:
    silent = click.Group("top", commands=[click.Command("mute", params=[click.Option(["--loud"])])])
    assert docs.undocumented(silent) == ["hfpapers", "hfpapers mute", "hfpapers mute --loud"]


def test_every_command_is_in_the_document() -> None:
    text = docs.render_cli(cli)
    for name in (
        "crawl",
        "nightly",
        "export",
        "status",
        "gaps",
        "doctor",
        "raw show",
        "raw golden",
        "db upgrade",
        "db check",
        "replay",
    ):
        assert f"## `hfpapers {name}`\n" in text


def test_help_is_good_at_any_width() -> None:
    for width in (60, 100):
        ctx = click.Context(cli, info_name="hfpapers", terminal_width=width)
        assert max(map(len, cli.get_help(ctx).splitlines())) <= width
