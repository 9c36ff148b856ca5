"""Scrapy's settings: everything about a crawl that is the same every time, each with its reason.

What differs between crawls is `hfpapers.config.Config`. `ConfigAddon` puts it into the settings and derives from
it what Scrapy reads under its own names, so nothing else reads the environment. The other half of a crawl is in
`HFPAPERS_ARCHIVE`, set by the spider.
"""

from __future__ import annotations

from typing import Any

from scrapy.settings import BaseSettings

from hfpapers import PROJECT_URL, __version__
from hfpapers.config import load_config

BOT_NAME = "hfpapers"
SPIDER_MODULES = ["hfpapers.spiders"]
NEWSPIDER_MODULE = "hfpapers.spiders"

# An operator who wonders who this is finds us, and robots.txt names us by the first word.
USER_AGENT = f"{BOT_NAME}/{__version__} (+{PROJECT_URL})"
ROBOTSTXT_USER_AGENT = BOT_NAME
ROBOTSTXT_OBEY = True

# Both open a port or a socket that runs code, and are on by default.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# Scrapy does not verify certificates unless told to: an archive of record must know who answered.
DOWNLOAD_VERIFY_CERTIFICATES = True

# A body cut on the wire is kept as such and asked for again, instead of being lost with an error.
DOWNLOAD_FAIL_ON_DATALOSS = False

# The bound is DOWNLOAD_MAXSIZE; a warning at 32 MB would be said of nothing or of every refusal.
DOWNLOAD_WARNSIZE = 0

# arXiv answers 406 to requests without Accept. gzip only, so that the standard library can replay what was served.
DEFAULT_REQUEST_HEADERS = {"Accept": "*/*", "Accept-Encoding": "gzip"}

# Four at once are plenty for 20 pages a day. No more in all than for one host, so that a request is never queued
# between `keep`, which stamps when it was made, and the wire. The pace is kept by middlewares, not by a delay.
CONCURRENT_REQUESTS = 4
CONCURRENT_REQUESTS_PER_DOMAIN = 4
DOWNLOAD_DELAY = 0

# What is asked for is planned. A duplicate that Scrapy drops has no errback, so its day would never be heard of.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"

# An archive wants the same answer as anyone: no state, no trail.
COOKIES_ENABLED = False
REFERER_ENABLED = False

# Spiders judge statuses: a 404 or 400 is an answer, and a failed day must be recorded.
HTTPERROR_ALLOW_ALL = True

# Reads and parses the source of a callback with every response, to warn of what mypy finds.
WARN_ON_GENERATOR_RETURN_VALUE = False

# Scrapy's own, but for a stop, which breaks off what stalls.
DOWNLOAD_HANDLERS = dict.fromkeys(("http", "https"), "hfpapers.middlewares.downloads.StoppableDownloadHandler")

# Ours take their place below.
RETRY_ENABLED = False
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False

ADDONS = {"hfpapers.settings.ConfigAddon": 100}

# From the engine to the downloader; responses pass in the opposite direction.
DOWNLOADER_MIDDLEWARES = {
    # Drops requests when they are scheduled, without an errback; other hosts are refused by the redirects.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
    # First of all: a forbidden request waits for nothing and takes nobody's turn.
    "hfpapers.middlewares.robots.RobotsMiddleware": 100,
    # 350, 400, 500: Scrapy's time-out, default headers and user agent.
    # After the headers are set, so that none of them can set Authorization.
    "hfpapers.middlewares.hf_token.HfTokenMiddleware": 510,
    # Responses come here last: retries and redirects need no body, and a cut body need not decompress.
    "hfpapers.middlewares.decompress.DecompressMiddleware": 590,
    # A redirect is followed only once it was not worth another try.
    "hfpapers.middlewares.redirect.RedirectMiddleware": 600,
    # Waits between tries are waited here, before a place in a window or the turn at arXiv is taken.
    "hfpapers.middlewares.retry.RetryMiddleware": 650,
    # 750: Scrapy's proxy from the environment, 850: its statistics.
    # The last waits before the wire: what they count is under way for as long as they count it.
    "hfpapers.middlewares.rate_limit.RateLimitMiddleware": 860,
    "hfpapers.middlewares.pace.PaceMiddleware": 870,
    # Nearest to the downloader: stamps the moment after every wait, and keeps bytes before anyone changes them.
    "hfpapers.middlewares.keep.KeepMiddleware": 990,
}

SPIDER_MIDDLEWARES = {
    # Drops requests with long addresses, without an errback: a hundred arXiv ids make one.
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    # Counts depth, which means nothing here.
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    # Warns of copied meta; a request made again carries it on purpose.
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}

ITEM_PIPELINES = {"hfpapers.pipelines.StorePipeline": 300}

# What is left is CoreStats, LogCount and CloseSpider: the outcome of a run, and limits by `-s`.
EXTENSIONS = {
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "scrapy.extensions.memdebug.MemoryDebugger": None,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
    "scrapy.extensions.throttle.AutoThrottle": None,
}

# Retries, refusals and faults; the run's outcome is told by the command.
LOG_LEVEL = "WARNING"
LOG_VERSIONS: list[str] = []
STATS_DUMP = False


class ConfigAddon:
    """Puts the configuration into the settings, where whoever started the crawl did not."""

    @classmethod
    def update_pre_crawler_settings(cls, settings: BaseSettings) -> None:
        """Load the configuration: Scrapy makes the spider, which needs it, before it asks add-ons for settings.

        Raises:
            ConfigError: A value of the environment or of `hfpapers.toml` cannot be used.
        """
        if settings.get("HFPAPERS_CONFIG") is None:
            settings.set("HFPAPERS_CONFIG", load_config(), priority="addon")

    def update_settings(self, settings: BaseSettings) -> None:
        """Derive what Scrapy reads under its own names."""
        self.update_pre_crawler_settings(settings)
        config = settings["HFPAPERS_CONFIG"]
        derived: dict[str, Any] = {
            "DOWNLOAD_MAXSIZE": config.max_body_bytes,
            # Scrapy counts the whole download, not a silence.
            "DOWNLOAD_TIMEOUT": config.timeout_seconds,
            "DNS_TIMEOUT": config.timeout_seconds,
        }
        for name, value in derived.items():
            settings.set(name, value, priority="addon")
