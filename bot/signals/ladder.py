"""What an act counts as: the ladder of signals and the table of emoji."""

from __future__ import annotations

from collections.abc import Mapping

from bot.model.insight import InsightKind
from bot.model.signal import SignalKind

Emoji = Mapping[str, SignalKind]

LADDER: Mapping[SignalKind, int] = {
    "seen": 0, "reaction": 1, "tag": 2, "reply": 2, "acknowledged": 3, "routed": 3, "action": 5, "fixed": 8,
    "told": 10, "negative": -1,
}  # fmt: skip

_USEFUL = (
    "👍 👏 🙌 🙏 💯 🔥 ⭐ 🌟 🎉 💡 🚀 💪 ❤ 🧡 💛 💚 💙 💜 🖤 😀 😃 😄 😊 🙂 😍 🤩 🎯 📌 ➕ 👌 🤝 🫡 "
    "+1 thumbsup clap raised_hands pray 100 fire star tada bulb rocket muscle heart dart pushpin ok_hand handshake "
    "saluting_face smile like laugh"
).split()
_SEEN = "✅ ☑ ✔ 👀 👁 🆗 white_check_mark heavy_check_mark ballot_box_with_check eyes ok".split()
_NEGATIVE = "👎 -1 thumbsdown".split()
DEFAULT: Emoji = {
    **dict.fromkeys(_USEFUL, "reaction"),
    **dict.fromkeys(_SEEN, "seen"),
    **dict.fromkeys(_NEGATIVE, "negative"),
}
"""What emoji mean unless the organisation says otherwise. An unknown one is "seen": it proves no more."""

MOVED = frozenset(
    "😢 😭 😞 😟 😔 🙁 ☹ 😡 😠 🤬 😱 😨 😮 😬 🤯 💔 cry sob disappointed worried pensive slightly_frowning_face "
    "white_frowning_face rage angry scream fearful open_mouth exploding_head broken_heart sad surprised".split()
)
"""Sad, angry or startled faces. At bad news they say that it matters; at good news no more than "seen"."""
GOOD_NEWS: frozenset[InsightKind] = frozenset({"praise", "request"})

_TONES = frozenset("🏻🏼🏽🏾🏿")
_INVISIBLE = frozenset("\ufe0e\ufe0f")
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_KEYCAP = "\u20e3"


def strength(kind: SignalKind) -> int:
    """The points of a signal."""
    return LADDER[kind]


def plain(emoji: str) -> str:
    """An emoji without skin tone, variation and the colons of a chat's name for it."""
    name = emoji.strip().strip(":").partition("::")[0]
    return "".join(sign for sign in name if sign not in _TONES and sign not in _INVISIBLE).lower()


def meaning(emoji: str, insight: InsightKind, table: Emoji | None = None) -> SignalKind:
    """What an emoji (a character, or a chat's name for it) counts as on an insight of this kind.

    `table` is the organisation's own and goes before the default. Only 👎 and its like are
    negative: a sad or angry face at bad news means that somebody cares.
    """
    sign = plain(emoji)
    own = {plain(key): kind for key, kind in (table or {}).items()}
    if sign in own:
        return own[sign]
    if sign in MOVED:
        return "seen" if insight in GOOD_NEWS else "reaction"
    return "reaction" if number(emoji) is not None else DEFAULT.get(sign, "seen")


def number(emoji: str) -> int | None:
    """1 to 9 for a keycap emoji (also as a chat names it), else None: which entry of a digest is meant."""
    sign = plain(emoji)
    if sign in _WORDS:
        return _WORDS.index(sign) + 1
    if sign.endswith(_KEYCAP) and sign[:-1] in tuple("123456789"):
        return int(sign[:-1])
    return None
