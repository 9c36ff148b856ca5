"""The faults of digests made by hand and by prompt: each is brought about, through the program, and none is shown.

A day of three papers is crawled, and a model is asked that plays a fault for the one in the middle. What is shown of
that paper is looked at in every format in which a person or a program reads a digest.
"""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from tests.acceptance.launcher import Launcher, QuickProgram
from tests.llm import Fault, LlmServer
from tests.llm.faults import INVENTED_NUMBER, INVENTED_TERM, OWN_HEADING, REPEATED
from tests.llm.papers import DAY, abstract_of, name_of, title_of
from tests.llm.server import MODEL
from tests.llm.settings import variables_for
from tests.upstream import Upstream
from tests.upstream.entries import ArxivFacts, Entry

FORMATS = ("md", "html", "txt", "json")
STYLES = ("list", "speedread", "roundup", "review")
KIND_OF = {"list": "translation", "speedread": "speedread", "roundup": "roundup", "review": "review"}
FIRST, FAULTY, LAST = 1, 2, 3
ON_THE_DAY = ("--date", str(DAY), "--lang", "zh")
#: What an entry has where a model wrote it, and never where none did.
ONLY_WRITTEN = {"speedread": "评分"}


@dataclass(frozen=True)
class Shown:
    """A digest in one format; `entry` is what it says of the paper in the middle."""

    fmt: str
    text: str
    entry: str


@pytest.fixture
def server() -> Iterator[LlmServer]:
    with LlmServer() as running:
        yield running


class Place:
    """Where a day is crawled to: a home, the sites, and the model that will be asked."""

    def __init__(self, launcher: Launcher, upstream: Upstream, server: LlmServer, home: Path) -> None:
        self._upstream = upstream
        self.program = QuickProgram(upstream, home, launcher=launcher, settings=variables_for(server))

    def crawl(self, *entries: Entry) -> QuickProgram:
        """Crawl a day that lists these papers."""
        self._upstream.archive.set_day(DAY, entries)
        done = self.program.run("crawl", "--date", str(DAY))
        assert done.returncode == 0, done.stderr
        return self.program


def paper(number: int, **changes: Any) -> Entry:
    usual: dict[str, Any] = {
        "title": title_of(number),
        "abstract": abstract_of(number),
        "upvotes": 10 - number,
        "arxiv": ArxivFacts(primary_category="cs.LG", categories=("cs.LG",)),
    }
    return Entry(arxiv_id=f"2611.0000{number}", **(usual | changes))


@pytest.fixture
def place(launcher: Launcher, upstream: Upstream, server: LlmServer, tmp_path: Path) -> Place:
    return Place(launcher, upstream, server, tmp_path / "home")


@pytest.fixture
def program(place: Place) -> QuickProgram:
    return place.crawl(*map(paper, (FIRST, FAULTY, LAST)))


def enriched(program: QuickProgram, server: LlmServer, fault: Fault, style: str) -> list[Shown]:
    """Play a fault for the paper in the middle whenever it is asked for, and export the digest."""
    server.fault(fault, title=f"{name_of(FAULTY)}:", times=None)
    done = program.run("enrich", *ON_THE_DAY, "--kind", KIND_OF[style])
    assert done.returncode == 3, done.stderr
    assert "2 accepted, 1 refused" in done.stderr
    return exported(program, style)


def exported(program: QuickProgram, style: str) -> list[Shown]:
    found = []
    for fmt in FORMATS:
        done = program.run("export", *ON_THE_DAY, "--style", style, "--format", fmt)
        assert done.returncode == 0, done.stderr
        found.append(Shown(fmt, done.stdout, _entry(done.stdout, fmt)))
    return found


def _entry(text: str, fmt: str) -> str:
    if fmt == "json":
        entries = [entry for section in json.loads(text)["sections"] for entry in section["entries"]]
        (own,) = (entry for entry in entries if entry["arxiv_id"] == f"2611.0000{FAULTY}")
        return json.dumps(own, ensure_ascii=False)
    parted_by, head = {
        "md": ("\n## ", rf"(?:\d\. )?{name_of(FAULTY)}[:：]"),
        "html": ("<article", rf"[^>]*2611\.0000{FAULTY}"),
        "txt": ("\n\n\n", rf"\n?(?:\d\. )?{name_of(FAULTY)}[:：]"),
    }[fmt]
    (own,) = (part for part in text.split(parted_by) if re.match(head, part))
    return own


