"""A small organisation on the real thing: a store in a file, the product's reader, a clock that is set by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypedDict, Unpack

from bot.compose.app import App, open_app
from bot.compose.clock import StoryClock
from bot.compose.environment import Given
from bot.config import read_settings
from bot.flow.hear import Taken, hear
from bot.flow.post import post_waiting
from bot.flow.think import think
from bot.model.changes import RoomPost
from bot.model.insight import Insight, InsightId
from bot.model.mention import MentionId
from bot.model.people import PersonId, Place
from bot.model.signal import Act, ActName
from bot.model.views import Receipt
from bot.ports.world import Item
from tests.bot.flow.rig import MORNING, SUPPORT

ORGANISATION: Mapping[str, Any] = {
    "organisation": {"name": "Lumo", "timezone": "Europe/Berlin", "languages": ["en"]},
    "departments": [
        {
            "name": "support",
            "about": "Delivery, parcels, returns, refunds, accounts, anything a customer needs help with",
            "examples": ["my parcel never arrived", "how do I return this", "I want my money back"],
            "channels": ["workspace:support"],
        },
        {
            "name": "quality",
            "about": "Phones, chargers, batteries and screens that break, overheat or stop working",
            "examples": ["the charger is not recognised", "the battery gets hot", "the screen cracked"],
            "channels": ["workspace:quality"],
        },
    ],
    "people": [
        {"name": "Ana", "department": "support", "role": "editor"},
        {"name": "Ben", "department": "quality", "role": "editor"},
        {"name": "Vic", "department": "support", "role": "viewer"},
        {"name": "Fin", "role": "finance"},
        {"name": "Adi", "role": "admin"},
    ],
    "groups": [{"name": "chargers", "query": "charger OR charging"}],
    "sources": [{"name": "forum", "owner": "Ana", "silent_after_hours": 12}],
}

HARM = "The battery started to smoke and burned my hand"
CHARGERS = (
    "The charger is not recognised since the update",
    "charger not recognised, changed the cable, same",
    "my phone says charger not recognised again",
    "Since 7.1 the charger is no longer recognised at all",
    "charger?? not recognised?? it is your own charger",
    "Please help, the charger was not recognised this morning",
    "my charger is not being recognised by the phone",
    "still no luck, charger not recognised",
)
USUAL = (
    "Ordered a case in blue, arrived on time",
    "Does the tablet come with a pen?",
    "My parcel never arrived although it says delivered",
    "How do I return this, I want my money back",
    "Love the new wallpaper",
    "The invoice shows the wrong address",
    "When is the shop in Hamburg open?",
    "The keyboard suggests odd words",
    "Nice talk at the fair yesterday",
    "Can I change my password somewhere?",
)


class Filled(TypedDict, total=False):
    """What a person fills in."""

    value: str
    text: str
    form: Mapping[str, str]


class Doing(Filled, total=False):
    """What may be chosen of an act besides its key."""

    insight: InsightId
    mention: MentionId
    saw: str
    place: Place
    message: str
    force: bool


@dataclass(slots=True)
class Small:
    """An open Earshot with what tests do to it in one word each."""

    app: App
    clock: StoryClock
    count: int = 0
    keys: int = 0

    async def hear(self, *texts: str, source: str = "forum", **more: Any) -> Taken:
        """Each text is said now, each by another person."""
        said = []
        for text in texts:
            self.count += 1
            number = str(self.count)
            said.append({
                "source": source, "id": number, "at": self.clock.now().isoformat(), "text": text,
                "author": {"id": f"a{number}", "name": f"Person {number}"}, **more,
            })  # fmt: skip
        return await self.take(said)

    async def take(self, said: Sequence[Mapping[str, object]]) -> Taken:
        """Take in mention JSON."""
        items = [Item(position=f"line {at}", mention=one) for at, one in enumerate(said, 1)]
        return await hear(items, tools=self.app.tools, standing=self.app.standing)

    async def think(self) -> tuple[Insight, ...]:
        """Think, post what is due, and give the insights that are new."""
        found = await think(tools=self.app.tools, standing=self.app.standing)
        await self.post()
        insights = [await self.app.store.insight(one) for one in found]
        return tuple(one for one in insights if one is not None)

    async def post(self) -> None:
        """Work the outbox off."""
        while await post_waiting(self.app.chats, tools=self.app.tools):
            pass

    async def harm(self) -> Insight:
        """A danger was spoken of: an insight at once, in #quality."""
        await self.hear(HARM)
        (found,) = await self.think()
        return found

    async def history(self) -> None:
        """A month in which people spoke of this and that: what is usual is known."""
        said = [
            {"source": "forum", "id": f"old-{at}", "at": (self.clock.now() - timedelta(days=32 - at)).isoformat(),
             "text": text, "author": {"id": f"old-{at}", "name": f"Old {at}"}}
            for at, text in enumerate(USUAL * 3)
        ]  # fmt: skip
        await self.take(said)

    async def topic(self) -> Insight:
        """A month of this and that; then in two hours many people speak of chargers that are not recognised."""
        await self.history()
        for text in (*CHARGERS, *(f"{text}, please help" for text in CHARGERS)):
            await self.hear(text)
            self.wait(minutes=8)
        (found,) = await self.think()
        return found

    async def act(self, name: ActName, person: str = "Ana", key: str = "", **more: Unpack[Doing]) -> Receipt:
        """A person does something now."""
        self.keys += 1
        one = Act(
            name=name,
            key=key or f"key-{self.clock.now():%H%M%S}-{self.keys}",
            person=PersonId(f"workspace:{person.lower()}"),
            at=self.clock.now(),
            **more,
        )
        receipt = await self.app.desk.act(one)
        await self.post()
        return receipt

    async def now(self, insight: InsightId) -> Insight:
        """The insight as it stands."""
        found = await self.app.store.insight(insight)
        assert found is not None
        return found

    async def posts(self, place: Place = SUPPORT) -> Sequence[RoomPost]:
        """What stands in a channel."""
        return await self.app.store.posts(place, person=None)

    async def threads(self, place: Place = SUPPORT) -> str:
        """Everything that is said in a channel, as one text."""
        found = []
        for post in await self.posts(place):
            found += [str(one.body) for one in await self.app.store.thread(post.id, person=None)]
        return "\n".join(found)

    def wait(self, **more: float) -> None:
        """Time passes."""
        self.clock.set(self.clock.now() + timedelta(**more))


@asynccontextmanager
async def small(
    folder: Path, *, at: datetime = MORNING, settings: Mapping[str, object] | None = None
) -> AsyncIterator[Small]:
    """A small Earshot in this folder; opening the same folder again goes on where it was left."""
    clock = StoryClock(at)
    given = Given(settings=read_settings(settings or ORGANISATION), origins={}, data=folder, file=None)
    async with open_app(given, clock=clock) as app:
        yield Small(app=app, clock=clock, count=app.store.highest("mention"))
