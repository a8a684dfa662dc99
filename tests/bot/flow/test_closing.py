"""Routes that take nothing: posts wait in order, one notice for a cause, one when it is over; the pace of a place."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.compose.clock import StoryClock
from bot.errors import Closed, Refused, RemoteError, WrongCredential
from bot.flow.chores import retry_closed
from bot.flow.post import Outbox, post_waiting
from bot.flow.tools import Tools
from bot.model.changes import Enqueue
from bot.model.delivery import Outgoing, PostKind
from bot.model.message import Message, Span, Text
from bot.model.people import Place
from tests.bot.flow.rig import MORNING, ScriptedChat, opened, pass_time, tools_on

ARCHIVED = Closed(where="Slack (T1)", what="is_archived", remedy="Unarchive it.", code="is_archived")
REVOKED = WrongCredential(where="Slack (T1)", what="token_revoked", remedy="Set it anew.", code="token_revoked")
LONG = Refused(where="Slack (T1)", what="msg_too_long", code="msg_too_long")


class Slack(ScriptedChat):
    """A workspace in which some places take nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: dict[str, RemoteError] = {}
        self.asked: list[str] = []

    @property
    def platform(self) -> str:
        return "slack"

    async def post(self, post: Outgoing, *, thread: str | None = None) -> str:
        self.asked.append(post.key)
        wrong = self.wrong.get(post.place.channel) or self.wrong.get("")
        if wrong is not None:
            raise wrong
        return await super().post(post, thread=thread)


@pytest.fixture
def clock() -> StoryClock:
    return StoryClock(MORNING)


@pytest.fixture
async def tools(tmp_path: Path, clock: StoryClock) -> AsyncIterator[Tools]:
    async with opened(tmp_path / "earshot.db") as store:
        yield tools_on(store, clock)


@pytest.fixture
def slack() -> Slack:
    return Slack()


@pytest.fixture
def local() -> ScriptedChat:
    return ScriptedChat()


def _post(key: str, channel: str = "C1", kind: PostKind = "alert") -> Outgoing:
    message = Message(blocks=(Text(line=(Span(text=f"about {key}"),)),), summary=f"about {key}")
    place = Place(platform="slack", workspace="T1", channel=channel)
    return Outgoing(key=key, kind=kind, place=place, message=message, due=MORNING)


async def _given(tools: Tools, *posts: Outgoing) -> None:
    await tools.store.commit([Enqueue(post=post) for post in posts])


async def _work(tools: Tools, *chats: ScriptedChat) -> None:
    while await post_waiting({chat.platform: chat for chat in chats}, tools=tools):
        pass


async def _states(tools: Tools) -> dict[str, str]:
    rows = await tools.store.outbox(["new", "sending", "done", "dead", "dropped"])
    return {row.post.key: row.state for row in rows if not row.post.key.startswith("notice:")}


async def test_what_follows_to_a_closed_place_waits_and_goes_out_in_order_when_it_is_open(
    tools: Tools, clock: StoryClock, slack: Slack, local: ScriptedChat
) -> None:
    slack.wrong["C1"] = ARCHIVED
    await _given(tools, _post("a"), _post("b"), _post("c"), _post("elsewhere", "C2"))
    for _ in range(300):
        await _work(tools, slack, local)
        pass_time(clock, minutes=20)
    assert slack.keys == ["elsewhere"]
    assert await _states(tools) == {"a": "new", "b": "new", "c": "new", "elsewhere": "done"}
    assert set(slack.asked) == {"a", "elsewhere"}, "one post asks for all that wait"
    slack.wrong.clear()
    pass_time(clock, minutes=15)
    await _work(tools, slack, local)
    assert slack.keys == ["elsewhere", "a", "b", "c"]
    assert await tools.store.routes() == []


async def test_the_owner_hears_once_that_it_closed_and_once_that_it_is_over(
    tools: Tools, clock: StoryClock, slack: Slack, local: ScriptedChat
) -> None:
    for _ in range(2):
        slack.wrong["C1"] = ARCHIVED
        await _given(tools, replace(_post(f"p{clock.now().isoformat()}"), due=clock.now()))
        for _ in range(5):
            await _work(tools, slack, local)
            pass_time(clock, minutes=15)
        slack.wrong.clear()
        await _work(tools, slack, local)
        pass_time(clock, minutes=15)
    assert [("cannot post" in one, "posts to" in one) for one in local.notices] == [(True, False), (False, True)] * 2
    assert all("slack:T1/C1" in one for one in local.notices)
    assert "Unarchive it." in local.notices[0]


