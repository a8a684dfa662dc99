"""Words of imports into the ledger: orders, and the figures of a programme that exists already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

ORDER_KEYS: Final = (
    ("id", "Order number"), ("at", "When"), ("revenue", "Revenue, net of tax and discounts"), ("refund", "Refund"),
    ("currency", "Currency"), ("coupon", "Code or coupon"), ("programme", "Programme of the last touch"),
    ("touched", "When it was touched"),
)  # fmt: skip
SERIES_KEYS: Final = (
    ("date", "Day, week or month"), ("metric", "Figure"), ("count", "How many"), ("cost", "Cost in money"),
    ("hours", "Hours"), ("currency", "Currency"), ("programme", "Programme"),
)  # fmt: skip
"""What a column of such a table can be: key and label."""


def dry(what: str) -> str:
    """What an import into the ledger shows before anything is stored."""
    kinds = {"orders": "orders", "series": "figures of a programme"}
    return f"These look like {kinds[what]}: they go into the ledger, not among the mentions. Look at the columns first."


def took_in(kept: int, changed: int, unchanged: int, bad: int) -> str:
    """What came of it."""
    said = f"{kept:,} new, {changed:,} changed, {unchanged:,} known already"
    return said + (f", {bad:,} could not be read (listed below)" if bad else "")


def left_out(name: str) -> str:
    """A needed cell is empty."""
    return f"{name} is empty"


def no_number(name: str, found: str) -> str:
    """A cell that should be a number."""
    return f"{name} is {found!r}; expected a number such as 1234.50 (1,234 may mean two things)"


def no_moment(name: str, found: str) -> str:
    """A cell that should be a time."""
    return f"{name} is {found!r}; expected a date such as 2026-09-30, or a time"


def no_day(found: str) -> str:
    """A cell that should be a day, a week or a month."""
    return f"date is {found!r}; expected a day such as 2026-09-30, a month 2026-09 or a week 2026-W39"


def no_programme(found: str, known: Sequence[str]) -> str:
    """A programme that there is not."""
    named = f"programme {found!r} is none" if found else "no programme is named"
    return f"{named}; expected {', '.join(known)}, in a column or as the name of the file"


def twice(name: str) -> str:
    """The same order number twice in one file."""
    return f"the same as an earlier line ({name}); the first one was taken"


def nothing_in_it() -> str:
    """A line that says neither a count nor a cost."""
    return "neither count nor cost nor hours are given"


def finance() -> str:
    """What needs the finance role."""
    return "Importing into the ledger"
