from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.flow.order import order_of
from bot.model.changes import Change, KeepInsight, KeepShown, KeepSignal, Shown
from bot.model.insight import Insight, InsightId
from bot.model.people import PersonId
from bot.model.signal import Signal, SignalId
from bot.model.theme import ThemeId
from bot.signals.learned import ENOUGH
from bot.signals.rank import Order, rank
from tests.bot.delivery import lumo
from tests.bot.flow.rig import SUPPORT
from tests.bot.flow.small import Small, small

FIXED, IGNORED = 7, 8
"""Two topics: of one every insight was fixed, the other nobody ever touched."""


def insight(number: int, theme: int, at: datetime, *, visibility: str = "public") -> Insight:
    severity = 0.3 if theme == FIXED else 0.6
    one = lumo.insight(number, since=at - timedelta(hours=1), until=at, severity=severity, visibility=visibility)
    return replace(one, theme=ThemeId(theme))


async def shown_before(org: Small, count: int, *, days: int = 40, visibility: str = "public") -> None:
    """So many insights were shown, by turns of the two topics, so many days ago; the first topic's were fixed."""
    at = org.clock.now() - timedelta(days=days)
    changes: list[Change] = []
    for number in range(1, count + 1):
        theme = (FIXED, IGNORED)[number % 2]
        changes.append(KeepInsight(insight=insight(number, theme, at, visibility=visibility)))
        shown = Shown(
            insight=InsightId(number), place=SUPPORT, day=at.date().isoformat(), rank=1, score=0.0, version="v", at=at
        )
        changes.append(KeepShown(shown=shown))
        if theme == FIXED:
            signal = Signal(
                id=SignalId(number), insight=InsightId(number), person=PersonId("workspace:ben"), department="quality",
                kind="fixed", at=at + timedelta(days=3), key=f"fixed-{number}",
            )  # fmt: skip
            changes.append(KeepSignal(signal=signal))
    await org.app.store.commit(changes)


async def ordered(org: Small) -> tuple[Order, list[int]]:
    now = org.clock.now()
    fresh = [insight(901, IGNORED, now), insight(902, FIXED, now)]
    await org.app.store.commit([KeepInsight(insight=one) for one in fresh])
    recent = await org.app.store.insights(since=now - timedelta(days=10))
    order = await order_of(fresh, recent, (), tools=org.app.tools)
    return order, [one.id for one in rank(fresh, order.scores)]


async def test_with_fifty_matured_insights_what_gets_fixed_goes_before_what_is_severe(tmp_path: Path) -> None:
    async with small(tmp_path) as org:
        await shown_before(org, ENOUGH)
        order, ids = await ordered(org)
        assert (order.version, ids) == ("learned-1:50+50", [902, 901])


async def test_with_fewer_or_younger_ones_it_stays_the_shown_score(tmp_path: Path) -> None:
    async with small(tmp_path) as org:
        await shown_before(org, ENOUGH - 1)
        order, ids = await ordered(org)
        assert (order.version, ids) == ("shown-1", [901, 902])
    async with small(tmp_path / "younger") as org:
        await shown_before(org, ENOUGH, days=29)
        order, ids = await ordered(org)
        assert (order.version, ids) == ("shown-1", [901, 902])


async def test_nothing_is_learned_from_what_was_said_in_private_channels(tmp_path: Path) -> None:
    async with small(tmp_path) as org:
        await shown_before(org, ENOUGH, visibility="private:slack:T1/C1")
        assert (await ordered(org))[0].version == "shown-1"
