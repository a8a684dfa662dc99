"""A message that was turned into an insight follows its author: what they take back or change is so here too."""

from __future__ import annotations

import pytest

from bot.flow.raising import reworded
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
