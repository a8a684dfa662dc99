"""What an insight is called, and whose words it quotes."""

from __future__ import annotations

from datetime import timedelta

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
