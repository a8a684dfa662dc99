"""The contract of the port `Keeping`."""

from __future__ import annotations

from dataclasses import replace

from bot.model.changes import KeepItem, KeepSetting, LedgerItem, Receive, SettingEvent, Settle
from bot.model.people import PersonId
from bot.ports.memory import Store
from bot.testing.samples import at

_JSON: dict[str, object] = {
    "text": "naïve 🙂", "list": [1, 2.5, None, True, {"deep": [[]]}], "empty": {}, "=": "a key of its own", "n": 1e300,
}  # fmt: skip


class KeepingContract:
    """Settings, inbox, ledger."""

    async def test_setting_events_are_all_kept_oldest_first(self, store: Store) -> None:
        """By how the subject starts, letter for letter."""
        brand = SettingEvent(subject="group:brand", person=PersonId("workspace:ana"), at=at(1), old=None, new=_JSON)
        gone = replace(brand, at=at(2), old=_JSON, new=None, person=None)
        other = SettingEvent(subject="group%brand", person=None, at=at())
        await store.commit([KeepSetting(event=event) for event in (gone, brand, other, brand)])
        assert await store.setting_events("group:") == [brand, brand, gone]
        assert await store.setting_events() == [other, brand, brand, gone]
        assert await store.setting_events("GROUP:") == []

    async def test_an_event_is_received_once(self, store: Store) -> None:
        """Pending until it is settled, oldest first."""
        first, second = (
            Receive(event_id=name, kind="act", payload=_JSON, at=at(hour)) for name, hour in (("a", 0), ("b", 1))
        )
        await store.commit([second, first, replace(first, payload={"other": 1})])
        assert await store.pending() == [first, second]
        assert await store.result("a") is None
        await store.commit([Settle(event_id="a", result={"kept": [3]}), replace(first, payload={})])
        assert await store.pending() == [second]
        assert await store.result("a") == {"kept": [3]}
        assert await store.result("unknown") is None

    async def test_a_failed_event_says_why(self, store: Store) -> None:
        """Under `error`."""
        await store.commit([Receive(event_id="a", kind="act", payload={}, at=at()), Settle(event_id="a", error="why")])
        assert await store.result("a") == {"error": "why"}

    async def test_a_ledger_entry_is_replaced_by_one_of_its_kind_and_id(self, store: Store) -> None:
        """By kind, recorded and id."""
        cost = LedgerItem(kind="costs", id="c1", item=_JSON, recorded=at(1), person=PersonId("workspace:ana"))
        early, aim = replace(cost, id="c2", recorded=at()), replace(cost, kind="aims", person=None)
        await store.commit([KeepItem(entry=entry) for entry in (replace(cost, item={}), early, aim, cost)])
        assert await store.ledger() == [aim, early, cost]
        assert await store.ledger([cost.kind]) == [early, cost]

    async def test_what_was_written_to_the_ledger_since_is_told(self, store: Store) -> None:
        """Each entry once, as it stands now; the same change again tells nothing."""
        cost = LedgerItem(kind="costs", id="c1", item=_JSON, recorded=at(1))
        other, changed = replace(cost, id="c2"), replace(cost, item={"amount": "2"})
        assert await store.ledger_since(0) == (0, [])
        await store.commit([KeepItem(entry=cost), KeepItem(entry=other)])
        seen, first = await store.ledger_since(0)
        assert first == [cost, other]
        await store.commit([KeepItem(entry=changed)])
        later, second = await store.ledger_since(seen)
        assert second == [changed] and later > seen
        assert await store.ledger_since(later) == (later, [])
        assert (await store.ledger_since(0))[1] == [other, changed]
