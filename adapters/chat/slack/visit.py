"""A colleague at work in Slack: who, where, on what occasion, and how they are answered there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from adapters.chat.slack.came import Came, Spot
from adapters.chat.slack.room import PLATFORM, Room
from bot.errors import BadInput, NotAllowed, NotFound, Stale
from bot.model.insight import InsightId
from bot.model.message import Actions, Block, Button, Message, Span, Text
from bot.model.people import Person, PersonId, Place
from bot.texts import slack as texts

TOLD = (BadInput, NotAllowed, NotFound, Stale)
"""What the person hears in its own sentence; all other errors are whoever runs Earshot's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One event of one colleague."""

    room: Room
    one: Came
    person: Person
    spot: Spot

    def at(self, spot: Spot) -> Visit:
        """The same visit, about something else."""
        return replace(self, spot=spot)

    @property
    def place(self) -> Place:
        """The channel; where there is none (App Home), the person's own conversation with Earshot."""
        return self.room.place(self.one.team, self.spot.channel or self.one.user)

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

    def named(self, user: str) -> str:
        """The name of somebody Slack names by an id, '' if they are nobody we know."""
        person = self.room.directory.person(f"{PLATFORM}:{self.one.team}/{user}")
        return person.name if person is not None else ""

    def offering(self, *buttons: Button, menu: Sequence[Button] = ()) -> Actions:
        """Buttons about what the spot is about."""
        insight = None if self.spot.insight is None else InsightId(self.spot.insight)
        return Actions(insight=insight, buttons=buttons, menu=tuple(menu), saw=self.spot.saw)

    async def tell(self, words: str, *acts: Block) -> None:
        """Say something to the person alone, where they are; nothing where there are no words."""
        if words:
            said = (Text(line=(Span(text=words),)), *acts)
            await self.answer(Message(blocks=said, summary=words, private=True))

    async def answer(self, message: Message, *, everyone: bool = False) -> None:
        """Answer the person alone, or everyone who reads along; on App Home what was done there."""
        if not self.spot.channel and self.room.at_home is not None:
            await self.room.at_home(self.one.team, self.one.user, message)
            return
        # In their own conversation nobody reads along, and what is said there stays. What came with an address may be
        # a command in the direct messages of two colleagues.
        own = not self.spot.channel or (self.spot.channel.startswith("D") and not self.spot.via)
        await self.room.answer(
            self.one.id, message, place=self.place, person=None if own or everyone else self.person,
            thread=self.spot.thread, via=self.spot.via,
        )  # fmt: skip


async def visit(room: Room, one: Came, spot: Spot, *, user: str = "") -> Visit | None:
    """The visit of a colleague; None for guests, bots and strangers of shared channels, who are not answered.

    Args:
        room: what every listener needs.
        one: what came.
        spot: where it was.
        user: who did it, where that is not whom the event names first.

    Raises:
        RemoteError: Slack did not say who this is.
    """
    who = user or one.user
    person = await room.person(one.team, who) if who else None
    return None if person is None else Visit(room=room, one=one, person=person, spot=spot)


async def welcome(room: Room, one: Came, spot: Spot) -> Visit | None:
    """The visit of a colleague; whoever else clicks or asks is told, once and in private, that Earshot is not for them.

    Raises:
        RemoteError: as `visit`.
    """
    here = await visit(room, one, spot)
    if here is None and one.user and spot.channel:
        stranger = Person(id=PersonId(f"{PLATFORM}:{one.team}/{one.user}"), name="", ids=())
        await Visit(room=room, one=one, person=stranger, spot=spot).tell(texts.stranger())
    return here
