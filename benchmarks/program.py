"""`python -m benchmarks.program ...` is `hfpapers ...`, for a calendar that is long enough.

Hugging Face's first list is of 2023-05-04, fewer than 1,500 days ago: here the first one may be earlier. All else is
the program as it is.
"""

from __future__ import annotations

from datetime import date

from hfpapers.model import coverage

# Before anything imports it from there.
coverage.FIRST_DAY = date(2020, 1, 1)

if __name__ == "__main__":
    from hfpapers.commands import main

    main()
