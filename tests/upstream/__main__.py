"""Serve the sample upstream until it is told to stop: `python -m tests.upstream`.

Prints one line that a shell can read, `HFPAPERS_HF_URL=... HFPAPERS_ARXIV_URL=... HFPAPERS_OAI_URL=...`, once both
sites answer. SIGTERM and SIGINT end it with exit code 0.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from datetime import date

from tests.upstream.sample import TODAY
from tests.upstream.upstream import Upstream


def main(arguments: list[str] | None = None) -> int:
    """Run the server; return the exit code."""
    options = _parser().parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with Upstream(today=options.today, hf_port=options.hf_port, arxiv_port=options.arxiv_port) as upstream:
        line = (
            f"HFPAPERS_HF_URL={upstream.hf_url} HFPAPERS_ARXIV_URL={upstream.arxiv_url} "
            f"HFPAPERS_OAI_URL={upstream.oai_url}"
        )
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
        if not options.print_env:
            days = upstream.archive.days_with_papers()
            sys.stderr.write(f"{len(days)} days from {days[0]} to {days[-1]}; stop with Ctrl-C\n")
        stop.wait()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.upstream", description="Serve the sample upstream.")
    parser.add_argument("--hf-port", type=int, default=0, help="port of Hugging Face (default: a free one)")
    parser.add_argument("--arxiv-port", type=int, default=0, help="port of arXiv (default: a free one)")
    parser.add_argument("--today", type=date.fromisoformat, default=TODAY, help="the day that it is upstream")
    parser.add_argument("--print-env", action="store_true", help="print the addresses and nothing else")
    return parser


if __name__ == "__main__":
    sys.exit(main())
