"""Entries that were read before are not read again, and what comes of it is what reading all of them gives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from bot.config import RoiSettings
from bot.errors import BadLedger
from bot.flow.kept import Kept
from bot.model.answer import Query
from bot.model.changes import LedgerItem
from bot.model.ledger import Ledger
from bot.model.people import Programme
from bot.roi import answered, dump, evaluate, read_ledger
from bot.roi.living import Posted, export
from tests.bot.roi.ledgers import Item, ledgers

BERLIN = ZoneInfo("Europe/Berlin")
AT = datetime(2026, 2, 1, 12, tzinfo=UTC)
NOW = datetime(2026, 5, 1, tzinfo=UTC)
PROGRAMMES = (
    Programme(id="a", name="A", departments=("support", "product")),
    Programme(id="b", name="B", departments=("product",)),
)
POSTED = (Posted(insight=1, programme="a", at=AT), Posted(insight=2, programme="gone", at=AT + timedelta(days=9)))
OWN: dict[str, Any] = {"settings": RoiSettings(gross_margin="0.4"), "programmes": PROGRAMMES, "insights": POSTED}


class Shelf:
    """A store that counts how many entries it handed out."""

    def __init__(self) -> None:
        self.written: list[LedgerItem] = []
        self.handed = 0

    def write(self, *entries: LedgerItem) -> None:
        self.written += entries

    def items(self) -> Sequence[LedgerItem]:
        last = {(one.kind, one.id): one for one in self.written}
        return sorted(last.values(), key=lambda one: (one.kind, one.recorded, one.id))

    async def ledger_since(self, change: int) -> tuple[int, Sequence[LedgerItem]]:
        new = list({(one.kind, one.id): one for one in self.written[change:]}.values())
        self.handed += len(new)
        return len(self.written), new


def _cost(own: str, amount: str, **more: object) -> LedgerItem:
    item = {"type": "cash", "programme": "a", "date": "2026-03-02", "amount": amount, **more}
    return LedgerItem(kind="costs", id=own, item=item, recorded=AT)


def _whole(shelf: Shelf) -> Ledger:
    return read_ledger(export(shelf.items(), zone=BERLIN, **OWN))


async def _spent(kept: Kept, shelf: Shelf, at: datetime = NOW) -> str:
    ledger = await kept.read(shelf, zone=BERLIN, **OWN)
    return str(answered(kept.books(ledger, at), Query(metric="cost", as_of=at)).cost)


async def test_only_what_was_written_since_is_read() -> None:
    kept, shelf = Kept(), Shelf()
    shelf.write(_cost("x", "5"), _cost("y", "7"))
    assert (await _spent(kept, shelf), shelf.handed) == ("12", 2)
    shelf.write(_cost("x", "6"))
    assert (await _spent(kept, shelf), shelf.handed) == ("13", 3)
    assert (await _spent(kept, shelf), shelf.handed) == ("13", 3)


async def test_an_answer_as_of_an_earlier_moment_is_not_that_of_now() -> None:
    kept, shelf = Kept(), Shelf()
    shelf.write(_cost("x", "5"), _cost("y", "7", recorded="2026-04-01T00:00:00Z"))
    assert await _spent(kept, shelf) == "12"
    assert await _spent(kept, shelf, datetime(2026, 3, 31, tzinfo=UTC)) == "5"
    assert await _spent(kept, shelf) == "12"


async def test_days_that_were_to_come_count_when_they_have_come() -> None:
    kept, shelf = Kept(), Shelf()
    shelf.write(_cost("x", "5", date="2026-05-02"))
    assert await _spent(kept, shelf) == "0"
    assert await _spent(kept, shelf, NOW + timedelta(days=3)) == "5"


async def test_a_figure_that_is_set_changes_what_was_valued() -> None:
    kept, shelf = Kept(), Shelf()
    hours: dict[str, object] = {"type": "time", "programme": "a", "date": "2026-03-02", "hours": "2"}
    shelf.write(LedgerItem(kind="costs", id="h", item=hours, recorded=AT))
    assert await _spent(kept, shelf) == "100"
    rate: dict[str, object] = {"name": "default_hourly_rate", "value": "42", "valid_from": "2026-01-01"}
    shelf.write(LedgerItem(kind="rates", id="r", item=rate, recorded=NOW - timedelta(days=1)))
    assert await _spent(kept, shelf) == "84"
    assert await _spent(kept, shelf, NOW - timedelta(days=2)) == "100"


async def test_what_cannot_be_read_is_refused_each_time_it_is_asked() -> None:
    kept, shelf = Kept(), Shelf()
    shelf.write(_cost("x", "much"))
    for _ in range(2):
        with pytest.raises(BadLedger, match=r"costs 'x': amount is 'much'"):
            await kept.read(shelf, zone=BERLIN, **OWN)
    shelf.write(_cost("x", "5"))
    assert await _spent(kept, shelf) == "5"


async def test_another_currency_reads_all_of_it_again() -> None:
    kept, shelf = Kept(), Shelf()
    shelf.write(_cost("x", "5"))
    assert (await kept.read(shelf, zone=BERLIN, **OWN)).costs[0].currency == "EUR"
    swiss = OWN | {"settings": RoiSettings(base_currency="CHF")}
    assert (await kept.read(shelf, zone=BERLIN, **swiss)).costs[0].currency == "CHF"


@settings(max_examples=25, deadline=None, derandomize=True)
@given(ledgers())
async def test_reading_piece_by_piece_gives_what_reading_all_gives(raw: Item) -> None:
    kept, shelf = Kept(), Shelf()
    written = [
        LedgerItem(kind=kind, id=str(item.get("id", at)), item=item, recorded=AT + timedelta(minutes=at - at % 3))
        for kind in ("costs", "benefits", "orders", "aims", "outcomes", "fx")
        for at, item in enumerate(raw[kind])
    ]
    for step in range(0, len(written), 4):
        # Sometimes only new entries are written, sometimes an old one again.
        shelf.write(*written[step : step + 4], *(written[:1] if step % 8 else ()))
        found = await kept.read(shelf, zone=BERLIN, **OWN)
        whole = _whole(shelf)
        assert found == whole
        for at in (NOW, datetime(2026, 3, 9, 23, 30, tzinfo=UTC)):
            query = Query(metric="roi", as_of=at, by="programme", period="2026-02-20..2026-03-20")
            assert dump(answered(kept.books(found, at), query)) == dump(evaluate(whole, query))
