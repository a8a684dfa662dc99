"""The stand-in itself: workspaces, endpoints, people; `running.py` explains how tests use it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial

import aiohttp
from aiohttp import web

from tests.stand_in.slack import conversations, files, messages, people, views
from tests.stand_in.slack.acts import Acts
from tests.stand_in.slack.api import Api, Method
from tests.stand_in.slack.delivery import Delivery
from tests.stand_in.slack.faults import Faults
from tests.stand_in.slack.hooks import Hooks
from tests.stand_in.slack.limits import Limits
from tests.stand_in.slack.socket import Sockets
from tests.stand_in.slack.state import Clock, Json, Now, Team, User


@dataclass(slots=True, kw_only=True)
class Judged:
    """What a workspace took of what was posted with a key."""

    posts: Counter[str] = field(default_factory=Counter)
    edits: Counter[str] = field(default_factory=Counter)
    quickest: dict[str, float] = field(default_factory=dict)
    order: dict[str, list[str]] = field(default_factory=dict)

    def lost(self, keys: set[str]) -> set[str]:
        """Keys that were never taken."""
        return keys - set(self.posts)

    @property
    def doubled(self) -> set[str]:
        """Keys that were taken as a post more than once."""
        return {key for key, count in self.posts.items() if key and count > 1}


class Slack(Acts):
    """A Slack on loopback with as many workspaces as a test adds."""

    def __init__(
        self, *, now: Now | None = None, strict: bool = False, faults: Faults | None = None, patience_s: float = 3.0
    ) -> None:  # fmt: skip
        self.now = now or Clock()
        self.faults = faults or Faults()
        self.limits = Limits(strict=strict)
        self.teams: dict[str, Team] = {}
        self.sockets = Sockets(patience_s=patience_s)
        self.delivery = Delivery(now=self.now, sockets=self.sockets, patience_s=patience_s)
        self.url = ""
        self._told: set[asyncio.Task[object]] = set()

    @property
    def api_url(self) -> str:
        """What `slack.api_url` is set to; it ends with a slash."""
        return f"{self.url}/api/"

    def add_team(self, id: str = "T0TEST01", name: str = "Lumo", *, request_url: str = "", **more: object) -> Team:  # noqa: A002
        """A workspace with the app in it, a person (the installer, U0ADMIN) and #general, where the bot is not."""
        tail = id[1:]
        bot = User(id=f"U0BOT{tail[-3:]}", name="earshot", team=id, real_name="Earshot", bot_id=f"B0{tail}")
        made = Team(
            id=id, name=name, domain=name.lower(), bot_token=f"xoxb-{tail}-bot", app_token=f"xapp-1-{tail}",
            signing_secret=f"secret-of-{tail}", app_id=f"A0{tail}", bot=bot, now=self.now, request_url=request_url,
        )  # fmt: skip
        for field_name, value in more.items():
            setattr(made, field_name, value)
        made.users[bot.id] = bot
        made.user("U0ADMIN", "ada", admin=True)
        made.channel("C0GENERAL", "general", "U0ADMIN", bot=False, general=True)
        self.teams[id] = made
        return made

    def set_error(self, team: Team | str, method: str, code: str, times: int = 1) -> None:
        """Answer the next calls of a method (`*`: of any) with this error; `ratelimited` becomes a 429."""
        self._team(team).planned_errors.setdefault(method, []).extend([code] * times)

    def lose_answer(self, team: Team | str, method: str, times: int = 1) -> None:
        """Do what the next calls of a method ask, and answer as a server that fell over after it."""
        self._team(team).lost_answers[method] += times

    def judge(self, team: Team | str) -> Judged:
        """What was taken: per key, the shortest time between two posts of a channel, the order in each channel."""
        found, last = Judged(), dict[str, float]()
        for one in self._team(team).taken:
            if one.method != "chat.postMessage":
                found.edits[one.key] += 1
                continue
            found.posts[one.key] += 1
            found.order.setdefault(one.channel, []).append(one.key)
            if one.channel in last:
                gap = one.at - last[one.channel]
                found.quickest[one.channel] = min(gap, found.quickest.get(one.channel, gap))
            last[one.channel] = one.at
        return found

    def emit(self, team: Team, event: Json) -> None:
        """Tell the app of what it did itself, as Slack does, beside its own work."""
        if not team.echo or not (team.request_url or team.socket_mode) or not self.heard(team, event):
            return
        task: asyncio.Task[object] = asyncio.get_running_loop().create_task(self.tell(team, event))
        self._told.add(task)
        task.add_done_callback(self._told.discard)

    async def settled(self) -> None:
        """Wait until everything that was being told is told."""
        while self._told:
            await asyncio.gather(*self._told)

    async def retry_due(self) -> int:
        """Deliver again the events whose time has come; how many."""
        return len(await self.delivery.retry_due())

    def app(self) -> web.Application:
        """The application: `/api/METHOD`, `/actions/...` (response_url), `/upload/...`, `/link/` (Socket Mode)."""
        api = Api(
            teams=self.teams, methods=self._methods(), now=self.now, limits=self.limits, faults=self.faults,
            base=lambda: self.url, emit=self.emit,
        )  # fmt: skip
        hooks = Hooks(teams=self.teams, now=self.now, faults=self.faults, emit=self.emit)
        made = web.Application(client_max_size=64 * 1024**2)
        made.add_routes(
            [
                web.route("GET", "/api/{method}", api.handle),
                web.route("POST", "/api/{method}", api.handle),
                web.post("/actions/{team}/{hook}", hooks.handle),
                web.post("/upload/{team}/{file}", partial(files.upload, self.teams)),
                web.get("/link/", self.sockets.handle),
            ]
        )
        made.cleanup_ctx.append(self._session)
        made.on_shutdown.append(self._over)
        return made

    def _methods(self) -> dict[str, Method]:
        return {
            **people.METHODS, **messages.METHODS, **conversations.METHODS, **views.METHODS, **files.METHODS,
            "apps.connections.open": self.sockets.open,
        }  # fmt: skip

    async def _session(self, app: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession() as session:
            self.delivery.attach(session)
            yield
            for task in list(self._told):
                task.cancel()

    async def _over(self, app: web.Application) -> None:
        self.faults.calm()
        await self.sockets.hang_up()