def assert_fell_back(shown: list[Shown], style: str, why: str) -> None:
    """The entry says that there is no answer and why, and shows the abstract; the provenance counts it."""
    for one in shown:
        entry = " ".join(one.entry.split()) if one.fmt != "txt" else "".join(one.entry.split())
        assert "未能生成可靠的" in entry, (one.fmt, one.entry)
        assert why in entry, (one.fmt, one.entry)
        assert "Largelanguagemodels" in entry.replace(" ", ""), one.fmt
        if style in ONLY_WRITTEN:
            assert ONLY_WRITTEN[style] not in entry, one.fmt
        whole = "".join(one.text.split())
        assert "3篇中2篇通过" in whole, one.fmt


def assert_nowhere(shown: list[Shown], *words: str) -> None:
    for one in shown:
        said = "".join(one.text.split())
        escaped = [word.encode("unicode_escape").decode() for word in words]
        assert not [word for word in (*words, *escaped) if "".join(word.split()) in said], one.fmt


# --- "entries stop in mid-sentence" --------------------------------------------------------------


@pytest.mark.parametrize("fault", [Fault.CUT, Fault.CUT_UNSAID])
def test_an_answer_that_stops_in_mid_sentence_is_not_shown(
    program: QuickProgram, server: LlmServer, fault: Fault
) -> None:
    shown = enriched(program, server, fault, "speedread")
    assert_fell_back(shown, "speedread", "未通过核对")
    asked = [one for one in server.asked if one.prompt is not None and name_of(FAULTY) in one.prompt.title]
    assert len(asked) > 1
    room = [one.body.get("max_completion_tokens", one.body.get("max_tokens")) for one in asked]
    assert (room[1] > room[0]) == (fault is Fault.CUT)


def test_an_answer_that_was_cut_off_once_is_shown_whole(program: QuickProgram, server: LlmServer) -> None:
    server.fault(Fault.CUT, title=f"{name_of(FAULTY)}:")
    assert program.run("enrich", *ON_THE_DAY, "--kind", "speedread").returncode == 0
    for one in exported(program, "speedread"):
        assert "评分" in one.entry
        assert "未能生成" not in one.text


# --- "each entry has another heading form" -------------------------------------------------------


def test_headings_that_a_model_writes_are_not_shown(program: QuickProgram, server: LlmServer) -> None:
    shown = enriched(program, server, Fault.HEADINGS, "speedread")
    assert_fell_back(shown, "speedread", "未通过核对")
    assert_nowhere(shown, OWN_HEADING, "1. **", "**1.")


def test_all_entries_have_the_same_headings(program: QuickProgram, server: LlmServer) -> None:
    server.fault(Fault.HEADINGS)
    server.fault(Fault.FENCED)
    assert program.run("enrich", *ON_THE_DAY).returncode == 0
    for style in STYLES:
        text = exported(program, style)[0].text
        tokens = MarkdownIt("commonmark").parse(text)
        headings = [(token.tag, after.content) for token, after in pairwise(tokens) if token.type == "heading_open"]
        starts = [place for place, (tag, content) in enumerate(headings) if tag == "h2" and _is_entry(content)]
        assert len(starts) == 3, (style, headings)
        first, second, third = (_parts(headings, begin) for begin in starts)
        assert first == second == third, style


def _is_entry(heading: str) -> bool:
    return any(name_of(number) in heading for number in (FIRST, FAULTY, LAST))


def _parts(headings: list[tuple[str, str]], begin: int) -> list[tuple[str, str]]:
    """List the headings within an entry, but for parts of a review that only some papers have."""
    found = []
    for tag, content in headings[begin + 1 :]:
        if tag != "h3":
            break
        if content not in {"后来", "相关论文"}:
            found.append((tag, content))
    return found


# --- "scores as 4分, 4.5/5, 4.7/5; reasons missing" -----------------------------------------------


@pytest.mark.parametrize(
    ("fault", "words"),
    [(Fault.MARKS_AS_TEXT, "4.5/5"), (Fault.MARK_OFF_STEPS, "4.7"), (Fault.MARK_WITHOUT_REASON, "4.0/5")],
)
def test_a_mark_of_another_form_or_without_a_reason_is_not_shown(
    program: QuickProgram, server: LlmServer, fault: Fault, words: str
) -> None:
    shown = enriched(program, server, fault, "speedread")
    assert_fell_back(shown, "speedread", "未通过核对：格式")
    assert_nowhere(shown, "4分")
    for one in shown:  # moments hold digits, too
        assert not re.search(rf"(?<![\d.:]){re.escape(words)}(?!\d)", one.entry), one.fmt


# --- "an invented translation of PPO" ------------------------------------------------------------


@pytest.mark.parametrize("style", STYLES)
def test_an_invented_translation_of_a_term_is_not_shown(program: QuickProgram, server: LlmServer, style: str) -> None:
    shown = enriched(program, server, Fault.INVENTED_TERM, style)
    assert_fell_back(shown, style, "术语译法")
    assert_nowhere(shown, INVENTED_TERM)


