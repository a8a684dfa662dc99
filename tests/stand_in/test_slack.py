"""The stand-in for Slack answers its Web API as the public reference says."""

from typing import Any

import aiohttp
import pytest

from tests.stand_in.slack import limits
from tests.stand_in.slack.running import running
from tests.stand_in.slack.server import Slack
from tests.stand_in.slack.state import Clock, Team

Json = dict[str, Any]


@pytest.fixture
def team(slack: Slack) -> Team:
    made = slack.add_team()
    made.user("U0ANA", "ana")
    made.user("U0BEN", "ben")
    made.user("U0GONE", "gone", deleted=True)
    made.channel("C0SUPPORT", "support", "U0ANA")
    made.channel("C0OPEN", "open", "U0ANA", bot=False)
    made.channel("C0SECRET", "secret", "U0ANA", bot=False, kind="private")
    made.channel("C0OLD", "old", archived=True)
    made.channel("C0NEWS", "news", read_only=True)
    made.channel("C0THREADS", "threads", thread_only=True)
    return made


async def ask(slack: Slack, team: Team, method: str, **args: Any) -> tuple[Json, aiohttp.ClientResponse]:
    token = args.pop("token", team.bot_token)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with (
        aiohttp.ClientSession() as session,
        session.post(slack.api_url + method, json=args, headers=headers) as said,
    ):
        return await said.json(), said


async def call(slack: Slack, team: Team, method: str, **args: Any) -> Json:
    return (await ask(slack, team, method, **args))[0]


async def error(slack: Slack, team: Team, method: str, **args: Any) -> str:
    return str((await call(slack, team, method, **args)).get("error"))


KEYED = {"event_type": "earshot", "event_payload": {"key": "k1"}}


async def test_a_post_stands_in_the_channel_with_its_metadata(slack: Slack, team: Team) -> None:
    made = await call(slack, team, "chat.postMessage", channel="C0SUPPORT", text="hello", metadata=KEYED)
    assert made["ok"] and team.message(made["ts"]).key == "k1"
    plain = await call(slack, team, "conversations.history", channel="C0SUPPORT")
    full = await call(slack, team, "conversations.history", channel="C0SUPPORT", include_all_metadata=True)
    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == KEYED
    assert slack.judge(team).posts == {"k1": 1}


@pytest.mark.parametrize("how", ["json", "form", "query", "argument"])
async def test_a_call_may_come_as_json_form_or_query(slack: Slack, team: Team, how: str) -> None:
    url, head = slack.api_url + "conversations.info", {"Authorization": f"Bearer {team.bot_token}"}
    args = {"channel": "C0SUPPORT"}
    async with aiohttp.ClientSession() as session:
        if how == "query":
            said = await session.get(url, params=args, headers=head)
        elif how == "json":
            said = await session.post(url, json=args, headers=head)
        elif how == "form":
            said = await session.post(url, data=args, headers=head)
        else:
            said = await session.post(url, data={**args, "token": team.bot_token})
        found = await said.json()
    assert found["channel"]["name"] == "support"


@pytest.mark.parametrize(
    ("token", "code"),
    [("", "not_authed"), ("xoxb-nobody", "invalid_auth"), ("xapp-1-0TEST01", "not_allowed_token_type")],
)
async def test_who_asks_without_a_good_token_is_refused(slack: Slack, team: Team, token: str, code: str) -> None:
    assert await error(slack, team, "auth.test", token=token) == code


async def test_a_revoked_token_is_refused_everywhere(slack: Slack, team: Team) -> None:
    team.token_error = "token_revoked"
    assert await error(slack, team, "auth.test") == "token_revoked"


async def test_a_missing_scope_is_named(slack: Slack, team: Team) -> None:
    team.scopes.discard("groups:history")
    team.channels["C0SECRET"].members.add(team.bot.id)
    said = await call(slack, team, "conversations.history", channel="C0SECRET")
    assert (said["error"], said["needed"]) == ("missing_scope", "groups:history")
    assert "chat:write" in said["provided"]
    assert (await call(slack, team, "conversations.history", channel="C0SUPPORT"))["ok"]


