"""A user's own template: a digest and a file in Jinja2's language in, text out. docs/templates.md is its manual.

The template runs in a sandbox: it sees the digest and our words, changes nothing, and reads no file outside of its own
folder. How long it takes, and how much memory, is the user's own affair.
"""

from __future__ import annotations

import traceback
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from hfpapers.digest.model import Digest
from hfpapers.digest.render import layout
from hfpapers.digest.render.block_tests import BLOCK_TESTS
from hfpapers.digest.render.fields import moment_text
from hfpapers.digest.render.markdown_escape import escape_anywhere
from hfpapers.digest.render.wrap import wrap
from hfpapers.digest.typography import typeset
from hfpapers.errors import ConfigError

#: Of a template's name; it tells nothing of what the template makes.
TEMPLATE_SUFFIXES = frozenset({".j2", ".jinja", ".jinja2"})
#: What these formats show as it stands; in all others `<` and `&` in text are escaped.
UNESCAPED_SUFFIXES = frozenset(
    {".adoc", ".csv", ".json", ".jsonl", ".markdown", ".md", ".org", ".rst", ".tex", ".toml", ".tsv", ".txt", ".yaml"}
)
_MANUAL = "docs/templates.md tells what a template is given"
_WIDTH = 78
#: What a template can run into beside Jinja2's own errors; the last is a range that is too long.
_MISTAKES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, OverflowError)


def render_user_template(digest: Digest, path: Path) -> str:
    """Return what the template makes of the digest.

    Raises:
        ConfigError: The template cannot be read, or is wrong; names file and line.
    """
    environment = _environment(path, digest)
    words, _ = layout.digest_words(digest)
    try:
        return environment.get_template(path.name).render(digest=digest, words=words)
    except TemplateSyntaxError as error:
        where = f"{Path(error.filename or path)}:{error.lineno}"
        raise ConfigError(where, f"{_one_line(error)} ({_MANUAL})") from error
    except TemplateNotFound as error:
        raise ConfigError(_where(path, error), _problem_of_missing(error, path)) from error
    except SecurityError as error:
        raise ConfigError(_where(path, error), f"a template may not do that: {_one_line(error)} ({_MANUAL})") from error
    except (TemplateError, *_MISTAKES) as error:
        raise ConfigError(_where(path, error), f"{_one_line(error)} ({_MANUAL})") from error
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read ({error.strerror or error})") from error


def result_suffix(path: Path) -> str:
    """Return the suffix of what a template makes, without the dot: `html` for `week.html.j2`, `txt` for `week.j2`."""
    return _result_suffix(path.name).removeprefix(".") or "txt"


def _environment(path: Path, digest: Digest) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(path.parent),
        autoescape=lambda name: _result_suffix(name or "") not in UNESCAPED_SUFFIXES,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.tests.update(BLOCK_TESTS)
    environment.filters.update(
        md=lambda text: escape_anywhere(str(text)),
        moment=moment_text,
        typeset=lambda text, language=digest.language: typeset(str(text), language),
        wrap=_wrap,
    )
    # The same digest gives the same bytes.
    del environment.globals["lipsum"], environment.filters["random"]
    return environment


def _result_suffix(name: str) -> str:
    path = Path(name)
    return (Path(path.stem) if path.suffix.lower() in TEMPLATE_SUFFIXES else path).suffix.lower()


def _wrap(text: object, width: int = _WIDTH, indent: str = "") -> str:
    return "\n".join(wrap(str(text), width, indent))


def _where(path: Path, error: BaseException) -> str:
    """Name the file and the line where a template went wrong: the innermost of its frames."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_of(path, frame.filename)]
    return f"{Path(frames[-1].filename)}:{frames[-1].lineno}" if frames else str(path)


def _is_of(path: Path, filename: str) -> bool:
    # Frames of Python's own (`<frozen codecs>`) would stand in the folder `.`.
    return Path(filename).is_relative_to(path.parent) and not filename.startswith("<") and not filename.endswith(".py")


def _problem_of_missing(error: TemplateNotFound, path: Path) -> str:
    if error.name == path.name:
        return "there is no such template"
    return f"there is no template {error.name!r} in {path.parent}; templates include and extend what stands there"


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
