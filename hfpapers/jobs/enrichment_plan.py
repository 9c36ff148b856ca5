"""Which entries a run asks for: queries and orders in, entries and an account of all that is wanted out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from hfpapers.config import Config
from hfpapers.digest.options import DigestOptions
from hfpapers.digest.selection import first_listings, in_list_order, in_vote_order
from hfpapers.digest.text import clean_listing
from hfpapers.edition import Inputs, build, load_inputs
from hfpapers.enrich.chunking import build_notes_messages, plan_parts
from hfpapers.enrich.endpoint import require_model
from hfpapers.enrich.entries import Entry, Standing, build_entries, judge_standing
from hfpapers.enrich.estimate import TokenEstimate, cost_micros, estimate_tokens
from hfpapers.enrich.glossary import USER_FILE, load_glossary
from hfpapers.enrich.inputs import PaperInput, build_input
from hfpapers.enrich.prompts import build_messages
from hfpapers.errors import EnrichmentError
from hfpapers.jobs.enrichment_order import Account, EnrichmentEstimate, EnrichmentOrder
from hfpapers.model.enrichment import EnrichmentKey, EnrichmentKind, TextSource, source_hash
from hfpapers.model.views import ListingView
from hfpapers.store.queries import Queries

ItemT = TypeVar("ItemT")

#: Papers whose full texts are in memory at once.
_AT_ONCE = 50
#: Of a style that chooses its papers, only those are asked for.
_CHOOSING_STYLES = {EnrichmentKind.ROUNDUP: "roundup", EnrichmentKind.REVIEW: "review"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichmentPlan:
    """What is to be asked, in order, without full texts; and what all that is wanted comes to."""

    due: tuple[Entry, ...]
    account: Account


@dataclass(frozen=True, slots=True)
class _Papers:
    """Papers that were come across."""

    wanted: set[str] = field(default_factory=set)
    without_abstract: set[str] = field(default_factory=set)
    without_text: set[str] = field(default_factory=set)


def plan_enrichment(
    queries: Queries, config: Config, orders: Sequence[EnrichmentOrder], *, today: date
) -> EnrichmentPlan:
    """Tell what is to be asked for; an entry that several orders want is asked for once.

    Args:
        queries: On one consistent state of the archive.
        config: Names the model, and where the user's glossary is.
        orders: What is wanted.
        today: The UTC day that it is.

    Raises:
        ConfigError: No model is configured, or the glossary cannot be used.
        DayUnavailableError: No day of a period has a list.
        HfpapersError: A period has not begun.
    """
    due: list[Entry] = []
    found: dict[EnrichmentKey, Standing] = {}
    papers = _Papers()
    for order in orders:
        wanted = _wanted_rows(queries, order, today)
        papers.wanted.update(wanted)
        for entry, standing in _entries(queries, config, order, wanted, papers):
            if entry.key not in found:
                found[entry.key] = standing
                due += [entry] if standing is Standing.DUE else []
    sums = Counter(found.values())
    account = Account(
        papers=len(papers.wanted),
        wanted=len(found),
        held=sums[Standing.HELD],
        refused=sums[Standing.REFUSED],
        stale=sums[Standing.STALE],
        due=len(due),
        without_abstract=len(papers.without_abstract),
        without_text=len(papers.without_text),
    )
    return EnrichmentPlan(due=tuple(due), account=account)


def estimate_enrichment(queries: Queries, config: Config, plan: EnrichmentPlan) -> EnrichmentEstimate:
    """Estimate what a plan will take, if each entry is answered at once.

    Raises:
        EnrichmentError: The context is too small for a part of a full text.
    """
    requests, taken = 0, TokenEstimate(input_tokens=0, output_tokens=0)
    for entries in _chunks(plan.due):
        texts = _texts_for(queries, entries)
        for entry in entries:
            for one in _requests(entry.with_text(texts.get(entry.key.arxiv_id)), config):
                requests += 1
                taken = TokenEstimate(
                    input_tokens=taken.input_tokens + one.input_tokens,
                    output_tokens=taken.output_tokens + one.output_tokens,
                )
    return EnrichmentEstimate(
        account=plan.account,
        requests=requests,
        input_tokens=taken.input_tokens,
        output_tokens=taken.output_tokens,
        cost_micros=cost_micros(taken.input_tokens, taken.output_tokens, config),
    )


def _requests(entry: Entry, config: Config) -> Iterator[TokenEstimate]:
    kind, told = entry.key.kind, (entry.key.kind, entry.paper, entry.key.language, entry.glossary)
    if entry.source is TextSource.ABSTRACT:
        yield estimate_tokens(build_messages(*told), kind)
        return
    parts = plan_parts(*told, config)
    for index, part in enumerate(parts, start=1):
        yield estimate_tokens(build_notes_messages(entry.paper, part, index, len(parts)), None)
    whole = estimate_tokens(build_messages(*told, source=entry.source), kind)
    most = config.llm_context_tokens - config.llm_output_tokens
    yield replace(whole, input_tokens=min(whole.input_tokens, most))


def _wanted_rows(
    queries: Queries, order: EnrichmentOrder, today: date
) -> dict[str, tuple[ListingView, tuple[EnrichmentKind, ...]]]:
    """Give the papers of which something is wanted, in the order of asking, each with the kinds."""
    inputs = load_inputs(queries, order.period, DigestOptions(lang=order.language), today=today)
    build(replace(inputs, options=DigestOptions(lang=order.language, top=1)))  # refuses a period without any list
    rows = [clean_listing(row) for row in inputs.listings]
    kinds_of: dict[str, list[EnrichmentKind]] = {}
    for kind in order.wanted_kinds:
        for arxiv_id in _papers(inputs, rows, order, kind):
            kinds_of.setdefault(arxiv_id, []).append(kind)
    first: dict[str, ListingView] = {}
    for row in in_list_order(rows):
        first.setdefault(row.arxiv_id, row)
    return {arxiv_id: (row, tuple(kinds_of[arxiv_id])) for arxiv_id, row in first.items() if arxiv_id in kinds_of}


def _papers(inputs: Inputs, rows: Sequence[ListingView], order: EnrichmentOrder, kind: EnrichmentKind) -> Iterable[str]:
    if order.arxiv_ids is not None:
        return [row.arxiv_id for row in rows if row.arxiv_id in set(order.arxiv_ids)]
    style = _CHOOSING_STYLES.get(kind)
    if style is not None and not order.all_papers:
        options = DigestOptions(style=style, lang=order.language, top=order.top)
        digest = build(replace(inputs, options=options))
        return [entry.listing.arxiv_id for section in digest.sections for entry in section.entries]
    chosen = in_list_order(rows) if order.top is None else in_vote_order(first_listings(rows))[: order.top]
    return [row.arxiv_id for row in chosen]


def _entries(
    queries: Queries,
    config: Config,
    order: EnrichmentOrder,
    wanted: Mapping[str, tuple[ListingView, tuple[EnrichmentKind, ...]]],
    papers: _Papers,
) -> Iterator[tuple[Entry, Standing]]:
    model, glossary = require_model(config), load_glossary(order.language, config.home / USER_FILE)
    for ids in _chunks(tuple(wanted)):
        held = queries.enrichments.list_held(ids, order.language, model=model)
        attempts = queries.enrichments.count_attempts(ids, order.language)
        texts = queries.enrichments.load_texts(ids) if order.source is TextSource.FULLTEXT else {}
        for arxiv_id in ids:
            row, kinds = wanted[arxiv_id]
            paper = _paper(row, texts.get(arxiv_id))
            if paper is None:
                papers.without_abstract.add(arxiv_id)
                continue
            if order.source is TextSource.FULLTEXT and paper.text is None:
                papers.without_text.add(arxiv_id)
            for entry in build_entries(
                paper,
                kinds,
                language=order.language,
                model=model,
                source=order.source,
                source_hash=source_hash(title=row.title, abstract=row.abstract, version=row.version),
                glossary=glossary,
            ):
                standing = judge_standing(
                    entry,
                    held.get(arxiv_id, ()),
                    renews_stale=order.renews_stale,
                    asks_refused=order.asks_refused,
                )
                yield replace(entry, attempts=attempts.get(entry.key, 0)), standing


def _paper(row: ListingView, text: str | None) -> PaperInput | None:
    """Make what is told of a paper; None where title or abstract is not held."""
    try:
        return build_input(
            arxiv_id=row.arxiv_id,
            title=row.title,
            abstract=row.abstract,
            version=row.version,
            text=text,
            organization=row.organization,
        )
    except EnrichmentError:
        return None


def _texts_for(queries: Queries, entries: Sequence[Entry]) -> Mapping[str, str]:
    ids = {entry.key.arxiv_id for entry in entries if entry.source is TextSource.FULLTEXT}
    texts = queries.enrichments.load_texts(ids)
    return {arxiv_id: texts[arxiv_id] for arxiv_id in ids & texts.keys()}


def _chunks(items: Sequence[ItemT]) -> Iterator[Sequence[ItemT]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]
