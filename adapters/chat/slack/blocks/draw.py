"""A message as Block Kit: no more blocks than fit, each within Slack's limits, and the same in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from adapters.chat.slack.blocks import parts
from adapters.chat.slack.blocks.charts import NATIVE, Look, chart
from adapters.chat.slack.blocks.escape import fit
from adapters.chat.slack.blocks.parts import Json
from adapters.chat.slack.blocks.tables import CHARACTERS, table
from bot.model.letters import clean, cut, length
from bot.model.message import (
    Actions,
    Block,
    Button,
    Chart,
    Entry,
    Header,
    Message,
    Quote,
    Span,
    Spark,
    Table,
    Text,
)
from bot.texts import drawn as texts
from bot.texts.charts import bars
from bot.texts.numbered import Figure, chunks, offered

TEXT: Final = 2900
"""How long the words for notifications and screen readers get."""
_QUOTE: Final = 1200
_BUTTONS: Final = 24
_SYMBOLS: Final[Mapping[str, str]] = {
    "bad": "red_circle", "warn": "large_orange_circle", "good": "large_green_circle", "calm": "large_blue_circle",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A message as Slack takes it: `text` is what notifications show and screen readers read."""

    blocks: tuple[Mapping[str, object], ...]
    text: str


def draw(message: Message, *, key: str, look: Look) -> Drawn:
    """The message for a workspace. `key` is the outbox key of the post, by which a click finds it again."""
    pen = _Pen(key=key, look=look, offers=offered(message))
    groups = [pen.block(at, block) for at, block in enumerate(message.blocks)]
    for at, block in enumerate(message.blocks[1:], start=1):
        if isinstance(message.blocks[at - 1], Entry) and not isinstance(block, Entry):
            groups[at].insert(0, parts.divider())
    tail = pen.open_numbers(pen.offers.get(-1, ()))
    blocks = _folded(message.blocks, groups, tail, look)
    if not blocks:
        blocks = [*parts.rich(parts.part("section", parts.said(message.summary or "–")))]
    summary = message.summary or " ".join(block.text for block in message.blocks if isinstance(block, Header))
    return Drawn(blocks=tuple(blocks), text=fit(summary, TEXT) or "–")


def acts_alone(block: Actions, *, number: int) -> list[Json]:
    """The buttons and the menu of a card that stands in a modal, where figures open otherwise."""
    return _Pen(key="", look=Look(), offers={}, count=number).acts(block, ())


def card(message: Message, look: Look) -> list[Json]:
    """What a card says, without anything to click."""
    pen = _Pen(key="", look=look, offers={})
    shown = (block for block in message.blocks if not isinstance(block, Actions))
    return [one for at, block in enumerate(shown) for one in pen.block(at, block)]


