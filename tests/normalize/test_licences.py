"""Licences, each under one address."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfpapers.model.fetched import Endpoint, Fetched, Intent
from hfpapers.model.issues import Code
from hfpapers.model.records import ArxivRaw, ArxivVersion
from hfpapers.normalize.licences import licence_address, normalize_licence

AT = datetime(2026, 6, 10, tzinfo=UTC)
FETCHED = Fetched(
    url="u",
    status=200,
    body=b"",
    requested_at=AT,
    intent=Intent(endpoint=Endpoint.ARXIV_OAI, arxiv_ids=("2606.90001",)),
)


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("http://creativecommons.org/licenses/by/4.0/", "https://creativecommons.org/licenses/by/4.0/"),
        ("https://creativecommons.org/licenses/by/4.0", "https://creativecommons.org/licenses/by/4.0/"),
        (
            " http://www.CreativeCommons.org/licenses/BY-NC-SA/4.0/\n",
            "https://creativecommons.org/licenses/by-nc-sa/4.0/",
        ),
        ("http://arxiv.org/licenses/nonexclusive-distrib/1.0/", "https://arxiv.org/licenses/nonexclusive-distrib/1.0/"),
        ("http://creativecommons.org/publicdomain/zero/1.0/", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("http://example.org/Our-Licence", "http://example.org/Our-Licence"),
        ("all rights reserved", None),
        ("javascript:alert(1)", None),
        ("http://[", None),
        ("https://creativecommons.org/" + "x" * 600, None),
    ],
)
def test_a_licence_has_one_address(raw: str, address: str | None) -> None:
    assert licence_address(raw) == address


@given(st.text())
def test_an_address_is_its_own_address(raw: str) -> None:
    address = licence_address(raw)
    assert address is None or licence_address(address) == address


def test_a_licence_that_is_no_address_is_told_and_left_out() -> None:
    record = ArxivRaw(arxiv_id="2606.90001", licence="ask us", versions=(ArxivVersion(version=1),))
    change, issues = normalize_licence(record, FETCHED)
    assert (change.licence, change.versions, change.observed_at) == (None, record.versions, AT)
    assert [(issue.code, issue.raw) for issue in issues] == [(Code.ODD_VALUE, "ask us")]


def test_no_licence_is_no_oddity() -> None:
    change, issues = normalize_licence(ArxivRaw(arxiv_id="2606.90001"), FETCHED)
    assert (change.licence, issues) == (None, ())
