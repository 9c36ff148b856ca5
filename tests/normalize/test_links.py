from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfpapers.model.changes import LinkChange
from hfpapers.model.kinds import LinkKind
from hfpapers.normalize.links import clean_link

REPOSITORY = "https://github.com/owner/repo"


@pytest.mark.parametrize(
    "raw",
    [
        "https://github.com/owner/repo/",
        "https://github.com/owner/repo.git",
        " https://github.com/owner/repo\n",
        "https://github.com/owner/\n  repo",
        "https://github.com/\towner/repo",
        "https://github.com/owner/ repo",
        "https://github.com/owner/repo\nhttps://github.com/other/repo",
        "https://github.com/owner/repo (code)",
        "https://github.com/owner/repo)",
        "https://github.com/owner/repo/tree/main/folder",
        "https://github.com/owner/repo/blob/main/file.mp4?raw=true#L1",
        "https://github.com/owner/repo?tab=readme",
        "HTTPS://GitHub.com/owner/repo",
        "https://www.github.com/owner/repo",
        "github.com/owner/repo",
        "//github.com/owner/repo",
        "https://github.com//owner/repo.git.git",
    ],
)
def test_a_repository_is_reduced_to_itself(raw: str) -> None:
    assert clean_link(raw) == LinkChange(kind=LinkKind.CODE, url=REPOSITORY, raw_url=raw)


def test_a_clean_link_keeps_no_raw_twin() -> None:
    assert clean_link(REPOSITORY) == LinkChange(kind=LinkKind.CODE, url=REPOSITORY)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://gitlab.com/group/sub/repo", LinkKind.CODE),
        ("https://gitlab.example.org/group/repo", LinkKind.CODE),
        ("https://bitbucket.org/owner/repo", LinkKind.CODE),
        ("https://codeberg.org/owner/repo", LinkKind.CODE),
        ("https://gitee.com/owner/repo", LinkKind.CODE),
        ("https://github.com/owner", LinkKind.PROJECT),
        ("https://github.com/orgs/owner/repositories", LinkKind.PROJECT),
        ("https://github.com/owner/.git", LinkKind.PROJECT),
        ("https://github.com/owner/..", LinkKind.PROJECT),
        ("https://gitlab.com/group", LinkKind.PROJECT),
        ("https://owner.github.io/project/", LinkKind.PROJECT),
        ("https://huggingface.co/owner/model", LinkKind.MODEL),
        ("https://hf.co/owner/model/tree/main", LinkKind.MODEL),
        ("https://huggingface.co/datasets/owner/data", LinkKind.DATASET),
        ("https://huggingface.co/spaces/owner/demo", LinkKind.SPACE),
        ("https://owner-demo.hf.space", LinkKind.SPACE),
        ("https://huggingface.co/papers/2606.90001", LinkKind.PAPER),
        ("https://huggingface.co/owner", LinkKind.PROJECT),
        ("https://huggingface.co/datasets/owner", LinkKind.PROJECT),
        ("https://huggingface.co/collections/owner/name-1", LinkKind.PROJECT),
        ("https://huggingface.co", LinkKind.PROJECT),
        ("https://www.youtube.com/watch?v=1", LinkKind.VIDEO),
        ("https://youtu.be/1", LinkKind.VIDEO),
        ("https://vimeo.com/1", LinkKind.VIDEO),
        ("https://www.bilibili.com/video/1", LinkKind.VIDEO),
        ("https://media.example/a.MP4", LinkKind.VIDEO),
        ("https://media.example/a.qt?x=1", LinkKind.VIDEO),
        ("https://media.example/a.png", LinkKind.IMAGE),
        ("https://media.example/a.JPEG", LinkKind.IMAGE),
        ("https://arxiv.org/abs/2606.90001", LinkKind.PAPER),
        ("https://export.arxiv.org/abs/2606.90001", LinkKind.PAPER),
        ("https://openreview.net/forum?id=1", LinkKind.PAPER),
        ("https://doi.org/10.0000/1", LinkKind.PAPER),
        ("https://aclanthology.org/2026.acl-long.1/", LinkKind.PAPER),
        ("https://notarxiv.org/", LinkKind.PROJECT),
        ("http://project.example:8080/a?b=c#d", LinkKind.PROJECT),
        ("https://münchen.example/straße", LinkKind.PROJECT),
    ],
)
def test_the_kind_is_told_from_host_and_path(url: str, kind: LinkKind) -> None:
    assert clean_link(url) == LinkChange(kind=kind, url=url)


@pytest.mark.parametrize(
    ("raw", "url"),
    [
        (" https://project.example/a ", "https://project.example/a"),
        ("Project.Example/a", "https://project.example/a"),
        ("https://Project.Example/A", "https://project.example/A"),
        ("project.example:80/a", "https://project.example:80/a"),
        ("https://gitlab.com/group/sub/repo/-/tree/main", "https://gitlab.com/group/sub/repo"),
    ],
)
def test_an_address_is_cleaned(raw: str, url: str) -> None:
    link = clean_link(raw)
    assert link is not None
    assert (link.url, link.raw_url) == (url, raw)


def test_the_field_decides_where_the_address_does_not_tell() -> None:
    link = clean_link("https://project.example/", default=LinkKind.CODE)
    assert link == LinkChange(kind=LinkKind.CODE, url="https://project.example/")


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "  ",
        "coming soon",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://project.example/a",
        "https://",
        "https:///path",
        "https://localhost/a",
        "https://127.0.0.1/a",
        "https://user:secret@project.example/",
        "https://project.example:port/",
        "https://[::1/",
        "https://project.example/\x00",
        "https://project.example/<script>",
        'https://project.example/"',
        "https://project.example\\@evil.example/",
        "mailto:a@project.example",
    ],
)
def test_what_is_no_web_address_is_no_link(raw: str) -> None:
    assert clean_link(raw) is None


HOSTS = st.sampled_from(
    ["github.com", "GitLab.com", "huggingface.co", "project.example", "www.github.com", "x.hf.space"]
)
PARTS = st.sampled_from(
    ["owner", "repo.git", ".git", "..", "tree", "-", "", " ", "\n", "a b", "x)", "?q=1", "#f", "é", ".mp4"]
)
TYPED = st.builds(
    lambda scheme, host, parts, glue: scheme + host + "/" + glue.join(parts),
    st.sampled_from(["", "http://", "https://", "//", " https://", "HTTPS://"]),
    HOSTS,
    st.lists(PARTS, max_size=5),
    st.sampled_from(["/", "", "\n", " "]),
)


@given(raw=TYPED | st.text(st.characters(exclude_categories=()), max_size=40))
def test_cleaning_a_link_twice_changes_nothing(raw: str) -> None:
    link = clean_link(raw)
    if link is not None:
        assert clean_link(link.url) == LinkChange(kind=link.kind, url=link.url)
        assert link.url.startswith(("http://", "https://"))
        assert link.url.split() == [link.url]
