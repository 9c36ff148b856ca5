"""A paper's own record from the API: the bytes of `/api/papers/ID` in, `Parsed[PaperDetail]` out.

It is what a list's entry has under `paper`, with the repositories whose cards cite the paper.
Only their names are read: what else is said of them is about them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from hfpapers.errors import InvalidIdError, ParseError
from hfpapers.model.ids import ArxivId
from hfpapers.model.issues import Code, Issue, error, warning
from hfpapers.model.records import PaperDetail, Parsed
from hfpapers.sources.bodies import decode_utf8, load_json, refuse
from hfpapers.sources.huggingface.entries import read_own_record
from hfpapers.sources.huggingface.listing import unknown_key_issues
from hfpapers.sources.huggingface.wire import Count, Key, Wire, read_wire
from hfpapers.sources.samples import sample


class WireRepository(Wire):
    """A repository that cites a paper. What else is said of it is about the repository, and not read."""

    id: Key | None = None


class WireLinked(Wire):
    """What a paper's own record has beyond a list's entry: repositories whose cards cite it, and how many there are."""

    models: list[WireRepository] | None = Field(default=None, alias="linkedModels")
    datasets: list[WireRepository] | None = Field(default=None, alias="linkedDatasets")
    spaces: list[WireRepository] | None = Field(default=None, alias="linkedSpaces")
    model_total: Count | None = Field(default=None, alias="numTotalModels")
    dataset_total: Count | None = Field(default=None, alias="numTotalDatasets")
    space_total: Count | None = Field(default=None, alias="numTotalSpaces")


_LINKED_KEYS = frozenset(field.alias or name for name, field in WireLinked.model_fields.items())

#: `owner/name`; the oldest models and data sets have no owner.
_REPOSITORY = re.compile(r"[\w.-]+(?:/[\w.-]+)?", re.ASCII)


def parse_paper(body: bytes, *, url: str, arxiv_id: str) -> Parsed[PaperDetail]:
    """Read a paper's own record as the API served it.

    Args:
        body: Response body after content decoding, before text decoding.
        url: Where the body came from; only names the record in errors.
        arxiv_id: The paper that was asked for.

    Raises:
        TransientBodyError: An empty body, a challenge or a throttling notice; asking again may help.
        ParseError: Not a paper's record, or another paper's.
    """
    text = decode_utf8(body, url)
    raw = load_json(text, url, what="the body")
    if not isinstance(raw, dict) or "id" not in raw:
        said = raw.get("error") if isinstance(raw, dict) else raw
        refuse(said if isinstance(said, str) else "", url, f"the body is no paper but {sample(raw)[:120]}")
    _check_id(raw["id"], url, arxiv_id)
    read = read_own_record({key: raw[key] for key in raw if key not in _LINKED_KEYS}, arxiv_id=arxiv_id)
    entry = read.entry
    if entry is None or (entry.paper_title is None and entry.abstract is None):
        raise ParseError(url, "the record has neither a title nor an abstract")
    linked, issues = _read_linked({key: raw[key] for key in raw if key in _LINKED_KEYS}, arxiv_id)
    unknown = unknown_key_issues([(path, value, arxiv_id) for path, value in read.unknown])
    detail = PaperDetail(
        entry=entry,
        models=_names(linked.models, "linkedModels", arxiv_id, issues),
        datasets=_names(linked.datasets, "linkedDatasets", arxiv_id, issues),
        spaces=_names(linked.spaces, "linkedSpaces", arxiv_id, issues),
        model_total=linked.model_total,
        dataset_total=linked.dataset_total,
        space_total=linked.space_total,
    )
    return Parsed(record=detail, issues=(*read.issues, *issues, *unknown))


def _check_id(value: object, url: str, arxiv_id: str) -> None:
    if not isinstance(value, str):
        raise ParseError(url, f"the record's id {sample(value)[:80]} is no text")
    try:
        found = ArxivId.parse(value).text
    except InvalidIdError as problem:
        raise ParseError(url, f"the record's id {value[:80]!r} is none: {problem.problem}") from problem
    if found != arxiv_id:
        raise ParseError(url, f"the record is of {found}, asked for {arxiv_id}")


def _read_linked(raw: Mapping[str, Any], arxiv_id: str) -> tuple[WireLinked, list[Issue]]:
    linked, faults = read_wire(WireLinked, raw)
    issues = [error(Code.WRONG_TYPE, f.path, f.detail, arxiv_id=arxiv_id, raw=sample(f.value)) for f in faults]
    return linked, issues


def _names(
    repositories: Sequence[WireRepository] | None, key: str, arxiv_id: str, issues: list[Issue]
) -> tuple[str, ...] | None:
    """Return the names, each once; one that is none is told, and left out."""
    if repositories is None:
        return None
    names: dict[str, None] = {}
    for repository in repositories:
        if repository.id is not None and _REPOSITORY.fullmatch(repository.id):
            names[repository.id] = None
        else:
            detail = "not the name of a repository"
            issues.append(warning(Code.ODD_VALUE, f"{key}[].id", detail, arxiv_id=arxiv_id, raw=sample(repository.id)))
    return tuple(names)
