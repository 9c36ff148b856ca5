"""Golden cases: a body as it was kept in, a folder that the project's tests read out.

A case is what `tests/golden/<source>/<page>/<case>/` holds: `body.*`, decoded; `meta.json`, what was asked for;
`expected.json`, what the parser of this version makes of it, a record or the error. Whoever mends the parser reads
the last and sets right what is wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from hfpapers.errors import BodyError, RawError
from hfpapers.model.fetched import Endpoint, Fetched
from hfpapers.sources.arxiv.atom import parse_atom
from hfpapers.sources.arxiv.oai import parse_oai
from hfpapers.sources.huggingface.daily_json import parse_daily
from hfpapers.sources.huggingface.daily_page import parse_daily_page
from hfpapers.sources.huggingface.paper_json import parse_paper
from hfpapers.sources.huggingface.paper_text import parse_text
from hfpapers.store.raw import StoredExchange
from hfpapers.store.raw.decode import to_fetched

Meta = dict[str, Any]

#: What reads the cases, from the top of the checkout.
TEST = "python -m pytest tests/sources/test_goldens.py -k {name}"
DEFAULT_FOLDER = Path("tests") / "golden"

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
#: What a parser is given; other answers are refused before, by their status.
_READ_STATUSES = frozenset({200, 400})


@dataclass(frozen=True, slots=True)
class _Page:
    """A kind of page: its folder, the ending of a body that is what it should be, and its parser."""

    folder: str
    suffix: str
    parse: Callable[[bytes, Meta], object]


PAGES: Mapping[Endpoint, _Page] = {
    Endpoint.DAILY_API: _Page(
        "huggingface/daily_json",
        "json",
        lambda body, meta: parse_daily(body, url=meta["url"], day=date.fromisoformat(meta["day"])),
    ),
    Endpoint.DAILY_PAGE: _Page(
        "huggingface/daily_page",
        "html",
        lambda body, meta: parse_daily_page(body, url=meta["url"], day=date.fromisoformat(meta["day"])),
    ),
    Endpoint.PAPER_API: _Page(
        "huggingface/paper_json",
        "json",
        lambda body, meta: parse_paper(body, url=meta["url"], arxiv_id=meta["arxiv_id"]),
    ),
    Endpoint.PAPER_TEXT: _Page(
        "huggingface/paper_text",
        "md",
        lambda body, meta: parse_text(body, url=meta["url"], arxiv_id=meta["arxiv_id"]),
    ),
    Endpoint.ARXIV_ATOM: _Page(
        "arxiv/atom", "xml", lambda body, meta: parse_atom(body, url=meta["url"], asked=meta["asked"])
    ),
    Endpoint.ARXIV_OAI: _Page(
        "arxiv/oai", "xml", lambda body, meta: parse_oai(body, url=meta["url"], arxiv_id=meta["arxiv_id"])
    ),
}


class GoldenError(RawError):
    """A case that cannot be made, or not there."""


def require_name(name: str) -> str:
    """Check the name of a case.

    Raises:
        BadParameter: It cannot be a folder of goldens.
    """
    if _NAME.fullmatch(name) is None:
        raise click.BadParameter(f"{name!r} must be lower-case letters, digits and dashes, as in no-day-named.")
    return name


def write_cases(exchanges: Sequence[StoredExchange], name: str, top: Path, *, max_bytes: int) -> tuple[Path, ...]:
    """Make a case of each response; of several, the name gets the number of the page.

    Args:
        exchanges: Read back from the archive.
        name: Of the case.
        top: Folder of all goldens.
        max_bytes: Largest body, after decompression.

    Returns:
        The folders that were made.

    Raises:
        GoldenError: No parser reads such a response, or a case of the name is there already; nothing was written.
        ParseError: A body cannot be decoded.
    """
    cases = []
    for stored in exchanges:
        fetched = _fetched(stored, max_bytes)
        page = PAGES[fetched.intent.endpoint]
        case = name if len(exchanges) == 1 else f"{name}-page-{fetched.intent.page + 1}"
        cases.append((top / page.folder / case, page, fetched))
    for folder, _page, _fetched_body in cases:
        if folder.exists():
            raise GoldenError(str(folder), "is there already; give another --case")
    for folder, page, fetched in cases:
        _write(folder, page, fetched)
    return tuple(folder for folder, _page, _fetched_body in cases)


def outcome(parse: Callable[[bytes, Meta], object], body: bytes, meta: Meta) -> str:
    """Parse a body and return what came of it, a record with its issues or the error, as `expected.json` has it."""
    try:
        result = as_json(parse(body, meta))
    except BodyError as error:
        result = {"error": type(error).__name__, "message": str(error)}
    return json.dumps(result, indent=2, ensure_ascii=False) + "\n"


def as_json(value: object) -> Any:
    """Return plain JSON for records: fields at their default are left out, sets are sorted."""
    if is_dataclass(value) and not isinstance(value, type):
        said = {field.name: getattr(value, field.name) for field in fields(value) if _is_said(value, field)}
        return {name: as_json(inner) for name, inner in said.items()}
    if isinstance(value, list | tuple):
        return [as_json(inner) for inner in value]
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def _is_said(value: object, field: Field[Any]) -> bool:
    return field.default is MISSING or getattr(value, field.name) != field.default


def _fetched(stored: StoredExchange, max_bytes: int) -> Fetched:
    """Return what the parser was given.

    Raises:
        GoldenError: It was given nothing: the answer was refused by its status, or asked for by no parser.
    """
    exchange = stored.exchange
    if exchange.intent is None or exchange.status not in _READ_STATUSES:
        raise GoldenError(exchange.url, f"no parser reads this (status {exchange.status}); see: raw show --list")
    return to_fetched(stored, max_bytes=max_bytes)


def _write(folder: Path, page: _Page, fetched: Fetched) -> None:
    meta = _meta(fetched)
    expected = outcome(page.parse, fetched.body, meta)
    try:
        folder.mkdir(parents=True)
        (folder / f"body.{_suffix(fetched.body, page.suffix)}").write_bytes(fetched.body)
        (folder / "meta.json").write_bytes(f"{json.dumps(meta, indent=1, ensure_ascii=False)}\n".encode())
        (folder / "expected.json").write_bytes(expected.encode())
    except OSError as error:
        raise GoldenError(str(folder), f"cannot be written ({error.strerror})") from error


def _meta(fetched: Fetched) -> Meta:
    intent = fetched.intent
    if intent.day is not None:
        return {"url": fetched.url, "day": intent.day.isoformat()}
    if intent.endpoint is Endpoint.ARXIV_ATOM:
        return {"url": fetched.url, "asked": list(intent.arxiv_ids)}
    return {"url": fetched.url, "arxiv_id": intent.arxiv_ids[0]}


def _suffix(body: bytes, suffix: str) -> str:
    """Return the ending; `bin` for what is not what it should be, so that no editor mends it."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return "bin"
    if suffix == "json":
        return suffix if _is_json(text) else "bin"
    is_markup = text.lstrip().startswith("<")
    return suffix if (suffix == "md") != is_markup and text.strip() else "bin"


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
