"""A storm: thousands of posts to a workspace whose platform fails in every way it can, with restarts between.

What runs is the product: the outbox in a real store, its lanes beside each other as `serve` runs them, the Web API
client on loopback HTTP. Only time is made: the outbox and the stand-in share one clock, which goes on in small steps
while something is being sent, and in growing ones while nothing is. The stand-in keeps strictly to one post a second
and channel, and writes down what it took.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from adapters.charts import connect as charts
from adapters.chat.slack.chat import SlackChat
from adapters.chat.slack.client import WebClient, open_session
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
from tests.stand_in.slack.faults import Faults
from tests.stand_in.slack.running import running
from tests.stand_in.slack.server import Slack
from tests.stand_in.slack.state import Team

TEAM = "T0STORM1"
TIMEOUT_S = 0.15
"""Really waited for a connection that says nothing."""
BREATH_S = 0.004
STEP, LONGEST = timedelta(milliseconds=200), timedelta(minutes=1)
EVERY_S = 2.2
"""So often a channel gets something new: less than it may take, more than it can take in a storm."""
HIDDEN = 5
"""Of so many channels one tells no history: the bot posts there without being a member."""
AGAIN = "(sent again)"


@dataclass(slots=True, kw_only=True)
class Found:
    """What came of it."""

    posts: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unmarked: list[str] = field(default_factory=list)
    marked: int = 0
    fastest: float = 1e9
    disordered: list[str] = field(default_factory=list)
    edits_lost: list[str] = field(default_factory=list)
    failing: dict[str, str] = field(default_factory=dict)
    unended: list[str] = field(default_factory=list)
    restarts: int = 0
    tries: int = 0
    looked: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    took: timedelta = timedelta()


class BlindChat(SlackChat):
    """A chat whose look-up never finds anything."""

    async def find(self, post: Outgoing, *, thread: str | None = None) -> str | None:
        """Nothing."""
        return None


class Storm:
    """One storm, from its first post to its last."""

    def __init__(self, folder: Path, *, posts: int, seed: int, share: float = 0.3, blind: bool = False) -> None:
        self._folder = folder
        self._chance = random.Random(seed)
        self._clock = StoryClock(MORNING)
        self._faults = Faults(seed=seed, share=share)
        self._blind = blind
        self._channels = [f"C0{number:06d}" for number in range(max(6, posts // 250))]
        self._planned = self._plan(posts)
        self._served = Served()
        self.found = Found(posts=posts)

    def _plan(self, posts: int) -> Sequence[Outgoing]:
        """Digests, insights in their threads or alone, edits, answers that one person sees."""
        planned: list[Outgoing] = []
        roots: dict[str, str] = {}
        for number in range(posts):
            channel = self._channels[number % len(self._channels)]
            kind: PostKind = self._chance.choices(("digest", "insight", "update", "edit", "answer"), (2, 4, 2, 1, 1))[0]
            root = roots.get(channel)
            if root is None and kind in ("update", "edit"):
                kind = "digest"
            key = f"{kind}:{number}:{channel}"
            one = Outgoing(
                key=key, kind=kind, place=Place(platform="slack", workspace=TEAM, channel=channel),
                message=Message(blocks=(Text(line=(Span(text=_words(key)),)),), summary=_words(key)),
                due=MORNING + timedelta(seconds=number // len(self._channels) * EVERY_S),
                thread=root if kind in ("insight", "update") else None, edits=root if kind == "edit" else None,
            )  # fmt: skip
            planned.append(replace(one, to="slack:T0STORM1/U0ANA") if kind == "answer" else one)  # type: ignore[arg-type]
            if kind == "digest":
                roots[channel] = key
        return planned

    async def run(self) -> Found:
        """Send all of them; what came of it."""
        async with running(now=lambda: self._clock.now().timestamp(), strict=True, faults=self._faults) as slack:
            team = slack.add_team(TEAM)
            team.user("U0ANA", "ana")
            for number, name in enumerate(self._channels):
                hidden = number % HIDDEN == HIDDEN - 1
                made = team.channel(name, name.lower(), "U0ANA", bot=not hidden)
                assert hidden != (team.bot.id in made.members)
            async with opened(self._folder / "storm.db") as store:
                await store.commit([Enqueue(post=post) for post in self._planned])
            while not await self._lived(slack, team):
                self.found.restarts += 1
            self._judge(slack, team)
        return self.found

    async def _lived(self, slack: Slack, team: Team) -> bool:
        """Whether all was sent before the next crash."""
        async with opened(self._folder / "storm.db") as store, open_session() as web:
            client = WebClient(
                team=TEAM, token=team.bot_token, session=web, clock=self._clock, base_url=slack.api_url,
                timeout_s=TIMEOUT_S,
            )  # fmt: skip
            kind = BlindChat if self._blind else SlackChat
            directory = organisation(read_settings({}), [])
            chats: dict[str, Chat] = {
                "slack": kind(clients={TEAM: client}, directory=directory, charts=charts(), clock=self._clock),
                "workspace": ScriptedChat(),
            }
            tools = tools_on(store, self._clock)
            sending = Sending(Outbox(chats, tools=tools), served=self._served)
            work = asyncio.create_task(self._send(sending, team, until=self._chance.randint(50, 300)))
            with suppress(asyncio.CancelledError):
                await work
            rows = await store.outbox(("new", "sending"))
            self.found.unended = [row.post.key for row in rows]
            return not rows

    async def _send(self, sending: Sending, team: Team, *, until: int) -> None:
        """Go on until so many calls were made, which is a crash in their midst, or nothing is left to be done."""
        step, begun = STEP, len(team.calls)
        async with asyncio.TaskGroup() as group:
            while step < LONGEST or sending.busy:
                calls = len(team.calls)
                await sending.turn(group)
                await asyncio.sleep(BREATH_S)
                if len(team.calls) - begun > until and sending.busy:
                    raise asyncio.CancelledError
                still = not sending.busy and len(team.calls) == calls
                step = min(LONGEST, step * 1.5) if still else STEP
                self._clock.set(self._clock.now() + step)

    def _judge(self, slack: Slack, team: Team) -> None:
        found, judged = self.found, slack.judge(team)
        hidden = {name for number, name in enumerate(self._channels) if number % HIDDEN == HIDDEN - 1}
        said = [post for post in self._planned if post.edits is None and post.to is None]
        found.lost = sorted(judged.lost({post.key for post in said}))
        found.doubled = sorted(key for key in judged.doubled if key.rpartition(":")[2] not in hidden)
        found.fastest = min(judged.quickest.values())
        found.failing = dict(self._served.failing)
        found.faults = Counter(team.faults) + team.limited
        found.tries = sum(call.method == "chat.postMessage" for call in team.calls)
        found.looked = sum(call.method.startswith("conversations.") for call in team.calls)
        found.took = self._clock.now() - MORNING
        for channel in self._channels:
            self._judge_channel(team, channel, judged.order.get(channel, []), hidden=channel in hidden)
        whispers = Counter(one.text for one in team.whispers())
        found.doubled += sorted(text for text, times in whispers.items() if times > 1)

    def _judge_channel(self, team: Team, channel: str, order: Sequence[str], *, hidden: bool) -> None:
        wanted = [p.key for p in self._planned if p.place.channel == channel and p.edits is None and p.to is None]
        first = list(dict.fromkeys(order))
        if first != [key for key in wanted if key in set(first)]:
            self.found.disordered.append(channel)
        messages: dict[str, list[str]] = {}
        for one in team.posts(channel):
            messages.setdefault(one.key, []).append((one.versions or [(one.text, [])])[0][0])
        for key, texts in messages.items():
            self.found.marked += len(texts) > 1
            if hidden and any(not text.startswith(AGAIN) for text in texts[1:]):
                self.found.unmarked.append(key)
        self._judge_edits(team, channel)

    def _judge_edits(self, team: Team, channel: str) -> None:
        last: Mapping[str, str] = {
            post.edits: post.key for post in self._planned if post.edits is not None and post.place.channel == channel
        }
        shown = {one.key: one.text for one in team.posts(channel)}
        self.found.edits_lost += [edit for root, edit in last.items() if shown.get(root) != _words(edit)]


def _words(key: str) -> str:
    """A key as a text, in which nothing looks like an emoji."""
    return key.replace(":", " ")
