"""A storm over Teams: thousands of posts to a tenant that fails in every way it can, with restarts between.

What runs is the product: the outbox in a real store, its lanes beside each other as `serve` runs them, the connector
client on loopback HTTP. Only time is made: outbox and stand-in share one clock. Teams tells no bot what it said: what
may have arrived is sent again, and says so; answers are not.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from adapters.chat.teams.chat import TeamsChat
from adapters.chat.teams.client import Connector, open_session
from adapters.chat.teams.conversations import Conversations
from adapters.chat.teams.login import Login
from bot.compose.clock import StoryClock
from bot.config import read_settings
from bot.flow.organisation import organisation
from bot.flow.post import Outbox
from bot.model.changes import Enqueue
from bot.model.delivery import Outgoing, PostKind
from bot.model.message import Message, Span, Text
from bot.model.people import Place
from bot.ports.world import Chat
from bot.serve import Served
from bot.serve.loops import Sending
from tests.bot.flow.rig import MORNING, ScriptedChat, opened, tools_on
from tests.stand_in.teams.faults import Faults
from tests.stand_in.teams.running import running
from tests.stand_in.teams.server import Teams
from tests.stand_in.teams.state import Tenant

TIMEOUT_S = 0.15
BREATH_S = 0.004
STEP, LONGEST = timedelta(milliseconds=200), timedelta(minutes=1)
EVERY_S = 4.2
"""So often a channel gets something new: less than it may take, more than it can take in a storm."""
UP = timedelta(seconds=1)
"""A process takes longer than that to come up."""
AGAIN = "(sent again)"


@dataclass(slots=True, kw_only=True)
class Found:
    """What came of it. `marked` were sent again and say so, `unmarked` do not say so.

    `over` are limits of a conversation that what was taken broke, `met` the calls refused for any limit, the app's too.
    """

    posts: int = 0
    lost: list[str] = field(default_factory=list)
    unmarked: list[str] = field(default_factory=list)
    marked: int = 0
    over: dict[str, list[str]] = field(default_factory=dict)
    met: Counter[str] = field(default_factory=Counter)
    disordered: list[str] = field(default_factory=list)
    edits_lost: list[str] = field(default_factory=list)
    failing: dict[str, str] = field(default_factory=dict)
    unended: list[str] = field(default_factory=list)
    restarts: int = 0
    tries: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    took: timedelta = timedelta()


class Storm:
    """One storm, from its first post to its last."""

    def __init__(self, folder: Path, *, posts: int, seed: int, share: float = 0.3) -> None:
        self._folder = folder
        self._chance = random.Random(seed)
        self._clock = StoryClock(MORNING)
        self._faults = Faults(seed=seed, share=share)
        self._posts = posts
        self._served = Served()
        self.found = Found(posts=posts)

    def _plan(self, tenant: Tenant, channels: Sequence[str]) -> Sequence[Outgoing]:
        """Digests, insights in their threads or alone, edits."""
        planned: list[Outgoing] = []
        roots: dict[str, str] = {}
        for number in range(self._posts):
            channel = channels[number % len(channels)]
            kind: PostKind = self._chance.choices(("digest", "insight", "update", "edit"), (2, 4, 2, 1))[0]
            root = roots.get(channel)
            if root is None and kind in ("update", "edit"):
                kind = "digest"
            key = f"{kind}:{number}:{number % len(channels)}"
            planned.append(Outgoing(
                key=key, kind=kind, place=Place(platform="teams", workspace=tenant.id, channel=channel),
                message=Message(blocks=(Text(line=(Span(text=_words(key)),)),), summary=_words(key)),
                due=MORNING + timedelta(seconds=number // len(channels) * EVERY_S),
                thread=root if kind in ("insight", "update") else None, edits=root if kind == "edit" else None,
            ))  # fmt: skip
            if kind == "digest":
                roots[channel] = key
        return planned

    async def run(self) -> Found:
        """Send all of them; what came of it."""
        async with running(now=lambda: self._clock.now().timestamp(), faults=self._faults) as teams:
            tenant = teams.add_tenant("Storm")
            tenant.user("ana")
            tenant.team("Care", "ana", installed=True)
            channels = [tenant.channel("Care", f"c{number}").id for number in range(max(6, self._posts // 250))]
            planned = self._plan(tenant, channels)
            async with opened(self._folder / "storm.db") as store:
                await store.commit([Enqueue(post=post) for post in planned])
            while not await self._lived(teams, tenant):
                self.found.restarts += 1
                self._clock.set(self._clock.now() + UP)
            self._judge(teams, tenant, planned)
        return self.found

    async def _lived(self, teams: Teams, tenant: Tenant) -> bool:
        """Whether all was sent before the next crash."""
        async with opened(self._folder / "storm.db") as store, open_session() as web:
            login = Login(
                app_id=teams.bot.app_id, secret=teams.app_password, tenant=tenant.id, session=web, clock=self._clock,
                url=teams.url,
            )  # fmt: skip
            client = Connector(
                tenant=tenant.id, tokens=login, session=web, base=lambda _: teams.service_url(tenant),
                timeout_s=TIMEOUT_S,
            )  # fmt: skip
            chat = TeamsChat(
                clients={tenant.id: client}, conversations=Conversations(store=store, clock=self._clock),
                directory=organisation(read_settings({}), []),
            )  # fmt: skip
            chats: dict[str, Chat] = {"teams": chat, "workspace": ScriptedChat()}
            sending = Sending(Outbox(chats, tools=tools_on(store, self._clock)), served=self._served)
            work = asyncio.create_task(self._send(sending, tenant, until=self._chance.randint(50, 300)))
            with suppress(asyncio.CancelledError):
                await work
            rows = await store.outbox(("new", "sending"))
            self.found.unended = [row.post.key for row in rows]
            return not rows

    async def _send(self, sending: Sending, tenant: Tenant, *, until: int) -> None:
        """Go on until so many calls were made, which is a crash in their midst, or nothing is left to be done."""
        step, begun = STEP, len(tenant.calls)
        async with asyncio.TaskGroup() as group:
            while step < LONGEST or sending.busy:
                calls = len(tenant.calls)
                await sending.turn(group)
                await asyncio.sleep(BREATH_S)
                if len(tenant.calls) - begun > until and sending.busy:
                    raise asyncio.CancelledError
                still = not sending.busy and len(tenant.calls) == calls
                step = min(LONGEST, step * 1.5) if still else STEP
                self._clock.set(self._clock.now() + step)

    def _judge(self, teams: Teams, tenant: Tenant, planned: Sequence[Outgoing]) -> None:
        found, judged = self.found, teams.judge(tenant)
        said = {post.key for post in planned if post.edits is None}
        found.lost = sorted(judged.lost(said))
        found.over = dict(judged.over)
        found.failing = dict(self._served.failing)
        found.met = Counter(tenant.limited)
        found.faults = Counter(tenant.faults)
        found.tries = len(tenant.calls)
        found.took = self._clock.now() - MORNING
        shown: dict[str, list[str]] = {}
        for post in tenant.posts():
            first = post.versions[0] if post.versions else post.activity
            shown.setdefault(str(first["channelData"]["key"]), []).append(str(first["summary"]))
        for key, texts in shown.items():
            found.marked += len(texts) > 1
            if any(not text.startswith(AGAIN) for text in texts[1:]):
                found.unmarked.append(key)
        for channel, order in judged.order.items():
            first_times = list(dict.fromkeys(order))
            wanted = [post.key for post in planned if post.place.channel == channel and post.edits is None]
            if first_times != [key for key in wanted if key in set(first_times)]:
                found.disordered.append(channel)
        self._judge_edits(tenant, planned)

    def _judge_edits(self, tenant: Tenant, planned: Sequence[Outgoing]) -> None:
        last = {post.edits: post.key for post in planned if post.edits is not None}
        shown: dict[str, set[str]] = {}
        for post in tenant.posts():
            first = post.versions[0] if post.versions else post.activity
            shown.setdefault(str(first["channelData"]["key"]), set()).add(str(post.activity["summary"]))
        # Of a post that was sent again only the one that is known is edited.
        self.found.edits_lost = [edit for root, edit in last.items() if _words(edit) not in shown.get(str(root), set())]


def _words(key: str) -> str:
    """A key as a text, in which nothing looks like an emoji."""
    return key.replace(":", " ")
