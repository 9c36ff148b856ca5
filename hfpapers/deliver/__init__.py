"""Delivery: what an archive holds and a channel of the configuration in, a digest that was sent once out.

`due` says which digests a channel is to get, `keys` what they are called, a courier (`mail`, `chat`, `places`) makes
the content and carries it, and `outbox` keeps account, so that nothing goes out twice unasked and nothing is lost
without a word. `run` puts them together. What is slow to import, apprise above all, is imported by who uses it.
"""
