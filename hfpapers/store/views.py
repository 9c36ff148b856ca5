"""The public SQL interface: views with the same names and columns on SQLite and PostgreSQL.

They are dropped before a migration and made again after it (`store.migrate`), so a change
here takes effect with a new revision, and needs an entry in the changelog and in `docs/sql.md`.
"""

from __future__ import annotations

from dataclasses import dataclass

from hfpapers.model.kinds import Source
from hfpapers.model.precedence import WINNERS

_COLUMN_PREFIX = {Source.HUGGINGFACE: "hf", Source.ARXIV: "arxiv"}


@dataclass(frozen=True, slots=True)
class View:
    """A view's name and the query behind it."""

    name: str
    query: str


def build_views(dialect: str) -> tuple[View, ...]:
    """Return the views in the order of creation; `dialect` is SQLAlchemy's name of it."""
    return (
        View("author_papers", _AUTHOR_PAPERS.format(first=_source_rank("a.source", "authors"))),
        View("paper_keywords", _PAPER_KEYWORDS),
        View("paper_links", _PAPER_LINKS),
        View("paper_votes", _PAPER_VOTES),
        View("coverage_days", _COVERAGE_DAYS),
        View("daily_papers", _daily_papers()),
        View("daily_counts", _DAILY_COUNTS),
        View("weekly_top", _WEEKLY_TOP.format(week=_ISO_WEEK[dialect])),
        View("paper_enrichments", _PAPER_ENRICHMENTS),
        View("llm_requests", _LLM_REQUESTS),
        View("deliveries", _DELIVERIES),
    )


def _winner(field: str) -> str:
    columns = [f"p.{_COLUMN_PREFIX[source]}_{field}" for source in WINNERS[field].sources]
    return f"coalesce({', '.join(columns)})" if len(columns) > 1 else columns[0]


def _source_rank(column: str, field: str) -> str:
    cases = " ".join(f"WHEN '{source}' THEN {rank}" for rank, source in enumerate(WINNERS[field].sources))
    return f"CASE {column} {cases} END"


# The accounts and hidden flags are Hugging Face's. Where arXiv's list wins, they are joined to the author of the
# same name, if there is one; else, in lists of equal length, to the one at the same place, since it is the same list
# and one of the two spells a name otherwise.
_AUTHOR_PAPERS = """
SELECT a.arxiv_id, a.position, a.name,
       CASE WHEN a.source = 'huggingface' THEN a.login WHEN n.name IS NOT NULL THEN n.login ELSE p.login END AS hf_user,
       coalesce(CASE WHEN a.source = 'huggingface' THEN a.is_hidden
                     WHEN n.name IS NOT NULL THEN n.is_hidden ELSE p.is_hidden END, false) AS is_hidden,
       a.affiliation, a.source
FROM (
    SELECT a.*, rank() OVER (PARTITION BY a.arxiv_id ORDER BY {first}) AS source_rank,
           count(*) OVER (PARTITION BY a.arxiv_id, a.source) AS authors,
           count(*) OVER (PARTITION BY a.arxiv_id, a.source, a.name) AS namesakes
    FROM paper_author AS a
) AS a
LEFT JOIN (
    SELECT h.*, count(*) OVER (PARTITION BY h.arxiv_id, h.name) AS namesakes
    FROM paper_author AS h WHERE h.source = 'huggingface'
) AS n ON a.source <> 'huggingface' AND n.arxiv_id = a.arxiv_id AND n.name = a.name
      AND n.namesakes = 1 AND a.namesakes = 1
LEFT JOIN (
    SELECT h.*, count(*) OVER (PARTITION BY h.arxiv_id) AS authors
    FROM paper_author AS h WHERE h.source = 'huggingface'
) AS p ON a.source <> 'huggingface' AND p.arxiv_id = a.arxiv_id AND p.position = a.position AND p.authors = a.authors
      AND (p.name = a.name OR NOT EXISTS (
          SELECT 1 FROM paper_author AS x
          WHERE x.arxiv_id = a.arxiv_id AND x.source = a.source AND x.name = p.name
      ))
WHERE a.source_rank = 1
"""

_PAPER_KEYWORDS = """
SELECT arxiv_id, keyword, source, position
FROM (
    SELECT k.*, max(seen_at) OVER (PARTITION BY arxiv_id, source) AS newest FROM paper_keyword AS k
) AS k
WHERE seen_at = newest
"""

_PAPER_LINKS = """
SELECT arxiv_id, kind, url, source, position
FROM (
    SELECT l.*, max(seen_at) OVER (PARTITION BY arxiv_id, source, kind) AS newest FROM paper_link AS l
) AS l
WHERE seen_at = newest
"""

_PAPER_VOTES = "SELECT arxiv_id, observed_at, upvotes, comments, github_stars FROM observation"

