"""Crawls over HTTP, against servers on loopback."""
