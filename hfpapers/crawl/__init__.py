"""Runs a crawl: what is wanted in, what came of it out. What commands and jobs call.

Starts Scrapy in this process (once per process: its reactor cannot be started again), Hugging Face and
arXiv side by side, and judges from the archive, not from Scrapy's statistics, whether all that
upstream offers is stored.
"""

from __future__ import annotations

from hfpapers.crawl.estimate import CrawlEstimate, estimate_crawl
from hfpapers.crawl.order import CrawlOrder, CrawlProgress, CrawlResult
from hfpapers.crawl.run import run_crawl

__all__ = ["CrawlEstimate", "CrawlOrder", "CrawlProgress", "CrawlResult", "estimate_crawl", "run_crawl"]
