"""App Home in Slack: drawn when it is opened, acted on where it stands, drawn anew after."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from adapters.chat.slack import home
from bot.model.insight import InsightId
from bot.model.message import Actions, Button, Header, Message, Span, Text
from bot.model.people import PersonId, Place
from bot.model.rows import Rows
from bot.model.views import Ask
from bot.testing.desk import LumoDesk
from tests.adapters.chat.slack.office import ANA, BEN, FIN, QUALITY, VIC, Office
from tests.stand_in.slack import blocks as kit
from tests.stand_in.slack.filling import shown_ids
from tests.stand_in.slack.state import View

ADMINS = Place(platform="workspace", workspace="", channel="admin")


async def _opened(slack: Office, user: str) -> View:
    assert (await slack.slack.home(slack.team, user)).status == 200
    await slack.turn()
    return _view(slack, user)


def _view(slack: Office, user: str) -> View:
    view = slack.team.homes[user]
    assert kit.of_view(view.body) == []
    return view


def _text(slack: Office, user: str) -> str:
    return str(_view(slack, user).body["blocks"])


async def _press(slack: Office, user: str, action: str, value: Any = None) -> None:
    answer = await slack.slack.press_in_view(slack.team, user, slack.team.homes[user].id, action, value)
    assert answer.status == 200
    await slack.turn()


async def test_home_shows_what_is_open_and_what_is_done_there_stands_there_at_once(slack: Office) -> None:
    insight = await slack.harm()
    view = await _opened(slack, BEN)
    assert "Open for quality" in str(view.body)
    await _press(slack, BEN, "act:take")
    assert (await slack.now(insight)).status == "acknowledged"
    assert "Set to “taken on”" in _text(slack, BEN)
    assert slack.team.posts(slack.team.dm(BEN).id) == []
    assert "Taken up by quality" in _text(slack, BEN)
    assert "taken on" in _text(slack, BEN)


async def test_what_was_done_on_home_is_undone_there(slack: Office) -> None:
    insight = await slack.harm()
    await _opened(slack, BEN)
    await _press(slack, BEN, "act:not_ours")
    assert (await slack.now(insight)).active != ("quality",)
    await _press(slack, BEN, "act:undo")
    assert (await slack.now(insight)).active == ("quality",)
    assert "Undone" in _text(slack, BEN)


async def test_a_form_that_was_opened_from_home_changes_home(slack: Office) -> None:
    insight = await slack.harm()
    await _opened(slack, BEN)
    await _press(slack, BEN, "menu", f"open:fixed|{insight.id}|new|")
    assert await slack.submit({"what": "a new cell", "released": "2026-10-05"}, user=BEN) == {}
    assert (await slack.now(insight)).status == "fixed"
    assert "fixed" in _text(slack, BEN)
    assert "act:take" not in shown_ids(_view(slack, BEN).body["blocks"])


async def test_what_only_opens_something_does_not_draw_home_anew(slack: Office) -> None:
    await slack.harm()
    await _opened(slack, BEN)
    before = len([one for one in slack.team.calls if one.method == "views.publish"])
    await _press(slack, BEN, "menu", "open|0")
    await _press(slack, BEN, "open:help")
    assert len([one for one in slack.team.calls if one.method == "views.publish"]) == before


async def test_a_figure_of_a_card_on_home_opens_its_rows(slack: Office) -> None:
    insight = await slack.harm()
    await _opened(slack, BEN)
    await _press(slack, BEN, "menu", "open|0")
    assert slack.modal(BEN).body["title"]["text"] in (f"{insight.numbers.mentions} mention", "Topic")


async def test_three_actions_with_verbs_open_their_answers(slack: Office) -> None:
    await _opened(slack, FIN)
    assert "See what changed" in _text(slack, FIN)
    await _press(slack, FIN, "open:roi")
    assert "ROI" in str(slack.modal(FIN).body)
    await _press(slack, FIN, "open:help")
    assert "/earshot doctor" in str(slack.modal(FIN).body)
    await _opened(slack, VIC)
    assert "open:roi" not in shown_ids(_view(slack, VIC).body["blocks"])
    await _press(slack, VIC, "open:ask", "earshot digest")
    assert "digest" in str(slack.modal(VIC).body)


async def test_feedback_goes_to_whoever_runs_it_and_home_says_thank_you(slack: Office) -> None:
    await _opened(slack, ANA)
    await _press(slack, ANA, "open:feedback")
    assert await slack.submit({"v": "The digest\nis late"}, user=ANA) == {}
    assert "Thank you" in _text(slack, ANA)
    assert "The digest is late" in await slack.world.threads(ADMINS)
    assert slack.team.whispers(ANA) == []


async def test_the_digest_is_moved_by_its_editors_alone(slack: Office) -> None:
    await _opened(slack, VIC)
    assert "open:hour" not in shown_ids(_view(slack, VIC).body["blocks"])
    await _opened(slack, BEN)
    await _press(slack, BEN, "open:hour")
    assert await slack.submit({"v": "08:30"}, user=BEN) == {}
    assert "quality comes at 08:30" in _text(slack, BEN)
    assert next(one.digest for one in slack.room.directory.departments() if one.name == "quality") == "08:30"


async def test_first_steps_are_for_the_installer_alone(slack: Office) -> None:
    slack.team.user("U0ADI", "adi", real_name="Adi")
    slack.team.channels[QUALITY].members.add("U0ADI")
    await slack.slack.command(slack.team, "U0ADI", QUALITY, "/earshot", "topics")
    await slack.turn()
    ask = await slack.room.desk.ask(_link())
    code = ask.summary.partition("code is ")[2][:9]
    await slack.slack.command(slack.team, "U0ADI", QUALITY, "/earshot", f"link {code}")
    await slack.turn()
    await _opened(slack, "U0ADI")
    assert "First steps" in _text(slack, "U0ADI")
    await _opened(slack, BEN)
    assert "First steps" not in _text(slack, BEN)


def _link() -> Ask:
    return Ask(command="earshot", text="link", person=PersonId("workspace:adi"))


async def test_who_is_no_colleague_reads_that_alone(slack: Office) -> None:
    slack.team.user("U0GUEST", "guest", guest=True)
    await _opened(slack, "U0GUEST")
    (block,) = _view(slack, "U0GUEST").body["blocks"]
    assert "Ask an admin" in str(block)


async def test_opening_the_messages_tab_draws_nothing(slack: Office) -> None:
    await slack.slack.home(slack.team, BEN, "messages")
    await slack.turn()
    assert slack.team.homes == {}


async def test_a_page_that_is_full_keeps_its_limits_and_says_how_many_are_left() -> None:
    page = await LumoDesk().home(PersonId("workspace:ana"))
    lines = tuple(Text(line=(Span(text=f"{at} mentions", opens=Rows(theme=at)),)) for at in range(30))
    buttons = tuple(Button(label=f"Act {at}", act="take") for at in range(3))
    cards = tuple(
        Message(
            blocks=(Header(text="RISK"), *lines, Actions(insight=InsightId(at), buttons=buttons)), summary="",
            insight=InsightId(at),
        )
        for at in range(1, 9)
    )  # fmt: skip
    full = replace(
        page, insights=cards, more=2, taken=tuple((Span(text=f"Topic {at}", topic=at),) for at in range(1, 6)),
        notices=("x" * 4000,) * 30,
    )  # fmt: skip
    said = Message(blocks=(Text(line=(Span(text="Done."),)),), summary="Done.")
    drawn = home.view(full, said=said)
    assert kit.of_view({"type": "home", "blocks": drawn}) == []
    assert len(drawn) <= 100
    assert "more open" in str(drawn)
    assert "Send feedback" in str(drawn)


@pytest.mark.parametrize("person", ["workspace:ana", "workspace:ben"])
async def test_an_ordinary_page_is_what_slack_takes(person: str) -> None:
    drawn = home.view(await LumoDesk().home(PersonId(person)))
    assert kit.of_view({"type": "home", "blocks": drawn}) == []
