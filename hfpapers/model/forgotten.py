"""What was taken down on request: the entries of journal and table, and whether something is one of them.

A paper stands in clear, by its arXiv id. Of a person there is a SHA-256 digest only, of the login or of the name,
since the name is what was to be forgotten. A digest is no secret to those who guess the name and compare.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from hfpapers.errors import InvalidIdError
from hfpapers.model.ids import ArxivId

#: Stands where a forgotten person's name stood in a list of authors, so that the others keep their places.
NAME_REMOVED = "(name removed)"
#: Key of an object, or attribute of an element, that stands where a forgotten paper stood in a list.
PLACEHOLDER = "forgotten"
#: Id of an entry without content, where a forgotten paper stood in one of arXiv's feeds.
FORGOTTEN_ID = "hfpapers:forgotten"
#: What is kept in place of a body that could not be redacted part by part, or that was all about what was forgotten.
TAKEN_DOWN = b'{"forgotten":true}'

_OF_ACCOUNT = re.compile(
    r"(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/(?:datasets/|spaces/)?([\w.-]+)(?:[/?#]\S*)?", re.IGNORECASE
)


class Kind(StrEnum):
    """What an entry is about; `NAME_ON_PAPER` follows from a login or a name that was met there."""

    PAPER = "paper"
    LOGIN = "login"
    NAME = "name"
    NAME_ON_PAPER = "name-on-paper"


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """One thing to be forgotten: an arXiv id, a digest, or (`NAME_ON_PAPER`) an id, a blank and a digest."""

    kind: Kind
    text: str

    @classmethod
    def paper(cls, arxiv_id: str) -> Subject:
        """Make the subject of a paper."""
        return cls(Kind.PAPER, arxiv_id)

    @classmethod
    def login(cls, login: str) -> Subject:
        """Make the subject of an account, of which the digest stays."""
        return cls(Kind.LOGIN, login_digest(login))

    @classmethod
    def name(cls, name: str) -> Subject:
        """Make the subject of a name, wherever it stands; of it, the digest stays."""
        return cls(Kind.NAME, name_digest(name))

    @classmethod
    def name_on(cls, arxiv_id: str, name: str) -> Subject:
        """Make the subject of a name on one paper; of the name, the digest stays."""
        return cls(Kind.NAME_ON_PAPER, f"{arxiv_id} {name_digest(name)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgottenEntry:
    """A subject, and when it was forgotten. `is_done`: all that was kept of it until then is gone."""

    subject: Subject
    forgotten_at: datetime
    is_done: bool = True


@dataclass(frozen=True)
class Forgotten:
    """All that was forgotten in an archive.

    Attributes:
        papers: arXiv ids.
        logins, names: Digests.
        names_on: Digests of names, by the paper on which they are forgotten.
    """

    papers: frozenset[str] = frozenset()
    logins: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    names_on: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, subjects: Iterable[Subject]) -> Forgotten:
        """Gather subjects."""
        texts: dict[Kind, set[str]] = {kind: set() for kind in Kind}
        for subject in subjects:
            texts[subject.kind].add(subject.text)
        names_on: dict[str, set[str]] = {}
        for text in texts[Kind.NAME_ON_PAPER]:
            arxiv_id, _, digest = text.rpartition(" ")
            names_on.setdefault(arxiv_id, set()).add(digest)
        return cls(
            papers=frozenset(texts[Kind.PAPER]),
            logins=frozenset(texts[Kind.LOGIN]),
            names=frozenset(texts[Kind.NAME]),
            names_on={arxiv_id: frozenset(digests) for arxiv_id, digests in names_on.items()},
        )

    def subjects(self) -> frozenset[Subject]:
        """Return them one by one."""
        return self._subjects

    @cached_property
    def _subjects(self) -> frozenset[Subject]:
        single = ((Kind.PAPER, self.papers), (Kind.LOGIN, self.logins), (Kind.NAME, self.names))
        on_papers = ((arxiv_id, digest) for arxiv_id, digests in self.names_on.items() for digest in digests)
        return frozenset(Subject(kind, text) for kind, texts in single for text in texts) | frozenset(
            Subject(Kind.NAME_ON_PAPER, f"{arxiv_id} {digest}") for arxiv_id, digest in on_papers
        )

    def with_subjects(self, subjects: Iterable[Subject]) -> Forgotten:
        """Return these and more."""
        more = frozenset(subjects)
        return self if more <= self.subjects() else Forgotten.of(self.subjects() | more)

    @cached_property
    def is_empty(self) -> bool:
        """Whether nothing was forgotten, so that nothing needs to be looked at."""
        return not (self.papers or self.logins or self.names or self.names_on)

    @property
    def has_people(self) -> bool:
        """Whether a person was forgotten."""
        return bool(self.logins or self.names or self.names_on)

    @cached_property
    def names_anywhere(self) -> frozenset[str]:
        """Digests of all names that were forgotten, be it on one paper only."""
        return self.names.union(*self.names_on.values())

    def covers_paper(self, arxiv_id: str | None) -> bool:
        """Tell whether a paper was forgotten, by its id in any form."""
        return bool(self.papers) and canonical_id(arxiv_id) in self.papers

    def covers_login(self, login: str) -> bool:
        """Tell whether an account was forgotten."""
        return bool(self.logins) and login_digest(login) in self.logins

    def covers_address(self, text: str) -> bool:
        """Tell whether a text is the address of what a forgotten account has at Hugging Face."""
        found = _OF_ACCOUNT.fullmatch(text.strip()) if self.logins else None
        return found is not None and self.covers_login(found[1])

    def covers_name(self, name: str, *, on: str | None = None) -> bool:
        """Tell whether a name was forgotten, everywhere or on the paper `on`."""
        here = self.names_on.get(on, frozenset()) if on is not None else frozenset()
        return bool(self.names or here) and name_digest(name) in self.names | here


@dataclass(frozen=True)
class Who:
    """Whom and what to leave out of a body, where names are written as served.

    Attributes:
        forgotten: The subjects.
        clean: Makes a name as served into the name as stored, LaTeX as Unicode: digests are of stored names.
    """

    forgotten: Forgotten
    clean: Callable[[str], str]

    def covers_paper(self, arxiv_id: str | None) -> bool:
        """Tell whether a paper was forgotten, by its id in any form."""
        return self.forgotten.covers_paper(arxiv_id)

    def covers_login(self, login: str) -> bool:
        """Tell whether an account was forgotten, by its login as served or as stored."""
        return self.forgotten.covers_login(login)

    def covers_name(self, name: str, *, on: str | None = None) -> bool:
        """Tell whether a name as served was forgotten, everywhere or on the paper `on`."""
        return self.forgotten.has_people and self.forgotten.covers_name(self.clean(name), on=on)

    def covers_name_anywhere(self, name: str) -> bool:
        """Tell whether a name as served was forgotten, be it on one paper only."""
        names = self.forgotten.names_anywhere
        return bool(names) and name_digest(self.clean(name)) in names

    def name_on(self, arxiv_id: str, name: str) -> Subject:
        """Make the subject of a name as served on one paper."""
        return Subject.name_on(arxiv_id, self.clean(name))


def login_digest(login: str) -> str:
    """Return the digest of a login; its case does not matter."""
    return _sha256(_folded(login).lower())


def name_digest(name: str) -> str:
    """Return the digest of a name; compatible characters and white space are one, case matters."""
    return _sha256(_folded(name))


def canonical_id(text: str | None) -> str | None:
    """Return an id as it is stored; None for text that is no id."""
    if text is None:
        return None
    try:
        return ArxivId.parse(text).text
    except InvalidIdError:
        return None


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
