"""Files are whole or not there at all."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from hfpapers.commands.forms import SUFFIXES
from hfpapers.commands.output import STDOUT, OutputError, format_of, write


@pytest.mark.parametrize(
    ("target", "chosen", "expected"),
    [
        ("a.md", None, "md"),
        ("a.MARKDOWN", None, "md"),
        ("a.htm", None, "html"),
        ("a.ndjson", None, "jsonl"),
        ("a.csv", "txt", "txt"),
        ("a.2024.feed.json", None, "jsonfeed"),
        ("FEED.json", None, "jsonfeed"),
        ("a.jsonfeed", None, "jsonfeed"),
        ("myfeed.json", None, "json"),
        ("a.csl.json", None, "csl-json"),
        ("a.bib", None, "bibtex"),
        ("a.epub", None, "epub"),
        ("a", None, "md"),
        (STDOUT, None, "md"),
        (STDOUT, "json", "json"),
        ("no.such.folder.pdf/", None, "md"),
    ],
)
def test_format_is_the_chosen_one_else_that_of_the_suffix(target: str, chosen: str | None, expected: str) -> None:
    assert format_of(target, chosen, SUFFIXES, default="md") == expected


def test_unknown_suffix_is_a_usage_error() -> None:
    with pytest.raises(click.UsageError, match=r"'a\.pdf' tells no format"):
        format_of("a.pdf", None, SUFFIXES, default="md")


def test_a_suffix_of_several_formats_is_a_usage_error_that_asks_for_one() -> None:
    with pytest.raises(click.UsageError, match=r"'a\.xml' tells no format by its suffix .*: give --format, too\."):
        format_of("a.xml", None, SUFFIXES, default="md")


def test_text_is_written_in_utf_8_with_its_line_ends(tmp_path: Path) -> None:
    assert write("é\r\nb\n", str(tmp_path / "a.csv")) == tmp_path / "a.csv"
    assert (tmp_path / "a.csv").read_bytes() == "é\r\nb\n".encode()


@pytest.mark.parametrize("target", ["a.md", STDOUT])
def test_pieces_are_written_one_after_the_other(
    tmp_path: Path, target: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    pieces: list[str | bytes] = ["é" * 50_000, b"\xff", "", "b" * 70_000, "\r\n"]
    path = write(iter(pieces), target if target == STDOUT else str(tmp_path / target))
    written = capfdbinary.readouterr().out if path is None else path.read_bytes()
    assert written == "é".encode() * 50_000 + b"\xff" + b"b" * 70_000 + b"\r\n"


def test_no_pieces_are_an_empty_file(tmp_path: Path) -> None:
    write(iter(()), str(tmp_path / "a.md"))
    assert (tmp_path / "a.md").read_bytes() == b""


def test_pieces_that_fail_half_way_leave_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("old")

    def failing() -> Iterator[str]:
        yield "new" * 100_000
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write(failing(), str(path))
    assert (path.read_text(), list(tmp_path.iterdir())) == ("old", [path])


def test_a_folder_takes_a_file_of_the_default_name(tmp_path: Path) -> None:
    assert write("x", str(tmp_path), default_name="2024-04-04.list.md") == tmp_path / "2024-04-04.list.md"
    with pytest.raises(OutputError, match="is a folder; name a file in it"):
        write("x", str(tmp_path))


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=f"there is no folder {tmp_path / 'none'}; make it first"):
        write("x", str(tmp_path / "none" / "a.md"))
    with pytest.raises(OutputError, match="there is no folder"):
        write("x", f"{tmp_path / 'none'}/", default_name="a.md")


def test_a_failure_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    path.write_text("old")

    def full_disk(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OutputError, match=r"a\.md: cannot be written \(No space left on device\)"):
        write("new", str(path))
    assert (path.read_text(), list(tmp_path.iterdir())) == ("old", [path])


def test_an_interrupt_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.md"
    path.write_text("old")

    def interrupted(_descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write("new", str(path))
    assert (path.read_text(), list(tmp_path.iterdir())) == ("old", [path])


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    whole = {"a" * 500_000, "b" * 500_000}
    write(min(whole), str(path))
    seen: set[str] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.add(path.read_text())

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(20):
        for text in sorted(whole):
            write(text, str(path))
    done.set()
    reader.join()
    assert seen <= whole


def test_permissions_are_those_of_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write("x", str(tmp_path / "a.md"))
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.md").stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_text("old")
    (tmp_path / "link.md").symlink_to("real.md")
    write("new", str(tmp_path / "link.md"))
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real.md").read_text() == "new"


def test_a_device_stays_a_device() -> None:
    assert write("x", os.devnull) == Path(os.devnull)
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_pipe_gets_what_is_written(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.md"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    write("through", str(pipe))
    reader.join(timeout=10)
    assert got == ["through"]
    assert pipe.is_fifo()


def test_bytes_go_to_stdout_as_they_are(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert write(b"\xff\x00\r\n", STDOUT) is None
    assert capfdbinary.readouterr().out == b"\xff\x00\r\n"


@pytest.mark.parametrize("name", ["/dev/fd/{}", "/proc/self/fd/{}"])
def test_what_is_open_already_is_written_through_and_keeps_what_stood_there(tmp_path: Path, name: str) -> None:
    path = tmp_path / "log.md"
    path.write_text("before\n")
    with path.open("ab") as opened:
        inode = path.stat().st_ino
        write("new\n", name.format(opened.fileno()))
        (tmp_path / "link.md").symlink_to(name.format(opened.fileno()))
        write("by a link\n", str(tmp_path / "link.md"))
        opened.write(b"after\n")
    assert (path.read_text(), path.stat().st_ino) == ("before\nnew\nby a link\nafter\n", inode)


def test_a_descriptor_that_is_not_open_is_told() -> None:
    with pytest.raises(OutputError, match=r"/dev/fd/999: cannot be written \(Bad file descriptor\)"):
        write("x", "/dev/fd/999")


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666])
def test_a_file_that_is_replaced_keeps_its_permissions_and_owner(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "private.md"
    path.write_text("old")
    path.chmod(mode)
    if os.geteuid() == 0:
        os.chown(path, 12345, 12346)
    before = path.stat()
    write("new", str(path))
    after = path.stat()
    assert (path.read_text(), stat.S_IMODE(after.st_mode)) == ("new", mode)
    assert (after.st_uid, after.st_gid) == (before.st_uid, before.st_gid)


def test_names_that_cannot_be_are_told_and_are_no_fault(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to("b.md")
    (tmp_path / "b.md").symlink_to("a.md")
    with pytest.raises(OutputError, match=r"a\.md: cannot be written \(Too many levels"):
        write("x", str(tmp_path / "a.md"))
    with pytest.raises(OutputError, match="File name too long"):
        write("x", str(tmp_path / ("n" * 300)), default_name="a.md")
