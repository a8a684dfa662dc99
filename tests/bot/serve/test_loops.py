"""The outbox as it is served: lanes beside each other, each in order, and nothing sent from what was read too early."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.compose.clock import StoryClock
from bot.flow.post import Outbox, lane
from bot.flow.tools import Tools
from bot.model.changes import Enqueue
from bot.model.delivery import Outgoing
from bot.model.message import Message
from bot.model.people import Place
from bot.serve import Served
from bot.serve.loops import BESIDE, Sending
from tests.bot.flow.rig import MORNING, ScriptedChat, opened, tools_on


class SlowChat(ScriptedChat):
    """A platform in which some channels answer when they are let."""

    def __init__(self, *slow: str) -> None:
        super().__init__(can_find=False)  # no look-up mends what the loop does wrong
        self.gates = {channel: asyncio.Event() for channel in slow}
        self.inside: list[str] = []
        self.most = 0
        self.entered = asyncio.Event()

    async def post(self, post: Outgoing, *, thread: str | None = None) -> str:
        """Post, once the channel's gate is open."""
        self.inside.append(post.place.channel)
        self.most = max(self.most, len(self.inside))
        self.entered.set()
        try:
            if post.place.channel in self.gates:
                await self.gates[post.place.channel].wait()
            if post.place.channel == "broken":
                raise KeyError("a bug")
            return await super().post(post, thread=thread)
        finally:
            self.inside.remove(post.place.channel)


@pytest.fixture
async def tools(tmp_path: Path) -> AsyncIterator[Tools]:
    async with opened(tmp_path / "earshot.db") as store:
        yield tools_on(store, StoryClock(MORNING))


async def _given(tools: Tools, *names: str) -> None:
    """Posts named `channel/key`."""
    posts = []
    for name in names:
        place = Place(platform="workspace", workspace="", channel=name.partition("/")[0])
        message = Message(blocks=(), summary=name)
        posts.append(Outgoing(key=name, kind="insight", place=place, message=message, due=MORNING))
    await tools.store.commit([Enqueue(post=post) for post in posts])


async def _turns(sending: Sending, group: asyncio.TaskGroup, chat: ScriptedChat, *, until: int) -> None:
    """Turn after turn until so many were taken."""
    async with asyncio.timeout(10):
        while len(chat.keys) < until:
            await sending.turn(group)
            await sending.look.wait()
            sending.look.clear()


async def test_a_slow_channel_holds_up_no_other(tools: Tools) -> None:
    chat, served = SlowChat("slow"), Served()
    await _given(tools, "slow/1", "slow/2", "a/1", "a/2", "b/1")
    sending = Sending(Outbox({"workspace": chat}, tools=tools), served=served)
    async with asyncio.TaskGroup() as group:
        await _turns(sending, group, chat, until=3)
        assert chat.inside == ["slow"]
        chat.gates["slow"].set()
        await _turns(sending, group, chat, until=5)
    assert [key for key in chat.keys if key.startswith("slow")] == ["slow/1", "slow/2"]
    assert [key for key in chat.keys if key.startswith("a")] == ["a/1", "a/2"]
    assert served.failing == {}


async def test_no_more_than_so_many_are_at_work_at_once(tools: Tools) -> None:
    names = [f"c{number}" for number in range(BESIDE + 8)]
    chat = SlowChat(*names)
    await _given(tools, *(f"{name}/1" for name in names))
    sending = Sending(Outbox({"workspace": chat}, tools=tools), served=Served())
    async with asyncio.TaskGroup() as group:
        await sending.turn(group)
        async with asyncio.timeout(10):
            while len(chat.inside) < BESIDE:
                chat.entered.clear()
                await chat.entered.wait()
        await sending.turn(group)
        assert len(chat.inside) == BESIDE
        for gate in chat.gates.values():
            gate.set()
        await _turns(sending, group, chat, until=len(names))
    assert chat.most == BESIDE


async def test_what_was_read_before_its_lane_came_to_an_end_is_not_sent_again(tools: Tools) -> None:
    class Late(Outbox):
        """Its answer comes when the row that it names was sent meanwhile."""

        async def due(self, **more):  # type: ignore[no-untyped-def]
            rows = await super().due(**more)
            for gate in chat.gates.values():
                if chat.inside:
                    gate.set()
                    await sending.look.wait()
            return rows

    chat = SlowChat("slow")
    await _given(tools, "slow/1")
    sending = Sending(Late({"workspace": chat}, tools=tools), served=Served())
    async with asyncio.TaskGroup() as group:
        await sending.turn(group)
        async with asyncio.timeout(10):
            await chat.entered.wait()
            tools.clock.set(MORNING.replace(hour=9))  # type: ignore[attr-defined]  # its next try would be due
            await sending.turn(group)
    assert chat.keys == ["slow/1"]


async def test_a_channel_that_fails_as_nobody_foresaw_is_named_and_the_others_go_on(tools: Tools) -> None:
    chat, served = SlowChat(), Served()
    await _given(tools, "broken/1", "a/1", "b/1")
    sending = Sending(Outbox({"workspace": chat}, tools=tools), served=served)
    async with asyncio.TaskGroup() as group:
        await _turns(sending, group, chat, until=2)
    assert served.failing == {"outbox workspace:broken": "'a bug'"}


async def test_no_more_begins_in_a_workspace_within_a_second_than_it_takes(tools: Tools) -> None:
    chat, clock = ScriptedChat(), tools.clock
    assert isinstance(clock, StoryClock)
    chat.rate = 3
    await _given(tools, *(f"{number}/1" for number in range(8)))
    outbox, at = Outbox({"workspace": chat}, tools=tools), []
    for tenth in range(25):
        clock.set(MORNING + timedelta(seconds=tenth / 10))
        for row in await outbox.due():
            await outbox.send(row)
            at.append(tenth)
    assert at == [0, 0, 0, 10, 10, 10, 20, 20]
    assert sorted(chat.keys) == [f"{number}/1" for number in range(8)]


async def test_what_a_workspace_takes_is_shared_by_the_processes_that_post(tools: Tools) -> None:
    chat = ScriptedChat()
    chat.rate = 4
    await _given(tools, *(f"{number}/1" for number in range(12)))
    outbox = Outbox({"workspace": chat}, tools=tools, senders=lambda: 2)
    ours = [f"workspace:{number}" for number in range(6, 12)]
    assert [lane(row.post) for row in await outbox.due(mine=ours.__contains__)] == ours[:2]
    crowd = Outbox({"workspace": chat}, tools=tools, senders=lambda: 9)
    assert len(await crowd.due()) == 1
