"""What a person wrote in Teams, as plain words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any, Final

LONGEST: Final = 8000
_TAG: Final = re.compile(r"<at\b[^>]{0,200}>(.{0,400}?)</at>", re.DOTALL)
_MARK: Final = re.compile(r"</?(?:p|div|span|b|i|strong|em|u|br|pre|code|blockquote)\b[^>]{0,200}>", re.IGNORECASE)
_LINE: Final = re.compile(r"<br\b[^>]{0,200}>|</(?:p|div|li|tr|h[1-6]|blockquote)>|\r?\n", re.IGNORECASE)
_ANY: Final = re.compile(r"<[^<>]{0,2000}>")


def plain(text: str, *, xml: bool = False) -> str:
    """The words that people see: mentions by name; `xml`: with what stands for signs and lines put back."""
    said = _TAG.sub(lambda found: f"@{found[1].strip()}", text[: LONGEST * 2])
    if xml:
        said = _MARK.sub(" ", said)
    return unescape(said).replace("\xa0", " ")[:LONGEST].strip()


def of_html(content: str, *, html: bool = True) -> str:
    """The words of a message as its menu hands it on: a line for each paragraph."""
    text = content[: LONGEST * 4]
    if html:
        text = _ANY.sub("", _LINE.sub("\n", _TAG.sub(lambda found: f"@{found[1].strip()}", text)))
    lines = (" ".join(line.split()) for line in unescape(text).replace("\xa0", " ").split("\n"))
    return "\n".join(line for line in lines if line)[:LONGEST]


def asked(body: Mapping[str, Any], account: str) -> str:
    """A question without the mentions of who is asked, which may stand anywhere in it.

    Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/channel-and-group-conversations
    """
    text = str(body.get("text") or "")
    for one in body.get("entities") or ():
        if one.get("type") == "mention" and (one.get("mentioned") or {}).get("id") == account and one.get("text"):
            text = text.replace(str(one["text"]), " ")
    return " ".join(plain(text, xml=body.get("textFormat") == "xml").split())
