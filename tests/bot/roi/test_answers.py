"""Rules and refusals, worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bot.model.answer import Answer
from bot.roi import answer_json
from tests.bot.roi.ledgers import Item, ask, bill, cash, ledger


def _reasons(answer: Answer) -> dict[str, str]:
    return {one.id: one.reason for one in answer.not_counted}


def _fields(raw: Item, **query: Any) -> Item:
    return answer_json(ask(raw, **query))


def test_roi_is_benefit_less_cost_over_cost() -> None:
    fields = _fields(ledger(bill(150), costs=(cash(100),)))
    assert (fields["roi_pct"], fields["net"], fields["grade"]) == (Decimal("50.0"), Decimal("50.00"), "measured")
    assert fields["refused"] is None and fields["period"] == {"start": None, "end": "2026-04-01"}


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [("0.005", "EUR", "0.01"), ("-0.005", "EUR", "-0.01"), ("-0.001", "EUR", "0.00"), ("2.5", "JPY", "3")],
)
def test_money_is_rounded_half_away_from_zero_to_the_minor_unit(amount: str, currency: str, shown: str) -> None:
    raw = ledger(bill(amount), settings={"base_currency": currency})
    assert str(_fields(raw, metric="benefit")["benefit"]) == shown


def test_a_third_that_is_half_a_cent_is_rounded_up() -> None:
    raw = ledger(bill("0.015", shares={"a": 1, "b": 2}))
    assert _fields(raw, metric="benefit", programme="a")["benefit"] == Decimal("0.01")


def test_days_after_as_of_never_count() -> None:
    raw = ledger(bill(310, **{"from": "2026-03-01", "to": "2026-04-01"}), costs=(cash(100, date="2026-03-11"), cash(7)))
    fields = _fields(raw, as_of="2026-03-10")
    assert (fields["benefit"], fields["cost"]) == (Decimal("100.00"), Decimal("7.00"))


def test_what_was_recorded_later_is_unknown_with_what_it_supersedes() -> None:
    new = bill(5, id="new", supersedes=["old"], recorded="2026-03-10T00:00:00+01:00")
    raw = ledger(bill(3, id="old"), new)
    assert _fields(raw, metric="benefit", as_of="2026-03-09")["benefit"] == Decimal("3.00")
    later = ask(raw, metric="benefit", as_of="2026-03-10")
    assert later.benefit == 5 and _reasons(later) == {"old": "superseded"}


def test_a_void_counts_from_its_moment_and_frees_what_was_superseded() -> None:
    raw = ledger(bill(3, id="old"), bill(5, id="new", supersedes="old", voided_at="2026-03-10T12:00:00+01:00"))
    assert ask(raw, metric="benefit", as_of="2026-03-09").benefit == 5
    after = ask(raw, metric="benefit", as_of="2026-03-10")
    assert after.benefit == 3 and _reasons(after) == {"new": "voided"}


def test_a_chain_of_corrections_leaves_the_last() -> None:
    raw = ledger(bill(1, id="x"), bill(2, id="y", supersedes="x"), bill(4, id="z", supersedes="y"))
    assert ask(raw, metric="benefit").benefit == 4


def test_a_fix_without_an_interval_is_shown_beside_and_not_counted() -> None:
    counts = {"pre_count": 70, "pre_days": 7, "post_count": 5, "post_days": 7}
    raw = ledger({"kind": "fix", "basis": "before_after"} | counts, bill(1))
    answer = ask(raw, metric="benefit")
    assert answer.benefit == 1 and _reasons(answer) == {"b1": "not_estimable_yet"}
    assert [(one.low, one.high) for one in answer.beside] == [
        (Decimal(195), Decimal(585))
    ]  # 65 contacts at 6, half and one and a half


def test_a_lost_unit_goes_to_the_better_grade() -> None:
    units = {"unit_type": "order", "unit_ids": ["1", "2"]}
    sale = {"kind": "sales", "basis": "attributed", "revenue": 90, "refunds": 0, "gross_margin": 1}
    listed = {"unit_type": "order", "unit_ids": ["2", "3", "4"]}
    answer = ask(ledger(bill(100, **units), sale | listed), metric="benefit")
    assert _reasons(answer) == {"b2": "overlap:b1"} and answer.benefit == 160
    assert answer.warnings == ("ATTRIBUTED_NOT_INCREMENTAL",)


def test_the_smallest_keeper_is_named_when_several_keep_units() -> None:
    def listed(amount: int, own: str, *units: str) -> Item:
        return bill(amount, id=own, unit_type="order", unit_ids=list(units))

    raw = ledger(listed(90, "m", "1", "2", "3"), listed(1, "z", "1"), listed(2, "k", "2"))
    answer = ask(raw, metric="benefit")
    assert _reasons(answer) == {"m": "overlap:k"} and answer.benefit == 33


def test_what_was_recorded_at_the_very_moment_is_known() -> None:
    raw = ledger(bill(3, recorded="2026-03-10T12:00:00+01:00"))
    assert ask(raw, metric="benefit", as_of="2026-03-10T11:00:00Z").benefit == 3
    assert ask(raw, metric="benefit", as_of="2026-03-10T10:59:59Z").refused == "NO_BENEFIT_DATA"


@pytest.mark.parametrize(
    ("inputs", "grade"),
    [
        ({"avoided": 10, "avoided_low": 5, "avoided_high": 20}, "measured"),
        ({"pre_count": 900, "post_count": 100, "control_pre": 500, "control_post": 500}, "estimated"),
        ({"avoided": 10, "low": 50, "high": 200}, "estimated"),
        ({"avoided": 10, "avoided_low": 5, "avoided_high": 20, "channel": "phone"}, "estimated"),
    ],
)
def test_a_fix_is_measured_only_with_given_bounds_and_own_figures(inputs: Item, grade: str) -> None:
    raw = ledger({"kind": "fix", "basis": "control"} | inputs, settings={"cost_per_contact": {"social": 6}})
    assert ask(raw, metric="benefit").grade == grade


def test_the_interval_of_four_counts_is_that_of_the_rate_ratio() -> None:
    counts = {"pre_count": 200, "post_count": 50, "control_pre": 100, "control_post": 100}
    fields = _fields(ledger({"kind": "fix", "basis": "control"} | counts), metric="benefit")
    # 1/RR = 4, se = sqrt(2 (1/200 + 1/50 + 1/100 + 1/100)) = 0.3; 50 (4 exp(-+0.4935) - 1) contacts at 6
    assert [str(fields[name]) for name in ("benefit_low", "benefit", "benefit_high")] == ["432.58", "900.00", "1665.65"]


def test_a_sale_cut_away_leaves_no_warning_and_no_default() -> None:
    sale = {"kind": "sales", "basis": "attributed", "revenue": 9, "refunds": 0, "gross_margin": 1, "pool": "p"}
    answer = ask(ledger(bill(5, pool="p"), sale), metric="benefit")
    assert (answer.warnings, answer.defaults_used) == ((), ())


def test_a_pool_pays_no_more_than_its_cap() -> None:
    avoided = {"kind": "deflection", "basis": "counted", "contacts_avoided": 60, "channel": "phone", "pool": "p"}
    raw = ledger(avoided | {"pool_cap": 100}, avoided, settings={"cost_per_contact": {"phone": 10, "self_service": 0}})
    answer = ask(raw, metric="benefit")
    assert answer.benefit == 1000 and set(_reasons(answer).values()) == {"capped"}


def test_pools_without_a_cap_join_through_dates_between() -> None:
    days = [
        ("2026-03-01", "2026-03-05"),
        ("2026-03-04", "2026-03-08"),
        ("2026-03-07", "2026-03-09"),
        ("2026-03-09", "2026-03-10"),
    ]
    items = [bill(n, pool="p", **{"from": start, "to": end}) for n, (start, end) in enumerate(days, 1)]
    answer = ask(ledger(*items), metric="benefit")
    assert answer.benefit == 3 + 4 and _reasons(answer) == {"b1": "overlap:b3", "b2": "overlap:b3"}


def test_shares_split_a_benefit_and_add_up() -> None:
    raw = ledger(bill(90, shares={"a": 1, "b": 2}), costs=(cash(10), cash(20, programme="b")))
    fields = _fields(raw, by="programme")
    by = {name: [str(figure) for figure in line.values()] for name, line in fields["by"].items()}
    assert by == {"a": ["30.00", "10.00", "20.00", "200.0"], "b": ["60.00", "20.00", "40.00", "200.0"]}
    assert fields["ranking"] == ["a", "b"]


@pytest.mark.parametrize(
    ("fx", "value"),
    [
        ([("2026-03-02", "USD", "EUR", "0.5"), ("2026-03-01", "USD", "EUR", "9")], "50"),
        ([("2026-03-03", "USD", "EUR", "0.5"), ("2026-02-23", "USD", "EUR", "2")], "200"),
        ([("2026-02-22", "USD", "EUR", "2"), ("2026-03-01", "EUR", "USD", "4")], "25"),
        ([("2026-02-23", "USD", "EUR", "2"), ("2026-03-02", "EUR", "USD", "4")], "200"),
        ([("2026-02-22", "USD", "EUR", "2")], None),
        ([("2026-03-02", "USD", "GBP", "2"), ("2026-03-02", "GBP", "EUR", "2")], None),
    ],
)
def test_the_newest_rate_of_seven_days_converts_direct_before_reverse(fx: list[Any], value: str | None) -> None:
    rates = [{"date": day, "from": source, "to": target, "rate": rate} for day, source, target, rate in fx]
    answer = ask(ledger(bill(100, currency="USD"), bill(1), fx=rates), metric="benefit")
    if value is None:
        assert [(one.id, one.reason) for one in answer.missing] == [("b1", "FX_MISSING")]
        assert answer.warnings == ("PARTIAL",) and answer.benefit == 1
    else:
        assert answer.benefit == Decimal(value) + 1


@pytest.mark.parametrize(
    ("raw", "query", "refused"),
    [
        (ledger(), {"programme": "z"}, "UNKNOWN_PROGRAMME"),
        (ledger(), {"department": "z"}, "UNKNOWN_PROGRAMME"),
        (ledger(), {"programme": "a", "department": "product"}, "UNKNOWN_PROGRAMME"),
        (ledger(), {"programme": "z", "period": "banana"}, "UNKNOWN_PROGRAMME"),
        (ledger(), {"period": "banana"}, "UNKNOWN_PERIOD"),
        (ledger(), {"period": "since launch"}, "UNKNOWN_PERIOD"),
        (ledger(costs=(cash(None),)), {}, "COST_MISSING"),
        (ledger(costs=(cash(None),)), {"metric": "cost"}, "COST_MISSING"),
        (ledger(costs=(cash(None),)), {"metric": "intention"}, "COST_MISSING"),
        (ledger(costs=(cash(None),)), {"metric": "benefit"}, "NO_BENEFIT_DATA"),
        (ledger(costs=(cash(None, voided=True),)), {"metric": "cost"}, None),
        (ledger(costs=(cash(None, date="2025-01-01"),)), {"metric": "cost", "period": "2026"}, None),
        (ledger({"kind": "asserted", "basis": "statement", "amount": 9}, costs=(cash(1),)), {}, "NO_BENEFIT_DATA"),
        (ledger(bill(None)), {"metric": "net"}, "NO_BENEFIT_DATA"),
        (ledger(bill(1)), {}, "NO_COST"),
        (ledger(bill(1)), {"metric": "net"}, None),
        (ledger(), {"metric": "cost"}, None),
        (ledger(bill(1)), {"metric": "npv"}, None),
        (ledger(bill(1)), {"metric": "payback"}, None),
        (ledger(bill(1), costs=(cash(None),)), {"metric": "npv"}, "COST_MISSING"),
        (ledger(costs=(cash(None),)), {"metric": "payback"}, "COST_MISSING"),
        (ledger(costs=(cash(1),)), {"metric": "npv"}, "NO_BENEFIT_DATA"),
        (ledger(costs=(cash(1),)), {"metric": "payback"}, "NO_BENEFIT_DATA"),
        (ledger(costs=(cash(1),)), {"metric": "maturity"}, "NO_BENEFIT_DATA"),
        (ledger(), {"metric": "maturity", "programme": "z"}, "UNKNOWN_PROGRAMME"),
        (ledger(costs=(cash(None),)), {"metric": "unit_cost", "outcome": "x"}, "COST_MISSING"),
        (ledger(costs=(cash(1),)), {"metric": "unit_cost", "outcome": "x"}, "NO_OUTCOME"),
        (ledger(costs=(cash(1),)), {"metric": "unit_cost"}, "NO_OUTCOME"),
        (ledger(costs=(cash(None),)), {"metric": "unit_cost", "versus_programme": "z"}, "UNKNOWN_PROGRAMME"),
    ],
)
def test_refusals_come_in_their_order(raw: Item, query: Item, refused: str | None) -> None:
    assert ask(raw, **query).refused == refused


def test_a_refused_answer_still_says_what_it_can() -> None:
    answer = ask(ledger(bill(5), costs=(cash(None), cash(3))))
    assert (answer.benefit, answer.cost, answer.net, answer.roi_pct) == (Decimal(5), None, None, None)
    assert [(one.id, one.reason) for one in answer.missing] == [("c1", "amount")]


def test_a_comparison_holds_the_whole_other_answer() -> None:
    raw = ledger(bill(30), bill(20, date="2026-02-02"), costs=(cash(10),))
    for query in ({"period": "March 2026", "compare": "previous period"}, {"period": "March 2026 vs February 2026"}):
        fields = _fields(raw, metric="benefit", **query)
        assert fields["comparison"]["period"] == {"start": "2026-02-01", "end": "2026-03-01"}
        assert (fields["change"], fields["change_pct"]) == (Decimal("10.00"), Decimal("50.0"))


def test_a_change_from_nothing_has_no_percent() -> None:
    raw = ledger(costs=(cash(10),))
    fields = _fields(raw, metric="cost", period="March 2026", compare="same period last year")
    assert (fields["change"], fields["change_pct"]) == (Decimal("10.00"), None)
    no_words = ask(raw, metric="cost", period="March 2026", compare="banana")
    assert no_words.refused == "UNKNOWN_PERIOD" and no_words.cost == 10


def test_a_period_still_to_come_is_empty_and_says_so() -> None:
    answer = ask(ledger(bill(5, date="2026-05-01"), costs=(cash(3),)), period="2026-04-15..2026-06-30")
    assert (answer.cost, answer.benefit, answer.refused) == (Decimal(0), None, "NO_BENEFIT_DATA")
    assert answer.notes[0] == "The days after 2026-03-31 are still to come and empty."


def test_the_cohort_view_follows_the_day_of_the_insight() -> None:
    posted = [{"id": "i", "programme": "a", "posted": "2026-01-10"}]
    raw = ledger(bill(5, insight="i"), bill(7), costs=(cash(3),), insights=posted)
    january = ask(raw, period="January 2026", view="cohort", metric="benefit")
    assert january.benefit == 5 and january.maturity == 0 and january.warnings == ("TOO_EARLY",)
    assert ask(raw, period="March 2026", view="cohort", metric="benefit").refused == "NO_BENEFIT_DATA"


def test_a_programme_that_is_too_early_is_not_ranked() -> None:
    posted = [{"id": "i", "programme": "a", "posted": "2026-03-10"}]
    raw = ledger(bill(9), bill(5, programme="b"), costs=(cash(3), cash(3, programme="b")), insights=posted)
    answer = ask(raw, by="programme")
    assert answer.ranking == ("b",) and answer.by is not None and set(answer.by) == {"a", "b"}


_AIM = {
    "id": "x",
    "programme": "a",
    "metric": "m",
    "baseline": 0,
    "target": 10,
    "start": "2026-01-01",
    "due": "2026-04-11",
}


@pytest.mark.parametrize(
    ("aim", "seen", "status", "progress"),
    [
        ({}, 8, "on_track", "0.8"),
        ({}, "7.9", "behind", "0.79"),
        ({}, 12, "achieved", "1.2"),
        ({}, -1, "reversed", "-0.1"),
        ({}, None, "unknown", None),
        ({"start": "2026-04-02"}, 8, "not_started", None),
        ({"target": 0, "tolerance": 1}, 1, "achieved", "1"),
        ({"target": 0}, 1, "behind", "0"),
    ],
)
def test_an_aim_has_a_status(aim: Item, seen: Any, status: str, progress: str | None) -> None:
    observed = [{"date": "2026-03-30", "value": seen}, {"date": "2026-04-02", "value": 3}]
    raw = ledger(aims=[_AIM | aim | {"observations": observed}], costs=(cash(100),))
    found = ask(raw, metric="intention", as_of="2026-04-01").intention
    assert found is not None
    assert (found.aims[0].status, found.aims[0].progress) == (status, None if progress is None else Decimal(progress))
    if progress is None:
        assert (found.score, found.cost_per_point, found.coverage) == (None, None, Decimal(0))
