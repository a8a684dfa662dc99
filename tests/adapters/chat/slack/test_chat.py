"""Slack as a chat: what is posted carries its key, is found by it, and shows what the workspace can show."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.chat.slack.chat import PAGE, PAGES
from bot.errors import Closed, Refused, TryLater
from bot.model.delivery import Outgoing
from bot.model.message import Chart, Span, Table
from tests.adapters.chat.slack.sending import CHANNEL, Sending, later, place, post, sending
from tests.stand_in.slack.state import Hook, Message

CHART = Chart(
    kind="line", title="Mentions", alt="Twice as many on Tuesday", x=("Mon", "Tue"), series=(("all", (1.0, 2.0)),)
)
TABLE = Table(head=("topic", "mentions"), rows=(((Span(text="parcels"),), (Span(text="12"),)),))


@pytest.fixture
async def made() -> AsyncIterator[Sending]:
    async with sending() as opened:
        yield opened


def _types(made: Sending) -> list[str]:
    return [block["type"] for block in made.team.posts(CHANNEL)[-1].blocks]


def _hook(made: Sending, id_: str = "h1") -> str:
    made.team.hooks[id_] = Hook(channel=CHANNEL, user="U0ANA", born=made.clock.now().timestamp())
    return f"{made.slack.url}/actions/{made.team.id}/{id_}"


# --- posting --------------------------------------------------------------------------------------------------------


async def test_a_post_carries_its_key_and_never_unfurls(made: Sending) -> None:
    ts = await made.chat.post(post())
    (message,) = made.team.posts(CHANNEL)
    assert (message.ts, message.text) == (ts, "about k1")
    assert message.metadata == {"event_type": "earshot_post", "event_payload": {"key": "k1"}}
    (asked,) = made.calls("chat.postMessage")
    assert (asked["unfurl_links"], asked["unfurl_media"], asked["link_names"]) == ("false", "false", "false")


async def test_a_reply_goes_into_its_thread_whoever_began_it(made: Sending) -> None:
    root = await made.chat.post(post())
    await made.chat.post(post("k2"), thread=root)
    theirs = await made.slack.say(made.team, CHANNEL, "U0ANA", "what was it worth?")
    await made.chat.post(post("k3", via=f"thread:{theirs.ts}"))
    assert [message.thread_ts for message in made.team.posts(CHANNEL)] == [root, root, theirs.ts, theirs.ts]


async def test_what_is_for_one_person_is_seen_by_that_person_alone(made: Sending) -> None:
    await made.chat.post(post(to="workspace:ana", kind="answer"))
    assert made.team.posts(CHANNEL) == []
    (whisper,) = made.team.whispers("U0ANA")
    assert whisper.channel == CHANNEL


async def test_what_is_for_one_person_stands_openly_in_their_direct_messages(made: Sending) -> None:
    channel = made.team.dm("U0BEN").id
    answer = replace(post(to=f"slack:{made.team.id}/U0BEN", kind="answer"), place=place(channel))
    ts = await made.chat.post(answer)
    assert await made.chat.find(answer) == ts


async def test_a_person_without_an_account_there_cannot_be_told(made: Sending) -> None:
    with pytest.raises(Refused, match="Eva has no account"):
        await made.chat.post(post(to="workspace:eva", kind="answer"))


async def test_an_answer_goes_to_the_address_of_its_request(made: Sending) -> None:
    url = _hook(made)
    await made.chat.post(post(to="workspace:ana", kind="answer", via=url))
    (whisper,) = made.team.whispers("U0ANA")
    assert whisper.text == "about k1"
    assert made.calls("chat.postEphemeral") == []


async def test_after_five_uses_or_half_an_hour_an_answer_goes_another_way(made: Sending) -> None:
    url = _hook(made)
    for number in range(6):
        await made.chat.post(post(f"k{number}", to="workspace:ana", kind="answer", via=url))
    assert (len(made.calls("response_url")), len(made.calls("chat.postEphemeral"))) == (5, 1)
    old = _hook(made, "h2")
    later(made, minutes=31)
    await made.chat.post(post("k7", to="workspace:ana", kind="answer", via=old))
    assert (len(made.calls("response_url")), len(made.team.whispers("U0ANA"))) == (5, 7)


async def test_an_address_that_somebody_else_used_up_is_left_for_another_way(made: Sending) -> None:
    url = _hook(made)
    made.team.hooks["h1"].uses = 5
    for number in range(2):
        await made.chat.post(post(f"k{number}", to="workspace:ana", kind="answer", via=url))
    assert (len(made.calls("response_url")), len(made.team.whispers("U0ANA"))) == (1, 2)


async def test_an_edit_replaces_the_message_and_keeps_its_key(made: Sending) -> None:
    ts = await made.chat.post(post())
    await made.chat.edit(replace(post("k1:edit"), edits="k1", message=post("new").message), message_id=ts)
    (message,) = made.team.posts(CHANNEL)
    assert (message.text, message.key) == ("about new", "k1")


async def test_a_workspace_that_is_not_configured_waits_for_its_token(made: Sending) -> None:
    with pytest.raises(Exception, match="not configured"):
        await made.chat.post(replace(post(), place=place(team="T0OTHER")))


# --- looking up -----------------------------------------------------------------------------------------------------


async def test_a_post_is_found_by_its_key_in_its_channel_and_in_its_thread(made: Sending) -> None:
    root = await made.chat.post(post())
    reply = await made.chat.post(post("k2"), thread=root)
    assert await made.chat.find(post()) == root
    assert await made.chat.find(post("k2"), thread=root) == reply
    assert await made.chat.find(post("k3")) is None
    assert await made.chat.find(post("k3"), thread=root) is None


async def test_what_another_app_posted_under_the_same_key_is_not_ours(made: Sending) -> None:
    ts = await made.chat.post(post())
    made.team.message(ts).bot_id = "B0OTHER"
    assert await made.chat.find(post()) is None


async def test_a_post_is_found_below_many_others(made: Sending) -> None:
    made.slack.limits.off = True
    ts = await made.chat.post(post())
    for number in range(450):
        await made.client.call("chat.postMessage", channel=CHANNEL, text=f"chatter {number}")
    assert await made.chat.find(post()) == ts
    assert len(made.calls("conversations.history")) == 3


async def test_who_cannot_read_far_enough_does_not_say_that_it_is_not_there(made: Sending) -> None:
    channel = made.team.channels[CHANNEL]
    for number in range(PAGE * PAGES + 1):
        said = Message(ts=made.team.next_ts(), channel=CHANNEL, user="U0ANA", text=f"chatter {number}", at=0)
        channel.messages[said.ts] = said
    with pytest.raises(Refused, match="more was written"):
        await made.chat.find(post())
    assert len(made.calls("conversations.history")) == PAGES


@pytest.mark.parametrize("asked", [post(to="workspace:ana"), post(via="https://hooks.slack.com/x")])
async def test_what_one_person_alone_saw_cannot_be_looked_up(made: Sending, asked: Outgoing) -> None:
    with pytest.raises(Refused):
        await made.chat.find(asked)


async def test_without_the_scope_or_the_membership_nothing_can_be_looked_up(made: Sending) -> None:
    made.team.scopes.discard("channels:history")
    with pytest.raises(Refused, match="missing_scope"):
        await made.chat.find(post())
    made.team.scopes.add("channels:history")
    made.team.channels[CHANNEL].members.discard(made.team.bot.id)
    with pytest.raises(Closed, match="not_in_channel"):
        await made.chat.find(post())


# --- members --------------------------------------------------------------------------------------------------------


async def test_a_public_channel_is_for_all_and_a_private_one_for_its_members(made: Sending) -> None:
    assert await made.chat.members(place()) is None
    made.team.channel("C0SECRET", "secret", "U0ANA", "U0NEW", kind="private")
    assert await made.chat.members(place("C0SECRET")) == frozenset({"workspace:ana"})
    made.team.channel("C0CLOSED", "closed", "U0ANA", kind="private", bot=False)
    assert await made.chat.members(place("C0CLOSED")) == frozenset()


# --- looks ----------------------------------------------------------------------------------------------------------


async def test_charts_and_tables_are_native_where_the_workspace_draws_them(made: Sending) -> None:
    await made.chat.post(post("k1", CHART, TABLE))
    assert {"data_visualization", "data_table"} <= set(_types(made))


async def test_a_workspace_without_them_gets_pictures_and_is_not_asked_again(made: Sending) -> None:
    made.team.new_blocks = False
    await made.chat.post(post("k1", CHART))
    assert "image" in _types(made)
    await made.chat.post(post("k2", CHART))
    assert "image" in _types(made)
    assert (len(made.calls("chat.postMessage")), len(made.team.files)) == (3, 1)


async def test_after_a_day_it_is_asked_again(made: Sending) -> None:
    made.team.new_blocks = False
    await made.chat.post(post("k1", CHART))
    made.team.new_blocks = True
    later(made, hours=25)
    await made.chat.post(post("k2", CHART))
    assert "data_visualization" in _types(made)


async def test_without_the_right_to_bring_files_charts_are_words_and_bars(made: Sending) -> None:
    made.team.new_blocks = False
    made.team.scopes.discard("files:write")
    await made.chat.post(post("k1", CHART, TABLE))
    assert {"image", "data_visualization", "data_table"}.isdisjoint(_types(made))
    assert "Twice as many on Tuesday" in str(made.team.posts(CHANNEL)[-1].blocks)
    await made.chat.post(post("k2", CHART))
    assert len(made.calls("files.getUploadURLExternal")) == 1


async def test_a_picture_that_slack_is_still_at_is_waited_for(made: Sending) -> None:
    made.slack.set_error(made.team, "chat.postMessage", "invalid_blocks", times=2)
    with pytest.raises(TryLater) as caught:
        await made.chat.post(post("k1", CHART))
    assert caught.value.data["accepted"] is False
    assert made.team.posts(CHANNEL) == []


async def test_a_message_that_no_look_helps_is_refused(made: Sending) -> None:
    made.slack.set_error(made.team, "chat.postMessage", "invalid_blocks")
    with pytest.raises(Refused, match="invalid_blocks"):
        await made.chat.post(post())