POSTS: list[tuple[str, Json, str]] = [
    ("nothing to say", {"channel": "C0SUPPORT"}, "no_text"),
    ("no channel", {"text": "x"}, "invalid_arguments"),
    ("a channel that is not there", {"channel": "C0NONE", "text": "x"}, "channel_not_found"),
    ("a private channel without the bot", {"channel": "C0SECRET", "text": "x"}, "channel_not_found"),
    ("an archived channel", {"channel": "C0OLD", "text": "x"}, "is_archived"),
    ("a read-only channel", {"channel": "C0NEWS", "text": "x"}, "restricted_action_read_only_channel"),
    ("a thread-only channel", {"channel": "C0THREADS", "text": "x"}, "restricted_action_thread_only_channel"),
    ("a thread that is not there", {"channel": "C0SUPPORT", "text": "x", "thread_ts": "1.1"}, "thread_not_found"),
    ("a bad block", {"channel": "C0SUPPORT", "blocks": [{"type": "chart"}]}, "invalid_blocks"),
    ("blocks that are none", {"channel": "C0SUPPORT", "blocks": "[{"}, "invalid_blocks_format"),
    (
        "much markdown",
        {"channel": "C0SUPPORT", "blocks": [{"type": "markdown", "text": "x" * 7000}] * 2},
        "msg_blocks_too_long",
    ),
    ("metadata without type", {"channel": "C0SUPPORT", "text": "x", "metadata": {"a": 1}}, "invalid_metadata_format"),
    (
        "metadata without payload",
        {"channel": "C0SUPPORT", "text": "x", "metadata": {"event_type": "e"}},
        "invalid_metadata_schema",
    ),
    (
        "much metadata",
        {"channel": "C0SUPPORT", "text": "x", "metadata": {"event_type": "e", "event_payload": {"a": "x" * 8000}}},
        "metadata_too_large",
    ),
    ("someone who left", {"channel": "U0GONE", "text": "x"}, "channel_not_found"),
    ("a bot", {"channel": "U0BOTT01", "text": "x"}, "cannot_dm_bot"),
]


@pytest.mark.parametrize(("args", "code"), [one[1:] for one in POSTS], ids=[one[0] for one in POSTS])
async def test_a_post_that_slack_refuses_is_refused(slack: Slack, team: Team, args: Json, code: str) -> None:
    assert await error(slack, team, "chat.postMessage", **args) == code
    assert team.taken == []


async def test_a_bad_block_is_refused_with_the_reasons(slack: Slack, team: Team) -> None:
    said = await call(slack, team, "chat.postMessage", channel="C0SUPPORT", blocks=[{"type": "header"}])
    assert said["response_metadata"]["messages"] == ["[ERROR] missing required field: text [json-pointer:/blocks/0]"]


async def test_without_the_scope_for_public_channels_the_bot_must_be_in_them(slack: Slack, team: Team) -> None:
    assert (await call(slack, team, "chat.postMessage", channel="C0OPEN", text="x"))["ok"]
    team.scopes.discard("chat:write.public")
    assert await error(slack, team, "chat.postMessage", channel="C0OPEN", text="x") == "not_in_channel"
    assert (await call(slack, team, "conversations.join", channel="C0OPEN"))["ok"]
    assert (await call(slack, team, "chat.postMessage", channel="C0OPEN", text="x"))["ok"]


async def test_a_long_text_is_cut_when_posted_and_refused_when_edited(slack: Slack, team: Team) -> None:
    made = await call(slack, team, "chat.postMessage", channel="C0SUPPORT", text="x" * 40_001)
    assert len(team.message(made["ts"]).text) == 40_000
    where = {"channel": "C0SUPPORT", "ts": made["ts"]}
    assert (await call(slack, team, "chat.update", **where, text="x" * 4000))["ok"]
    assert await error(slack, team, "chat.update", **where, text="x" * 4001) == "msg_too_long"


