"""What every test has: the guards, the goldens, what upstream was recorded to say, and the databases."""

from __future__ import annotations

pytest_plugins = ("pytester", "tests.guards", "tests.goldens", "tests.recorded", "tests.pg.plugin")
