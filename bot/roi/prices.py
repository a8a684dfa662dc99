"""What an hour, a contact and a foreign amount are worth in base currency, and which default that took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.errors import EarshotError
from bot.model.ledger import FxRate, LedgerSettings

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
        fitting = [
            (rate.day, index, rate.rate)
            for index, rate in enumerate(self.fx)
            if (rate.source, rate.target) == (source, target) and rate.day <= day and day - rate.day <= oldest
        ]
        return max(fitting)[2] if fitting else None
