"""Work that a command does itself: what it posts goes out at the pace of the platform, before the command ends."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.compose.works import works
from bot.model.changes import Enqueue
from bot.model.delivery import Outgoing
from bot.model.message import Message
from tests.bot.flow.rig import MORNING, SUPPORT, ScriptedChat
from tests.bot.flow.small import Small, small


@pytest.fixture
async def waiting(tmp_path: Path) -> AsyncIterator[Small]:
    """An Earshot in which three posts to one channel wait."""
    async with small(tmp_path / "data") as world:
        message = Message(blocks=(), summary="waited")
        await world.app.store.commit([
            Enqueue(post=Outgoing(key=f"k{n}", kind="update", place=SUPPORT, message=message, due=MORNING))
            for n in range(3)
        ])  # fmt: skip
        yield world


def _chat(waiting: Small, pace: timedelta) -> ScriptedChat:
    chat = ScriptedChat()
    chat.pace = pace
    waiting.app.chats["workspace"] = chat
    return chat


async def test_all_is_out_when_a_command_ends_also_where_posts_keep_their_distance(waiting: Small) -> None:
    chat = _chat(waiting, timedelta(milliseconds=150))
    waiting.clock.start()
    await works(waiting.app)["digest"]({"department": "support"})
    assert chat.keys == ["k0", "k1", "k2"]


async def test_what_cannot_go_out_now_is_left_to_whoever_serves(waiting: Small) -> None:
    chat = _chat(waiting, timedelta(hours=1))
    await works(waiting.app)["digest"]({"department": "support"})
    assert chat.keys == ["k0"]


async def test_one_that_serves_leaves_posting_to_its_loop(waiting: Small) -> None:
    chat = _chat(waiting, timedelta())
    await works(waiting.app, posts=False)["digest"]({"department": "support"})
    assert chat.keys == []
