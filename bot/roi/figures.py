"""The sums of an answer: what the counted entries come to inside a scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain
from typing import TypeAlias

from bot.model.answer import Beside, ByGrade, Entry, Grade, Reason
from bot.model.ledger import Span
from bot.roi.counting import Shown, Tally
from bot.roi.diary import Diary, Page
from bot.roi.months import by_month, monthly, payback_months, present_value
from bot.roi.rules import Left, Line
from bot.roi.scope import Scope
from bot.roi.values import ONE, ZERO

_MOST_KEPT = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything about a scope that can be said. None is "cannot be said".

    `cost` is None where one is missing, `benefit` where none is there with all its inputs; `monthly` is B - C of each
    month, empty where one of them is None or nobody asked.
    """

    benefit: Decimal | None
    benefit_low: Decimal | None
    benefit_high: Decimal | None
    cash_benefit: Decimal | None
    cost: Decimal | None
    grade: Grade | None
    by_grade: ByGrade
    monthly: tuple[Decimal, ...]
    benefits: tuple[Entry, ...]
    costs: tuple[Entry, ...]
    beside: tuple[Beside, ...]
    not_counted: tuple[Reason, ...]
    missing: tuple[Reason, ...]
    partial: bool
    attributed: bool
    defaults: tuple[str, ...]

    @property
    def net(self) -> Decimal | None:
        """B - C."""
        return None if self.benefit is None or self.cost is None else self.benefit - self.cost

    @property
    def payback_months(self) -> Decimal | None:
        """After how many months the running sum stays at or above zero."""
        return None if self.net is None else payback_months(self.monthly)

    def return_on_cost(self, benefit: Decimal | None) -> Decimal | None:
        """(B - C) / C x 100, for B, its cash part or an end of its range; None without a cost."""
        if benefit is None or not self.cost:
            return None
        return (benefit - self.cost) / self.cost * 100

    def present_value(self, rate: Decimal | None) -> Decimal | None:
        """B - C of each month, discounted at so much a year."""
        return None if self.net is None else present_value(self.monthly, rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sums:
    """What some lines come to in a scope. `grades` are those of what is not nothing, `defaults` all that entered."""

    value: Decimal = ZERO
    low: Decimal = ZERO
    high: Decimal = ZERO
    cash: Decimal = ZERO
    measured: Decimal = ZERO
    estimated: Decimal = ZERO
    entries: tuple[Entry, ...] = ()
    grades: frozenset[Grade | None] = frozenset()
    defaults: frozenset[str] = frozenset()


_Part: TypeAlias = tuple[Line, Entry, Span]
"""What of a line lies in scope, and the days over which it is spread. Plain: there are many."""


def figures(tally: Tally, scope: Scope, *, months: bool = True) -> Figures:
    """Add up what lies inside the scope, by month too where `months` are wanted."""
    if scope.posted is not None:
        return _added_up(tally, scope, months=months)
    # One answer asks for the same sums several times, and so does everybody who opens it.
    key = (scope.programmes, scope.period, scope.tomorrow, months)
    found = tally.sums.get(key)
    if not isinstance(found, Figures):
        if len(tally.sums) >= _MOST_KEPT:
            tally.sums.clear()
        found = tally.sums[key] = _added_up(tally, scope, months=months)
    return found


def _added_up(tally: Tally, scope: Scope, *, months: bool) -> Figures:
    spent, earned = tally.spent, tally.earned
    came, went = _sums(earned.counted, scope), _sums(spent.paid, scope)
    lacks_worth, lacks_cost = _reasons(earned.missing, scope), _reasons(spent.missing, scope)
    said = any(scope.holds(line.entry) for page, _ in earned.usable.within(scope) for line in page.lines)
    flows = months and said and not lacks_cost
    return Figures(
        benefit=came.value if said else None,
        benefit_low=came.low if said else None,
        benefit_high=came.high if said else None,
        cash_benefit=came.cash if said else None,
        cost=None if lacks_cost else went.value,
        grade=_worst(came),
        by_grade=ByGrade(
            measured=came.measured, estimated=came.estimated, asserted=_sums(earned.asserted, scope).value
        ),
        monthly=monthly(_flows(earned.counted, scope), _flows(spent.paid, scope)) if flows else (),
        benefits=came.entries,
        costs=went.entries,
        beside=tuple(_beside(earned.beside, scope)),
        not_counted=(*_reasons(spent.not_counted, scope), *_reasons(earned.not_counted, scope)),
        missing=(*lacks_cost, *lacks_worth),
        partial=bool(lacks_worth),
        attributed="incremental_share" in came.defaults,
        defaults=tuple(sorted(came.defaults | went.defaults)),
    )


def _sums(diary: Diary[Line], scope: Scope) -> _Sums:
    return _together([_page_sums(page, scope, whole=whole) for page, whole in diary.within(scope)])


def _page_sums(page: Page[Line], scope: Scope, *, whole: bool) -> _Sums:
    """The sums of one page; those of a page that lies in scope with all its days are kept with it."""
    if not whole:
        return _added(_parts(page.lines, scope))
    found = page.kept.get(("sums", scope.programmes))
    if not isinstance(found, _Sums):
        found = page.kept["sums", scope.programmes] = _added(_parts(page.lines, scope))
    return found


def _added(parts: Iterable[_Part]) -> _Sums:
    lines = [(line, entry) for line, entry, _ in parts]
    entries = tuple(entry for _, entry in lines)
    return _Sums(
        value=_sum(e.value for e in entries),
        low=_sum(e.low for e in entries),
        high=_sum(e.high for e in entries),
        cash=_sum(e.cash for e in entries),
        measured=_sum(e.value for e in entries if e.grade == "measured"),
        estimated=_sum(e.value for e in entries if e.grade == "estimated"),
        entries=entries,
        grades=frozenset(e.grade for e in entries if e.value),
        defaults=frozenset(name for line, _ in lines for name in line.defaults),
    )


def _together(found: Sequence[_Sums]) -> _Sums:
    return _Sums(
        value=_sum(one.value for one in found),
        low=_sum(one.low for one in found),
        high=_sum(one.high for one in found),
        cash=_sum(one.cash for one in found),
        measured=_sum(one.measured for one in found),
        estimated=_sum(one.estimated for one in found),
        entries=tuple(chain.from_iterable(one.entries for one in found)),
        grades=frozenset(chain.from_iterable(one.grades for one in found)),
        defaults=frozenset(chain.from_iterable(one.defaults for one in found)),
    )


def _flows(diary: Diary[Line], scope: Scope) -> Mapping[int, Decimal]:
    """What came or went by month; of a page that lies in scope with all its days it is kept."""
    found: dict[int, Decimal] = {}
    for page, whole in diary.within(scope):
        own = page.kept.get(("flows", scope.programmes)) if whole else None
        if not isinstance(own, dict):
            own = by_month((entry.value, days) for _, entry, days in _parts(page.lines, scope))
            if whole:
                page.kept["flows", scope.programmes] = own
        for month, amount in own.items():
            found[month] = found.get(month, ZERO) + amount
    return found


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, ZERO)


