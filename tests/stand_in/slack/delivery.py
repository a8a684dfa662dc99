"""How Slack delivers: signed requests, retries, duplicates; or Socket Mode where that is switched on.

docs.slack.dev/authentication/verifying-requests-from-slack: `X-Slack-Signature: v0=HMAC-SHA256(secret,
"v0:TIMESTAMP:BODY")`. docs.slack.dev/apis/events-api: 3 seconds for a 2xx; else three retries (at once, after a minute,
after five) with X-Slack-Retry-Num and X-Slack-Retry-Reason (http_timeout, too_many_redirects, connection_failed,
ssl_error, http_error, unknown_error); `X-Slack-No-Retry: 1` on a refusal ends them. Commands and interactions are
never delivered again. Above 30,000 events an hour a workspace gets `app_rate_limited` in place of them
(docs.slack.dev/reference/events/app_rate_limited).
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from time import perf_counter
from urllib.parse import urlencode

import aiohttp

from tests.stand_in.slack.answer import Answer
from tests.stand_in.slack.socket import Sockets
from tests.stand_in.slack.state import Json, Now, Team

RETRY_AFTER_S = (0.0, 60.0, 300.0)
EVENTS_AN_HOUR = 30_000


@dataclass(slots=True, kw_only=True)
class Delivered:
    """One try of one delivery."""

    team: str
    kind: str
    payload: Json
    num: int
    reason: str
    answer: Answer


@dataclass(slots=True, kw_only=True)
class _Waiting:
    due: float
    team: Team
    payload: Json
    num: int
    reason: str


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's signature over a body."""
    made = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
    return f"v0={made.hexdigest()}"


def signed(team: Team, body: bytes, *, form: bool, now: float) -> dict[str, str]:
    """The headers of a request from Slack."""
    stamp = str(int(now))
    return {
        "Content-Type": "application/x-www-form-urlencoded" if form else "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(team.signing_secret, stamp, body),
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
    }


class Delivery:
    """Delivers to the app of each workspace and keeps what became of it."""

    def __init__(self, *, now: Now, sockets: Sockets, patience_s: float) -> None:
        self.log: list[Delivered] = []
        self.drop_next = 0
        self.patience_s = patience_s
        self.events_an_hour = EVENTS_AN_HOUR
        self._now, self._sockets = now, sockets
        self._waiting: list[_Waiting] = []
        self._hours: dict[tuple[str, int], int] = {}
        self._session: aiohttp.ClientSession | None = None

    def attach(self, session: aiohttp.ClientSession) -> None:
        """Use this session."""
        self._session = session

    async def event(self, team: Team, payload: Json) -> Answer:
        """Deliver an event; the first retry follows at once, the others wait for `retry_due`."""
        hour = (team.id, int(self._now() // 3600))
        self._hours[hour] = self._hours.get(hour, 0) + 1
        if self._hours[hour] > self.events_an_hour:
            payload = {
                "token": payload["token"], "type": "app_rate_limited", "team_id": team.id, "api_app_id": team.app_id,
                "minute_rate_limited": int(self._now() // 60 * 60),
            }  # fmt: skip
        first = await self._try(team, payload, num=0, reason="")
        if first.ok or _final(first):
            return replace(first, event_id=payload.get("event_id", ""))
        again = await self._try(team, payload, num=1, reason=first.reason)
        if not again.ok and not _final(again):
            self._later(team, payload, 2, again.reason)
        return replace(again, tries=2, event_id=payload.get("event_id", ""))

    async def retry_due(self) -> list[Answer]:
        """Deliver again what is due by the clock."""
        due = [one for one in self._waiting if one.due <= self._now()]
        self._waiting = [one for one in self._waiting if one not in due]
        found = []
        for one in due:
            answer = await self._try(one.team, one.payload, num=one.num, reason=one.reason)
            if not answer.ok and not _final(answer) and one.num < len(RETRY_AFTER_S):
                self._later(one.team, one.payload, one.num + 1, answer.reason)
            found.append(replace(answer, tries=one.num + 1))
        return found

    @property
    def waiting(self) -> int:
        """How many events wait for a retry."""
        return len(self._waiting)

    async def again(self, team: Team, event_id: str, *, num: int = 1, reason: str = "http_timeout") -> Answer:
        """Deliver an event that was delivered before: a duplicate, as Slack makes them."""
        for one in reversed(self.log):
            if one.payload.get("event_id") == event_id and one.team == team.id:
                return await self._try(team, one.payload, num=num, reason=reason)
        raise KeyError(event_id)

    async def interaction(self, team: Team, payload: Json, *, kind: str = "interactive") -> Answer:
        """Deliver an interaction (`interactive`) or a command (`slash_commands`); never again."""
        if team.socket_mode:
            return self._kept(team, kind, payload, await self._sockets.send(team, kind, payload))
        fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
        body = urlencode(fields).encode()
        answer = await self.raw(team, body, signed(team, body, form=True, now=self._now()))
        return self._kept(team, kind, payload, answer)

    async def _try(self, team: Team, payload: Json, *, num: int, reason: str) -> Answer:
        if self.drop_next > 0:
            self.drop_next -= 1
            answer = Answer(status=0, reason="connection_failed")
        elif team.socket_mode:
            answer = await self._sockets.send(team, "events_api", payload, attempt=num, reason=reason)
        else:
            body = json.dumps(payload).encode()
            headers = signed(team, body, form=False, now=self._now())
            if num:
                headers |= {"X-Slack-Retry-Num": str(num), "X-Slack-Retry-Reason": reason}
            answer = await self.raw(team, body, headers)
        return self._kept(team, "events_api", payload, answer, num=num, reason=reason)

    def _kept(
        self, team: Team, kind: str, payload: Json, answer: Answer, *, num: int = 0, reason: str = ""
    ) -> Answer:  # fmt: skip
        self.log.append(Delivered(team=team.id, kind=kind, payload=payload, num=num, reason=reason, answer=answer))
        return answer

    async def raw(self, team: Team, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post these bytes with these headers to the app, whatever they are."""
        if self._session is None or not team.request_url:
            return Answer(status=0, reason="connection_failed")
        started = perf_counter()
        try:
            async with self._session.post(
                team.request_url, data=body, headers=headers, allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=self.patience_s),
            ) as said:  # fmt: skip
                text = (await said.read()).decode(errors="replace")
                ms = (perf_counter() - started) * 1000
                reason = "" if said.status < 300 else "http_error"
                return Answer(status=said.status, body=text, ms=ms, headers=dict(said.headers), reason=reason)
        except TimeoutError:
            return Answer(status=0, reason="http_timeout", ms=(perf_counter() - started) * 1000)
        except (aiohttp.ClientError, OSError, asyncio.IncompleteReadError):
            return Answer(status=0, reason="connection_failed", ms=(perf_counter() - started) * 1000)

    def _later(self, team: Team, payload: Json, num: int, reason: str) -> None:
        due = self._now() + RETRY_AFTER_S[num - 1]
        self._waiting.append(_Waiting(due=due, team=team, payload=payload, num=num, reason=reason))


def _final(answer: Answer) -> bool:
    return answer.headers.get("X-Slack-No-Retry") == "1"