async def test_an_edit_keeps_metadata_and_a_text_alone_takes_the_blocks_away(slack: Slack, team: Team) -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "*a*"}}
    made = await call(slack, team, "chat.postMessage", channel="C0SUPPORT", text="a", blocks=[block], metadata=KEYED)
    where = {"channel": "C0SUPPORT", "ts": made["ts"]}
    await call(slack, team, "chat.update", **where, text="b", blocks=[block])
    assert team.message(made["ts"]).blocks and team.message(made["ts"]).edited is None
    await call(slack, team, "chat.update", **where, text="c")
    message = team.message(made["ts"])
    assert (message.text, message.blocks, message.key) == ("c", [], "k1")
    assert message.edited is not None and [text for text, _ in message.versions] == ["a", "b"]


async def test_an_edit_that_slack_refuses_is_refused(slack: Slack, team: Team, clock: Clock) -> None:
    said = await slack.say(team, "C0SUPPORT", "U0ANA", "mine")
    made = await call(slack, team, "chat.postMessage", channel="C0SUPPORT", text="a")
    at = {"channel": "C0SUPPORT", "text": "x"}
    assert await error(slack, team, "chat.update", **at, ts="1.1") == "message_not_found"
    assert await error(slack, team, "chat.update", **at, ts=said.ts) == "cant_update_message"
    assert await error(slack, team, "chat.delete", channel="C0SUPPORT", ts=said.ts) == "cant_delete_message"
    team.edit_window = 60
    clock.move(61)
    assert await error(slack, team, "chat.update", **at, ts=made["ts"]) == "edit_window_closed"
    team.channels["C0SUPPORT"].archived = True
    assert await error(slack, team, "chat.update", **at, ts=made["ts"]) == "is_inactive"


async def test_only_one_person_sees_an_ephemeral_message(slack: Slack, team: Team) -> None:
    at = {"channel": "C0SUPPORT", "text": "psst"}
    made = await call(slack, team, "chat.postEphemeral", **at, user="U0ANA")
    assert [one.text for one in team.whispers("U0ANA")] == ["psst"] and team.whispers("U0BEN") == []
    assert await error(slack, team, "chat.postEphemeral", **at, user="U0BEN") == "user_not_in_channel"
    assert (await call(slack, team, "conversations.history", channel="C0SUPPORT"))["messages"] == []
    assert await error(slack, team, "chat.update", **at, ts=made["message_ts"]) == "message_not_found"


async def test_replies_stand_in_the_thread_and_not_in_the_channel(slack: Slack, team: Team) -> None:
    root = await call(slack, team, "chat.postMessage", channel="C0SUPPORT", text="root")
    reply = await call(slack, team, "chat.postMessage", channel="C0SUPPORT", text="re", thread_ts=root["ts"])
    deep = await call(slack, team, "chat.postMessage", channel="C0SUPPORT", text="re re", thread_ts=reply["ts"])
    assert deep["message"]["thread_ts"] == root["ts"]
    history = await call(slack, team, "conversations.history", channel="C0SUPPORT")
    replies = await call(slack, team, "conversations.replies", channel="C0SUPPORT", ts=root["ts"])
    assert [one["text"] for one in history["messages"]] == ["root"]
    assert history["messages"][0]["reply_count"] == 2
    assert [one["text"] for one in replies["messages"]] == ["root", "re", "re re"]
    assert await error(slack, team, "conversations.replies", channel="C0SUPPORT", ts="1.1") == "thread_not_found"
    link = await call(slack, team, "chat.getPermalink", channel="C0SUPPORT", message_ts=reply["ts"])
    assert link["permalink"].endswith(f"?thread_ts={root['ts']}&cid=C0SUPPORT")


