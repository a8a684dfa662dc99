"""Tables that go into the ledger: told by their columns, read line by line, each line once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.model.changes import LedgerItem
from bot.model.people import Programme
from bot.roi.tables import Ground, Line, Read, changed, columns_of, read_table, sort_of_table

GROUND = Ground(
    programmes=(
        Programme(id="desk", name="Listening desk", codes="NIGHTSKY, moon"),
        Programme(id="survey", name="Phone survey"),
    ),
    zone=ZoneInfo("Europe/Berlin"),
    currency="EUR",
)


@pytest.mark.parametrize(
    ("columns", "sort"),
    [
        (("Order", "Created at", "Subtotal", "Discount Code"), "orders"),
        (("id", "date", "revenue"), "orders"),
        (("Bestellnummer", "Datum", "Umsatz"), "orders"),
        (("date", "metric", "count"), "series"),
        (("Month", "Programme", "Cost"), "series"),
        (("id", "date", "text", "revenue"), None),
        (("ticket id", "created", "subject", "description"), None),
        (("date", "value"), None),
        (("id", "at", "text"), None),
    ],
)
def test_a_table_is_told_by_the_names_of_its_columns(columns: tuple[str, ...], sort: str | None) -> None:
    assert sort_of_table(columns) == sort


def read(sort: str, *rows: Mapping[str, object], ground: Ground = GROUND) -> Read:
    names = tuple(dict.fromkeys(name for row in rows for name in row))
    kind = sort_of_table(names)
    assert kind == sort
    numbered = ((f"line {at}", row) for at, row in enumerate(rows, start=2))
    return read_table(numbered, kind, columns_of(names, kind), ground=ground)


def order(name: str, revenue: str = "100", at: str = "2026-09-03", **more: str) -> dict[str, str]:
    return {"order": name, "date": at, "revenue": revenue, **more}


def test_an_order_is_read_with_coupon_refund_and_currency() -> None:
    found = read("orders", order("1001", "1.234,56", coupon="nightsky", refund="10", currency="USD", programme=""))
    assert found.lines == (
        Line(kind="orders", id="1001", item={"at": "2026-09-02T22:00:00+00:00", "revenue": "1234.56", "refund": "10",
                                             "currency": "USD", "coupon": "desk"}),
    )  # fmt: skip
    assert found.bad == ()


def test_a_code_of_somebody_elses_campaign_credits_nobody() -> None:
    (line,) = read("orders", order("1", coupon="SUMMER", programme="Phone Survey")).lines
    assert "coupon" not in line.item
    assert line.item["touches"] == [{"programme": "survey", "at": "2026-09-02T22:00:00+00:00"}]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (order("", "5"), "id is empty"),
        (order("2", ""), "revenue is empty"),
        (order("3", "many"), "revenue is 'many'; expected a number such as 1234.50 (1,234 may mean two things)"),
        (order("4", "1,234"), "revenue is '1,234'; expected a number such as 1234.50 (1,234 may mean two things)"),
        (order("5", at="9/3/2026"), "at is '9/3/2026'; expected a date such as 2026-09-30, or a time"),
        (order("6", at=""), "at is empty"),
        (order("1"), "the same as an earlier line (1); the first one was taken"),
    ],
)
def test_a_bad_line_is_named_with_its_place_and_the_rest_is_read(row: dict[str, str], why: str) -> None:
    found = read("orders", order("1"), row, order("7", at="03.09.2026 10:00"))
    assert found.bad == (("line 3", why),)
    assert [one.id for one in found.lines] == ["1", "7"]
    assert found.lines[1].item["at"] == "2026-09-03T08:00:00+00:00"


def test_the_figures_of_a_programme_become_results_and_costs() -> None:
    found = read("series", {"month": "2026-08", "programme": "Phone survey", "metric": "problems confirmed",
                            "count": "2", "cost": "2.900,00", "hours": "4"},
                 {"month": "2026-W36", "programme": "survey", "metric": "problems confirmed", "count": "1", "cost": "",
                  "hours": ""})  # fmt: skip
    assert [(one.kind, dict(one.item)) for one in found.lines] == [
        ("outcomes", {"programme": "survey", "metric": "problems confirmed", "date": "2026-08-31", "count": "2"}),
        ("costs", {"programme": "survey", "type": "cash", "from": "2026-08-01", "to": "2026-09-01",
                   "amount": "2900.00"}),
        ("costs", {"programme": "survey", "type": "time", "from": "2026-08-01", "to": "2026-09-01", "hours": "4"}),
        ("outcomes", {"programme": "survey", "metric": "problems confirmed", "date": "2026-09-06", "count": "1"}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"date": "soon", "programme": "desk", "metric": "x", "count": "1"}, "date is 'soon'; expected a day"),
        ({"date": "2026-09-01", "programme": "fair", "metric": "x", "count": "1"}, "programme 'fair' is none"),
        ({"date": "2026-09-01", "programme": "", "metric": "x", "count": "1"}, "no programme is named"),
        ({"date": "2026-09-01", "programme": "desk", "metric": "", "count": "1"}, "metric is empty"),
        ({"date": "2026-09-01", "programme": "desk", "metric": "x", "count": ""}, "neither count nor cost"),
    ],
)
def test_a_figure_that_cannot_be_read_is_named(row: dict[str, str], why: str) -> None:
    found = read("series", row)
    assert found.lines == ()
    assert found.bad[0][1].startswith(why)


def test_a_line_that_says_the_same_is_known_and_another_takes_its_place() -> None:
    def held(*items: LedgerItem) -> dict[tuple[str, str], LedgerItem]:
        return {(one.kind, one.id): one for one in items}

    def item(name: str, **said: object) -> LedgerItem:
        return LedgerItem(kind="orders", id=name, item=said, recorded=datetime(2026, 10, 1, tzinfo=UTC))

    line = Line(kind="orders", id="1", item={"revenue": "100"})
    later = Line(kind="orders", id="1", item={"revenue": "90"})
    assert changed(line, {}) == ("1", {"revenue": "100"})
    first = item("1", revenue="100")
    assert changed(line, held(first)) is None
    assert changed(later, held(first)) == ("1 (2)", {"revenue": "90", "supersedes": ["1"]})
    second = item("1 (2)", revenue="90", supersedes=["1"])
    assert changed(later, held(first, second)) is None
    assert changed(line, held(first, second)) == ("1 (3)", {"revenue": "100", "supersedes": ["1 (2)"]})
