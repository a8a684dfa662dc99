"""What people do in the stand-in for Slack reaches the app as Slack delivers it: signed, and again where it must."""

import pytest
from aiohttp import web

from tests.stand_in.slack.alive import alive
from tests.stand_in.slack.delivery import signature
from tests.stand_in.slack.filling import NotThere
from tests.stand_in.slack.server import Slack
from tests.stand_in.slack.state import Clock, Team
from tests.stand_in.slack_app import CARD, App, Json, call, plain

# --- events ---------------------------------------------------------------------------------------------------------


async def test_what_a_person_says_arrives_signed_and_a_mention_arrives_twice(
    slack: Slack, team: Team, app: App
) -> None:
    said = await slack.say(team, "C0SUPPORT", "U0ANA", f"<@{team.bot.id}> roi")
    headers, body = app.got[-1]
    assert said.status == 200 and [app.event(n)["event"]["type"] for n in (0, 1)] == ["message", "app_mention"]
    assert headers["X-Slack-Signature"] == signature(
        team.signing_secret, headers["X-Slack-Request-Timestamp"], body
    )  # fmt: skip
    envelope = app.event()
    assert (envelope["api_app_id"], envelope["authorizations"][0]["user_id"]) == (team.app_id, team.bot.id)
    assert envelope["event_id"] != app.event(0)["event_id"] and envelope["event"]["ts"] == said.ts


async def test_the_app_hears_nothing_where_it_is_not_or_may_not_read(slack: Slack, team: Team, app: App) -> None:
    team.channel("C0OPEN", "open", "U0ANA", bot=False)
    assert (await slack.say(team, "C0OPEN", "U0ANA", f"<@{team.bot.id}>")).reason == "not_delivered"
    team.scopes.discard("channels:history")
    await slack.say(team, "C0SUPPORT", "U0ANA", "hello")
    assert app.got == []


async def test_nobody_speaks_in_a_channel_they_are_not_in(slack: Slack, team: Team) -> None:
    with pytest.raises(NotThere):
        await slack.say(team, "C0SUPPORT", "U0BEN", "hello")


async def test_every_act_has_its_event(slack: Slack, team: Team, app: App) -> None:
    said = await slack.say(team, "C0SUPPORT", "U0ANA", "helo")
    await slack.say(team, "C0SUPPORT", "U0ANA", "re", said.ts)
    await slack.react(team, "U0ANA", said.ts, "+1")
    await slack.unreact(team, "U0ANA", said.ts, "+1")
    await slack.edit(team, "C0SUPPORT", said.ts, "hello")
    await slack.erase(team, "C0SUPPORT", said.ts)
    await slack.join(team, "C0SUPPORT", "U0BEN")
    await slack.dm(team, "U0ANA", "hi")
    await slack.home(team, "U0ANA")
    await slack.archive(team, "C0SUPPORT", "U0ANA")
    await slack.uninstall(team)
    events = [app.event(n)["event"] for n in range(len(app.got))]
    assert [(one["type"], one.get("subtype", "")) for one in events] == [
        ("message", ""), ("message", ""), ("reaction_added", ""), ("reaction_removed", ""),
        ("message", "message_changed"), ("message", "message_changed"), ("member_joined_channel", ""),
        ("message", "channel_join"),
        ("message", ""), ("app_home_opened", ""), ("channel_archive", ""), ("tokens_revoked", ""),
        ("app_uninstalled", ""),
    ]  # fmt: skip
    assert (events[1]["thread_ts"], events[1]["parent_user_id"]) == (said.ts, "U0ANA")
    assert events[2]["item"] == {"type": "message", "channel": "C0SUPPORT", "ts": said.ts}
    assert events[4]["message"]["text"] == "hello" and events[4]["previous_message"]["text"] == "helo"
    assert events[5]["message"]["subtype"] == "tombstone" and events[8]["channel_type"] == "im"
    assert (await call(slack, team, "auth.test"))["error"] == "account_inactive"


async def test_a_message_without_replies_is_gone_when_it_is_deleted(slack: Slack, team: Team, app: App) -> None:
    said = await slack.say(team, "C0SUPPORT", "U0ANA", "oops")
    await slack.erase(team, "C0SUPPORT", said.ts)
    event = app.event()["event"]
    assert (event["subtype"], event["deleted_ts"]) == ("message_deleted", said.ts)
    assert team.posts("C0SUPPORT") == []


async def test_an_unfurled_address_changes_a_message_that_nobody_edited(slack: Slack, team: Team, app: App) -> None:
    said = await slack.say(team, "C0SUPPORT", "U0ANA", "<https://x.example>")
    await slack.unfurl(team, "C0SUPPORT", said.ts, "https://x.example")
    event = app.event()["event"]
    assert event["subtype"] == "message_changed" and "edited" not in event["message"]
    assert event["message"]["text"] == event["previous_message"]["text"]


