"""The sheet of an answer: a workbook in which every total is computed from entries, inputs and rates."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext

from bot.model.answer import Entry
from bot.model.ledger import Benefit, Cost
from bot.model.mention import Untrusted
from bot.roi.case import Case, Entered, total
from bot.roi.prices import Prices
from bot.roi.rounding import PRECISE
from bot.roi.sums import Cells, Term, cost_term, worth_term
from bot.roi.values import worth
from bot.roi.workbook import Cell, Formula, Headed, Leaf, place, workbook
from bot.texts import money as texts
from bot.texts import refusals
from bot.texts import sheet as words

_WIDE = (26, 22, 30, 12, 12, 40)


def sheet(case: Case) -> bytes:
    """The workbook: the answer, what it is worth, what was spent, their inputs, the rates, and what is left out."""
    cells = Cells()
    prices = Prices(settings=case.ledger.settings, fx=case.ledger.fx)
    benefits = [_worth_row(case, entry, prices, cells, at=at) for at, entry in enumerate(case.answer.benefits, 1)]
    costs = [_cost_row(case, entry, prices, cells, at=at) for at, entry in enumerate(case.answer.costs, 1)]
    return workbook([
        Leaf(name=words.ANSWER, rows=_answer(case, len(benefits), len(costs)), widths=(34, 18, 60)),
        Leaf(name=words.WORTH, rows=[_head(words.WORTH_HEAD), *benefits], widths=_WIDE),
        Leaf(name=words.SPENT, rows=[_head(words.SPENT_HEAD), *costs], widths=_WIDE),
        Leaf(name=words.INPUTS, rows=[_head(words.INPUTS_HEAD), *_inputs(cells)], widths=(26, 26, 16)),
        Leaf(name=words.RATES, rows=[_head(words.RATES_HEAD), *_rates(cells)], widths=(34, 16, 24)),
        Leaf(name=words.LEFT_OUT, rows=[_head(words.LEFT_OUT_HEAD), *_left_out(case)], widths=_WIDE),
    ])  # fmt: skip


def _head(names: tuple[str, ...]) -> list[Cell]:
    return [Headed(text=name) for name in names]


def _answer(case: Case, benefits: int, costs: int) -> list[list[Cell]]:
    """The totals; columns of the other sheets are summed, and the figure is worked out from them."""
    answer = case.answer

    def summed(sheet: str, column: int, count: int, values: Iterator[Decimal]) -> Formula:
        span = f"{sheet}!{place(column, 1)}:{place(column, max(count, 1))}"
        return Formula(text=f"SUM({span})", value=total(values))

    value, low, high, cash = (
        summed(words.WORTH, words.COUNTED + shift, benefits, values)
        for shift, values in enumerate((
            (one.value for one in answer.benefits), (one.low for one in answer.benefits),
            (one.high for one in answer.benefits), (one.cash for one in answer.benefits),
        ))
    )  # fmt: skip
    spent = summed(words.SPENT, words.COUNTED, costs, (one.value for one in answer.costs))
    rows: list[list[Cell]] = [
        [Headed(text=case.asked.canonical)],
        [words.currency(case.currency)],
        [],
        [words.LABELS["worth"], value],
        [words.LABELS["low"], low],
        [words.LABELS["high"], high],
        [words.LABELS["cash"], cash],
        [words.LABELS["spent"], spent],
    ]
    with localcontext(PRECISE):
        net = (value.value or Decimal(0)) - (spent.value or Decimal(0))
    rows.append([words.LABELS["net"], Formula(text="B4-B8", value=net, strong=True)])
    percentages = (
        ("roi", "B4", answer.roi_pct), ("roi_low", "B5", answer.roi_low_pct),
        ("roi_high", "B6", answer.roi_high_pct), ("cash_roi", "B7", answer.cash_roi_pct),
    )  # fmt: skip
    for name, cell, found in percentages:
        rows.append([words.LABELS[name], Formula(text=f'IF(B8=0,"",({cell}-B8)/B8*100)', value=found, strong=True)])
    return [*rows, [], [words.method()]]


def _worth_row(case: Case, entry: Entry, prices: Prices, cells: Cells, *, at: int) -> list[Cell]:
    """One counted benefit: its whole worth from its inputs, the part of it that counts here, and its range."""
    benefit = case.benefit(entry.id)
    with localcontext(PRECISE):
        part = entry.share * entry.days_in / entry.days
        whole = entry.value / part if part else entry.value
        if benefit is None:
            term = cells.input(entry.id, "worth", whole)
        else:
            rate = case.shown_rate
            term = worth_term(benefit, prices, cells, expected=worth(benefit, prices).value)
            term = term if rate is None else term * cells.rate(words.shown_in(case.currency), rate, ours=False)
        kept = whole / term.value if term.value else Decimal(1)
        ends = [value / entry.value if entry.value else Decimal(0) for value in (entry.low, entry.high, entry.cash)]
    row = at
    counted = f"{place(6, row)}*{place(7, row)}*{place(8, row)}*{place(9, row)}/{place(10, row)}"
    share = [Formula(text=f"{place(words.COUNTED, row)}*{place(words.PARTS + shift, row)}", value=value)
             for shift, value in enumerate((entry.low, entry.high, entry.cash))]  # fmt: skip
    grade = texts.GRADES[entry.grade or "estimated"]
    return [
        *_named(case, benefit, entry), grade,
        Formula(text=term.text, value=term.value), kept, entry.share, Decimal(entry.days_in), Decimal(entry.days),
        Formula(text=counted, value=entry.value), *share, *ends, *_noted(case, "benefits", entry.id),
    ]  # fmt: skip


def _cost_row(case: Case, entry: Entry, prices: Prices, cells: Cells, *, at: int) -> list[Cell]:
    cost, row = case.cost(entry.id), at
    term: Term | None = None
    with localcontext(PRECISE):
        if cost is not None:
            term = cost_term(cost, prices, cells)
        if term is None:
            term = cells.input(entry.id, "cost", entry.value)
        elif case.shown_rate is not None:
            term = term * cells.rate(words.shown_in(case.currency), case.shown_rate, ours=False)
    counted = f"{place(6, row)}*{place(7, row)}*{place(8, row)}*{place(9, row)}/{place(10, row)}"
    return [
        *_named(case, cost, entry), "",
        Formula(text=term.text, value=term.value), Decimal(1), entry.share, Decimal(entry.days_in),
        Decimal(entry.days), Formula(text=counted, value=entry.value), *_noted(case, "costs", entry.id),
    ]  # fmt: skip


def _named(case: Case, found: Benefit | Cost | None, entry: Entry) -> list[Cell]:
    what = texts.BENEFITS.get(entry.kind) or texts.COSTS.get(entry.kind, entry.kind)
    days = ("", "") if found is None else (found.when.start.isoformat(), found.when.end.isoformat())
    return [entry.id, what, _raw(case.label(entry.id)), *days]


def _raw(text: str | Untrusted) -> str:
    return text.raw if isinstance(text, Untrusted) else text


def _noted(case: Case, kind: str, name: str) -> list[Cell]:
    entered: Entered | None = case.entered.get((kind, name))
    if entered is None:
        return ["", "", ""]
    return [entered.note, entered.by, "" if entered.recorded is None else entered.recorded.isoformat()]


def _inputs(cells: Cells) -> Iterator[list[Cell]]:
    for entry, name, value in cells.inputs:
        yield [entry, name.replace("_", " "), value]


def _rates(cells: Cells) -> Iterator[list[Cell]]:
    for (name, value), ours in cells.rates.items():
        yield [name.replace("_", " "), value, words.whose(ours=ours)]


def _left_out(case: Case) -> Iterator[list[Cell]]:
    for one in (*case.answer.not_counted, *case.answer.missing):
        found = case.benefit(one.id) or case.cost(one.id)
        if found is None:
            continue
        gone = one in case.answer.not_counted
        why = refusals.not_counted(one.reason, one.reason.partition(":")[2]) if gone else refusals.lacking(one.reason)
        kind = found.kind if isinstance(found, Benefit) else found.type
        what = texts.BENEFITS.get(kind) or texts.COSTS.get(kind, kind)
        days = (found.when.start.isoformat(), found.when.end.isoformat())
        own = "benefits" if isinstance(found, Benefit) else "costs"
        yield [one.id, what, _raw(case.label(one.id)), *days, why, *_noted(case, own, one.id)]
