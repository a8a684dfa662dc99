"""From a ledger and a query to an answer: the only evaluator of ROI."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from bot.errors import UnknownPeriod
from bot.model.answer import Answer, Metric, Period, ProgrammeFigures, Query, Reason, Refusal, UnitCost
from bot.model.ledger import Benefit, Ledger
from bot.roi.accounts import Accounts, accounts
from bot.roi.figures import Figures, figures
from bot.roi.intention import intention
from bot.roi.outcomes import uncounted, unit_cost
from bot.roi.prices import LAG_DAYS
from bot.roi.rounding import PRECISE
from bot.roi.scope import Scope, maturity, selected
from bot.roi.words import explained
from bot.texts import formulas as words

_TOO_EARLY = Decimal("0.5")
_NEED_BENEFIT: frozenset[Metric] = frozenset({"roi", "net", "benefit", "npv", "payback", "maturity"})
_NEED_COST: frozenset[Metric] = frozenset(
    {"roi", "net", "cost", "npv", "payback", "unit_cost", "intention", "maturity"}
)
_BY_MONTH: frozenset[Metric] = frozenset({"npv", "payback"})
_CHEAPEST_FIRST: frozenset[Metric] = frozenset({"unit_cost", "payback"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What a question comes to in one scope."""

    scope: Scope
    sums: Figures
    mature: Decimal | None
    unit: UnitCost | None

    @property
    def early(self) -> bool:
        """Whether most insights in scope are too young to have shown what they are worth."""
        return self.mature is not None and self.mature < _TOO_EARLY


def evaluate(ledger: Ledger, query: Query) -> Answer:
    """The answer to a query, exact; what cannot be said is None, and `refused` says why."""
    return answered(accounts(ledger, query.as_of), query)


def answered(books: Accounts, query: Query) -> Answer:
    """The answer of accounts that were opened as of the query's moment."""
    with localcontext(PRECISE):
        programmes = selected(books.ledger, programme=query.programme, department=query.department)
        if programmes is not None and not programmes:
            known = sorted(one.id for one in books.ledger.programmes)
            note = words.unknown_programme(query.programme, query.department, known)
            return _refusal(books, query, "UNKNOWN_PROGRAMME", note)
        phrase, compare = phrases_of(query)
        try:
            period = books.period(phrase, query.programme)
        except UnknownPeriod as refused:
            return _refusal(books, query, "UNKNOWN_PERIOD", str(refused))
        answer = _over(books, query, programmes, period)
        return answer if compare is None else _compared(books, query, programmes, answer=answer, phrase=compare)


def phrases_of(query: Query) -> tuple[str | None, str | None]:
    """The period and what to compare it with; `X vs Y` names both."""
    phrase, compare = query.period, query.compare
    if phrase is not None:
        head, versus, tail = " ".join(phrase.lower().split()).partition(" vs ")
        if versus:
            # A second comparison cannot be meant: the whole phrase is then no period.
            return (head, tail) if compare is None else (phrase, None)
    if compare is not None:
        compare = " ".join(compare.lower().split()).removeprefix("vs ")
    return phrase, compare


def _refusal(books: Accounts, query: Query, refused: Refusal, note: str) -> Answer:
    """An answer of which nothing can be said."""
    empty = Answer(
        metric=query.metric,
        programme=query.programme,
        period=None,
        currency=books.ledger.settings.base_currency,
        refused=refused,
        notes=(note,),
    )
    return explained(empty)


def _found(
    books: Accounts, query: Query, programmes: frozenset[str] | None, period: Period, *, months: bool = True
) -> _Found:
    """The figures of one scope, with those of the programme it is held against."""
    scope = books.scope(programmes, period, cohort=query.view == "cohort")
    sums = figures(books.tally, scope, months=months)
    unit = versus = None
    if query.metric == "unit_cost":
        if query.versus_programme is not None:
            against = replace(query, versus_programme=None)
            versus = _found(books, against, frozenset({query.versus_programme}), period).unit
        unit = unit_cost(books.ledger.outcomes, query.outcome, scope, cost=sums.cost, versus=versus)
    lag = books.ledger.settings.lag_days
    mature = maturity(books.ledger, scope, lag_days=LAG_DAYS if lag is None else lag, today=books.today)
    return _Found(scope=scope, sums=sums, mature=mature, unit=unit)


