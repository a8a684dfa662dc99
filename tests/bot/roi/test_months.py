"""Net present value and payback, worked out by hand (section 6)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bot.model.answer import Answer
from bot.roi import answer_json
from tests.bot.roi.ledgers import Item, ask, bill, cash, ledger


def _flows(*amounts: int, settings: Item | None = None, **query: Any) -> Answer:
    """What was paid (negative) or came in on the 10th of each month from January on."""
    dated = [(amount, f"2026-{month:02}-10") for month, amount in enumerate(amounts, 1)]
    benefits = [bill(amount, date=day, id=f"b{day}") for amount, day in dated if amount > 0]
    costs = tuple(cash(-amount, date=day, id=f"c{day}") for amount, day in dated if amount < 0)
    own = {"discount_rate_annual": "0.21"} | (settings or {})
    return ask(ledger(*benefits, costs=costs, settings=own), **{"metric": "npv", "as_of": "2026-12-31"} | query)


def test_a_year_later_money_is_worth_less_by_the_rate() -> None:
    costs = (cash(100, date="2025-03-31"),)
    raw = ledger(bill(121, date="2026-03-01"), costs=costs, settings={"discount_rate_annual": "0.21"})
    assert answer_json(ask(raw))["npv"] == Decimal("0.00")  # 121 / 1.21 - 100


def test_the_default_rate_is_ten_percent_a_year() -> None:
    raw = ledger(bill(100, date="2026-03-30"), costs=(cash(100, date="2025-03-01"),))
    assert answer_json(ask(raw))["npv"] == Decimal("-9.09")  # 100 / 1.1 - 100


def test_month_zero_is_that_of_the_earliest_cost_or_benefit_in_scope() -> None:
    # -100 + 66 / 1.21^(6/12) = -100 + 60
    flows = _flows(-100, 0, 0, 0, 0, 0, 66)
    assert answer_json(flows)["npv"] == Decimal("-40.00")
    assert answer_json(_flows(-100, 0, 0, 0, 0, 0, 66, period="2026-07"))["npv"] == Decimal("66.00")


def test_a_spread_item_lies_in_its_months_by_days() -> None:
    spread = bill(62, **{"from": "2026-01-01", "to": "2026-03-04"})  # 31 + 28 + 3 days
    answer = ask(ledger(spread, settings={"discount_rate_annual": "0.21"}), metric="npv")
    # 31 + 28 / 1.21^(1/12) + 3 / 1.21^(2/12) = 31 + 27.5587 + 2.9062
    assert answer_json(answer)["npv"] == Decimal("61.46")


def test_only_days_up_to_the_as_of_date_count() -> None:
    assert answer_json(_flows(-100, 50, 80, as_of="2026-02-28", settings={"discount_rate_annual": 0}))["npv"] == -50


@pytest.mark.parametrize(
    ("amounts", "months"),
    [
        ((-100, 50, 100), "2.5"),  # -100, -50; month 2 needs half of its 100
        ((-100, 100), "2.0"),
        ((100, -50), "0.0"),  # never negative
        ((100, -150, 100), "2.5"),  # 100, -50, 50
        ((-100, 150, -80, 60), "3.5"),  # it stays only from month 3 on: 30 missing of 60
        ((-100, 40), None),
        ((-100, 150, -80), None),  # reached and lost again
        ((-100, 0, 0, 0, 0, 200), "5.5"),
    ],
)
def test_payback_is_when_the_running_sum_stays_at_or_above_zero(amounts: tuple[int, ...], months: str | None) -> None:
    shown = answer_json(_flows(*amounts, metric="payback"))["payback_months"]
    assert shown == (None if months is None else Decimal(months))


def test_three_thirds_pay_back_a_whole() -> None:
    thirds = [bill(1, date=f"2026-0{month}-10", shares={"a": 1, "b": 2}) for month in (1, 2, 3)]
    raw = ledger(*thirds, costs=(cash(1, date="2026-01-01"),))
    assert answer_json(ask(raw, metric="payback", programme="a"))["payback_months"] == Decimal("3.0")


@pytest.mark.parametrize("metric", ["npv", "payback"])
def test_what_is_missing_leaves_both_open(metric: str) -> None:
    fields = answer_json(ask(ledger(bill(5), costs=(cash(None),)), metric=metric))
    assert (fields["npv"], fields["payback_months"], fields["refused"]) == (None, None, "COST_MISSING")
    fields = answer_json(ask(ledger(costs=(cash(5),)), metric=metric))
    assert (fields["npv"], fields["payback_months"], fields["refused"]) == (None, None, "NO_BENEFIT_DATA")


def test_a_comparison_is_by_present_value_and_payback_has_no_main_number() -> None:
    flows = _flows(-100, 50, period="2026-02", compare="previous period", settings={"discount_rate_annual": 0})
    fields = answer_json(flows)
    assert fields["refused"] is None and fields["change"] is None  # January has no benefit at all
    both = _flows(30, 50, period="2026-02", compare="2026-01", settings={"discount_rate_annual": 0})
    assert both.change == 20 and answer_json(both)["change_pct"] == Decimal("66.7")
    assert _flows(30, 50, metric="payback", period="2026-02", compare="2026-01").change is None