_COVERAGE_DAYS = """
SELECT source, day, state, settled_at, expected, stored, answered_at FROM coverage
"""


def _daily_papers() -> str:
    # What is put in is our own column names; no value from outside comes near it.
    return f"""
SELECT l.day, l.position, l.arxiv_id,
       coalesce({_winner("title")}, l.title) AS title,
       {_winner("abstract")} AS abstract,
       p.upvotes, p.upvotes_observed_at, p.comments, p.github_stars,
       l.submitter, s.full_name AS submitter_name, l.submitted_at,
       coalesce(o.full_name, o.slug, so.full_name, so.slug) AS organization,
       coalesce(o.slug, so.slug) AS organization_slug,
       p.hf_ai_summary AS ai_summary, p.hf_ai_summary_model AS ai_summary_model,
       {_winner("published_at")} AS published_at,
       {_winner("updated_at")} AS updated_at,
       {_winner("version")} AS version,
       {_winner("primary_category")} AS primary_category,
       {_winner("comment")} AS comment,
       {_winner("journal_ref")} AS journal_ref,
       {_winner("doi")} AS doi,
       {_winner("licence")} AS licence,
       {_newest_link("code")} AS code_url,
       {_newest_link("project")} AS project_url,
       'https://huggingface.co/papers/' || l.arxiv_id AS hf_url,
       'https://arxiv.org/abs/' || l.arxiv_id AS arxiv_url,
       l.title AS title_as_listed,
       coalesce(p.hf_raw_title, p.arxiv_raw_title) AS raw_title,
       p.hf_discussion_id AS discussion_id, p.hf_thumbnail_url AS thumbnail_url,
       l.first_seen_at, l.last_seen_at
FROM listing AS l
JOIN paper AS p ON p.arxiv_id = l.arxiv_id
LEFT JOIN account AS s ON s.login = l.submitter
LEFT JOIN organization AS o ON o.slug = p.hf_organization
LEFT JOIN organization AS so ON so.slug = l.submitter_organization
"""  # noqa: S608 - see above


def _newest_link(kind: str) -> str:
    return (
        f"(SELECT k.url FROM paper_link AS k WHERE k.arxiv_id = l.arxiv_id AND k.kind = '{kind}' "  # noqa: S608 - as above
        "ORDER BY k.seen_at DESC, k.position, k.url LIMIT 1)"
    )


_DAILY_COUNTS = """
SELECT c.day, c.state, c.settled_at,
       coalesce(n.papers, 0) AS papers, coalesce(n.upvotes, 0) AS upvotes,
       coalesce(n.comments, 0) AS comments, coalesce(n.papers_with_code, 0) AS papers_with_code
FROM coverage AS c
LEFT JOIN (
    SELECT d.day, count(*) AS papers, sum(d.upvotes) AS upvotes, sum(d.comments) AS comments,
           count(d.code_url) AS papers_with_code
    FROM daily_papers AS d GROUP BY d.day
) AS n ON n.day = c.day
WHERE c.source = 'huggingface'
"""

# The ISO week that a day is in, as 2024-W15: its Thursday tells the year.
_ISO_WEEK = {
    "sqlite": (
        "strftime('%Y', date(d.day, '-3 days', 'weekday 4')) || '-W' || "
        "printf('%02d', (strftime('%j', date(d.day, '-3 days', 'weekday 4')) - 1) / 7 + 1)"
    ),
    "postgresql": "to_char(d.day, 'IYYY-\"W\"IW')",
}

# A paper listed twice in a week counts once, on its earlier day.
_WEEKLY_TOP = """
SELECT week, rank() OVER (PARTITION BY week ORDER BY coalesce(upvotes, -1) DESC) AS rank,
       arxiv_id, day, title, upvotes, upvotes_observed_at, organization, primary_category, hf_url, arxiv_url
FROM (
    SELECT {week} AS week, d.*,
           row_number() OVER (PARTITION BY {week}, d.arxiv_id ORDER BY d.day) AS nth
    FROM daily_papers AS d
) AS w
WHERE nth = 1
"""

_PAPER_ENRICHMENTS = """
SELECT arxiv_id, kind, language, model, prompt_version, schema_version, input_hash, source, source_hash, state, answer,
       verdicts, detail, written_at
FROM enrichment
"""

_LLM_REQUESTS = """
SELECT arxiv_id, kind, language, model, prompt_version, schema_version, input_hash, asked_at, attempt, outcome,
       finish_reason, input_tokens, output_tokens, cost_micros, detail
FROM llm_request
"""

_DELIVERIES = """
SELECT channel, digest_key, state, content_hash, message_id, parts, parts_sent, attempts, detail, created_at,
       sending_at, sent_at
FROM delivery
"""