async def test_history_comes_in_pages_newest_first(slack: Slack, team: Team, clock: Clock) -> None:
    for n in range(5):
        await slack.say(team, "C0SUPPORT", "U0ANA", str(n))
        clock.move(1)
    found, cursor = [], ""
    while True:
        page = await call(slack, team, "conversations.history", channel="C0SUPPORT", limit=2, cursor=cursor)
        found += [one["text"] for one in page["messages"]]
        cursor = page["response_metadata"]["next_cursor"]
        assert page["has_more"] == bool(cursor)
        if not cursor:
            break
    assert found == ["4", "3", "2", "1", "0"]
    after = str(clock.at - 2.5)
    some = await call(slack, team, "conversations.history", channel="C0SUPPORT", oldest=after)
    assert [one["text"] for one in some["messages"]] == ["4", "3"]
    assert await error(slack, team, "conversations.history", channel="C0SUPPORT", cursor="?") == "invalid_cursor"
    assert (await call(slack, team, "conversations.history", channel="C0SUPPORT", limit=999))["ok"]
    assert await error(slack, team, "conversations.history", channel="C0SUPPORT", limit=1000) == "invalid_limit"
    assert await error(slack, team, "conversations.history", channel="C0OPEN") == "not_in_channel"


async def test_channels_are_what_they_are(slack: Slack, team: Team) -> None:
    team.channel("C0SHARED", "shared", shared_with=("T0OTHER",))
    shared = (await call(slack, team, "conversations.info", channel="C0SHARED"))["channel"]
    assert shared["is_ext_shared"] and shared["connected_team_ids"] == ["T0OTHER"]
    listed = await call(slack, team, "conversations.list", exclude_archived=True)
    names = {one["name"] for one in listed["channels"]}
    assert {"support", "open"} <= names and not {"secret", "old"} & names
    assert await error(slack, team, "conversations.list", types="everything") == "invalid_types"
    dm = await call(slack, team, "conversations.open", users="U0ANA")
    assert dm["channel"]["id"] == team.dm("U0ANA").id
    assert await error(slack, team, "conversations.open", users="U0GONE") == "user_disabled"


async def test_people_are_who_they_are(slack: Slack, team: Team) -> None:
    team.user("U0GUEST", "guest", guest=True)
    team.user("U0FAR", "far", team="T0OTHER")
    guest = (await call(slack, team, "users.info", user="U0GUEST"))["user"]
    far = (await call(slack, team, "users.info", user="U0FAR"))["user"]
    assert guest["is_restricted"] and far["team_id"] == "T0OTHER" and far["is_stranger"]
    listed = {one["id"] for one in (await call(slack, team, "users.list"))["members"]}
    assert "U0GUEST" in listed and "U0FAR" not in listed
    found = await call(slack, team, "users.lookupByEmail", email="ana@lumo.example")
    assert found["user"]["id"] == "U0ANA"
    team.scopes.discard("users:read.email")
    assert "email" not in (await call(slack, team, "users.info", user="U0ANA"))["user"]["profile"]
    assert await error(slack, team, "users.info", user="U0NONE") == "user_not_found"


async def test_a_reaction_is_set_once_and_taken_away_once(slack: Slack, team: Team) -> None:
    made = await call(slack, team, "chat.postMessage", channel="C0SUPPORT", text="x")
    at = {"channel": "C0SUPPORT", "timestamp": made["ts"], "name": "eyes"}
    assert (await call(slack, team, "reactions.add", **at))["ok"]
    assert await error(slack, team, "reactions.add", **at) == "already_reacted"
    seen = await call(slack, team, "reactions.get", **at)
    assert seen["message"]["reactions"] == [{"name": "eyes", "users": [team.bot.id], "count": 1}]
    assert (await call(slack, team, "reactions.remove", **at))["ok"]
    assert await error(slack, team, "reactions.remove", **at) == "no_reaction"


async def test_a_burst_passes_and_then_one_post_a_second(slack: Slack, team: Team, clock: Clock) -> None:
    said = [await ask(slack, team, "chat.postMessage", channel="C0SUPPORT", text="x") for _ in range(limits.BURST + 1)]
    assert [one.status for _, one in said] == [200] * limits.BURST + [429]
    assert (said[-1][0]["error"], said[-1][1].headers["Retry-After"]) == ("ratelimited", "1")
    assert (await ask(slack, team, "chat.postMessage", channel="C0OPEN", text="x"))[1].status == 200
    clock.move(1)
    assert (await ask(slack, team, "chat.postMessage", channel="C0SUPPORT", text="x"))[1].status == 200


