"""Settings, inbox, ledger (port `Keeping`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from bot.model.changes import LedgerItem, Receive, SettingEvent
from store.asking.reading import Reads
from store.codec import dump, load
from store.columns import instant


class KeepingReads(Reads):
    """What people set, what came in, what things cost."""

    async def setting_events(self, prefix: str = "") -> Sequence[SettingEvent]:
        """Setting events by subject (see the port)."""
        rows = await self._ask(lambda view: view.rows("keeping.settings", prefix=prefix))
        return [
            SettingEvent(subject=subject, person=person, at=instant(at), old=_json(old), new=_json(new))
            for subject, person, at, old, new in rows
        ]

    async def pending(self, kinds: Collection[str] | None = None) -> Sequence[Receive]:
        """Inbox events that are not settled (see the port)."""
        rows = await self._ask(lambda view: view.rows("keeping.pending"))
        return [
            Receive(event_id=event_id, kind=kind, payload=load(payload), at=instant(at))
            for event_id, kind, payload, at in rows
            if kinds is None or kind in kinds
        ]

    async def result(self, event_id: str) -> Mapping[str, object] | None:
        """The result of a settled event (see the port)."""
        row = await self._ask(lambda view: view.row("keeping.result", event_id=event_id))
        if row is None:
            return None
        result, error = load(row[0]), row[1]
        return {**result, "error": error} if error else dict(result)

    async def ledger(self, kinds: Collection[str] = ()) -> Sequence[LedgerItem]:
        """Ledger entries (see the port)."""
        named = dump(sorted(kinds))
        rows = await self._ask(
            lambda view: view.rows("keeping.ledger_of", kinds=named) if kinds else view.rows("keeping.ledger")
        )
        return [
            LedgerItem(kind=kind, id=number, item=load(item), recorded=instant(recorded), person=person)
            for kind, number, item, recorded, person in rows
        ]

    async def ledger_since(self, change: int) -> tuple[int, Sequence[LedgerItem]]:
        """Ledger entries written after a change (see the port)."""
        rows = await self._ask(lambda view: view.rows("keeping.ledger_since", since=change))
        items = [
            LedgerItem(kind=kind, id=number, item=load(item), recorded=instant(recorded), person=person)
            for kind, number, item, recorded, person, _ in rows
        ]
        return (rows[-1][-1] if rows else change), items


def _json(text: str | None) -> Any:
    return None if text is None else load(text)
