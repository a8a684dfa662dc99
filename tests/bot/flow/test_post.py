"""The outbox: what is posted when, what is tried again, what is looked up, what is given up."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.compose.clock import StoryClock
from bot.errors import Closed, Refused, TryLater, WrongCredential
from bot.flow.chores import settle_dead
from bot.flow.post import post_waiting
from bot.flow.tools import Tools
from bot.model.changes import Enqueue, MarkPost
from bot.model.delivery import OutboxState, Outgoing, PostKind, Waiting
from bot.model.message import Message, Span, Text
from bot.model.people import Place
from tests.bot.flow.rig import MORNING, QUALITY, SUPPORT, ScriptedChat, opened, pass_time, tools_on

LIMITED = TryLater(where="slack", what="429", seconds=30, accepted=False)
BROKEN = TryLater(where="slack", what="503", seconds=1)
GONE = Refused(where="slack", what="msg_too_long", code="msg_too_long")
LIMITED_A_MOMENT = TryLater(where="slack", what="429", seconds=0, accepted=False)
ARCHIVED = Closed(where="slack", what="is_archived", remedy="Unarchive it.", code="is_archived")
REVOKED = WrongCredential(where="slack", what="token_revoked", remedy="")


@pytest.fixture
def clock() -> StoryClock:
    return StoryClock(MORNING)


@pytest.fixture
async def tools(tmp_path: Path, clock: StoryClock) -> AsyncIterator[Tools]:
    async with opened(tmp_path / "earshot.db") as store:
        yield tools_on(store, clock)


def _post(key: str = "insight:1:workspace:support", kind: PostKind = "alert", place: Place = SUPPORT) -> Outgoing:
    message = Message(blocks=(Text(line=(Span(text=f"about {key}"),)),), summary=f"about {key}")
    return Outgoing(key=key, kind=kind, place=place, message=message, due=MORNING)


async def _given(tools: Tools, *posts: Outgoing) -> None:
    await tools.store.commit([Enqueue(post=post) for post in posts])


async def _rows(tools: Tools) -> dict[str, Waiting]:
    rows = await tools.store.outbox(["new", "sending", "done", "dead", "dropped"])
    return {row.post.key: row for row in rows}


async def _state(tools: Tools, key: str = "insight:1:workspace:support") -> str:
    return (await _rows(tools))[key].state


async def _went(tools: Tools, chat: ScriptedChat, times: int = 1) -> int:
    return sum([await post_waiting({"workspace": chat}, tools=tools) for _ in range(times)])


async def _interrupted(tools: Tools, state: OutboxState = "sending") -> None:
    """As a crash leaves the first row."""
    await tools.store.commit([MarkPost(id=1, state=state, tries=0)])


# --- what goes well -------------------------------------------------------------------------------------------------


async def test_a_post_is_sent_once_and_stands_in_its_channel(tools: Tools) -> None:
    chat = ScriptedChat()
    await _given(tools, _post())
    assert await _went(tools, chat, times=3) == 1
    assert chat.keys == ["insight:1:workspace:support"]
    delivery = await tools.store.delivery("insight:1:workspace:support")
    assert delivery is not None
    assert (delivery.message_id, delivery.at) == ("m1", MORNING)


async def test_nothing_is_sent_before_it_is_due(tools: Tools, clock: StoryClock) -> None:
    chat = ScriptedChat()
    await _given(tools, replace(_post(), due=MORNING + timedelta(hours=1)))
    assert await _went(tools, chat) == 0
    pass_time(clock, hours=1)
    assert await _went(tools, chat) == 1


async def test_a_reply_goes_into_its_thread_and_an_edit_to_its_message(tools: Tools) -> None:
    chat, root = ScriptedChat(), _post()
    reply = replace(_post("thread:1", "reply"), thread=root.key)
    edit = replace(_post("edit:1", "edit"), edits=root.key)
    await _given(tools, root, reply, edit)
    assert await _went(tools, chat, times=3) == 3
    assert [thread for _, thread in chat.posts] == [None, "m1"]
    assert chat.edits == [("m1", edit.message)]


async def test_a_digest_and_what_stands_in_its_thread_carry_its_date_however_late_they_are(
    tools: Tools, clock: StoryClock
) -> None:
    digest = _post("digest:workspace:support:2026-10-05", "digest")
    inside = replace(_post("insight:1:workspace:support", "insight"), thread=digest.key)
    alone = _post("insight:2:workspace:support", "insight")
    await _given(tools, digest, inside, alone)
    pass_time(clock, hours=20)
    await _went(tools, ScriptedChat(), times=3)
    found = {one.key: one.day for one in await tools.store.delivered()}
    assert found == {digest.key: "2026-10-05", inside.key: "2026-10-05", alone.key: ""}


# --- what goes wrong ------------------------------------------------------------------------------------------------


async def test_too_many_posts_are_tried_when_the_platform_says_without_looking_up(
    tools: Tools, clock: StoryClock
) -> None:
    chat = ScriptedChat(LIMITED)
    await _given(tools, _post())
    await _went(tools, chat)
    pass_time(clock, seconds=29)
    assert await _went(tools, chat) == 0
    pass_time(clock, seconds=1)
    assert await _went(tools, chat) == 1
    assert (len(chat.posts), chat.looked) == (1, [])


async def test_a_failure_that_may_have_been_a_success_is_looked_up_first(tools: Tools, clock: StoryClock) -> None:
    chat = ScriptedChat(BROKEN, lost=True)
    await _given(tools, _post())
    await _went(tools, chat)
    pass_time(clock, seconds=2)
    assert await _went(tools, chat) == 1
    assert (len(chat.posts), chat.looked) == (1, ["insight:1:workspace:support"])
    delivery = await tools.store.delivery("insight:1:workspace:support")
    assert delivery is not None
    assert delivery.message_id == "m1"


async def test_a_failure_that_was_one_is_sent_after_the_look_up(tools: Tools, clock: StoryClock) -> None:
    chat = ScriptedChat(BROKEN, LIMITED)
    await _given(tools, _post())
    for _ in range(4):
        await _went(tools, chat)
        pass_time(clock, seconds=31)
    assert (len(chat.posts), await _state(tools)) == (1, "done")
    assert chat.looked == ["insight:1:workspace:support"] * 2


async def test_waits_grow_at_random_to_a_quarter_of_an_hour(tools: Tools, clock: StoryClock) -> None:
    places = [Place(platform="workspace", workspace="", channel=f"c{number}") for number in range(20)]
    chat = ScriptedChat(*[LIMITED_A_MOMENT] * 20 * 14)
    await _given(tools, *(_post(f"k:{place}", place=place) for place in places))
    waits = []
    for _ in range(14):
        assert await _went(tools, chat) == 0
        rows = (await _rows(tools)).values()
        waits.append(sorted((row.next_at - clock.now()).total_seconds() for row in rows if row.next_at is not None))
        pass_time(clock, minutes=15)
    longest = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]
    assert all(found[-1] <= most for found, most in zip(waits, longest, strict=True))
    # Full jitter: who failed together does not come back together, and the earliest comes back early.
    assert all(len(set(found)) == 20 and found[0] < most / 4 for found, most in zip(waits, longest, strict=True))
    assert all(found[-1] > most * 0.6 for found, most in zip(waits, longest, strict=True))


async def test_after_a_day_without_success_it_is_dead_and_says_why(tools: Tools, clock: StoryClock) -> None:
    chat = ScriptedChat(*[BROKEN] * 200)
    await _given(tools, _post())
    while clock.now() < MORNING + timedelta(hours=24):
        await _went(tools, chat)
        pass_time(clock, minutes=15)
    assert await _state(tools) == "sending"
    pass_time(clock, minutes=1)
    assert await _went(tools, chat) == 1
    row = (await _rows(tools))["insight:1:workspace:support"]
    assert (row.state, "503" in row.error) == ("dead", True)
    assert await _went(tools, ScriptedChat()) == 1, "the notice"
    assert await _went(tools, ScriptedChat()) == 0


async def test_what_the_platform_will_never_take_is_dead_at_once(tools: Tools) -> None:
    await _given(tools, _post())
    assert await _went(tools, ScriptedChat(GONE)) == 1
    assert await _state(tools) == "dead"


async def test_what_was_never_taken_is_replayed_as_if_for_the_first_time(tools: Tools) -> None:
    await _given(tools, _post())
    await _went(tools, ScriptedChat(LIMITED_A_MOMENT))
    await tools.store.commit([MarkPost(id=1, state="new", tries=1)])
    assert await _went(tools, ScriptedChat(GONE)) == 1
    assert await settle_dead([1], again=True, tools=tools) == 1
    blind = ScriptedChat(can_find=False)
    await _went(tools, blind)
    assert [said.message.summary.startswith("(sent again)") for said, _ in blind.posts] == [False]


async def test_what_may_have_arrived_is_replayed_as_sent_again(tools: Tools) -> None:
    await _given(tools, _post())
    await _went(tools, ScriptedChat(BROKEN, can_find=False))
    await tools.store.commit([MarkPost(id=1, state="sending", tries=1)])
    await _went(tools, ScriptedChat(GONE, can_find=False))
    assert await settle_dead([1], again=True, tools=tools) == 1
    blind = ScriptedChat(can_find=False)
    await _went(tools, blind)
    assert [said.message.summary.startswith("(sent again)") for said, _ in blind.posts] == [True]


async def test_a_refused_credential_loses_nothing_if_a_person_acts_within_the_day(
    tools: Tools, clock: StoryClock
) -> None:
    chat = ScriptedChat(*[REVOKED] * 30)
    await _given(tools, _post())
    for _ in range(40):
        await _went(tools, chat)
        pass_time(clock, minutes=20)
    assert (len(chat.posts), await _state(tools)) == (1, "done")
    assert chat.looked == []


async def test_a_channel_on_a_platform_that_is_not_there_is_told_as_dead(tools: Tools) -> None:
    await _given(tools, _post(place=Place(platform="terminal", workspace="", channel="x")))
    assert await _went(tools, ScriptedChat()) == 1
    assert "no chat is configured for terminal" in (await _rows(tools))["insight:1:workspace:support"].error


# --- order ----------------------------------------------------------------------------------------------------------


async def test_nothing_overtakes_in_a_channel_and_no_channel_waits_for_another(tools: Tools, clock: StoryClock) -> None:
    chat = ScriptedChat(LIMITED_A_MOMENT)
    elsewhere = _post("insight:1:workspace:quality", place=QUALITY)
    await _given(tools, _post("insight:1:workspace:support"), _post("insight:2:workspace:support"), elsewhere)
    await _went(tools, chat, times=2)
    assert chat.keys == ["insight:1:workspace:quality"]
    for _ in range(3):
        pass_time(clock, seconds=2)
        await _went(tools, chat)
    assert chat.keys[1:] == ["insight:1:workspace:support", "insight:2:workspace:support"]


async def test_a_dead_post_lets_the_next_ones_go(tools: Tools) -> None:
    chat = ScriptedChat(GONE)
    await _given(tools, _post("insight:1:workspace:support"), _post("insight:2:workspace:support"))
    await _went(tools, chat, times=2)
    assert chat.keys == ["insight:2:workspace:support"]


async def test_a_row_that_fails_as_nobody_foresaw_does_not_hold_up_other_channels(
    tools: Tools, clock: StoryClock
) -> None:
    class Faulty(ScriptedChat):
        async def post(self, post: Outgoing, *, thread: str | None = None) -> str:
            if post.place == SUPPORT:
                raise KeyError("a bug")
            return await super().post(post, thread=thread)

    chat = Faulty()
    await _given(tools, _post(), _post("insight:1:workspace:quality", place=QUALITY))
    with pytest.raises(KeyError):
        await _went(tools, chat)
    assert await _went(tools, chat) == 1
    assert chat.keys == ["insight:1:workspace:quality"]


async def test_an_edit_or_a_reply_of_what_was_never_posted_is_dead_and_stands_nowhere(tools: Tools) -> None:
    chat, root = ScriptedChat(GONE), _post()
    reply = replace(_post("thread:1", "reply"), thread=root.key)
    edit = replace(_post("edit:1", "edit"), edits=root.key)
    await _given(tools, root, reply, edit)
    await _went(tools, chat, times=3)
    assert (chat.posts, chat.edits) == ([], [])
    assert {await _state(tools, key) for key in (root.key, "thread:1", "edit:1")} == {"dead"}


async def test_an_insight_whose_digest_was_never_posted_stands_by_itself(tools: Tools) -> None:
    digest = _post("digest:workspace:support:2026-10-05", "digest")
    inside = replace(_post("insight:1:workspace:support", "insight"), thread=digest.key)
    chat = ScriptedChat(GONE)
    await _given(tools, digest, inside)
    await _went(tools, chat, times=2)
    assert [(post.key, thread) for post, thread in chat.posts] == [(inside.key, None)]
    assert [one.day for one in await tools.store.delivered() if one.kind == "insight"] == [""]


# --- after a crash --------------------------------------------------------------------------------------------------


async def test_after_a_crash_what_arrived_is_found_and_not_sent_again(tools: Tools) -> None:
    chat = ScriptedChat()
    await chat.post(_post())
    await _given(tools, _post())
    await _interrupted(tools)
    assert await _went(tools, chat) == 1
    assert (len(chat.posts), await _state(tools)) == (1, "done")


async def test_after_a_crash_what_did_not_arrive_is_sent_unmarked(tools: Tools) -> None:
    chat = ScriptedChat()
    await _given(tools, _post())
    await _interrupted(tools)
    assert await _went(tools, chat) == 1
    assert [post.message for post, _ in chat.posts] == [_post().message]


@pytest.mark.parametrize("kind", ["digest", "insight", "alert", "update"])
async def test_where_nothing_can_be_looked_up_it_is_sent_again_and_says_so(tools: Tools, kind: PostKind) -> None:
    chat = ScriptedChat(can_find=False)
    await _given(tools, _post(kind=kind))
    await _interrupted(tools)
    assert await _went(tools, chat) == 1
    sent = chat.posts[0][0].message
    assert sent.summary == f"(sent again) {_post().message.summary}"
    assert sent.blocks[1:] == _post().message.blocks


async def test_where_one_place_cannot_be_looked_up_the_same_holds_there_alone(tools: Tools) -> None:
    chat, elsewhere = ScriptedChat(), _post("insight:1:workspace:quality", place=QUALITY)
    chat.hidden = {QUALITY}
    answer = _post("answer:1", "answer", place=Place(platform="workspace", workspace="", channel="far"))
    chat.hidden.add(answer.place)
    await _given(tools, _post(), elsewhere, answer)
    await tools.store.commit([MarkPost(id=number, state="sending", tries=0) for number in (1, 2, 3)])
    assert await _went(tools, chat) == 3
    again = {post.key: post.message.summary.startswith("(sent again)") for post, _ in chat.posts}
    assert again == {_post().key: False, elsewhere.key: True}
    assert await _state(tools, "answer:1") == "dropped"


@pytest.mark.parametrize("kind", ["answer", "notice"])
async def test_where_nothing_can_be_looked_up_an_answer_is_not_sent_twice(tools: Tools, kind: PostKind) -> None:
    chat = ScriptedChat(can_find=False)
    await _given(tools, _post(kind=kind))
    await _interrupted(tools)
    assert await _went(tools, chat) == 1
    assert (chat.posts, await _state(tools)) == ([], "dropped")


async def test_where_nothing_can_be_looked_up_a_refusal_is_no_reason_for_a_mark(
    tools: Tools, clock: StoryClock
) -> None:
    chat = ScriptedChat(LIMITED, can_find=False)
    await _given(tools, _post(kind="answer"))
    await _went(tools, chat)
    pass_time(clock, seconds=30)
    assert await _went(tools, chat) == 1
    assert chat.posts[0][0].message == _post().message


async def test_an_edit_is_put_again_without_a_look_up(tools: Tools) -> None:
    chat, root = ScriptedChat(), _post()
    edit = replace(_post("edit:1", "edit"), edits=root.key)
    await _given(tools, root, edit)
    await _went(tools, chat)
    await tools.store.commit([MarkPost(id=2, state="sending", tries=0)])
    assert await _went(tools, chat) == 1
    assert (chat.edits, chat.looked) == ([("m1", edit.message)], [])


# --- clocks ---------------------------------------------------------------------------------------------------------


async def test_a_clock_set_back_an_hour_holds_a_post_back_no_longer_than_that(tools: Tools, clock: StoryClock) -> None:
    chat = ScriptedChat(BROKEN)
    await _given(tools, _post())
    await _went(tools, chat)
    clock.set(MORNING - timedelta(hours=1))
    assert await _went(tools, chat) == 0
    pass_time(clock, hours=1, seconds=2)
    assert await _went(tools, chat) == 1
    assert len(chat.posts) == 1
