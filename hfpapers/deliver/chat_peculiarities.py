"""What apprise does not know of some services: how they count, and how they say no; a plugin's name in, both out.

The bots of Chinese services count bytes, of which a Han character has three and in JSON six, and they say no in the
body of an answer with the status 200, which apprise takes for a yes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass


def utf16_length(text: str) -> int:
    """Return the length as services count that say `characters`: one beyond the basic plane counts twice."""
    return len(text.encode("utf-16-le")) // 2


def utf8_length(text: str) -> int:
    """Return the bytes of a text as it is."""
    return len(text.encode())


def json_length(text: str) -> int:
    """Return the bytes of a text within JSON, as the plugins write it: in ASCII."""
    return len(json.dumps(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Peculiarities:
    """How a service differs.

    Attributes:
        length: How long it makes a text.
        around: What it counts beside title and body.
        refusal_fields: Names of numbers in its answer, which are 0 where it took the message.
    """

    length: Callable[[str], int] = utf16_length
    around: int = 0
    refusal_fields: tuple[str, ...] = ()

    def refusal(self, answer: bytes) -> str | None:
        """Return how an answer says no, in its own words; None where it does not."""
        try:
            values = json.loads(answer) if self.refusal_fields else None
        except ValueError:
            return None
        if not isinstance(values, dict):
            return None
        for name in self.refusal_fields:
            code = values.get(name)
            if isinstance(code, int) and code != 0:
                return f"{name} {code} {values.get('errmsg') or values.get('msg') or ''}".rstrip()
        return None


#: Of a whole request, which their limits are for: the names of fields, and what a title takes a second time.
_REQUEST = 500
_LARK = Peculiarities(length=json_length, around=_REQUEST, refusal_fields=("code", "StatusCode"))
_BY_PLUGIN = {
    "dingtalk": Peculiarities(length=json_length, around=_REQUEST, refusal_fields=("errcode",)),
    "feishu": _LARK,
    "lark": _LARK,
    "wecombot": Peculiarities(length=utf8_length, refusal_fields=("errcode",)),
}


def peculiarities_of(plugin: str) -> Peculiarities:
    """Return those of a plugin of apprise, by the last name of its module."""
    return _BY_PLUGIN.get(plugin, Peculiarities())
