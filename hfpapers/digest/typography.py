"""Chinese typography: text and a language tag in, the same text as a Chinese editor would set it out.

Pure, and idempotent; no letter and no digit changes, and text of other languages is left alone. The rules, after W3C
*Requirements for Chinese Text Layout* (clreq) and GB/T 15834-2011 *General rules for punctuation*:

- One blank parts Han (and Kana) from Latin, Greek and Cyrillic letters and from digits: clreq asks for a quarter of a
  character, and in plain text that is a blank. None stands beside full-width marks.
- In Chinese, marks are full-width, `，。！？：；（）` (GB/T 15834). A half-width one becomes so after Han, and between
  a foreign word and Han; a stop also where it ends a sentence with Han. Between foreign words all stay as they are.
- Brackets around Han are full-width. Brackets around a foreign term that explains the word before stay half-width, with
  a blank before: `强化学习 (Reinforcement Learning, RL)`; full-width ones around such a term become so.
- Straight quotation marks around Han, or beside it, become “ ” and ‘ ’ (GB/T 15834, 4.8); an ellipsis beside Han is
  six dots, `……` (4.11).
- Addresses, code between backticks, abbreviations (`e.g.`), decimals, thousands, versions, ratios, times and ranges are
  no sentences: nothing in them changes.
"""

# ruff: noqa: RUF002 - Chinese text has Chinese punctuation
from __future__ import annotations

from hfpapers.digest.languages import primary


def typeset(text: str, language: str) -> str:
    """Return text in Chinese as it should be set; text of any other language as it is.

    Args:
        text: On one line.
        language: Its language tag: `zh`, or one that begins so.
    """
    if primary(language) != "zh":
        return text
    from hfpapers.digest.han_rules import set_han  # noqa: PLC0415 - 20 ms, for Chinese only

    return set_han(text)
