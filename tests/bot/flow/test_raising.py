"""A message that was turned into an insight follows its author: what they take back or change is so here too."""

from __future__ import annotations

import pytest

from bot.flow.raised import reworded
from bot.model.insight import InsightId
from tests.bot.flow.rig import SUPPORT
from tests.bot.flow.small import Small


async def _raised(world: Small, text: str) -> InsightId:
    receipt = await world.act("raise", text=text, place=SUPPORT, message="m1")
    assert receipt.insight is not None
    return receipt.insight


async def test_a_raised_message_that_its_author_deletes_is_gone_here_too(world: Small) -> None:
    insight = await _raised(world, "Three shops ask for the blue case")
    tools, standing = world.app.tools, world.app.standing
    assert not await reworded(SUPPORT, "m2", None, tools=tools, standing=standing)
    assert await reworded(SUPPORT, "m1", None, tools=tools, standing=standing)
    (mention,) = await world.app.store.evidence(insight)
    assert await world.app.store.full([mention]) == []


@pytest.mark.parametrize(
    ("now", "held"),
    [
        ("Since May three shops ask for the blue case!", "three shops ask for the blue case"),
        ("Two shops ask for the red case", "Two shops ask for the red case"),
    ],
)
async def test_chosen_words_stay_while_the_edited_message_holds_them(world: Small, now: str, held: str) -> None:
    insight = await _raised(world, "three shops ask for the blue case")
    world.wait(minutes=5)
    assert await reworded(SUPPORT, "m1", now, tools=world.app.tools, standing=world.app.standing)
    (mention,) = await world.app.store.evidence(insight)
    (full,) = await world.app.store.full([mention])
    assert full.row.text.raw == held


TURNS = {"turn:m1": "The screen flickers", "turn:m2": "Since the update\nof May", "turn:m3": "It is a One"}
WHOLE = "The screen flickers\nSince the update\nof May\nIt is a One"


async def _conversation(world: Small, text: str = WHOLE, **more: str) -> InsightId:
    receipt = await world.act("raise", text=text, place=SUPPORT, message="m1", form={**TURNS, **more})
    assert receipt.insight is not None
    world.wait(minutes=5)
    return receipt.insight


async def _edit(world: Small, message: str, text: str | None) -> None:
    assert await reworded(SUPPORT, message, text, tools=world.app.tools, standing=world.app.standing)


async def _says(world: Small, insight: InsightId) -> str | None:
    rows = await world.app.store.full(await world.app.store.evidence(insight))
    return rows[0].row.text.raw if rows else None


@pytest.mark.parametrize(
    ("edits", "held"),
    [
        ([("m1", "The screen is dark")], "The screen is dark\nSince the update\nof May\nIt is a One"),
        ([("m2", "Since Monday")], "The screen flickers\nSince Monday\nIt is a One"),
        ([("m2", "Since the update of May")], WHOLE),
        ([("m1", None)], "Since the update\nof May\nIt is a One"),
        ([("m2", None), ("m2", None)], "The screen flickers\nIt is a One"),
        ([("m3", "A Two"), ("m3", "A Three"), ("m1", None)], "Since the update\nof May\nA Three"),
        ([("m1", None), ("m2", None), ("m3", None)], None),
    ],
)
async def test_a_raised_conversation_follows_each_of_its_messages(
    world: Small, edits: list[tuple[str, str | None]], held: str | None
) -> None:
    insight = await _conversation(world)
    for message, text in edits:
        await _edit(world, message, text)
        world.wait(minutes=1)
    assert await _says(world, insight) == held


async def test_what_its_raiser_put_in_their_own_words_goes_with_the_chosen_message(world: Small) -> None:
    insight = await _conversation(world, "Another flickering one\nIt is a One")
    await _edit(world, "m2", "Since Monday")
    assert await _says(world, insight) == "Another flickering one\nIt is a One"
    await _edit(world, "m1", None)
    assert await _says(world, insight) == "It is a One"


async def test_of_words_that_all_may_read_none_are_added_by_an_edit(world: Small) -> None:
    insight = await _conversation(world, "The screen flickers\nIt is a One", audience="everyone")
    await _edit(world, "m1", "The screen flickers, and the PIN is 1234")
    await _edit(world, "m3", "It is a Two, the PIN is 1234")
    assert await _says(world, insight) == "The screen flickers"


async def test_what_was_raised_is_remembered_without_its_words(world: Small) -> None:
    await _conversation(world)
    await _edit(world, "m2", "Since Monday")
    kept = str([one.new for one in await world.app.store.setting_events("raised:")])
    assert not any(word in kept for word in ("flickers", "update", "Monday", "One"))
