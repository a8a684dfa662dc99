"""The evaluator against a second one that shares no code with it, on random ledgers."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model.answer import Answer
from bot.roi import dump, evaluate, read_ledger, read_query
from tests.bot.roi.ledgers import Item, ask, bill, cash, ledger, ledgers, queries
from tests.bot.roi.oracle import Oracle
from tests.bot.roi.oracle_aims import intention

Days = tuple[date | None, date]


def _flat(answer: Answer) -> Item:
    names = (
        "benefit", "benefit_low", "benefit_high", "cash_benefit", "cost", "net", "roi_pct", "roi_low_pct",
        "roi_high_pct", "cash_roi_pct", "grade", "refused", "npv", "payback_months", "maturity",
    )  # fmt: skip
    assert answer.by_grade is not None
    found = {name: getattr(answer, name) for name in names} | {
        "measured": answer.by_grade.measured,
        "estimated": answer.by_grade.estimated,
        "asserted": answer.by_grade.asserted,
        "not_counted": sorted((one.id, one.reason) for one in answer.not_counted),
        "missing": sorted((one.id, one.reason) for one in answer.missing if one.reason != "count"),
        "partial": "PARTIAL" in answer.warnings,
        "attributed": "ATTRIBUTED_NOT_INCREMENTAL" in answer.warnings,
        "defaults_used": list(answer.defaults_used),
    }
    if answer.unit is not None:
        found |= {"outcome_count": answer.unit.count, "unit_cost": answer.unit.each}
    return found


def _same(ours: Any, theirs: Any) -> bool:
    if ours is None or theirs is None or isinstance(ours, str | list | bool):
        return bool(ours == theirs)
    return float(ours) == pytest.approx(float(theirs), rel=1e-9, abs=1e-6)


def _days(query: Item) -> Days:
    if "period" not in query:
        return None, date.max
    first, last = (date.fromisoformat(day) for day in query["period"].split(".."))
    return first, last + timedelta(days=1)


def _differences(ours: Item, theirs: Item) -> Item:
    return {name: (ours[name], theirs[name]) for name in ours if not _same(ours[name], theirs[name])}


def _names(query: Item) -> set[str] | None:
    return {query["programme"]} if query.get("programme") else None


@settings(max_examples=120, deadline=None, derandomize=True)
@given(ledgers(), queries())
def test_both_evaluators_say_the_same(raw: Item, query: Item) -> None:
    ours = _flat(evaluate(read_ledger(raw), read_query(query)))
    assert _differences(ours, Oracle(raw, query).answer(_days(query), _names(query))) == {}


@pytest.mark.soak
@settings(max_examples=5000, deadline=None, suppress_health_check=list(HealthCheck))
@given(ledgers(), queries())
def test_both_evaluators_say_the_same_for_long(raw: Item, query: Item) -> None:
    ours = _flat(evaluate(read_ledger(raw), read_query(query)))
    assert _differences(ours, Oracle(raw, query).answer(_days(query), _names(query))) == {}


@settings(max_examples=40, deadline=None, derandomize=True)
@given(ledgers(), queries())
def test_both_say_the_same_of_aims(raw: Item, query: Item) -> None:
    answer = evaluate(read_ledger(raw), read_query(query | {"metric": "intention"}))
    assert answer.intention is not None
    found = intention(Oracle(raw, query), _names(query), answer.cost)
    ours = [(one.id, one.actual, one.status) for one in answer.intention.aims]
    assert ours == [(own, actual, status) for own, actual, _, _, status in found["aims"]]
    for one, (_, _, done, expected, _) in zip(answer.intention.aims, found["aims"], strict=True):
        assert _same(one.progress, done) and _same(one.expected, expected)
    for name in ("score", "coverage", "cost_per_point"):
        assert _same(getattr(answer.intention, name), found[name])


@settings(max_examples=25, deadline=None, derandomize=True)
@given(ledgers(), queries(), st.sampled_from(["previous period", "same period last year", "2026-02-01..2026-03-10"]))
def test_a_comparison_is_the_whole_answer_of_the_other_days(raw: Item, query: Item, compare: str) -> None:
    query |= {"period": "2026-02-15..2026-03-16"}  # 30 days
    other = {"previous period": "2026-01-16..2026-02-14", "same period last year": "2025-02-15..2025-03-16"}
    answer = evaluate(read_ledger(raw), read_query(query | {"compare": compare}))
    then = query | {"period": other.get(compare, compare)}
    assert answer.comparison is not None
    theirs = Oracle(raw, query).answer(_days(then), _names(then))
    assert _differences(_flat(answer.comparison), theirs) == {}
    metric: str = query["metric"]
    main = {"roi": "roi_pct", "payback": "", "intention": "", "maturity": ""}.get(metric, metric)
    now, before = Oracle(raw, query).answer(_days(query), _names(query)).get(main), theirs.get(main)
    assert _same(answer.change, None if now is None or before is None else float(now) - float(before))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(ledgers(), queries())
def test_each_programme_of_an_answer_is_its_own_answer(raw: Item, query: Item) -> None:
    query = {**query, "programme": None, "by": "programme"}
    answer = evaluate(read_ledger(raw), read_query(query))
    ranked = []
    assert answer.by is not None and list(answer.by) == ["a", "b"]
    for name, line in answer.by.items():
        alone = Oracle(raw, query).answer(_days(query), {name})
        assert all(_same(getattr(line, key), alone[key]) for key in ("benefit", "cost", "net", "roi_pct"))
        mature = alone["maturity"] is None or alone["maturity"] >= 0.5
        ranked += [name] if mature else []
    assert set(answer.ranking) <= set(ranked)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(ledgers(), queries())
def test_programmes_add_up_to_the_total(raw: Item, query: Item) -> None:
    everything = evaluate(read_ledger(raw), read_query(query | {"programme": None}))
    parts = [evaluate(read_ledger(raw), read_query(query | {"programme": one})) for one in ("a", "b")]
    for entries in ("benefits", "costs"):
        total = sum(entry.value for entry in getattr(everything, entries))
        assert _same(total, sum(entry.value for part in parts for entry in getattr(part, entries)))


@settings(max_examples=30, deadline=None, derandomize=True)
@given(ledgers(), queries())
def test_the_total_is_the_sum_of_its_lines(raw: Item, query: Item) -> None:
    answer = evaluate(read_ledger(raw), read_query(query))
    assert answer.by_grade is not None
    lines = {name: sum(getattr(one, name) for one in answer.benefits) for name in ("value", "low", "high", "cash")}
    totals = (answer.benefit, answer.benefit_low, answer.benefit_high, answer.cash_benefit)
    if answer.benefit is not None:
        assert all(_same(total, line) for total, line in zip(totals, lines.values(), strict=True))
    assert _same(lines["value"], (answer.by_grade.measured or 0) + (answer.by_grade.estimated or 0))
    if answer.cost is not None:
        assert _same(answer.cost, sum(one.value for one in answer.costs))


@settings(max_examples=30, deadline=None, derandomize=True)
@given(ledgers())
def test_no_unit_is_valued_twice(raw: Item) -> None:
    query = read_query({"metric": "benefit", "as_of": "2027-12-31"})
    plain = [{key: one[key] for key in one if key != "pool"} for one in raw["benefits"]]
    written = {one["id"]: one for one in plain}
    kept = {"order": Fraction(0), "case": Fraction(0)}
    listed: dict[str, set[str]] = {"order": set(), "case": set()}
    for entry in evaluate(read_ledger(raw | {"benefits": plain, "orders": []}), query).benefits:
        item = written[entry.id]
        units = {str(unit) for unit in item.get("unit_ids") or []}
        alone = evaluate(read_ledger(raw | {"benefits": [item], "orders": []}), query)
        if units and alone.benefit:
            # What is left of the value is the part of the units that the item keeps.
            kept[item["unit_type"]] += Fraction(entry.value) / Fraction(alone.benefit) * len(units)
            listed[item["unit_type"]] |= units
    assert all(float(kept[name]) <= len(listed[name]) + 1e-9 for name in kept)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(ledgers(), queries())
def test_the_same_ledger_and_query_give_the_same_bytes(raw: Item, query: Item) -> None:
    query |= {"by": "programme", "compare": "2026-02-01..2026-02-28"}
    shuffled = {name: raw[name] for name in reversed(raw)}
    texts = {dump(evaluate(read_ledger(one), read_query(query))) for one in (raw, raw, shuffled)}
    assert len(texts) == 1


@settings(max_examples=25, deadline=None, derandomize=True)
@given(ledgers(), queries())
def test_an_entry_of_another_programme_and_year_changes_nothing(raw: Item, query: Item) -> None:
    query = {**query, "programme": "a"}
    before = dump(evaluate(read_ledger(raw), read_query(query)))
    other = {"programme": "b", "date": "2024-05-05"}
    order = {"id": "zo", "at": "2024-05-05T12:00:00Z", "revenue": 5, "coupon": "b"}
    more = raw | {
        "costs": [*raw["costs"], {"id": "zc", **cash(77), **other}],
        "benefits": [*raw["benefits"], {"id": "zb", **bill(88), **other}],
        "orders": [*raw["orders"], order],
        "outcomes": [*raw["outcomes"], {"id": "zr", "metric": "told", "count": 9, **other}],
    }
    assert dump(evaluate(read_ledger(more), read_query(query))) == before


def test_a_unit_that_two_list_is_paid_once() -> None:
    one = {"unit_type": "order", "unit_ids": ["1", "2"]}
    answer = ask(ledger(bill(10, **one), bill(30, **one)), metric="benefit")
    assert [(entry.id, entry.value) for entry in answer.benefits] == [("b1", Decimal(10))]
