"""One run of Earshot in a life: it goes on where the last one was killed, until it is killed or all is done.

What runs is the product: `open_app` and the loops of `serve`. Only the chat is the stand-in, the pauses of the loops
are short, and the clock is the story's: it goes on with the steps, and jumps to the next try when all else is done.
"""

from __future__ import annotations

import asyncio
import mmap
import os
import struct
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp

from bot.compose.app import App, open_app
from bot.compose.environment import Given
from bot.config import read_settings
from bot.flow.hear import hear
from bot.flow.listen import listen
from bot.model.changes import Receive
from bot.model.insight import InsightId
from bot.model.people import PersonId
from bot.model.signal import Act, ActName
from bot.ports.world import Item, Poll
from bot.serve import Served, serve
from tests.kill.story import BEGIN, Deed, Step, Story
from tests.stand_in.chat import StandInChat

PACE = 0.01
PAGE = 4
OVERLAP = 2
"""A source may give again what it gave before."""
FAR = datetime(2100, 1, 1, tzinfo=UTC)
PATIENCE_S = 5.0
"""So long, really, a person waits for an insight."""

ABOUT = {
    "support": "Delivery, returns, refunds, accounts, anything a customer needs help with",
    "product": "What the phone and its apps should do: features, updates, camera, sign-in",
    "quality": "Faults and safety: chargers, batteries, smoke, fire, heat",
    "marketing": "Praise and campaigns, how people speak of the brand",
    "sales": "People who want to buy: prices, stock, comparisons",
}
SETTINGS: Mapping[str, object] = {
    "organisation": {"name": "Lumo", "timezone": "Europe/Berlin"},
    "departments": [{"name": name, "about": about, "channels": [f"workspace:{name}"]} for name, about in ABOUT.items()],
    "people": [
        {"name": "Ana", "ids": ["workspace:ana"], "department": "support", "role": "admin"},
        {"name": "Ben", "ids": ["workspace:ben"], "department": "quality", "role": "editor"},
    ],
    "sources": [{"name": "forum", "owner": "Ana"}, {"name": "bluesky", "owner": "Ben"}],
    "groups": [{"name": "danger", "query": "fire OR smoke OR burnt"}],
}


