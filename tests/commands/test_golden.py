"""`hfpapers raw golden`: test cases from what was kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hfpapers import ingest
from hfpapers.commands.golden import PAGES
from hfpapers.config import Config, load_config
from hfpapers.model.fetched import Endpoint, Fetched, Intent
from hfpapers.store.archive import Archive
from hfpapers.store.raw import Exchange
from tests.commands.conftest import Invoke
from tests.sources.cases import GOLDEN, outcome
from tests.sources.test_goldens import PARSERS

DAY = date(2024, 4, 4)
BUSY_DAY = date(2026, 11, 17)
AT = datetime(2026, 11, 20, 3, tzinfo=UTC)
URL = "https://hub.example/api/daily_papers?date=2026-06-03"


def body_of(page: str, case: str) -> bytes:
    (path,) = (GOLDEN / page / case).glob("body.*")
    return path.read_bytes()


@pytest.fixture
def keep(tmp_path: Path) -> Callable[..., None]:
    """Keep a body, in the archive that `invoke` looks at."""
    config: Config = load_config(home=tmp_path / "home", environ={})

    def keep_one(body: bytes, intent: Intent, *, status: int = 200, url: str = URL) -> None:
        with Archive.open(config, command="test", now=AT) as archive:
            archive.keep(Exchange(url=url, status=status, body=body, requested_at=AT, intent=intent))
            archive.finish("ok", None, now=AT)

    return keep_one


def daily(day: date = date(2026, 6, 3)) -> Intent:
    return Intent(endpoint=Endpoint.DAILY_API, day=day, look_at=AT, limit=100)


def made(result_output: str) -> list[Path]:
    return [Path(line) for line in result_output.splitlines() if line.startswith("/")]


@pytest.mark.parametrize(
    ("page", "case", "intent", "suffix"),
    [
        ("huggingface/daily_json", "unknown-keys", daily(), "json"),
        ("huggingface/daily_json", "html-with-200", daily(), "bin"),
        ("huggingface/daily_json", "byte-order-mark", daily(), "bin"),
        ("huggingface/daily_json", "empty-body", daily(), "bin"),
        (
            "huggingface/daily_page",
            "layout-2026",
            Intent(endpoint=Endpoint.DAILY_PAGE, day=date(2026, 6, 3), look_at=AT),
            "html",
        ),
        (
            "arxiv/atom",
            "layout-2026",
            Intent(endpoint=Endpoint.ARXIV_ATOM, arxiv_ids=("2606.90060", "math/0309136", "2606.90061")),
            "xml",
        ),
        ("arxiv/atom", "rate-exceeded", Intent(endpoint=Endpoint.ARXIV_ATOM, arxiv_ids=("2606.90060",)), "bin"),
    ],
)
def test_a_body_becomes_the_case_that_the_goldens_test_would_make(
    invoke: Invoke,
    keep: Callable[..., None],
    tmp_path: Path,
    page: str,
    case: str,
    intent: Intent,
    suffix: str,
) -> None:
    body = body_of(page, case)
    keep(body, intent)
    result = invoke("raw", "golden", URL, "--case", "from-the-archive", "--to", str(tmp_path / "golden"))
    assert result.exit_code == 0, result.output
    folder = tmp_path / "golden" / page / "from-the-archive"
    assert made(result.stdout) == [folder]
    assert sorted(path.name for path in folder.iterdir()) == [f"body.{suffix}", "expected.json", "meta.json"]
    assert (folder / f"body.{suffix}").read_bytes() == body
    assert json.loads((folder / "meta.json").read_text())["url"] == URL
    assert outcome(folder, PARSERS[page]) == (folder / "expected.json").read_text(encoding="utf-8")


def test_a_body_that_the_parser_refuses_gives_the_error_that_is_expected(
    invoke: Invoke, keep: Callable[..., None], tmp_path: Path
) -> None:
    keep(body_of("huggingface/daily_json", "html-with-200"), daily())
    assert invoke("raw", "golden", "2026-06-03", "--case", "page-for-json", "--to", str(tmp_path)).exit_code == 0
    expected = json.loads((tmp_path / "huggingface/daily_json/page-for-json/expected.json").read_text())
    assert expected == {"error": "ParseError", "message": f"{URL}: the body is HTML, not JSON"}


def test_the_goldens_of_the_project_would_be_made_the_same(tmp_path: Path) -> None:
    """Each kind of page that can be made a case has its parser in the test of the goldens, which reads it alike."""
    assert {page.folder for page in PAGES.values()} == set(PARSERS)
    for page in PAGES.values():
        folder = next(path.parent for path in sorted((GOLDEN / page.folder).glob("*/meta.json")))
        assert outcome(folder, page.parse) == outcome(folder, PARSERS[page.folder])


def test_every_endpoint_can_be_made_a_case() -> None:
    assert set(PAGES) == set(Endpoint)


def test_a_day_of_two_pages_gives_a_case_for_each(invoke: Invoke, archive: Path, tmp_path: Path) -> None:
    result = invoke("raw", "golden", str(BUSY_DAY), "--case", "busy-day", "--to", str(tmp_path / "g"), home=archive)
    assert result.exit_code == 0, result.output
    folders = made(result.stdout)
    assert [folder.name for folder in folders] == ["busy-day-page-1", "busy-day-page-2"]
    counts = [len(json.loads((folder / "body.json").read_bytes())) for folder in folders]
    assert counts == [100, 20]


def test_a_paper_and_an_older_response_can_be_named(invoke: Invoke, archive: Path, tmp_path: Path) -> None:
    result = invoke("raw", "golden", "2404.02258", "--case", "one", "--to", str(tmp_path / "g"), home=archive)
    assert result.exit_code == 0, result.output
    assert made(result.stdout) == [tmp_path / "g" / "arxiv" / "atom" / "one"]
    older = invoke(
        "raw", "golden", "2404.02258", "--case", "two", "--nth", "2", "--to", str(tmp_path / "g"), home=archive
    )
    assert made(older.stdout) == [tmp_path / "g" / "huggingface" / "daily_json" / "two"]
    meta = json.loads((made(older.stdout)[0] / "meta.json").read_text())
    assert meta["day"] == str(DAY)


def test_it_says_which_test_reads_the_case(invoke: Invoke, archive: Path, tmp_path: Path) -> None:
    result = invoke("raw", "golden", str(DAY), "--case", "one", "--to", str(tmp_path / "g"), home=archive)
    assert "python -m pytest tests/sources/test_goldens.py -k one" in result.stderr


def test_nothing_is_overwritten_and_nothing_half_made(invoke: Invoke, archive: Path, tmp_path: Path) -> None:
    there = tmp_path / "g" / "huggingface" / "daily_json" / "busy-day-page-2"
    there.mkdir(parents=True)
    result = invoke("raw", "golden", str(BUSY_DAY), "--case", "busy-day", "--to", str(tmp_path / "g"), home=archive)
    assert result.exit_code == 1
    assert "is there already" in result.stderr
    assert list(there.iterdir()) == []
    assert not there.with_name("busy-day-page-1").exists()


@pytest.mark.parametrize("name", ["Upper", "../elsewhere", "a b", "", "-dash", "x" * 81])
def test_a_name_that_is_no_folder_of_goldens_is_refused(invoke: Invoke, archive: Path, name: str) -> None:
    result = invoke("raw", "golden", str(DAY), f"--case={name}", "--to", "g", home=archive)
    assert result.exit_code == 2
    assert "lower-case letters" in result.stderr


def test_outside_of_a_checkout_the_folder_must_be_named(
    invoke: Invoke, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert invoke("raw", "golden", str(DAY), "--case", "one", home=archive).exit_code == 2
    (tmp_path / "tests" / "golden").mkdir(parents=True)
    assert invoke("raw", "golden", str(DAY), "--case", "one", home=archive).exit_code == 0
    assert (tmp_path / "tests/golden/huggingface/daily_json/one/body.json").is_file()


def test_an_answer_that_no_parser_was_given_makes_no_case(
    invoke: Invoke, keep: Callable[..., None], tmp_path: Path
) -> None:
    keep(b"Service Unavailable", daily(), status=503)
    result = invoke("raw", "golden", URL, "--case", "down", "--to", str(tmp_path / "g"))
    assert result.exit_code == 1
    assert "status 503" in result.stderr
    assert not (tmp_path / "g").exists()


def test_a_folder_that_cannot_be_made_is_one_line(invoke: Invoke, archive: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file")
    (tmp_path / "g").mkdir()
    (tmp_path / "g" / "huggingface").write_text("a file, too")
    result = invoke("raw", "golden", str(DAY), "--case", "one", "--to", str(tmp_path / "g"), home=archive)
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
    assert "Traceback" not in result.stderr
    assert invoke("raw", "golden", str(DAY), "--case", "one", "--to", str(blocked), home=archive).exit_code == 2


def test_what_the_parser_is_given_in_a_crawl_is_what_the_case_holds(
    invoke: Invoke, keep: Callable[..., None], tmp_path: Path
) -> None:
    body = body_of("huggingface/daily_json", "unknown-keys")
    keep(body, daily())
    invoke("raw", "golden", URL, "--case", "one", "--to", str(tmp_path / "g"))
    expected = json.loads((tmp_path / "g/huggingface/daily_json/one/expected.json").read_text())
    answer = ingest.parse(Fetched(url=URL, status=200, body=body, requested_at=AT, intent=daily()))
    assert isinstance(answer, ingest.DailyAnswer)
    assert len(expected["record"]["entries"]) == len(answer.parsed.record.entries)
    assert len(expected["issues"]) == len(answer.parsed.issues)