async def test_strictly_one_post_a_second_and_channel(clock: Clock) -> None:
    async with running(now=clock, strict=True) as slack:
        team = slack.add_team()
        team.channel("C1")
        found = []
        for _ in range(7):
            found.append((await ask(slack, team, "chat.postMessage", channel="C1", text="x"))[1].status)
            clock.move(0.5)
        assert found == [200, 429, 200, 429, 200, 429, 200]
        assert slack.judge(team).quickest == {"C1": 1.0}


async def test_a_method_has_its_calls_a_minute(slack: Slack, team: Team, clock: Clock) -> None:
    for _ in range(20):
        assert (await call(slack, team, "users.list"))["ok"]
    _, answer = await ask(slack, team, "users.list")
    assert (answer.status, answer.headers["Retry-After"]) == (429, "3")
    assert (await call(slack, team, "users.info", user="U0ANA"))["ok"]
    clock.move(3)
    assert (await call(slack, team, "users.list"))["ok"]


async def test_seconds_may_come_with_the_call(slack: Slack, team: Team) -> None:
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {team.bot_token}"}) as session:
        for n in range(8):
            said = await session.post(
                f"{slack.api_url}chat.postMessage", json={"channel": "C0SUPPORT", "text": "x"},
                headers={"X-Now": str(1_900_000_000 + n)},
            )  # fmt: skip
            assert (await said.json())["ts"] == f"{1_900_000_000 + n}.000000"


async def test_any_error_can_be_planned(slack: Slack, team: Team) -> None:
    slack.set_error(team, "chat.postMessage", "account_inactive", times=2)
    slack.set_error(team, "users.info", "ratelimited")
    codes = [await error(slack, team, "chat.postMessage", channel="C0SUPPORT", text="x") for _ in range(3)]
    assert codes == ["account_inactive", "account_inactive", "None"]
    assert (await ask(slack, team, "users.info", user="U0ANA"))[1].headers["Retry-After"] == "30"
    assert await error(slack, team, "chat.startStream") == "unknown_method"


async def test_a_file_is_announced_sent_and_shared(slack: Slack, team: Team) -> None:
    told = await call(slack, team, "files.getUploadURLExternal", filename="rows.csv", length=3)
    done = {"files": [{"id": told["file_id"], "title": "Rows"}], "channel_id": "C0SUPPORT"}
    assert await error(slack, team, "files.completeUploadExternal", **done) == "file_update_failed"
    async with aiohttp.ClientSession() as session:
        assert (await session.post(told["upload_url"], data=b"a,b,c")).status == 400
        assert (await session.post(told["upload_url"], data=b"a,b")).status == 200
    assert (await call(slack, team, "files.completeUploadExternal", **done))["files"][0]["title"] == "Rows"
    assert team.files[told["file_id"]].content == b"a,b"
    assert [one.subtype for one in team.posts("C0SUPPORT")] == ["file_share"]


async def test_workspaces_know_nothing_of_each_other(slack: Slack, team: Team) -> None:
    other = slack.add_team("T0TEST02", "Other")
    assert (await call(slack, other, "auth.test"))["team_id"] == "T0TEST02"
    assert await error(slack, other, "chat.postMessage", channel="C0SUPPORT", text="x") == "channel_not_found"


async def test_the_stand_in_obeys_over_http_too(slack: Slack, team: Team, clock: Clock) -> None:
    async with aiohttp.ClientSession(slack.url) as session:
        said = await (await session.post("/control/say", json=["T0TEST01", "C0SUPPORT", "U0ANA", "hi"])).json()
        await session.post("/control/clock", json={"move": 60})
        await session.post("/control/team/T0TEST01/user", json={"id": "U0NEW", "guest": True})
        seen = await (await session.get("/control/team/T0TEST01")).json()
        bad = await session.post("/control/press", json=["T0TEST01", "U0ANA", said["ts"], "act:none"])
        none = await session.post("/control/app", json=[])
    assert seen["channels"]["C0SUPPORT"][0]["text"] == "hi" and clock.at == 1_780_000_060.0
    assert team.users["U0NEW"].guest and (bad.status, none.status) == (400, 404)
