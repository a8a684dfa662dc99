"""What stands behind "More": everything that can be done with a message, and every number that opens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from adapters.chat.teams.cards import parts
from adapters.chat.teams.cards.inputs import Choice, choice_input
from adapters.chat.teams.cards.parts import Json
from bot.model.message import Actions, Entry, Message
from bot.texts import teams as texts
from bot.texts.numbered import numbered

_LISTS: Final = 5
"""So many insights have a list of their own: with the numbers that makes six buttons."""


def more_card(message: Message, *, key: str) -> tuple[str, Json]:
    """The title and the card of the dialog."""
    body = [*act_lists(message, {"k": key}), *number_list(message, {"k": key})]
    return texts.more_title(), parts.card(body or parts.block(texts.nothing_to_do()))


def act_lists(message: Message, state: Mapping[str, Any], *, folded: bool = False) -> list[Json]:
    """A list of acts for each insight, the act's code `NAME|INSIGHT|SAW|VALUE` in the field `a1`, `a2`, ...

    A list that stands alone shows them all at once, unless it is `folded`.
    """
    lists = [(about, choices) for about, row in _rows(message) if (choices := _choices(row))]
    if len(lists) > _LISTS:
        rest = [(f"{about}: {title}", code) for about, choices in lists[_LISTS - 1 :] for title, code in choices]
        lists = [*lists[: _LISTS - 1], ("", rest)]
    body: list[Json] = []
    for at, (about, choices) in enumerate(lists, start=1):
        label, alone = texts.acts_label(about), len(lists) == 1 and not folded
        field = choice_input(f"a{at}", label, choices, hint=texts.choose_act(), open_=alone)
        button = parts.submit(texts.do_it(), {**state, "d": "act", "f": f"a{at}"})
        body += [field, *parts.acts(button)] if alone else beside(field, button)
    return body


def number_list(message: Message, state: Mapping[str, Any]) -> list[Json]:
    """A list of the numbers of the message, K in the field `n`."""
    seen: dict[tuple[object, ...], Choice] = {}
    for one in numbered(message):
        seen.setdefault((one.name, one.span.opens, one.span.topic, one.span.href), (one.name, str(one.number)))
    if not seen:
        return []
    field = choice_input("n", texts.numbers_label(), list(seen.values()), hint=texts.choose_number())
    return beside(field, parts.submit(texts.show_it(), {**state, "d": "open", "f": "n"}))


def beside(field: Json, button: Json) -> list[Json]:
    """A field with its button at its right."""
    right = parts.column(parts.acts(button), verticalContentAlignment="Bottom")
    return parts.columns(parts.column([field], "stretch"), right, spacing="Medium")


def _rows(message: Message) -> Iterator[tuple[str, Actions]]:
    for block in message.blocks:
        if isinstance(block, Actions):
            yield "", block
        elif isinstance(block, Entry) and block.actions is not None:
            yield f"{block.number} {parts.words(block.title)}".strip(), block.actions


def _choices(row: Actions) -> list[Choice]:
    coded: dict[str, str] = {}
    for one in (*row.buttons, *row.menu):
        coded.setdefault(row.code(one), one.label)
    return [(label, code) for code, label in coded.items()]
