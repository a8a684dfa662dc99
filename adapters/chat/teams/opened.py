"""What a dialog shows, carried by its buttons under `k`, and how that is drawn anew each time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, assert_never

from adapters.chat.teams.cards import Look, answer_card, insight_card, rows_card, topic_card, topic_message
from adapters.chat.teams.visit import Visit
from bot.errors import NotFound
from bot.model.insight import InsightId
from bot.model.message import Message
from bot.model.theme import ThemeId
from bot.model.views import Ask, InsightPage, OpenInsight, OpenRows, OpenTopic, RowsPage, TopicPage
from bot.texts.windows import What, command_of, understood, unshared

_SHOWS: Final = "shows:"
"""Before what a dialog shows, where a posted card's buttons name its key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A dialog's content, and the message whose figures open further from it."""

    title: str
    card: Mapping[str, Any]
    message: Message


def key_of(what: What) -> str:
    """What stands under `k` in a dialog that shows this."""
    return _SHOWS + json.dumps(what.said(), ensure_ascii=False, separators=(",", ":"))


def shown_by(key: str) -> What | None:
    """What the dialog shows whose buttons carry this; None where it is the key of a post."""
    if not key.startswith(_SHOWS):
        return None
    try:
        return understood(json.loads(key.removeprefix(_SHOWS)))
    except (ValueError, RecursionError):
        return None


async def read(here: Visit, what: What) -> Page:
    """What is open, as it stands now and as the person may see it.

    Raises:
        NotAllowed, NotFound, BadInput: it is not theirs, or there is no such thing (any more).
        RemoteError: a platform did not say who is a member.
    """
    room, person, key = here.room, here.person.id, key_of(what)
    state, look = {"k": key}, Look(url=room.url)
    match what.kind:
        case "rows":
            rows = await room.desk.open(OpenRows(person=person, rows=what.set, page=what.page))
            if not isinstance(rows, RowsPage):
                raise NotFound(what="list", id="")
            title, card = rows_card(rows, state=state, narrowed=bool(what.narrow))
            return Page(title=title, card=card, message=Message(blocks=(), summary=""))
        case "topic":
            topic = await room.desk.open(OpenTopic(person=person, theme=ThemeId(what.number)))
            if not isinstance(topic, TopicPage):
                raise NotFound(what="topic", id="")
            title, card = topic_card(topic, zone=room.zone, state=state, look=look)
            return Page(title=title, card=card, message=topic_message(topic))
        case "insight":
            insight = await room.desk.open(OpenInsight(person=person, insight=InsightId(what.number)))
            if not isinstance(insight, InsightPage):
                raise NotFound(what="insight", id="")
            title, card = insight_card(insight, state=state, at=what.page, look=look)
            return Page(title=title, card=card, message=insight.card)
        case "answer":
            message = await room.answers.open_answer(what.question, what.part, as_of=what.moment, person=person)
        case "asked":
            ask = Ask(command=command_of(what.part), text=what.question, person=person, key=here.one.id)
            message = unshared(await room.desk.ask(ask))
        case other:
            assert_never(other)
    title, card = answer_card(message, key=key, look=look)
    return Page(title=title, card=card, message=message)
