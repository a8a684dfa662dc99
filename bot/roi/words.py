"""Puts the formula and the inputs of an answer into words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bot.model.answer import Answer, Entry
from bot.roi.rounding import money, percent, ratio
from bot.texts import formulas as words


def explained(answer: Answer) -> Answer:
    """The answer with its formula, its inputs and what stands beside it in words."""
    beside = tuple(
        words.beside_words(one.id, one.reason, _money(answer, one.low) or "", _money(answer, one.high) or "")
        for one in answer.beside
    )
    return replace(
        answer,
        formula=_formula(answer),
        inputs=tuple(_entry(answer, entry) for entry in (*answer.benefits, *answer.costs)),
        notes=(*answer.notes, *beside),
    )


def _money(answer: Answer, amount: Decimal | None) -> str | None:
    return None if amount is None else f"{money(amount, answer.currency):f} {answer.currency}"


def _formula(answer: Answer) -> str:
    benefit, cost = _money(answer, answer.benefit), _money(answer, answer.cost)
    if answer.metric == "roi":
        return words.roi_formula(benefit, cost, None if answer.roi_pct is None else f"{percent(answer.roi_pct):f}")
    if answer.metric == "net":
        return words.net_formula(benefit, cost, _money(answer, answer.net))
    if answer.metric == "benefit":
        return words.benefit_formula(benefit)
    if answer.metric == "cost":
        return words.cost_formula(cost)
    if answer.intention is None:
        return ""
    score = answer.intention.score
    per_point = _money(answer, answer.intention.cost_per_point)
    return words.intention_formula(None if score is None else f"{ratio(score):f}", cost, per_point)


def _entry(answer: Answer, entry: Entry) -> str:
    return words.entry_words(
        id=entry.id,
        kind=entry.kind,
        grade=entry.grade,
        amount=_money(answer, entry.value) or "",
        days=(entry.days_in, entry.days),
        share=None if entry.share == 1 else f"{ratio(entry.share):f}",
    )
