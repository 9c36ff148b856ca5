"""Secrets in what others say."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest

from hfpapers.deliver.redaction import Redactor

URL = "slack://TokenAAA/TokenBBB/Token%2FCCC?to=room-42"
PASSWORD = "p@ss wörd/!"


@pytest.mark.parametrize(
    "said",
    [
        URL,
        "POST /services/TokenAAA/TokenBBB failed",
        "no such room-42",
        "token/ccc is wrong",
        f"bad password {PASSWORD}",
        f"bad password {quote(PASSWORD)}",
        f"AUTH LOGIN {base64.b64encode(PASSWORD.encode()).decode()}",
    ],
)
def test_neither_a_secret_nor_a_part_of_it_gets_through(said: str) -> None:
    line = Redactor((URL, PASSWORD, None)).line(said)
    assert "***" in line
    for secret in ("TokenAAA", "TokenBBB", "CCC", "room-42", "wörd", "w%C3%B6rd"):
        assert secret.casefold() not in line.casefold()


def test_what_is_no_secret_stays_as_one_short_line() -> None:
    assert Redactor((URL,)).line("550 5.1.1\n\x1b[31m no\tsuch user") == "550 5.1.1 [31m no such user"
    assert len(Redactor(()).line("word " * 100)) == 200
