"""Parsers, one package for each source: bytes in, `Parsed[record]` out, nothing else touched.

A parser is pure: no clock, no network, no logging, no database. It refuses a body that is not
what was asked for and tells every oddity as an issue; what to do about them is for others.
"""
