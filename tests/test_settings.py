"""What every crawl is bound by, as Scrapy reads it."""

from __future__ import annotations

import pytest
from scrapy.settings import Settings

from hfpapers.settings import USER_AGENT, ConfigAddon
from hfpapers.spiders.arxiv import ArxivSpider
from hfpapers.spiders.daily import DailySpider


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REMOTE_CONTROL_ENABLED", False),
        ("TELNETCONSOLE_ENABLED", False),
        ("ROBOTSTXT_OBEY", True),
        ("DOWNLOAD_VERIFY_CERTIFICATES", True),
        ("COOKIES_ENABLED", False),
        ("DOWNLOAD_MAXSIZE", 32 * 1024 * 1024),
        ("REDIRECT_ENABLED", False),
        ("RETRY_ENABLED", False),
    ],
)
def test_a_crawl_is_bound_by(name: str, value: object) -> None:
    settings = Settings()
    settings.setmodule("hfpapers.settings", priority="project")
    ConfigAddon().update_settings(settings)
    for spider in (DailySpider, ArxivSpider):
        spider.update_settings(settings)
    assert settings.get(name) == value


def test_the_user_agent_names_the_project_and_where_it_lives() -> None:
    assert USER_AGENT.startswith("hfpapers/")
    assert "(+https://" in USER_AGENT
