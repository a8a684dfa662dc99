"""Files: one is offered in the person's own chat with Earshot; who allows it gets it into their own drive.

A file is made anew when it is allowed, for who allows it: what they may not read any more is not in it.
Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from adapters.chat.teams.answers import Reply
from adapters.chat.teams.came import Came
from adapters.chat.teams.listeners import Listeners
from adapters.chat.teams.names import FILE
from adapters.chat.teams.opened import key_of, shown_by
from adapters.chat.teams.room import Room
from adapters.chat.teams.visit import TOLD, Visit, alone, visit
from bot.errors import NotFound, Refused, WrongCredential
from bot.model.changes import Enqueue
from bot.model.delivery import Outgoing
from bot.model.insight import InsightId
from bot.model.views import OpenInsight, OpenRows
from bot.texts import teams as texts
from bot.texts.windows import What

Json = dict[str, Any]
VIA: Final = "file:"
"""How the `via` of a post begins that is a file: one on offer, or one that is there."""
_CONSENT: Final = "application/vnd.microsoft.teams.card.file.consent"
_INFO: Final = "application/vnd.microsoft.teams.card.file.info"


def register(listeners: Listeners, room: Room) -> None:
    """The listener for what becomes of offers."""

    async def heard(one: Came) -> Reply | None:
        return await decided(room, one)

    listeners.on(FILE, heard)


async def sheet_of(here: Visit, what: What) -> tuple[str, bytes]:
    """The name and the content of what is open, as CSV for the person alone.

    Raises:
        NotAllowed, NotFound, BadInput: it is not theirs, or there is none.
    """
    person = here.person.id
    match what.kind:
        case "rows":
            return "mentions.csv", await here.room.desk.sheet(OpenRows(person=person, rows=what.set))
        case "insight":
            return "customers.csv", await here.room.desk.sheet(
                OpenInsight(person=person, insight=InsightId(what.number))
            )
        case "answer" | "asked":
            return "answer.xlsx", await here.room.answers.answer_sheet(what.question, as_of=what.moment, person=person)
        case "topic":
            raise NotFound(what="file", id="topic")


async def offer(here: Visit, what: What) -> str:
    """Offer it in the person's own chat; gives its name, '' where there is no such chat.

    Raises:
        NotAllowed, NotFound, BadInput: as `sheet_of`.
    """
    own = await here.own()
    name, data = await sheet_of(here, what)
    if not own:
        return ""
    key = f"{here.one.id}:file"
    offered = {"name": name, "size": len(data), "what": key_of(what), "k": key}
    await _say(here, own, texts.file_offered(name), key=key, via=offered)
    return name


async def decided(room: Room, one: Came) -> Reply:
    """The person allowed or declined a file: it is put where they allowed it, and the offer is over.

    Raises:
        TryLater: their drive did not take it now.
    """
    here = await visit(room, one)
    context = one.value.get("context")
    offered: Mapping[str, Any] = context if isinstance(context, Mapping) else {}
    what, key = shown_by(str(offered.get("what") or "")), str(offered.get("k") or "")
    if here is None or what is None or not one.personal or await here.held(key) is None:
        raise NotFound(what="file", id="")
    if one.value.get("action") != "accept":
        await _over(here, key, texts.file_declined(str(offered.get("name") or "")))
        return {}
    target = one.value.get("uploadInfo")
    target = target if isinstance(target, Mapping) else {}
    try:
        name, data = await sheet_of(here, what)
        await room.clients[one.tenant].upload(str(target.get("uploadUrl") or ""), data)
    except (*TOLD, Refused, WrongCredential) as wrong:
        await _over(here, key, str(wrong))
        return {}
    there = {"name": name, "url": str(target.get("contentUrl") or ""), "id": str(target.get("uniqueId") or ""),
             "type": str(target.get("fileType") or "csv")}  # fmt: skip
    await _over(here, key, texts.file_sent(name))
    await _say(here, one.conversation, texts.file_sent(name), key=f"{one.id}:sent", via=there)
    return {}


async def _say(here: Visit, own: str, words: str, *, key: str, via: Mapping[str, Any]) -> None:
    post = Outgoing(
        key=key, kind="answer", place=here.room.place(here.one.tenant, own), message=alone(words), due=here.now,
        to=here.person.id, via=VIA + json.dumps(via, ensure_ascii=False, separators=(",", ":")),
    )  # fmt: skip
    await here.room.store.commit([Enqueue(post=post)])


async def _over(here: Visit, key: str, words: str) -> None:
    """The offer says what became of it."""
    post = Outgoing(
        key=f"{key}:over", kind="edit", place=here.place, message=alone(words), due=here.now, edits=key,
        to=here.person.id,
    )  # fmt: skip
    await here.room.store.commit([Enqueue(post=post)])


def attachment(post: Outgoing) -> Json | None:
    """The file that a post offers or shows, None where it is none."""
    if not post.via.startswith(VIA):
        return None
    held = json.loads(post.via.removeprefix(VIA))
    if "what" not in held:
        shown = {"uniqueId": held["id"], "fileType": held["type"]}
        return {"contentType": _INFO, "contentUrl": held["url"], "name": held["name"], "content": shown}
    context = {"what": held["what"], "k": held["k"], "name": held["name"]}
    content = {
        "description": post.message.summary, "sizeInBytes": held["size"], "acceptContext": context,
        "declineContext": context,
    }  # fmt: skip
    return {"contentType": _CONSENT, "name": held["name"], "content": content}
