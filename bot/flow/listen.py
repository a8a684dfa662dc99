"""Listening to a source until it has no more: batch by batch, the cursor with the rows."""

from __future__ import annotations

from collections.abc import Callable

from bot.flow.hear import Taken, hear
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.changes import KeepSource
from bot.ports.world import Source

MOST_BAD = 1000
"""So many bad lines are kept to be shown; all are counted."""


class Report:
    """What came of an import so far: counts, and the bad lines with their reasons."""

    def __init__(self) -> None:
        self.kept = self.unchanged = self.removed = self.bad = 0
        self.lines: list[tuple[str, str]] = []

    def add(self, taken: Taken) -> None:
        """Count a batch."""
        self.kept += len(taken.kept)
        self.unchanged += taken.unchanged
        self.removed += len(taken.removed)
        self.bad += len(taken.bad)
        self.lines += taken.bad[: max(0, MOST_BAD - len(self.lines))]


async def listen(
    source: Source, *, tools: Tools, standing: Standing, zone: str | None = None,
    tell: Callable[[Report, float | None], None] = lambda report, done: None,
) -> Report:  # fmt: skip
    """Take in all that a source has now, going on where it was left; `tell` hears of each batch.

    Raises:
        WrongCredential, TryLater: of the source.
        StoreFull: the rest was not taken in; the cursor stands where it was.
    """
    report = Report()
    states = {one.name: one for one in await tools.store.sources()}
    known = states.get(source.name)
    cursor = known.cursor or "" if known is not None else ""
    while True:
        poll = await source.poll(cursor)
        async with tools.turn():
            stand = KeepSource(name=source.name, cursor=poll.cursor)
            taken = await hear(poll.items, tools=tools, standing=standing, source=stand, zone=zone)
        report.add(taken)
        tell(report, poll.done)
        cursor = poll.cursor
        if not poll.more:
            return report
