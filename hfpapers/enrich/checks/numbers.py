"""Whether every number of an answer is in the source.

In: a `CheckInput`. Out: the verdict `numbers`. A number passes if the source has its value, however it is spelt; it may
not be rounded, converted or computed. Digits within a name are `names`' to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hfpapers.enrich.checks.folding import straighten
from hfpapers.enrich.checks.given import CheckInput, list_fields, listed, passed, refused
from hfpapers.enrich.checks.quantities import Mention
from hfpapers.enrich.checks.reading import list_facts, list_numbers
from hfpapers.enrich.checks.web_addresses import without_addresses
from hfpapers.model.enrichment import Verdict

CHECK = "numbers"
#: `(1)` counts an answer's own points.
_ENUMERATOR = re.compile(r"[(\uff08][1-9][)\uff09]")


def check_numbers(given: CheckInput) -> Verdict:
    """Refuse an answer with a number that the source does not have."""
    # Taking an address out may leave a number that was a part of it.
    facts = list_facts("\n\n".join(dict.fromkeys((given.told, without_addresses(given.told)))))
    invented = [
        f"{mention.raw.strip()} ({field.name})"
        for field in list_fields(given.answer)
        for mention in _numbers(straighten(without_addresses(field.text)), given.language_subtag)
        if not facts.hold(mention)
    ]
    if not invented:
        return passed(CHECK)
    return refused(CHECK, f"not in the source as written: {listed(invented)}")


def _numbers(text: str, language: str) -> Iterator[Mention]:
    for mention in list_numbers(text, language):
        if _ENUMERATOR.fullmatch(text, max(0, mention.start - 1), mention.end + 1) is None:
            yield mention
