"""What an hour, a contact and a foreign amount are worth in base currency, and which default that took."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol, TypeVar, cast

from bot.errors import EarshotError
from bot.model.ledger import DatedFigure, FxRate, LedgerSettings

FX_MISSING = "FX_MISSING"
SELF_SERVICE = "self_service"
HOURLY_RATE = Decimal(50)
REALISATION = Decimal("0.5")
INCREMENTAL_SHARE = Decimal(1)
LAG_DAYS = 90
FX_MAX_AGE_DAYS = 7
OVERDISPERSION = Decimal(2)
COST_PER_CONTACT: Mapping[str, Decimal] = {
    "phone": Decimal(10),
    "email": Decimal(6),
    "chat": Decimal(5),
    "social": Decimal(6),
    SELF_SERVICE: Decimal("0.25"),
}
SINGLE = ("default_hourly_rate", "gross_margin", "incremental_share", "realisation")
"""Figures that stand alone in the settings; the others are one of several."""


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


_E = TypeVar("_E", bound=_Identified)
_R = TypeVar("_R")


class Absent(EarshotError):
    """{reason} is not known."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """An amount in base currency, and the name of the default it is, if it is one."""

    amount: Decimal
    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """The settings' own figures over the defaults, and the rates of exchange."""

    settings: LedgerSettings
    fx: Sequence[FxRate]
    _days: dict[date, Prices] = field(default_factory=dict, compare=False, repr=False)
    _pairs: dict[tuple[str, str], list[FxRate]] = field(default_factory=dict, compare=False, repr=False)
    _made: dict[tuple[str, str], tuple[object, object]] = field(default_factory=dict, compare=False, repr=False)

    def on(self, day: date) -> Prices:
        """The prices that hold on a day: of figures that are dated, the latest to begin by then."""
        if not self.settings.dated:
            return self
        if day not in self._days:
            self._days[day] = replace(self, settings=_settled(self.settings, day), _days={}, _made={})
        return self._days[day]

    def once(self, entry: _E, make: Callable[[_E, Prices], _R]) -> _R:
        """What `make` gives for the entry at these prices, worked out once for as long as it is the same entry."""
        key = (make.__name__, entry.id)
        found = self._made.get(key)
        if found is None or found[0] is not entry:
            found = self._made[key] = (entry, make(entry, self))
        return cast(_R, found[1])

    def contact(self, channel: str) -> Price:
        """The cost of one contact.

        Raises:
            Absent: neither the settings nor the defaults know the channel.
        """
        name = f"cost_per_contact.{channel}"
        own = self.settings.cost_per_contact.get(channel)
        if own is not None:
            return Price(amount=own)
        usual = COST_PER_CONTACT.get(channel)
        if usual is None:
            raise Absent(name)
        return Price(amount=usual, default=name)

    def hour(self, role: str | None) -> Price:
        """The loaded cost of one hour of a role, where the item gives no rate of its own."""
        own = self.settings.hourly_rates.get(role) if role is not None else None
        if own is None:
            own = self.settings.default_hourly_rate
        return Price(amount=HOURLY_RATE, default="default_hourly_rate") if own is None else Price(amount=own)

    def realisation(self) -> Price:
        """The share of saved time that turns into useful work."""
        own = self.settings.realisation
        return Price(amount=REALISATION, default="realisation") if own is None else Price(amount=own)

    def incremental_share(self) -> Price:
        """The share of attributed sales that would not have happened anyway."""
        own = self.settings.incremental_share
        return Price(amount=INCREMENTAL_SHARE, default="incremental_share") if own is None else Price(amount=own)

    def overdispersion(self) -> Decimal:
        """Variance over mean of counts."""
        own = self.settings.overdispersion
        return OVERDISPERSION if own is None else own

    def exchange(self, currency: str, day: date) -> Decimal:
        """What one unit of a currency is in base currency on a day: the direct pair first, then the reverse one.

        Raises:
            Absent: no rate is dated in the allowed days up to this one.
        """
        base = self.settings.base_currency
        if currency == base:
            return Decimal(1)
        direct = self._newest(currency, base, day)
        if direct is not None:
            return direct
        reverse = self._newest(base, currency, day)
        if reverse is None:
            raise Absent(FX_MISSING)
        return 1 / reverse

    def _newest(self, source: str, target: str, day: date) -> Decimal | None:
        age = self.settings.fx_max_age_days
        oldest = timedelta(days=FX_MAX_AGE_DAYS if age is None else age)
        dated = self._rates(source, target)
        # Of several rates of one day the last of the list holds.
        at = bisect_right(dated, day, key=lambda rate: rate.day) - 1
        return dated[at].rate if at >= 0 and day - dated[at].day <= oldest else None

    def _rates(self, source: str, target: str) -> list[FxRate]:
        """The rates of a pair by day."""
        found = self._pairs.get((source, target))
        if found is None:
            mine = (rate for rate in self.fx if (rate.source, rate.target) == (source, target))
            found = self._pairs[source, target] = sorted(mine, key=lambda rate: rate.day)
        return found


def _settled(settings: LedgerSettings, day: date) -> LedgerSettings:
    """The settings as they hold on a day; of several figures that begin on one day the latest recorded holds."""
    hours, contacts = dict(settings.hourly_rates), dict(settings.cost_per_contact)
    single: dict[str, Decimal | None] = {}
    for one in sorted(settings.dated, key=lambda one: (one.valid_from, _recorded(one), one.id)):
        head, _, rest = one.name.partition(".")
        mapping = {"hourly_rates": hours, "cost_per_contact": contacts}.get(head)
        if one.valid_from > day:
            continue
        if mapping is None:
            single[one.name] = one.value
        elif one.value is None:
            mapping.pop(rest, None)
        else:
            mapping[rest] = one.value
    own = {name: single.get(name, getattr(settings, name)) for name in SINGLE}
    return replace(settings, hourly_rates=hours, cost_per_contact=contacts, dated=(), **own)


def _recorded(one: DatedFigure) -> float:
    return one.history.recorded.timestamp() if one.history.recorded is not None else float("-inf")
