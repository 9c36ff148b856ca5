"""Which server an address belongs to: scheme, host and port. Pure."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from hfpapers.config import Config

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
    """Tell whether the address is on the configured arXiv server, or on any other of arXiv's where that one is.

    arXiv's terms bind all its machines together: the search API and OAI-PMH are different hosts.
    """
    asked, configured = origin_of(url), origin_of(config.arxiv_url)
    return asked == configured or (_under_arxiv(asked.host) and _under_arxiv(configured.host))


def pace_name(config: Config) -> str:
    """Return the name under which requests to the configured arXiv server are counted on this machine."""
    origin = origin_of(config.arxiv_url)
    return _ARXIV_DOMAIN if _under_arxiv(origin.host) else f"{origin.host}_{origin.port}"


def _under_arxiv(host: str) -> bool:
    return host == _ARXIV_DOMAIN or host.endswith(f".{_ARXIV_DOMAIN}")
