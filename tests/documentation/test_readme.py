"""The README: its commands exist, and its digest is the one that comes out."""

from __future__ import annotations

import shlex
from datetime import date
from itertools import takewhile

import click
import pytest

from hfpapers.commands import cli
from hfpapers.config import load_config
from hfpapers.digest.build import build_digest
from hfpapers.digest.options import DigestOptions
from hfpapers.digest.render import render
from hfpapers.model.periods import Period
from hfpapers.store.database import Database
from tests.documentation.documents import all_documents, fenced
from tests.documentation.generated import ROOT
from tests.documentation.sample_archive import fill

README = (ROOT / "README.md").read_text(encoding="utf-8")
DAY = date(2024, 4, 4)


def test_the_digest_in_the_readme_is_the_beginning_of_the_one_of_the_sample_day(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    config = load_config(home=tmp_path_factory.mktemp("home"), environ={})
    fill(config, looks_again=False)
    database = Database.open_for_reading(config.database_url)
    with database.read() as queries:
        digest = build_digest(
            queries.list_listings(DAY, DAY), queries.list_days([DAY]), Period.of_day(DAY), DigestOptions()
        )
    database.close()
    (excerpt,) = fenced(README, "markdown")
    assert render(digest, "md").startswith(excerpt.rstrip())


def test_every_command_and_option_in_the_documents_exists() -> None:
    wrong = []
    for path in all_documents():
        for block in fenced(path.read_text(encoding="utf-8"), "sh"):
            for line in block.replace("&&", "\n").splitlines():
                words = list(takewhile(lambda word: word != "|", shlex.split(line, comments=True)))
                if words[:1] == ["hfpapers"]:
                    wrong += [f"{path.name}: {line.strip()}: {problem}" for problem in _problems(words[1:])]
    assert wrong == []


def _problems(words: list[str]) -> list[str]:
    """Say what of a command line Click does not know."""
    command: click.Command = cli
    while isinstance(command, click.Group):
        words = _without_options(command, words)
        if not words:
            return []
        found = command.get_command(click.Context(command), words[0])
        if found is None:
            return [f"no command {words[0]}"]
        command, words = found, words[1:]
    known = {option for parameter in command.params for option in parameter.opts} | {"-h", "--help"}
    return [f"no option {word}" for word in words if word.startswith("-") and word not in known]


def _without_options(group: click.Group, words: list[str]) -> list[str]:
    """Leave out what stands before the name of a command and is an option of the group."""
    takes_value = {
        name: not (option.is_flag or option.count)
        for option in group.params
        if isinstance(option, click.Option)
        for name in option.opts
    }
    while words and words[0] in takes_value:
        words = words[1 + takes_value[words[0]] :]
    return words


def test_a_command_that_does_not_exist_is_seen() -> None:
    assert _problems(["crawl", "--date", "2024-04-04"]) == []
    assert _problems(["crawl", "--day", "2024-04-04"]) == ["no option --day"]
    assert _problems(["--home", "x", "-v", "scrawl"]) == ["no command scrawl"]
