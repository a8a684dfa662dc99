"""A ledger as it was known at a moment, counted once for every question that is asked about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import localcontext

from bot.model.answer import Period
from bot.model.ledger import Benefit, Cost, Ledger
from bot.roi.counting import NOTHING, Earned, Tally, benefits_of, tally
from bot.roi.known import known_ledger, moment_of
from bot.roi.periods import LAST_YEAR, PREVIOUS, clipped, no_period, previous, read_period, year_before
from bot.roi.prices import Prices
from bot.roi.rounding import PRECISE
from bot.roi.scope import Scope
from bot.texts import formulas as words


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """The ledger without what was not yet known `at` the moment, and what the counting rules leave of it.

    `source` is the whole ledger; `benefits` and `costs` are its known entries by id, the credits of orders among them.
    """

    source: Ledger
    ledger: Ledger
    at: datetime
    today: date
    tally: Tally
    prices: Prices
    benefits: Mapping[str, Benefit]
    costs: Mapping[str, Cost]

    @property
    def tomorrow(self) -> date:
        """The day after the as-of date: the first whose entries never count."""
        return self.today + timedelta(days=1)

    def period(self, phrase: str | None, programme: str | None) -> Period:
        """The period that a phrase means; no phrase is all time.

        Raises:
            UnknownPeriod: it means none.
        """
        if phrase is None:
            return Period(start=None, end=self.tomorrow)
        launches = [one.start for one in self.ledger.programmes if one.id == programme]
        launch = launches[0] if launches else None
        if launch is None and " ".join(phrase.lower().split()) == "since launch":
            raise no_period(phrase, today=self.today, why=words.no_launch())
        start_month = self.ledger.settings.fiscal_year_start_month
        return read_period(phrase, today=self.today, fiscal_start=start_month, launch=launch)

    def other_period(self, period: Period, phrase: str, programme: str | None) -> Period:
        """The period that another is compared with. Raises as above."""
        relative = {PREVIOUS: previous, LAST_YEAR: year_before}.get(phrase)
        if relative is None:
            return self.period(phrase, programme)
        try:
            return relative(period)
        except (ValueError, OverflowError):
            raise no_period(phrase, today=self.today, why=words.no_previous()) from None

    def scope(self, programmes: frozenset[str] | None, period: Period, *, cohort: bool) -> Scope:
        """The programmes and days that an answer covers."""
        posted: Mapping[str, date] | None = None
        if cohort:
            posted = {insight.id: insight.posted for insight in self.ledger.insights}
        return Scope(
            programmes=programmes,
            period=clipped(period, self.today),
            tomorrow=self.tomorrow,
            posted=posted,
        )

    def standing_costs(self) -> Iterator[Cost]:
        """The costs that were neither taken back nor replaced."""
        gone = self.tally.spent.stock.gone
        return (one for one in self.ledger.costs if one.id not in gone)

    def without_benefits(self) -> Accounts:
        """The same accounts for what does not depend on what came of it: costs, aims and counted results."""
        return replace(self, tally=Tally(spent=self.tally.spent, earned=Earned()))


def accounts(
    ledger: Ledger, as_of: date | datetime, *, before: Accounts | None = None, settled: bool = False
) -> Accounts:  # fmt: skip
    """The accounts of a ledger as of a moment; a bare date means its end.

    What an entry was worth `before` is not worked out again where it is the same entry at the same prices. `settled`
    says that all of both ledgers was known at their moments: the same costs or benefits are then not counted again.
    """
    with localcontext(PRECISE):
        at, today = moment_of(as_of, ledger.settings.timezone)
        known = known_ledger(ledger, at, settled=settled)
        prices = Prices(settings=known.settings, fx=known.fx)
        if before is not None and before.prices == prices:
            prices = before.prices
        same = settled and before is not None and prices is before.prices
        counted = tally(known, at, prices, before=before.tally if same and before is not None else NOTHING)
        return Accounts(
            source=ledger,
            ledger=known,
            at=at,
            today=today,
            tally=counted,
            prices=prices,
            benefits=benefits_of(counted.earned),
            costs=counted.spent.stock.by_id,
        )


def reopened(books: Accounts, ledger: Ledger, at: datetime) -> Accounts:
    """The same accounts at another moment, for other programmes and insights.

    The entries and settings of the ledger must be those of the accounts, and nothing may have become known or been
    taken back between the two moments.
    """
    timezone = ledger.settings.timezone
    known = replace(books.ledger, programmes=ledger.programmes, insights=ledger.insights)
    moment, today = moment_of(at, timezone)
    return replace(books, source=ledger, ledger=known, at=moment, today=today)
