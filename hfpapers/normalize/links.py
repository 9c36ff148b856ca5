"""Addresses that people typed: anything in, a clean link with its kind out, or None where it is no link.

The kind is told from host and path. Code repositories are reduced to the repository, since
people paste branches, folders and clone addresses; other links keep their path and query.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

from hfpapers.model.changes import LinkChange
from hfpapers.model.kinds import LinkKind

_HOST = re.compile(r"(?:[\w-]{1,63}\.)+[^\W\d_][\w-]*")
_HOST_FIRST = re.compile(rf"{_HOST.pattern}(?::\d+)?(?:[/?#]|$)")
#: The URL standard drops line breaks and tabs inside an address (https://url.spec.whatwg.org/#concept-basic-url-parser).
_LINE_BREAKS = re.compile(r"[\t\r\n\v\f\u2028\u2029]+ *(?!\s*https?:)")
_UNFIT = re.compile(r"[\x00-\x20\x7f-\xa0\"<>\\\ud800-\udfff\s]")

_TWO_PART_HOSTS = frozenset({"github.com", "bitbucket.org", "codeberg.org", "gitee.com"})
_REPOSITORY_NAME = re.compile(r"[A-Za-z0-9._-]+")
_NO_OWNERS = frozenset(
    (
        "about",
        "apps",
        "collections",
        "enterprise",
        "explore",
        "features",
        "login",
        "marketplace",
        "orgs",
        "search",
        "settings",
        "sponsors",
        "topics",
        "trending",
        "users",
    )
)
_GITLAB_INSIDE = re.compile(r"/(?:-|tree|blob)/.*")

_HF_HOSTS = frozenset({"huggingface.co", "www.huggingface.co", "hf.co"})
_HF_KINDS = {"datasets": LinkKind.DATASET, "spaces": LinkKind.SPACE, "papers": LinkKind.PAPER}
_HF_NO_OWNERS = frozenset(
    (
        "api",
        "blog",
        "chat",
        "collections",
        "docs",
        "enterprise",
        "join",
        "learn",
        "login",
        "models",
        "organizations",
        "posts",
        "pricing",
        "search",
        "settings",
        "tasks",
    )
)
_VIDEO_HOSTS = frozenset({"youtube.com", "youtu.be", "vimeo.com", "bilibili.com", "b23.tv"})
_PAPER_HOSTS = frozenset({"arxiv.org", "openreview.net", "doi.org", "aclanthology.org"})
_VIDEO_FILES = (".mp4", ".webm", ".mov", ".qt", ".m4v", ".mkv", ".avi")
_IMAGE_FILES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")


def clean_link(raw: str, *, default: LinkKind = LinkKind.PROJECT) -> LinkChange | None:
    """Clean an address and tell what it leads to.

    Args:
        raw: As served.
        default: The kind where neither host nor path tells it.

    Returns:
        The link, `raw_url` set where cleaning changed it; None where there is no http or https link to be had.
    """
    parts = _split(_typed(raw))
    if parts is None:
        return None
    kind, url = _repository(parts) or (_kind(parts, default), urlunsplit(parts))
    return LinkChange(kind=kind, url=url, raw_url=None if url == raw else raw)


def _typed(raw: str) -> str:
    """Return the address without the blanks and line breaks around and in it; of two addresses the first."""
    text = re.sub(r" */ *", "/", _LINE_BREAKS.sub("", raw.strip()))
    text = text.split(maxsplit=1)[0] if text else ""
    if text.startswith("//"):
        return f"https:{text}"
    return f"https://{text}" if _HOST_FIRST.match(text) else text


def _split(text: str) -> SplitResult | None:
    if _UNFIT.search(text):
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or _HOST.fullmatch(host) is None:
        return None
    return parts._replace(netloc=host if port is None else f"{host}:{port}")


def _repository(parts: SplitResult) -> tuple[LinkKind, str] | None:
    """Return a code repository's own address, or None where the link leads to none."""
    host = parts.netloc.removeprefix("www.")
    if host.startswith("gitlab."):
        path = _GITLAB_INSIDE.sub("", parts.path)
        names = [name for name in path.split("/") if name]
    elif host in _TWO_PART_HOSTS:
        names = [name for name in parts.path.split("/") if name][:2]
    else:
        return None
    if len(names) < 2 or names[0] in _NO_OWNERS:  # noqa: PLR2004 - an owner and a repository
        return None
    repository = _REPOSITORY_NAME.match(names[-1])
    name = _without_git(repository[0]) if repository else ""
    if not name.strip("."):
        return None
    return LinkKind.CODE, f"{parts.scheme}://{host}/{'/'.join(names[:-1])}/{name}"


def _without_git(name: str) -> str:
    while name.endswith(".git"):
        name = name.removesuffix(".git")
    return name


def _kind(parts: SplitResult, default: LinkKind) -> LinkKind:
    host, path = parts.netloc.removeprefix("www."), parts.path.lower()
    if parts.netloc in _HF_HOSTS:
        return _hugging_face_kind(parts.path)
    told = (
        (LinkKind.SPACE, host.endswith(".hf.space")),
        (LinkKind.VIDEO, _is_at(host, _VIDEO_HOSTS) or path.endswith(_VIDEO_FILES)),
        (LinkKind.IMAGE, path.endswith(_IMAGE_FILES)),
        (LinkKind.PAPER, _is_at(host, _PAPER_HOSTS)),
        # An owner's page, or a site: no repository, whatever the field says.
        (LinkKind.PROJECT, host in _TWO_PART_HOSTS or host.startswith("gitlab.") or host.endswith(".github.io")),
    )
    return next((kind for kind, is_told in told if is_told), default)


def _hugging_face_kind(path: str) -> LinkKind:
    names = [name for name in path.split("/") if name]
    if len(names) < 2 or names[0] in _HF_NO_OWNERS:  # noqa: PLR2004 - an owner and a repository
        return LinkKind.PROJECT
    if names[0] in {"datasets", "spaces"} and len(names) == 2:  # noqa: PLR2004 - the owner alone
        return LinkKind.PROJECT
    return _HF_KINDS.get(names[0], LinkKind.MODEL)


def _is_at(host: str, hosts: frozenset[str]) -> bool:
    return any(host == each or host.endswith(f".{each}") for each in hosts)