def _worst(sums: _Sums) -> Grade | None:
    if "estimated" in sums.grades:
        return "estimated"
    return "measured" if sums.grades else None


def _parts(lines: Iterable[Line], scope: Scope) -> Iterator[_Part]:
    for line in lines:
        window = scope.window(line.entry)
        if window is None:
            continue
        share = scope.share(line.entry)
        if share:
            yield line, _cut(line, share, window), window


def _cut(line: Line, share: Decimal, window: Span) -> Entry:
    whole = line.whole
    if share is ONE and window is line.entry.when:
        return whole
    days = window.days
    part = share * days / whole.days
    return replace(
        whole,
        value=whole.value * part,
        low=whole.low * part,
        high=whole.high * part,
        cash=whole.cash * part,
        share=share,
        days_in=days,
    )


def _beside(beside: Diary[Shown], scope: Scope) -> Iterator[Beside]:
    for page, _ in beside.within(scope):
        for one in page.lines:
            for _, entry, _ in _parts([one.line] if one.line.valued else (), scope):
                yield Beside(id=entry.id, reason=one.reason, low=entry.low, high=entry.high)


def _reasons(diary: Diary[Left], scope: Scope) -> tuple[Reason, ...]:
    """What was left out, or is missing, in scope."""
    return tuple(
        Reason(id=left.entry.id, reason=left.reason)
        for page, _ in diary.within(scope)
        for left in page.lines
        if scope.holds(left.entry)
    )
