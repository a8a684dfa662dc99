"""Questions: `@Earshot ...`, slash commands, and what is written to Earshot alone; answered where that may be read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Final, Literal, TypeVar

from adapters.chat.teams import said, threads
from adapters.chat.teams.answers import Reply
from adapters.chat.teams.came import Came
from adapters.chat.teams.listeners import Listeners
from adapters.chat.teams.room import Room, path_to, within
from adapters.chat.teams.visit import TOLD, Visit, alone, visit
from adapters.chat.teams.welcome import greeting
from bot.errors import RemoteError
from bot.model.message import Message
from bot.model.views import Ask
from bot.texts import teams as texts

T = TypeVar("T")
Command = Literal["roi", "earshot", "mention"]
_GREETINGS: Final = frozenset({"hi", "hello", "hey", "hallo", "moin", "good morning", "start", "hi there", ""})
_HELP: Final = frozenset({"help", "hilfe", "?", "/help"})
_OWN: Final = frozenset(
    "digest topics insights sources groups settings doctor feedback listen unlisten link mute".split()
)
"""What may be said without `earshot` before it."""


def register(listeners: Listeners, room: Room) -> None:
    """The listener for questions."""

    async def to_us(one: Came) -> bool:
        return one.personal or one.targeted or one.mentioned

    async def heard(one: Came) -> Reply | None:
        await asked(room, one)
        return None

    listeners.on("message", heard, matches=to_us)


def parsed(text: str) -> tuple[Command, str]:
    """How a question is asked, and its words: `/roi last quarter`, `earshot digest`, `digest`, `what changed`."""
    first, _, rest = text.removeprefix("/").partition(" ")
    match first.casefold():
        case "roi":
            return "roi", rest.strip()
        case "earshot":
            return "earshot", rest.strip()
        case name if name in _OWN:
            return "earshot", text.removeprefix("/")
        case _:
            return "mention", text


async def asked(room: Room, one: Came) -> None:
    """A question is answered: to all in its thread, or where it is private in the asker's own chat.

    What stands in a thread under an insight is a reply to it, too.
    """
    here = await visit(room, one)
    if here is None:
        await _refuse(room, one)
        return
    text = said.asked(one.body, one.bot)
    if not text and one.value:
        return  # a client that knows no dialogs sends what a button holds as a message without words
    if not one.targeted:
        await threads.count(here, text)
    command, words = parsed(text)
    plain = words.casefold().strip(" ?!.,")
    if command == "mention" and plain in _GREETINGS:
        await here.answer(greeting(room.organisation, personal=one.personal), everyone=not one.targeted)
        return
    # What can be asked is no secret, and who asks for it in a channel may have no chat of their own yet.
    everyone = command == "mention" and plain in _HELP and not one.targeted
    await ask(here, command, words, hint=True, everyone=everyone)


async def ask(here: Visit, command: str, text: str, *, hint: bool, everyone: bool = False) -> bool:
    """Put a question to the desk and answer it; gives whether it reached the person.

    `hint`: where the answer is for them alone, the thread says so. `everyone`: nothing in the answer is private.
    """
    one = here.one
    answer, outside = await _while_typing(here, _answer(here, command, text))
    # What is counted here is not for strangers, whatever was asked.
    private = command != "mention" or answer.private or outside or one.targeted
    if one.personal or everyone or not private:
        return await here.answer(answer, everyone=True)
    sent = await here.answer(answer)
    if hint and (not sent or not one.targeted):
        await here.hint(sent=sent)
    return sent


async def _answer(here: Visit, command: str, text: str) -> tuple[Message, bool]:
    """The answer, and whether people of another organisation read along where it was asked."""
    one = here.one
    row = await threads.above(here)
    info = await here.channel(fresh=command == "roi")
    question = Ask(
        command="roi" if command == "roi" else "earshot" if command == "earshot" else "mention", text=text,
        person=here.person.id, place=here.place, thread=one.thread or None,
        insight=(row.post.insight or row.post.message.insight) if row is not None else None, channel=info.name,
        private=info.private, outside=info.outside, key=f"{one.id}:ask",
    )  # fmt: skip
    try:
        return await here.room.desk.ask(question), info.outside
    except TOLD as wrong:
        return alone(str(wrong)), info.outside


async def _while_typing(here: Visit, work: Awaitable[T]) -> T:
    """What the work gives; as long as that takes, people are shown that somebody types (Teams shows it for moments)."""
    task = asyncio.ensure_future(work)
    try:
        while not (await asyncio.wait({task}, timeout=here.room.typing_s))[0]:
            if not here.one.targeted:
                await typing(here)
        return await task
    finally:
        task.cancel()


async def typing(here: Visit) -> None:
    """Show that an answer is being worked on; where Teams does not take that, the answer comes all the same."""
    one = here.one
    path = path_to(within(one.conversation, one.thread), "activities")
    try:
        await here.room.clients[one.tenant].call("POST", path, {"type": "typing"}, service_url=one.service_url)
    except RemoteError:
        return


async def _refuse(room: Room, one: Came) -> None:
    """Say to somebody who is no colleague, where they asked, that they are not answered."""
    if one.targeted:
        return
    said_ = alone(texts.stranger())
    await room.answer(one.id, said_, place=room.place(one.tenant, one.conversation), person=None, thread=one.thread)
