"""Answers by response_url, modals and Home tabs of the stand-in for Slack live as long as Slack lets them."""

from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.stand_in.slack.filling import NotThere
from tests.stand_in.slack.server import Slack
from tests.stand_in.slack.state import Clock, Team
from tests.stand_in.slack_app import CARD, App, Json, call, form, opened, plain

# --- response_url ---------------------------------------------------------------------------------------------------


async def post(url: str, **args: Any) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(url, json=args) as said:
        return said.status, str((await said.json()).get("error", ""))


async def test_a_response_url_is_good_for_five_answers(slack: Slack, team: Team, app: App) -> None:
    await slack.command(team, "U0ANA", "C0SUPPORT", "/roi")
    url = app.fields()["response_url"]
    assert await post(url) == (400, "invalid_payload")
    assert await post(url, text="") == (400, "no_text")
    assert await post(url, blocks=[{"type": "chart"}]) == (400, "invalid_blocks")
    found = [await post(url, text=str(n)) for n in range(5)]
    assert found == [(200, "")] * 5
    assert await post(url, text="6") == (404, "used_url")
    assert [one.text for one in team.whispers("U0ANA")] == list("01234")


async def test_a_response_url_is_good_for_thirty_minutes(slack: Slack, team: Team, app: App, clock: Clock) -> None:
    await slack.command(team, "U0ANA", "C0SUPPORT", "/roi")
    url = app.fields()["response_url"]
    clock.move(1800)
    assert await post(url, text="all may see", response_type="in_channel") == (200, "")
    clock.move(1)
    assert await post(url, text="x") == (404, "expired_url")
    assert [one.text for one in team.posts("C0SUPPORT")] == ["all may see"]


async def test_a_response_url_replaces_and_deletes_the_message_it_came_from(slack: Slack, team: Team, app: App) -> None:
    team.echo = False
    made = await call(
        slack, team, "chat.postEphemeral", channel="C0SUPPORT", user="U0ANA", text="x", blocks=CARD
    )  # fmt: skip
    await slack.press(team, "U0ANA", made["message_ts"], "act:take")
    url = app.payload()["response_url"]
    await post(url, text="taken", replace_original=True)
    assert [one.text for one in team.whispers()] == ["taken"]
    await post(url, delete_original=True)
    assert team.whispers() == []


# --- modals and Home ------------------------------------------------------------------------------------------------


async def test_a_trigger_opens_one_modal_within_three_seconds(slack: Slack, team: Team, app: App, clock: Clock) -> None:
    await slack.command(team, "U0ANA", "C0SUPPORT", "/roi")
    trigger = app.fields()["trigger_id"]
    clock.move(3)
    assert (await call(slack, team, "views.open", trigger_id=trigger, view=form()))["ok"]
    assert (await call(slack, team, "views.open", trigger_id=trigger, view=form()))["error"] == "exchanged_trigger_id"
    assert (await call(slack, team, "views.open", trigger_id="1.2.3", view=form()))["error"] == "invalid_trigger_id"
    await slack.command(team, "U0ANA", "C0SUPPORT", "/roi")
    clock.move(3.1)
    late = app.fields()["trigger_id"]
    assert (await call(slack, team, "views.open", trigger_id=late, view=form()))["error"] == "expired_trigger_id"


async def test_a_bad_modal_is_refused_with_the_reasons_and_a_huge_one_for_its_size(
    slack: Slack, team: Team, app: App
) -> None:
    await slack.command(team, "U0ANA", "C0SUPPORT", "/roi")
    trigger = app.fields()["trigger_id"]
    bad = await call(slack, team, "views.open", trigger_id=trigger, view=form(title=plain("x" * 25)))
    assert bad["error"] == "invalid_arguments" and "/view/title/text" in bad["response_metadata"]["messages"][0]
    huge = form(blocks=[{"type": "section", "text": plain("x" * 2900)}] * 99)
    await slack.command(team, "U0ANA", "C0SUPPORT", "/roi")
    trigger = app.fields()["trigger_id"]
    assert (await call(slack, team, "views.open", trigger_id=trigger, view=huge))["error"] == "view_too_large"


