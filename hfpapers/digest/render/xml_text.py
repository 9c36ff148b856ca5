"""What may stand in XML: text in, the same without the characters that no document of XML 1.0 can hold out."""

from __future__ import annotations

import re

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Return the text without control characters, halves of surrogate pairs and the like."""
    return _NOT_XML.sub("", text)
