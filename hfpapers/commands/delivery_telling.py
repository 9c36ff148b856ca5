"""What came of deliveries, in words: outcomes in, lines on stderr or text for stdout out.

A line names the channel and the key of the digest, and how it goes on. Nothing here knows a secret or a recipient.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from hfpapers.commands import logs
from hfpapers.commands.counting import number_of
from hfpapers.deliver.outcomes import OPEN_RESULTS, Outcome, Preview, Result
from hfpapers.model.delivery import DeliveryView

if TYPE_CHECKING:
    from hfpapers.jobs.delivery import DeliveryResult

_FIRST_LINES = 6
_MOST_COLUMNS = 100

_logger = logging.getLogger(logs.COMMANDS)


def tell_outcome(outcome: Outcome) -> None:
    """Tell what came of a digest: of what is still open as a warning, with its mend."""
    level = logging.WARNING if outcome.result in OPEN_RESULTS else logging.INFO
    fields = {"event": "delivery", **_values(outcome)}
    _logger.log(level, "%s", outcome_line(outcome), extra={"fields": fields})


def tell_rest(result: DeliveryResult) -> None:
    """Tell what is wrong with whole channels, and which periods wait or were passed over."""
    if result.problem is not None:
        _logger.warning("deliveries: %s", result.problem)
    for channel in result.channels:
        if channel.problem is not None:
            words = channel.problem
            _logger.warning("%s", words if words.startswith("channel ") else f"channel {channel.channel}: {words}")
        if channel.waiting:
            named = ", ".join(period.label for period in channel.waiting)
            _logger.info("channel %s: %s not listed whole yet: not sent", channel.channel, named)
        if channel.passed_over:
            named = ", ".join(period.label for period in channel.passed_over)
            more = "longer ago than catch_up reaches: not sent; name one to have it sent"
            _logger.warning("channel %s: %s: %s", channel.channel, named, more)


def outcome_line(outcome: Outcome) -> str:
    """Say what came of a digest, and what is to be done."""
    what = f"channel {outcome.channel}: {outcome.digest_key}"
    parts = f"{outcome.parts_sent} of {outcome.parts}"
    match outcome.result:
        case Result.SENT:
            return f"{what}: sent" + (f" ({number_of(outcome.parts, 'part')})" if outcome.parts > 1 else "")
        case Result.ALREADY:
            return f"{what}: was sent before; to send it once more: {_repeat(outcome)}"
        case Result.NOTHING:
            return f"{what}: nothing to show: not sent"
        case Result.REFUSED:
            return f"{what}: not sent ({parts} parts are): {outcome.detail}; the next run tries again"
        case Result.UNKNOWN:
            fate = f"it is not known whether it arrived ({parts} parts did): {outcome.detail}"
        case Result.LEFT:
            fate = f"{parts} parts were sent: {outcome.detail}"
    return f"{what}: {fate}; look, then run: {_repeat(outcome)}, or with --done in place of --repeat"


def summary(result: DeliveryResult) -> str:
    """Sum deliveries up in a few words."""
    sent = sum(outcome.result is Result.SENT for outcome in result.outcomes)
    left = sum(outcome.result in OPEN_RESULTS for outcome in result.outcomes)
    return f"{number_of(sent, 'digest')} sent" + (f", {left:,} not" if left else "")


def summary_fields(result: DeliveryResult) -> dict[str, Any]:
    """Sum deliveries up for machines."""
    problems = [result.problem, *(channel.problem for channel in result.channels)]
    return {
        "sent": sum(outcome.result is Result.SENT for outcome in result.outcomes),
        "open": [_values(outcome) for outcome in result.outcomes if outcome.result in OPEN_RESULTS],
        "problems": [problem for problem in problems if problem is not None],
    }


def preview_text(preview: Preview) -> str:
    """Show what would be sent where."""
    return "".join(f"{line}\n" for line in _preview_lines(preview))


def list_text(rows: Sequence[DeliveryView], fmt: str) -> str:
    """Show the outbox, as text or as JSON."""
    if fmt == "json":
        return json.dumps([_row_values(row) for row in rows], indent=2, ensure_ascii=False) + "\n"
    channel = max((len(row.channel) for row in rows), default=0)
    key = max((len(row.digest_key) for row in rows), default=0)
    return "".join(
        f"{row.channel:<{channel}}  {row.digest_key:<{key}}  {row.state:<7}  {row.parts_sent}/{row.parts}  "
        f"{_moment(row.sent_at or row.sending_at or row.created_at)}{f'  {row.detail}' if row.detail else ''}\n"
        for row in rows
    )


def _preview_lines(preview: Preview) -> Iterator[str]:
    yield f"channel {preview.channel}: {preview.digest_key}"
    if preview.result is not Result.SENT:
        yield f"  {_WHY_NOT[preview.result]}"
        return
    to = "" if preview.recipients is None else f" to {number_of(preview.recipients, 'recipient')}"
    yield f"  {preview.title}"
    yield f"  {number_of(preview.parts, 'part')}{to}, {number_of(preview.size_bytes, 'byte')}"
    for text in preview.texts:
        lines = [_printable(line) for line in text.splitlines() if line.strip()]
        yield from (f"  | {line[:_MOST_COLUMNS]}" for line in lines[:_FIRST_LINES])
        if len(lines) > _FIRST_LINES:
            yield f"  | ... {number_of(len(lines) - _FIRST_LINES, 'more line')}"


def _printable(line: str) -> str:
    """Leave out what a terminal would act upon."""
    return "".join(character if character.isprintable() else " " for character in line)


_WHY_NOT = {
    Result.REFUSED: "was refused; would be tried again",
    Result.UNKNOWN: "would not be sent: it is not known whether it arrived",
    Result.NOTHING: "would not be sent: nothing to show",
    Result.ALREADY: "would not be sent: was sent before",
    Result.LEFT: "would not be sent: what is left of it is not held any more",
}


def _repeat(outcome: Outcome) -> str:
    return f"hfpapers deliver --channel {outcome.channel} --repeat '{outcome.digest_key}'"


def _values(outcome: Outcome) -> dict[str, Any]:
    values = asdict(outcome)
    del values["is_news"]
    return {**values, "result": str(outcome.result)}


def _row_values(row: DeliveryView) -> dict[str, Any]:
    values = asdict(row)
    return {name: _moment(value) if isinstance(value, datetime) else value for name, value in values.items()}


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
