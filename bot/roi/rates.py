"""The organisation's own figures: what an hour, a contact, a sale is worth, from which day on, known since when.

What earshot.toml names is the floor: it holds always and is changed there alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from bot.config import RoiSettings
from bot.errors import BadLedger
from bot.model.changes import LedgerItem
from bot.model.people import PersonId
from bot.roi.prices import COST_PER_CONTACT, HOURLY_RATE, INCREMENTAL_SHARE, REALISATION
from bot.roi.shelf import known_from, standing, text

RATES = "rates"
"""The list of the ledger in which they are recorded."""
SHARES = ("gross_margin", "incremental_share", "realisation")
"""Figures of 0 to 1; a margin may be negative."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One figure as somebody set it. `value` '' takes the organisation's own away again."""

    id: str
    name: str
    value: str
    valid_from: date
    recorded: datetime
    person: PersonId | None = None
    source: str = ""


def names(departments: Sequence[str]) -> tuple[str, ...]:
    """Every figure that can be set, in the order of the form."""
    hours = (f"hourly_rates.{name}" for name in departments)
    contacts = (f"cost_per_contact.{name}" for name in COST_PER_CONTACT)
    return ("default_hourly_rate", *hours, *contacts, *SHARES)


def ours(name: str) -> Decimal | None:
    """The placeholder that stands in for a figure; None where it has none."""
    head, _, rest = name.partition(".")
    usual = {"realisation": REALISATION, "incremental_share": INCREMENTAL_SHARE, "default_hourly_rate": HOURLY_RATE}
    return COST_PER_CONTACT.get(rest) if head == "cost_per_contact" else usual.get(head)


def in_file(settings: RoiSettings) -> Mapping[str, str]:
    """The figures that earshot.toml names."""
    found = {f"hourly_rates.{name}": value for name, value in settings.hourly_rates.items()}
    found |= {f"cost_per_contact.{name}": value for name, value in settings.cost_per_contact.items()}
    for name in ("default_hourly_rate", *SHARES):
        value = getattr(settings, name)
        found |= {name: value} if value is not None else {}
    return found


def rates_of(items: Iterable[LedgerItem], at: datetime) -> tuple[Rate, ...]:
    """The figures that were known at a moment, in the order in which they became known."""
    return tuple(
        Rate(
            id=one.id, name=text(one, "name"), value=text(one, "value"),
            valid_from=date.fromisoformat(text(one, "valid_from")), recorded=known_from(one), person=one.person,
            source=text(one, "source"),
        )
        for one in standing(items, RATES, at)
    )  # fmt: skip


def valid(rates: Iterable[Rate], name: str, day: date) -> Rate | None:
    """The figure that holds on a day: the latest to begin, of several that begin on one day the latest recorded."""
    fitting = [one for one in rates if one.name == name and one.valid_from <= day]
    return max(fitting, key=lambda one: (one.valid_from, one.recorded, one.id), default=None)


def checked(name: str, value: str) -> str:
    """The value as it is stored.

    Raises:
        BadLedger: it is no number, or none that this figure can be.
    """
    said = value.strip().replace(",", ".")
    if not said:
        return ""
    share = name in SHARES
    expected = "a share of 0 to 1, such as 0.4" if share else "a number above 0, such as 42.50"
    try:
        number = Decimal(said)
    except InvalidOperation:
        raise BadLedger(item="the figure", key=name, found=repr(value[:40]), expected=expected) from None
    least = Decimal(-1) if name == "gross_margin" else Decimal(0)
    if not number.is_finite() or number < least or (share and number > 1):
        raise BadLedger(item="the figure", key=name, found=repr(value[:40]), expected=expected)
    return f"{number:f}"
