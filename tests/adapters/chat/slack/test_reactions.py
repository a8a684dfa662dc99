"""Reactions in Slack: which emoji counts as what, on which message, for whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.chat.slack.reactions import CORRECTIONS, EMOJI, unicode
from bot.model.changes import Enqueue
from bot.model.delivery import Outgoing
from bot.model.insight import Insight, InsightKind
from bot.model.message import Header, Message
from bot.signals.ladder import DEFAULT, MOVED, meaning, number, plain
from bot.texts.workspace import EMOJI as PALETTE
from bot.texts.workspace import NUMBERED
from tests.adapters.chat.slack.office import ANA, BEN, QUALITY, TEAM, VIC, Office
from tests.stand_in.slack.filling import shown_ids

EVENT = timedelta(minutes=2)


KINDS: tuple[InsightKind, ...] = ("spike", "praise")


@pytest.mark.parametrize("name", [name for name in EMOJI if name in {*DEFAULT, *MOVED} or number(name)])
def test_a_name_and_its_emoji_count_the_same(name: str) -> None:
    assert [meaning(EMOJI[name], kind) for kind in KINDS] == [meaning(name, kind) for kind in KINDS]
    assert number(EMOJI[name]) == number(name)


@pytest.mark.parametrize("name", EMOJI)
def test_every_emoji_is_one_that_the_ladder_knows(name: str) -> None:
    assert plain(EMOJI[name]) in {*DEFAULT, *MOVED} or number(EMOJI[name])


def test_all_that_the_ladder_and_the_workspace_know_has_a_name() -> None:
    signs = {plain(sign) for sign in EMOJI.values()}
    known = {sign for sign in (*DEFAULT, *MOVED) if not sign.isascii()}
    assert known <= signs
    assert {plain(sign) for sign, _ in (*PALETTE, *NUMBERED)} <= signs


@pytest.mark.parametrize(
    ("name", "sign"),
    [("+1", "👍"), ("thumbsup::skin-tone-4", "👍"), (":one:", "1️⃣"), ("party_parrot", ":party_parrot:")],
)
def test_an_emoji_is_told_as_people_see_it(name: str, sign: str) -> None:
    assert unicode(name) == sign


def test_a_correction_counts_for_nothing() -> None:
    assert not CORRECTIONS & set(EMOJI)
    assert not CORRECTIONS & {*DEFAULT, *MOVED}


async def test_the_first_reaction_is_answered_in_private_and_the_second_is_not(slack: Office) -> None:
    await slack.harm()
    await slack.react("+1::skin-tone-3")
    assert slack.whispers() == ["Your reaction counted as “useful”. Only you see this, and only this once."]
    await slack.react("eyes")
    assert len(slack.whispers()) == 1
    assert await slack.signals() == [("reaction", "👍", True), ("seen", "👀", True)]
    await slack.react("-1", user=VIC)
    assert slack.whispers(VIC) == ["Your reaction counted as “not useful”. Only you see this, and only this once."]


async def test_a_reaction_taken_away_counts_no_more_and_comes_back(slack: Office) -> None:
    await slack.harm()
    await slack.react("tada")
    await slack.react("tada", gone=True)
    assert await slack.signals() == [("reaction", "🎉", False)]
    await slack.react("tada")
    assert await slack.signals() == [("reaction", "🎉", True)]


async def test_an_emoji_of_the_workspaces_own_is_seen(slack: Office) -> None:
    await slack.harm()
    await slack.react("lumo")
    assert await slack.signals() == [("seen", "lumo", True)]


async def test_a_reaction_on_anybody_elses_message_is_nothing_to_us(slack: Office) -> None:
    await slack.harm()
    said = await slack.slack.say(slack.team, QUALITY, ANA, "lunch?")
    await slack.react("+1", ts=said.ts)
    assert await slack.signals() == []
    assert slack.whispers() == []


async def test_numbers_on_a_digest_count_for_their_insight_and_anything_else_for_none(slack: Office) -> None:
    insight = await slack.harm()
    ts = await digest(slack, insight)
    for name in ("tada", "two", "twisted_rightwards_arrows"):
        await slack.react(name, ts=ts)
    assert (await slack.signals(), slack.whispers()) == ([], [])
    await slack.react("one", ts=ts)
    assert await slack.signals() == [("reaction", "1⃣", True)]
    await slack.react("one", ts=ts, gone=True)
    assert await slack.signals() == [("reaction", "1⃣", False)]


async def digest(slack: Office, insight: Insight) -> str:
    """A digest with one insight in it stands in the channel."""
    message = Message(blocks=(Header(text="Digest"),), summary="Digest", numbered={1: insight.id})
    post = Outgoing(
        key="digest:x",
        kind="digest",
        place=slack.room.place(TEAM, QUALITY),
        message=message,
        due=slack.world.clock.now(),
    )
    await slack.world.app.store.commit([Enqueue(post=post)])
    await slack.post()
    return slack.team.posts(QUALITY)[-1].ts


async def test_a_correction_asks_whose_it_is_and_moves_it_there(slack: Office) -> None:
    insight = await slack.harm()
    await slack.react("twisted_rightwards_arrows")
    assert await slack.signals() == []
    assert slack.whispers()[-1].startswith("Whose is it?")
    await slack.press(slack.whisper().ts, "menu", "Support")
    assert (await slack.now(insight)).active == ("support",)
    assert "Moved to Support" in slack.whispers()[-1]


async def test_a_correction_by_who_does_not_know_whose_it_is_goes_to_triage(slack: Office) -> None:
    insight = await slack.harm()
    await slack.react("x")
    await slack.press(slack.whisper().ts, "act:not_ours")
    assert (await slack.now(insight)).active == ()


async def test_a_correction_where_it_is_not_theirs_to_move_tags(slack: Office) -> None:
    insight = await slack.harm()
    await slack.press(slack.card().ts, "act:not_ours")
    await slack.react("point_right", user=ANA)
    assert "act:not_ours" not in shown_ids(slack.whisper(ANA).blocks)
    await slack.press(slack.whisper(ANA).ts, "menu", "Support", user=ANA)
    assert (await slack.now(insight)).active == ("support",)


async def test_a_correction_taken_away_says_nothing(slack: Office) -> None:
    await slack.harm()
    await slack.react("x")
    await slack.react("x", gone=True)
    assert len(slack.whispers()) == 1


async def test_a_reaction_whose_first_delivery_never_arrived_counts_once(slack: Office) -> None:
    await slack.harm()
    slack.slack.delivery.drop_next = 1
    await slack.slack.react(slack.team, BEN, slack.card().ts, "+1")
    await slack.slack.retry_due()
    await slack.turn()
    await slack.turn()
    assert await slack.signals() == [("reaction", "👍", True)]


async def test_what_slack_tells_late_does_not_overtake_what_came_after(slack: Office) -> None:
    await slack.harm()
    slack.slack.delivery.drop_next = 2
    await slack.slack.react(slack.team, BEN, slack.card().ts, "+1")
    slack.world.wait(seconds=5)
    await slack.react("+1", gone=True)
    slack.world.wait(minutes=1)
    await slack.slack.retry_due()
    await slack.turn()
    assert await slack.signals() == []


async def test_what_slack_cannot_tell_of_a_late_reaction_is_taken_as_it_came(slack: Office) -> None:
    await slack.harm()
    await slack.slack.react(slack.team, BEN, slack.card().ts, "+1")
    slack.world.wait(minutes=EVENT.seconds // 60)
    slack.slack.set_error(slack.team, "reactions.get", "internal_error")
    await slack.turn()
    assert await slack.signals() == [("reaction", "👍", True)]
