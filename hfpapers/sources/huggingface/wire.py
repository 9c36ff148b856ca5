"""The daily JSON as it comes over the wire: one entry's plain JSON in, a typed `WireItem` and its faults out.

Every key of every era is here, under the name Hugging Face gives it; `docs/sources.md` says
when each came and went. A value of another type than the one expected is reported and left
out; the rest of the entry is kept. What the values mean is for `entries`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError

from hfpapers.sources.moments import NamedMoment, read_moment, read_named_moment

#: Beyond these a value is a fault, not data; the bound on text also makes pydantic refuse half of a surrogate pair.
MAX_TEXT_CHARACTERS = 1_000_000
MAX_COUNT = 2**31 - 1

Path = tuple[str | int, ...]

#: In our own words, since pydantic names classes, and changes its words.
_WORDS = {
    "string_type": "must be text",
    "string_unicode": "has half of a surrogate pair",
    "string_too_long": "is too long",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "model_type": "must be an object",
    "greater_than_equal": "must not be negative",
    "less_than_equal": f"must not be over {MAX_COUNT}",
}


def _moment_or_nothing(value: object) -> datetime | None:
    return None if value is None or value == "" else read_moment(value)


def _named_moment_or_nothing(value: object) -> NamedMoment | None:
    return None if value is None or value == "" else read_named_moment(value)


Text = Annotated[str, Field(max_length=MAX_TEXT_CHARACTERS)]
#: A name that stands in links, and is a key in the database.
Key = Annotated[str, Field(max_length=500)]
Count = Annotated[int, Field(ge=0, le=MAX_COUNT)]
Moment = Annotated[datetime | None, PlainValidator(_moment_or_nothing)]
DayNamed = Annotated[NamedMoment | None, PlainValidator(_named_moment_or_nothing)]


class Wire(BaseModel):
    """Nothing is converted (`"7"` is no number); a key that is absent is not in `model_fields_set`."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)

    #: Keys that are known and not kept, and why.
    ignored: ClassVar[Mapping[str, str]] = {}


class WireUser(Wire):
    """An account. Its name in links is `user`, and in `submittedBy`, and since 2026-03-12 elsewhere too, `name`."""

    user: Key | None = None
    name: Key | None = None
    full_name: Text | None = Field(default=None, alias="fullname")
    hf_id: Text | None = Field(default=None, alias="_id")
    old_id: Text | None = Field(default=None, alias="id")
    kind: Text | None = Field(default=None, alias="type")
    avatar_url: Text | None = Field(default=None, alias="avatarUrl")

    ignored: ClassVar[Mapping[str, str]] = {
        "isPro": "what the account pays for is no fact about papers",
        "isHf": "staff of Hugging Face; not a fact about the paper",
        "isHfAdmin": "as isHf",
        "isMod": "as isHf",
        "followerCount": "a count about the person, and only of some",
        "isUserFollowing": "about whoever asks; nobody is logged in",
    }


class WireOrganization(Wire):
    """An organisation; `name` is its name in links."""

    name: Key | None = None
    full_name: Text | None = Field(default=None, alias="fullname")
    hf_id: Text | None = Field(default=None, alias="_id")
    avatar_url: Text | None = Field(default=None, alias="avatar")


class WireAuthor(Wire):
    """One author; `user` where an account was matched."""

    name: Text | None = None
    hidden: bool | None = None
    user: WireUser | None = None
    hf_id: Text | None = Field(default=None, alias="_id")
    status: Text | None = None
    status_changed_at: Moment = Field(default=None, alias="statusLastChangedAt")


class WirePaper(Wire):
    """What stands under `paper`."""

    id: Text | None = None
    authors: list[WireAuthor] | None = None
    title: Text | None = None
    summary: Text | None = None
    upvotes: Count | None = None
    published_at: Moment = Field(default=None, alias="publishedAt")
    discussion_id: Text | None = Field(default=None, alias="discussionId")
    submitted_at: DayNamed = Field(default=None, alias="submittedOnDailyAt")
    submitter: WireUser | None = Field(default=None, alias="submittedOnDailyBy")
    organization: WireOrganization | None = None
    github_url: Text | None = Field(default=None, alias="githubRepo")
    github_stars: Count | None = Field(default=None, alias="githubStars")
    github_added_by: Text | None = Field(default=None, alias="githubRepoAddedBy")
    project_url: Text | None = Field(default=None, alias="projectPage")
    media_urls: list[Text] | None = Field(default=None, alias="mediaUrls")
    ai_summary: Text | None = None
    ai_summary_model: Text | None = None
    ai_keywords: list[Text] | None = None


