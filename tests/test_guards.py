"""The guards of the tests themselves."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

import pytest

from hfpapers.config import load_config
from tests.goldens import TESTS, GoldenCheck
from tests.guards import BlockedSocketError, refused_hosts

#: An address that documentation may use and nobody has.
ELSEWHERE = "192.0.2.1"


def test_a_connection_to_another_machine_is_refused() -> None:
    with socket.socket() as connection, pytest.raises(BlockedSocketError, match=ELSEWHERE):
        connection.connect((ELSEWHERE, 80))
    assert refused_hosts() == [ELSEWHERE]


def test_the_name_of_another_machine_is_not_looked_up() -> None:
    with pytest.raises(BlockedSocketError, match=r"example\.org"):
        socket.getaddrinfo("example.org", 443)
    assert refused_hosts() == ["example.org"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_this_machine_may_be_reached(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        server = socket.create_server((host, 0), family=family)
    except OSError:
        assert host == "::1", "loopback must work; IPv6 may be off"
        return
    with server, socket.create_connection((host, server.getsockname()[1]), timeout=5) as connection:
        assert connection.getpeername()[1] == server.getsockname()[1]
    assert refused_hosts() == []


def test_a_socket_in_the_file_system_may_be_reached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind("sock")
        server.listen()
        client.connect("sock")
        assert client.getpeername() == "sock"


def test_tests_see_no_settings_of_this_machine() -> None:
    assert [name for name in os.environ if name.startswith(("HFPAPERS_", "HF_")) or name.endswith("_proxy")] == []


def test_tests_have_no_archive_of_a_user() -> None:
    assert not load_config().home.exists()


def test_tests_live_in_another_time_zone_than_utc() -> None:
    assert time.localtime(0).tm_hour != time.gmtime(0).tm_hour


def test_a_golden_is_compared_to_the_byte(tmp_path: Path, check_golden: GoldenCheck) -> None:
    golden = tmp_path / "expected.md"
    golden.write_bytes(b"one\r\ntwo\n")
    check_golden(golden, "one\r\ntwo\n")
    with pytest.raises(AssertionError):
        check_golden(golden, "one\ntwo\n")


def test_a_golden_that_differs_is_rewritten_and_fails(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(TESTS.parent))
    pytester.makeconftest('pytest_plugins = ("tests.goldens",)')
    pytester.makepyfile(
        """
        def test_render(check_golden, request):
            import tests.goldens
            tests.goldens.TESTS = request.path.parent
            check_golden(request.path.parent / "golden" / "expected.md", "new")
        """
    )
    golden = pytester.mkdir("golden") / "expected.md"
    golden.write_text("old", encoding="utf-8")
    pytester.runpytest_subprocess().assert_outcomes(failed=1)
    assert golden.read_text(encoding="utf-8") == "old"
    pytester.runpytest_subprocess("--update-golden").assert_outcomes(failed=1)
    assert golden.read_text(encoding="utf-8") == "new"
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_a_golden_that_no_test_reads_fails_the_whole_run_and_only_that(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(TESTS.parent))
    pytester.makeini("[pytest]\ntestpaths = .")
    pytester.makeconftest("""
        import pathlib
        import tests.goldens
        tests.goldens.TESTS = pathlib.Path(__file__).parent
        pytest_plugins = ("tests.goldens",)
    """)
    module = pytester.makepyfile("""
        def test_reads_one(request):
            assert (request.path.parent / "golden" / "read.json").read_text() == "1"
    """)
    folder = pytester.mkdir("golden")
    (folder / "read.json").write_text("1", encoding="utf-8")
    (folder / "unread.json").write_text("2", encoding="utf-8")
    for arguments in ((), ("-n", "1")):
        whole = pytester.runpytest_subprocess(*arguments)
        whole.assert_outcomes(passed=1)
        assert whole.ret == pytest.ExitCode.TESTS_FAILED
        whole.stdout.fnmatch_lines(["no test reads the golden golden/unread.json"])
    assert pytester.runpytest_subprocess(module).ret == pytest.ExitCode.OK
    (folder / "unread.json").unlink()
    assert pytester.runpytest_subprocess().ret == pytest.ExitCode.OK


def test_a_skipped_postgresql_test_fails_the_run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(TESTS.parent))
    pytester.makeini("[pytest]\nmarkers = postgresql")
    pytester.makeconftest('pytest_plugins = ("tests.pg.plugin",)')
    pytester.makepyfile("""
        import pytest

        @pytest.mark.postgresql
        @pytest.mark.parametrize("skip", [False, True])
        def test_on_postgresql(skip):
            if skip:
                pytest.skip("no server")
    """)
    run = pytester.runpytest_subprocess()
    run.assert_outcomes(passed=1, skipped=1)
    assert run.ret == pytest.ExitCode.TESTS_FAILED
    run.stdout.fnmatch_lines(["PostgreSQL tests: 1 ran, 1 skipped"])


def test_a_postgresql_test_without_recorded_answers_is_told_and_fails_nothing(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(TESTS.parent))
    pytester.makeini("[pytest]\nmarkers = postgresql")
    pytester.makeconftest('pytest_plugins = ("tests.pg.plugin",)')
    pytester.makepyfile("""
        import pytest

        @pytest.mark.postgresql
        def test_on_postgresql():
            pytest.skip("HFPAPERS_RECORDED names no folder")
    """)
    run = pytester.runpytest_subprocess()
    assert run.ret == pytest.ExitCode.OK
    run.stdout.fnmatch_lines(["PostgreSQL tests: 0 ran, 0 skipped, 1 had no recorded answers to read"])