def _over(books: Accounts, query: Query, programmes: frozenset[str] | None, period: Period) -> Answer:
    """The answer over one period, without a comparison."""
    ledger = books.ledger
    found = _found(books, query, programmes, period)
    sums, scope = found.sums, found.scope
    aims = tuple(aim for aim in ledger.aims if scope.holds_programme(aim.programme))
    answer = Answer(
        metric=query.metric,
        programme=query.programme,
        period=period,
        currency=ledger.settings.base_currency,
        benefit=sums.benefit,
        benefit_low=sums.benefit_low,
        benefit_high=sums.benefit_high,
        cash_benefit=sums.cash_benefit,
        cost=sums.cost,
        net=sums.net,
        roi_pct=sums.return_on_cost(sums.benefit),
        roi_low_pct=sums.return_on_cost(sums.benefit_low),
        roi_high_pct=sums.return_on_cost(sums.benefit_high),
        cash_roi_pct=sums.return_on_cost(sums.cash_benefit),
        grade=sums.grade,
        by_grade=sums.by_grade,
        npv=sums.present_value(ledger.settings.discount_rate_annual),
        payback_months=sums.payback_months,
        not_counted=sums.not_counted,
        missing=(*sums.missing, *_uncounted(books, query, scope)),
        warnings=_warnings(found),
        defaults_used=sums.defaults,
        refused=_refused(books, query, found),
        maturity=found.mature,
        unit=found.unit,
        intention=intention(aims, today=books.today, cost=sums.cost) if query.metric == "intention" else None,
        benefits=sums.benefits,
        costs=sums.costs,
        beside=sums.beside,
        notes=_notes(books, query, scope, period),
    )
    return explained(_by_programme(books, query, programmes, answer) if query.by == "programme" else answer)


def _uncounted(books: Accounts, query: Query, scope: Scope) -> tuple[Reason, ...]:
    return uncounted(books.ledger.outcomes, query.outcome, scope) if query.metric == "unit_cost" else ()


def _warnings(found: _Found) -> tuple[str, ...]:
    holding = {
        "PARTIAL": found.sums.partial,
        "TOO_EARLY": found.early,
        "ATTRIBUTED_NOT_INCREMENTAL": found.sums.attributed,
    }
    return tuple(name for name, holds in holding.items() if holds)


def _refused(books: Accounts, query: Query, found: _Found) -> Refusal | None:
    """The first refusal that applies, in the order of the method."""
    metric, sums = query.metric, found.sums
    if metric == "unit_cost" and query.versus_programme is not None and not _known(books, query.versus_programme):
        return "UNKNOWN_PROGRAMME"
    if sums.cost is None and metric in _NEED_COST:
        return "COST_MISSING"
    if sums.benefit is None and metric in _NEED_BENEFIT:
        return "NO_BENEFIT_DATA"
    if metric == "roi" and not sums.cost:
        return "NO_COST"
    if found.unit is not None and not found.unit.count:
        return "NO_OUTCOME"
    return None


def _known(books: Accounts, programme: str) -> bool:
    return any(one.id == programme for one in books.ledger.programmes)


def _notes(books: Accounts, query: Query, scope: Scope, period: Period) -> tuple[str, ...]:
    notes = []
    if period.end > books.tomorrow:
        notes.append(words.future_days(books.today))
    odd = (line.entry for page, _ in books.tally.earned.odd.within(scope) for line in page.lines)
    notes += [words.odd_basis(one.id, one.basis) for one in odd if isinstance(one, Benefit) and scope.holds(one)]
    if scope.posted is not None:
        outside = sum(
            isinstance(line.entry, Benefit) and line.entry.insight not in scope.posted and scope.share(line.entry) > 0
            for line in books.tally.earned.counted.lines()
        )
        notes += [words.without_insight(outside)] if outside else []
    notes += _unit_notes(books, query, scope) if query.metric == "unit_cost" else _order_notes(books, scope)
    return tuple(notes)


