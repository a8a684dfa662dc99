"""A ledger as it was known at a moment, counted once for every question that is asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import localcontext

from bot.model.answer import Period
from bot.model.ledger import Ledger
from bot.roi.counting import Tally, tally
from bot.roi.known import known_ledger, moment_of
from bot.roi.periods import LAST_YEAR, PREVIOUS, clipped, no_period, previous, read_period, year_before
from bot.roi.rounding import PRECISE
from bot.roi.scope import Scope
from bot.texts import formulas as words


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """The ledger without what was not yet known `at` the moment, and what the counting rules leave of it."""

    ledger: Ledger
    at: datetime
    today: date
    tally: Tally

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


def accounts(ledger: Ledger, as_of: date | datetime) -> Accounts:
    """The accounts of a ledger as of a moment; a bare date means its end."""
    with localcontext(PRECISE):
        at, today = moment_of(as_of, ledger.settings.timezone)
        known = known_ledger(ledger, at)
        return Accounts(ledger=known, at=at, today=today, tally=tally(known, at))
