"""Unit costs beside another programme, maturity, rankings and what belongs to an output field (section 6)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bot.roi import answer_json
from tests.bot.roi.ledgers import Item, ask, bill, cash, ledger


def _result(count: Any, own: str = "r", **more: Any) -> Item:
    return {"id": own, "programme": "a", "metric": "told", "date": "2026-03-10", "count": count} | more


def _unit(raw: Item, **query: Any) -> Item:
    return answer_json(ask(raw, **{"metric": "unit_cost", "outcome": "told"} | query))


_BOTH = ledger(
    costs=(cash(7547), cash(9276, programme="b")),
    outcomes=[_result(3), _result(4, "s"), _result(4, "t", programme="b"), _result(9, "u", metric="built")],
)


def test_a_unit_costs_the_cost_over_the_count() -> None:
    fields = _unit(_BOTH, programme="a")
    assert (fields["unit_cost"], fields["outcome_count"], fields["refused"]) == (Decimal("1078.14"), 7, None)
    assert (fields["versus_unit_cost"], fields["ratio"]) == (None, None)
    assert _unit(_BOTH)["unit_cost"] == Decimal("1529.36")  # 16,823 / 11


def test_it_stands_beside_an_existing_programme_on_the_same_metric_and_days() -> None:
    fields = _unit(_BOTH, programme="a", versus_programme="b")
    assert (fields["versus_unit_cost"], fields["ratio"]) == (Decimal("2319.00"), Decimal("0.465"))
    april = _unit(_BOTH, programme="a", versus_programme="b", period="2026-04", as_of="2026-04-30")
    assert (april["refused"], april["versus_unit_cost"], april["ratio"]) == ("NO_OUTCOME", None, None)


def test_a_programme_that_does_not_exist_cannot_be_held_against() -> None:
    fields = _unit(_BOTH, programme="a", versus_programme="z")
    assert (fields["refused"], fields["unit_cost"], fields["ratio"]) == ("UNKNOWN_PROGRAMME", Decimal("1078.14"), None)


def test_results_count_on_their_day_until_they_are_replaced_and_once_they_are_known() -> None:
    results = [
        _result(2),
        _result(5, "new", supersedes="r", recorded="2026-03-20T00:00:00Z"),
        _result(8, "late", date="2026-04-01"),
        _result(1, "gone", voided=True),
    ]
    raw = ledger(costs=(cash(10),), outcomes=results)
    assert _unit(raw, as_of="2026-03-19")["unit_cost"] == 5
    assert _unit(raw)["unit_cost"] == 2
    assert _unit(raw, as_of="2026-04-01")["outcome_count"] == 13


def test_a_count_that_is_not_known_is_missing_and_none_at_all_is_refused() -> None:
    fields = _unit(ledger(costs=(cash(10),), outcomes=[_result(None), _result(5, "s")]))
    assert (fields["missing"], fields["unit_cost"]) == ([{"id": "r", "reason": "count"}], 2)
    none = _unit(ledger(costs=(cash(10),), outcomes=[_result(0)]))
    assert (none["refused"], none["unit_cost"], none["outcome_count"], none["cost"]) == ("NO_OUTCOME", None, 0, 10)


def test_a_result_that_nobody_counts_is_refused_with_those_that_are() -> None:
    fields = _unit(_BOTH, outcome="helped")
    assert fields["refused"] == "NO_OUTCOME"
    assert fields["notes"] == ["No results of 'helped' are counted. Counted are: built, told."]


def test_a_change_of_unit_cost_is_in_money_and_percent() -> None:
    results = [_result(5), _result(4, "before", date="2026-02-10")]
    raw = ledger(costs=(cash(10), cash(16, date="2026-02-11")), outcomes=results)
    fields = _unit(raw, period="March 2026", compare="previous period")
    assert (fields["unit_cost"], fields["change"], fields["change_pct"]) == (2, -2, -50)


def _posted(*days: str) -> list[Item]:
    return [{"id": f"i{at}", "programme": "a", "posted": day} for at, day in enumerate(days)]


@pytest.mark.parametrize(
    ("posted", "settings", "share"),
    [
        (("2025-12-31", "2026-03-01"), {}, "0.500"),  # 90 days old on 31 March
        (("2026-01-01", "2026-03-01"), {}, "0.000"),
        (("2026-03-01", "2026-03-10", "2026-03-21"), {"lag_days": 21}, "0.667"),
        ((), {}, None),
    ],
)
def test_maturity_is_the_share_of_insights_that_are_old_enough(
    posted: tuple[str, ...], settings: Item, share: str | None
) -> None:
    raw = ledger(bill(5), costs=(cash(3),), insights=_posted(*posted), settings=settings)
    fields = answer_json(ask(raw, metric="maturity"))
    assert fields["maturity"] == (None if share is None else Decimal(share)) and fields["refused"] is None
    assert fields["warnings"] == (["TOO_EARLY"] if share == "0.000" else [])
    assert ("maturity" in answer_json(ask(raw))) is bool(posted)


def test_only_insights_posted_in_the_period_are_looked_at() -> None:
    raw = ledger(bill(5), costs=(cash(3),), insights=_posted("2025-10-01", "2026-03-01"))
    assert ask(raw, period="March 2026").warnings == ("TOO_EARLY",)
    assert ask(raw, period="2025").warnings == ()


def test_rankings_leave_out_the_young_and_put_the_best_first() -> None:
    costs = (cash(10), cash(10, programme="b"))
    results = [_result(5), _result(2, "s", programme="b")]
    raw = ledger(bill(30), bill(50, programme="b"), costs=costs, outcomes=results)
    for metric in ("roi", "net", "benefit", "npv"):
        assert ask(raw, metric=metric, by="programme").ranking == ("b", "a")
    assert ask(raw, metric="unit_cost", outcome="told", by="programme").ranking == ("a", "b")
    young = raw | {"insights": [{"id": "i", "programme": "b", "posted": "2026-03-10"}]}
    assert ask(young, by="programme").ranking == ("a",)


def test_an_answer_has_exactly_the_fields_of_the_method() -> None:
    fields = answer_json(ask(ledger(bill(150), costs=(cash(100),))))
    assert list(fields) == [
        "metric", "programme", "period", "currency", "benefit", "benefit_low", "benefit_high", "cash_benefit", "cost",
        "net", "roi_pct", "roi_low_pct", "roi_high_pct", "cash_roi_pct", "grade", "by_grade", "npv", "payback_months",
        "not_counted", "missing", "warnings", "defaults_used", "refused", "formula", "inputs", "sources",
    ]  # fmt: skip
    assert fields["sources"] == ["b1", "c1"]
    assert fields["inputs"] == ["b1: other_cash, measured, 150.00 EUR", "c1: cash, 100.00 EUR"]


def test_cash_roi_counts_the_cash_parts_alone() -> None:
    saved = {"kind": "time_saved", "basis": "timed", "minutes_before": 60, "minutes_after": 0, "tasks": 2, "rate": 100}
    fields = answer_json(ask(ledger(saved, bill(50), costs=(cash(100),))))
    assert (fields["roi_pct"], fields["cash_roi_pct"]) == (Decimal("50.0"), Decimal("-50.0"))
