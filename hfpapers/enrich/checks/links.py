"""Whether an answer brings no address that the source does not have: the verdict `links`.

Readers get links that are made from ids and from the archive, never from a model.
"""

from __future__ import annotations

from hfpapers.enrich.checks.folding import straighten
from hfpapers.enrich.checks.given import CheckInput, list_fields, listed, passed, refused
from hfpapers.enrich.checks.web_addresses import list_addresses
from hfpapers.model.enrichment import Verdict

CHECK = "links"


def check_links(given: CheckInput) -> Verdict:
    """Refuse an answer with a web or mail address that is not in the source."""
    source = straighten(given.told).casefold()
    foreign = [
        f"{address} ({field.name})"
        for field in list_fields(given.answer)
        for address in list_addresses(straighten(field.text))
        if _bare(address) not in source
    ]
    return refused(CHECK, f"not in the source: {listed(foreign)}") if foreign else passed(CHECK)


def _bare(address: str) -> str:
    folded = address.casefold()
    return folded.partition("://")[2] or folded
