"""`export -o`, `--verify` and `--as-of`: what a digest was made from, and whether the archive still says so."""

from __future__ import annotations

import json
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hfpapers.config import load_config
from tests.commands.conftest import Invoke
from tests.documentation.sample_archive import fill

DAY = "2024-04-04"
NAME = f"{DAY}.list.md"


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample archive, made once, so: copy, do not touch."""
    home = tmp_path_factory.mktemp("filled") / "home"
    fill(load_config(home=home, environ={}))
    return home


@pytest.fixture
def archive(filled_home: Path, tmp_path: Path) -> Path:
    shutil.copytree(filled_home, tmp_path / "home")
    return tmp_path


def exported(invoke: Invoke, folder: Path, *options: str) -> Path:
    done = invoke("export", "--date", DAY, *options, "-o", str(folder / NAME))
    assert done.exit_code == 0, done.stderr
    return folder / NAME


def change(home: Path, statement: str) -> None:
    with sqlite3.connect(home / "hfpapers.db") as connection:
        connection.execute(statement)
    connection.close()


def test_a_manifest_stands_beside_each_digest_and_the_archive_says_the_same(invoke: Invoke, archive: Path) -> None:
    digest = exported(invoke, archive)
    manifest = json.loads((archive / f"{NAME}.manifest.json").read_text(encoding="utf-8"))
    assert (manifest["digest"]["file"], manifest["digest"]["bytes"]) == (NAME, digest.stat().st_size)
    assert len(manifest["papers"]) == 8
    for named in (digest, archive / f"{NAME}.manifest.json"):
        done = invoke("export", "--verify", str(named))
        assert (done.exit_code, done.stdout) == (0, f"{NAME}: the archive still says the same (8 papers, 1 day)\n")


def test_the_same_archive_and_options_give_the_same_manifest(invoke: Invoke, archive: Path) -> None:
    exported(invoke, archive, "--style", "review")
    before = (archive / f"{NAME}.manifest.json").read_bytes()
    exported(invoke, archive, "--style", "review")
    assert (archive / f"{NAME}.manifest.json").read_bytes() == before


@pytest.mark.parametrize("style", ["list", "speedread", "roundup", "review"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_style_can_be_verified(invoke: Invoke, archive: Path, style: str, lang: str) -> None:
    digest = exported(invoke, archive, "--style", style, "--lang", lang, "--top", "3", "--category", "cs")
    done = invoke("export", "--verify", str(digest))
    assert (done.exit_code, done.stdout) == (0, f"{NAME}: the archive still says the same (8 papers, 1 day)\n")


def test_what_changed_since_is_named(invoke: Invoke, archive: Path) -> None:
    digest = exported(invoke, archive)
    (first, second, *_) = [paper["arxiv_id"] for paper in json.loads(manifest_of(digest))["papers"]]
    change(archive / "home", f"UPDATE paper SET arxiv_title = 'Otherwise' WHERE arxiv_id = '{first}'")
    change(archive / "home", f"UPDATE paper SET upvotes = 99999 WHERE arxiv_id = '{second}'")
    done = invoke("export", "--verify", str(digest))
    assert done.exit_code == 1
    head, *lines = done.stdout.splitlines()
    assert head == f"{NAME}: the archive says otherwise now: 2 differences"
    assert lines[0] == f"  a paper changed: {first} on {DAY}"
    assert lines[1].startswith(f"  counts changed: {second} on {DAY} (upvotes ")
    assert lines[1].endswith(" -> 99999)")
    assert "export --as-of TIME" in done.stderr


def test_a_file_that_was_changed_is_told_even_if_the_archive_was_not(invoke: Invoke, archive: Path) -> None:
    digest = exported(invoke, archive)
    digest.write_text(digest.read_text(encoding="utf-8") + "!", encoding="utf-8")
    done = invoke("export", "--verify", str(digest))
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        f"{NAME}: the file was changed since it was made",
        f"{NAME}: the archive still says the same (8 papers, 1 day)",
    ]


def test_a_digest_that_is_elsewhere_leaves_the_archive_to_be_looked_at(invoke: Invoke, archive: Path) -> None:
    digest = exported(invoke, archive)
    digest.unlink()
    done = invoke("export", "--verify", f"{digest}.manifest.json")
    assert done.exit_code == 0
    assert "only the archive was looked at" in done.stderr


@pytest.mark.parametrize("suffix", ["", ".manifest.json"])
def test_a_digest_that_was_renamed_with_its_manifest_is_looked_at(invoke: Invoke, archive: Path, suffix: str) -> None:
    digest = exported(invoke, archive)
    Path(f"{digest}.manifest.json").rename(archive / "b.md.manifest.json")
    renamed = digest.rename(archive / "b.md")
    done = invoke("export", "--verify", f"{renamed}{suffix}")
    assert (done.exit_code, done.stderr) == (0, "")
    renamed.write_text("Otherwise", encoding="utf-8")
    done = invoke("export", "--verify", f"{renamed}{suffix}")
    assert (done.exit_code, done.stderr) == (1, "")
    assert done.stdout.startswith("b.md: the file was changed since it was made\n")


def test_a_link_to_a_digest_is_verified_by_the_manifest_of_what_it_leads_to(invoke: Invoke, archive: Path) -> None:
    link = archive / "link.md"
    link.symlink_to(exported(invoke, archive))
    done = invoke("export", "--verify", str(link))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "the archive still says the same" in done.stdout


def test_a_folder_has_no_manifest(invoke: Invoke, tmp_path: Path) -> None:
    for folder in (tmp_path, Path(), Path("/")):
        done = invoke("export", "--verify", str(folder))
        assert (done.exit_code, done.stderr) == (
            1,
            f"hfpapers: error: {folder}: is a folder; name a digest in it\n",
        )


def test_an_archive_that_lost_the_day_is_told(invoke: Invoke, archive: Path) -> None:
    digest = exported(invoke, archive)
    change(archive / "home", f"DELETE FROM listing WHERE day = '{DAY}'")
    change(archive / "home", f"DELETE FROM coverage WHERE day = '{DAY}'")
    done = invoke("export", "--verify", str(digest))
    assert done.exit_code == 1
    assert done.stdout.splitlines()[:2] == [
        f"{NAME}: the archive says otherwise now: 9 differences",
        f"  what is known of a day changed: {DAY}",
    ]
    assert done.stdout.count("a paper is gone") == 8


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "is not there; `hfpapers export -o FILE` writes one beside each digest"),
        ("# no json", "is no manifest of a digest"),
        ("[" * 100_000, "is no manifest of a digest"),
        ('{"schema": "hfpapers.manifest/2"}', "is a manifest of the form"),
    ],
)
def test_a_manifest_that_cannot_be_read_is_one_line(
    invoke: Invoke, tmp_path: Path, content: str | None, problem: str
) -> None:
    manifest = tmp_path / "x.md.manifest.json"
    if content is not None:
        manifest.write_text(content, encoding="utf-8")
    done = invoke("export", "--verify", str(tmp_path / "x.md"))
    assert (done.exit_code, done.stdout) == (1, "")
    assert problem in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_no_manifest_is_written_for_stdout_or_where_none_is_wanted(invoke: Invoke, archive: Path) -> None:
    assert invoke("export", "--date", DAY).exit_code == 0
    assert invoke("export", "--date", DAY, "-o", "/dev/null").exit_code == 0
    exported(invoke, archive, "--no-manifest")
    assert not list(archive.glob("*.manifest.json"))
    assert not Path("/dev/null.manifest.json").exists()


def test_a_digest_under_its_own_name_tells_of_its_manifest(invoke: Invoke, archive: Path) -> None:
    folder = archive / "out"
    folder.mkdir()
    assert invoke("export", "--date", DAY, "-o", str(folder)).exit_code == 0
    assert f"{NAME}.manifest.json" in (folder / NAME).read_text(encoding="utf-8")
    assert "manifest.json" not in exported(invoke, archive).read_text(encoding="utf-8")
    assert invoke("export", "--verify", str(folder / NAME)).exit_code == 0


def test_votes_of_an_earlier_moment_are_shown_and_stay_verified_when_votes_go_on(invoke: Invoke, archive: Path) -> None:
    # The sample archive looked at the day three days after it, and again after thirty, when votes had gone up.
    then = exported(invoke, archive, "--as-of", "2024-04-08", "--format", "json")
    early = {paper["arxiv_id"]: paper["upvotes"] for paper in entries(then)}
    manifest = manifest_of(then)
    now = {paper["arxiv_id"]: paper["upvotes"] for paper in entries(exported(invoke, archive, "--format", "json"))}
    assert early != now
    assert all(early[arxiv_id] <= votes for arxiv_id, votes in now.items())
    assert json.loads(manifest)["options"]["as_of"] == "2024-04-09T00:00:00Z"
    exported(invoke, archive, "--as-of", "2024-04-08", "--format", "json")
    change(archive / "home", "UPDATE paper SET upvotes = upvotes + 1")
    assert invoke("export", "--verify", str(archive / NAME)).exit_code == 0


def test_a_moment_may_name_its_zone_and_is_utc_without_one(invoke: Invoke, archive: Path) -> None:
    texts = [
        exported(invoke, archive, "--as-of", moment).read_text(encoding="utf-8")
        for moment in ("2024-04-09T08:00:00+08:00", "2024-04-09T00:00Z", "2024-04-09 00:00", "2024-04-08")
    ]
    assert len(set(texts)) == 1


@pytest.mark.parametrize(
    ("moment", "problem"),
    [
        ("soon", "'soon' is no moment; write one such as 2024-04-10T08:00 or 2024-04-10."),
        ("2024-02-30", "is no moment"),
        ("2999-01-01T00:00", "has not come yet"),
        ("2999-01-01", "has not come yet"),
    ],
)
def test_a_moment_that_cannot_be_is_a_usage_error(invoke: Invoke, archive: Path, moment: str, problem: str) -> None:
    done = invoke("export", "--date", DAY, "--as-of", moment)
    assert (done.exit_code, done.stdout) == (2, "")
    assert problem in done.stderr


def test_the_end_of_today_is_now(invoke: Invoke, archive: Path) -> None:
    assert invoke("export", "--date", DAY, "--as-of", f"{datetime.now(tz=UTC).date()}").exit_code == 0


def test_a_time_before_anything_was_held_is_refused(invoke: Invoke, archive: Path) -> None:
    done = invoke("export", "--date", DAY, "--as-of", "2024-04-05")
    assert (done.exit_code, done.stdout) == (1, "")
    assert f"nothing of {DAY} was held at 2024-04-06 00:00 UTC; name a later time, or leave --as-of out" in done.stderr


def manifest_of(digest: Path) -> str:
    return digest.with_name(f"{digest.name}.manifest.json").read_text(encoding="utf-8")


def entries(digest: Path) -> list[dict[str, int]]:
    document = json.loads(digest.read_text(encoding="utf-8"))
    return [entry for section in document["sections"] for entry in section["entries"]]
