"""Listening in a channel with its owner's consent: customers' turns reach the store, nobody else's words do."""

from __future__ import annotations

from bot.model.rows import Rows
from tests.adapters.chat.teams.office import BEN, QUALITY, SUPPORT, VIC, Office, words_of


async def texts(office: Office) -> list[str]:
    """What was taken in, oldest first."""
    return [one.text.raw for one in await office.world.app.store.listed(Rows()) if one.state == "live"]


async def begin(office: Office) -> None:
    """The team's owner consents, and a member has Earshot listen in #support."""
    office.tenant.teams["Lumo"].hears_all = True
    await office.ask("earshot listen", where=SUPPORT)


async def say(office: Office, text: str, *, who: str = VIC, where: str = SUPPORT, thread: str = "") -> str:
    answer = await office.teams.say(office.tenant, where, who, text, thread=thread)
    assert answer.status == 200
    await office.turn()
    return answer.id


async def test_what_opens_a_thread_and_its_author_s_replies_are_taken_and_nothing_else(office: Office) -> None:
    await begin(office)
    notice = [words_of(one.card) for one in office.posts(SUPPORT)]
    assert any("now listens in this channel" in one and "from now on" in one for one in notice)
    opened = await say(office, "My order has not arrived")
    await say(office, "Which one?", who=BEN, thread=opened)
    await say(office, "The blue one", thread=opened)
    await say(office, "Not in a channel that is listened to", where=QUALITY)
    assert await texts(office) == ["My order has not arrived", "The blue one"]
    (first, second) = await office.world.app.store.listed(Rows())
    assert (first.source, first.kind) == ("Teams #support", "service")
    assert (second.conversation, second.in_reply_to) == (opened, opened)


async def test_unmentioned_messages_of_other_channels_are_not_even_stored(office: Office) -> None:
    await begin(office)
    answer = await office.teams.say(office.tenant, QUALITY, VIC, "nobody's business")
    assert answer.status == 200
    assert not await office.world.app.store.pending(("teams",))


async def test_what_is_edited_and_taken_back_is_so_in_the_store(office: Office) -> None:
    await begin(office)
    message = await say(office, "My ordr has not arrived")
    office.world.wait(seconds=5)
    await office.teams.edit(office.tenant, VIC, message, "My order has not arrived")
    await office.turn()
    assert await texts(office) == ["My order has not arrived"]
    await office.teams.erase(office.tenant, VIC, message)
    await office.turn()
    assert await texts(office) == []


async def test_where_guests_are_in_a_channel_they_are_the_customers(office: Office) -> None:
    office.tenant.user("gus", "Gus", role="guest")
    await office.teams.add_member(office.tenant, "Lumo", "gus")
    await begin(office)
    opened = await say(office, "Shall we look at the returns?", who=BEN)
    await say(office, "The lamp does not switch on", who="gus", thread=opened)
    assert await texts(office) == ["The lamp does not switch on"]


async def test_a_question_to_earshot_is_no_customer_s_turn(office: Office) -> None:
    await begin(office)
    await office.ask("top problems", who=BEN, where=SUPPORT)
    assert await texts(office) == []


async def test_it_ends_when_a_member_says_so(office: Office) -> None:
    await begin(office)
    await office.ask("earshot unlisten", where=SUPPORT)
    await office.teams.say(office.tenant, SUPPORT, VIC, "My parcel is late")
    await office.turn()
    assert await texts(office) == []


async def test_an_insight_made_of_a_message_follows_its_edits(office: Office) -> None:
    office.tenant.teams["Lumo"].hears_all = True
    message = (await office.teams.say(office.tenant, SUPPORT, VIC, "The lid breaks off")).id
    await office.teams.menu(office.tenant, BEN, message, "raise")
    await office.submit({"value": "quality"})
    office.world.wait(seconds=5)
    await office.teams.edit(office.tenant, VIC, message, "The lid of the old model breaks off")
    await office.turn()
    assert await texts(office) == ["The lid of the old model breaks off"]
    await office.teams.erase(office.tenant, VIC, message)
    await office.turn()
    assert await texts(office) == []
