"""The counting rules of section 4 that have no test elsewhere, worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.model.answer import Answer
from tests.bot.roi.ledgers import Item, ask, bill, cash, ledger

_CONTACTS = {"cost_per_contact": {"social": 10, "self_service": 0}, "hourly_rates": {"agent": 60, "lead": 60}}
SAVED = {
    "kind": "time_saved", "basis": "timed", "minutes_before": 60, "minutes_after": 0, "tasks": 2, "realisation": 1,
}  # fmt: skip
AVOIDED = {"kind": "deflection", "basis": "counted", "contacts_avoided": 50}


def _count(*benefits: Item) -> Answer:
    return ask(ledger(*benefits, settings=_CONTACTS), metric="benefit")


def _reasons(answer: Answer) -> dict[str, str]:
    return {one.id: one.reason for one in answer.not_counted}


def test_agent_time_is_inside_the_cost_of_the_contacts_of_its_pool() -> None:
    one = {"pool": "p", "pool_cap": 1000}
    answer = _count(AVOIDED | one, SAVED | {"role": "agent"} | one)
    assert (answer.benefit, _reasons(answer)) == (Decimal(500), {"b2": "inside_cost_per_contact"})


@pytest.mark.parametrize(
    "saved", [{"role": "lead", "pool": "p"}, {"role": "agent", "pool": "q"}, {"role": "agent"}], ids=str
)
def test_other_time_is_not(saved: Item) -> None:
    answer = _count(AVOIDED | {"pool": "p", "pool_cap": 1000}, SAVED | saved)
    assert (answer.benefit, _reasons(answer)) == (Decimal(620), {})


def test_agent_time_counts_where_the_contacts_of_its_pool_were_not_counted() -> None:
    nothing_shown = {"kind": "fix", "basis": "control", "avoided": 5, "avoided_low": -1, "avoided_high": 9, "pool": "p"}
    answer = _count(nothing_shown, SAVED | {"role": "agent", "pool": "p"})
    assert (answer.benefit, _reasons(answer)) == (Decimal(120), {"b1": "no_effect_shown"})


def test_the_smallest_cap_of_a_group_holds() -> None:
    answer = _count(AVOIDED | {"pool": "p", "pool_cap": 80}, AVOIDED | {"pool": "p", "pool_cap": 25})
    assert answer.benefit == 250 and set(_reasons(answer).values()) == {"capped"}
    assert _count(AVOIDED | {"pool": "p", "pool_cap": 50}).benefit == 500  # not above the cap
    assert _count(AVOIDED | {"pool": "p", "pool_cap": 80}, AVOIDED | {"pool": "p", "pool_cap": 110}).benefit == 800


def test_a_range_is_cut_like_its_value() -> None:
    answer = _count(AVOIDED | {"pool": "p", "pool_cap": 25, "low": 100, "high": 900})
    assert (answer.benefit_low, answer.benefit, answer.benefit_high) == (Decimal(50), Decimal(250), Decimal(450))


def test_a_pool_without_a_cap_keeps_the_best_grade_then_the_larger_value_then_the_smaller_id() -> None:
    sure, large = bill(1, pool="p"), bill(900, basis="before_after", pool="p")
    assert _reasons(_count(large, sure)) == {"b1": "overlap:b2"}
    assert _reasons(_count(bill(5, pool="p"), bill(7, pool="p"))) == {"b1": "overlap:b2"}
    assert _reasons(_count(bill(5, pool="p"), bill(5, pool="p"))) == {"b2": "overlap:b1"}


def test_another_pool_or_other_days_are_another_group() -> None:
    items = [bill(5, pool="p"), bill(5, pool="q"), bill(5, pool="p", date="2026-03-03")]
    assert _count(*items).benefit == 15


def test_a_unit_goes_to_the_smaller_value_per_unit_and_the_rest_is_cut() -> None:
    dear = bill(90, unit_type="order", unit_ids=["1", "2", "3"])
    cheap = bill(20, unit_type="order", unit_ids=["3", "4"])
    answer = _count(dear, cheap)
    assert [(one.id, one.value) for one in answer.benefits] == [("b1", Decimal(60)), ("b2", Decimal(20))]
    assert _reasons(answer) == {"b1": "overlap:b2"}
    other = cheap | {"unit_type": "case"}
    assert _count(dear, other).benefit == 110


def test_what_a_cut_leaves_is_what_a_pool_weighs() -> None:
    listed = {"unit_type": "contact", "unit_ids": ["1", "2"]}
    first, second = AVOIDED | listed, AVOIDED | listed | {"pool": "p", "pool_cap": 10}
    answer = _count(first, second)
    assert (answer.benefit, _reasons(answer)) == (Decimal(500), {"b2": "overlap:b1"})  # nothing is left for the pool


def test_an_item_that_nothing_is_left_of_skips_the_later_rules() -> None:
    raw = ledger(bill(5, id="x", voided=True, pool="p"), bill(3, id="y", pool="p"))
    answer = ask(raw, metric="benefit")
    assert (answer.benefit, _reasons(answer)) == (Decimal(3), {"x": "voided"})


def test_exposure_has_no_money_value_ever() -> None:
    seen = {"kind": "exposure", "basis": "counted", "impressions": 410000, "amount": 99, "low": 1, "high": 9}
    answer = _count(seen, bill(1))
    assert (answer.benefit, _reasons(answer), answer.missing) == (Decimal(1), {"b1": "no_money_value"}, ())


def test_lists_hold_only_what_lies_in_scope() -> None:
    raw = ledger(
        bill(1), bill(None, programme="b"), bill(5, voided=True, programme="b"), bill(None, date="2025-03-02"),
        bill(9, shares={"a": 1, "b": 1}, voided=True), costs=(cash(1), cash(None, programme="b")),
    )  # fmt: skip
    answer = ask(raw, programme="a", period="2026")
    assert (answer.missing, _reasons(answer), answer.warnings) == ((), {"b5": "voided"}, ())
    both = ask(raw, period="2026")
    assert [(one.id, one.reason) for one in both.missing] == [("c2", "amount"), ("b2", "amount")]
    assert both.refused == "COST_MISSING"


def test_a_unit_is_decided_on_the_whole_ledger_before_any_filter() -> None:
    one = {"unit_type": "order", "unit_ids": ["1"]}
    raw = ledger(bill(5, date="2025-01-01", **one), bill(9, **one), bill(2))
    answer = ask(raw, metric="benefit", period="2026")
    assert (answer.benefit, _reasons(answer)) == (Decimal(2), {"b2": "overlap:b1"})


def test_a_spread_item_counts_by_its_days_inside() -> None:
    raw = ledger(bill(62, **{"from": "2026-02-01", "to": "2026-04-04"}))  # 28 + 31 + 3 days
    assert ask(raw, metric="benefit", period="March 2026", as_of="2026-04-30").benefit == 31
    assert ask(raw, metric="benefit", as_of="2026-02-14").benefit == 14


def test_a_department_holds_its_programmes() -> None:
    raw = ledger(bill(90, shares={"a": 1, "b": 2}), costs=(cash(10), cash(20, programme="b")))
    answer = ask(raw, department="product")
    assert (answer.benefit, answer.cost, answer.roi_pct) == (Decimal(60), Decimal(20), Decimal(200))


def test_in_the_cohort_view_days_to_come_do_not_count_either() -> None:
    posted = [{"id": "i", "programme": "a", "posted": "2026-03-01"}]
    raw = ledger(bill(62, insight="i", **{"from": "2026-03-01", "to": "2026-05-01"}), insights=posted)
    assert ask(raw, metric="benefit", view="cohort", period="March 2026", as_of="2026-04-01").benefit is not None
    answer = ask(raw, metric="benefit", view="cohort", period="March 2026", as_of="2026-04-01")
    assert [(one.days_in, one.days) for one in answer.benefits] == [(32, 61)]


def test_the_score_is_the_weighted_mean_of_progress_within_0_and_1() -> None:
    def aim(own: str, seen: object, **more: object) -> Item:
        days = {"start": "2026-01-01", "due": "2026-12-31", "baseline": 0, "target": 10}
        observed = [] if seen is None else [{"date": "2026-03-01", "value": seen}]
        return {"id": own, "programme": "a", "metric": "m", "observations": observed, **days, **more}

    aims = [aim("over", 15), aim("half", 5, weight=2), aim("back", -5), aim("silent", None, weight=4)]
    found = ask(ledger(aims=aims, costs=(cash(100),)), metric="intention").intention
    assert found is not None
    assert [one.progress for one in found.aims] == [Decimal("1.5"), Decimal("0.5"), Decimal("-0.5"), None]
    # (1 x 1 + 2 x 0.5 + 1 x 0) / 4, half of the weight of 8; 100 / (100 x 0.5)
    assert (found.score, found.coverage, found.cost_per_point) == (Decimal("0.5"), Decimal("0.5"), Decimal(2))


def test_without_progress_a_point_has_no_cost() -> None:
    days = {"start": "2026-01-01", "due": "2026-12-31", "baseline": 0, "target": 10}
    none = {"id": "x", "programme": "a", "metric": "m", **days, "observations": [{"date": "2026-03-01", "value": 0}]}
    found = ask(ledger(aims=[none], costs=(cash(100),)), metric="intention").intention
    assert found is not None and (found.score, found.coverage, found.cost_per_point) == (Decimal(0), Decimal(1), None)


def test_only_observations_from_the_start_to_the_as_of_date_are_seen_and_the_newest_holds() -> None:
    days = {"start": "2026-03-10", "due": "2026-03-30", "baseline": 0, "target": 10}
    seen = [("2026-03-09", 9), ("2026-03-20", 4), ("2026-03-12", 1), ("2026-03-21", 8)]
    observations = [{"date": day, "value": value} for day, value in seen]
    raw = ledger(aims=[{"id": "x", "programme": "a", "metric": "m", **days, "observations": observations}])
    for as_of, actual in (("2026-03-11", None), ("2026-03-20", 4), ("2026-03-31", 8)):
        found = ask(raw, metric="intention", as_of=as_of).intention
        assert found is not None and found.aims[0].actual == actual
    last = ask(raw, metric="intention").intention
    assert last is not None and last.aims[0].expected == 1
