"""Which courier a channel has."""

from __future__ import annotations

from hfpapers.config.channels import Channel, ChatChannel, FeedChannel, FileChannel, MailChannel
from hfpapers.deliver.chat import ChatCourier
from hfpapers.deliver.courier import Courier
from hfpapers.deliver.mail import MailCourier
from hfpapers.deliver.places import FeedCourier, FileCourier
from hfpapers.model.periods import Period


def courier_for(channel: Channel, *, timeout_seconds: float, newest: Period | None = None) -> Courier:
    """Return the courier of a channel.

    Args:
        channel: As it is configured.
        timeout_seconds: So long may an answer on the network take.
        newest: The newest period that the channel got, or is about to get.
    """
    match channel:
        case MailChannel():
            return MailCourier(channel, timeout_seconds)
        case ChatChannel():
            return ChatCourier(channel, timeout_seconds)
        case FileChannel():
            return FileCourier(channel)
        case FeedChannel():
            return FeedCourier(channel, newest)
