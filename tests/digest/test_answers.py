"""Which answer of a model an entry may show, and what is counted of those that it may not."""

from __future__ import annotations

from datetime import UTC, datetime

from hfpapers.digest.answers import Answers, Lack
from hfpapers.digest.generated import build_generated
from hfpapers.digest.material import Material
from hfpapers.digest.text import clean_listing
from hfpapers.model.enrichment import EnrichmentKind, EnrichmentView, Roundup, TextSource, Translation
from tests.digest.outcomes import WRITTEN, material, outcome, refused, stale
from tests.digest.rows import listing

KIND = EnrichmentKind.TRANSLATION
ROW = clean_listing(listing())
OLD = datetime(2026, 10, 1, tzinfo=UTC)
NEW = Translation(title="N", abstract="New.")
BEFORE = Translation(title="B", abstract="Before.")


def _of(*outcomes: EnrichmentView) -> Answers:
    return Answers.of(material(*outcomes), ROW, KIND)


def test_the_newest_answer_that_passed_is_chosen_whatever_came_after_it() -> None:
    found = _of(
        refused(ROW, KIND, "numbers", model="newest"),
        outcome(ROW, KIND, NEW, model="newer", written_at=datetime(2026, 11, 1, tzinfo=UTC)),
        outcome(ROW, KIND, BEFORE, written_at=OLD),
    )
    assert (found.answer, found.lack, found.checks) == (NEW, None, ())
    assert found.outcome is not None
    assert found.outcome.key.model == "newer"


def test_an_answer_to_an_older_version_of_the_paper_is_not_shown() -> None:
    found = _of(stale(ROW, KIND, NEW))
    assert (found.answer, found.lack) == (None, Lack.STALE)


def test_a_new_version_alone_makes_an_answer_stale() -> None:
    later = clean_listing(listing(version=2))
    assert Answers.of(material(outcome(ROW, KIND, NEW)), later, KIND).lack is Lack.STALE


def test_a_refused_answer_names_the_checks_that_refused_it_once_each() -> None:
    found = _of(refused(ROW, KIND, "numbers", "names", "numbers"))
    assert (found.lack, found.checks) == (Lack.REFUSED, ("numbers", "names"))


def test_what_was_refused_of_the_paper_as_it_is_now_counts_more_than_what_is_stale() -> None:
    assert _of(refused(ROW, KIND, "numbers", written_at=OLD), stale(ROW, KIND, NEW)).lack is Lack.REFUSED


def test_the_newest_failure_is_the_reason() -> None:
    assert _of(outcome(ROW, KIND), refused(ROW, KIND, "numbers", written_at=OLD)).lack is Lack.FAILED


def test_a_failure_of_an_older_version_is_no_news_of_this_one() -> None:
    assert _of(outcome(ROW, KIND, source_hash="f" * 64)).lack is Lack.ABSENT


def test_answers_of_other_kinds_and_papers_do_not_count() -> None:
    other = outcome(listing("2404.00002"), KIND, NEW)
    headline = outcome(ROW, EnrichmentKind.ROUNDUP, Roundup(headline="H", paragraph="P."))
    assert _of(other, headline).lack is Lack.ABSENT
    assert Answers.of(Material(), ROW, KIND).lack is Lack.ABSENT


def test_white_space_of_a_paper_makes_no_answer_stale() -> None:
    row = clean_listing(listing(abstract="We study\n  what 2404.00001 is about."))
    assert Answers.of(material(outcome(ROW, KIND, NEW)), row, KIND).answer == NEW


def test_what_is_held_is_counted_by_the_first_kind_and_named_over_all() -> None:
    headline = outcome(
        ROW,
        EnrichmentKind.ROUNDUP,
        Roundup(headline="H", paragraph="P."),
        model="another",
        source=TextSource.FULLTEXT,
        written_at=OLD,
    )
    held = material(outcome(ROW, KIND, NEW), headline)
    first = [Answers.of(held, ROW, kind) for kind in (KIND, EnrichmentKind.ROUNDUP)]
    rest = [
        (_of(refused(ROW, KIND, "numbers", "names")), Answers(kind=EnrichmentKind.ROUNDUP, lack=Lack.ABSENT)),
        (_of(refused(ROW, KIND, "numbers")), Answers(kind=EnrichmentKind.ROUNDUP, lack=Lack.ABSENT)),
        (_of(outcome(ROW, KIND)), Answers(kind=EnrichmentKind.ROUNDUP, lack=Lack.ABSENT)),
        (_of(stale(ROW, KIND, NEW)), Answers(kind=EnrichmentKind.ROUNDUP, lack=Lack.ABSENT)),
        (_of(), Answers(kind=EnrichmentKind.ROUNDUP, lack=Lack.ABSENT)),
    ]
    generated = build_generated([first, *rest], "zh")
    assert generated is not None
    assert generated.kinds == (KIND, EnrichmentKind.ROUNDUP)
    assert (generated.accepted, generated.refused, generated.failed, generated.absent) == (1, 2, 1, 2)
    assert generated.refusals == (("numbers", 2), ("names", 1))
    assert generated.models == ("another", "sample-32b")
    assert generated.prompt_versions == ("roundup-1", "translation-1")
    assert generated.sources == (TextSource.ABSTRACT, TextSource.FULLTEXT)
    assert (generated.written_since, generated.written_until) == (OLD, WRITTEN)


def test_nothing_looked_for_is_nothing_to_count() -> None:
    assert build_generated([], "zh") is None
