"""Invented papers that tests of this folder tell of."""

from __future__ import annotations

from hfpapers.enrich.inputs import PaperInput, build_input

ABSTRACT = (
    "We train a large language model (LLM) with proximal policy optimization (PPO) on 1.5B tokens. "
    "It answers 43.4% more questions than the baseline at a tenth of the cost ($100 instead of $1,000)."
)


def paper(
    *,
    title: str = "Heron: Cheap Answers by Patient Training",
    abstract: str = ABSTRACT,
    version: int | None = 1,
    text: str | None = None,
    organization: str | None = None,
) -> PaperInput:
    """Build what is told of an invented paper."""
    return build_input(
        arxiv_id="2611.00001", title=title, abstract=abstract, version=version, text=text, organization=organization
    )
