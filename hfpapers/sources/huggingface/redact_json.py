"""Takes what was forgotten out of Hugging Face's JSON: the values of a body in, the same without it out.

A forgotten paper leaves a placeholder in its slot, so that the places of the others, the end of the page and the
count of what was offered stay right. A forgotten person leaves a nameless author in their place; wherever else
an account stands (who submitted, who voted), it goes. Running text (titles, abstracts, summaries) is not touched.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeGuard

from hfpapers.model.forgotten import NAME_REMOVED, PLACEHOLDER, Subject, Who, canonical_id
from hfpapers.sources.bodies import decode_utf8, load_json
from hfpapers.sources.redacting import NotRedactableError, Redaction

#: Either of them names the submitter, the second where the first is silent: both are one statement.
_SUBMITTERS = ("submittedBy", "submittedOnDailyBy")
#: Of an account, and (`author`) of a repository that it owns.
_LOGIN_KEYS = ("user", "name", "author")
_MOST_LEVELS = 50
_GONE: Any = object()


def redact_daily(body: bytes, who: Who) -> Redaction | None:
    """Redact a page of a day's list; None where it names nothing that was forgotten.

    Raises:
        BodyError: It is no JSON.
        NotRedactableError: It is no list.
    """
    items = load_json(decode_utf8(body, "body"), "body", what="the body")
    if not isinstance(items, list):
        raise NotRedactableError("no list")
    kept, learned = redact_items(items, who)
    return None if kept == items else Redaction(as_json(kept).encode("ascii"), learned)


def redact_paper(body: bytes, who: Who) -> Redaction | None:
    """Redact the JSON of one paper that was not forgotten itself; None where it names nobody who was.

    Raises:
        BodyError: It is no JSON.
        NotRedactableError: It is no object.
    """
    paper = load_json(decode_utf8(body, "body"), "body", what="the body")
    if not isinstance(paper, dict):
        raise NotRedactableError("no object")
    kept, learned = _without_people({"paper": paper}, who)
    return None if kept["paper"] == paper else Redaction(as_json(kept["paper"]).encode("ascii"), learned)


def redact_items(items: Sequence[Any], who: Who) -> tuple[list[Any], frozenset[Subject]]:
    """Redact the entries of a list; what comes back is equal where nothing of them was forgotten."""
    kept: list[Any] = []
    learned: set[Subject] = set()
    met: set[str | None] = set()
    for item in items:
        arxiv_id = _id_of(item)
        if who.covers_paper(arxiv_id):
            kept.append(_placeholder(item, is_repeated=canonical_id(arxiv_id) in met))
            met.add(canonical_id(arxiv_id))
        elif isinstance(item, dict) and who.forgotten.has_people:
            without, names = _without_people(item, who)
            kept.append(without)
            learned |= names
        else:
            kept.append(item)
    return kept, frozenset(learned)


def redact_anything(value: Any, who: Who) -> Any:
    """Return a JSON value without the accounts that were forgotten; for what stands beside a list."""
    left = _walk(value, who, frozenset(), None, 0) if who.forgotten.has_people else value
    return None if left is _GONE else left


def as_json(value: Any) -> str:
    """Write a value that `load_json` read.

    Raises:
        NotRedactableError: It holds a number that JSON has no word for.
    """
    try:
        return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    except ValueError as error:
        raise NotRedactableError(str(error)) from error


def _placeholder(item: Mapping[str, Any], *, is_repeated: bool) -> dict[str, Any]:
    """Keep of an entry the day that it names, by which a list is checked, and whether it came for the second time."""
    day = item["paper"].get("submittedOnDailyAt")
    named = {"submittedOnDailyAt": day} if isinstance(day, str) else {}
    return {PLACEHOLDER: True, **named, **({"repeated": True} if is_repeated else {})}


def _id_of(item: Any) -> str | None:
    paper = item.get("paper") if isinstance(item, dict) else None
    arxiv_id = paper.get("id") if isinstance(paper, dict) else None
    return arxiv_id if isinstance(arxiv_id, str) else None


def _without_people(item: Mapping[str, Any], who: Who) -> tuple[dict[str, Any], frozenset[Subject]]:
    """Return an entry without the people, and the names that their accounts have on this paper."""
    arxiv_id = canonical_id(_id_of(item))
    learned = frozenset(_names_learned(item, arxiv_id, who)) if arxiv_id is not None else frozenset()
    here = Who(who.forgotten.with_subjects(learned), who.clean)
    kept = _walk(item, here, frozenset(), arxiv_id, 0)
    return ({} if kept is _GONE else kept), learned


def _names_learned(item: Mapping[str, Any], arxiv_id: str, who: Who) -> Iterator[Subject]:
    """Yield the names of forgotten people as authors of this paper; and of who submitted it, if an author has it."""
    paper = item["paper"]
    authors = [author for author in _list_of(paper.get("authors")) if isinstance(author, dict)]
    names = {who.name_on(arxiv_id, name) for author in authors if isinstance(name := author.get("name"), str)}
    for author in authors:
        user = author.get("user")
        if isinstance(user, dict) and _is_covered(user, who):
            texts: list[Any] = [author.get("name"), user.get("fullname")]
            yield from (who.name_on(arxiv_id, text) for text in texts if _is(text))
        elif _is(name := author.get("name")) and who.covers_name(name):
            yield who.name_on(arxiv_id, name)
    for submitter in (part.get(key) for part in (item, paper) for key in _SUBMITTERS):
        if isinstance(submitter, dict) and _is_covered(submitter, who) and _is(name := submitter.get("fullname")):
            subject = who.name_on(arxiv_id, name)
            if subject in names or not names:
                yield subject


def _walk(value: Any, who: Who, path: frozenset[str], arxiv_id: str | None, level: int) -> Any:
    """Return a value without accounts that were forgotten; `_GONE` where it is one."""
    if level > _MOST_LEVELS:
        raise NotRedactableError("nested too deeply")
    if isinstance(value, list):
        if "authors" in path:
            return [_author(element, who, arxiv_id, level) for element in value]
        left = [part for element in value if (part := _walk(element, who, path, arxiv_id, level + 1)) is not _GONE]
        return left if left or not value else _GONE  # an empty list would say that there are none
    if isinstance(value, str):
        return _GONE if who.forgotten.covers_address(value) else value
    if not isinstance(value, dict):
        return value
    if "paper" not in value and "authors" not in value and _is_covered(value, who):
        return _GONE
    kept = {key: _walk(part, who, frozenset({key}), arxiv_id, level + 1) for key, part in value.items()}
    if any(kept.get(key) is _GONE for key in _SUBMITTERS):
        kept = {key: part for key, part in kept.items() if key not in _SUBMITTERS}
    return {key: part for key, part in kept.items() if part is not _GONE}


def _author(author: Any, who: Who, arxiv_id: str | None, level: int) -> Any:
    """Return an author, or a nameless one who asked not to be shown in place of one who was forgotten."""
    if not isinstance(author, dict):
        return author
    name, user = author.get("name"), author.get("user")
    is_covered = isinstance(user, dict) and _is_covered(user, who)
    if is_covered or (_is(name) and who.covers_name(name, on=arxiv_id)):
        return {"name": NAME_REMOVED, "hidden": True}
    return {key: _walk(part, who, frozenset({key}), arxiv_id, level + 1) for key, part in author.items()}


def _is_covered(account: Mapping[str, Any], who: Who) -> bool:
    full_name = account.get("fullname")
    if _is(full_name) and who.covers_name(full_name):
        return True
    logins: list[Any] = [account.get(key) for key in _LOGIN_KEYS]
    repository = account.get("id")
    if _is(repository) and "/" in repository:
        logins.append(repository.partition("/")[0])
    return any(_is(login) and who.covers_login(login) for login in logins)


def _is(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value.strip())


def _list_of(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
