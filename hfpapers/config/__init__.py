"""All configuration: the environment, `hfpapers.toml` in the home folder and the command line, in one frozen value.

The only package that reads the environment. In: option values, `os.environ`, the file. Out: `Config`,
every value checked. Precedence: option, environment, file, default. Nothing is created on disk.
"""

from __future__ import annotations

from hfpapers.config.loading import CONFIG_FILE, default_home, load_config
from hfpapers.config.readers import read_database_url, read_secret_url
from hfpapers.config.settings import ARXIV_MIN_INTERVAL_SECONDS, Config

__all__ = [
    "ARXIV_MIN_INTERVAL_SECONDS",
    "CONFIG_FILE",
    "Config",
    "default_home",
    "load_config",
    "read_database_url",
    "read_secret_url",
]