@dataclass(slots=True, kw_only=True)
class _Pen:
    """What is counted over a whole message: block ids, native charts, characters in tables."""

    key: str
    look: Look
    offers: Mapping[int, Sequence[Figure]]
    count: int = 0
    charts: int = 0
    room: int = field(default=CHARACTERS)

    def block(self, at: int, block: Block) -> list[Json]:
        """One block of the message."""
        match block:
            case Header():
                return [parts.header(block.text)] if block.text.strip() else []
            case Text():
                return _paragraph(block)
            case Quote():
                return parts.rich(_quoted(block))
            case Actions():
                return self.acts(block, self.offers.get(at, ()))
            case Spark():
                return parts.context(_trend(block))
            case Chart():
                drawn = chart(block, self.look, native=self.charts < NATIVE)
                self.charts += sum(one["type"] == "data_visualization" for one in drawn)
                return drawn
            case Table():
                shown, used = table(block, native=self.look.tables, room=self.room)
                self.room -= used
                return shown
            case Entry():
                return self._entry(at, block)

    def _entry(self, at: int, entry: Entry) -> list[Json]:
        number = f"{entry.number} " if entry.number else ""
        head = [parts.emoji(_SYMBOLS[entry.tone]), *parts.said(f" {number}{entry.badge}", bold=True)]
        title = parts.inline((Span(text="   "), *entry.title))
        said = parts.stacked([*head, *title], parts.inline(entry.figures))
        small = [parts.small(entry.why)]
        if entry.spark is not None:
            small.insert(0, _trend(entry.spark))
        quote = [_quoted(entry.quote)] if entry.quote is not None else []
        about = f"{number}{parts.words(entry.title)}"
        acts: list[Json] = []
        if entry.actions is not None:
            # Five green buttons below each other would say that nothing is urgent.
            calm = replace(entry.actions, buttons=tuple(replace(one, primary=False) for one in entry.actions.buttons))
            acts = self.acts(calm, self.offers.get(at, ()), about=about)
        return [parts.divider(), *parts.rich(said, *quote), *parts.context(*small), *acts]

    def acts(self, block: Actions, figures: Sequence[Figure], *, about: str = "") -> list[Json]:
        """The buttons, then one menu with the other acts and the figures near by."""
        # The same act twice would be the same choice twice, which Slack refuses.
        coded: dict[str, Button] = {}
        for one in block.menu:
            coded.setdefault(block.code(one), one)
        # What is too long for a choice is a button: nothing that is offered is lost.
        wordy = [one for code, one in coded.items() if length(code) > parts.OPTION]
        buttons = [_button(one, block, about=about) for one in (*block.buttons, *wordy)][:_BUTTONS]
        choices = [parts.option(one.label, code) for code, one in coded.items() if length(code) <= parts.OPTION][
            : parts.OPTIONS
        ]
        lists = list(chunks(figures, parts.OPTIONS - len(choices)))
        first = [parts.opening(figure) for figure in lists[0]] if lists else []
        groups = [(texts.do_more(), choices), (texts.open_number(), first)]
        named = texts.more() if choices else texts.open_number()
        row = [*buttons, *([parts.menu(named, groups)] if choices or first else [])]
        rest = [figure for group in lists[1:] for figure in group]
        return [*parts.actions(self._id(), row), *self.open_numbers(rest)]

    def open_numbers(self, figures: Sequence[Figure]) -> list[Json]:
        """Menus that open numbers and nothing else."""
        found: list[Json] = []
        for group in chunks(figures, parts.OPTIONS):
            named = [(texts.open_number(), [parts.opening(figure) for figure in group])]
            found += parts.actions(self._id(), [parts.menu(texts.open_number(), named)])
        return found

    def _id(self) -> str:
        self.count += 1
        return f"{self.count}|{self.key}"


def _button(button: Button, block: Actions, *, about: str) -> Json:
    """An act carries its insight and what its person saw; `open:` alone carries its own value."""
    code = block.code(button)
    if button.act.startswith("open:"):
        value = button.value if block.insight is None else code
        return parts.button(button.label, button.act, value[: parts.VALUE], primary=button.primary, about=about)
    name = f"act:{button.act}"
    return parts.button(button.label, name, code[: parts.VALUE], primary=button.primary, about=about)


def _paragraph(block: Text) -> list[Json]:
    if not parts.words(block.line).strip():
        return []
    if block.faint:
        return parts.context(parts.small(block.line))
    return parts.rich(parts.section(block.line))


def _quoted(quote: Quote) -> Json:
    origin = parts.words(quote.origin).strip()
    words = parts.said(f"“{cut(clean(quote.text), _QUOTE)}”")
    return parts.part("quote", [*words, *parts.said(f"\u2002{origin}" if origin else "", italic=True)])


def _trend(spark: Spark) -> Json:
    return parts.plain(f"{bars(spark.values)}\u2002{spark.alt}".strip(), parts.SECTION)


def _folded(shown: Sequence[Block], groups: Sequence[list[Json]], tail: list[Json], look: Look) -> list[Json]:
    """All blocks, or as many as fit with a line that says how many are missing and where they stand."""
    if sum(map(len, groups)) + len(tail) <= look.most:
        return [*(one for group in groups for one in group), *tail]
    last = len(groups) - 1 if groups and isinstance(shown[-1], Actions) else len(groups)
    ends = [*(one for group in groups[last:] for one in group), *tail][-(look.most - 1) :]
    kept: list[Json] = []
    for at, group in enumerate(groups[:last]):
        if len(kept) + len(group) + 1 + len(ends) > look.most:
            return [*kept, *_missing(last - at, look), *ends]
        kept += group
    return [*kept, *ends]


def _missing(count: int, look: Look) -> list[Json]:
    words = parts.said(texts.folded(count))
    if look.url.startswith(("https://", "http://")):
        return parts.rich(parts.part("section", [*words, parts.link(look.url, texts.open_workspace())]))
    return parts.rich(parts.part("section", [*words, *parts.said(texts.in_workspace())]))
