"""Settings, inbox, ledger (port `Keeping`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.model.changes import LedgerItem, Receive, SettingEvent
from bot.model.leases import Depths, Held
from store.asking.reading import Reads
from store.codec import dump, load
from store.columns import as_list, instant, micros

MOST = 1 << 31


class KeepingReads(Reads):
    """What people set, what came in, what things cost."""

    async def setting_events(self, prefix: str = "") -> Sequence[SettingEvent]:
        """Setting events by subject (see the port)."""
        rows = await self._ask(lambda view: view.rows("keeping.settings", prefix=prefix))
        return [
            SettingEvent(subject=subject, person=person, at=instant(at), old=_json(old), new=_json(new))
            for subject, person, at, old, new in rows
        ]

    async def pending(self, kinds: Collection[str] | None = None, *, limit: int = MOST) -> Sequence[Receive]:
        """Inbox events that are not settled (see the port)."""
        if kinds is None:
            rows = await self._ask(lambda view: view.rows("keeping.pending"))
        else:
            named = as_list(sorted(kinds))
            rows = await self._ask(lambda view: view.rows("keeping.pending_of", kinds=named, limit=limit))
        return [
            Receive(event_id=event_id, kind=kind, payload=load(payload), at=instant(at), ahead=ahead)
            for event_id, kind, payload, at, ahead in rows
        ]

    async def depths(self, now: datetime) -> Depths:
        """How much waits (see the port)."""
        at = micros(now)
        row = await self._ask(lambda view: view.row("lease.depths", now=at))
        inbox, since, outbox, due = row or (0, None, 0, None)
        return Depths(inbox=inbox, inbox_age=_age(since, at), outbox=outbox, outbox_age=_age(due, at))

    async def leases(self, now: datetime) -> Sequence[Held]:
        """Who owns what (see the port)."""
        rows = await self._ask(lambda view: view.rows("lease.all"))
        return [
            Held(name=name, holder=holder, token=token, lasts=bool(holder) and until > micros(now))
            for name, holder, token, until in rows
        ]

    async def acted(self, people: Collection[str]) -> int:
        """How much is kept of what people did (see the port)."""
        named = as_list(sorted(people))
        subjects = as_list([f"{kind}:{one}" for one in sorted(people) for kind in ("link", "person")])
        row = await self._ask(lambda view: view.row("parting.acted", people=named, subjects=subjects))
        return int(row[0]) if row else 0

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


def _age(since: int | None, now: int) -> float:
    return 0.0 if since is None else max(0.0, (now - since) / 1_000_000)


def _json(text: str | None) -> Any:
    return None if text is None else load(text)