async def test_a_reply_may_be_sent_to_the_channel_too(slack: Slack, team: Team, app: App) -> None:
    root = await slack.say(team, "C0SUPPORT", "U0ANA", "a")
    await slack.say(team, "C0SUPPORT", "U0ANA", "b", root.ts, broadcast=True)
    assert app.event()["event"]["subtype"] == "thread_broadcast"
    assert [one.text for one in team.channels["C0SUPPORT"].roots()] == ["a", "b"]


async def test_the_app_hears_of_what_it_did_itself(slack: Slack, team: Team, app: App) -> None:
    made = await call(slack, team, "chat.postMessage", channel="C0SUPPORT", text="mine")
    await slack.settled()
    assert (app.event()["event"]["bot_id"], app.event()["event"]["ts"]) == (team.bot.bot_id, made["ts"])
    team.echo = False
    await call(slack, team, "chat.delete", channel="C0SUPPORT", ts=made["ts"])
    await slack.settled()
    assert len(app.got) == 1


async def test_a_stranger_of_a_shared_channel_is_told_apart(slack: Slack, team: Team, app: App) -> None:
    team.user("U0FAR", "far", team="T0OTHER")
    team.channel("C0SHARED", "shared", "U0FAR", shared_with=("T0OTHER",))
    await slack.say(team, "C0SHARED", "U0FAR", "hello")
    assert app.event()["is_ext_shared_channel"] and app.event()["event"]["user_team"] == "T0OTHER"


async def test_a_request_url_proves_itself(slack: Slack, team: Team, app: App) -> None:
    await slack.verify(team, "prove it")
    assert app.event() == {"type": "url_verification", "challenge": "prove it", "token": app.event()["token"]}


# --- retries --------------------------------------------------------------------------------------------------------


async def test_a_failed_event_comes_again_at_once_after_a_minute_and_after_five(
    slack: Slack, team: Team, app: App, clock: Clock
) -> None:
    app.says = [web.Response(status=500) for _ in range(4)]
    said = await slack.say(team, "C0SUPPORT", "U0ANA", "hello")
    assert (said.tries, said.status, len(app.got)) == (2, 500, 2)
    for seconds, tries in ((59, 2), (1, 3), (299, 3), (1, 4), (3600, 4)):
        clock.move(seconds)
        await slack.retry_due()
        assert len(app.got) == tries
    heads = [one for one, _ in app.got]
    assert [one.get("X-Slack-Retry-Num") for one in heads] == [None, "1", "2", "3"]
    assert {one["X-Slack-Retry-Reason"] for one in heads[1:]} == {"http_error"}
    assert len({app.event(n)["event_id"] for n in range(4)}) == 1


async def test_a_slow_app_gets_the_event_again_while_it_works(slack: Slack, team: Team, app: App) -> None:
    app.slow.clear()
    slack.delivery.patience_s = 0.1
    said = await slack.say(team, "C0SUPPORT", "U0ANA", "hello")
    assert (said.reason, len(app.got)) == ("http_timeout", 2)
    assert app.got[1][0]["X-Slack-Retry-Reason"] == "http_timeout"


async def test_an_app_may_decline_retries(slack: Slack, team: Team, app: App) -> None:
    app.says = [web.Response(status=500, headers={"X-Slack-No-Retry": "1"})]
    await slack.say(team, "C0SUPPORT", "U0ANA", "hello")
    assert (len(app.got), slack.delivery.waiting) == (1, 0)


async def test_the_first_delivery_may_never_arrive_and_any_may_come_twice(slack: Slack, team: Team, app: App) -> None:
    slack.delivery.drop_next = 1
    said = await slack.say(team, "C0SUPPORT", "U0ANA", "hello")
    assert said.status == 200 and app.got[0][0]["X-Slack-Retry-Num"] == "1"
    await slack.delivery.again(team, said.event_id)
    assert app.event(0) == app.event(1)


async def test_a_flood_of_events_is_cut_off(slack: Slack, team: Team, app: App) -> None:
    slack.delivery.events_an_hour = 2
    for _ in range(3):
        await slack.say(team, "C0SUPPORT", "U0ANA", "hello")
    assert [app.event(n)["type"] for n in range(3)] == ["event_callback", "event_callback", "app_rate_limited"]


# --- acts -----------------------------------------------------------------------------------------------------------


async def test_a_command_says_who_where_and_what(slack: Slack, team: Team, app: App) -> None:
    said = await slack.command(team, "U0ANA", "C0SUPPORT", "/roi", "last quarter")
    found = app.fields()
    assert (found["command"], found["text"], found["user_id"], found["team_id"]) == (
        "/roi", "last quarter", "U0ANA", "T0TEST01",
    )  # fmt: skip
    assert said.ok and found["response_url"].startswith(slack.url)


