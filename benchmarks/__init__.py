"""What crawl and replay cost, beside the least that the same work can cost. `make bench` runs it.

- `workload`: invented days, rendered. `upstream`: serves them, in a process of its own.
- `bare`, `bare_warc`, `bare_rows`: the least possible: `http.client`, `json`, warcio and `sqlite3` in a loop.
- `program`: hfpapers, as a user starts it.
- `archive`: an archive of many papers, made quickly. `digests`: what `export` takes on it, beside `imports`.
- `processes`, `suite`, `same_work`: what is run and measured, and that both did the same.
- `report`, `machine`: results as text, as JSON, and in `docs/performance.md`.

No test asserts a speed: speeds are of a machine and an hour. What is compared is measured in turn.
"""
