"""Tests of the archive on disk."""
