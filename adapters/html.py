"""HTML from outside as plain text: what people read, one paragraph a line, nothing that runs, links or hides."""

from __future__ import annotations

import html
import re
from typing import Final

import nh3

from bot.ports.sources import Plain

_BREAKS: Final = frozenset(
    "address article blockquote br dd div dl dt figcaption footer h1 h2 h3 h4 h5 h6 header hr li ol p pre section "
    "table td th tr ul".split()
)
_KEPT: Final = set(_BREAKS)
_UNREAD: Final = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "head", "title"}
_TAG: Final = re.compile(r"</?([a-z0-9]+)[^>]*>")
_SPACE: Final = re.compile(r"[ \t\r\f\v\u00a0]+")
_LINES: Final = re.compile(r" ?\n[ \n]*")
MOST: Final = 1024 * 1024
"""Characters of HTML that are looked at; more is no mention."""


def connect() -> Plain:
    """What makes plain text of HTML."""
    return plain


def plain(text: str) -> str:
    """The text that a reader of this HTML sees; text without a tag or entity stays as it is, but for its spaces."""
    if "<" in text or "&" in text:
        text = text[:MOST].replace("\n", " ")
        # What the parser of browsers makes of it, with nothing but breaks left of its tags: every `<` is a break now.
        cleaned = nh3.clean(text, tags=_KEPT, clean_content_tags=_UNREAD, attributes={}, link_rel=None)
        text = html.unescape(_TAG.sub("\n", cleaned))
    return _LINES.sub("\n", _SPACE.sub(" ", text)).strip()