class LastingClock:
    """A clock that every run of a life shares: it stands in memory that outlives them."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 8)
        self.set(BEGIN)

    def now(self) -> datetime:
        """The instant that the story has reached."""
        return datetime.fromtimestamp(struct.unpack("d", self._memory[:8])[0], UTC)

    def set(self, at: datetime) -> None:
        """Put it to `at`."""
        self._memory[:8] = struct.pack("d", at.timestamp())

    def reach(self, at: datetime) -> None:
        """Put it to `at`, unless it is there already."""
        if self.now() < at:
            self.set(at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A store's life: its folder, its story, its clock, its team at the stand-in."""

    folder: Path
    story: Story
    clock: LastingClock
    team: str
    blind: bool = False

    @property
    def acknowledged(self) -> set[str]:
        """What the outside was told is in: it will not say it again."""
        file = self.folder / "acknowledged"
        return set(file.read_text(encoding="utf-8").split("\n")) if file.exists() else set()

    def acknowledge(self, key: str) -> None:
        """Tell the outside, in one write."""
        file = os.open(self.folder / "acknowledged", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(file, f"{key}\n".encode())
        os.close(file)


class Feed:
    """A source that is asked; it gives what the story has told so far, some of it again."""

    def __init__(self, story: Story, until: int) -> None:
        self._story = story
        self._until = until

    @property
    def name(self) -> str:
        """`forum`."""
        return "forum"

    async def poll(self, cursor: str) -> Poll:
        """The next page."""
        held = int(cursor or 0)
        end = min(self._until, held + PAGE)
        items = self._story.feed[max(0, held - OVERLAP) : end]
        return Poll(
            items=tuple(Item(position=str(one["id"]), mention=one) for one in items),
            cursor=str(max(held, end)),
            more=end < self._until,
        )

    async def close(self) -> None:
        """Nothing is open."""


async def run(life: Life, failpoint: str) -> None:
    """Live on to the end of the story.

    Raises:
        AssertionError: a turn of a loop failed, or something that was said has no insight.
    """
    given = Given(
        settings=read_settings(SETTINGS), origins={}, data=life.folder, file=None, failpoint=failpoint
    )  # fmt: skip
    async with aiohttp.ClientSession() as session, open_app(given, clock=life.clock) as app:
        chat = StandInChat(session, life.team, clock=life.clock, blind=life.blind)
        async with _serving(app, chat):
            done = life.acknowledged
            for number, step in enumerate(life.story.steps):
                if f"step:{number}" not in done:
                    await _step(number, step, life=life, app=app, done=done)
        # Its last turns may have planned something more.
        while await app.store.outbox(("new", "sending")):
            async with _serving(app, chat):
                await _settle(life, app)


@asynccontextmanager
async def _serving(app: App, chat: StandInChat) -> AsyncIterator[None]:
    stop, served = asyncio.Event(), Served()
    async with asyncio.TaskGroup() as group:
        group.create_task(
            serve(
                tools=app.tools, standing=app.standing, chats={"workspace": chat}, stop=stop, served=served, pace=PACE
            )
        )
        try:
            yield
        finally:
            stop.set()
    assert not served.failing, served.failing


async def _step(number: int, step: Step, *, life: Life, app: App, done: set[str]) -> None:
    life.clock.reach(step.at)
    for key, mentions in step.pushes:
        if key not in done:
            items = [Item(position=str(one["id"]), mention=one) for one in mentions]
            async with app.tools.turn():
                await hear(items, tools=app.tools, standing=app.standing)
            life.acknowledge(key)
    await listen(Feed(life.story, step.feed), tools=app.tools, standing=app.standing)
    for event_id, source, source_id in step.forgets:
        if event_id not in done:
            wish = {"source": source, "id": source_id}
            await app.store.commit(
                [Receive(event_id=event_id, kind="forget", payload=wish, at=life.clock.now())]
            )  # fmt: skip
            life.acknowledge(event_id)
    for deed in step.deeds:
        if deed.key not in done:
            await _do(deed, life=life, app=app)
    if number % 3:  # at times the next step comes before all is said
        await _settle(life, app)
    life.acknowledge(f"step:{number}")


async def _do(deed: Deed, *, life: Life, app: App) -> None:
    insight = await _insight(deed, app)
    held = await app.store.insight(insight)
    assert held is not None
    known: ActName = _ACTS[deed.name]
    await app.desk.act(
        Act(
            name=known, key=deed.key, person=PersonId(f"workspace:{deed.person}"), at=deed.at, insight=insight,
            value=deed.value, text="On it", form=dict(deed.form), saw=held.status,
        )
    )  # fmt: skip
    life.acknowledge(deed.key)


_ACTS: Mapping[str, ActName] = {"react": "react", "take": "take", "tag": "tag", "reply": "reply", "fixed": "fixed"}


async def _insight(deed: Deed, app: App) -> InsightId:
    """The insight that holds a mention, as soon as there is one."""
    known = (await app.store.known([deed.mention]))[deed.mention]
    assert known.id is not None
    end = asyncio.get_running_loop().time() + PATIENCE_S
    while asyncio.get_running_loop().time() < end:
        found = await app.store.citing([known.id])
        if found:
            return found[0]
        await asyncio.sleep(0.003)
    raise AssertionError(f"no insight holds {deed.mention}, whoever waits for it waits for ever")


async def _settle(life: Life, app: App) -> None:
    """Wait until nobody has anything more to do; the clock goes on to what is tried next."""
    quiet = 0
    while quiet < 2:
        rows = await app.store.outbox(("new", "sending"))
        pending = await app.store.pending()
        # What is tried next in each place, whenever that is: the store knows what goes before what.
        first = [row.next_at or row.post.due for row in await app.store.waiting(FAR)]
        if first:
            life.clock.reach(min(first) + timedelta(milliseconds=1))
        idle = not rows and not pending and not app.standing.due
        quiet = quiet + 1 if idle else 0
        await asyncio.sleep(0.004 if idle else 0.001)