def _order_notes(books: Accounts, scope: Scope) -> Sequence[str]:
    """How many orders in scope no programme was credited for; they belong to no programme."""
    if scope.programmes is not None or scope.posted is not None:
        return ()
    alone = sum(count for day, count in books.tally.earned.uncredited.items() if scope.holds_day(day))
    return [words.unattributed(alone)] if alone else ()


def _unit_notes(books: Accounts, query: Query, scope: Scope) -> Sequence[str]:
    """What can be counted, where the outcome is none of it, and whom the result cannot be held against."""
    notes = []
    known = sorted({one.metric for one in books.ledger.outcomes if scope.holds_programme(one.programme)})
    if query.outcome not in known:
        notes.append(words.no_outcome(query.outcome, known))
    versus = query.versus_programme
    if versus is not None and not _known(books, versus):
        notes.append(words.unknown_programme(versus, None, sorted(one.id for one in books.ledger.programmes)))
    return notes


def _by_programme(books: Accounts, query: Query, programmes: frozenset[str] | None, answer: Answer) -> Answer:
    """The same figures for each programme in scope, and the order of those that are not too early."""
    assert answer.period is not None
    by: dict[str, ProgrammeFigures] = {}
    ranked: list[tuple[Decimal, str]] = []
    alone, months = replace(query, versus_programme=None), query.metric in _BY_MONTH
    for programme in books.ledger.programmes:
        if programmes is not None and programme.id not in programmes:
            continue
        found = _found(books, alone, frozenset({programme.id}), answer.period, months=months)
        sums = found.sums
        by[programme.id] = ProgrammeFigures(
            benefit=sums.benefit, cost=sums.cost, net=sums.net, roi_pct=sums.return_on_cost(sums.benefit)
        )
        main = _ranked_by(books, query.metric, found)
        if main is not None and not found.early:
            ranked.append((main if query.metric in _CHEAPEST_FIRST else -main, programme.id))
    return replace(answer, by=by, ranking=tuple(programme for _, programme in sorted(ranked)))


def _ranked_by(books: Accounts, metric: Metric, found: _Found) -> Decimal | None:
    """The number by which programmes are ranked: the metric's, else ROI."""
    sums = found.sums
    if metric in ("net", "benefit", "cost"):
        return {"net": sums.net, "benefit": sums.benefit, "cost": sums.cost}[metric]
    if metric == "npv":
        return sums.present_value(books.ledger.settings.discount_rate_annual)
    if metric == "payback":
        return sums.payback_months
    if found.unit is not None:
        return found.unit.each
    return sums.return_on_cost(sums.benefit)


def main_number(answer: Answer) -> Decimal | None:
    """The metric's main number, None where it has none or it cannot be said."""
    numbers: dict[Metric, Decimal | None] = {
        "roi": answer.roi_pct,
        "net": answer.net,
        "benefit": answer.benefit,
        "cost": answer.cost,
        "npv": answer.npv,
        "unit_cost": None if answer.unit is None else answer.unit.each,
    }
    return numbers.get(answer.metric)


def _compared(
    books: Accounts, query: Query, programmes: frozenset[str] | None, *, answer: Answer, phrase: str
) -> Answer:
    """The answer beside the one for another period, and how much the main number changed."""
    assert answer.period is not None
    try:
        period = books.other_period(answer.period, phrase, query.programme)
    except UnknownPeriod as unread:
        note = str(unread)
        comparison = _refusal(books, query, "UNKNOWN_PERIOD", note)
        return replace(answer, comparison=comparison, refused="UNKNOWN_PERIOD", notes=(*answer.notes, note))
    other = _over(books, query, programmes, period)
    now, then = main_number(answer), main_number(other)
    change = None if now is None or then is None else now - then
    return replace(
        answer,
        comparison=other,
        change=change,
        change_pct=None if change is None or not then else change / abs(then) * 100,
    )
