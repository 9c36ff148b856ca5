"""Whether an answer's texts are free of markup that would change what a reader sees: the verdict `markup`.

Tags and templates that the source itself writes (`<think>`) are text. Emphasis, code marks and list marks were taken
off when the answer was read (`plain_text`).
"""

from __future__ import annotations

import re

from hfpapers.enrich.checks.given import CheckInput, list_fields, listed, passed, refused
from hfpapers.model.enrichment import Verdict

CHECK = "markup"
_MARKUP = (
    re.compile(r"</?[A-Za-z][A-Za-z0-9:-]*(?:\s[^<>]{0,300})?/?>"),
    re.compile(r"<!--|-->|<!\[CDATA\[|<!DOCTYPE", re.IGNORECASE),
    re.compile(r"!?\[[^\[\]]{1,200}\]\([^()\s]{1,300}\)"),
    re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,6}|#x[0-9A-Fa-f]{1,6});"),
    re.compile(r"\{\{.{0,200}?\}\}|\{%.{0,200}?%\}"),
    re.compile(r"(?:^|\s)\|(?:\s*:?-{2,}:?\s*\|)+"),
    re.compile(r"\\(?:begin|end|textbf|textit|emph|section|cite|ref|item)\b"),
    re.compile(r"```|<\|[a-z_]{2,30}\|>"),
)


def check_markup(given: CheckInput) -> Verdict:
    """Refuse an answer with tags, links, entities, tables, templates or LaTeX commands that are not in the source."""
    source = given.told
    found = [
        f"{match[0].strip()} ({field.name})"
        for field in list_fields(given.answer)
        for pattern in _MARKUP
        for match in pattern.finditer(field.text)
        if match[0].strip() not in source
    ]
    return refused(CHECK, f"markup in plain text: {listed(found)}") if found else passed(CHECK)
