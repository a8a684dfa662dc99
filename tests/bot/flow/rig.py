"""What flow is given in a test: a real store in a real file, a clock that is set by hand, a chat that does as told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.compose.app import OpenFiles
from bot.compose.clock import MachineSecrets, Numbers, StoryClock
from bot.compose.reader import reader_model
from bot.config import Settings, read_settings
from bot.errors import Refused, RemoteError
from bot.flow.tools import Tools
from bot.model.delivery import Outgoing
from bot.model.message import Message
from bot.model.people import Place
from bot.ports.memory import Store
from bot.ports.world import Claim, Said
from bot.understanding import Understood, read_batch
from store.sqlite import open_store

MORNING = datetime(2026, 10, 5, 7, tzinfo=UTC)
"""A Monday, 9 o'clock in Berlin."""
SUPPORT = Place(platform="workspace", workspace="", channel="support")
QUALITY = Place(platform="workspace", workspace="", channel="quality")


class Silent:
    """A summariser for tests in which nothing is to be summarised."""

    async def summarise(self, texts: Sequence[Said], *, words: int) -> tuple[Claim, ...]:
        """Nothing."""
        return ()


class ScriptedChat:
    """A platform that answers each call as told: the errors of `fate` in turn, then kindly.

    `lost` says of a failing post that it was taken all the same.
    """

    def __init__(self, *fate: RemoteError | None, lost: bool = False, can_find: bool = True) -> None:
        self.fate = list(fate)
        self.posts: list[tuple[Outgoing, str | None]] = []
        self.edits: list[tuple[str, Message]] = []
        self.looked: list[str] = []
        self.notices: list[str] = []
        self.hidden: set[Place] = set()
        self.pace = timedelta()
        self.rate = 0
        self._lost = lost
        self._can_find = can_find

    @property
    def platform(self) -> str:
        """`workspace`."""
        return "workspace"

    @property
    def can_find(self) -> bool:
        """As told."""
        return self._can_find

    @property
    def keys(self) -> list[str]:
        """The keys of what was taken, in order."""
        return [post.key for post, _ in self.posts]

    async def post(self, post: Outgoing, *, thread: str | None = None) -> str:
        """Take it, or fail as told; what is told of the outbox itself is kept apart."""
        if post.key.startswith("notice:"):
            self.notices.append(post.message.summary)
            return "n"
        wrong = self.fate.pop(0) if self.fate else None
        if wrong is None or self._lost:
            self.posts.append((post, thread))
        if wrong is not None:
            raise wrong
        return f"m{len(self.posts)}"

    async def edit(self, post: Outgoing, *, message_id: str) -> None:
        """Take it, or fail as told."""
        wrong = self.fate.pop(0) if self.fate else None
        if wrong is not None:
            raise wrong
        self.edits.append((message_id, post.message))

    async def find(self, post: Outgoing, *, thread: str | None = None) -> str | None:
        """The id of what was taken with this key; a refusal in a place that is hidden."""
        self.looked.append(post.key)
        if post.place in self.hidden:
            raise Refused(where="the platform", what="missing_scope")
        return next((f"m{at}" for at, one in enumerate(self.keys, start=1) if one == post.key), None)

    async def members(self, place: Place) -> frozenset[str] | None:
        """Everyone."""
        return None


def reader(texts: Sequence[str]) -> list[Understood]:
    """The product's own reader."""
    return read_batch(texts, model=reader_model(), languages=("en",))


def unread(texts: Sequence[str]) -> list[Understood]:
    """A reader for tests in which nothing is to be read."""
    raise AssertionError(f"nobody should read {list(texts)}")


def tools_on(
    store: Store, clock: StoryClock, *, settings: Mapping[str, object] | Settings | None = None,
    read: Callable[[Sequence[str]], list[Understood]] = unread,
) -> Tools:  # fmt: skip
    """Tools on this store and clock."""
    turn = asyncio.Lock()
    return Tools(
        store=store, clock=clock, ids=Numbers(store), secrets=MachineSecrets(b"key of a test"),
        settings=settings if isinstance(settings, Settings) else read_settings(settings or {}),
        read=read, summariser=Silent(), files=OpenFiles(), turn=lambda: turn,
    )  # fmt: skip


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[Store]:
    """A store in this file, with a key that is the same in every test."""
    async with open_store(path, zone="Europe/Berlin", token=lambda: "a-key-of-its-own") as store:
        yield store


def pass_time(clock: StoryClock, **more: float) -> None:
    """Put the clock on by so many seconds, minutes, hours."""
    clock.set(clock.now() + timedelta(**more))
