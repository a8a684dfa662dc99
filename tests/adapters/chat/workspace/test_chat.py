"""The workspace as a chat: posts, edits, finds, and tells open browsers."""

import asyncio
from dataclasses import replace

import pytest

from adapters.chat.workspace.body import message_of, of_message
from adapters.chat.workspace.live import Event, Live
from bot.errors import Refused
from bot.model.changes import RoomPost
from bot.model.delivery import Outgoing
from bot.model.message import Message, Text
from bot.model.people import Place
from bot.testing.lumo import NOW, digest, plain, roi
from bot.testing.visitor import ANA, BEN, Lumo, Visitor

SUPPORT = Place(platform="workspace", workspace="", channel="support")


def _post(key: str, words: str = "hello", **more: object) -> Outgoing:
    message = Message(blocks=(Text(line=plain(words)),), summary=words)
    return Outgoing(key=key, kind="digest", place=SUPPORT, message=message, due=NOW, **more)  # type: ignore[arg-type]


async def test_a_post_is_found_by_its_key_in_its_own_channel_only(lumo: Lumo) -> None:
    posted = await lumo.chat.post(_post("k1"))
    assert lumo.chat.can_find
    assert await lumo.chat.find(_post("k1")) == posted
    sales = Place(platform="workspace", workspace="", channel="sales")
    assert await lumo.chat.find(replace(_post("k1"), place=sales)) is None
    assert await lumo.chat.find(_post("k2")) is None


async def test_posting_the_same_key_again_posts_nothing(lumo: Lumo) -> None:
    first = await lumo.chat.post(_post("k1"))
    assert await lumo.chat.post(_post("k1")) == first
    assert [post.key for post in await lumo.room.posts(SUPPORT, person=None)] == ["digest", "k1"]


async def test_an_edit_takes_the_place_of_the_message_and_nothing_else(lumo: Lumo) -> None:
    posted = await lumo.chat.post(_post("k1"))
    await lumo.chat.edit(_post("k1:2", "changed"), message_id=posted)
    kept = await lumo.room.room_post(post=posted)
    assert kept is not None
    message = message_of(kept)
    assert (message and message.summary, kept.key, kept.edited is not None) == ("changed", "k1", True)


async def test_an_edit_of_nothing_is_refused(lumo: Lumo) -> None:
    with pytest.raises(Refused):
        await lumo.chat.edit(_post("k1"), message_id="none")


async def test_everybody_is_a_member(lumo: Lumo) -> None:
    assert await lumo.chat.members(SUPPORT) is None
    assert lumo.chat.platform == "workspace"


@pytest.mark.parametrize("message", [digest(), roi()], ids=["digest", "roi"])
def test_a_message_comes_back_from_memory_as_it_was(message: Message) -> None:
    post = RoomPost(id="m", key="k", place=SUPPORT, author="earshot", at=NOW, body=of_message(message))
    assert message_of(post) == message


async def _events(visitor: Visitor, until: str) -> list[str]:
    """The stream's lines until one that holds `until`."""
    lines: list[str] = []
    async with asyncio.timeout(5), visitor.client.get(f"{visitor.lumo.url}/events") as stream:
        assert stream.headers["Content-Type"] == "text/event-stream"
        visitor.lumo.ready.set()
        async for line in stream.content:
            lines.append(line.decode().strip())
            if until in lines[-1]:
                break
    return lines


async def test_a_post_an_edit_and_a_reaction_reach_an_open_browser(lumo: Lumo, ana: Visitor, ben: Visitor) -> None:
    listening = asyncio.create_task(_events(ana, "the end"))
    await lumo.ready.wait()
    posted = await lumo.post(roi(), key="k1", channel="product")
    await lumo.edit(roi(), key="k1", channel="product")
    await ben.send("/react", {"message": posted, "emoji": "👍"})
    lumo.rooms.live.tell(Event(kind="post", channel="the end"))
    lines = await listening
    assert [line for line in lines if line.startswith("event:")] == [
        "event: post",
        "event: edit",
        "event: reaction",
        "event: post",
    ]
    assert sum(f'"post": "{posted}"' in line for line in lines) == 3


async def test_a_private_answer_is_told_to_its_reader_alone(lumo: Lumo, ana: Visitor, ben: Visitor) -> None:
    listening = asyncio.create_task(_events(ben, "the end"))
    await lumo.ready.wait()
    private = await lumo.post(roi(), key="k1", to=ANA)
    lumo.rooms.live.tell(Event(kind="post", channel="the end"))
    assert not any(private in line for line in await listening)
    assert (await ben.get(f"/m/{private}")).status == 404
    assert (await ana.get(f"/m/{private}")).status == 200
    assert "break-even" in (await ana.get("/c/support")).text
    assert "break-even" not in (await ben.get("/c/support")).text


def test_a_browser_that_is_too_slow_is_told_to_look_again() -> None:
    live = Live()
    with live.listening(BEN) as queue:
        for number in range(400):
            live.tell(Event(kind="post", post=str(number)))
        kinds = []
        while not queue.empty():
            kinds.append(queue.get_nowait().kind)
        assert kinds[0] == "resync"
        assert len(kinds) < 400
    assert live.listeners == 0
