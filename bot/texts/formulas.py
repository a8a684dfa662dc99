"""How a ROI answer was worked out, in words: its formula, its inputs, and what stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

UNKNOWN = "not known"


def roi_formula(benefit: str | None, cost: str | None, percent: str | None) -> str:
    """The formula of ROI with its figures."""
    formula = "ROI % = (B - C) / C x 100"
    if benefit is None or cost is None or percent is None:
        return f"{formula}; B = {benefit or UNKNOWN}, C = {cost or UNKNOWN}"
    return f"{formula} = ({benefit} - {cost}) / {cost} x 100 = {percent}"


def net_formula(benefit: str | None, cost: str | None, net: str | None) -> str:
    """The formula of net with its figures."""
    if benefit is None or cost is None or net is None:
        return f"net = B - C; B = {benefit or UNKNOWN}, C = {cost or UNKNOWN}"
    return f"net = B - C = {benefit} - {cost} = {net}"


def benefit_formula(benefit: str | None) -> str:
    """The formula of benefit with its figure."""
    return f"B = sum of counted benefits graded measured or estimated = {benefit or UNKNOWN}"


def cost_formula(cost: str | None) -> str:
    """The formula of cost with its figure."""
    return f"C = sum of costs in scope = {cost or UNKNOWN}"


def intention_formula(score: str | None, cost: str | None, per_point: str | None) -> str:
    """The formula of return on intention with its figures."""
    progress = "progress = (actual - baseline) / (target - baseline)"
    points = f"cost per point = C / (100 x score) = {per_point or UNKNOWN}"
    mean = f"score = weighted mean of progress within 0..1 = {score or UNKNOWN}"
    return f"{progress}; {mean}; C = {cost or UNKNOWN}; {points}"


def entry_words(*, id: str, kind: str, grade: str | None, amount: str, days: tuple[int, int], share: str | None) -> str:  # noqa: A002
    """One entry behind a figure: what it is, how sure, what of it lies in scope."""
    sure = f", {grade}" if grade is not None else ""
    inside, whole = days
    part = f", {inside} of {whole} days" if inside != whole else ""
    belongs = f", share {share}" if share is not None else ""
    return f"{id}: {kind}{sure}, {amount}{part}{belongs}"


def npv_formula(npv: str | None) -> str:
    """The formula of net present value with its figure."""
    return f"NPV = sum over months m of (B of m - C of m) / (1 + discount rate a year) ^ (m / 12) = {npv or UNKNOWN}"


def payback_formula(months: str | None) -> str:
    """The formula of payback with its figure."""
    reached = f"{months} months" if months is not None else "not reached"
    return f"payback = months until the running sum of B - C stays at or above 0 = {reached}"


def maturity_formula(share: str | None) -> str:
    """The formula of maturity with its figure."""
    return f"maturity = insights old enough / insights in scope = {share or 'no insights'}"


def unit_formula(cost: str | None, count: str, each: str | None, *, versus: str | None, ratio: str | None) -> str:
    """The formula of unit cost with its figures, and how it compares."""
    beside = f"; the other programme: {versus}, ratio {ratio or UNKNOWN}" if versus is not None else ""
    return f"unit cost = C / count = {cost or UNKNOWN} / {count} = {each or UNKNOWN}{beside}"


def unattributed(count: int) -> str:
    """That orders had no touch in time and so belong to no programme."""
    what = "1 order has" if count == 1 else f"{count} orders have"
    return f"{what} no touch in time and {'is' if count == 1 else 'are'} credited to no programme."


def no_outcome(outcome: str | None, known: Sequence[str]) -> str:
    """That nothing of this metric is counted, and what is."""
    listed = ", ".join(known) if known else "none"
    if outcome is None:
        return f"Unit cost needs the counted result it is asked for. Counted are: {listed}."
    return f"No results of {outcome!r} are counted. Counted are: {listed}."


def unknown_programme(programme: str | None, department: str | None, known: Sequence[str]) -> str:
    """That no programme has this name or department."""
    asked = [f"programme {programme!r}"] if programme is not None else []
    asked += [f"department {department!r}"] if department is not None else []
    listed = ", ".join(known) if known else "none"
    return f"The ledger has no programme that fits {' and '.join(asked)}. Its programmes: {listed}."


def future_days(today: date) -> str:
    """That a part of the period is still to come."""
    return f"The days after {today.isoformat()} are still to come and empty."


def no_previous() -> str:
    """Why all time cannot be compared with what was before."""
    return "All time has no period before it."


def no_launch() -> str:
    """Why `since launch` means nothing without a programme that says when it started."""
    return "Since launch needs one programme with a start."


def without_insight(count: int) -> str:
    """That benefits belong to no insight and so to no cohort."""
    what = "1 benefit names" if count == 1 else f"{count} benefits name"
    return f"{what} no posted insight and so belong to no period in the cohort view."


def beside_words(id: str, reason: str, low: str, high: str) -> str:  # noqa: A002
    """An entry whose money is shown as a range beside the answer."""
    return f"{id} ({reason}) would be {low} to {high} and is not in B."


def odd_basis(id: str, basis: str | None) -> str:  # noqa: A002
    """That an entry's basis is none that the method knows."""
    found = "is left out" if basis is None else f"{basis!r} is none the method knows"
    return f"{id}: its basis {found}; it is taken as an estimate."


def converted(rate: Decimal, base: str, currency: str) -> str:
    """How an answer came into another currency."""
    return f"Shown in {currency}: 1 {base} = {rate.quantize(Decimal('0.0001')):f} {currency}, the newest rate entered."
