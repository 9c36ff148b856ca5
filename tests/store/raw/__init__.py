"""Tests of the WARC files."""
