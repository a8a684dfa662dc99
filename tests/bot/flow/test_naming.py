"""What an insight is called, and whose words it quotes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.flow.cards import short_label
from bot.flow.naming import label_of
from bot.insights.finding import Finding
from bot.model.insight import InsightKind, Numbers
from bot.model.theme import ThemeId
from tests.bot.flow.rig import MORNING
from tests.bot.flow.small import Small

PRAISE = tuple(
    f"{begin}, the night camera is wonderful{end}"
    for begin in ("Wow", "I love it", "Brilliant", "Fantastic", "Superb")
    for end in ("!", " and I love it", ", great work")
)
PROBLEM = tuple(
    f"The night camera is broken, {end}"
    for end in ("lens cap stuck", "the lens cap is stuck again", "my lens cap stuck", "lens cap stuck, please help")
)


async def test_praise_is_called_by_who_praises_and_a_problem_by_who_does_not(world: Small) -> None:
    taken = await world.hear(*PRAISE, *PROBLEM)
    fulls = await world.app.store.full(taken.kept)
    (theme,) = {one.row.theme for one in fulls if one.row.intent == "praise"}
    assert theme is not None

    async def called(kind: InsightKind) -> str:
        numbers = Numbers(
            mentions=9, people=9, copies=0, usual=None, since=MORNING - timedelta(days=1), until=MORNING
        )  # fmt: skip
        finding = Finding(kind=kind, change="new", theme=ThemeId(theme), numbers=numbers, severity=0.3)
        return (await label_of(finding, fulls, tools=world.app.tools, standing=world.app.standing)).raw

    assert "lens" in await called("repeat")
    assert "lens" not in await called("praise")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It burned my desk.", "It burned my desk."),
        (
            "I think the battery is bloated. The rear panel no longer sits flush and I can slide a nail under it.",
            "I think the battery is bloated",
        ),
        (
            "Ist das gefährlich? Ich glaube, der Akku ist aufgebläht und die Rückseite meines Telefons wölbt sich",
            "Ist das gefährlich? Ich glaube, der Akku ist aufgebläht und die Rückseite",
        ),
        ("No. The battery of my phone became so hot last night that it melted the bedside table", None),
        (
            "Found a fix for the overheating here <https://evil.example|click> worked on my phone at once, try it",
            "Found a fix for the overheating here",
        ),
        ("Wegen des Ladegeräts, das seit der Nacht nach Plastik riecht, habe ich heute beim Kundendienst angerufen",
         "Wegen des Ladegeräts, das seit der Nacht nach Plastik riecht"),
    ],
)  # fmt: skip
def test_a_long_text_is_called_by_its_first_sentences_or_clauses(text: str, name: str | None) -> None:
    found = short_label(text).raw
    assert text.startswith(found)
    assert len(found) <= 80
    assert found == (name or "No. The battery of my phone became so hot last night that it melted the bedside")
