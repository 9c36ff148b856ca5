"""Texts by a language model: what it is told of a paper, what it is asked, and what its answers are checked for.

In: papers as they are held, the configuration. Out: typed answers of `hfpapers.model.enrichment`, with the verdict of
each check. Nothing here writes to the database.
"""
