"""Acts in Slack, from a click to what stands in the channel and what is said to the person alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.chat.slack import acts
from adapters.chat.slack.came import METADATA, Came, Spot, spot_of
from adapters.chat.slack.visit import visit
from bot.errors import NotFound
from bot.model.message import Message, Span, Text
from bot.model.rows import Rows
from tests.adapters.chat.slack.office import ANA, BEN, FIN, QUALITY, TEAM, VIC, Office
from tests.stand_in.slack.filling import shown_ids
from tests.stand_in.slack.views import trigger

LATE = timedelta(seconds=10)


async def test_take_it_on_is_one_click_and_stands_in_the_card(slack: Office) -> None:
    insight = await slack.harm()
    await slack.press(slack.card().ts, "act:take")
    assert (await slack.now(insight)).status == "acknowledged"
    assert slack.whispers() == ["Set to “taken on”."]
    assert "Ben took this on" in slack.team.posts(QUALITY)[-1].text
    assert slack.team.posts(QUALITY)[-1].thread_ts == slack.card().ts
    assert "act:take" not in shown_ids(slack.card().blocks)


async def test_a_click_that_is_worked_off_twice_counts_and_answers_once(slack: Office) -> None:
    await slack.harm()
    await slack.slack.press(slack.team, BEN, slack.card().ts, "act:not_ours")
    (event,) = await slack.world.app.store.pending(["slack"])
    for _ in range(2):
        await slack.work({**event.payload, "event": event.event_id})
    await slack.turn()
    (said,) = slack.team.whispers(BEN)
    assert "Moved to" in said.text
    assert "act:undo" in shown_ids(said.blocks)
    assert len(await slack.signals()) == 1


async def test_not_ours_says_where_it_went_and_can_be_undone_by_either_line(slack: Office) -> None:
    insight = await slack.harm()
    await slack.press(slack.card().ts, "act:not_ours")
    assert (await slack.now(insight)).active != ("quality",)
    note = slack.team.posts(QUALITY)[-1]
    assert note.text.startswith("moved to")
    assert "act:undo" in shown_ids(note.blocks)
    await slack.press(slack.whisper().ts, "act:undo")
    assert slack.whispers()[-1] == "Undone: it stands as it did before."
    assert (await slack.now(insight)).active == ("quality",)
    await slack.press(note.ts, "act:undo", user=ANA)
    assert slack.whispers(ANA)[-1] == "That was undone already."


async def test_who_comes_too_late_is_told_who_set_what_and_may_do_it_anyway(slack: Office) -> None:
    insight = await slack.harm()
    card = slack.card()
    await slack.slack.press(slack.team, ANA, card.ts, "act:take")
    await slack.slack.press(slack.team, BEN, card.ts, "menu", f"in_work|{insight.id}|new|")
    await slack.turn()
    assert (await slack.now(insight)).status == "acknowledged"
    assert "Meanwhile it was set to “taken on” by Ana" in slack.whispers()[-1]
    await slack.press(slack.whisper().ts, "act:anyway")
    assert (await slack.now(insight)).status == "in_work"


async def test_a_form_that_comes_too_late_keeps_its_words_for_doing_it_anyway(slack: Office) -> None:
    insight = await slack.harm()
    card = slack.card()
    await slack.press(card.ts, "menu", f"open:decline|{insight.id}|new|")
    await slack.press(card.ts, "act:take", user=ANA)
    await slack.submit({"why": "a burnt hand was a prank | really"})
    assert (await slack.now(insight)).status == "acknowledged"
    await slack.press(slack.whisper().ts, "act:anyway")
    history = await slack.world.app.store.statuses([insight.id])
    assert [(one.after, one.detail) for one in history] == [
        ("acknowledged", ""), ("declined", "a burnt hand was a prank | really"),
    ]  # fmt: skip


async def test_words_too_long_for_a_button_are_typed_again_on_what_stands_now(slack: Office) -> None:
    insight = await slack.harm()
    await slack.press(slack.card().ts, "menu", f"open:decline|{insight.id}|new|")
    await slack.press(slack.card().ts, "act:take", user=ANA)
    await slack.submit({"why": "x" * 2000})
    await slack.press(slack.whisper().ts, "open:decline")
    await slack.submit({"why": "no"})
    assert (await slack.now(insight)).status == "declined"


@pytest.mark.parametrize(
    ("name", "said"),
    [("watch", "You will get a note"), ("useful", "Noted"), ("not_useful", "Noted"), ("in_work", "Set to “in work”.")],
)
async def test_what_needs_no_words_is_done_from_the_menu(slack: Office, name: str, said: str) -> None:
    insight = await slack.harm()
    await slack.press(slack.card().ts, "menu", f"{name}|{insight.id}|new|")
    assert said in slack.whispers()[-1]


async def test_a_viewer_is_told_in_private_which_role_it_takes(slack: Office) -> None:
    insight = await slack.harm()
    await slack.press(slack.card().ts, "act:take", user=VIC)
    assert "needs the role editor" in slack.whispers(VIC)[-1]
    assert (await slack.now(insight)).status == "new"


@pytest.mark.parametrize("who", [{"guest": True}, {"team": "T0OTHER"}])
async def test_guests_and_people_of_other_organisations_change_nothing_and_are_told_why(
    slack: Office, who: Mapping[str, object]
) -> None:
    insight = await slack.harm()
    slack.team.user("U0GUEST", "gus", **who)
    slack.team.channels[QUALITY].members.add("U0GUEST")
    await slack.press(slack.card().ts, "act:take", user="U0GUEST")
    await slack.slack.react(slack.team, "U0GUEST", slack.card().ts, "+1")
    await slack.slack.say(slack.team, QUALITY, "U0GUEST", "our reply", slack.card().ts)
    await slack.turn()
    assert len(slack.whispers("U0GUEST")) == 1
    assert (await slack.now(insight)).status == "new"
    assert await slack.signals() == []


async def test_a_colleague_who_is_met_for_the_first_time_is_a_viewer(slack: Office) -> None:
    await slack.harm()
    slack.team.user("U0NEW", "nia", real_name="Nia New")
    slack.team.channels[QUALITY].members.add("U0NEW")
    await slack.press(slack.card().ts, "menu", "Useful", user="U0NEW")
    (signal,) = await slack.world.app.store.signals()
    person = slack.room.directory.person(signal.person)
    assert person is not None
    assert (person.name, person.role, person.ids) == ("nia", "viewer", (f"slack:{TEAM}/U0NEW",))


async def test_a_form_whose_trigger_ran_out_waits_behind_a_button(slack: Office) -> None:
    insight = await slack.harm()
    await slack.slack.press(slack.team, BEN, slack.card().ts, "menu", f"open:fixed|{insight.id}|new|")
    slack.world.wait(seconds=LATE.seconds)
    await slack.turn()
    assert slack.team.top_view(BEN) is None
    await slack.press(slack.whisper().ts, "open:fixed")
    await slack.submit({"what": "New cells"})
    assert (await slack.now(insight)).status == "fixed"


async def test_an_act_on_a_mention_names_it_and_can_be_undone(slack: Office) -> None:
    await slack.harm()
    here = await visit(slack.room, Came(id="e1", team=TEAM, body={"user": {"id": BEN}}), Spot(channel=QUALITY))
    assert here is not None
    await acts.do(here.at(replace(here.spot, mention=1)), "wrong_mood")
    await slack.post()
    assert slack.whispers()[-1].startswith("Which mood is right")
    await slack.press(slack.whisper().ts, "act:wrong_mood:1")
    assert "The mood is neutral now" in slack.whispers()[-1]
    (row,) = await slack.world.app.store.listed(Rows())
    assert row.sentiment == "neutral"
    await slack.press(slack.whisper().ts, "act:undo")
    (row,) = await slack.world.app.store.listed(Rows())
    assert row.sentiment == "negative"


async def test_an_entry_of_the_ledger_is_a_form_that_finance_fills_in(slack: Office) -> None:
    spot = Spot(channel=QUALITY, value="cost=cash&programme=listening")
    for user in (BEN, FIN):
        slack.world.wait(seconds=1)
        body = _click("open:entry", spot.value, user=user, pulled=_trigger(slack, user))
        await acts.clicked(slack.room, Came(id=f"e-{user}", team=TEAM, body=body))
        await slack.post()
    assert slack.team.top_view(BEN) is None
    assert "finance" in slack.whispers(BEN)[-1]
    await slack.submit({"amount": "120.50", "date": "2026-10-01", "category": "running"}, user=FIN)
    assert "Kept" in slack.whispers(FIN)[-1]
    (entry,) = await slack.world.app.store.ledger()
    assert (entry.kind, entry.item["type"], entry.item["amount"]) == ("costs", "cash", "120.50")
    assert entry.item["category"] == "running"


async def test_an_entry_that_cannot_be_kept_comes_back_as_it_was_typed(slack: Office) -> None:
    body = _click("open:entry", "aim=", user=FIN, pulled=_trigger(slack, FIN))
    await acts.clicked(slack.room, Came(id="e1", team=TEAM, body=body))
    given = {"metric": "days", "target": "7", "start": "2026-10-01", "due": "2026-09-01"}
    await slack.submit(given, user=FIN)
    assert "due is" in slack.whispers(FIN)[-1]
    await slack.press(slack.whisper(FIN).ts, "open:entry", user=FIN)
    shown = {one["block_id"]: one["element"] for one in slack.modal(FIN).body["blocks"] if one["type"] == "input"}
    assert (shown["metric"]["initial_value"], shown["due"]["initial_date"]) == ("days", "2026-09-01")


@pytest.mark.parametrize("value", ["", "x", "edit=costs/1", "cost=gold", "nothing=at&all="])
async def test_an_entry_nobody_offers_is_refused_in_words(slack: Office, value: str) -> None:
    await slack.harm()
    body = _click("open:entry", value, user=FIN, pulled=_trigger(slack, FIN))
    await acts.clicked(slack.room, Came(id="e1", team=TEAM, body=body))
    await slack.post()
    assert len(slack.whispers(FIN)) == 1
    assert slack.team.top_view(FIN) is None


@pytest.mark.parametrize("code", ["", "take", "take|x|new|", "say_hello|1|new|", "|||", "open|3"])
def test_what_earshot_never_offered_is_no_act(code: str) -> None:
    assert not acts.is_act(_click("menu", code))


@pytest.mark.parametrize(
    "value",
    [
        "",
        "{}",
        "[1]",
        "[" * 1900,
        '{"name": "take"}',
        '{"name":"x","value":"","text":"","form":{}}',
        '{"name":"take","value":"","text":"","form":[]}',
    ],
)
async def test_a_button_to_do_it_anyway_that_was_not_ours_is_refused(slack: Office, value: str) -> None:
    await slack.harm()
    with pytest.raises(NotFound):
        await acts.clicked(slack.room, Came(id="e1", team=TEAM, body=_click("act:anyway", f"anyway|1|new|{value}")))


@pytest.mark.parametrize("name", ["menu", "act:take"])
@pytest.mark.parametrize("code", ["", "take|x|new|"])
def test_a_click_that_cannot_be_read_is_refused(name: str, code: str) -> None:
    with pytest.raises(NotFound):
        acts.read(_click(name, code))


def test_an_option_and_a_button_say_the_same() -> None:
    button = acts.read(_click("act:tag:1", "tag|12|in_work|quality"))
    option = acts.read(_click("menu", "tag|12|in_work|quality", option=True))
    assert button == option
    assert (button.spot.insight, button.spot.saw, button.spot.value, button.spot.key) == (
        12,
        "in_work",
        "quality",
        "k|1",
    )


def test_where_a_click_on_a_modal_belongs_is_what_the_modal_carries() -> None:
    spot = Spot(
        channel="C1", message="1.2", thread="1.1", insight=7, saw="new", mention=3, value="x", today="2026-10-05"
    )
    body = {"view": {"type": "modal", "private_metadata": spot.packed()}}
    assert spot_of(body) == replace(spot, modal=True)


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "null", '{"insight": "many"}', f'{{"insight": {"9" * 40}}}', "[" * 3900, '{"mention": "٣"}']
)
def test_a_modal_that_carries_nothing_of_ours_is_no_spot(text: str) -> None:
    assert Spot.unpacked(text) == Spot()


def test_what_a_modal_carries_fits_and_loses_what_is_needed_least() -> None:
    spot = Spot(channel="C1", insight=7, value="v" * 2900, via="https://hooks.slack.com/actions/x" * 3, key="k" * 200)
    packed = spot.packed()
    assert len(packed) <= METADATA
    assert Spot.unpacked(packed) == replace(spot, value="")


async def test_a_message_for_one_person_is_said_in_the_thread_it_is_about(slack: Office) -> None:
    insight = await slack.harm()
    card = slack.card()
    await slack.slack.say(slack.team, QUALITY, ANA, "look", card.ts)
    await slack.press(card.ts, "act:take")
    note = slack.team.posts(QUALITY)[-1]
    assert note.thread_ts == card.ts
    said = Message(blocks=(Text(line=(Span(text="x"),)),), summary="x", insight=insight.id)
    here = await visit(slack.room, Came(id="e", team=TEAM, body={"user": {"id": BEN}}), Spot(
        channel=QUALITY, message=note.ts, thread=card.ts))  # fmt: skip
    assert here is not None
    await here.answer(said)
    await slack.post()
    assert slack.whisper().thread_ts == card.ts


def _trigger(slack: Office, user: str) -> str:
    return trigger(slack.team, user)


def _click(action: str, value: str, *, user: str = BEN, pulled: str = "", option: bool = False) -> Mapping[str, object]:
    chosen: Mapping[str, object] = {"selected_option": {"value": value}} if option or action == "menu" else {}
    return {
        "type": "block_actions", "user": {"id": user}, "trigger_id": pulled, "channel": {"id": QUALITY},
        "container": {"type": "message", "message_ts": "1.2", "channel_id": QUALITY},
        "actions": [{"action_id": action, "block_id": "1|k|1", **({} if chosen else {"value": value}), **chosen}],
    }  # fmt: skip
