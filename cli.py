"""`python cli.py ...` in a checkout is `hfpapers ...` of an installation."""

from __future__ import annotations

from hfpapers.commands import main

if __name__ == "__main__":
    main()
