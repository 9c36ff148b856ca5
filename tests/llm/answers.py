"""Good answers: made of the paper that the prompt holds, so that every check passes; and what spoils them.

In Chinese: plain sentences from a pool, with the paper's own names and numbers copied, and terms as the list has them.
In English: the paper's own sentences. Other languages are not spoken.
"""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.llm.clauses import CLAUSES, OF_OTHER_PAPERS
from tests.llm.reading import Prompt

_NUMBER = re.compile(r"(?<![\w.])\$?\d[\d.,]*(?:[%×]|[A-Za-z]{1,3}(?![A-Za-z]))?")
_NAME = re.compile(r"\b(?:[A-Z]{2,}[A-Za-z0-9-]*|[A-Z][a-z]+[A-Z][A-Za-z0-9]*|[A-Z][A-Za-z]*-\d+)\b")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_HAN_PER_WORD = 1.6


def good_answer(prompt: Prompt) -> dict[str, Any]:
    """Return an answer that passes all checks."""
    if prompt.kind == "notes":
        return {"notes": _sentences(prompt.material.rpartition(":\n")[2])[:20]}
    if "Chinese" in prompt.language:
        return _Chinese(prompt).answer()
    return _in_english(prompt)


def written_in_english(prompt: Prompt) -> dict[str, Any]:
    """Return a good answer in the wrong language."""
    return _in_english(prompt)


def of_other_paper(prompt: Prompt) -> dict[str, Any]:
    """Return an answer about seabirds, which has no name, no term and no number of the paper."""
    other = _Chinese(replace(prompt, title="", material="", terms=()), OF_OTHER_PAPERS)
    return other.answer()


def spoiled(value: Mapping[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """Change the longest text of an answer."""
    longest = max(_texts(value), key=len)
    return {name: _changed(part, longest, change) for name, part in value.items()}


class _Chinese:
    """Sentences of one answer; no clause is used twice."""

    def __init__(self, prompt: Prompt, clauses: Sequence[str] = CLAUSES) -> None:
        self._prompt = prompt
        self._clauses = iter([*clauses] * 4)
        self._facts = iter(self._list_facts())
        self._name = _name_of(prompt.title)

    def answer(self) -> dict[str, Any]:
        match self._prompt.kind:
            case "translation":
                return {"title": self._title(), "abstract": self._prose(len(self._prompt.abstract.split()))}
            case "speedread":
                return {
                    "main_work": self._prose(50),
                    "highlights": [self._prose(18), self._prose(18)],
                    "keywords": self._keywords(),
                    **{name: self._score(mark) for name, mark in _MARKS.items()},
                }
            case "roundup":
                return {"headline": self._title(), "paragraph": self._prose(60)}
            case _:
                return {
                    "headline": self._title(),
                    "what_it_is": [self._prose(50), self._prose(40)],
                    "findings": [self._prose(18), self._prose(18), self._prose(18)],
                }

    def _title(self) -> str:
        return f"{self._name}：{next(self._clauses)}" if self._name else next(self._clauses)

    def _prose(self, words: int) -> str:
        """Write sentences that say about as much as so many words."""
        sentences: list[str] = []
        while sum(map(len, sentences)) < words * _HAN_PER_WORD * 0.8:
            parts = [next(self._clauses), next(self._clauses)]
            fact = next(self._facts, None)
            sentences.append("，".join(parts) + (f"，涉及 {fact}" if fact else "") + "。")
        return "".join(sentences)

    def _keywords(self) -> list[dict[str, Any]]:
        terms = [
            {"text": forms.split(", ")[0], "translation": None if wanted == "stays as it is" else wanted}
            for forms, wanted in self._prompt.terms[:4]
        ]
        names = [{"text": name, "translation": None} for name in _names(self._prompt.material)]
        words = [{"text": word, "translation": None} for word in self._prompt.title.split()]
        return (terms + names + words)[:4] or [
            {"text": "nest", "translation": "巢"},
            {"text": "tide", "translation": "潮汐"},
        ]

    def _score(self, mark: float) -> dict[str, Any]:
        return {"value": mark, "reason": f"{next(self._clauses)}。"}

    def _list_facts(self) -> Iterator[str]:
        prompt = self._prompt
        if not prompt.material:
            return
        yield from (wanted for _, wanted in prompt.terms[:2] if wanted != "stays as it is")
        yield from dict.fromkeys([*_numbers(prompt.abstract), *_names(prompt.abstract)])


_MARKS = {"usefulness": 3.5, "novelty": 4, "recommendation": 3}


def _in_english(prompt: Prompt) -> dict[str, Any]:
    said = _sentences(prompt.abstract) or [prompt.abstract]
    whole = " ".join(said)
    name = _name_of(prompt.title) or "The paper"
    match prompt.kind:
        case "translation":
            return {"title": prompt.title, "abstract": prompt.abstract}
        case "speedread":
            return {
                "main_work": whole,
                "highlights": [f"Told in other words: {said[0]}"],
                "keywords": [{"text": word, "translation": None} for word in prompt.title.split()[:3]],
                "usefulness": {"value": 3.5, "reason": f"Others can build on {name}."},
                "novelty": {"value": 3, "reason": f"What {name} does differs from what was known."},
                "recommendation": {"value": 4, "reason": f"Whoever works on the same should read of {name}."},
            }
        case "roundup":
            return {"headline": f"{name} in brief", "paragraph": whole}
        case _:
            return {
                "headline": f"{name} in brief",
                "what_it_is": [whole],
                "findings": [f"Finding: {said[-1]}", f"Also: {said[0]}", f"In short: {said[len(said) // 2]}"],
            }


def _texts(value: Mapping[str, Any]) -> Iterator[str]:
    for part in value.values():
        yield from (text for text in (part if isinstance(part, list) else [part]) if isinstance(text, str))


def _changed(part: Any, longest: str, change: Callable[[str], str]) -> Any:
    if isinstance(part, list):
        return [_changed(each, longest, change) for each in part]
    return change(longest) if part == longest else part


def _sentences(text: str) -> list[str]:
    return [sentence.strip() for sentence in _SENTENCE.split(" ".join(text.split())) if sentence.strip()]


def _numbers(text: str) -> list[str]:
    return [found.rstrip(".,") for found in _NUMBER.findall(text)]


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(_NAME.findall(text)))


def _name_of(title: str) -> str:
    """Return what stands before the colon of a title, where that is a name."""
    before, colon, _ = title.partition(":")
    return before if colon and len(before.split()) == 1 else ""
