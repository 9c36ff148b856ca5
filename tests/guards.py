"""What no test may do: reach another machine, see this machine's settings, touch a user's archive, know its time zone.

An audit hook sees every connection that Python code makes in this process, whatever library makes it. A program
that a test starts is not watched, but inherits the environment made here, which names no upstream and no archive.
"""

from __future__ import annotations

import ipaddress
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

#: Far from UTC, so that a day told by the local clock is the wrong one for most of the day.
TIME_ZONE = "Pacific/Kiritimati"
SETTINGS = ("HFPAPERS_", "HF_", "OPENAI_", "SCRAPY_")
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "ftp_proxy")
_EVENTS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"})

_refused: list[str] = []


class BlockedSocketError(RuntimeError):
    """A test tried to reach another machine."""


def refused_hosts() -> list[str]:
    """Return, and forget, the hosts that were refused since the last call."""
    hosts = _refused.copy()
    _refused.clear()
    return hosts


def _watch(event: str, args: tuple[object, ...]) -> None:
    if event not in _EVENTS:
        return
    host = _host(event, args)
    if host is not None and not _is_loopback(host):
        _refused.append(host)
        raise BlockedSocketError(f"tests may reach this machine only, not {host}")


def _host(event: str, args: tuple[object, ...]) -> str | None:
    """Tell the host that is to be reached; None for a socket in the file system, or none named."""
    address = args[0] if event.startswith("socket.get") else args[1]
    if isinstance(address, tuple) and event != "socket.getaddrinfo":
        address = address[0]
    if isinstance(address, bytes) and event.startswith("socket.get"):
        address = address.decode("ascii", "replace")
    is_internet = event.startswith("socket.get") or isinstance(args[1], tuple)
    return address if isinstance(address, str) and is_internet else None


def _is_loopback(host: str) -> bool:
    if host in {"", "localhost", "ip6-localhost"}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def pytest_configure() -> None:
    os.environ["TZ"] = TIME_ZONE
    time.tzset()
    sys.addaudithook(_watch)


@pytest.fixture(autouse=True)
def _no_other_machine() -> Iterator[None]:
    refused_hosts()
    yield
    # The error may have been swallowed on its way by code that survives everything.
    assert not refused_hosts(), "the test tried to reach another machine"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    for name in list(os.environ):
        if name.startswith(SETTINGS) or name.lower() in PROXIES:
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_DATA_HOME", str(_no_home(tmp_path_factory)))


def _no_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name the data folder of a user who has no archive; it is not made."""
    return tmp_path_factory.getbasetemp() / "user-data"
