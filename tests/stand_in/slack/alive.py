"""What a Slack client would make of a message's texts: what pings, what can be clicked.

docs.slack.dev/messaging/formatting-message-text: `<...>` is a link, a mention of a person, group or channel, or a
special mention; a client also turns bare addresses in mrkdwn into links unless the text object is `verbatim`.
`plain_text` and the texts of rich_text are shown as they are; there only elements of their own act.
The top-level text is read too: notifications show it, and without blocks it is the message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.stand_in.slack.state import Json, Message

_TOKEN = re.compile(r"<([^<>]*)>")
_BARE = re.compile(
    r"(?:https?://|mailto:|tel:|www\.)[^\s<>|]+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|dev|example)\b", re.IGNORECASE
)
_SPECIAL = {
    "user": "user_id", "usergroup": "usergroup_id", "channel": "channel_id", "broadcast": "range", "link": "url"
}  # fmt: skip


def alive(message: Message) -> list[tuple[str, str]]:
    """What acts in a message, as pairs such as ("link", "https://...") or ("user", "U0ANA"), text first."""
    found = list(_of_mrkdwn(message.text, verbatim=bool(message.blocks)))
    return found + [each for block in message.blocks for each in _of(block)]


def _of(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for one in value:
            yield from _of(one)
    if not isinstance(value, dict):
        return
    kind = value.get("type")
    if kind == "mrkdwn":
        yield from _of_mrkdwn(str(value.get("text", "")), verbatim=bool(value.get("verbatim")))
    elif kind == "markdown":
        yield from _of_mrkdwn(str(value.get("text", "")), verbatim=False)
        yield from (("link", one) for one in re.findall(r"\]\(([^)\s]+)", str(value.get("text", ""))))
    elif kind in _SPECIAL and _SPECIAL[kind] in value:
        yield kind, str(value[_SPECIAL[kind]])
    else:
        yield from _of_element(value)


def _of_element(value: Json) -> Iterator[tuple[str, str]]:
    for name in ("url", "image_url"):
        if isinstance(value.get(name), str):
            yield "link" if name == "url" else "image", value[name]
    for one in value.values():
        yield from _of(one)


def _of_mrkdwn(text: str, *, verbatim: bool) -> Iterator[tuple[str, str]]:
    for token in _TOKEN.findall(text):
        target = token.partition("|")[0]
        if target.startswith("@"):
            yield "user", target[1:]
        elif target.startswith("#"):
            yield "channel", target[1:]
        elif target.startswith("!subteam^"):
            yield "usergroup", target.removeprefix("!subteam^")
        elif target.startswith("!date^"):
            yield "date", target.removeprefix("!date^")
        elif target.startswith("!"):
            yield "broadcast", target[1:]
        elif ":" in target:
            yield "link", target
    if not verbatim:
        yield from (("link", one) for one in _BARE.findall(_TOKEN.sub(" ", text)))
