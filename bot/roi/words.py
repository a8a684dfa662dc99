"""Puts the formula and the inputs of an answer into words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, localcontext

from bot.model.answer import Answer, Entry
from bot.roi.rounding import PRECISE, money, percent, plain, ratio
from bot.texts import formulas as words


def explained(answer: Answer) -> Answer:
    """The answer with its formula and what stands beside it in words."""
    beside = tuple(
        words.beside_words(one.id, one.reason, _money(answer, one.low) or "", _money(answer, one.high) or "")
        for one in answer.beside
    )
    return replace(answer, formula=_formula(answer), notes=(*answer.notes, *beside))


def inputs(answer: Answer) -> tuple[str, ...]:
    """Each entry that the figure is made of, in words. Thousands of them: only who lists them asks."""
    with localcontext(PRECISE):
        return tuple(_entry(answer, entry) for entry in (*answer.benefits, *answer.costs))


def _money(answer: Answer, amount: Decimal | None) -> str | None:
    return None if amount is None else f"{money(amount, answer.currency):f} {answer.currency}"


def _formula(answer: Answer) -> str:
    benefit, cost = _money(answer, answer.benefit), _money(answer, answer.cost)
    metric = answer.metric
    if metric == "roi":
        return words.roi_formula(benefit, cost, _percent(answer.roi_pct))
    if metric == "net":
        return words.net_formula(benefit, cost, _money(answer, answer.net))
    if metric == "benefit":
        return words.benefit_formula(benefit)
    if metric == "cost":
        return words.cost_formula(cost)
    if metric == "npv":
        return words.npv_formula(_money(answer, answer.npv))
    if metric == "payback":
        return words.payback_formula(_percent(answer.payback_months))
    if metric == "maturity":
        return words.maturity_formula(_ratio(answer.maturity))
    return _unit_formula(answer, cost) if metric == "unit_cost" else _intention_formula(answer, cost)


def _unit_formula(answer: Answer, cost: str | None) -> str:
    if answer.unit is None:
        return ""
    unit = answer.unit
    return words.unit_formula(
        cost,
        plain(unit.count),
        _money(answer, unit.each),
        versus=_money(answer, unit.versus),
        ratio=_ratio(unit.ratio),
    )


def _intention_formula(answer: Answer, cost: str | None) -> str:
    if answer.intention is None:
        return ""
    per_point = _money(answer, answer.intention.cost_per_point)
    return words.intention_formula(_ratio(answer.intention.score), cost, per_point)


def _percent(value: Decimal | None) -> str | None:
    return None if value is None else f"{percent(value):f}"


def _ratio(value: Decimal | None) -> str | None:
    return None if value is None else f"{ratio(value):f}"


def _entry(answer: Answer, entry: Entry) -> str:
    return words.entry_words(
        id=entry.id,
        kind=entry.kind,
        grade=entry.grade,
        amount=_money(answer, entry.value) or "",
        days=(entry.days_in, entry.days),
        share=None if entry.share == 1 else f"{ratio(entry.share):f}",
    )
