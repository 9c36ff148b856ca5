"""Which channels are meant: what was asked for and what is configured in, channels out, or one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from hfpapers.config.channels import Channel
from hfpapers.errors import ConfigError
from hfpapers.model.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryOrder:
    """What is wanted: by itself, all that is due.

    Attributes:
        channels: Names; none means all that are configured.
        period: Only the digest of this one.
        repeat: Only the digest of this key, once more.
    """

    channels: tuple[str, ...] = ()
    period: Period | None = None
    repeat: str | None = None


def chosen_channels(channels: Sequence[Channel], order: DeliveryOrder) -> tuple[Channel, ...]:
    """Return those of the configured channels that an order is for.

    Raises:
        ConfigError: There are none, none of such a name, or none that wants such a period.
    """
    known = {channel.name: channel for channel in channels}
    if not known:
        raise ConfigError("channels", "none is configured; see docs/delivering.md")
    for name in order.channels:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            raise ConfigError(f"channel {name}", f"no such channel{f'; did you mean {near[0]}?' if near else ''}")
    chosen = tuple(known[name] for name in dict.fromkeys(order.channels)) or tuple(known.values())
    if order.period is None:
        return chosen
    fitting = tuple(channel for channel in chosen if channel.wanted.period == order.period.kind)
    if not fitting or (order.channels and len(fitting) < len(chosen)):
        raise ConfigError("channels", f"not all that were named get a digest of a {order.period.kind}")
    return fitting


def channel_of(key: str, got: Mapping[str, Sequence[str]]) -> str:
    """Return the one channel that was sent a digest; `got` has the keys of each.

    Raises:
        ConfigError: None was, or several were.
    """
    names = [name for name, keys in got.items() if key in keys]
    if not names:
        near = get_close_matches(key, {known for keys in got.values() for known in keys}, n=1)
        raise ConfigError(
            key, f"was never sent there; {f'did you mean {near[0]}?' if near else 'see: hfpapers deliver --list'}"
        )
    if len(names) > 1:
        raise ConfigError(key, f"was sent to {', '.join(names)}: say which, with --channel")
    return names[0]
