"""How often upstream says something for a field, by day: from the rows of papers, as nothing that was said is lost.

A paper counts where upstream ever said something for it. Most papers are on one day's list only, so a key that is
gone shows as days on which no paper has it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from hfpapers.model.fetched import Source
from hfpapers.model.health_views import FieldShareView
from hfpapers.model.kinds import LinkKind
from hfpapers.store import schema

_paper, _listing = schema.paper, schema.listing
_HF, _ARXIV = str(Source.HUGGINGFACE), str(Source.ARXIV)


def _has(column: sa.Column[object]) -> sa.ColumnElement[bool]:
    return column.is_not(None)


def _exists(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(table.c.arxiv_id == _listing.c.arxiv_id, *conditions)


def _links(*kinds: LinkKind) -> sa.ColumnElement[bool]:
    link = schema.paper_link
    return _exists(link, link.c.source == _HF, link.c.kind.in_([str(kind) for kind in kinds]))


#: By the key as upstream names it, for a person. Keys that say the same of one paper in two places are one.
_OF_HUGGINGFACE: dict[str, sa.ColumnElement[bool]] = {
    "title": _has(_paper.c.hf_title),
    "summary": _has(_paper.c.hf_abstract),
    "paper.publishedAt": _has(_paper.c.hf_published_at),
    "paper.upvotes": _has(_paper.c.upvotes),
    "numComments": _has(_paper.c.comments),
    "thumbnail": _has(_paper.c.hf_thumbnail_url),
    "paper.discussionId": _has(_paper.c.hf_discussion_id),
    "paper.ai_summary": _has(_paper.c.hf_ai_summary),
    "paper.ai_summary_model": _has(_paper.c.hf_ai_summary_model),
    "paper.ai_keywords": _exists(schema.paper_keyword, schema.paper_keyword.c.source == _HF),
    "paper.githubStars": _has(_paper.c.github_stars),
    "paper.githubRepo": _links(LinkKind.CODE),
    "paper.githubRepoAddedBy": _has(_paper.c.hf_code_added_by),
    "paper.projectPage": _links(LinkKind.PROJECT),
    "mediaUrls": _links(LinkKind.IMAGE, LinkKind.VIDEO),
    "organization": _has(_paper.c.hf_organization),
    "paper.authors": _exists(schema.paper_author, schema.paper_author.c.source == _HF),
    "paper.authors[].user": _exists(
        schema.paper_author, schema.paper_author.c.source == _HF, schema.paper_author.c.login.is_not(None)
    ),
    "submittedBy": _has(_listing.c.submitter),
    "paper.submittedOnDailyAt": _has(_listing.c.submitted_at),
    "isAuthorParticipating": _has(_listing.c.author_participating),
}
_OF_ARXIV: dict[str, sa.ColumnElement[bool]] = {
    "arxiv:title": _has(_paper.c.arxiv_title),
    "arxiv:summary": _has(_paper.c.arxiv_abstract),
    "arxiv:published": _has(_paper.c.arxiv_published_at),
    "arxiv:updated": _has(_paper.c.arxiv_updated_at),
    "arxiv:primary_category": _has(_paper.c.arxiv_primary_category),
    "arxiv:comment": _has(_paper.c.arxiv_comment),
    "arxiv:author": _exists(schema.paper_author, schema.paper_author.c.source == _ARXIV),
    "arxiv:category": _exists(schema.paper_category),
}


def list_field_shares(connection: sa.Connection, days: Collection[date]) -> tuple[FieldShareView, ...]:
    """Tell for each of the days and each field on how many papers it is, by day and field.

    arXiv's fields are told of the papers that arXiv has answered for.
    """
    if not days:
        return ()
    shares = _shares(connection, days, _OF_HUGGINGFACE, of=_has(_paper.c.hf_seen_at))
    shares += _shares(connection, days, _OF_ARXIV, of=_has(_paper.c.arxiv_seen_at))
    return tuple(sorted(shares, key=lambda share: (share.day, share.field)))


def _shares(
    connection: sa.Connection,
    days: Collection[date],
    fields: dict[str, sa.ColumnElement[bool]],
    *,
    of: sa.ColumnElement[bool],
) -> list[FieldShareView]:
    each = (
        sa.select(
            _listing.c.day,
            *(sa.case((said, 1), else_=0).label(f"f{number}") for number, said in enumerate(fields.values())),
        )
        .select_from(_listing.join(_paper, _paper.c.arxiv_id == _listing.c.arxiv_id))
        .where(_listing.c.day.between(min(days), max(days)), of)
        .subquery()
    )
    sums = (sa.func.sum(each.c[f"f{number}"]) for number in range(len(fields)))
    rows = connection.execute(sa.select(each.c.day, sa.func.count(), *sums).group_by(each.c.day))
    wanted = set(days)
    return [
        FieldShareView(day=row[0], field=field, had=int(had), of=row[1])
        for row in rows
        if row[0] in wanted
        for field, had in zip(fields, row[2:], strict=True)
    ]
