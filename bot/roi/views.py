"""An answer seen another way: only some of its benefits, in another currency, or split into lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, localcontext

from bot.model.answer import Answer, Beside, ByGrade, Entry, Grade, ProgrammeFigures, UnitCost
from bot.roi.rounding import PRECISE
from bot.roi.words import explained
from bot.texts import formulas as words

ZERO = Decimal(0)
MOST_MONTHS = 24
"""So many months are split off at most, the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """One line of an answer that is split: its key, what is known of it, and how many entries that is.

    `ends` are all low and all high cases of its worth, where the line says them.
    """

    key: str
    figures: ProgrammeFigures
    entries: int = 0
    early: bool = False
    ends: tuple[Decimal | None, Decimal | None] = (None, None)


def narrowed(answer: Answer, keep: Callable[[str], bool]) -> Answer:
    """The answer with only the benefits that `keep` takes by their id; costs and what hangs on them are left out.

    The counting rules came before: what one benefit lost to another outside of the part stays lost.
    """
    benefits = tuple(one for one in answer.benefits if keep(one.id))
    not_counted = tuple(one for one in answer.not_counted if keep(one.id))
    missing = tuple(one for one in answer.missing if keep(one.id))
    if answer.period is None:
        return answer
    said = bool(benefits)
    with localcontext(PRECISE):
        found = replace(
            answer,
            benefit=_sum(one.value for one in benefits) if said else None,
            benefit_low=_sum(one.low for one in benefits) if said else None,
            benefit_high=_sum(one.high for one in benefits) if said else None,
            cash_benefit=_sum(one.cash for one in benefits) if said else None,
            by_grade=_by_grade(benefits, answer),
        )
    narrow = replace(
        found,
        cost=None, net=None, roi_pct=None, roi_low_pct=None, roi_high_pct=None, cash_roi_pct=None, npv=None,
        payback_months=None, by=None, ranking=(), comparison=None, change=None, change_pct=None,
        grade=_worst(benefits),
        not_counted=not_counted,
        missing=missing,
        beside=tuple(one for one in answer.beside if keep(one.id)),
        defaults_used=tuple(name for name in answer.defaults_used if _entered(name, benefits)),
        benefits=benefits,
        costs=(),
        refused=None if said else answer.refused if answer.refused in _KNOWN else "NO_BENEFIT_DATA",
        warnings=tuple(name for name in answer.warnings if name != "TOO_EARLY" and (name != "PARTIAL" or missing)),
        notes=plain_notes(answer),
    )  # fmt: skip
    return explained(narrow)


def plain_notes(answer: Answer) -> tuple[str, ...]:
    """The notes without the words for what is shown beside."""
    return answer.notes[: len(answer.notes) - len(answer.beside)]


_DEFAULT_OF = {
    "realisation": ("time_saved",), "default_hourly_rate": ("time_saved",), "incremental_share": ("sales",),
    "cost_per_contact": ("deflection", "fix"),
}  # fmt: skip
"""The kinds of benefits whose worth a default can enter."""


def _entered(name: str, benefits: Iterable[Entry]) -> bool:
    kinds = _DEFAULT_OF.get(name.partition(".")[0], ())
    return any(one.kind in kinds for one in benefits)


_KNOWN = ("UNKNOWN_PROGRAMME", "UNKNOWN_PERIOD")


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, ZERO)


def _by_grade(benefits: tuple[Entry, ...], answer: Answer) -> ByGrade:
    measured = _sum(one.value for one in benefits if one.grade == "measured")
    estimated = _sum(one.value for one in benefits if one.grade == "estimated")
    asserted = answer.by_grade.asserted if answer.by_grade is not None else ZERO
    return ByGrade(measured=measured, estimated=estimated, asserted=asserted)


def _worst(benefits: tuple[Entry, ...]) -> Grade | None:
    grades = {one.grade for one in benefits if one.value}
    return "estimated" if "estimated" in grades else "measured" if grades else None


def compared(answer: Answer, other: Answer) -> Answer:
    """An answer about a part of worth beside the same for other days."""
    now, then = answer.benefit, other.benefit
    change = None if now is None or then is None else now - then
    pct = None if change is None or not then else change / abs(then) * 100
    return replace(answer, comparison=other, change=change, change_pct=pct)


