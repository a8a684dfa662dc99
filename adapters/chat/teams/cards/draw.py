"""A message as an Adaptive Card: within what Teams takes, with at most six buttons, and the same in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from adapters.chat.teams.cards import parts
from adapters.chat.teams.cards.charts import Look, chart
from adapters.chat.teams.cards.escape import fit
from adapters.chat.teams.cards.parts import BYTES, Json
from adapters.chat.teams.cards.tables import table
from bot.model.letters import clean, cut
from bot.model.mention import Untrusted
from bot.model.message import Actions, Block, Chart, Entry, Header, Line, Message, Quote, Span, Spark, Table, Text
from bot.texts import drawn as texts
from bot.texts.charts import bars
from bot.texts.numbered import numbered

ACTIONS: Final = 6
"""Buttons of a card."""
TEXT: Final = 2900
"""How long the words for notifications and screen readers get."""
_INSTEAD: Final = 600
_QUOTE: Final = 1200
_ROOM: Final = 2_000
"""Bytes kept for what stands around the body."""
_FULL: Final = 0.9
"""As much of the room is given to blocks; the rest is for buttons and commas."""
_LEAST: Final = 4_000
"""A table has so much room even where it then ends the card."""
_LITTLE: Final = 28
"""So many bars fit beside a badge in a window of common width."""
_WIDTHS: Final = (("atLeast:Standard", "atMost:Narrow"), ("atLeast:Wide", "atMost:Standard"))
_LETTERS: Final[Mapping[str, Any]] = {"fontType": "Monospace", "size": "Small"}
_BADGES: Final[Mapping[str, tuple[str, str]]] = {
    "bad": ("Attention", "Attention"), "warn": ("Warning", "Default"), "good": ("Good", "Good"),
    "calm": ("Informative", "Accent"),
}  # fmt: skip
"""A badge's style, and the colour of its words where badges are not drawn: there Warning is yellow on white."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A message as Teams takes it: `text` is what notifications show and screen readers read."""

    card: Mapping[str, Any]
    text: str


def draw(message: Message, *, key: str, look: Look) -> Drawn:
    """The message for a tenant. `key` is the outbox key of the post, by which a click finds it again."""
    text = _text(message)
    found = numbered(message) if look.links else ()
    numbers = {one.span: parts.click({"k": key, "d": "open", "n": one.number}) for one in found}
    pen = Pen(key=key, look=look, numbers=numbers, placed=_placed(message))
    more = [parts.fetch(texts.more(), {"k": key, "d": "more"})] if _more(message, pen.placed) else []
    instead = {"fallbackText": fit(message.summary or text, _INSTEAD) or "–"}
    around = {**instead, **({"refresh": _refresh(key)} if _alive(message) else {})}
    room = BYTES - _ROOM - parts.size(text) - parts.size(around)
    groups = pen.blocks(message, room=room)
    ends = _ends(message, groups, more)
    body = folded(groups, ends, room=room, look=look)
    return Drawn(card=parts.card(body or parts.block(text), **around), text=text)


def _text(message: Message) -> str:
    heads = " ".join(block.text for block in message.blocks if isinstance(block, Header))
    return fit(message.summary if message.summary.strip() else heads, TEXT).strip() or "–"


def _refresh(key: str) -> Json:
    """Whoever looks again sees the card as it is now. Nobody is listed: in a channel of many it would be asked for by
    each of them each time; a card that changes is edited for everybody anyway.
    """
    return {"action": {"type": "Action.Execute", "verb": "refresh", "data": {"k": key}}, "userIds": []}


def _alive(message: Message) -> bool:
    """Whether the message may change: it holds acts on an insight, and is not one person's answer."""
    return not message.private and any(row.insight is not None for row in rows_of(message))


def rows_of(message: Message) -> Iterator[Actions]:
    """The rows of buttons of a message, those of its entries too."""
    for block in message.blocks:
        row = block if isinstance(block, Actions) else block.actions if isinstance(block, Entry) else None
        if row is not None:
            yield row


