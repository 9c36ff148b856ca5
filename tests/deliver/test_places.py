"""Digests as files and feeds."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import feedparser  # type: ignore[import-untyped]  # it ships no annotations
import pytest

from hfpapers.commands.delivery_telling import _MOST_COLUMNS
from hfpapers.config.channels import FeedChannel, FileChannel, Wanted
from hfpapers.deliver.courier import Parcel, RefusedError
from hfpapers.deliver.feeds import feed_digest
from hfpapers.deliver.places import FeedCourier, FileCourier
from hfpapers.digest.model import Digest
from hfpapers.errors import DayUnavailableError
from hfpapers.model.delivery import DeliveryPart
from hfpapers.model.periods import Period, PeriodKind
from tests.deliver.sender import KEY, NOW, Sender
from tests.deliver.test_outbox import DELIVERY
from tests.digest.rows import SAMPLE, one_day

LATER = NOW + timedelta(hours=1)


def test_a_file_for_each_format_is_put_in_its_place_once(sender: Sender, tmp_path: Path) -> None:
    folder = tmp_path / "digests"
    folder.mkdir()
    sender.configure(
        f'[channels.disk]\ntype = "file"\nfolder = "{folder}"\nformats = ["md", "html"]\nstyle = "roundup"\n'
    )
    done = sender.deliver()
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines() == ["channel disk: roundup/en/day/2026-11-19: sent (2 parts)"]
    assert sorted(path.name for path in folder.iterdir()) == ["2026-11-19.roundup.html", "2026-11-19.roundup.md"]
    (folder / "2026-11-19.roundup.md").write_text("mine now")
    assert sender.deliver(at=LATER).stderr.splitlines() == ["nothing is due"]
    assert (folder / "2026-11-19.roundup.md").read_text() == "mine now"


def test_a_folder_that_is_not_there_is_refused_and_tried_again(sender: Sender) -> None:
    sender.configure('[channels.disk]\ntype = "file"\nfolder = "digests"\n')
    refused = sender.deliver()
    assert refused.returncode == 3
    assert "digests/2026-11-19.list.md: cannot be written (No such file or directory); the next run" in refused.stderr
    (sender.home / "digests").mkdir()
    assert sender.deliver(at=LATER).returncode == 0
    assert (sender.home / "digests" / "2026-11-19.list.md").read_text().startswith("# ")


def test_a_kill_leaves_no_doubt_about_a_file(sender: Sender, tmp_path: Path) -> None:
    sender.configure('[channels.disk]\ntype = "file"\nfolder = "digests"\n')
    (sender.home / "digests").mkdir()
    watch = {"log": str(tmp_path / "log"), "place": "commit", "number": 2, "side": "after"}
    assert sender.start_deliver(watch=watch).end().returncode < 0
    done = sender.deliver(at=LATER)
    assert done.returncode == 0, done.stderr
    assert (sender.home / "digests" / "2026-11-19.list.md").exists()
    assert sender.deliver(at=LATER).stderr.splitlines() == ["nothing is due"]


def test_a_feed_holds_the_newest_periods_whole() -> None:
    asked: list[Period] = []

    def make_digest(period: Period) -> Digest:
        asked.append(period)
        return replace(one_day(*SAMPLE), period=period)

    channel = FeedChannel(name="feed", wanted=Wanted(), path=Path("feed.json"), format="jsonfeed", entries=3)
    day = Period.of_day(date(2026, 11, 17))
    assert FeedCourier(channel).compose(make_digest, day, KEY) is not None
    assert [(one.since, one.until) for one in asked] == [
        (day.since, day.until),
        (date(2026, 11, 15), date(2026, 11, 17)),
    ]
    asked.clear()
    newest = Period.of_day(date(2026, 11, 19))
    assert FeedCourier(channel, newest).compose(make_digest, day, KEY) is not None
    assert (asked[1].since, asked[1].until) == (date(2026, 11, 17), date(2026, 11, 19)), "a late day takes nothing away"


@pytest.mark.parametrize(
    ("period", "first"),
    [
        (Period.of_week("2026-W02"), date(2025, 12, 22)),
        (Period.of_month("2026-02"), date(2025, 12, 1)),
        (Period.of_month("2026-12"), date(2026, 10, 1)),
    ],
)
def test_a_feed_counts_in_its_own_periods(period: Period, first: date) -> None:
    asked: list[Period] = []

    def make_digest(wanted: Period) -> Digest:
        asked.append(wanted)
        return replace(one_day(*SAMPLE), period=wanted)

    channel = FeedChannel(name="feed", wanted=Wanted(), path=Path("feed.json"), format="jsonfeed", entries=3)
    FeedCourier(channel).compose(make_digest, period, KEY)
    assert (asked[1].since, asked[1].until) == (first, period.until)


def test_a_feed_has_of_each_period_what_other_channels_get() -> None:
    asked: list[Period] = []

    def make_digest(wanted: Period) -> Digest:
        asked.append(wanted)
        if wanted.since == date(2026, 11, 17) and wanted.kind is PeriodKind.DAY:
            raise DayUnavailableError("2026-11-17", "has no list", "hfpapers crawl")
        entry = replace(SAMPLE[0], day=wanted.since)
        digest = one_day(*SAMPLE, top=1)
        section = replace(digest.sections[0], entries=(replace(digest.entries[0], listing=entry),))
        return replace(digest, period=wanted, sections=(section,))

    digest = feed_digest(make_digest, Period.of_day(date(2026, 11, 18)), 3)
    assert [period.kind for period in asked] == [PeriodKind.RANGE, *[PeriodKind.DAY] * 3]
    assert [entry.listing.day for entry in digest.entries] == [date(2026, 11, 16), date(2026, 11, 18)]
    assert digest.counts.shown == 2
    assert digest.lede == "Daily papers", "how one period was chosen is not told of all"


@pytest.mark.parametrize("fmt", ["rss", "atom", "jsonfeed"])
@pytest.mark.parametrize("more", ["", 'style = "roundup"\ntop = 2\nlang = "zh"\n'])
def test_a_feed_that_is_delivered_is_valid_and_has_the_newest_days_first(sender: Sender, fmt: str, more: str) -> None:
    sender.configure(f'[channels.feed]\ntype = "feed"\npath = "feed.out"\nformat = "{fmt}"\nentries = 3\n{more}')
    done = sender.deliver()
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    days = listed_days(sender.home / "feed.out", fmt)
    numbers = {"2026-11-19": 6, "2026-11-18": 5, "2026-11-17": 3}
    assert list(dict.fromkeys(days)) == list(numbers)
    assert Counter(days) == {day: 2 if more else number for day, number in numbers.items()}
    before = (sender.home / "feed.out").read_bytes()
    assert sender.deliver(at=LATER).stderr.splitlines() == ["nothing is due"]
    assert (sender.home / "feed.out").read_bytes() == before


def test_a_feed_goes_on_under_the_same_name_and_its_papers_keep_theirs(sender: Sender) -> None:
    sender.configure('[channels.feed]\ntype = "feed"\npath = "feed.atom"\nentries = 2\n')
    path = sender.home / "feed.atom"
    assert sender.deliver("--date", "2026-11-18").returncode == 0
    first = feedparser.parse(path.read_bytes())
    assert sender.deliver(at=LATER).returncode == 0
    second = feedparser.parse(path.read_bytes())
    assert first.feed.id == second.feed.id
    names = [{entry.id for entry in feed.entries} for feed in (first, second)]
    kept = {entry.id for entry in first.entries if entry.published.startswith("2026-11-18")}
    assert len(kept) == 5
    assert kept == names[0] & names[1]


def listed_days(path: Path, fmt: str) -> list[str]:
    """Read a feed as a program that reads feeds does, and give the day of each of its items."""
    if fmt == "jsonfeed":
        items = json.loads(path.read_bytes())["items"]
        return [item["date_published"][:10] for item in items]
    feed = feedparser.parse(path.read_bytes())
    assert not feed.bozo, feed.get("bozo_exception")
    return [f"{date(*entry.published_parsed[:3])}" for entry in feed.entries]


def test_a_dry_run_shows_no_binary_file(sender: Sender) -> None:
    sender.configure('[channels.disk]\ntype = "file"\nfolder = "."\nformats = ["epub", "csl-json"]\n')
    shown = sender.deliver("--dry-run")
    assert shown.returncode == 0, shown.stderr
    files = [f"{sender.home}/2026-11-19.list.{suffix}"[:_MOST_COLUMNS] for suffix in ("epub", "csl.json")]
    assert f"  | {files[0]}\n  | {files[1]}\n  | [\n" in shown.stdout
    assert all(line.isprintable() for line in shown.stdout.splitlines())


def test_a_feed_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "feed.json"
    path.write_text("old")
    channel = FeedChannel(name="feed", wanted=Wanted(), path=path, format="jsonfeed")
    courier = FeedCourier(channel)
    parcel = courier.compose(lambda _: one_day(*SAMPLE), Period.of_day(date(2024, 4, 4)), KEY)
    assert isinstance(parcel, Parcel)
    with courier.carrying(DELIVERY, parcel.content, now=NOW) as carry:
        carry(DeliveryPart(name="feed"))
    assert path.read_bytes().startswith(b"{")
    assert [found.name for found in tmp_path.iterdir()] == ["feed.json"]


def test_what_cannot_be_written_is_refused_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "2024-04-04.list.md").mkdir()
    courier = FileCourier(FileChannel(name="disk", wanted=Wanted(), folder=tmp_path))
    parcel = courier.compose(lambda _: one_day(*SAMPLE), Period.of_day(date(2024, 4, 4)), KEY)
    assert isinstance(parcel, Parcel)
    with courier.carrying(DELIVERY, parcel.content, now=NOW) as carry, pytest.raises(RefusedError) as caught:
        carry(DeliveryPart(name="md"))
    assert caught.value.problem.startswith(f"{tmp_path}/2024-04-04.list.md: cannot be written (")
    assert not caught.value.is_down
