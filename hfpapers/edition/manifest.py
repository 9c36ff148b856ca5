"""What a digest was made from: its inputs in, a manifest out; and a manifest and inputs in, what differs out. Pure.

A manifest is a JSON object of the form `hfpapers.manifest/1`:

- `digest`: `file` (its name), `sha256` and `bytes` of it, `format`, `template` (name and `sha256`, or null)
- `generator`, `period` (`kind`, `label`, `since`, `until`), `options` (those of the digest, `front_matter` besides)
- `days`: `day` and `sha256` of what is known of each day
- `papers`: `day`, `arxiv_id`, `sha256` of the row without its counts, and `counts` (votes, comments, stars, when seen)
- `material`: `kind`, `arxiv_id` and `sha256` of all else that was looked up: answers of models, votes, related papers

Each `sha256` is of canonical JSON: sorted keys, no blanks, ASCII, moments in UTC. The same inputs give the same
manifest: it holds no clock and no address of the archive.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import PurePath
from typing import Any

from hfpapers import __version__
from hfpapers.digest.options import DigestOptions
from hfpapers.edition.loading import Inputs
from hfpapers.errors import ConfigError, ManifestError
from hfpapers.model.periods import Period, PeriodKind
from hfpapers.model.views import ListingView

SCHEMA = "hfpapers.manifest/1"

_COUNTS = ("upvotes", "upvotes_observed_at", "comments", "github_stars")
_ROW = tuple(name for name in ListingView.__slots__ if name not in {"day", "arxiv_id", *_COUNTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """How a digest was made text, and what came out.

    Attributes:
        file: Its name, without its folder.
        fmt: None where a template decides.
        template: Name and SHA-256 of the user's template; None for ours.
    """

    file: str
    fmt: str | None
    sha256: str
    size_bytes: int
    front_matter: str | None = None
    template: tuple[str, str] | None = None


class DifferenceKind(StrEnum):
    """What the archive says otherwise."""

    DAY = "day"
    PAPER = "paper"
    COUNTS = "counts"
    MATERIAL = "material"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that the archive says otherwise than when the digest was made; `detail` says what it was, and is."""

    kind: DifferenceKind
    what: str
    detail: str | None = None


def build_manifest(inputs: Inputs, rendition: Rendition) -> dict[str, Any]:
    """Build the manifest of a digest that was made from these inputs."""
    template = rendition.template
    return {
        "schema": SCHEMA,
        "digest": {
            "file": rendition.file,
            "sha256": rendition.sha256,
            "bytes": rendition.size_bytes,
            "format": rendition.fmt,
            "template": None if template is None else {"name": template[0], "sha256": template[1]},
        },
        "generator": f"hfpapers {__version__}",
        "period": _plain(inputs.period),
        "options": {**_plain(inputs.options), "front_matter": rendition.front_matter},
        **_rows(inputs),
    }


