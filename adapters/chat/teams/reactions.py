"""Reactions: an emoji on one of our messages is a signal; a correction emoji asks whose the insight is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from adapters.chat.teams.answers import Reply
from adapters.chat.teams.came import Came
from adapters.chat.teams.listeners import Listeners
from adapters.chat.teams.room import Room
from adapters.chat.teams.visit import TOLD, Visit, visit
from bot.model.delivery import Waiting
from bot.model.insight import InsightId
from bot.model.signal import Act
from bot.texts import forms as texts
from bot.texts.reacting import meant, whose

EMOJI: Final[Mapping[str, str]] = {
    "like": "👍", "plusone": "👍", "heart": "❤️", "laugh": "😄", "surprised": "😮", "sad": "😢", "angry": "😡",
    "dislike": "👎", "yes": "👍", "no": "👎", "ok": "👌", "fire": "🔥", "handsinair": "🙌", "clap": "👏", "eyes": "👀",
    "checkmark": "✅", "100": "💯", "rocket": "🚀", "bulb": "💡", "muscle": "💪", "praying": "🙏",
}  # fmt: skip
"""The reactions of Teams that the ladder of signals knows, by the names that Teams has for them.

Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events
"""
CORRECTIONS: Final = frozenset("🔀 ↩ ↪ 👉 👈 ➡ ⛔ 🚫 ❌ 📬 📮".split())
"""Emoji that say "not ours": they count for nothing, and ask whose it is."""
_CODED: Final = re.compile(r"([0-9a-f]{2,6}(?:-[0-9a-f]{2,6}){0,9})(?:_.*)?")
"""How Teams names all others: `1f440_eyes`, `1f44b_wavinghand-tone4`."""


def register(listeners: Listeners, room: Room) -> None:
    """The listener for reactions."""

    async def heard(one: Came) -> Reply | None:
        await reacted(room, one)
        return None

    listeners.on("messageReaction", heard)


def unicode(name: str) -> str:
    """The emoji that Teams calls `name`; one that nobody can make out as `:name:`."""
    bare = name.strip().strip(":").casefold()
    if bare in EMOJI:
        return EMOJI[bare]
    if not bare.isascii():
        return bare
    found = _CODED.fullmatch(bare)
    try:
        said = "".join(chr(int(code, 16)) for code in found[1].split("-")) if found is not None else ""
    except (ValueError, OverflowError):
        said = ""
    if said and not said.isascii() and said.isprintable():
        return said
    return EMOJI.get(bare.partition("-tone")[0], f":{bare[:40]}:")


async def reacted(room: Room, one: Came) -> None:
    """Reactions were given or taken away; what is not on a message of ours counts for nothing."""
    row = await room.store.behind(room.place(one.tenant, one.conversation), one.reply_to) if one.reply_to else None
    here = await visit(room, one) if row is not None else None
    if row is None or here is None:
        return
    for name in _types(one.body.get("reactionsRemoved")):
        await _reaction(here, row, unicode(name), given=False)
    for name in _types(one.body.get("reactionsAdded")):
        await _reaction(here, row, unicode(name), given=True)


def _types(found: Any) -> list[str]:
    return [str(one.get("type") or "") for one in found or ()]


async def _reaction(here: Visit, row: Waiting, emoji: str, *, given: bool) -> None:
    insight = meant(row.post, emoji)
    if insight is None:
        return
    if emoji.rstrip("\ufe0f") in CORRECTIONS:
        if given:
            await _whose(here, insight)
        return
    try:
        receipt = await here.room.desk.act(Act(
            name="react" if given else "unreact", key=f"{here.one.id}:{'' if given else 'no-'}{emoji}",
            person=here.person.id, at=here.now, insight=insight, value=emoji, place=here.place,
            message=here.one.reply_to,
        ))  # fmt: skip
    except TOLD as wrong:
        await here.tell(str(wrong))
        return
    if given:
        await here.tell(receipt.words)


async def _whose(here: Visit, number: InsightId) -> None:
    """Ask the person alone for the department: it goes there, or is tagged for it where it is not theirs to move."""
    insight = await here.room.store.insight(number)
    if insight is not None:
        known = here.room.directory.departments()
        await here.tell(
            texts.whose_is_it(), whose(insight, person=here.person, place=here.place, departments=known)
        )  # fmt: skip
