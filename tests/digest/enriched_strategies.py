"""Papers in every state that an entry can be made from, for Hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from hfpapers.digest.material import Material
from hfpapers.model.enrichment import Answer, EnrichmentKind, Roundup, Score, Speedread, Term
from hfpapers.model.views import ListingView
from tests.digest.outcomes import material, outcome, refused, stale
from tests.digest.rows import bare, keywords

#: Few sentences, so that the same one comes up in several fields.
_SENTENCES = (
    "We introduce a kettle for gradients.",
    "It outperforms all other kettles by 3.4 points.",
    "Kettles are seldom measured",
    "水壶很少被测量。",
    "Across 9 benchmarks, the kettle reduces cost by 20%.",
)
_sentences = st.sampled_from(_SENTENCES)
_texts = st.lists(_sentences, min_size=1, max_size=5).map(" ".join)
_odd = st.sampled_from(["", " \x00", "# Heading\n\n- item", *_SENTENCES])
_scores = st.builds(Score, value=st.sampled_from([1.0, 2.5, 4.7, 5.0]), reason=_odd)
_ANSWERS: dict[EnrichmentKind, st.SearchStrategy[Answer]] = {
    EnrichmentKind.SPEEDREAD: st.builds(
        Speedread,
        main_work=_odd,
        highlights=st.lists(_odd, max_size=3).map(tuple),
        keywords=st.lists(
            st.builds(Term, text=st.sampled_from(["", "PPO", "ppo", "kettle"]), translation=st.none() | _odd),
            max_size=3,
        ).map(tuple),
        usefulness=_scores,
        novelty=_scores,
        recommendation=_scores,
    ),
    EnrichmentKind.ROUNDUP: st.builds(Roundup, headline=_odd, paragraph=_odd),
}


@st.composite
def papers_with_every_outcome(draw: st.DrawFn, kind: EnrichmentKind) -> tuple[ListingView, Material]:
    """A paper with and without each field, and what came of asking a model about it."""
    row = bare(
        title=draw(st.none() | _texts),
        abstract=draw(st.none() | _texts),
        ai_summary=draw(st.none() | _texts),
        upvotes=draw(st.none() | st.integers(0, 2000)),
        organization=draw(st.none() | _sentences),
        keywords=keywords(*draw(st.lists(st.sampled_from(["PPO", "ppo", "kettle", "水壶"]), max_size=3))),
        position=draw(st.none() | st.just(1)),
    )
    answer = draw(_ANSWERS[kind])
    outcomes = {
        "accepted": outcome(row, kind, answer),
        "refused": refused(row, kind, "numbers"),
        "failed": outcome(row, kind),
        "stale": stale(row, kind, answer),
    }
    held = draw(st.sampled_from(["absent", *outcomes]))
    return row, Material() if held == "absent" else material(outcomes[held])
