"""The keys of `request.meta` that the project uses. A retry and a redirect carry all but the two of one exchange."""

from __future__ import annotations

from typing import Final

#: `hfpapers.model.fetched.Intent`: why a spider asks. robots.txt requests have none.
INTENT: Final = "hfpapers_intent"

#: Aware UTC datetime: when this try was handed to the downloader. Set by `keep`.
REQUESTED_AT: Final = "hfpapers_requested_at"

#: What the archive gave back for this exchange: `.ref` and `.fetch_id`. Set by `keep`; absent without a response.
KEPT: Final = "hfpapers_kept"

#: Int, from 1: which try of the request this is; absent is 1.
TRY: Final = "hfpapers_try"

#: `time.monotonic()` moment before which the request must not be sent.
NOT_BEFORE: Final = "hfpapers_not_before"

#: Text: why no further try was made, on the request of a response or failure that was worth one.
GAVE_UP: Final = "hfpapers_gave_up"

#: List of the addresses that redirected here, oldest first. Scrapy's own name for it.
REDIRECT_URLS: Final = "redirect_urls"

#: True on requests that robots.txt does not bind. Scrapy's own name for it.
DONT_OBEY_ROBOTSTXT: Final = "dont_obey_robotstxt"

#: What belongs to one exchange, not to the request, and is left behind when it is made anew.
OF_ONE_EXCHANGE: Final = (REQUESTED_AT, KEPT, NOT_BEFORE, GAVE_UP, "download_latency")
