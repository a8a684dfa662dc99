"""The two message shortcuts: acts on an insight, and any message turned into one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.model.changes import Enqueue
from bot.model.delivery import Outgoing
from bot.model.insight import Insight
from bot.model.message import Header
from bot.model.message import Message as Said
from tests.adapters.chat.slack.office import ANA, BEN, QUALITY, SUPPORT, TEAM, VIC, Office
from tests.stand_in.slack.answer import Answer
from tests.stand_in.slack.filling import NotThere

SECRET = "C0SECRET"
WORDS = "Three customers asked for a 5 m cable, &lt;soon&gt;"


async def raised(slack: Office) -> list[Insight]:
    """The insights that colleagues made of messages."""
    return [one for one in await slack.world.app.store.insights() if one.kind == "raised"]


async def test_a_colleagues_message_becomes_an_insight_of_the_department_they_choose(slack: Office) -> None:
    said = await slack.slack.say(slack.team, SUPPORT, VIC, WORDS)
    await slack.use("raise", said.ts)
    await slack.submit({"value": ["quality"]})
    (insight,) = await raised(slack)
    assert (insight.label.raw, insight.active, insight.visibility) == (
        "Three customers asked for a 5 m cable, <soon>", ("quality",), "internal",
    )  # fmt: skip
    assert slack.whispers() == ["This is an insight now, for #quality."]
    assert "5 m cable" in slack.card(QUALITY).text


async def test_the_words_can_be_shortened_first_and_must_not_be_empty(slack: Office) -> None:
    said = await slack.slack.say(slack.team, SUPPORT, VIC, f"{WORDS}, says Jo Smith")
    await slack.use("raise", said.ts)
    assert await slack.submit({"text": "   "}) == {"text": "Write something here."}
    await slack.submit({"text": "A 5 m cable is asked for", "value": ["support", "quality"]})
    (insight,) = await raised(slack)
    assert insight.label.raw == "A 5 m cable is asked for"
    assert set(insight.active) == {"support", "quality"}


async def test_a_form_that_is_worked_off_twice_raises_once(slack: Office) -> None:
    said = await slack.slack.say(slack.team, SUPPORT, VIC, WORDS)
    await slack.use("raise", said.ts)
    await slack.slack.submit(slack.team, BEN, slack.modal().id, {})
    (event,) = await slack.world.app.store.pending(["slack"])
    for _ in range(2):
        await slack.work({**event.payload, "event": event.event_id})
    await slack.turn()
    assert len(await raised(slack)) == 1
    assert len(slack.whispers()) == 1


async def _conversation(slack: Office) -> Sequence[Answer]:
    """A customer and a colleague talk, and what the customer said is raised; gives all that was said."""
    slack.team.user("U0CUST", "cleo", team="T0OTHER")
    slack.team.channels[SUPPORT].members.add("U0CUST")
    root = await slack.slack.say(slack.team, SUPPORT, "U0CUST", f"The screen flickers, <@{VIC}>")
    asked = await slack.slack.say(slack.team, SUPPORT, VIC, "Since when?", root.ts)
    answered = await slack.slack.say(slack.team, SUPPORT, "U0CUST", "Since the update &amp; daily", root.ts)
    await slack.use("raise", root.ts)
    await slack.submit({"value": ["quality"]})
    slack.world.wait(minutes=1)
    return root, asked, answered


async def _raised_words(slack: Office) -> str | None:
    (insight,) = await raised(slack)
    rows = await slack.world.app.store.full(await slack.world.app.store.evidence(insight.id))
    return rows[0].row.text.raw if rows else None


async def test_a_conversation_is_raised_with_what_its_customer_said_later(slack: Office) -> None:
    await _conversation(slack)
    assert await _raised_words(slack) == "The screen flickers, @Vic\nSince the update & daily"


async def test_each_message_of_a_raised_conversation_is_followed_when_it_is_edited_or_deleted(slack: Office) -> None:
    root, asked, answered = await _conversation(slack)
    await slack.slack.edit(slack.team, SUPPORT, asked.ts, "Since when, please?")
    await slack.slack.edit(slack.team, SUPPORT, answered.ts, "Since &lt;May&gt;")
    await slack.turn()
    assert await _raised_words(slack) == "The screen flickers, @Vic\nSince <May>"
    slack.world.wait(minutes=1)
    await slack.slack.edit(slack.team, SUPPORT, root.ts, "The screen is dark")
    await slack.turn()
    assert await _raised_words(slack) == "The screen is dark\nSince <May>"
    slack.world.wait(minutes=1)
    await slack.slack.erase(slack.team, SUPPORT, root.ts)
    await slack.turn()
    assert await _raised_words(slack) == "Since <May>"
    slack.world.wait(minutes=1)
    await slack.slack.erase(slack.team, SUPPORT, answered.ts)
    await slack.turn()
    assert await _raised_words(slack) is None


async def test_a_viewer_is_told_which_role_raising_takes(slack: Office) -> None:
    said = await slack.slack.say(slack.team, SUPPORT, ANA, WORDS)
    await slack.use("raise", said.ts, user=VIC)
    await slack.submit({}, user=VIC)
    assert "needs the role editor" in slack.whispers(VIC)[-1]
    assert await raised(slack) == []


def private(slack: Office, *, bot: bool = True, kind: str = "private", shared: tuple[str, ...] = ()) -> None:
    slack.team.channel(SECRET, "secret", ANA, BEN, bot=bot, kind=kind, shared_with=shared)


async def test_what_was_said_in_private_stays_there_unless_somebody_says_otherwise(slack: Office) -> None:
    private(slack)
    said = await slack.slack.say(slack.team, SECRET, ANA, WORDS)
    await slack.use("raise", said.ts)
    with pytest.raises(NotThere, match="must be filled in"):
        await slack.submit({"value": ["quality"]})
    await slack.submit({"value": ["quality"], "audience": "members"})
    (insight,) = await raised(slack)
    assert insight.visibility == f"private:slack:{TEAM}/{SECRET}"
    assert not any("cable" in one.text for channel in (QUALITY, SUPPORT) for one in slack.team.posts(channel))
    assert "for the members of this channel alone" in slack.whispers()[-1]


async def test_what_is_raised_in_the_departments_own_private_channel_is_shown_there(slack: Office) -> None:
    slack.team.channels[QUALITY].kind = "private"
    said = await slack.slack.say(slack.team, QUALITY, ANA, WORDS)
    await slack.use("raise", said.ts)
    await slack.submit({"value": ["quality", "support"], "audience": "members"})
    assert "5 m cable" in slack.card(QUALITY).text
    assert slack.team.posts(SUPPORT) == []
    assert slack.whispers()[-1].endswith("it is shown there.")


async def test_chosen_words_of_a_private_channel_may_be_read_by_all_and_that_is_kept(slack: Office) -> None:
    private(slack)
    said = await slack.slack.say(slack.team, SECRET, ANA, WORDS)
    await slack.use("raise", said.ts)
    await slack.submit({"text": "a 5 m cable", "value": ["quality"], "audience": "everyone"})
    (insight,) = await raised(slack)
    assert insight.visibility == "internal"
    (event,) = await slack.world.app.store.setting_events("promoted:")
    assert (event.subject, event.person) == (f"promoted:{insight.id}", f"slack:{TEAM}/{BEN}")
    assert event.new == {"place": f"slack:{TEAM}/{SECRET}", "message": said.ts}
    assert "5 m cable" in slack.card(QUALITY).text


async def test_a_channel_with_people_of_other_organisations_is_asked_about_too(slack: Office) -> None:
    private(slack, kind="public", shared=("T0OTHER",))
    said = await slack.slack.say(slack.team, SECRET, ANA, WORDS)
    await slack.use("raise", said.ts)
    audience = next(one for one in slack.modal().body["blocks"] if one.get("block_id") == "audience")
    assert audience["hint"]["text"] == "People of another organisation are in this channel."


async def test_where_earshot_is_no_member_the_words_can_only_be_shared_knowingly(slack: Office) -> None:
    private(slack, bot=False)
    said = await slack.slack.say(slack.team, SECRET, ANA, WORDS)
    await slack.use("raise", said.ts)
    audience = next(one for one in slack.modal().body["blocks"] if one.get("block_id") == "audience")
    assert [one["value"] for one in audience["element"]["options"]] == ["everyone"]
    assert "initial_option" not in audience["element"]


async def test_the_shortcut_on_a_card_offers_the_acts_that_its_status_allows(slack: Office) -> None:
    insight = await slack.harm()
    await slack.use("act_on", slack.card().ts)
    (choice,) = [one for one in slack.modal().body["blocks"] if one["type"] == "input"]
    offered = [one["value"] for one in choice["element"]["options"]]
    assert offered[:4] == ["take", "in_work", "fixed", "decline"]
    assert "told" not in offered
    await slack.submit({"act": "take"})
    assert (await slack.now(insight)).status == "acknowledged"
    assert slack.whispers()[-1] == "Set to “taken on”."


async def test_an_act_that_needs_words_opens_its_form_after_the_choice(slack: Office) -> None:
    insight = await slack.harm()
    await slack.use("act_on", slack.card().ts)
    await slack.submit({"act": "Fixed …"})
    await slack.submit({"what": "New cells"})
    assert (await slack.now(insight)).status == "fixed"


async def test_the_shortcut_works_on_any_message_of_the_insights_thread(slack: Office) -> None:
    insight = await slack.harm()
    said = await slack.slack.say(slack.team, QUALITY, ANA, "let me look", slack.card().ts)
    await slack.use("act_on", said.ts)
    await slack.submit({"act": "watch"})
    assert "You will get a note" in slack.whispers()[-1]
    assert insight.id


async def test_on_a_digest_the_insight_is_chosen_too(slack: Office) -> None:
    insight = await slack.harm()
    message = Said(blocks=(Header(text="Digest"),), summary="Digest", numbered={1: insight.id})
    post = Outgoing(
        key="digest:x", kind="digest", place=slack.room.place(TEAM, QUALITY), message=message,
        due=slack.world.clock.now(),
    )  # fmt: skip
    await slack.world.app.store.commit([Enqueue(post=post)])
    await slack.post()
    await slack.use("act_on", slack.team.posts(QUALITY)[-1].ts)
    await slack.submit({"insight": str(insight.id), "act": "tag"})
    await slack.submit({"value": "support"})
    assert (await slack.now(insight)).active == ("quality", "support")


async def test_the_shortcut_on_a_message_about_nothing_says_what_to_do(slack: Office) -> None:
    said = await slack.slack.say(slack.team, QUALITY, ANA, "lunch?")
    await slack.use("act_on", said.ts)
    assert "about no insight" in slack.whispers()[-1]


@pytest.mark.parametrize("shortcut", ["act_on", "raise"])
async def test_a_shortcut_whose_trigger_ran_out_says_so(slack: Office, shortcut: str) -> None:
    insight = await slack.harm()
    await slack.slack.shortcut(slack.team, BEN, shortcut, slack.card().ts)
    slack.world.wait(seconds=10)
    await slack.turn()
    assert slack.team.top_view(BEN) is None
    assert "Slack closed the door" in slack.whispers()[-1]
    if shortcut == "act_on":
        await slack.press(slack.whisper().ts, "menu", "Take it on")
        assert (await slack.now(insight)).status == "acknowledged"