async def test_a_refused_credential_closes_the_workspace_with_one_notice(
    tools: Tools, clock: StoryClock, slack: Slack, local: ScriptedChat
) -> None:
    slack.wrong[""] = REVOKED
    await _given(tools, *(_post(f"p{number}", f"C{number}") for number in range(9)))
    outbox = Outbox({"slack": slack, "workspace": local}, tools=tools)
    for row in await outbox.due():  # all of them were taken up before the first one failed
        await outbox.send(row)
    await _work(tools, slack, local)
    assert [place.place.channel for place in await tools.store.routes()] == [""]
    assert len(local.notices) == 1
    assert "any channel of slack:T1" in local.notices[0]
    slack.wrong.clear()
    pass_time(clock, days=3)
    await _work(tools, slack, local)
    assert (len(slack.keys), len(local.notices)) == (9, 2)


async def test_a_closed_place_stays_closed_over_a_restart_and_is_not_told_again(
    tools: Tools, clock: StoryClock, slack: Slack, local: ScriptedChat
) -> None:
    slack.wrong["C1"] = ARCHIVED
    await _given(tools, _post("a"))
    for _ in range(20):
        await _work(tools, slack, local)  # each has an outbox of its own, as after a restart
        pass_time(clock, minutes=1)
    assert 2 <= len(slack.asked) < 20
    assert len(local.notices) == 1


async def test_it_is_tried_at_once_when_somebody_asks_for_it(
    tools: Tools, clock: StoryClock, slack: Slack, local: ScriptedChat
) -> None:
    slack.wrong["C1"] = ARCHIVED
    await _given(tools, _post("a"))
    await _work(tools, slack, local)
    slack.wrong.clear()
    await _work(tools, slack, local)
    assert slack.keys == []
    assert await retry_closed(tools=tools) == 1
    await _work(tools, slack, local)
    assert slack.keys == ["a"]


async def test_an_answer_says_nothing_of_the_place_and_dies_alone(
    tools: Tools, slack: Slack, local: ScriptedChat
) -> None:
    slack.wrong["C1"] = ARCHIVED
    await _given(tools, _post("a", kind="answer"))
    await _work(tools, slack, local)
    assert (await _states(tools), await tools.store.routes(), local.notices) == ({"a": "dead"}, [], [])


async def test_an_answer_of_yesterday_is_not_given_when_the_workspace_opens(
    tools: Tools, clock: StoryClock, slack: Slack, local: ScriptedChat
) -> None:
    slack.wrong[""] = REVOKED
    await _given(tools, _post("a", kind="answer"), _post("b"))
    await _work(tools, slack, local)
    slack.wrong.clear()
    pass_time(clock, days=2)
    await _work(tools, slack, local)
    assert (slack.keys, await _states(tools)) == (["b"], {"a": "dropped", "b": "done"})


async def test_notices_whose_own_channel_is_closed_go_to_the_workspace_s_admins(
    tmp_path: Path, clock: StoryClock, slack: Slack, local: ScriptedChat
) -> None:
    settings = {
        "organisation": {"notices": "slack:T123/C9"},
        "slack": {"team": "T123", "bot_token": "xoxb", "app_token": "xapp"},
    }
    async with opened(tmp_path / "earshot.db") as store:
        tools = tools_on(store, clock, settings=settings)
        slack.wrong["C9"] = ARCHIVED
        place = Place(platform="slack", workspace="T123", channel="C9")
        await _given(tools, replace(_post("a"), place=place))
        await _work(tools, slack, local)
        await _work(tools, slack, local)
        assert len(local.notices) == 1


async def test_posts_that_are_given_up_on_are_told_once_for_a_cause(
    tools: Tools, slack: Slack, local: ScriptedChat
) -> None:
    slack.wrong["C1"] = LONG
    await _given(tools, *(_post(f"p{number}") for number in range(5)))
    await _work(tools, slack, local)
    assert set((await _states(tools)).values()) == {"dead"}
    assert len(local.notices) == 1
    assert "msg_too_long" in local.notices[0]


async def test_between_two_posts_in_a_place_is_the_pace_also_after_a_restart(
    tools: Tools, clock: StoryClock, slack: Slack
) -> None:
    slack.pace = timedelta(seconds=1)
    await _given(tools, *(_post(f"p{number}", f"C{number % 2}") for number in range(6)))
    moments: dict[str, list[float]] = {}
    for _ in range(100):
        before = len(slack.posts)
        await post_waiting({"slack": slack}, tools=tools)
        for post, _ in slack.posts[before:]:
            moments.setdefault(post.place.channel, []).append(clock.now().timestamp())
        pass_time(clock, milliseconds=100)
    assert {place: [later - first[0] for later in first] for place, first in moments.items()} == {
        "C0": pytest.approx([0, 1, 2]), "C1": pytest.approx([0, 1, 2])
    }  # fmt: skip


async def test_an_answer_to_an_address_waits_for_no_pace(tools: Tools, slack: Slack) -> None:
    slack.pace = timedelta(seconds=1)
    via = [replace(_post(f"v{number}", kind="answer"), via=f"https://hooks/{number}") for number in range(3)]
    await _given(tools, _post("a"), _post("b"), *via)
    await post_waiting({"slack": slack}, tools=tools)
    assert sorted(slack.keys) == ["a", "v0", "v1", "v2"]
