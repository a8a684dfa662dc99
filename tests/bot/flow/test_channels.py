"""Listening in a support channel: asked for by a member, said for all to see, stopped by any."""

from __future__ import annotations

import pytest

from bot.errors import BadQuestion, TryLater, WrongCredential
from bot.flow.channels import all_listened, listen_in, listened, stop_listening
from bot.flow.polling import Asked, Polls
from bot.model.people import Person, PersonId, Place
from bot.model.rows import Rows
from bot.model.views import Ask
from bot.ports.world import Item, Poll
from tests.bot.flow.small import Small

DESK = Place.read("slack:T0TEST01/C0DESK")
ANA = PersonId("workspace:ana")


def _ana(world: Small) -> Person:
    found = world.app.desk.person(ANA)
    assert found is not None
    return found


def _ask(place: Place = DESK, *, channel: str = "desk", private: bool = False, outside: bool = False) -> Ask:
    return Ask(
        command="earshot", text="listen", person=ANA, place=place, channel=channel, private=private,
        outside=outside,
    )  # fmt: skip


async def _listen(world: Small, ask: Ask) -> str:
    return (await listen_in(ask, _ana(world), tools=world.app.tools, standing=world.app.standing)).summary


async def test_all_of_the_channel_are_told_and_the_asker_is_answered_alone(world: Small) -> None:
    assert "Listening from now on" in await _listen(world, _ask())
    (post,) = [row.post for row in await world.app.store.outbox(("new",)) if row.post.place == DESK]
    assert post.to is None and "asked to by Ana" in post.message.summary and "/earshot unlisten" in post.message.summary
    assert [one.place for one in all_listened("slack", standing=world.app.standing)] == [DESK]


@pytest.mark.parametrize(
    ("private", "outside", "visibility"),
    [(False, False, "internal"), (True, False, f"private:{DESK}"), (False, True, f"private:{DESK}")],
)
async def test_what_was_said_is_read_where_the_channel_is(
    world: Small, private: bool, outside: bool, visibility: str
) -> None:
    await _listen(world, _ask(private=private, outside=outside))
    found = listened(DESK, standing=world.app.standing)
    assert found is not None and found.visibility == visibility


async def test_asking_twice_posts_one_notice_and_stopping_says_so_too(world: Small) -> None:
    await _listen(world, _ask())
    assert "already" in await _listen(world, _ask())
    said = await stop_listening(_ask(), _ana(world), tools=world.app.tools, standing=world.app.standing)
    assert said.private and listened(DESK, standing=world.app.standing) is None
    assert len([row for row in await world.app.store.outbox(("new",)) if row.post.place == DESK]) == 2
    assert all_listened("slack", standing=world.app.standing) == ()


async def test_two_channels_of_one_name_have_mentions_of_two_names(world: Small) -> None:
    await _listen(world, _ask())
    await _listen(world, _ask(Place.read("slack:T0TEST02/C0DESK")))
    names = [one.source for one in all_listened("slack", standing=world.app.standing)]
    assert names == ["Slack #desk", "Slack #desk (T0TEST02)"]


async def test_the_local_workspace_has_no_channels_to_listen_in(world: Small) -> None:
    with pytest.raises(BadQuestion, match="Slack or Teams"):
        await _listen(world, _ask(Place.read("workspace:support"), channel=""))


class Flaky:
    """A source that fails as it is told, then gives one mention."""

    name = "flaky"

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.polled = 0

    async def poll(self, cursor: str) -> Poll:
        self.polled += 1
        if self.failures:
            raise self.failures.pop(0)
        mention = {"source": self.name, "id": "1", "at": "2026-10-05T06:00:00+00:00", "text": "It broke"}
        return Poll(items=(Item(position="1", mention=mention),), cursor="1", more=False)

    async def close(self) -> None:
        """Nothing is open."""


async def test_a_source_that_fails_waits_and_hinders_no_other(world: Small) -> None:
    slow = Flaky(TryLater(where="Slack", what="ratelimited", seconds=30))
    shut = Flaky(WrongCredential(where="Slack", what="token_revoked", remedy="Install it again."))
    shut.name = "shut"
    good = Flaky()
    good.name = "good"
    polls = Polls(lambda: [Asked(source=one) for one in (slow, shut, good)])
    tools, standing = world.app.tools, world.app.standing
    assert await polls.turn(tools=tools, standing=standing) == 1
    states = {one.name: one.state for one in await world.app.store.sources()}
    assert (states["flaky"], states["shut"], states["good"]) == ("failing", "refused", "ok")
    world.wait(seconds=29)
    assert await polls.turn(tools=tools, standing=standing) == 0
    world.wait(seconds=2)
    await polls.turn(tools=tools, standing=standing)
    assert (slow.polled, shut.polled, good.polled) == (2, 1, 1)
    world.wait(minutes=15)
    await polls.turn(tools=tools, standing=standing)
    assert (slow.polled, shut.polled, good.polled) == (2, 2, 1)
    assert (await world.app.store.count(Rows(source="flaky"))).mentions == 1
