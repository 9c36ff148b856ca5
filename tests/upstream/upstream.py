"""The sample upstream as tests use it: two running sites, their archive, their faults and their log."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from types import TracebackType
from typing import Self

from tests.upstream import oai
from tests.upstream.archive import Archive
from tests.upstream.arxiv import ArxivSite
from tests.upstream.entries import Entry
from tests.upstream.faults import Fault, FaultQueue, Planned
from tests.upstream.huggingface import HuggingFaceSite
from tests.upstream.log import RequestLog, Seen
from tests.upstream.messages import Request, Response, Role
from tests.upstream.sample import TODAY, sample_days
from tests.upstream.server import SiteServer
from tests.upstream.settings import Settings


class Upstream:
    """Both sites on loopback, as a context manager.

    Args:
        days: Entries by day; None is the sample archive.
        today: The day that it is upstream; None is the sample's, 2026-11-20.
        settings: How the sites behave; None is the defaults. Kept as `settings`, to be changed while they serve.
        hf_port: Port of Hugging Face; 0 takes a free one.
        arxiv_port: Port of arXiv; 0 takes a free one.
    """

    def __init__(
        self,
        days: Mapping[date, Sequence[Entry]] | None = None,
        *,
        today: date | None = None,
        settings: Settings | None = None,
        hf_port: int = 0,
        arxiv_port: int = 0,
    ) -> None:
        self.settings = settings or Settings()
        self.archive = Archive(sample_days() if days is None else days, today or TODAY)
        self._ports: dict[Role, int] = {"huggingface": hf_port, "arxiv": arxiv_port}
        self._huggingface = HuggingFaceSite(self.archive, self.settings)
        self._arxiv = ArxivSite(self.archive, self.settings)
        self._faults = FaultQueue()
        self._log = RequestLog()
        self._servers: dict[Role, SiteServer] = {}

    def __enter__(self) -> Self:
        try:
            for role, port in self._ports.items():
                self._servers[role] = SiteServer(role, self._answer, self._log, port)
        except OSError:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop both sites, break what is open, and wait for every thread."""
        while self._servers:
            self._servers.popitem()[1].close()

    @property
    def hf_url(self) -> str:
        """Base address of Hugging Face."""
        return self._servers["huggingface"].url

    @property
    def arxiv_url(self) -> str:
        """Base address of arXiv, to which `/api/query` is added."""
        return self._servers["arxiv"].url

    @property
    def oai_url(self) -> str:
        """Base address of arXiv's OAI-PMH interface."""
        return f"{self.arxiv_url}{oai.PATH}"

    @property
    def today(self) -> date:
        """The day that it is upstream; later days are refused."""
        return self.archive.today

    @today.setter
    def today(self, day: date) -> None:
        self.archive.today = day

    @property
    def requests(self) -> list[Seen]:
        """Every request so far, in order of arrival: a copy."""
        return self._log.all()

    def requests_for(self, role: Role, *, path_prefix: str = "/", robots: bool = False) -> list[Seen]:
        """Return one role's requests under a path; those for robots.txt only where `robots` is set."""
        return [
            seen
            for seen in self.requests
            if seen.role == role and seen.path.startswith(path_prefix) and (robots or not seen.is_robots)
        ]

    def max_parallel(self, role: Role) -> int:
        """Return the most requests that were answered at the same time; 0 where none came."""
        return max((seen.parallel for seen in self.requests_for(role)), default=0)

    def smallest_gap(self, role: Role) -> float | None:
        """Return the least seconds between the arrivals of two requests; None for fewer than two."""
        times = [seen.at_monotonic for seen in self.requests_for(role)]
        return min((late - early for early, late in pairwise(times)), default=None)

    def reset_log(self) -> None:
        """Forget the requests so far, and begin the rate limits' windows anew."""
        self._log.clear()
        self._huggingface.reset_limits()

    def set_day(self, day: date, entries: Sequence[Entry]) -> None:
        """Put these entries in place of the day's; none makes it an empty day."""
        self.archive.set_day(day, entries)

    def set_votes(self, arxiv_id: str, upvotes: int, *, comments: int | None = None) -> None:
        """Change a paper's counts; None leaves the comments.

        Raises:
            KeyError: No day lists it.
        """
        self.archive.set_votes(arxiv_id, upvotes, comments)

    def fault(
        self, role: Role, fault: Fault, *, match: str | re.Pattern[str] | None = None, times: int | None = None
    ) -> Planned:
        """Queue a fault; of those that are due for a request, the first queued is played.

        Args:
            role: Whose requests.
            fault: From the builders in `faults`.
            match: A part of path and query (percent signs resolved), or a pattern searched in it. None is every
                request but those for robots.txt.
            times: How many requests it spoils; None is all until `clear_faults`.

        Returns:
            Its place in the queue, whose `hits` tells how often it was played.
        """
        planned = Planned(role=role, fault=fault, match=match, left=times)
        self._faults.add(planned)
        return planned

    def clear_faults(self) -> None:
        """Forget every fault; what stalls goes on stalling until `release`."""
        self._faults.clear()

    def release(self) -> None:
        """Let go every response that stalls now."""
        for server in self._servers.values():
            server.release()

    def _answer(self, request: Request) -> tuple[Response, str | None]:
        fault = self._faults.take(request)
        if fault is not None:
            request = fault.before(request)
        site = self._huggingface if request.role == "huggingface" else self._arxiv
        response = site.answer(request)
        if fault is None:
            return response, None
        return fault.after(request, response), fault.kind
