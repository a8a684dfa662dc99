"""How the connector delivers: a POST with a signed token, fifteen seconds, no second try of its own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from time import perf_counter

import aiohttp

from tests.stand_in.teams.answer import Answer
from tests.stand_in.teams.keys import Keys
from tests.stand_in.teams.state import Json


@dataclass(slots=True, kw_only=True)
class Delivered:
    """One delivery."""

    activity: Json
    answer: Answer


class Delivery:
    """Delivers to the bot and keeps what became of it."""

    def __init__(self, *, keys: Keys, patience_s: float) -> None:
        self.log: list[Delivered] = []
        self.bot_url = ""
        self.drop_next = 0
        self.patience_s = patience_s
        self._keys = keys
        self._session: aiohttp.ClientSession | None = None

    def attach(self, session: aiohttp.ClientSession) -> None:
        """Use this session."""
        self._session = session

    async def send(self, activity: Json, *, token: str | None = None) -> Answer:
        """Deliver an activity with a good token, or with this one (`""`: with none)."""
        if self.drop_next > 0:
            self.drop_next -= 1
            answer = Answer(status=0, reason="connection_failed")
        else:
            bearer = self._keys.token(activity["serviceUrl"]) if token is None else token
            headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
            answer = await self.raw(json.dumps(activity).encode(), headers)
        answer = replace(answer, id=str(activity.get("id", "")), activity=activity)
        self.log.append(Delivered(activity=activity, answer=answer))
        return answer

    async def again(self, activity_id: str) -> Answer:
        """Deliver an activity once more, as it was: a duplicate."""
        for one in reversed(self.log):
            if one.activity.get("id") == activity_id:
                return await self.send(one.activity)
        raise KeyError(activity_id)

    async def raw(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post these bytes with these headers to the bot, whatever they are."""
        if self._session is None or not self.bot_url:
            return Answer(status=0, reason="connection_failed")
        started = perf_counter()
        try:
            async with self._session.post(
                self.bot_url, data=body, headers={"Content-Type": "application/json; charset=utf-8", **headers},
                allow_redirects=False, timeout=aiohttp.ClientTimeout(total=self.patience_s),
            ) as said:  # fmt: skip
                text = (await said.read()).decode(errors="replace")
                ms = (perf_counter() - started) * 1000
                reason = "" if said.status < 300 else "http_error"
                return Answer(status=said.status, body=text, ms=ms, headers=dict(said.headers), reason=reason)
        except TimeoutError:
            return Answer(status=0, reason="http_timeout", ms=(perf_counter() - started) * 1000)
        except (aiohttp.ClientError, OSError, asyncio.IncompleteReadError):
            return Answer(status=0, reason="connection_failed", ms=(perf_counter() - started) * 1000)
