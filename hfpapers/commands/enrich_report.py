"""What language models were refused for, for `enrich --report`: stored outcomes in, text or JSON out. Pure.

The keys of the JSON are a promise, as those of `status` are.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from hfpapers.commands.counting import number_of
from hfpapers.model.enrichment import EnrichmentState, EnrichmentView

_NO_CHECK = "-"


def render_report(found: Sequence[EnrichmentView], fmt: str) -> str:
    """Return refusals and failures as `text` or `json`, by paper and kind."""
    if fmt == "json":
        return json.dumps([_values(view) for view in found], indent=2, ensure_ascii=False) + "\n"
    return "".join(f"{line}\n" for line in _lines(found))


def _values(view: EnrichmentView) -> dict[str, Any]:
    return {
        "arxiv_id": view.key.arxiv_id,
        "kind": str(view.key.kind),
        "language": view.key.language,
        "model": view.key.model,
        "source": str(view.source),
        "state": str(view.state),
        "checks": [{"check": check, "detail": detail} for check, detail in _refusals(view)],
        "detail": view.detail,
        "requests": view.requests,
        "input_tokens": view.input_tokens,
        "output_tokens": view.output_tokens,
        "cost_micros": view.cost_micros,
        "written_at": view.written_at.isoformat().replace("+00:00", "Z"),
    }


def _lines(found: Sequence[EnrichmentView]) -> Iterator[str]:
    if not found:
        yield "nothing was refused, and nothing failed"
        return
    by_check: Counter[str] = Counter()
    for view in found:
        place = f"{view.key.arxiv_id}  {view.key.kind:<12}"
        if view.state is EnrichmentState.FAILED:
            yield f"{place}  {_NO_CHECK:<12}  failed: {view.detail}"
            continue
        for check, detail in _refusals(view):
            by_check[check] += 1
            yield f"{place}  {check:<12}  {detail or ''}".rstrip()
    failed = sum(view.state is EnrichmentState.FAILED for view in found)
    counts = [f"{check} {number:,}" for check, number in by_check.most_common()]
    counts += [f"failed {failed:,}"] if failed else []
    yield f"{number_of(len(found), 'entry', 'entries')}: {', '.join(counts)}"


def _refusals(view: EnrichmentView) -> list[tuple[str, str | None]]:
    """Name the checks that did not pass; where a row does not tell them any more, what it says of itself."""
    refused = [(verdict.check, verdict.detail) for verdict in view.verdicts if not verdict.is_passed]
    if view.state is EnrichmentState.REFUSED and not refused:
        return [(_NO_CHECK, view.detail)]
    return refused