async def test_a_button_is_pressed_and_a_choice_is_made(slack: Slack, team: Team, app: App) -> None:
    made = await call(slack, team, "chat.postMessage", channel="C0SUPPORT", text="x", blocks=CARD)
    await slack.settled()
    await slack.press(team, "U0ANA", made["ts"], "act:take")
    payload = app.payload()
    action = payload["actions"][0]
    assert (action["value"], action["block_id"], payload["message"]["ts"]) == ("take|I1|new|", "1|key", made["ts"])
    await slack.press(team, "U0ANA", made["ts"], "menu", "open|0")
    assert app.payload()["actions"][0]["selected_option"]["value"] == "open|0"
    for action_id, value in (("act:none", None), ("menu", "open|9"), ("act:take", "another value")):
        with pytest.raises(NotThere):
            await slack.press(team, "U0ANA", made["ts"], action_id, value)
    with pytest.raises(NotThere):
        await slack.press(team, "U0BEN", made["ts"], "act:take")


async def test_only_who_sees_an_ephemeral_message_may_press_in_it(slack: Slack, team: Team, app: App) -> None:
    team.channels["C0SUPPORT"].members.add("U0BEN")
    made = await call(
        slack, team, "chat.postEphemeral", channel="C0SUPPORT", user="U0ANA", text="x", blocks=CARD
    )  # fmt: skip
    await slack.press(team, "U0ANA", made["message_ts"], "act:take")
    assert app.payload()["container"]["is_ephemeral"]
    with pytest.raises(NotThere):
        await slack.press(team, "U0BEN", made["message_ts"], "act:take")


async def test_shortcuts_come_from_a_message_or_from_anywhere(slack: Slack, team: Team, app: App) -> None:
    said = await slack.say(team, "C0SUPPORT", "U0ANA", "my battery is hot")
    await slack.shortcut(team, "U0ANA", "raise", said.ts)
    assert (app.payload()["type"], app.payload()["message"]["text"]) == ("message_action", "my battery is hot")
    await slack.shortcut(team, "U0ANA", "help")
    assert app.payload()["type"] == "shortcut"


def test_the_signature_is_the_one_of_slacks_own_example() -> None:
    """docs.slack.dev/authentication/verifying-requests-from-slack: the worked example."""
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    made = signature("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body)
    assert made == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


MANIFEST: Json = {
    "oauth_config": {"scopes": {"bot": ["channels:history", "chat:write", "commands"]}},
    "settings": {"event_subscriptions": {"bot_events": ["message.channels", "reaction_added"]}},
    "features": {"slash_commands": [{"command": "/roi"}], "shortcuts": [{"callback_id": "raise"}]},
}


async def test_an_app_can_do_what_its_manifest_says_and_no_more(slack: Slack, team: Team, app: App) -> None:
    team.install(MANIFEST)
    said = await slack.say(team, "C0SUPPORT", "U0ANA", f"<@{team.bot.id}> hello")
    await slack.react(team, "U0ANA", said.ts, "+1")
    assert [app.event(n)["event"]["type"] for n in range(len(app.got))] == ["message"]
    assert (await slack.dm(team, "U0ANA", "hello")).reason == "not_delivered"
    assert (await call(slack, team, "conversations.info", channel="C0SUPPORT"))["error"] == "missing_scope"
    await slack.command(team, "U0ANA", "C0SUPPORT", "/roi")
    for act in (
        slack.command(team, "U0ANA", "C0SUPPORT", "/earshot"),
        slack.shortcut(team, "U0ANA", "act_on", said.ts),
    ):
        with pytest.raises(NotThere):
            await act


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("&lt;!channel&gt; a &amp; b", []),
        ("<!channel> <!here|here>", [("broadcast", "channel"), ("broadcast", "here")]),
        ("<@U0ANA> <#C1|x> <!subteam^S1>", [("user", "U0ANA"), ("channel", "C1"), ("usergroup", "S1")]),
        ("<https://x.example|here>", [("link", "https://x.example")]),
        ("see evil.example/a", [("link", "evil.example")]),
    ],
)
async def test_what_a_client_would_bring_to_life_is_known(
    slack: Slack, team: Team, text: str, found: list[tuple[str, str]]
) -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": text}}
    quote = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_quote", "elements": [{"type": "text", "text": text}]}],
    }
    made = await call(slack, team, "chat.postMessage", channel="C0SUPPORT", blocks=[section, quote])
    assert alive(team.message(made["ts"])) == found
    bare = await call(slack, team, "chat.postMessage", channel="C0SUPPORT", text=text)
    assert alive(team.message(bare["ts"])) == found


async def test_elements_that_act_are_known(slack: Slack, team: Team) -> None:
    button = {"type": "button", "text": plain("Open"), "url": "https://x.example/a"}
    named = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U0ANA"}]}],
    }
    blocks = [{"type": "actions", "elements": [button]}, named]
    made = await call(slack, team, "chat.postMessage", channel="C0SUPPORT", text="x", blocks=blocks)
    assert alive(team.message(made["ts"])) == [("link", "https://x.example/a"), ("user", "U0ANA")]
