"""The port Chat on the stand-in's HTTP, for tests only."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import cast

import aiohttp

from bot.errors import Refused, TryLater, WrongCredential
from bot.model.delivery import Outgoing
from bot.model.people import Place
from bot.ports.world import Clock
from store.codec import dump

WAIT_S = 5


class StandInChat:
    """Speaks to one team of the stand-in. `blind` breaks the look-up: it says that nothing was ever posted."""

    def __init__(
        self, session: aiohttp.ClientSession, url: str, *, clock: Clock, platform: str = "workspace",
        can_find: bool = True, blind: bool = False,
    ) -> None:  # fmt: skip
        self._session = session
        self._url = url
        self._clock = clock
        self._platform = platform
        self._can_find = can_find
        self._blind = blind

    @property
    def platform(self) -> str:
        """What it stands in for."""
        return self._platform

    @property
    def can_find(self) -> bool:
        """Whether a post can be looked up."""
        return self._can_find

    async def post(self, post: Outgoing, *, thread: str | None = None) -> str:
        """Post a message."""
        said = {"channel": str(post.place), "key": post.key, "thread": thread, "body": dump(post.message)}
        return str((await self._ask("POST", "post", json=said))["id"])

    async def edit(self, post: Outgoing, *, message_id: str) -> None:
        """Put a message in place of an earlier one."""
        await self._ask("POST", "edit", json={"id": message_id, "body": dump(post.message)})

    @property
    def pace(self) -> timedelta:
        """None is kept: its 429 are met."""
        return timedelta()

    @property
    def rate(self) -> int:
        """As many as come."""
        return 0

    async def find(self, post: Outgoing, *, thread: str | None = None) -> str | None:
        """The id of the message with this key."""
        found = (await self._ask("GET", "find", params={"channel": str(post.place), "key": post.key}))["id"]
        return None if found is None or self._blind or not self._can_find else str(found)

    async def members(self, place: Place) -> frozenset[str] | None:
        """Everyone."""
        return None

    async def _ask(
        self, method: str, path: str, *, json: Mapping[str, object] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> Mapping[str, object]:  # fmt: skip
        headers = {"X-Now": f"{self._clock.now().timestamp():.6f}"}
        try:
            async with asyncio.timeout(WAIT_S):
                async with self._session.request(
                    method, f"{self._url}/{path}", json=json, params=params, headers=headers
                ) as answer:
                    self._check(answer)
                    return cast(Mapping[str, object], await answer.json())
        except (aiohttp.ClientError, TimeoutError) as wrong:
            raise TryLater(where="the stand-in", what=type(wrong).__name__, seconds=1) from wrong

    def _check(self, answer: aiohttp.ClientResponse) -> None:
        if answer.status == 429:
            seconds = float(answer.headers["Retry-After"])
            raise TryLater(where="the stand-in", what="too many posts", seconds=seconds, accepted=False)
        if answer.status == 401:
            raise WrongCredential(where="the stand-in", what="401", remedy="")
        if 400 <= answer.status < 500:
            raise Refused(where="the stand-in", what=str(answer.status))
        if answer.status >= 500:
            raise TryLater(where="the stand-in", what=str(answer.status), seconds=1)
