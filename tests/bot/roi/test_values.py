"""What one benefit or cost is worth, every formula of section 3 worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bot.model.answer import Answer
from bot.roi import answer_json
from tests.bot.roi.ledgers import Item, ask, bill, cash, ledger

_OWN = {"cost_per_contact": {"email": "7.4", "self_service": "0.2"}, "hourly_rates": {"care": 42}}


def _worth(*benefits: Item, settings: Item | None = None, **lists: Any) -> Answer:
    return ask(ledger(*benefits, settings=settings, **lists), metric="benefit")


def _three(answer: Answer) -> list[str]:
    fields = answer_json(answer)
    return [str(fields[name]) for name in ("benefit_low", "benefit", "benefit_high")]


SALE = {"kind": "sales", "basis": "attributed", "revenue": 18900, "refunds": 1260, "gross_margin": "0.31"}
VISITS = {"visits": 2140, "intent_share": "0.4", "resolved_share": "0.62", "would_contact_share": "0.25"}
DEFLECTED = {"kind": "deflection", "basis": "counted", "channel": "email"} | VISITS
REPORT = {"kind": "time_saved", "basis": "timed", "minutes_before": 180, "minutes_after": 25, "tasks": 13}
KEPT = {
    "kind": "retention", "basis": "before_after", "treated_n": 200, "treated_churned": 10, "control_n": 400,
    "control_churned": 40, "margin_per_customer_month": 30, "months_observed": 2,
}  # fmt: skip
SPEND = {
    "kind": "spend_change", "basis": "its", "n": 1750, "treated_after": 130, "treated_before": 100,
    "control_after": 80, "control_before": 70, "gross_margin": 1,
}  # fmt: skip
FIXED = {"kind": "fix", "basis": "control", "channel": "email"}


@pytest.mark.parametrize(
    ("benefit", "value"),
    [
        (SALE | {"incremental_share": "0.4"}, "2187.36"),  # 17,640 x 0.31 x 0.4
        (SALE, "5468.40"),  # all of it counts as incremental
        (DEFLECTED | {"recontacts": 9}, "890.50"),  # (132.68 - 9) x 7.20
        (DEFLECTED, "955.30"),  # 132.68 x 7.20
        (DEFLECTED | {"contacts_avoided": 10}, "72.00"),  # what was counted goes before the funnel
        (REPORT | {"role": "care"}, "705.25"),  # 155 / 60 x 13 x 42 x 0.5
        (REPORT | {"role": "care", "realisation": 1}, "1410.50"),
        (REPORT, "839.58"),  # 155 / 60 x 13 x 50 x 0.5
        (REPORT | {"rate": 60}, "1007.50"),
        (KEPT, "600.00"),  # 200 x (0.10 - 0.05) x 30 x 2
        (KEPT | {"treated_churned": 30}, "-600.00"),  # a negative result stays negative
        (SPEND, "35000.00"),  # 1,750 x ((130 - 100) - (80 - 70))
        (bill("99.995"), "100.00"),
        (FIXED | {"avoided": 10, "avoided_low": 1, "avoided_high": 20}, "74.00"),
        (FIXED | {"unit": "mentions", "contacts_per_mention": "5.2", "avoided": "107.6", "avoided_low": 57,
                  "avoided_high": "184.6"}, "4140.45"),
        # expected 400 x 90 / 100 = 360 with the control theme, 300 avoided, x 7.40
        (FIXED | {"pre_count": 400, "post_count": 60, "control_pre": 100, "control_post": 90}, "2220.00"),
        # without it 400 / 40 x 20 = 200, 140 avoided, but bounds are given
        (FIXED | {"pre_count": 400, "post_count": 60, "pre_days": 40, "post_days": 20, "low": 1, "high": 2000},
         "1036.00"),
    ],
)  # fmt: skip
def test_each_kind_has_its_formula(benefit: Item, value: str) -> None:
    assert answer_json(_worth(benefit, settings=_OWN))["benefit"] == Decimal(value)


@pytest.mark.parametrize(
    ("channel", "each"), [("phone", "9.75"), ("email", "5.75"), ("chat", "4.75"), ("social", "5.75"), (None, "5.75")]
)
def test_a_contact_costs_what_the_defaults_say(channel: str | None, each: str) -> None:
    answer = _worth(
        {"kind": "deflection", "basis": "counted", "contacts_avoided": 1} | ({"channel": channel} if channel else {})
    )
    assert answer.benefit == Decimal(each)
    assert set(answer.defaults_used) == {f"cost_per_contact.{channel or 'social'}", "cost_per_contact.self_service"}


@pytest.mark.parametrize(
    ("benefit", "settings", "names"),
    [
        (REPORT, {}, ("default_hourly_rate", "realisation")),
        (REPORT | {"rate": 1, "realisation": 1}, {}, ()),
        (REPORT, {"default_hourly_rate": 40, "realisation": "0.6"}, ()),
        (REPORT | {"role": "care"}, _OWN, ("realisation",)),
        (SALE, {}, ("incremental_share",)),
        (SALE, {"incremental_share": 1}, ()),
        (SALE | {"incremental_share": 1}, {}, ()),
    ],
)
def test_a_default_that_entered_is_named(benefit: Item, settings: Item, names: tuple[str, ...]) -> None:
    assert _worth(benefit, settings=settings).defaults_used == names


def test_a_sale_without_a_margin_is_not_valued() -> None:
    sale = {name: value for name, value in SALE.items() if name != "gross_margin"}
    answer = _worth(sale, bill(1))
    assert [(one.id, one.reason) for one in answer.missing] == [("b1", "gross_margin")]
    assert (answer.benefit, answer.warnings) == (Decimal(1), ("PARTIAL",))
    assert _worth(sale, settings={"gross_margin": "0.5"}).benefit == 8820


@pytest.mark.parametrize(
    ("benefit", "name"),
    [
        (SALE | {"refunds": None}, "refunds"),
        ({"kind": "deflection", "basis": "counted"}, "contacts_avoided"),
        (DEFLECTED | {"recontacts": None}, "recontacts"),
        (DEFLECTED | {"intent_share": None}, "intent_share"),
        (DEFLECTED | {"channel": "pigeon"}, "cost_per_contact.pigeon"),
        (FIXED, "avoided"),
        (FIXED | {"unit": "mentions", "avoided": 1}, "contacts_per_mention"),
        (FIXED | {"pre_count": 4, "post_count": None}, "post_count"),
        (FIXED | {"pre_count": 4, "post_count": 1, "control_pre": 5}, "control_post"),
        (REPORT | {"tasks": None}, "tasks"),
        (KEPT | {"control_n": 0, "control_churned": 0}, "control_n"),
        (SPEND | {"control_before": None}, "control_before"),
        (bill(None), "amount"),
        ({"kind": "asserted", "basis": "statement"}, "amount"),
    ],
)
def test_an_input_that_is_not_known_is_missing_by_its_name(benefit: Item, name: str) -> None:
    answer = _worth(benefit)
    assert [(one.id, one.reason) for one in answer.missing] == [("b1", name)]
    assert (answer.refused, answer.benefit, answer.warnings) == ("NO_BENEFIT_DATA", None, ("PARTIAL",))


@pytest.mark.parametrize(
    ("benefit", "three"),
    [
        (bill(100), ["100.00", "100.00", "100.00"]),  # measured
        (bill(100, basis="before_after"), ["50.00", "100.00", "150.00"]),  # estimated
        (bill(-100, basis="before_after"), ["-150.00", "-100.00", "-50.00"]),
        (bill(100, basis="before_after", low=90, high=130), ["90.00", "100.00", "130.00"]),
        (bill(100, basis="before_after", low=90), ["50.00", "100.00", "150.00"]),  # one end is no range
        (bill(100, basis="control", low=90, high=130), ["90.00", "100.00", "130.00"]),  # an interval
        # p = 0.05 and 0.10, se = sqrt(0.05 x 0.95 / 200 + 0.1 x 0.9 / 400) = 0.0215058, (0.05 +- 0.0353771) x 12,000
        (KEPT | {"basis": "holdout"}, ["175.48", "600.00", "1024.52"]),
    ],
)
def test_every_value_has_its_range(benefit: Item, three: list[str]) -> None:
    assert _three(_worth(benefit)) == three


@pytest.mark.parametrize(
    ("benefit", "grade"),
    [
        (bill(1), "measured"),
        (bill(1, basis="timed"), "estimated"),
        (REPORT | {"rate": 1, "realisation": 1}, "measured"),
        (REPORT | {"rate": 1}, "estimated"),  # the default realisation entered
        (REPORT | {"rate": 1, "realisation": 1, "basis": "counted"}, "estimated"),
        (KEPT | {"basis": "holdout"}, "measured"),
        (KEPT | {"basis": "control"}, "measured"),
        (KEPT, "estimated"),
        (SPEND | {"low": 1, "high": 2}, "estimated"),  # an interval of basis its
        (SPEND | {"basis": "holdout"}, "estimated"),  # no interval
        (SPEND | {"basis": "holdout", "low": 1, "high": 2}, "measured"),
        (bill(1, basis=None), "estimated"),
    ],
)
def test_each_value_has_its_grade(benefit: Item, grade: str) -> None:
    assert _worth(benefit).grade == grade


@pytest.mark.parametrize(
    "claim", [{"kind": "asserted", "basis": "counted"}, {"kind": "other_cash", "basis": "statement"}]
)
def test_a_claim_stands_beside_and_its_range_begins_at_nothing(claim: Item) -> None:
    answer = _worth(claim | {"amount": 500}, bill(1))
    assert answer.by_grade is not None
    assert (answer.by_grade.asserted, answer.benefit, answer.grade) == (Decimal(500), Decimal(1), "measured")
    assert [(one.id, one.reason) for one in answer.not_counted] == [("b1", "asserted")]


@pytest.mark.parametrize(
    ("benefit", "share"),
    [
        (SALE, 1), (SPEND, 1), (KEPT, 1), (bill(8), 1), (DEFLECTED, 0), (REPORT, 0),
        (FIXED | {"avoided": 9, "avoided_low": 1, "avoided_high": 19}, 0), (DEFLECTED | {"cashable": "0.25"}, "0.25"),
    ],
)  # fmt: skip
def test_avoided_work_is_capacity_until_a_budget_falls(benefit: Item, share: Any) -> None:
    answer = _worth(benefit)
    assert answer.benefit is not None and answer.cash_benefit == answer.benefit * Decimal(share)


@pytest.mark.parametrize("kind", ["holdout", "control", "its"])
def test_an_interval_that_holds_zero_shows_no_effect(kind: str) -> None:
    answer = _worth(bill(10, basis=kind, low=-1, high=20), bill(10, basis=kind, low=1, high=20))
    assert answer.benefit == 10
    assert [(one.id, one.reason) for one in answer.not_counted] == [("b1", "no_effect_shown")]
    assert [(one.id, one.low, one.high) for one in answer.beside] == [("b1", Decimal(-1), Decimal(20))]


@pytest.mark.parametrize(
    "counts",
    [
        {"pre_count": 20, "post_count": 5, "control_pre": 0, "control_post": 20, "pre_days": 7, "post_days": 7},
        {"pre_count": 20, "post_count": 0, "control_pre": 20, "control_post": 20},
        {"pre_count": 20, "post_count": 5, "pre_days": 7, "post_days": 7},
    ],
)
def test_a_fix_with_a_zero_or_absent_control_count_has_no_interval(counts: Item) -> None:
    answer = _worth(FIXED | counts, bill(1))
    assert [(one.id, one.reason) for one in answer.not_counted] == [("b1", "not_estimable_yet")]


def test_the_overdispersion_widens_the_interval_of_four_counts() -> None:
    counts = {"pre_count": 200, "post_count": 50, "control_pre": 100, "control_post": 100, "channel": "social"}
    wide = _worth({"kind": "fix", "basis": "control"} | counts, settings={"overdispersion": 8})
    # se = sqrt(8 x 0.045) = 0.6; 50 (4 exp(-+0.987) - 1) contacts at 6
    assert _three(wide) == ["147.23", "900.00", "2919.81"]


@pytest.mark.parametrize(
    ("cost", "value", "defaults"),
    [
        (cash("12.50"), "12.50", ()),
        ({"type": "time", "hours": 2}, "100", ("default_hourly_rate",)),
        ({"type": "time", "hours": 2, "role": "care"}, "84", ()),
        ({"type": "time", "hours": 2, "role": "care", "rate": 60}, "120", ()),
        ({"type": "time", "hours": 2, "rate": 60, "currency": "USD"}, "60", ()),
        (cash(10, currency="USD"), "5", ()),
    ],
)
def test_a_cost_is_cash_or_hours_at_a_rate(cost: Item, value: str, defaults: tuple[str, ...]) -> None:
    rate = [{"date": "2026-03-01", "from": "USD", "to": "EUR", "rate": "0.5"}]
    answer = ask(ledger(costs=(cost,), settings={"hourly_rates": {"care": 42}}, fx=rate), metric="cost")
    assert (answer.cost, answer.defaults_used) == (Decimal(value), defaults)


def test_a_rate_of_the_settings_is_in_base_currency() -> None:
    hours = {"type": "time", "hours": 1, "currency": "USD"}
    assert ask(ledger(costs=(hours,)), metric="cost").cost == 50


def test_a_rate_may_be_older_where_the_settings_say_so_and_of_one_day_the_last_holds() -> None:
    old = [{"date": "2026-02-01", "from": "USD", "to": "EUR", "rate": rate} for rate in (9, 2)]
    raw = ledger(bill(100, currency="USD"), fx=old, settings={"fx_max_age_days": 40})
    assert ask(raw, metric="benefit").benefit == 200


def test_a_spread_item_is_converted_at_its_first_day() -> None:
    rates = [
        {"date": day, "from": "USD", "to": "EUR", "rate": rate} for day, rate in (("2026-03-01", 2), ("2026-03-05", 9))
    ]
    raw = ledger(bill(100, currency="USD", **{"from": "2026-03-02", "to": "2026-03-12"}), fx=rates)
    assert ask(raw, metric="benefit").benefit == 200