def render_manifest(manifest: Mapping[str, Any]) -> str:
    """Return it as text: a line for each row, so that two can be compared by eye."""
    lines = []
    for key, value in manifest.items():
        if isinstance(value, list):
            rows = ",\n".join(f"    {json.dumps(row, ensure_ascii=False)}" for row in value)
            lines.append(f'  "{key}": [\n{rows}\n  ]' if value else f'  "{key}": []')
        else:
            lines.append(f'  "{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def parse_manifest(text: str, *, path: str) -> dict[str, Any]:
    """Read a manifest.

    Args:
        text: What `render_manifest` gave.
        path: Names it in errors.

    Raises:
        ManifestError: It is none, or one of a form that this version does not know.
    """
    try:
        manifest = json.loads(text)
        form = manifest["schema"]
        if form == SCHEMA:
            _require_shape(manifest)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ManifestError(path, "is no manifest of a digest; name the digest or its .manifest.json") from error
    if form != SCHEMA:
        raise ManifestError(path, f"is a manifest of the form {form!r}, and this program knows {SCHEMA!r} only")
    return dict(manifest)


def asked_for(manifest: Mapping[str, Any], *, path: str) -> tuple[Period, DigestOptions]:
    """Return the period and the options that the digest was made with.

    Raises:
        ManifestError: They cannot be.
    """
    try:
        period, options = manifest["period"], manifest["options"]
        as_of = options["as_of"]
        return (
            Period(
                kind=PeriodKind(period["kind"]),
                label=period["label"],
                since=date.fromisoformat(period["since"]),
                until=date.fromisoformat(period["until"]),
            ),
            DigestOptions(
                top=options["top"],
                min_upvotes=options["min_upvotes"],
                categories=tuple(options["categories"]),
                keywords=tuple(options["keywords"]),
                style=options["style"],
                lang=options["lang"],
                topic_share=options["topic_share"],
                as_of=None if as_of is None else datetime.fromisoformat(as_of),
            ),
        )
    except (ValueError, KeyError, TypeError, ConfigError) as error:
        raise ManifestError(path, f"has a period or options that cannot be ({error})") from error


def compare(manifest: Mapping[str, Any], inputs: Inputs) -> tuple[Difference, ...]:
    """Tell what the archive says otherwise than it did: days, papers, counts, then what else was looked up."""
    now = _rows(inputs)
    return (
        *_compare_days(_by(manifest["days"], "day"), _by(now["days"], "day")),
        *_compare_papers(_by(manifest["papers"], "day", "arxiv_id"), _by(now["papers"], "day", "arxiv_id")),
        *_compare_material(_by(manifest["material"], "kind", "arxiv_id"), _by(now["material"], "kind", "arxiv_id")),
    )


_Rows = Mapping[tuple[str, ...], Mapping[str, Any]]


def _compare_days(then: _Rows, now: _Rows) -> Iterator[Difference]:
    for key in sorted(then.keys() | now.keys()):
        if key not in then or key not in now or then[key]["sha256"] != now[key]["sha256"]:
            yield Difference(kind=DifferenceKind.DAY, what=key[0])


def _compare_papers(then: _Rows, now: _Rows) -> Iterator[Difference]:
    for key in sorted(then.keys() | now.keys()):
        what = f"{key[1]} on {key[0]}"
        if key not in now:
            yield Difference(kind=DifferenceKind.GONE, what=what)
        elif key not in then:
            yield Difference(kind=DifferenceKind.NEW, what=what)
        else:
            if then[key]["sha256"] != now[key]["sha256"]:
                yield Difference(kind=DifferenceKind.PAPER, what=what)
            if then[key]["counts"] != now[key]["counts"]:
                yield Difference(kind=DifferenceKind.COUNTS, what=what, detail=_count_change(then[key], now[key]))


def _compare_material(then: _Rows, now: _Rows) -> Iterator[Difference]:
    for key in sorted(then.keys() | now.keys()):
        if then.get(key, {}).get("sha256") != now.get(key, {}).get("sha256"):
            yield Difference(kind=DifferenceKind.MATERIAL, what=f"{key[1]}, {key[0]}")


def _count_change(then: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    changed = [name for name in _COUNTS if then["counts"].get(name) != now["counts"].get(name)]
    return ", ".join(f"{name} {then['counts'].get(name)} -> {now['counts'].get(name)}" for name in changed)


def _rows(inputs: Inputs) -> dict[str, list[dict[str, Any]]]:
    return {
        "days": [{"day": row.day.isoformat(), "sha256": _digest_of(asdict(row))} for row in inputs.days],
        "papers": [_paper(row) for row in inputs.listings],
        "material": [
            {"kind": field.name, "arxiv_id": arxiv_id, "sha256": _digest_of(value)}
            for field in fields(inputs.material)
            for arxiv_id, value in sorted(getattr(inputs.material, field.name).items())
            if value
        ],
    }


def _paper(row: ListingView) -> dict[str, Any]:
    return {
        "day": row.day.isoformat(),
        "arxiv_id": row.arxiv_id,
        "sha256": _digest_of({name: getattr(row, name) for name in _ROW}),
        "counts": {name: _plain(getattr(row, name)) for name in _COUNTS},
    }


def _digest_of(value: Any) -> str:
    return hashlib.sha256(_CANONICAL.encode(value).encode("ascii")).hexdigest()


def _plain(value: Any) -> Any:
    """Return the value as JSON has it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(part) for name, part in _opened(value).items()}
    return value


def _opened(value: Any) -> Any:
    """Return a dataclass as its fields, which are as they were; anything else as JSON has it."""
    if hasattr(value, "__dataclass_fields__"):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    return _plain(value)


#: Made once: a year has ten thousand rows.
_CANONICAL = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=_opened)


def _by(rows: list[dict[str, Any]], *keys: str) -> _Rows:
    return {tuple(row[key] for key in keys): row for row in rows}


def _require_shape(manifest: Mapping[str, Any]) -> None:
    """Look at every field that is read later.

    Raises:
        KeyError: One is missing.
        TypeError: One is of another shape.
    """
    for name in ("file", "sha256"):
        PurePath(manifest["digest"][name])
    for part, keys in (
        ("days", ("day",)),
        ("papers", ("day", "arxiv_id", "counts")),
        ("material", ("kind", "arxiv_id")),
    ):
        for row in manifest[part]:
            for key in (*keys, "sha256"):
                row[key]
