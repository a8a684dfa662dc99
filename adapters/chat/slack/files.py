"""Files to one person: planned in the outbox like every answer, made when they are sent, found again by their name.

A file is made at the moment it goes out, for whom it goes to: what they may not read any more is not in it. Slack keeps
no metadata with a file's message, so the file's name carries a mark of its key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from adapters.chat.slack.names import FILE
from adapters.chat.slack.room import Client, Room
from adapters.chat.slack.visit import Visit
from bot.errors import NotFound
from bot.model.changes import Enqueue
from bot.model.delivery import Outgoing
from bot.model.insight import InsightId
from bot.model.message import Message, Span, Text
from bot.model.people import PersonId
from bot.model.views import OpenInsight, OpenRows
from bot.texts import slack as texts
from bot.texts.windows import What, understood

_MARK: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A file as it goes out: its name (with the mark), its title, its bytes."""

    name: str
    title: str
    data: bytes


async def plan(here: Visit, what: What) -> str:
    """Put a file of what is open in the outbox, for the asker's own conversation; gives what is said of it."""
    post = Outgoing(
        key=f"{here.one.id}:file", kind="answer", place=here.room.place(here.one.team, here.one.user), due=here.now,
        message=_alone(texts.csv_comment()), to=here.person.id,
        via=FILE + json.dumps(what.said(), ensure_ascii=False, separators=(",", ":")),
    )  # fmt: skip
    await here.room.store.commit([Enqueue(post=post)])
    return texts.csv_comes()


def _alone(words: str) -> Message:
    return Message(blocks=(Text(line=(Span(text=words),)),), summary=words, private=True)


async def made(room: Room, post: Outgoing) -> Sheet:
    """The file of a post, as its reader may have it now.

    Raises:
        NotAllowed, NotFound, BadInput: it is not theirs (any more), or there is none.
    """
    what, person = understood(json.loads(post.via.removeprefix(FILE))), post.to
    if what is None or person is None:
        raise NotFound(what="file", id=post.key)
    stem, ending = _name(what)
    data = await _data(room, what, person)
    return Sheet(name=f"{stem}-{_mark(post)}.{ending}", title=texts.csv_title(f"{stem}.{ending}"), data=data)


async def _data(room: Room, what: What, person: PersonId) -> bytes:
    match what.kind:
        case "insight":
            return await room.desk.sheet(OpenInsight(person=person, insight=InsightId(what.number)))
        case "rows":
            return await room.desk.sheet(OpenRows(person=person, rows=what.set))
        case "answer":
            return await room.answers.answer_sheet(what.question, as_of=what.moment, person=person)
        case other:
            raise NotFound(what="file", id=other)


def _name(what: What) -> tuple[str, str]:
    return {"insight": ("customers", "csv"), "answer": ("answer", "xlsx")}.get(what.kind, ("mentions", "csv"))


def _mark(post: Outgoing) -> str:
    return hashlib.sha256(post.key.encode()).hexdigest()[:_MARK]


async def own(post: Outgoing, client: Client) -> Outgoing:
    """The post in its reader's own conversation with Earshot.

    Raises:
        TryLater, WrongCredential, Refused: as the client.
    """
    channel = str((await client.call("conversations.open", users=post.place.channel))["channel"]["id"])
    return replace(post, place=replace(post.place, channel=channel))


async def bring(sheet: Sheet, post: Outgoing, client: Client) -> str:
    """The id of the file, which is in that conversation now. Raises as `own`."""
    return await client.upload(
        sheet.data, name=sheet.name, title=sheet.title, channel=post.place.channel, comment=post.message.summary
    )


def instead(post: Outgoing, wrong: Exception) -> Outgoing:
    """What is said there where the reader may not have the file any more."""
    return replace(post, message=_alone(texts.no_file(str(wrong))), via="")


def carries(message: Mapping[str, Any], post: Outgoing) -> bool:
    """Whether this message brought the file of the post."""
    mark = f"-{_mark(post)}."
    return any(mark in str(one.get("name") or "") for one in message.get("files") or ())
