"""`make demo`: archive a sample day over real HTTP, from a server on this machine, and show its digest.

In: the sample upstream and the installed console script. Out: the digest on the terminal and, with its HTML twin,
in build/demo. Nothing is asked of the real sites, and no archive of the user is touched. Ends with the exit code
of the first command that failed.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.upstream import Upstream

DAY = "2024-04-04"
ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "build" / "demo"
_TIMEOUT_SECONDS = 300


def main() -> int:
    """Run the demo; return the exit code."""
    script = shutil.which("hfpapers", path=str(Path(sys.executable).parent))
    if script is None:
        print("demo: the command hfpapers is not installed beside this Python; run: make setup", file=sys.stderr)
        return 1
    OUTPUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="hfpapers-demo-") as home, Upstream() as upstream:
        environment = _environment(home, upstream)
        _say(f"The sample sites answer at {upstream.hf_url} and {upstream.arxiv_url}; the archive is a new folder.")
        for why, arguments in _steps():
            _say(why)
            _say("$ " + shlex.join(["hfpapers", *arguments]))
            command = [script, *arguments]
            done = subprocess.run(command, cwd=ROOT, env=environment, timeout=_TIMEOUT_SECONDS, check=False)
            if done.returncode != 0:
                print(f"demo: that ended with exit code {done.returncode}", file=sys.stderr)
                return done.returncode
    _say("The digest, as Markdown and as one HTML file:")
    for path in _digests():
        _say(f"  {path.relative_to(ROOT)}  ({path.stat().st_size:,} bytes)")
    return 0


def _steps() -> Sequence[tuple[str, list[str]]]:
    """List what is run: why, and the arguments of `hfpapers`."""
    markdown, html = _digests()
    return [
        ("\n1. Archive a day: its list from Hugging Face, then its papers from arXiv.", ["crawl", "--date", DAY]),
        ("\n2. What the archive knows now.", ["status"]),
        (
            "\n3. The day's digest, to a file in each format.",
            ["export", "--date", DAY, "-o", str(markdown.relative_to(ROOT))],
        ),
        ("", ["export", "--date", DAY, "-o", str(html.relative_to(ROOT))]),
        ("\n4. And to the terminal.\n", ["export", "--date", DAY, "--format", "md"]),
    ]


def _digests() -> tuple[Path, Path]:
    return OUTPUT / f"{DAY}.list.md", OUTPUT / f"{DAY}.list.html"


def _environment(home: str, upstream: Upstream) -> dict[str, str]:
    """Make the commands' environment: the sample sites for the real ones, without the user's settings and proxies."""
    ours = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HFPAPERS_", "HF_")) and not name.lower().endswith("_proxy")
    }
    return ours | {
        "HFPAPERS_HOME": home,
        "HFPAPERS_HF_URL": upstream.hf_url,
        "HFPAPERS_ARXIV_URL": upstream.arxiv_url,
        "HFPAPERS_OAI_URL": upstream.oai_url,
        "HFPAPERS_ARXIV_INTERVAL_SECONDS": "0.05",
        "HFPAPERS_RETRY_SECONDS": "0.05",
    }


def _say(text: str) -> None:
    # Flushed, so that it stands before what the commands write.
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
