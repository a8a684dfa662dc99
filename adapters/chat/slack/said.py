"""What a person wrote in Slack, as plain words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.texts import slack_acts as texts

LONGEST: Final = 8000
_MARKED = re.compile(r"<([^<>]{1,2048})>")
_ENTITIES: Final = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
Named = Callable[[str], str]
"""The name of a user by their id, '' where nobody knows it."""


def plain(text: str, named: Named = lambda _: "") -> str:
    """The words that people see: mentions by name, links by their label and address, entities as their signs.

    Source: https://docs.slack.dev/messaging/formatting-message-text
    """
    return _signs(_MARKED.sub(lambda found: _shown(found[1], named), text[: LONGEST * 2]))[:LONGEST].strip()


def asked(text: str, bot: str) -> str:
    """A question without the mention of who is asked, which may stand anywhere in it."""
    first, found, rest = text.partition(f"<@{bot}>") if bot else (text, "", "")
    if not found:
        first, rest = "", re.sub(r"^\s*<@[UW][A-Z0-9]+(\|[^>]*)?>", "", text)
    return f"{first.rstrip()} {rest.lstrip()}".strip()


def bot_of(body: Mapping[str, Any]) -> str:
    """The user id under which Earshot is mentioned in this workspace, '' where the event does not say."""
    for one in body.get("authorizations") or ():
        if isinstance(one, Mapping) and one.get("is_bot"):
            return str(one.get("user_id") or "")
    return ""


def _shown(marked: str, named: Named) -> str:
    target, _, label = marked.partition("|")
    if target.startswith("@"):
        return f"@{named(target[1:]) or label or texts.someone()}"
    if target.startswith("#"):
        return f"#{label or texts.a_channel()}"
    if target.startswith("!"):
        # <!here>, <!subteam^S1|@support>, <!date^...|Monday>
        return label or f"@{target[1:].partition('^')[0]}"
    address = target.removeprefix("mailto:").removeprefix("tel:")
    return address if not label or label == address or label in address else f"{label} ({address})"


def _signs(text: str) -> str:
    for entity, sign in _ENTITIES:
        text = text.replace(entity, sign)
    return text
