"""One workspace's Web API: what Slack says against a call leaves as our errors, and never with the token in it."""

import logging
import traceback

import pytest
from aiohttp import web

from adapters.chat.slack.client import WebClient, open_session
from bot.compose.clock import StoryClock
from bot.errors import Closed, Refused, RemoteError, TryLater, WrongCredential
from tests.adapters.chat.slack.sending import CHANNEL, TEAM, Sending, later, sending
from tests.bot.flow.rig import MORNING
from tests.stand_in.slack.faults import Faults

TOKEN = "xoxb-very-secret"


async def _wrong(made: Sending, method: str = "chat.postMessage", **arguments: object) -> RemoteError:
    with pytest.raises(RemoteError) as caught:
        await made.client.call(method, channel=CHANNEL, text="hello", **arguments)
    return caught.value


async def test_a_call_gives_what_slack_answers_and_leaves_out_what_is_none() -> None:
    async with sending() as made:
        blocks = [{"type": "divider"}]
        said = await made.client.call("chat.postMessage", channel=CHANNEL, text="a & b", blocks=blocks, thread_ts=None)
        (message,) = made.team.posts(CHANNEL)
        assert (said["ts"], message.text, message.blocks[0]["type"]) == (message.ts, "a & b", "divider")
        assert "thread_ts" not in made.calls("chat.postMessage")[0]


@pytest.mark.parametrize(
    ("code", "kind", "accepted"),
    [
        ("token_revoked", WrongCredential, None), ("is_archived", Closed, None), ("msg_too_long", Refused, None),
        ("service_unavailable", TryLater, False), ("fatal_error", TryLater, None),
    ],
)  # fmt: skip
async def test_what_slack_says_is_typed_and_keeps_its_code(
    code: str, kind: type[RemoteError], accepted: bool | None
) -> None:
    async with sending() as made:
        made.slack.set_error(made.team, "chat.postMessage", code)
        wrong = await _wrong(made)
        assert (type(wrong), wrong.data["code"], wrong.data.get("accepted")) == (kind, code, accepted)
        assert f"Slack ({TEAM})" in str(wrong)


async def test_a_missing_scope_is_named() -> None:
    async with sending() as made:
        made.team.scopes.clear()
        assert "chat:write" in str(await _wrong(made))


async def test_too_many_posts_name_the_wait_and_hold_back_the_whole_workspace() -> None:
    async with sending(strict=True) as made:
        made.team.channel("C0OTHER", "other")
        await made.client.call("chat.postMessage", channel=CHANNEL, text="one")
        wrong = await _wrong(made)
        assert (wrong.data["seconds"], wrong.data["accepted"]) == (1.0, False)
        asked = len(made.calls("chat.postMessage"))
        with pytest.raises(TryLater) as caught:
            await made.client.call("chat.postMessage", channel="C0OTHER", text="one")
        assert caught.value.data["accepted"] is False
        assert len(made.calls("chat.postMessage")) == asked
        later(made, seconds=1)
        await made.client.call("chat.postMessage", channel="C0OTHER", text="one")


async def test_a_method_that_slack_limits_is_not_called_before_its_time() -> None:
    async with sending() as made:
        made.slack.set_error(made.team, "users.info", "ratelimited")
        for _ in range(3):
            assert (await _wrong(made, "users.info")).data["seconds"] == 30
        assert len(made.calls("users.info")) == 1
        await made.client.call("chat.postMessage", channel=CHANNEL, text="another method")
        later(made, seconds=30)
        assert (await made.client.call("users.info", user="U0ANA"))["user"]["name"] == "ana"


@pytest.mark.parametrize(
    ("fault", "accepted"),
    [("cut before", None), ("cut after", None), ("5xx", None), ("5xx after", None), ("429", False)],
)
async def test_only_what_was_certainly_not_taken_is_called_so(fault: str, accepted: bool | None) -> None:
    async with sending(faults=Faults(share=1.0, kinds=(fault,))) as made:
        wrong = await _wrong(made)
        assert (type(wrong), wrong.data["accepted"]) == (TryLater, accepted)


async def test_a_connection_that_says_nothing_is_given_up() -> None:
    async with sending(faults=Faults(share=1.0, kinds=("half-open",)), timeout_s=0.05) as made:
        assert (await _wrong(made)).data["accepted"] is None
        made.slack.faults.calm()


async def test_where_nobody_listens_nothing_was_taken() -> None:
    async with open_session() as session:
        client = WebClient(
            team=TEAM, token=TOKEN, session=session, clock=StoryClock(MORNING), base_url="http://127.0.0.1:1/api/"
        )
        with pytest.raises(TryLater) as caught:
            await client.call("auth.test")
        assert caught.value.data["accepted"] is False


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "text/html"])
@pytest.mark.parametrize("status", [200, 302, 403, 503])
async def test_an_answer_that_is_none_of_slack_s_is_a_temporary_failure(kind: str, status: int) -> None:
    async def handle(request: web.Request) -> web.Response:
        return web.Response(status=status, body=b"\xff\xfe<html>", content_type=kind)

    app = web.Application()
    app.router.add_post("/api/{method}", handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        async with open_session() as session:
            url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
            client = WebClient(team=TEAM, token=TOKEN, session=session, clock=StoryClock(MORNING), base_url=url)
            with pytest.raises(TryLater):
                await client.call("auth.test")
    finally:
        await runner.cleanup()


async def test_the_token_is_in_no_repr_no_error_and_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with sending() as made:
        token = made.team.bot_token
        made.slack.set_error(made.team, "chat.postMessage", "invalid_auth")
        wrong = await _wrong(made, blocks=[{"type": "nothing"}])
        seen = "".join(traceback.format_exception(wrong)) + repr(wrong.__cause__) + repr(made.client) + caplog.text
        assert token not in seen
        assert wrong.__cause__ is None
        assert repr(made.client) == f"WebClient(team='{TEAM}')"


async def test_a_file_is_brought_to_a_channel_or_kept_for_messages() -> None:
    async with sending() as made:
        shared = await made.client.upload(b"a,b\n1,2\n", name="rows.csv", channel=CHANNEL, comment="164 mentions")
        kept = await made.client.upload(b"\x89PNG", name="chart.png", title="Week")
        files = made.team.files
        assert (files[shared].content, files[shared].channels) == (b"a,b\n1,2\n", [CHANNEL])
        assert (files[kept].title, files[kept].channels, files[kept].complete) == ("Week", [], True)


async def test_half_a_character_is_sent_as_a_question_mark() -> None:
    async with sending() as made:
        await made.client.call("chat.postMessage", channel=CHANNEL, text="a\ud83d b")
        assert made.team.posts(CHANNEL)[0].text == "a? b"
