"""`python -m benchmarks.imports`: what `export` is measured by, a process that imports these three and does nothing."""

from __future__ import annotations

import click
import jinja2
import sqlalchemy

__all__ = ["click", "jinja2", "sqlalchemy"]