def _placed(message: Message) -> Mapping[int, int]:
    """How many buttons each row shows, by the number of its block: as many as a card holds, shared evenly."""
    rows = {at: block if isinstance(block, Actions) else block.actions for at, block in enumerate(message.blocks)
            if isinstance(block, Actions | Entry)}  # fmt: skip
    wanted = {at: len(row.buttons) for at, row in rows.items() if row is not None and row.buttons}
    room = ACTIONS - 1
    if not wanted:
        return {}
    if len(wanted) == 1:
        return {at: min(count, room) for at, count in wanted.items()}
    each = max(1, room // len(wanted))
    return {at: min(count, each) for at, count in list(wanted.items())[:room]}


def _more(message: Message, placed: Mapping[int, int]) -> bool:
    """Whether there is more to do or to open than the buttons say."""
    rows = list(rows_of(message))
    shown, held = sum(placed.values()), sum(len(row.buttons) for row in rows)
    return shown < held or any(row.menu for row in rows) or bool(numbered(message))


def _ends(message: Message, groups: list[list[Json]], more: list[Json]) -> list[Json]:
    """What stays when a card is folded: the row of buttons that ends it, with "More" in the same row."""
    last = message.blocks[-1] if message.blocks else None
    row = groups.pop() if isinstance(last, Actions) else []
    if not more:
        return row
    if row and row[-1]["type"] == "ActionSet":
        return [*row[:-1], {**row[-1], "actions": [*row[-1]["actions"], *more]}]
    return [*row, *parts.acts(*more, spacing="Medium")]


def folded(groups: Sequence[list[Json]], ends: list[Json], *, room: int, look: Look) -> list[Json]:
    """All of it, or as much as fits with a line that says how much is missing and where it stands."""
    sizes = [sum(map(parts.size, group)) + 2 * len(group) for group in groups]
    room -= sum(map(parts.size, ends)) + 2 * len(ends)
    if sum(sizes) <= room:
        return [*(one for group in groups for one in group), *ends]
    room -= parts.size(_missing(len(groups), look))
    kept: list[Json] = []
    for at, group in enumerate(groups):
        if sizes[at] > room:
            return [*kept, *_missing(len(groups) - at, look), *ends]
        room -= sizes[at]
        kept += group
    return [*kept, *ends]


def _missing(count: int, look: Look) -> list[Json]:
    told = parts.run(texts.folded(count))
    if look.url.startswith(("https://", "http://")):
        out = {"type": "Action.OpenUrl", "url": look.url}
        return parts.rich(told, parts.run(texts.open_workspace(), selectAction=out))
    return parts.rich(told, parts.run(texts.in_workspace()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """Draws the blocks of one message; `placed` says how many buttons each of them shows."""

    key: str
    look: Look
    numbers: Mapping[Span, Json] = field(default_factory=dict)
    placed: Mapping[int, int] = field(default_factory=dict)

    def blocks(self, message: Message, *, room: int) -> list[list[Json]]:
        """All blocks of the message. Where they do not fit, its tables share what the others leave of the room."""
        groups = [self.block(at, part) for at, part in enumerate(message.blocks)]
        sizes = [sum(map(parts.size, group)) for group in groups]
        tables = [at for at, part in enumerate(message.blocks) if isinstance(part, Table)]
        if tables and sum(sizes) > room * _FULL:
            share = int(room * _FULL - sum(sizes) + sum(sizes[at] for at in tables)) // len(tables)
            for at in tables:
                groups[at] = self.block(at, message.blocks[at], room=max(share, _LEAST))
        for at, part in enumerate(message.blocks[1:], start=1):
            if groups[at] and isinstance(message.blocks[at - 1], Entry) and not isinstance(part, Entry):
                groups[at][0] |= {"separator": True, "spacing": "Large"}
        return groups

    def block(self, at: int, block: Block, *, room: int = BYTES) -> list[Json]:
        """One block of the message."""
        match block:
            case Header():
                return parts.heading(block.text)
            case Text():
                small = {"size": "Small", "isSubtle": True} if block.faint else {}
                return parts.rich(self._line(block.line, **small))
            case Quote():
                return self._quoted(block)
            case Actions():
                return self._acts(at, block)
            case Spark():
                return _trend(block)
            case Chart():
                return chart(block, self.look)
            case Table():
                return table(block, self.numbers, native=self.look.tables, room=room)
            case Entry():
                return self._entry(at, block)

    def _line(self, line: Line, **more: Any) -> list[Json]:
        return parts.inline(line, numbers=self.numbers, **more)

    def _entry(self, at: int, entry: Entry) -> list[Json]:
        number = f"{entry.number} " if entry.number else ""
        head = [parts.column(self._badge(f"{number}{entry.badge}", entry.tone), verticalContentAlignment="Center")]
        below: list[Json] = []
        if entry.spark is not None:
            # Beside the badge where there is room, on a line of its own where there is little.
            curve = parts.run(bars(entry.spark.values), **_LETTERS)
            wide, narrow = _WIDTHS[len(entry.spark.values) > _LITTLE]
            head.append(parts.column(parts.rich(curve, horizontalAlignment="Right"), "stretch", targetWidth=wide))
            below = parts.rich(curve, spacing="Small", targetWidth=narrow)
        items = [
            *parts.columns(*head),
            *parts.rich(self._line(entry.title, size="Medium", weight="Bolder"), spacing="Small"),
            *parts.rich(self._line(entry.figures), spacing="Small"),
            *below,
            *(self._quoted(entry.quote) if entry.quote is not None else []),
            *self._why(entry),
        ]
        if entry.actions is not None:
            items += self._acts(at, entry.actions, about=f"{number}{parts.words(entry.title)}", calm=True)
        return parts.box(items, separator=True, spacing="Large")

    def _why(self, entry: Entry) -> list[Json]:
        """What its curve says, and why it is here: each on a line of its own, which breaks where it must."""
        why = self._line(entry.why, size="Small", isSubtle=True)
        alt = entry.spark.alt if entry.spark is not None else ""
        curve = parts.rich(parts.faint(alt, size="Small"), spacing="Small")
        return [*curve, *parts.rich(why, spacing="None" if curve else "Small")]

    def _badge(self, text: str, tone: str) -> list[Json]:
        style, colour = _BADGES[tone]
        plain = parts.block(text, weight="Bolder", size="Small", color=colour)
        told = fit(text, parts.LABEL)
        if not (self.look.badges and told.strip()):
            return plain
        return [{"type": "Badge", "text": told, "style": style, "appearance": "Tint", "size": "Large",
                 "fallback": plain[0] if plain else "drop"}]  # fmt: skip

    def _quoted(self, quote: Quote) -> list[Json]:
        """The words with a rule at their left: the line that parts a narrow empty column from them."""
        said = parts.run(Untrusted(f"“{cut(clean(quote.text), _QUOTE)}”"))
        origin = parts.words(quote.origin).strip()
        told = parts.rich(said, parts.faint(f"\u2002{origin}" if origin else "", size="Small"))
        if not told:
            return []
        rule = {"separator": True, "spacing": "Medium"}
        sides = [parts.column([], "1px"), parts.column(told, "stretch", **rule)]
        return [{"type": "ColumnSet", "columns": sides, "spacing": "Small"}]

    def _acts(self, at: int, row: Actions, *, about: str = "", calm: bool = False) -> list[Json]:
        """The buttons for which there is room; all acts stand behind "More"."""
        found = [parts.act(one, row, key=self.key, about=about) for one in row.buttons[: self.placed.get(at, 0)]]
        if calm:
            # Five green buttons below each other would say that nothing is urgent.
            found = [{name: value for name, value in one.items() if name != "style"} for one in found]
        return parts.acts(*found, spacing="Medium")


def _trend(spark: Spark) -> list[Json]:
    curve = parts.run(bars(spark.values), **_LETTERS)
    return parts.rich(curve, parts.faint(f"\u2002{spark.alt}" if curve else spark.alt, size="Small"))
