"""The sample upstream: a small server on loopback that speaks like huggingface.co and export.arxiv.org.

In: days of entries (the sample archive by default) and faults on demand. Out: two base
addresses and a log of every request. Used by the demo and by all crawl tests; the
standard library only. It reaches nothing outside and imports nothing of the product.

    with Upstream() as up:
        up.fault("huggingface", faults.status(503), times=2)
        ...crawl up.hf_url and up.arxiv_url...
        assert len(up.requests_for("huggingface")) == 3
"""

from __future__ import annotations

from tests.upstream import faults
from tests.upstream.entries import ArxivFacts, Author, Entry, Organization, Person
from tests.upstream.eras import render_item
from tests.upstream.faults import Fault
from tests.upstream.invented import invented_day, invented_entry
from tests.upstream.log import Seen
from tests.upstream.messages import Role
from tests.upstream.sample import TODAY, sample_days
from tests.upstream.settings import Settings
from tests.upstream.upstream import Upstream

__all__ = [
    "TODAY",
    "ArxivFacts",
    "Author",
    "Entry",
    "Fault",
    "Organization",
    "Person",
    "Role",
    "Seen",
    "Settings",
    "Upstream",
    "faults",
    "invented_day",
    "invented_entry",
    "render_item",
    "sample_days",
]
