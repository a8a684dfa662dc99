"""What a modal shows, as a value that the modal carries with it, and how that is drawn anew each time.

A message never carries rows: a click names a figure by its number, and what it opens is read from the message as it was
stored. From then on the modal itself knows what it shows; Slack keeps that for us and nobody can change it there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, assert_never

from adapters.chat.slack.blocks import answer_blocks, insight_blocks, parts, rows_blocks, topic_blocks
from adapters.chat.slack.came import METADATA, Spot
from adapters.chat.slack.room import Room
from bot.errors import BadQuestion, NotFound
from bot.model.insight import InsightId
from bot.model.message import Actions, Message, Text
from bot.model.people import Person
from bot.model.theme import ThemeId
from bot.model.views import Ask, Facet, InsightPage, OpenInsight, OpenRows, OpenTopic, RowsPage, TopicPage
from bot.texts import drawn
from bot.texts import slack as texts
from bot.texts.numbered import numbered
from bot.texts.windows import What, command_of, path_of, understood, unshared
from bot.texts.workspace import WORDS

Json = dict[str, Any]
CALLBACK: Final = "opened"
KEY: Final = "page"
"""What stands for an outbox key in block ids of modals: their figures are found by what the modal shows."""
MOST: Final = 100
"""Blocks of a modal."""
_TITLE: Final = 24


def packed(spot: Spot, what: What) -> str:
    """Both, as the private metadata of a modal.

    Raises:
        BadQuestion: it does not fit.
    """
    said = what.said()
    around: Json = json.loads(spot.packed())
    for kept in (around, Json()):
        text = json.dumps({**kept, "what": said}, ensure_ascii=False, separators=(",", ":"))
        if len(text) <= METADATA:
            return text
    raise BadQuestion(what=texts.too_long_to_open(), remedy="")


def unpacked(text: str) -> What | None:
    """What a modal shows; None where it is none of these."""
    try:
        said = json.loads(text or "{}")
    except ValueError:
        return None
    return understood(said.get("what")) if isinstance(said, dict) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A modal's content, and the message whose figures open further from it."""

    title: str
    blocks: Sequence[Json]
    message: Message


async def read(room: Room, person: Person, what: What, *, key: str) -> Page:
    """What is open, as it stands now and as the person may see it. `key` is that of the event that asks.

    Raises:
        NotAllowed, NotFound, BadInput: it is not theirs, or there is no such thing (any more).
        RemoteError: a platform did not say who is a member.
    """
    match what.kind:
        case "rows":
            return await _rows(room, person, what)
        case "topic":
            topic = await room.desk.open(OpenTopic(person=person.id, theme=ThemeId(what.number)))
            return _topic(topic, room)
        case "insight":
            insight = await room.desk.open(OpenInsight(person=person.id, insight=InsightId(what.number)))
            return _insight(insight, what.page)
        case "answer":
            message = await room.answers.open_answer(
                what.question, what.part, as_of=what.moment, person=person.id
            )  # fmt: skip
        case "asked":
            ask = Ask(command=command_of(what.part), text=what.question, person=person.id, key=key)
            message = unshared(await room.desk.ask(ask))
        case other:
            assert_never(other)
    title, blocks = answer_blocks(message, key=KEY)
    if what.kind == "asked" and title == drawn.answer_title():
        title = texts.window()
    return Page(title=title, blocks=blocks, message=message)


async def _rows(room: Room, person: Person, what: What) -> Page:
    found = await room.desk.open(OpenRows(person=person.id, rows=what.set, page=what.page))
    if not isinstance(found, RowsPage):
        raise NotFound(what="list", id="")
    title, blocks = rows_blocks(found)
    choices = _choices(found, what)
    for block in blocks:
        if block.get("block_id") == "top" and choices:
            block["elements"].append(choices)
    return Page(title=title, blocks=blocks, message=Message(blocks=(), summary=""))


def _choices(page: RowsPage, what: What) -> Json | None:
    """The menu that narrows the list to a source or a mood; each set is a part of the one that is open."""

    def options(facets: Sequence[Facet], name: str) -> list[Json]:
        return [
            parts.option(f"{facet.name} {facet.count:,}", f"{name}={getattr(facet.rows, name)}"[: parts.OPTION])
            for facet in facets[: parts.OPTIONS - 1]
        ]

    every = [parts.option(WORDS["all"], "all")] if what.narrow else []
    groups = [
        (WORDS["all"], every), (WORDS["by_source"], options(page.sources, "source")),
        (WORDS["by_mood"], options(page.moods, "sentiment")),
    ]  # fmt: skip
    if not any(found for _, found in groups):
        return None
    return {**parts.menu(drawn.narrow(), groups), "action_id": "facet"}


def _topic(page: object, room: Room) -> Page:
    if not isinstance(page, TopicPage):
        raise NotFound(what="topic", id="")
    title, blocks = topic_blocks(page, zone=room.zone)
    cards = [block for _, card in page.insights for block in card.blocks if not isinstance(block, Actions)]
    message = Message(blocks=(Text(line=page.summary), *cards), summary="")
    return Page(title=title, blocks=_opening(blocks, message, after="rich_text"), message=message)


def _insight(page: object, at: int) -> Page:
    if not isinstance(page, InsightPage):
        raise NotFound(what="insight", id="")
    title, blocks = insight_blocks(page, at=at)
    return Page(title=title, blocks=_opening(blocks, page.card, after="actions"), message=page.card)


def _opening(blocks: list[Json], message: Message, *, after: str) -> list[Json]:
    """The blocks, with a menu of the figures in them behind the first block of this type."""
    options = [parts.opening(figure) for figure in numbered(message)][: parts.OPTIONS]
    if not options:
        return blocks
    menu = parts.actions(f"numbers|{KEY}", [parts.menu(drawn.open_number(), [(drawn.open_number(), options)])])
    at = next((at for at, block in enumerate(blocks, start=1) if block["type"] == after), len(blocks))
    return [*blocks[:at], *menu, *blocks[at:]][:MOST]


def modal(title: str, blocks: Sequence[Json], *, metadata: str) -> Json:
    """A modal that is read and not sent off: where it has fields, Slack wants a button for that, which closes it."""
    typed = any(block["type"] == "input" for block in blocks)
    return {
        "type": "modal", "callback_id": CALLBACK, "title": parts.label(title, _TITLE),
        "close": parts.label(WORDS["close"], _TITLE), "private_metadata": metadata, "blocks": list(blocks),
        **({"submit": parts.label(texts.done(), _TITLE)} if typed else {}),
    }  # fmt: skip


def in_browser(what: What) -> list[Json]:
    """The button that asks for a link to the same in a browser, where there is such a page."""
    return parts.actions("browser", [parts.button(texts.to_browser(), "link")]) if path_of(what) else []


def sentence(words: str, *, undo: str = "") -> Json:
    """A sentence as a block; `undo` is the value of a button that takes an act back."""
    made: Json = {"type": "section", "text": parts.label(words, parts.SECTION)}
    return {**made, "accessory": parts.button(WORDS["undo"], "act:undo", undo)} if undo else made
