"""What a person wrote in Teams, as plain words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any, Final

LONGEST: Final = 8000
_TAG: Final = re.compile(r"<at\b[^>]{0,200}>(.{0,400}?)</at>", re.DOTALL)
_MARK: Final = re.compile(r"</?(?:p|div|span|b|i|strong|em|u|br|pre|code|blockquote)\b[^>]{0,200}>", re.IGNORECASE)


def plain(text: str, *, xml: bool = False) -> str:
    """The words that people see: mentions by name; `xml`: with what stands for signs and lines put back."""
    said = _TAG.sub(lambda found: f"@{found[1].strip()}", text[: LONGEST * 2])
    if xml:
        said = _MARK.sub(" ", said)
    return unescape(said).replace("\xa0", " ")[:LONGEST].strip()


def asked(body: Mapping[str, Any], account: str) -> str:
    """A question without the mentions of who is asked, which may stand anywhere in it.

    Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/channel-and-group-conversations
    """
    text = str(body.get("text") or "")
    for one in body.get("entities") or ():
        if one.get("type") == "mention" and (one.get("mentioned") or {}).get("id") == account and one.get("text"):
            text = text.replace(str(one["text"]), " ")
    return " ".join(plain(text, xml=body.get("textFormat") == "xml").split())
