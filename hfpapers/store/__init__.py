"""The archive on disk: the database, the raw bodies, the journals. The only SQLAlchemy.

- `schema`, `types`, `views`: what is kept; `migrate`, `engine`, `database`: how it is opened.
- `writer`: the only way to write rows; `queries`: the way to read them.
- `raw`: WARC files; `journal`: what is in no body; `archive`: all of it together, for a run.
"""
