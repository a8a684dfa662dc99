"""From a ledger and a query to an answer: the only evaluator of ROI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, localcontext

from bot.errors import UnknownPeriod
from bot.model.answer import Answer, Metric, Period, ProgrammeFigures, Query, Refusal
from bot.model.ledger import Ledger
from bot.roi.counting import Tally, tally
from bot.roi.figures import Figures, figures
from bot.roi.intention import intention
from bot.roi.known import known_ledger, moment_of
from bot.roi.periods import LAST_YEAR, PREVIOUS, clipped, no_period, previous, read_period, year_before
from bot.roi.prices import LAG_DAYS
from bot.roi.rounding import PRECISE
from bot.roi.scope import Scope, maturity, selected
from bot.roi.values import BASES
from bot.roi.words import explained
from bot.texts import formulas as words

ANSWERED: tuple[Metric, ...] = ("roi", "net", "benefit", "cost", "intention")
_TOO_EARLY = Decimal("0.5")
_ORDERS_ENTER: frozenset[Metric] = frozenset({"roi", "net", "benefit"})
_NEED_COST: frozenset[Metric] = frozenset({"roi", "net", "cost", "intention"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Books:
    """The ledger as known on the as-of date, counted once for every scope that is asked about."""

    ledger: Ledger
    query: Query
    today: date
    tally: Tally

    @property
    def tomorrow(self) -> date:
        return self.today + timedelta(days=1)


def evaluate(ledger: Ledger, query: Query) -> Answer:
    """The answer to a query, exact; what cannot be said is None, and `refused` says why."""
    with localcontext(PRECISE):
        at, today = moment_of(query.as_of, ledger.settings.timezone)
        known = known_ledger(ledger, at)
        return _answer(_Books(ledger=known, query=query, today=today, tally=tally(known, at)))


def _answer(books: _Books) -> Answer:
    query = books.query
    programmes = selected(books.ledger, programme=query.programme, department=query.department)
    if programmes is not None and not programmes:
        known = sorted(one.id for one in books.ledger.programmes)
        return _refusal(books, "UNKNOWN_PROGRAMME", words.unknown_programme(query.programme, query.department, known))
    phrase, compare = _both(query)
    try:
        period = _period(books, phrase)
    except UnknownPeriod as refused:
        return _refusal(books, "UNKNOWN_PERIOD", str(refused))
    answer = _over(books, programmes, period)
    return answer if compare is None else _compared(books, programmes, answer, compare)


def _both(query: Query) -> tuple[str | None, str | None]:
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


def _period(books: _Books, phrase: str | None) -> Period:
    if phrase is None:
        return Period(start=None, end=books.tomorrow)
    launches = [one.start for one in books.ledger.programmes if one.id == books.query.programme]
    launch = launches[0] if launches else None
    if launch is None and " ".join(phrase.lower().split()) == "since launch":
        raise no_period(phrase, today=books.today, why=words.no_launch())
    start_month = books.ledger.settings.fiscal_year_start_month
    return read_period(phrase, today=books.today, fiscal_start=start_month, launch=launch)


def _other_period(books: _Books, period: Period, phrase: str) -> Period:
    relative = {PREVIOUS: previous, LAST_YEAR: year_before}.get(phrase)
    if relative is None:
        return _period(books, phrase)
    try:
        return relative(period)
    except (ValueError, OverflowError):
        raise no_period(phrase, today=books.today, why=words.no_previous()) from None


def _refusal(books: _Books, refused: Refusal, note: str) -> Answer:
    """An answer of which nothing can be said; a metric that is not answered yet is refused as that first."""
    query = books.query
    notes: tuple[str, ...] = (note,)
    if query.metric not in ANSWERED:
        refused, notes = "NOT_YET", (words.not_yet_metric(query.metric, ANSWERED), note)
    currency = books.ledger.settings.base_currency
    empty = Answer(
        metric=query.metric,
        programme=query.programme,
        period=None,
        currency=currency,
        refused=refused,
        notes=notes,
    )
    return explained(empty)


def _over(books: _Books, programmes: frozenset[str] | None, period: Period) -> Answer:
    """The answer over one period, without a comparison."""
    query, ledger = books.query, books.ledger
    scope = _scope(books, programmes, period)
    sums = figures(books.tally, scope, unanswered_orders=bool(ledger.orders))
    mature = _maturity(books, scope)
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
        not_counted=sums.not_counted,
        missing=sums.missing,
        warnings=_warnings(sums, mature),
        defaults_used=sums.defaults,
        refused=_refused(query.metric, sums, orders=bool(ledger.orders)),
        maturity=mature,
        intention=intention(aims, today=books.today, cost=sums.cost) if query.metric == "intention" else None,
        benefits=sums.benefits,
        costs=sums.costs,
        beside=sums.beside,
        notes=_notes(books, scope, period),
    )
    return explained(_by_programme(books, programmes, answer) if query.by == "programme" else answer)


def _scope(books: _Books, programmes: frozenset[str] | None, period: Period) -> Scope:
    posted: Mapping[str, date] | None = None
    if books.query.view == "cohort":
        posted = {insight.id: insight.posted for insight in books.ledger.insights}
    return Scope(
        programmes=programmes,
        period=clipped(period, books.today),
        tomorrow=books.tomorrow,
        posted=posted,
    )


def _maturity(books: _Books, scope: Scope) -> Decimal | None:
    lag = books.ledger.settings.lag_days
    return maturity(books.ledger, scope, lag_days=LAG_DAYS if lag is None else lag, today=books.today)


def _warnings(sums: Figures, mature: Decimal | None) -> tuple[str, ...]:
    found = {
        "PARTIAL": sums.partial,
        "TOO_EARLY": mature is not None and mature < _TOO_EARLY,
        "ATTRIBUTED_NOT_INCREMENTAL": sums.attributed,
    }
    return tuple(name for name, holds in found.items() if holds)


def _refused(metric: Metric, sums: Figures, *, orders: bool) -> Refusal | None:
    """The first refusal that applies, in the order of the method."""
    if metric not in ANSWERED or (orders and metric in _ORDERS_ENTER):
        return "NOT_YET"
    if sums.cost is None and metric in _NEED_COST:
        return "COST_MISSING"
    if sums.benefit is None and metric in _ORDERS_ENTER:
        return "NO_BENEFIT_DATA"
    if metric == "roi" and not sums.cost:
        return "NO_COST"
    return None


def _notes(books: _Books, scope: Scope, period: Period) -> tuple[str, ...]:
    notes = []
    metric, orders = books.query.metric, len(books.ledger.orders)
    if metric not in ANSWERED:
        notes.append(words.not_yet_metric(metric, ANSWERED))
    if orders:
        notes.append(words.not_yet_orders(orders))
    if period.end > books.tomorrow:
        notes.append(words.future_days(books.today))
    odd = [one.benefit for one in books.tally.usable if one.benefit.basis not in BASES and scope.holds(one.benefit)]
    notes += [words.odd_basis(benefit.id, benefit.basis) for benefit in odd]
    if scope.posted is not None:
        posted = scope.posted
        outside = sum(one.benefit.insight not in posted for one in books.tally.counted if scope.share(one.benefit))
        if outside:
            notes.append(words.without_insight(outside))
    return tuple(notes)


def _by_programme(books: _Books, programmes: frozenset[str] | None, answer: Answer) -> Answer:
    """The same figures for each programme in scope, and the order of those that are not too early."""
    assert answer.period is not None
    by: dict[str, ProgrammeFigures] = {}
    ranked: list[tuple[Decimal, str]] = []
    for programme in books.ledger.programmes:
        if programmes is not None and programme.id not in programmes:
            continue
        scope = _scope(books, frozenset({programme.id}), answer.period)
        sums = figures(books.tally, scope, unanswered_orders=bool(books.ledger.orders))
        by[programme.id] = ProgrammeFigures(
            benefit=sums.benefit, cost=sums.cost, net=sums.net, roi_pct=sums.return_on_cost(sums.benefit)
        )
        mature = _maturity(books, scope)
        main = _main(answer.metric, by[programme.id])
        if main is not None and (mature is None or mature >= _TOO_EARLY):
            ranked.append((-main, programme.id))
    return replace(answer, by=by, ranking=tuple(programme for _, programme in sorted(ranked)))


def _main(metric: Metric, found: Answer | ProgrammeFigures) -> Decimal | None:
    """The metric's main number."""
    if metric == "net":
        return found.net
    if metric == "benefit":
        return found.benefit
    if metric == "cost":
        return found.cost
    return found.roi_pct if metric == "roi" else None


def _compared(books: _Books, programmes: frozenset[str] | None, answer: Answer, phrase: str) -> Answer:
    """The answer beside the one for another period, and how much the main number changed."""
    assert answer.period is not None
    try:
        other = _over(books, programmes, _other_period(books, answer.period, phrase))
    except UnknownPeriod as unread:
        note = str(unread)
        refused: Refusal = "NOT_YET" if answer.refused == "NOT_YET" else "UNKNOWN_PERIOD"
        comparison = _refusal(books, "UNKNOWN_PERIOD", note)
        return replace(answer, comparison=comparison, refused=refused, notes=(*answer.notes, note))
    now, then = _main(answer.metric, answer), _main(answer.metric, other)
    change = None if now is None or then is None else now - then
    return replace(
        answer,
        comparison=other,
        change=change,
        change_pct=None if change is None or not then else change / abs(then) * 100,
    )
