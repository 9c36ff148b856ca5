"""The program as a user runs it: a process of its own, its exit code, and the archive that it leaves."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hfpapers.model.archive_views import IssueView
from hfpapers.model.coverage import DayCoverage
from hfpapers.model.issues import Code
from hfpapers.model.views import ListingView
from hfpapers.store.database import Database
from tests.upstream import Upstream

TOP = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Program:
    """`python cli.py …` against a sample upstream, with waits too short to notice."""

    upstream: Upstream
    home: Path
    database_url: str | None = None

    def environment(self) -> dict[str, str]:
        values = {
            **os.environ,
            "HFPAPERS_HOME": str(self.home),
            "HFPAPERS_HF_URL": self.upstream.hf_url,
            "HFPAPERS_ARXIV_URL": self.upstream.arxiv_url,
            "HFPAPERS_OAI_URL": self.upstream.oai_url,
            "HFPAPERS_ARXIV_INTERVAL_SECONDS": "0.02",
            "HFPAPERS_RETRY_SECONDS": "0.02",
            "HFPAPERS_MAX_TRIES": "2",
        }
        if self.database_url is not None:
            values["HFPAPERS_DATABASE_URL"] = self.database_url
        return values

    def run(self, *arguments: str, program: tuple[str, ...] = ("cli.py",)) -> subprocess.CompletedProcess[str]:
        """Run to the end; the checkout is the current folder."""
        command = [sys.executable, *program, *arguments]
        return subprocess.run(
            command, cwd=TOP, env=self.environment(), capture_output=True, text=True, timeout=150, check=False
        )

    def database(self) -> Database:
        return Database.open_for_reading(self.database_url or f"sqlite:///{self.home / 'hfpapers.db'}")

    def days(self, *days: date) -> tuple[DayCoverage, ...]:
        database = self.database()
        with database.read() as queries:
            found = queries.list_days(days)
        database.close()
        return found

    def listings(self, day: date) -> tuple[ListingView, ...]:
        database = self.database()
        with database.read() as queries:
            found = queries.list_listings(day, day)
        database.close()
        return found

    def issues(self, *codes: Code) -> tuple[IssueView, ...]:
        database = self.database()
        with database.read() as queries:
            found = queries.list_issues(limit=100_000)
        database.close()
        return tuple(issue for issue in found if not codes or issue.code in codes)
