from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.flow.influence import About, foretold_of, influence_card, influence_list, influence_of
from bot.model.insight import Insight, InsightId
from bot.model.message import Message, Span, Table, Text
from bot.model.people import PersonId
from bot.model.signal import Signal, SignalId, SignalKind
from bot.signals.influence import Influence
from tests.bot.flow.books import NOW, Memory, books
from tests.bot.flow.small import Small, small


def about(small: Small) -> About:
    def figure(text: str, part: str) -> Span:
        return Span(text=text, href=f"/answer?part={part}")

    return About(title="Influence, last week", zone=small.app.tools.zone, figure=figure)


async def found(small: Small) -> Influence:
    now = small.clock.now()
    return await influence_of(since=now - timedelta(days=7), until=now, as_of=now, tools=small.app.tools)


def opened(message: Message) -> dict[str, int]:
    """Each figure that opens, by part."""
    figures = {}
    for block in message.blocks:
        lines = [block.line] if isinstance(block, Text) else []
        if isinstance(block, Table):
            lines = [cell for row in block.rows for cell in row]
        for span in (span for line in lines for span in line):
            if span.href is not None and isinstance(span.text, str):
                figures[span.href.partition("part=")[2]] = int(span.text.split()[0].removeprefix("all"))
    return figures


def rows(message: Message | None) -> int:
    assert message is not None
    (table,) = [block for block in message.blocks if isinstance(block, Table)]
    return len(table.rows)


async def test_a_week_of_acts_is_told_by_department_and_every_figure_opens_as_many_rows(tmp_path: Path) -> None:
    async with small(tmp_path) as org:
        insight = await org.harm()
        org.wait(minutes=5)
        await org.act("tag", "Ben", insight=insight.id, value="support")
        await org.act("take", "Ana", insight=insight.id, saw="new")
        form = {"what": "recalled", "released": org.clock.now().date().isoformat()}
        await org.act("fixed", "Ana", insight=insight.id, saw="acknowledged", form=form)
        org.wait(hours=1)
        moved = await found(org)
        message = influence_card(moved, about(org))
        said = message.summary
        assert "1 insight posted, 1 acted on, 1 of them outside the department they were first for" in said
        figures = opened(message)
        assert figures == {
            "posted": 1, "noticed": 1, "acted": 1, "outside": 1, "acted:support": 1, "outside:support": 1,
            "fixed:support": 1, "told:support": 0,
        }  # fmt: skip
        assert {part: rows(influence_list(moved, part, about(org))) for part in figures} == figures
        assert "took it on" in str(message.blocks)
        assert "Ana" not in str(message.blocks)
        assert influence_list(moved, "nothing", about(org)) is None
        assert influence_list(moved, "nothing:support", about(org)) is None


async def test_where_nothing_was_posted_that_is_said(tmp_path: Path) -> None:
    async with small(tmp_path) as org:
        assert "No insight was posted" in influence_card(await found(org), about(org)).summary


class Mixed(Memory):
    """Of two insights that were posted, the second was said in a private channel."""

    async def insights(self, *, since: datetime | None = None) -> list[Insight]:
        open_, hidden = await super().insights(since=since)
        return [open_, replace(hidden, visibility="private:slack:T1/C1")]


async def test_what_was_said_in_a_private_channel_is_not_counted() -> None:
    tools, _ = books(Mixed(posted=(NOW, NOW)))
    counted = await influence_of(since=None, until=NOW + timedelta(days=1), as_of=NOW, tools=tools)
    assert [one.id for one in counted.posted] == [1]


async def test_what_was_posted_in_other_days_is_not_counted() -> None:
    tools, _ = books(Memory(posted=(NOW - timedelta(days=1), NOW, NOW + timedelta(days=1))))
    counted = await influence_of(since=NOW, until=NOW + timedelta(days=1), as_of=NOW, tools=tools)
    assert [one.id for one in counted.posted] == [2]


def _did(kind: SignalKind, insight: int, days: int) -> Signal:
    return Signal(
        id=SignalId(insight * 100 + days), insight=InsightId(insight), person=PersonId("workspace:ana"),
        department="support", kind=kind, at=NOW - timedelta(days=days), key=f"{kind}:{insight}",
    )  # fmt: skip


async def _card(memory: Memory, at: datetime) -> Message:
    tools, _ = books(memory)
    told = await foretold_of(as_of=at, lag_days=90, tools=tools)
    moved = await influence_of(since=None, until=at, as_of=at, tools=tools)
    title = About(title="Influence", zone=tools.zone, figure=lambda text, _: Span(text=text))
    return influence_card(moved, title, told)


async def test_what_acts_foretold_is_told_once_fifty_insights_are_old_enough() -> None:
    memory = Memory(posted=[NOW - timedelta(days=100)] * 50)
    memory.acts = [_did("reply", at, 99) for at in range(1, 13)] + [_did("fixed", at, 90) for at in (1, 2, 3)]
    table = [block for block in (await _card(memory, NOW)).blocks if isinstance(block, Table)][-1]
    assert [[str(span.text) for cell in row for span in cell] for row in table.rows] == [
        ["replied", "2", "2.0", "12", "3 (25 %)"]
    ]
    last = (await _card(memory, NOW - timedelta(days=20))).blocks[-1]
    assert isinstance(last, Text)
    assert last.line[0].text == "What acts foretold is told once 50 insights are old enough; 0 are."