# --- "a sentence repeating itself" ---------------------------------------------------------------


@pytest.mark.parametrize("style", STYLES)
def test_a_sentence_that_repeats_itself_is_not_shown(program: QuickProgram, server: LlmServer, style: str) -> None:
    shown = enriched(program, server, Fault.REPETITION, style)
    assert_fell_back(shown, style, "重复")
    assert_nowhere(shown, REPEATED)


# --- "numbers nobody can check" ------------------------------------------------------------------


@pytest.mark.parametrize("style", STYLES)
def test_a_number_that_the_paper_does_not_have_is_not_shown(
    program: QuickProgram, server: LlmServer, style: str
) -> None:
    shown = enriched(program, server, Fault.INVENTED_NUMBERS, style)
    assert_fell_back(shown, style, "数字")
    assert_nowhere(shown, INVENTED_NUMBER)


# --- "a project page labelled code", "a link that fails for a blank" -----------------------------


def test_a_link_is_named_for_what_it_leads_to_and_holds_no_blank(place: Place) -> None:
    odd = paper(
        FAULTY, github_repo="https://lantern-talks.github.io/", project_page=" https://github.com/lanterns/talks )"
    )
    program = place.crawl(paper(FIRST), odd, paper(LAST))
    for style in STYLES:
        for one in exported(program, style):
            flat = re.sub(r"\s+", " ", one.entry)
            assert _label_of(flat, one.fmt, "https://lantern-talks.github.io/") in {"项目主页", "project"}, one.fmt
            for address in re.findall(r"(?:\]\(|href=\"|\"url\": \")(https?:[^\")]*)", one.text):
                assert not re.search(r"\s|%20", address), address
            assert f"https://arxiv.org/abs/2611.0000{FAULTY}" in flat


def _label_of(entry: str, fmt: str, address: str) -> str:
    quoted = re.escape(address)
    form = {
        "md": rf"\[([^\]]*)\]\({quoted}\)",
        "html": rf'<a href="{quoted}"[^>]*>([^<]*)</a>',
        "txt": rf"(\S+) +{quoted}",
        "json": rf'"kind": "([^"]*)"[^{{}}]*"{quoted}"',
    }[fmt]
    found = re.search(form, entry)
    assert found is not None, (fmt, entry)
    return found[1]


# --- "LaTeX and line breaks in titles" -----------------------------------------------------------


def test_latex_and_line_breaks_in_a_title_are_made_plain_and_the_raw_form_is_kept(place: Place) -> None:
    raw = f"{title_of(FAULTY)} at $360^\\circ$ for  General-Purpose\n  Assistants"
    plain = f"{title_of(FAULTY)} at 360° for General-Purpose Assistants"
    odd = paper(FAULTY, title=raw, ai_summary="Seen from $360^\\circ$.", ai_keywords=("$360^\\circ$ views",))
    program = place.crawl(paper(FIRST), odd, paper(LAST))
    for style in STYLES:
        for one in exported(program, style):
            assert plain in re.sub(r"\n *", " ", one.text), (style, one.fmt)
            assert "circ" not in one.text
            assert "General-Purpose  " not in one.text
    with closing(sqlite3.connect(program.home / "hfpapers.db")) as connection:
        (kept,) = connection.execute("SELECT hf_raw_title FROM paper WHERE hf_title = ?", [plain]).fetchone()
    assert "$360^\\circ$ for  General-Purpose" in kept


# --- "no word of which model wrote what, when, from what" ----------------------------------------


@pytest.mark.parametrize("style", STYLES)
def test_each_digest_says_which_model_wrote_what_when_from_what_and_what_was_refused(
    program: QuickProgram, server: LlmServer, style: str
) -> None:
    for one in enriched(program, server, Fault.APOLOGY, style):
        said = "".join(one.text.split())
        assert MODEL in said, one.fmt
        assert f"{KIND_OF[style]}-1" in said, one.fmt
        assert re.search(r"写于20\d\d-\d\d-\d\d", said) or one.fmt == "json", one.fmt
        assert "根据论文摘要生成" in said or one.fmt == "json", one.fmt
        assert "1篇未通过核对" in said, one.fmt
        if one.fmt == "json":
            generated = json.loads(one.text)["generated"]
            assert (generated["accepted"], generated["refused"]) == (2, 1)
            assert generated["models"] == [MODEL]
            assert generated["sources"] == ["abstract"]


def test_a_digest_that_no_model_wrote_for_says_so(program: QuickProgram) -> None:
    for style in STYLES:
        for one in exported(program, style):
            assert "hfpapers没有添加任何由模型撰写的文字" in "".join(one.text.split()), (style, one.fmt)
