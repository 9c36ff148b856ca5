"""In what form a digest is written: a format, one with front matter, or a template of the user's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hfpapers.commands import output
from hfpapers.digest.render import FORMATS, FRONT_MATTERS

if TYPE_CHECKING:
    from hfpapers.digest.model import Digest

#: What the suffix of a file tells.
SUFFIXES = {f".{suffix}": each.name for each in FORMATS.values() for suffix in (each.suffix, *each.also_suffixes)}
_DEFAULT = "md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What was chosen; `fmt` is None where a template decides."""

    fmt: str | None
    front_matter: str | None = None
    template: Path | None = None

    def pieces(self, digest: Digest) -> Iterable[str | bytes]:
        """Return the document, piece by piece; these can be gone through once.

        Raises:
            ConfigError: The template is wrong.
        """
        if self.template is not None:
            from hfpapers.digest.render.user_template import render_user_template

            return (render_user_template(digest, self.template),)
        from hfpapers.digest.render import render_pieces

        return render_pieces(digest, self.fmt or _DEFAULT, front_matter=self.front_matter)

    def default_name(self, digest: Digest) -> str:
        """Name the file where the user named a folder only."""
        from hfpapers.digest.filenames import default_filename

        if self.template is None:
            return default_filename(digest, FORMATS[self.fmt or _DEFAULT].suffix)
        from hfpapers.digest.render.user_template import result_suffix

        return default_filename(digest, result_suffix(self.template))


def form_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--format`, `--front-matter` and `--template`."""
    options = (
        click.option(
            "--format",
            "fmt",
            type=click.Choice(list(FORMATS)),
            help="Format; else told by the suffix of FILE, else md.",
        ),
        click.option(
            "--front-matter",
            type=click.Choice(FRONT_MATTERS),
            help="Markdown for a site or a vault: with its front matter, and nothing in the text that it would run.",
        ),
        click.option(
            "--template",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            metavar="TEMPLATE",
            help="Your own Jinja2 template in place of a format (docs/templates.md).",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def form_of(target: str, *, fmt: str | None, front_matter: str | None, template: Path | None) -> Form:
    """Tell the form by the options, and by the suffix of the file where these leave it open.

    Raises:
        UsageError: Options that do not go together, or a suffix of no format.
    """
    if template is not None:
        if fmt is not None or front_matter is not None:
            raise click.UsageError("--template decides the form by itself: leave out --format and --front-matter.")
        return Form(fmt=None, template=template)
    fmt = output.format_of(target, fmt, SUFFIXES, default=_DEFAULT)
    if front_matter is not None and fmt != "md":
        raise click.UsageError(f"--front-matter goes with Markdown, not with {fmt}.")
    return Form(fmt=fmt, front_matter=front_matter)
