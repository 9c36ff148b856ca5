"""Which server an address belongs to: scheme, host and port. Pure."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from hfpapers.config import ARXIV_MIN_INTERVAL_SECONDS, Config

_DEFAULT_PORTS = {"http": 80, "https": 443}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_ARXIV_DOMAIN = "arxiv.org"


class Origin(NamedTuple):
    """A server; `port` is None only where the scheme has no default one."""

    scheme: str
    host: str
    port: int | None


def origin_of(url: str) -> Origin:
    """Return the server of an address.

    Raises:
        ValueError: The address is malformed, for example its port is no number.
    """
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    return Origin(scheme, (parts.hostname or "").rstrip("."), parts.port or _DEFAULT_PORTS.get(scheme))


def is_private(origin: Origin) -> bool:
    """Tell whether nobody on the way can read what is sent: https, or this machine itself."""
    return origin.scheme == "https" or origin.host in _LOOPBACK


def is_huggingface(url: str, config: Config) -> bool:
    """Tell whether the address is on the configured Hugging Face server."""
    return origin_of(url) == origin_of(config.hf_url)


def is_arxiv(url: str, config: Config) -> bool:
    """Tell whether the address is on a configured arXiv server, or on any of arXiv's own.

    arXiv's terms bind all its machines together: the search API and OAI-PMH are different hosts.
    """
    asked = origin_of(url)
    return _under_arxiv(asked.host) or asked in {origin_of(config.arxiv_url), origin_of(config.oai_url)}


def pace_name(url: str, config: Config) -> str:
    """Return the name under which requests to an arXiv server are counted on this machine.

    arXiv's own servers have one name together, and so have mirrors of them.
    """
    if _under_arxiv(origin_of(url).host):
        return _ARXIV_DOMAIN
    mirrors = [origin for origin in map(origin_of, (config.arxiv_url, config.oai_url)) if not _under_arxiv(origin.host)]
    return f"{mirrors[0].host}_{mirrors[0].port}"


def pace_seconds(url: str, config: Config) -> float:
    """Return the least time between two requests; for arXiv's own servers never under what its terms ask for."""
    least = ARXIV_MIN_INTERVAL_SECONDS if _under_arxiv(origin_of(url).host) else 0.0
    return max(least, config.arxiv_interval_seconds)


def _under_arxiv(host: str) -> bool:
    return host == _ARXIV_DOMAIN or host.endswith(f".{_ARXIV_DOMAIN}")
