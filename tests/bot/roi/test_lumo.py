"""The shipped example: the quarter that the demo tells, to the cent."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.model.answer import Answer
from bot.roi import answer_json, dump, evaluate, read_ledger, read_query

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


def _load(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EXAMPLES / name).read_text(encoding="utf-8"), parse_float=Decimal)
    return found


def _ask(costs: tuple[dict[str, Any], ...] = (), **query: Any) -> Answer:
    ledger = _load("lumo-q3-ledger.json")
    ledger["costs"] += costs
    return evaluate(read_ledger(ledger), read_query(_load("lumo-q3-query.json") | query))


def test_the_quarter_is_about_break_even() -> None:
    fields = answer_json(_ask())
    expected = {
        "benefit": "7529.23", "benefit_low": "3876.02", "benefit_high": "12101.55", "cash_benefit": "2187.36",
        "cost": "7547.00", "net": "-17.77", "roi_pct": "-0.2", "roi_low_pct": "-48.6", "roi_high_pct": "60.3",
        "cash_roi_pct": "-71.0",
    }  # fmt: skip
    assert {name: str(fields[name]) for name in expected} == expected
    grades = {"measured": Decimal("3746.12"), "estimated": Decimal("3783.11"), "asserted": Decimal("5000.00")}
    assert (fields["grade"], fields["by_grade"]) == ("estimated", grades)


def test_it_says_what_is_not_counted_what_is_ours_and_how_early_it_is() -> None:
    answer = _ask()
    assert {one.id: one.reason for one in answer.not_counted} == {
        "tracking-email": "no_effect_shown",
        "telmio-deal": "asserted",
        "night-photo-reach": "no_money_value",
        "agent-hours": "inside_cost_per_contact",
    }
    assert answer.warnings == ("TOO_EARLY",) and answer.defaults_used == ("realisation",)
    assert answer_json(answer)["maturity"] == Decimal("0.073")
    assert answer.refused is None and answer.missing == ()


def test_two_more_hours_move_it() -> None:
    extra = {"id": "x", "programme": "listening-desk", "type": "time", "hours": 2, "rate": 42, "date": "2026-09-30"}
    assert answer_json(_ask((extra,)))["roi_pct"] == Decimal("-1.3")


def test_the_aims_stand_beside_the_money() -> None:
    fields = answer_json(_ask(metric="intention"))
    aims = fields["aims"]
    assert isinstance(aims, list)
    assert [(aim["progress"], aim["expected"], aim["status"]) for aim in aims] == [
        (Decimal("0.667"), Decimal("0.525"), "on_track"),
        (Decimal("0.413"), Decimal("0.525"), "behind"),
    ]
    assert (fields["score"], fields["cost_per_point"]) == (Decimal("0.540"), Decimal("139.87"))


@pytest.mark.parametrize("metric", ["roi", "intention"])
def test_the_output_is_the_same_text_twice_and_says_what_the_fields_say(metric: str) -> None:
    answers = [_ask(metric=metric, compare="previous period", by="programme") for _ in range(2)]
    texts = {dump(answer) for answer in answers}
    assert len(texts) == 1
    assert json.loads(texts.pop(), parse_float=Decimal) == answer_json(answers[0])


def test_the_phone_survey_stands_beside_the_desk_on_the_same_results() -> None:
    fields = answer_json(_ask(metric="unit_cost", outcome="problems confirmed", versus_programme="phone-survey"))
    expected = {"cost": "7547.00", "unit_cost": "1078.14", "outcome_count": "7", "versus_unit_cost": "2319.00"}
    assert {name: str(fields[name]) for name in expected} == expected and fields["ratio"] == Decimal("0.465")
    survey = answer_json(_ask(metric="unit_cost", outcome="problems confirmed", programme="phone-survey"))
    assert (survey["cost"], survey["outcome_count"]) == (Decimal("9276.00"), 4)


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("nightsky", "2187.36"),  # (18,900 - 1,260) x 0.31 x 0.4
        ("esim-article", "890.50"),  # (2,140 x 0.4 x 0.62 x 0.25 - 9) x 7.20
        ("weekly-report", "705.25"),  # (180 - 25) / 60 x 13 x 42 x 0.5
        ("charger-fix", "3746.12"),  # 38 of 42 days of 107.6 x 5.2 x 7.40
        ("desk-hours", "4368.00"),
        ("lead-hours", "624.00"),
        ("charger-fix-hours", "1496.00"),
        ("tracking-email-hours", "612.00"),
        ("esim-article-hours", "252.00"),
    ],
)
def test_each_entry_of_the_quarter_comes_out_to_the_cent(entry: str, value: str) -> None:
    answer = _ask()
    found = {one.id: one for one in (*answer.benefits, *answer.costs)}
    assert f"{found[entry].value:.2f}" == value


def test_the_naive_figure_would_be_nearly_double_the_cost() -> None:
    # The before/after of the useless fix (44 contacts avoided) and the claim, both counted.
    answer = _ask()
    assert answer.benefit is not None and answer.cost is not None
    naive = answer.benefit + 44 * Decimal("5.2") * Decimal("7.4") + 5000
    assert f"{(naive - answer.cost) / answer.cost * 100:.1f}" == "88.5"
