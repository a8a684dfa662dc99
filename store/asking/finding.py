"""What insights, their history and their signals ask (port `Finding`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.model.insight import Insight, InsightId, StatusChange
from bot.model.mention import MentionId
from bot.model.signal import Correction, Signal
from bot.model.theme import ThemeId
from store.asking.reading import Reads
from store.codec import load_as
from store.columns import EVER, as_list, instant, instant_or_none, micros


class FindingReads(Reads):
    """Insights, what they stand on, and what people did with them."""

    async def insight(self, insight: InsightId) -> Insight | None:
        """The insight as it stands (see the port)."""
        row = await self._ask(lambda view: view.row("finding.one", id=insight))
        return None if row is None else load_as(Insight, row[0])

    async def insights(
        self, *, open_only: bool = False, since: datetime | None = None, theme: ThemeId | None = None
    ) -> Sequence[Insight]:
        """Insights, found or updated since (see the port)."""
        first = EVER if since is None else micros(since)
        rows = await self._ask(
            lambda view: view.rows("finding.some", open_only=int(open_only), theme=theme, since=first)
        )
        return [load_as(Insight, body) for (body,) in rows]

    async def evidence(self, insight: InsightId) -> Sequence[MentionId]:
        """The mentions an insight stands on (see the port)."""
        return [
            MentionId(row[0]) for row in await self._ask(lambda view: view.rows("finding.evidence", insight=insight))
        ]

    async def citing(self, mentions: Collection[MentionId]) -> Sequence[InsightId]:
        """The insights that stand on any of these mentions (see the port)."""
        rows = await self._ask(lambda view: view.rows("finding.citing", mentions=as_list(sorted(mentions))))
        return [InsightId(insight) for (insight,) in rows]

    async def statuses(self, ids: Collection[InsightId]) -> Sequence[StatusChange]:
        """The histories of these insights (see the port)."""
        rows = await self._ask(lambda view: view.rows("finding.statuses", ids=as_list(sorted(ids))))
        return [
            StatusChange(
                insight=insight, person=person, department=department, before=before, after=after, at=instant(at),
                detail=detail,
            )
            for insight, person, department, before, after, at, detail in rows
        ]  # fmt: skip

    async def signals(self, *, since: datetime | None = None, insight: InsightId | None = None) -> Sequence[Signal]:
        """Signals, removed ones included (see the port)."""
        first = EVER if since is None else micros(since)
        rows = await self._ask(lambda view: view.rows("finding.signals", insight=insight, since=first))
        return [
            Signal(
                id=number, insight=about, person=person, department=department, kind=kind, at=instant(at), value=value,
                removed=instant_or_none(removed), key=key,
            )
            for number, about, person, department, kind, at, value, removed, key in rows
        ]  # fmt: skip

    async def corrections(self) -> Sequence[Correction]:
        """All corrections, undone ones included (see the port)."""
        rows = await self._ask(lambda view: view.rows("finding.corrections"))
        return [
            Correction(
                id=number, insight=insight, mention=mention, vector=vector, away=away, to=towards, person=person,
                at=instant(at), undone=instant_or_none(undone),
            )
            for number, insight, mention, vector, away, towards, person, at, undone in rows
        ]  # fmt: skip
