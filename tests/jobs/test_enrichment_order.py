"""What a style shows of a model's is what `export --enrich` asks for: neither more, nor less."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hfpapers.digest.build import build_digest
from hfpapers.digest.material import Material
from hfpapers.digest.model import Digest
from hfpapers.digest.options import STYLES, DigestOptions
from hfpapers.jobs.enrichment_order import KINDS_OF_STYLE, EnrichmentOrder
from hfpapers.model.enrichment import (
    Answer,
    EnrichmentKind,
    EnrichmentState,
    EnrichmentView,
    ReviewSection,
    Roundup,
    Score,
    Speedread,
    Term,
    TextSource,
    Translation,
    source_hash,
)
from hfpapers.model.periods import Period
from tests.digest.rows import DAY, SEEN, day_row, listing
from tests.store.enrichment_records import key

TITLE, ABSTRACT = "FernFormer1: A Small Model", "We train a small model on ten gardens."
MARK = Score(value=4.0, reason="值得一读。")
ANSWERS: dict[EnrichmentKind, Answer] = {
    EnrichmentKind.TRANSLATION: Translation(title="FernFormer1 小模型", abstract="我们训练了一个小模型。"),
    EnrichmentKind.SPEEDREAD: Speedread(
        main_work="作者训练了一个小模型。",
        highlights=("模型很小。",),
        keywords=(Term(text="FernFormer1"),),
        usefulness=MARK,
        novelty=MARK,
        recommendation=MARK,
    ),
    EnrichmentKind.ROUNDUP: Roundup(headline="FernFormer1 用小模型学园艺", paragraph="作者训练了一个小模型。"),
    EnrichmentKind.REVIEW: ReviewSection(
        headline="小模型学园艺", what_it_is=("作者训练了一个小模型。",), findings=("模型很小。",)
    ),
}


def digest_with(style: str, *kinds: EnrichmentKind) -> Digest:
    row = listing("2404.00001", title=TITLE, abstract=ABSTRACT, version=1)
    views = tuple(
        EnrichmentView(
            key=replace(key(), arxiv_id=row.arxiv_id, kind=kind),
            source=TextSource.ABSTRACT,
            source_hash=source_hash(title=TITLE, abstract=ABSTRACT, version=1),
            state=EnrichmentState.ACCEPTED,
            answer=ANSWERS[kind],
            verdicts=(),
            requests=1,
            input_tokens=1,
            output_tokens=1,
            cost_micros=None,
            written_at=SEEN,
        )
        for kind in kinds
    )
    material = Material(enrichments={row.arxiv_id: views} if views else {})
    day = day_row(expected=1, stored=1)
    return build_digest([row], [day], Period.of_day(DAY), DigestOptions(style=style, lang="zh"), material=material)


@pytest.mark.parametrize("kind", EnrichmentKind)
@pytest.mark.parametrize("style", STYLES)
def test_a_style_shows_just_the_kinds_that_are_asked_for_it(style: str, kind: EnrichmentKind) -> None:
    is_shown = digest_with(style, kind) != digest_with(style)
    assert is_shown == (kind in KINDS_OF_STYLE[style])


@pytest.mark.parametrize("language", ["en", "en-GB", "EN", "en_US"])
def test_into_english_there_is_nothing_to_translate(language: str) -> None:
    order = EnrichmentOrder(period=Period.of_day(DAY), language=language)
    assert set(order.wanted_kinds) == set(EnrichmentKind) - {EnrichmentKind.TRANSLATION}
    assert EnrichmentOrder(period=Period.of_day(DAY), language="enm").wanted_kinds == tuple(EnrichmentKind)
