"""Lines of a chat message as Markdown, HTML or plain text: lines in, the text of a message out."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby

from hfpapers.deliver.chat_lines import Line, Span
from hfpapers.digest.render.markdown_dialect import COMMONMARK

FORMATS = ("markdown", "html", "text")


def render_lines(lines: Iterable[Line], fmt: str) -> str:
    """Return lines as one message body; items of a list that follow each other stand together."""
    groups = [(is_item, list(group)) for is_item, group in groupby(lines, key=lambda line: line.is_item)]
    if fmt == "html":
        return "".join(_html_group(group, is_list=is_list) for is_list, group in groups)
    write = _markdown if fmt == "markdown" else _text
    return "\n\n".join(
        "\n".join(f"- {write(line)}" for line in group) if is_list else "\n\n".join(map(write, group))
        for is_list, group in groups
    )


def _html_group(lines: list[Line], *, is_list: bool) -> str:
    name = "li" if is_list else "p"
    inner = "".join(f"<{name}>{''.join(map(_html_span, line.spans))}</{name}>" for line in lines)
    return f"<ul>{inner}</ul>" if is_list else inner


def _html_span(span: Span) -> str:
    text = f"<b>{escape(span.text)}</b>" if span.is_strong else escape(span.text)
    return text if span.url is None else f'<a href="{escape(span.url)}">{text}</a>'


def _markdown(line: Line) -> str:
    first, *rest = line.spans
    return _markdown_span(first, begins=True) + "".join(_markdown_span(span, begins=False) for span in rest)


def _markdown_span(span: Span, *, begins: bool) -> str:
    if span.url is not None:
        return COMMONMARK.link(span.text, span.url)
    if span.is_strong:
        return f"**{COMMONMARK.inline(span.text)}**"
    return COMMONMARK.paragraph(span.text) if begins else COMMONMARK.inline(span.text)


def _text(line: Line) -> str:
    return "".join(span.text if span.url is None else f"{span.text} {span.url}" for span in line.spans)
