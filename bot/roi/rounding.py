"""The working precision, and the only places where a figure is rounded."""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal

PRECISE = Context(prec=80, rounding=ROUND_HALF_EVEN, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Far more digits than any input has, so that what is left of repeating decimals never reaches an answer."""
_OUTPUT = Context(prec=600, rounding=ROUND_HALF_UP, Emax=MAX_EMAX, Emin=MIN_EMIN)
_NOISE = Decimal("1E-40")
_WITHOUT_MINOR_UNIT = frozenset({"JPY"})


def settled(value: Decimal) -> Decimal:
    """The value without the noise of repeating decimals: a third three times is one."""
    return value.quantize(_NOISE, context=_OUTPUT)


def _rounded(value: Decimal, digits: int) -> Decimal:
    # ROUND_HALF_UP is half away from zero.
    rounded = settled(value).quantize(Decimal(1).scaleb(-digits), context=_OUTPUT)
    return rounded or abs(rounded)


def money(value: Decimal, currency: str) -> Decimal:
    """An amount to the currency's minor unit."""
    return _rounded(value, 0 if currency in _WITHOUT_MINOR_UNIT else 2)


def percent(value: Decimal) -> Decimal:
    """Percent or months to 1 digit."""
    return _rounded(value, 1)


def ratio(value: Decimal) -> Decimal:
    """A score, share or ratio to 3 digits."""
    return _rounded(value, 3)


def plain(value: Decimal) -> str:
    """A count in plain digits, without zeros that say nothing."""
    text = f"{settled(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
