"""Manifests beside digests: written with them, and held against the archive (`export --verify`)."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hfpapers.commands import logs, output
from hfpapers.commands.counting import number_of
from hfpapers.commands.failures import FAILED, OK
from hfpapers.commands.session import Session, today
from hfpapers.errors import ManifestError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hfpapers.commands.forms import Form
    from hfpapers.digest.model import Digest
    from hfpapers.edition import Inputs
    from hfpapers.edition.manifest import Difference

#: What the manifest of a digest is called: the digest's name, and this.
SUFFIX = ".manifest.json"

#: Differences that are named one by one; the others are counted.
_NAMED = 20

_logger = logging.getLogger(logs.COMMANDS)


class WrittenDigest:
    """A digest on its way to a file or to stdout, and the manifest beside it."""

    def __init__(self, inputs: Inputs, digest: Digest, form: Form, *, with_manifest: bool) -> None:
        self._inputs = inputs
        self._digest = digest
        self._form = form
        self._with_manifest = with_manifest

    def write(self, target: str) -> None:
        """Write it, and its manifest where it goes to a regular file.

        Raises:
            ConfigError: The user's template is wrong.
            OutputError: It cannot be written.
        """
        name = self._form.default_name(self._digest)
        is_folder = output.is_folder(target)
        # Told in the digest where it bears its own name only: under another name it would not be the same digest.
        shown = replace(self._digest, manifest=name + SUFFIX) if is_folder and self._with_manifest else self._digest
        tally = _Tally()
        path = output.write(tally.through(self._form.pieces(shown)), target, default_name=name)
        if path is None:
            return
        _logger.info("wrote %s", path)
        if self._with_manifest and output.is_regular(path):
            self._write_manifest(path, tally)

    def _write_manifest(self, path: Path, tally: _Tally) -> None:
        from hfpapers.edition.manifest import Rendition, build_manifest, render_manifest

        rendition = Rendition(
            file=path.name,
            fmt=self._form.fmt,
            sha256=tally.sha256,
            size_bytes=tally.size_bytes,
            front_matter=self._form.front_matter,
            template=_fingerprint(self._form.template),
        )
        beside = path.with_name(path.name + SUFFIX)
        output.write(render_manifest(build_manifest(self._inputs, rendition)), str(beside))


def verify(session: Session, file: Path) -> int:
    """Tell on stdout whether the archive still says what a digest was made from; return the exit code.

    Raises:
        ManifestError: There is no manifest, or it cannot be read.
        HfpapersError: The archive cannot be read.
    """
    from hfpapers.edition import load_inputs
    from hfpapers.edition.manifest import asked_for, compare

    path, manifest = _read(file)
    digest = _digest_of(file, path, manifest)
    is_same_file = _tell_file(digest, manifest)
    period, options = asked_for(manifest, path=str(path))
    with session.reading() as queries:
        inputs = load_inputs(queries, period, options, today=max(today(), period.until))
    differences = compare(manifest, inputs)
    if differences:
        _tell_differences(digest, differences, is_as_of=options.as_of is not None)
    else:
        papers, days = number_of(len(inputs.listings), "paper"), number_of(len(inputs.days), "day")
        click.echo(f"{digest.name}: the archive still says the same ({papers}, {days})")
    return OK if is_same_file and not differences else FAILED


class _Tally:
    """Counts and hashes what goes by."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.size_bytes = 0

    @property
    def sha256(self) -> str:
        """Of what has gone by."""
        return self._hash.hexdigest()

    def through(self, pieces: Iterable[str | bytes]) -> Iterator[bytes]:
        for piece in pieces:
            data = piece.encode("utf-8") if isinstance(piece, str) else piece
            self._hash.update(data)
            self.size_bytes += len(data)
            yield data


def _fingerprint(template: Path | None) -> tuple[str, str] | None:
    return None if template is None else (template.name, hashlib.sha256(template.read_bytes()).hexdigest())


def _read(file: Path) -> tuple[Path, dict[str, Any]]:
    from hfpapers.edition.manifest import parse_manifest

    path = _manifest_of(file)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ManifestError(
            str(path), "is not there; `hfpapers export -o FILE` writes one beside each digest"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ManifestError(str(path), f"cannot be read ({error})") from error
    return path, parse_manifest(text, path=str(path))


def _manifest_of(file: Path) -> Path:
    """Name the manifest of a digest; of a link that has none beside it, that of the file behind it."""
    if file.name.endswith(SUFFIX):
        return file
    if file.is_dir():
        raise ManifestError(str(file), "is a folder; name a digest in it")
    beside = file.with_name(file.name + SUFFIX)
    if not file.is_symlink() or beside.exists():
        return beside
    behind = file.resolve()
    return behind.with_name(behind.name + SUFFIX)


def _digest_of(file: Path, path: Path, manifest: dict[str, Any]) -> Path:
    """Name the digest that a manifest is about: the one that was named, whatever it is called now."""
    if file != path:
        return file
    written = path.with_name(Path(manifest["digest"]["file"]).name)
    renamed = path.with_name(path.name.removesuffix(SUFFIX))
    return renamed if renamed.is_file() and not written.is_file() else written


def _tell_file(digest: Path, manifest: dict[str, Any]) -> bool:
    """Tell where the file is not what was written; that it is elsewhere is no fault of the archive."""
    try:
        data = digest.read_bytes()
    except OSError as error:
        _logger.warning("%s cannot be read (%s): only the archive was looked at", digest, error.strerror)
        return True
    if hashlib.sha256(data).hexdigest() == manifest["digest"]["sha256"]:
        return True
    click.echo(f"{digest.name}: the file was changed since it was made")
    return False


def _tell_differences(digest: Path, differences: Sequence[Difference], *, is_as_of: bool) -> None:
    from hfpapers.edition.manifest import DifferenceKind

    words = {
        DifferenceKind.DAY: "what is known of a day changed",
        DifferenceKind.PAPER: "a paper changed",
        DifferenceKind.COUNTS: "counts changed",
        DifferenceKind.MATERIAL: "what was looked up changed",
        DifferenceKind.NEW: "a paper is new",
        DifferenceKind.GONE: "a paper is gone",
    }
    click.echo(f"{digest.name}: the archive says otherwise now: {number_of(len(differences), 'difference')}")
    for each in differences[:_NAMED]:
        click.echo(f"  {words[each.kind]}: {each.what}{f' ({each.detail})' if each.detail else ''}")
    left = Counter(words[each.kind] for each in differences[_NAMED:])
    for text, number in left.items():
        click.echo(f"  {text}: {number:,} more")
    if not is_as_of and any(each.kind is DifferenceKind.COUNTS for each in differences):
        _logger.info("note: votes go on; `export --as-of TIME` makes a digest that later votes leave alone")
