"""Accounts and organisations as rows; called by the writer, inside its transaction."""

from __future__ import annotations

import sqlalchemy as sa

from hfpapers.model.changes import HuggingFaceChange
from hfpapers.store import schema
from hfpapers.store.upsert import upsert


def write_people(connection: sa.Connection, change: HuggingFaceChange) -> None:
    """Write the accounts and organisations that an answer names."""
    seen_at = change.observed_at
    accounts = [
        {
            "login": account.login,
            "full_name": account.full_name,
            "hf_id": account.hf_id,
            "kind": account.kind,
            "avatar_url": account.avatar_url,
            "seen_at": seen_at,
        }
        for account in change.accounts
    ]
    upsert(connection, schema.account, accounts, newer_by="seen_at")
    organizations = [
        {
            "slug": organization.slug,
            "full_name": organization.full_name,
            "hf_id": organization.hf_id,
            "avatar_url": organization.avatar_url,
            "seen_at": seen_at,
        }
        for organization in change.organizations
    ]
    upsert(connection, schema.organization, organizations, newer_by="seen_at")
