"""Acts in Teams, from a click to what stands in the channel and what its person sees."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.chat.teams import answers
from bot.model.rows import Rows
from tests.adapters.chat.teams.office import ANA, BEN, QUALITY, VIC, Office, buttons, words_of
from tests.stand_in.teams.answer import Answer


def shown(answer: Answer) -> Any:
    """The card that the bot gave to who pressed."""
    assert answer.json["type"] == answers.CARD
    return answer.json["value"]


async def test_take_it_on_is_one_click_and_stands_in_the_card(office: Office) -> None:
    insight = await office.harm()
    card = office.card()
    answer = await office.press("Take it on")
    assert (await office.now(insight)).status == "acknowledged"
    at_once = shown(answer)
    assert "Set to “taken on”." in words_of(at_once)
    assert "Taken on by Ben" in words_of(at_once)
    assert "Take it on" not in buttons(at_once)
    assert "Taken on by Ben" in words_of(card.card)
    assert "Take it on" not in buttons(card.card)
    assert any("Ben took this on" in text for text in office.said(QUALITY)[1:])


async def test_a_click_that_is_delivered_twice_counts_and_answers_once(office: Office) -> None:
    await office.harm()
    first = await office.teams.press(office.tenant, BEN, office.card().id, "Not ours")
    again = await office.teams.delivery.again(first.id)
    assert again.json == first.json
    await office.turn()
    assert len(await office.signals()) == 1
    assert len(office.posts()) == 2


async def test_not_ours_says_where_it_went_and_can_be_undone_by_either_line(office: Office) -> None:
    insight = await office.harm()
    told = shown(await office.press("Not ours"))
    assert "Moved to" in words_of(told)
    assert "Undo" in buttons(told)
    assert (await office.now(insight)).active != ("quality",)
    note = office.posts()[-1]
    assert note.root == office.card().id
    undone = await office.press("Undo", who=ANA, post=note)
    assert "Undone: it stands as it did before." in words_of(shown(undone))
    assert (await office.now(insight)).active == ("quality",)
    late = await office.press("Undo", post=note)
    assert "That was undone already." in words_of(shown(late))


async def test_who_comes_too_late_is_told_who_set_what_and_may_do_it_anyway(office: Office) -> None:
    insight = await office.harm()
    for who in (ANA, BEN):
        await office.teams.open_dialog(office.tenant, who, office.card().id, "More")
    await office.submit({"a1": "Take it on"}, who=ANA, data={"f": "a1"})
    await office.submit({"a1": "In work"}, data={"f": "a1"})
    assert "Meanwhile it was set to “taken on” by Ana" in office.shown()
    await office.submit(named="Do it anyway")
    assert (await office.now(insight)).status == "in_work"


async def test_a_card_that_is_no_longer_true_offers_to_do_it_anyway(office: Office) -> None:
    insight = await office.harm()
    card = office.card()
    old = dict(card.activity)
    await office.press("Take it on", who=ANA)
    card.activity, card.views = old, {}
    told = await office.press("Take it on")
    assert "Meanwhile it was set to “taken on” by Ana" in words_of(shown(told))
    assert "Taken on by Ana" not in words_of(old)
    await office.press("Do it anyway")
    assert (await office.now(insight)).status == "acknowledged"
    assert len(await office.signals()) == 2


async def test_a_viewer_is_told_in_the_card_which_role_it_takes(office: Office) -> None:
    insight = await office.harm()
    told = await office.press("Take it on", who=VIC)
    assert "needs the role editor" in words_of(shown(told))
    assert "Take it on" in buttons(shown(told))
    assert (await office.now(insight)).status == "new"
    assert len(office.posts()) == 1


async def test_guests_change_nothing_and_are_told_why(office: Office) -> None:
    insight = await office.harm()
    office.tenant.user("gus", "Gus", role="guest")
    await office.teams.add_member(office.tenant, "Lumo", "gus")
    await office.turn()
    told = await office.press("Take it on", who="gus")
    assert told.shown.startswith("Earshot answers colleagues")
    opened = await office.press("More", who="gus")
    assert opened.shown.startswith("Earshot answers colleagues")
    await office.teams.react(office.tenant, "gus", office.card().id, "like")
    await office.turn()
    assert (await office.now(insight)).status == "new"
    assert await office.signals() == []


async def test_whoever_looks_again_sees_the_card_as_it_is_now(office: Office) -> None:
    await office.harm()
    await office.teams.press(office.tenant, BEN, office.card().id, "Take it on")
    assert "Taken on by Ben" not in office.seen(ANA)
    seen = await office.teams.refresh(office.tenant, ANA, office.card().id)
    assert seen.ok
    assert "Taken on by Ben" in office.seen(ANA)


async def test_the_post_of_another_person_or_place_cannot_be_looked_at_by_its_key(office: Office) -> None:
    await office.harm()
    await office.ask("roi", who="fin", where="fin")
    await office.ask("roi", who="fin")
    private = [one.key for one in office.posts("fin")[1:]]
    assert len(private) == 2
    card = office.card()
    for key in (*private, "", "no such key"):
        card.card["refresh"]["action"]["data"] = {"k": key}
        seen = await office.teams.refresh(office.tenant, BEN, card.id)
        assert seen.shown.startswith("Earshot does not hold this message")


@pytest.mark.parametrize(
    "data", [{"a": "sing"}, {"a": ""}, {"a": "anyway", "v": "[" * 900}, {"a": "anyway", "v": "{}"}]
)
async def test_an_act_that_earshot_never_offered_is_refused_in_words(office: Office, data: dict[str, str]) -> None:
    insight = await office.harm()
    card = office.card()
    found = next(one for one in card.card["body"][-1]["actions"] if one.get("verb") == "act")
    found["data"] |= data
    answer = await office.press(found["title"])
    assert answer.shown.startswith("There is no act")
    assert (await office.now(insight)).status == "new"


async def test_an_act_that_needs_words_has_a_button_below_it_that_opens_its_form(office: Office) -> None:
    await office.harm()
    card = office.card()
    found = next(one for one in card.card["body"][-1]["actions"] if one.get("verb") == "act")
    found["data"] |= {"a": "wrong_mood", "v": "m1"}
    told = shown(await office.press(found["title"]))
    assert "Which mood is right" in words_of(told)
    await office.press("Fill it in")
    await office.submit({"value": "neutral"})
    (held,) = await office.world.app.store.listed(Rows())
    assert held.sentiment == "neutral"


# --- reactions and replies ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "signal"),
    [
        ("like", "reaction"), ("heart", "reaction"), ("laugh", "reaction"), ("angry", "reaction"), ("sad", "reaction"),
        ("surprised", "reaction"), ("1f44e_thumbsdown", "negative"), ("1f389_partypopper", "reaction"),
        ("1f44d-1f3fd_yes-tone3", "reaction"), ("1f95d_kiwi", "seen"), ("custom thing", "seen"),
    ],
)  # fmt: skip
async def test_a_reaction_on_an_insight_is_a_signal_until_it_is_taken_away(
    office: Office, kind: str, signal: str
) -> None:
    await office.topic()
    await office.teams.react(office.tenant, VIC, office.card().id, kind)
    await office.turn()
    ((name, _, counts),) = await office.signals()
    assert (name, counts) == (signal, True)
    await office.teams.unreact(office.tenant, VIC, office.card().id, kind)
    await office.turn()
    assert [(name, counts) for name, _, counts in await office.signals()] == [(signal, False)]


async def test_after_their_first_reaction_a_person_learns_in_private_what_it_counted_as(office: Office) -> None:
    await office.harm()
    await office.teams.react(office.tenant, VIC, office.card().id, "like")
    await office.turn()
    assert len(office.posts(VIC)) == 2
    assert len(office.posts()) == 1


async def test_an_emoji_that_says_not_ours_asks_in_private_whose_it_is(office: Office) -> None:
    insight = await office.harm()
    await office.teams.react(office.tenant, BEN, office.card().id, "1f500_twistedrightwardsarrows")
    await office.turn()
    assert await office.signals() == []
    assert len(office.posts()) == 1
    asked = office.posts(BEN)[-1]
    assert "Whose is it?" in words_of(asked.card)
    await office.choose("Support", post=asked)
    assert (await office.now(insight)).active == ("support",)


async def test_a_reaction_on_what_a_person_alone_was_told_counts_for_no_insight(office: Office) -> None:
    await office.harm()
    await office.ask("top problems", who=BEN, where=BEN)
    await office.teams.react(office.tenant, BEN, office.card().id, "1f500_twistedrightwardsarrows")
    await office.turn()
    welcome, answer, question = office.posts(BEN)
    for post in (welcome, answer, question):
        assert (await office.teams.react(office.tenant, BEN, post.id, "like")).status == 200
        await office.turn()
    assert await office.signals() == []
    assert len(office.posts(BEN)) == 3
    assert await office.world.app.store.outbox(("dead", "dropped")) == []


async def test_a_reply_under_an_insight_is_a_signal_until_it_is_deleted(office: Office) -> None:
    await office.harm()
    office.tenant.teams["Lumo"].hears_all = True
    said = await office.teams.say(office.tenant, QUALITY, VIC, "we had this last year", thread=office.card().id)
    await office.turn()
    assert await office.signals() == [("reply", "", True)]
    assert len(office.posts(VIC)) == 1
    await office.teams.erase(office.tenant, VIC, said.id)
    await office.turn()
    assert await office.signals() == [("reply", "", False)]


async def test_what_colleagues_say_elsewhere_is_not_kept(office: Office) -> None:
    await office.harm()
    office.tenant.teams["Lumo"].hears_all = True
    root = await office.teams.say(office.tenant, QUALITY, ANA, "lunch?")
    await office.teams.say(office.tenant, QUALITY, BEN, "yes", thread=root.id)
    assert await office.turn() == []
    assert await office.signals() == []


async def test_a_colleague_who_is_met_for_the_first_time_is_a_viewer(office: Office) -> None:
    await office.harm()
    nia = office.tenant.user("nia", "Nia New")
    await office.teams.add_member(office.tenant, "Lumo", "nia")
    await office.teams.react(office.tenant, "nia", office.card().id, "heart")
    await office.turn()
    (signal,) = await office.world.app.store.signals()
    person = office.world.app.desk.person(signal.person)
    assert person is not None
    assert (person.name, person.role, person.ids) == ("Nia New", "viewer", (f"teams:{office.tenant.id}/{nia.aad}",))
    assert not await office.world.app.store.outbox(("dead",))
