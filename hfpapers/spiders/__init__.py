"""Spiders: what is wanted in, requests and read answers out. They schedule; they neither parse nor store."""
