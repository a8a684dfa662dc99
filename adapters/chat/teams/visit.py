"""A colleague at work in Teams: who, where, on what occasion, and how they are answered there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.chat.teams.came import Came
from adapters.chat.teams.conversations import PERSON
from adapters.chat.teams.room import PLATFORM, ChannelInfo, Room, within
from bot.errors import BadInput, NotAllowed, NotFound, RemoteError, Stale
from bot.model.clicked import Clicked
from bot.model.delivery import Waiting
from bot.model.insight import InsightId
from bot.model.message import Actions, Block, Button, Message, Span, Text
from bot.model.people import Person, Place
from bot.texts import teams as texts

TOLD = (BadInput, NotAllowed, NotFound, Stale)
"""What the person hears in its own sentence; all other errors are whoever runs Earshot's."""
UNSEEN = ChannelInfo(name="", private=True, outside=True, member=False)
"""A conversation of which Teams tells us nothing may hold anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One event of one colleague."""

    room: Room
    one: Came
    person: Person

    @property
    def place(self) -> Place:
        """The conversation; a thread stands in its channel."""
        return self.room.place(self.one.tenant, self.one.conversation)

    @property
    def now(self) -> datetime:
        """The current instant."""
        return self.room.clock.now()

    @property
    def today(self) -> str:
        """The organisation's local date."""
        return self.now.astimezone(self.room.zone).date().isoformat()

    @property
    def departments(self) -> tuple[str, ...]:
        """The names of all departments."""
        return tuple(department.name for department in self.room.directory.departments())

    async def own(self) -> str:
        """The person's own chat with Earshot, '' where there is none."""
        if self.one.personal:
            return self.one.conversation
        subject = f"{PERSON}{self.one.tenant}/{self.one.user}"
        events = [one for one in await self.room.store.setting_events(subject) if one.subject == subject]
        return str((events[-1].new or {}).get("conversation") or "") if events else ""

    async def channel(self, *, fresh: bool = False) -> ChannelInfo:
        """What Teams says of the conversation; of one that it does not show, anybody may be a member."""
        try:
            return await self.room.channel(self.one.tenant, self.one.conversation, team=self.one.team, fresh=fresh)
        except RemoteError:
            return UNSEEN

    async def tell(self, words: str, *acts: Block) -> None:
        """Say something to the person alone; nothing where there are no words."""
        if words:
            await self.answer(alone(words, *acts))

    async def answer(self, message: Message, *, everyone: bool = False) -> bool:
        """Answer the person in their own chat, or everyone who reads along; gives whether there is such a chat."""
        one = self.one
        if everyone or one.personal:
            await self.room.answer(one.id, message, place=self.place, person=None, thread=one.thread)
            return True
        own = await self.own()
        if not own:
            return False
        # Where it was asked goes along: from there the answer may be shared.
        # Under a slash command nothing can be shared: nobody else sees it.
        thread = "" if one.targeted and one.thread == one.activity else one.thread
        place, origin = self.room.place(one.tenant, own), within(one.conversation, thread)
        await self.room.answer(one.id, message, place=place, person=self.person, thread=origin)
        return True

    async def hint(self, *, sent: bool) -> None:
        """Say in the thread, for all to read, that the answer is in the asker's own chat, or how to open one."""
        words = texts.sent_privately(self.person.name) if sent else texts.open_own_chat(self.person.name)
        said = Message(blocks=(Text(line=(Span(text=words),)),), summary=words)
        await self.room.answer(
            self.one.id, said, place=self.place, person=None, thread=self.one.thread, part="hint"
        )  # fmt: skip

    async def held(self, key: str) -> Waiting | None:
        """The post with this key, None where there is none that the person has before their eyes."""
        row = await self.room.store.planned(key) if key else None
        if row is None or row.post.place.platform != PLATFORM:
            return None
        if row.post.to is not None:
            return row if row.post.to == self.person.id else None
        return row if row.post.place == self.place else None

    async def present(self, row: Waiting) -> Waiting:
        """The post as it will stand in a moment: with the last of the changes that wait."""
        root = row.post.edits or row.post.key
        later = [one for one in await self.room.store.outbox(("new", "sending")) if one.post.edits == root]
        return later[-1] if later else row


def alone(words: str, *acts: Block) -> Message:
    """A sentence for one person."""
    return Message(blocks=(Text(line=(Span(text=words),)), *acts), summary=words, private=True)


def offering(found: Clicked, *buttons: Button, menu: Sequence[Button] = ()) -> Actions:
    """Buttons about the insight of what was clicked."""
    insight = None if found.insight is None else InsightId(found.insight)
    return Actions(insight=insight, buttons=buttons, menu=tuple(menu), saw=found.saw)


async def visit(room: Room, one: Came) -> Visit | None:
    """The visit of a colleague; None for guests, bots and people of other organisations.

    Raises:
        RemoteError: Teams did not say who this is.
    """
    if not one.user:
        return None
    person = await room.person(
        one.tenant, one.user, one.called, conversation=one.conversation, account=one.account
    )  # fmt: skip
    return None if person is None else Visit(room=room, one=one, person=person)


def origin_of(row: Waiting) -> str:
    """The conversation, with its thread, in which an answer was asked for that went to the asker's own chat."""
    return row.post.within
