"""The evaluator against a second one that shares no code with it, on random ledgers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from bot.model.answer import Answer
from bot.roi import evaluate, read_ledger, read_query
from tests.bot.roi.ledgers import Item, ledgers, queries
from tests.bot.roi.oracle import Oracle


def _flat(answer: Answer) -> Item:
    names = (
        "benefit", "benefit_low", "benefit_high", "cash_benefit", "cost", "net",
        "roi_pct", "roi_low_pct", "roi_high_pct", "cash_roi_pct", "grade", "refused",
    )  # fmt: skip
    assert answer.by_grade is not None
    return {name: getattr(answer, name) for name in names} | {
        "measured": answer.by_grade.measured,
        "estimated": answer.by_grade.estimated,
        "asserted": answer.by_grade.asserted,
        "not_counted": sorted((one.id, one.reason) for one in answer.not_counted),
        "missing": sorted((one.id, one.reason) for one in answer.missing),
        "partial": "PARTIAL" in answer.warnings,
        "attributed": "ATTRIBUTED_NOT_INCREMENTAL" in answer.warnings,
        "defaults_used": list(answer.defaults_used),
    }


def _same(ours: Any, theirs: Any) -> bool:
    if ours is None or theirs is None or isinstance(ours, str | list | bool):
        return bool(ours == theirs)
    return float(ours) == pytest.approx(float(theirs), rel=1e-9, abs=1e-6)


@settings(max_examples=250, deadline=None, derandomize=True)
@given(ledgers(), queries())
def test_both_evaluators_say_the_same(raw: Item, query: Item) -> None:
    ours = _flat(evaluate(read_ledger(raw), read_query(query)))
    period: tuple[date | None, date] = (None, date.max)
    if "period" in query:
        first, last = (date.fromisoformat(day) for day in query["period"].split(".."))
        period = (first, last + timedelta(days=1))
    names = {query["programme"]} if query.get("programme") else None
    theirs = Oracle(raw, query).answer(period, names)
    assert {k: (ours[k], theirs[k]) for k in ours if not _same(ours[k], theirs[k])} == {}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(ledgers(), queries())
def test_programmes_add_up_to_the_total(raw: Item, query: Item) -> None:
    everything = evaluate(read_ledger(raw), read_query(query | {"programme": None}))
    parts = [evaluate(read_ledger(raw), read_query(query | {"programme": one})) for one in ("a", "b")]
    for entries in ("benefits", "costs"):
        total = sum(entry.value for entry in getattr(everything, entries))
        assert _same(total, sum(entry.value for part in parts for entry in getattr(part, entries)))
