"""What a reaction is about, and what is offered to who says that an insight is not theirs; the same in every chat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.model.delivery import Outgoing
from bot.model.insight import Insight, InsightId
from bot.model.message import Actions, Button
from bot.model.people import Department, Person, Place
from bot.texts import forms as words
from bot.texts.figures import department_name

KEYCAP: Final = "\ufe0f\u20e3"
"""How the emoji of a number ends."""
_MENU: Final = 80


def meant(post: Outgoing, emoji: str) -> InsightId | None:
    """The insight a reaction to a post is about: a number on a digest names one, else the message's own."""
    if emoji.endswith(KEYCAP) and emoji[0].isdigit():
        numbered = post.message.numbered.get(int(emoji[0]))
        if numbered is not None:
            return numbered
    return post.insight or post.message.insight


def whose(insight: Insight, *, person: Person, place: Place, departments: Sequence[Department]) -> Actions:
    """The departments to choose from: it goes there, or is tagged for it where it is not the person's to move."""
    homes = [one.name for one in departments if place in one.channels]
    mine = any(name in insight.active for name in (*homes, person.department))
    act = "not_ours" if mine else "tag"
    menu = [
        Button(label=department_name(one.name), act=act, value=one.name)
        for one in departments
        if one.name not in insight.active
    ]
    buttons = (Button(label=words.to_triage(), act="not_ours"),) if mine else ()
    return Actions(insight=insight.id, buttons=buttons, menu=tuple(menu[:_MENU]), saw=insight.status)
