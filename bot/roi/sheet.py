"""One benefit's inputs as its formula takes them."""

from __future__ import annotations

from decimal import Decimal

from bot.model.ledger import Benefit
from bot.roi.prices import Absent, Price, Prices


class Sheet:
    """One benefit's inputs as its formula takes them; remembers which defaults it took."""

    def __init__(self, benefit: Benefit, prices: Prices) -> None:
        self.benefit = benefit
        self.prices = prices
        self.defaults: list[str] = []

    def given(self, name: str) -> Decimal | None:
        """The input, or None where it is left out or not known."""
        return self.benefit.inputs.get(name)

    def need(self, name: str) -> Decimal:
        """The input.

        Raises:
            Absent: it is left out or not known.
        """
        value = self.benefit.inputs.get(name)
        if value is None:
            raise Absent(name)
        return value

    def nonzero(self, name: str) -> Decimal:
        """An input that something is divided by: of a group of nobody nothing is known."""
        value = self.need(name)
        if not value:
            raise Absent(name)
        return value

    def take(self, price: Price) -> Decimal:
        """The price, remembering the default that it is."""
        if price.default is not None:
            self.defaults.append(price.default)
        return price.amount

    def margin(self) -> Decimal:
        """The gross margin of the item, else of the settings; it has no default.

        Raises:
            Absent: neither gives one.
        """
        own = self.given("gross_margin")
        own = self.prices.settings.gross_margin if own is None else own
        if own is None:
            raise Absent("gross_margin")
        return own

    def exchange(self) -> Decimal:
        """What one unit of the item's currency is in base currency."""
        return self.prices.exchange(self.benefit.currency, self.benefit.when.start)
