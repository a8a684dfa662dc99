"""An answer as of a day is the same whatever was entered later, and what was entered later can be listed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings

from bot.roi import accounts, dump, evaluate, read_ledger, read_query
from bot.roi.restated import restatements
from tests.bot.roi.ledgers import Item, bill, cash, ledger, ledgers, queries

NOW = datetime(2026, 6, 1, tzinfo=UTC)
LATE = "2026-04-02T10:00:00Z"


def _listed(raw: Item, **query: Any) -> list[tuple[str, str, str, str]]:
    asked = read_query({"metric": "roi", "as_of": "2026-03-31"} | query)
    found = restatements(accounts(read_ledger(raw), asked.as_of), asked, now=NOW)
    return [(one.list, one.id, one.change, one.by) for one in found]


def test_what_was_recorded_voided_or_replaced_later_is_listed_in_its_order() -> None:
    raw = ledger(
        bill(5, id="old"),
        bill(7, id="new", supersedes="old", recorded=LATE),
        bill(9, id="gone", voided_at="2026-04-01T00:00:00Z"),
        bill(1, id="known", recorded="2026-03-01T00:00:00Z", voided_at="2026-03-02T00:00:00Z"),
        costs=(cash(3, id="spent", recorded="2026-05-01T00:00:00Z"), cash(4, recorded="2026-07-01T00:00:00Z")),
    )
    assert _listed(raw) == [
        ("benefits", "gone", "voided", ""),
        ("benefits", "new", "recorded", ""),
        ("benefits", "old", "superseded", "new"),
        ("costs", "spent", "recorded", ""),
    ]


def test_what_replaced_an_entry_and_was_taken_back_again_replaced_nothing() -> None:
    raw = ledger(
        bill(5, id="old"), bill(7, id="new", supersedes="old", recorded=LATE, voided_at="2026-04-03T00:00:00Z")
    )
    assert _listed(raw) == [("benefits", "new", "recorded", "")]


def test_only_what_lies_in_the_scope_of_the_question_is_listed() -> None:
    raw = ledger(
        bill(5, recorded=LATE),
        bill(5, recorded=LATE, programme="b"),
        bill(5, recorded=LATE, date="2026-01-10"),
        bill(5, recorded=LATE, date="2026-04-01"),  # after the as-of date: it never was in the answer
    )
    assert _listed(raw, programme="a", period="March 2026") == [("benefits", "b1", "recorded", "")]
    assert _listed(raw, department="product") == [("benefits", "b2", "recorded", "")]


def test_orders_results_observations_insights_and_rates_are_listed_too() -> None:
    more = {"programme": "a", "recorded": LATE}
    aim = {
        "id": "x",
        "programme": "a",
        "metric": "m",
        "baseline": 0,
        "target": 9,
        "start": "2026-01-01",
        "due": "2026-12-31",
    }
    raw = ledger(
        orders=[{"id": "o", "at": "2026-03-02T10:00:00Z", "revenue": 9, "coupon": "a", "recorded": LATE}],
        outcomes=[{"id": "r", "metric": "told", "date": "2026-03-02", "count": 1} | more],
        insights=[{"id": "i", "posted": "2026-03-02"} | more],
        aims=[aim | {"observations": [{"date": "2026-03-02", "value": 1, "recorded": LATE}]}],
        fx=[{"date": "2026-02-27", "from": "USD", "to": "EUR", "rate": 2, "recorded": LATE}],
    )
    assert [(kind, own) for kind, own, _, _ in _listed(raw, period="March 2026")] == [
        ("aims", "x"), ("fx", "USD/EUR 2026-02-27"), ("insights", "i"), ("orders", "o"), ("outcomes", "r"),
    ]  # fmt: skip
    assert _listed(raw, programme="b", period="March 2026") == [("fx", "USD/EUR 2026-02-27", "recorded", "")]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(ledgers(), ledgers(), queries())
def test_an_answer_of_the_past_is_the_same_whatever_was_entered_later(raw: Item, other: Item, query: Item) -> None:
    lists = ("costs", "benefits", "orders", "aims", "outcomes", "insights")
    later = {
        name: [item | {"id": f"late-{item['id']}", "recorded": "2026-05-01T00:00:00Z"} for item in other[name]]
        for name in lists
    }
    whole = raw | {name: [*raw[name], *later[name]] for name in lists}
    before, after = (dump(evaluate(read_ledger(one), read_query(query))) for one in (raw, whole))
    assert before == after
