"""The living ledger: entries, settings, programmes and posted insights as one ledger that the evaluator takes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.config import RoiSettings
from bot.model.answer import Query
from bot.model.changes import LedgerItem
from bot.model.people import Programme
from bot.roi import evaluate, read_ledger
from bot.roi.living import Posted, export

BERLIN = ZoneInfo("Europe/Berlin")
AT = datetime(2026, 9, 1, 12, tzinfo=UTC)
PROGRAMMES = (Programme(id="desk", name="Listening desk", departments=("support", "product")),)


def entry(list_: str, id_: str, **item: object) -> LedgerItem:
    return LedgerItem(kind=list_, id=id_, item=item, recorded=AT)


def ledger(*items: LedgerItem, posted: tuple[Posted, ...] = (), department: str | None = None) -> dict[str, object]:
    return export(
        items, settings=RoiSettings(), zone=BERLIN, programmes=PROGRAMMES, insights=posted, department=department
    )


def test_only_what_was_set_stands_in_the_settings() -> None:
    own = RoiSettings(base_currency="CHF", fiscal_year_start_month=4, realisation="0.3", hourly_rates={"care": "42"})
    assert ledger()["settings"] == {
        "base_currency": "EUR", "timezone": "Europe/Berlin", "fiscal_year_start_month": 1,
    }  # fmt: skip
    found = export((), settings=own, zone=BERLIN, programmes=(), insights=())["settings"]
    assert found == {
        "base_currency": "CHF", "timezone": "Europe/Berlin", "fiscal_year_start_month": 4,
        "hourly_rates": {"care": "42"}, "realisation": "0.3",
    }  # fmt: skip


def test_every_kind_of_entry_stands_in_its_list_with_its_id_and_when_it_was_recorded() -> None:
    kinds = ("fx", "costs", "benefits", "orders", "aims", "outcomes")
    raw = ledger(*(entry(kind, f"{kind}-1", programme="desk") for kind in kinds), entry("weather", "w"))
    for kind in kinds:
        assert raw[kind] == [{"programme": "desk", "id": f"{kind}-1", "recorded": AT.isoformat()}]
    assert set(raw) == {"settings", "programmes", "insights", *kinds}


def test_an_insight_is_posted_on_the_local_day() -> None:
    late = Posted(insight=7, programme="desk", at=datetime(2026, 9, 30, 22, 30, tzinfo=UTC))
    assert ledger(posted=(late,))["insights"] == [
        {"id": "insight-7", "programme": "desk", "posted": "2026-10-01"},
    ]


def test_a_programme_starts_with_its_first_entry_or_insight() -> None:
    cost = entry("costs", "c", programme="desk", type="cash", amount="1", **{"from": "2026-07-01", "to": "2026-10-01"})
    shared = entry("benefits", "b", shares={"desk": "1"}, kind="exposure", date="2026-06-30T23:30:00+00:00")
    posted = Posted(insight=1, programme="desk", at=datetime(2026, 8, 1, tzinfo=UTC))
    assert read_ledger(ledger(cost, posted=(posted,))).programmes[0].start == date(2026, 7, 1)
    assert read_ledger(ledger(shared)).programmes[0].start == date(2026, 7, 1)
    assert read_ledger(ledger(posted=(posted,))).programmes[0].start == date(2026, 8, 1)
    assert read_ledger(ledger()).programmes[0].start is None


def test_a_programme_stands_under_the_department_that_is_asked_about() -> None:
    assert read_ledger(ledger()).programmes[0].department == "support"
    assert read_ledger(ledger(department="product")).programmes[0].department == "product"
    assert read_ledger(ledger(department="sales")).programmes[0].department == "support"


def test_an_entry_of_a_programme_that_is_gone_takes_no_answer_down() -> None:
    old = entry("costs", "c", programme="old", type="cash", amount="5", date="2026-08-01")
    answer = evaluate(read_ledger(ledger(old)), Query(metric="cost", as_of=date(2026, 9, 2)))
    assert answer.cost == 5


def test_numbers_that_went_through_binary_are_taken_as_they_were_written() -> None:
    cost = entry("costs", "c", programme="desk", type="cash", amount=0.1, date="2026-08-01")
    found = read_ledger(ledger(cost)).costs[0]
    assert found.amount == Decimal("0.1")


def test_what_was_recorded_later_is_not_known_earlier() -> None:
    known = read_ledger(ledger(entry("costs", "c", programme="desk", type="cash", amount="5", date="2026-08-01")))
    assert evaluate(known, Query(metric="cost", as_of=date(2026, 8, 31))).cost == 0
    assert evaluate(known, Query(metric="cost", as_of=date(2026, 9, 1))).cost == 5