def converted(answer: Answer, rate: Decimal, currency: str) -> Answer:
    """The answer with every amount in another currency: 1 unit of the base currency is `rate` of its units."""

    def of(value: Decimal | None) -> Decimal | None:
        return None if value is None else value * rate

    def entry(one: Entry) -> Entry:
        return replace(
            one, value=one.value * rate, low=one.low * rate, high=one.high * rate, cash=one.cash * rate
        )  # fmt: skip

    grades, unit = answer.by_grade, answer.unit
    money = ("net", "benefit", "cost", "npv", "unit_cost")
    with localcontext(PRECISE):
        found = replace(
            answer,
            currency=currency,
            benefit=of(answer.benefit),
            benefit_low=of(answer.benefit_low),
            benefit_high=of(answer.benefit_high),
            cash_benefit=of(answer.cash_benefit),
            cost=of(answer.cost),
            net=of(answer.net),
            npv=of(answer.npv),
            by_grade=grades and ByGrade(
                measured=of(grades.measured), estimated=of(grades.estimated), asserted=grades.asserted * rate
            ),
            unit=unit and UnitCost(
                each=of(unit.each), count=unit.count, versus=of(unit.versus), ratio=unit.ratio
            ),
            comparison=answer.comparison and converted(answer.comparison, rate, currency),
            change=of(answer.change) if answer.metric in money else answer.change,
            by=answer.by and {name: _exchanged(one, rate) for name, one in answer.by.items()},
            benefits=tuple(entry(one) for one in answer.benefits),
            costs=tuple(entry(one) for one in answer.costs),
            beside=tuple(
                Beside(id=one.id, reason=one.reason, low=one.low * rate, high=one.high * rate) for one in answer.beside
            ),
            notes=(*plain_notes(answer), words.converted(rate, answer.currency, currency)),
        )  # fmt: skip
    return explained(found)


def exchanged(line: Split, rate: Decimal) -> Split:
    """A line in another currency."""
    low, high = (None if end is None else end * rate for end in line.ends)
    return replace(line, figures=_exchanged(line.figures, rate), ends=(low, high))


def _exchanged(one: ProgrammeFigures, rate: Decimal) -> ProgrammeFigures:
    benefit, cost, net = (None if value is None else value * rate for value in (one.benefit, one.cost, one.net))
    return ProgrammeFigures(benefit=benefit, cost=cost, net=net, roi_pct=one.roi_pct)


def figures_of(answer: Answer) -> ProgrammeFigures:
    """What one line of a split shows."""
    return ProgrammeFigures(benefit=answer.benefit, cost=answer.cost, net=answer.net, roi_pct=answer.roi_pct)


def split_entries(entries: Iterable[Entry], key_of: Callable[[Entry], str], *, worth: bool) -> tuple[Split, ...]:
    """Worth (or cost) by what `key_of` says of each entry, the largest first; the lines add up to the whole."""
    found: dict[str, list[Entry]] = {}
    for one in entries:
        found.setdefault(key_of(one), []).append(one)
    lines = []
    for key, mine in found.items():
        with localcontext(PRECISE):
            value = _sum(one.value for one in mine)
        figures = ProgrammeFigures(
            benefit=value if worth else None, cost=None if worth else value, net=None, roi_pct=None
        )  # fmt: skip
        lines.append((-value, Split(key=key, figures=figures, entries=len(mine))))
    return tuple(line for _, line in sorted(lines, key=lambda one: (one[0], one[1].key)))


def months_of(start: date, end: date) -> tuple[tuple[date, date], ...]:
    """The calendar months of [start, end), the first and the last cut to it, at most the newest two years."""
    found: list[tuple[date, date]] = []
    day = start
    while day < end:
        after = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
        found.append((day, min(after, end)))
        day = after
    return tuple(found[-MOST_MONTHS:])


def changed_since(then: Mapping[str, Entry], now: Mapping[str, Entry]) -> tuple[tuple[str, Decimal, Decimal], ...]:
    """Entries that count differently now than they did: id, what they counted as then, what they count as now."""
    names = sorted({*then, *now})
    values = ((name, _value(then.get(name)), _value(now.get(name))) for name in names)
    return tuple(one for one in values if one[1] != one[2])


def _value(entry: Entry | None) -> Decimal:
    return ZERO if entry is None else entry.value