class WireItem(Wire):
    """One entry of the list: a paper and what concerns its listing."""

    paper: WirePaper
    title: Text | None = None
    summary: Text | None = None
    published_at: Moment = Field(default=None, alias="publishedAt")
    comments: Count | None = Field(default=None, alias="numComments")
    thumbnail_url: Text | None = Field(default=None, alias="thumbnail")
    media_url: Text | None = Field(default=None, alias="mediaUrl")
    media_urls: list[Text] | None = Field(default=None, alias="mediaUrls")
    submitter: WireUser | None = Field(default=None, alias="submittedBy")
    author_participating: bool | None = Field(default=None, alias="isAuthorParticipating")
    organization: WireOrganization | None = None
    submitter_organization: WireOrganization | None = Field(default=None, alias="submitterOrganization")

    ignored: ClassVar[Mapping[str, str]] = {"upvoted": "whether whoever asks has voted; nobody is logged in"}


WireT = TypeVar("WireT", bound=Wire)


@dataclass(frozen=True, slots=True)
class Fault:
    """A known key with a value that cannot be used. `path` has `[]` for a list index; `value` is what stood there."""

    path: str
    detail: str
    value: object


def read_item(raw: Mapping[str, Any]) -> tuple[WireItem, tuple[Fault, ...]]:
    """Read one entry whose `paper` is an object; see `read_wire`."""
    return read_wire(WireItem, raw)


def read_wire(kind: type[WireT], raw: Mapping[str, Any]) -> tuple[WireT, tuple[Fault, ...]]:
    """Read one object; what is at fault is left out, as if the source had not said it.

    A list with an element that cannot be used is left out whole: a list with a hole would pass for a shorter one.
    """
    faults: dict[str, Fault] = {}
    return _read(kind, raw, faults), tuple(faults.values())


def _read(kind: type[WireT], raw: Mapping[str, Any], faults: dict[str, Fault]) -> WireT:
    """Read, leaving out what pydantic objects to. It ends, since each call begins with less than the last."""
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        for found in error.errors(include_url=False, include_context=False):
            path = path_text(found["loc"])
            detail = _WORDS.get(found["type"], found["msg"].removeprefix("Value error, "))
            faults.setdefault(path, Fault(path, detail, found["input"]))
            raw = _without(raw, _removable(found["loc"]))
        return _read(kind, raw, faults)


def path_text(path: Iterable[str | int]) -> str:
    """Return a path as issues write it: `paper.authors[].name`."""
    text = ""
    for step in path:
        text += "[]" if isinstance(step, int) else f".{step}"
    return text.removeprefix(".")


def _removable(path: Path) -> Path:
    return path[:-1] if isinstance(path[-1], int) else path


def _without(value: Any, path: Path) -> Any:
    """Return a copy without what is at `path`, or the same where it is gone already; only the way to it is copied."""
    step, rest = path[0], path[1:]
    if isinstance(value, list):
        return [_without(element, rest) if index == step else element for index, element in enumerate(value)]
    if step not in value:
        return value
    if not rest:
        return {key: element for key, element in value.items() if key != step}
    return {**value, step: _without(value[step], rest)}


def unknown_keys(item: WireItem) -> Iterator[tuple[str, object]]:
    """Yield the path and the value of every key of an entry that no era is known to have had."""
    for path, part in _parts(item):
        for key, value in (part.model_extra or {}).items():
            if key not in part.ignored:
                yield f"{path}.{key}" if path else key, value


def _parts(item: WireItem) -> Iterator[tuple[str, Wire]]:
    paper = item.paper
    yield "", item
    yield "paper", paper
    single: tuple[tuple[str, Wire | None], ...] = (
        ("submittedBy", item.submitter),
        ("organization", item.organization),
        ("submitterOrganization", item.submitter_organization),
        ("paper.submittedOnDailyBy", paper.submitter),
        ("paper.organization", paper.organization),
    )
    for path, part in single:
        if part is not None:
            yield path, part
    for author in paper.authors or ():
        yield "paper.authors[]", author
        if author.user is not None:
            yield "paper.authors[].user", author.user