async def test_a_modal_is_filled_in_and_sent(slack: Slack, team: Team, app: App) -> None:
    view = await opened(slack, team, app)
    app.says = [web.json_response({"response_action": "errors", "errors": {"sum": "a number, please"}})]
    assert (await slack.submit(team, "U0ANA", view, {"sum": "much"})).ok
    assert team.top_view("U0ANA") is not None
    await slack.submit(team, "U0ANA", view, {"sum": "12", "why": "Won't do"})
    values = app.payload()["view"]["state"]["values"]
    assert values["sum"]["a"] == {"type": "plain_text_input", "value": "12"}
    assert values["why"]["menu"]["selected_option"]["value"] == "no"
    assert team.top_view("U0ANA") is None


@pytest.mark.parametrize("values", [{}, {"sum": "x" * 11}, {"sum": "1", "why": "Maybe"}, {"sum": "1", "colour": "red"}])
async def test_a_client_sends_no_modal_that_is_not_filled_in_right(
    slack: Slack, team: Team, app: App, values: Json
) -> None:  # fmt: skip
    view = await opened(slack, team, app)
    with pytest.raises(NotThere):
        await slack.submit(team, "U0ANA", view, values)


async def test_an_answer_that_slack_would_not_take_is_named(slack: Slack, team: Team, app: App) -> None:
    view = await opened(slack, team, app)
    app.says = [
        web.json_response({"response_action": "errors", "errors": {"none": "x"}}),
        web.json_response({"response_action": "update", "view": form(title=plain("x" * 25))}),
        web.json_response({"response_action": "dance"}),
    ]
    reasons = [(await slack.submit(team, "U0ANA", view, {"sum": "1"})).reason for _ in range(3)]
    assert reasons[0] == "invalid_errors" and "less than 25" in reasons[1] and reasons[2].endswith("dance")


async def test_modals_lie_on_each_other_three_deep(slack: Slack, team: Team, app: App) -> None:
    first = await opened(slack, team, app)
    app.says = [web.json_response({"response_action": "push", "view": form(title=plain("Second"))})]
    await slack.submit(team, "U0ANA", first, {"sum": "1"})
    second = team.top_view("U0ANA")
    assert second is not None and second.previous == first
    app.says = [web.json_response({"response_action": "push", "view": form()}) for _ in range(2)]
    await slack.submit(team, "U0ANA", second.id, {"sum": "1"})
    third = team.top_view("U0ANA")
    assert third is not None
    assert (await slack.submit(team, "U0ANA", third.id, {"sum": "1"})).reason == "push_limit_reached"
    app.says = [web.json_response({"response_action": "clear"})]
    await slack.submit(team, "U0ANA", third.id, {"sum": "1"})
    assert team.top_view("U0ANA") is None


async def test_a_view_changed_meanwhile_is_not_overwritten(slack: Slack, team: Team, app: App) -> None:
    view = await opened(slack, team, app)
    stale = team.views[view].hash
    changed = await call(slack, team, "views.update", view_id=view, hash=stale, view=form(title=plain("New")))
    assert changed["ok"]
    again = await call(slack, team, "views.update", view_id=view, hash=stale, view=form())
    assert again["error"] == "hash_conflict"
    await slack.close(team, "U0ANA", view)
    assert (await call(slack, team, "views.update", view_id=view, view=form()))["error"] == "not_found"


async def test_the_app_hears_of_a_closed_modal_if_it_asked_to(slack: Slack, team: Team, app: App) -> None:
    assert (await slack.close(team, "U0ANA", await opened(slack, team, app))).reason == "not_delivered"
    await slack.close(team, "U0ANA", await opened(slack, team, app, notify_on_close=True))
    assert (app.payload()["type"], app.payload()["is_cleared"]) == ("view_closed", False)


async def test_home_is_one_persons_and_is_acted_on(slack: Slack, team: Team, app: App) -> None:
    home = {"type": "home", "blocks": CARD}
    assert (await call(slack, team, "views.publish", user_id="U0ANA", view=home))["ok"]
    await slack.home(team, "U0ANA")
    assert app.event()["event"]["view"]["type"] == "home" and "U0BEN" not in team.homes
    await slack.press_in_view(team, "U0ANA", team.homes["U0ANA"].id, "act:take")
    assert app.payload()["container"]["type"] == "view"
