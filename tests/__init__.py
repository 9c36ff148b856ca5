"""The tests, and what they need: a sample upstream, a PostgreSQL, guards."""
