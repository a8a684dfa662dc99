"""Reactions: an emoji on one of our messages is a signal; a correction emoji asks whose the insight is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from slack_bolt.async_app import AsyncApp

from adapters.chat.slack.acts import listener
from adapters.chat.slack.came import Came, Spot
from adapters.chat.slack.room import Room
from adapters.chat.slack.visit import TOLD, Visit, visit
from bot.errors import RemoteError
from bot.model.delivery import Waiting
from bot.model.insight import InsightId
from bot.model.signal import Act
from bot.texts import forms as words
from bot.texts.reacting import KEYCAP, meant, whose

_NUMBERS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
EMOJI: Final[Mapping[str, str]] = {
    name: sign
    for sign, names in {
        "👍": "+1 thumbsup", "👎": "-1 thumbsdown", "👏": "clap", "🙌": "raised_hands", "🙏": "pray", "💯": "100",
        "🔥": "fire", "⭐": "star", "🌟": "star2", "🎉": "tada", "💡": "bulb", "🚀": "rocket", "💪": "muscle",
        "❤️": "heart", "🧡": "orange_heart", "💛": "yellow_heart", "💚": "green_heart", "💙": "blue_heart",
        "💜": "purple_heart", "🖤": "black_heart", "😀": "grinning", "😃": "smiley", "😄": "smile", "😊": "blush",
        "🙂": "slightly_smiling_face", "😍": "heart_eyes", "🤩": "star-struck grinning_face_with_star_eyes",
        "🎯": "dart", "📌": "pushpin", "➕": "heavy_plus_sign", "👌": "ok_hand", "🤝": "handshake",
        "🫡": "saluting_face", "✅": "white_check_mark", "☑️": "ballot_box_with_check", "✔️": "heavy_check_mark",
        "👀": "eyes", "👁️": "eye", "🆗": "ok", "😢": "cry", "😭": "sob", "😞": "disappointed", "😟": "worried",
        "😔": "pensive", "🙁": "slightly_frowning_face", "☹️": "white_frowning_face frowning_face", "😡": "rage",
        "😠": "angry", "🤬": "face_with_symbols_on_mouth serious_face_with_symbols_covering_mouth", "😱": "scream",
        "😨": "fearful", "😮": "open_mouth", "😬": "grimacing", "💔": "broken_heart",
        "🤯": "exploding_head shocked_face_with_exploding_head",
        **{f"{at}{KEYCAP}": name for at, name in enumerate(_NUMBERS, 1)},
    }.items()
    for name in names.split()
}  # fmt: skip
"""The emoji that the ladder of signals knows, by the names that Slack has for them.

Source: https://github.com/iamcal/emoji-data (the names Slack takes over)
"""

CORRECTIONS: Final = frozenset(
    "twisted_rightwards_arrows leftwards_arrow_with_hook arrow_right_hook point_right point_left arrow_right "
    "no_entry_sign x mailbox_with_mail postbox".split()
)
"""Emoji that say "not ours": they count for nothing, and ask whose it is."""
_LATE: Final = timedelta(seconds=30)


def register(app: AsyncApp, room: Room) -> None:
    """The listeners for reactions."""
    app.event("reaction_added")(listener(room, reacted))
    app.event("reaction_removed")(listener(room, reacted))


def unicode(name: str) -> str:
    """The emoji that Slack calls `name`, its skin tone left out; one the ladder does not know as `:name:`."""
    bare = name.strip().strip(":").partition("::")[0]
    return EMOJI.get(bare, f":{bare}:")


async def reacted(room: Room, one: Came) -> None:
    """A reaction was given or taken away; what is not on a message of ours counts for nothing."""
    item = one.event.get("item") or {}
    channel, stamp = str(item.get("channel") or ""), str(item.get("ts") or "")
    row = await room.store.behind(room.place(one.team, channel), stamp) if channel and stamp else None
    if row is None:
        return
    emoji = unicode(str(one.event.get("reaction") or ""))
    insight = meant(row.post, emoji)
    if insight is None:
        return
    spot = Spot(channel=channel, message=stamp, thread=await _thread(room, row), insight=int(insight))
    here = await visit(room, one, spot)
    if here is None:
        return
    given = one.event.get("type") == "reaction_added"
    if emoji.strip(":") in CORRECTIONS:
        if given:
            await _whose(here)
        return
    await _count(here, emoji, given=await _stands(here, given=given))


async def _thread(room: Room, row: Waiting) -> str:
    """The thread to answer in where the message is no root: named by its root, for one person is shown nothing else."""
    root = await room.store.delivery(row.post.thread) if row.post.thread else None
    return root.message_id if root is not None else ""


async def _stands(here: Visit, *, given: bool) -> bool:
    """Whether the person's reaction is there. What Slack tells late may have been overtaken: then it is asked."""
    name = str(here.one.event.get("reaction") or "")
    at = str(here.one.event.get("event_ts") or "0").partition(".")[0]
    if not at.isdigit() or here.now - datetime.fromtimestamp(int(at), UTC) < _LATE:
        return given
    try:
        said = await here.room.clients[here.one.team].call(
            "reactions.get", channel=here.spot.channel, timestamp=here.spot.message, full=True
        )
    except RemoteError:
        return given
    found = (said.get("message") or {}).get("reactions") or ()
    return any(one.get("name") == name and here.one.user in (one.get("users") or ()) for one in found)


async def _count(here: Visit, emoji: str, *, given: bool) -> None:
    insight = here.spot.insight
    try:
        receipt = await here.room.desk.act(Act(
            name="react" if given else "unreact", key=f"{here.one.id}:act", person=here.person.id, at=here.now,
            insight=None if insight is None else InsightId(insight), value=emoji, place=here.place,
            message=here.spot.message,
        ))  # fmt: skip
    except TOLD as wrong:
        await here.tell(str(wrong))
        return
    if given:
        await here.tell(receipt.words)


async def _whose(here: Visit) -> None:
    """Ask the person alone for the department: it goes there, or is tagged for it where it is not theirs to move."""
    number = here.spot.insight
    insight = await here.room.store.insight(InsightId(number)) if number is not None else None
    if insight is not None:
        known = here.room.directory.departments()
        await here.tell(
            words.whose_is_it(), whose(insight, person=here.person, place=here.place, departments=known)
        )  # fmt: skip
