"""The daily page of huggingface.co: the list as JSON in an attribute, and once more as article cards.

The structure, class names and attributes are those of a recorded page; every word is the sample's own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from html import escape
from string import Template
from typing import Any

from tests.upstream.entries import Entry, Person
from tests.upstream.eras import render_item, render_publisher

PUBLISHER = Person(login="sample-curator", full_name="Sample Curator", followers=12)

_DATE_STRING_SINCE = date(2026, 1, 1)
_PERIOD_TYPE_SINCE = date(2025, 1, 1)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

_PAGE = Template("""<!doctype html>
<html class="">
	<head>
		<meta charset="utf-8" />
		<meta property="og:title" content="Daily Papers - Sample" />
		<title>Daily Papers - Sample</title>
	</head>
	<body class="flex flex-col min-h-screen bg-white dark:bg-gray-950 text-black DailyPapersPage">
		<div class="flex min-h-screen flex-col">
	<div class="SVELTE_HYDRATER contents" data-target="MainHeader" \
data-props="{&quot;isWide&quot;:false}"><header></header></div>
	<div class="SVELTE_HYDRATER contents" data-target="SSOBanner" data-props="{}"></div>
	<main class="flex flex-1 flex-col"><div class="SVELTE_HYDRATER contents" \
data-target="DailyPapersBannerSubscribe" data-props="{&quot;isLoggedIn&quot;:false}"><a href="/login">Sample</a></div>
	<div class="SVELTE_HYDRATER contents" data-target="DailyPapers"$attribute>\
<section class="container relative mb-20 mt-8 md:mt-14">\
<h1 class="text-2xl font-bold md:text-3xl"><a href="/papers" class="hover:text-gray-600">Daily Papers</a></h1>
		<div class="order-2 flex justify-end"><div class="flex items-stretch ">$previous
	<time class="relative flex flex-col items-stretch" datetime="${day}T00:00:00.000Z">\
<span class="rounded-t-lg">$month</span>
		<span class="rounded-b-lg">$day_of_month</span></time>
	$next</div></div>
	<div class="relative grid grid-cols-1 gap-5 lg:grid-cols-2 xl:grid-cols-3">
$cards
	</div></section></div></main>
		</div>
	</body>
</html>
""")

_CARD = Template("""\
				<div><article class="relative flex flex-col overflow-hidden rounded-xl border">\
<a href="$link" class="shadow-alternate-sm peer relative block h-56 w-full cursor-pointer"></a>
						<div class="pointer-events-none absolute right-2 top-56 -mt-8">$submitted</div>
						<div class="from-gray-50-to-white -mt-2 flex"><div class="flex w-full gap-6">\
<div class="flex flex-wrap items-center gap-2.5 pt-1 "><a href="/login?next=$quoted_link" class="self-start">
<div class="shadow-alternate flex h-14 w-12 gap-1"><input disabled type="checkbox"  class="peer hidden">
		<div class="leading-none">$upvotes</div></div></a>
	</div>
								<div class="w-full"><h3 class="mb-1 text-lg/6 font-semibold">\
<a href="$link" class="line-clamp-3 cursor-pointer text-balance">$title</a></h3>
									<div class="flex items-center justify-between"><a href="$link" class="flex">\
<ul class="flex items-center"><li class="text-gray-600"><div class="flex truncate"><div class="ml-1 mr-2.5">·</div>
													$authors authors
												</div></li></ul></a>
										<a href="$link#community" class="text-md flex items-center gap-2 text-gray-400">
												$comments
											</a></div>
								</div></div>
						</div></article>
				</div>""")


def render_page(
    day: date, entries: Sequence[Entry], previous_day: date | None, next_day: date | None, *, with_props: bool
) -> str:
    """Render a day's page.

    Args:
        day: The day shown.
        entries: Its whole list, in order: pages have no paging.
        previous_day: The nearest earlier day with papers; None where there is none.
        next_day: The nearest later one.
        with_props: Whether `data-props` is there; without it only the cards tell the list.
    """
    attribute = ""
    if with_props:
        props = json.dumps(_props(day, entries, previous_day, next_day), ensure_ascii=False, separators=(",", ":"))
        attribute = f' data-props="{_in_attribute(props)}"'
    return _PAGE.substitute(
        attribute=attribute,
        previous=_neighbour(previous_day),
        next=_neighbour(next_day),
        day=day.isoformat(),
        month=f"{day:%b}",
        day_of_month=day.day,
        cards="\n".join(_card(entry, day) for entry in entries),
    )


def _props(day: date, entries: Sequence[Entry], previous_day: date | None, next_day: date | None) -> dict[str, Any]:
    in_2026 = day >= _DATE_STRING_SINCE
    props: dict[str, Any] = {"canSubmit": False}
    props |= {"dateString": day.isoformat()} if in_2026 else {"date": f"{day.isoformat()}T00:00:00.000Z"}
    props["dailyPapers"] = [render_item(entry, day, on_page=True) for entry in entries]
    if next_day is not None:
        props["nextDate"] = next_day.isoformat()
    if previous_day is not None:
        props["prevDate"] = previous_day.isoformat()
    if day >= _PERIOD_TYPE_SINCE:
        props["periodType"] = "day"
    props["publisher"] = render_publisher(PUBLISHER)
    return props


def _card(entry: Entry, day: date) -> str:
    item = render_item(entry, day)
    link = f"/papers/{escape(entry.arxiv_id)}"
    submitter = item.get("submittedBy", {}).get("name")
    return _CARD.substitute(
        link=link,
        quoted_link=link.replace("/", "%2F"),
        submitted=f"Submitted by\n\t\t\t\t\t\t\t\t{escape(submitter)}" if submitter else "",
        upvotes="-" if entry.upvotes is None else entry.upvotes,
        title=escape(_CONTROLS.sub("", item["title"])),
        authors=len(entry.authors),
        comments=entry.comments,
    )


def _in_attribute(text: str) -> str:
    """Escape as upstream does: a single quote stays."""
    return escape(text, quote=False).replace('"', "&quot;")


def _neighbour(day: date | None) -> str:
    if day is None:
        return ""
    return f'<a href="/papers/date/{day.isoformat()}" class="group my-0.5 flex w-8"></a>'
