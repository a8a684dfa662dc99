"""When the organisation's time zone changes, every local day is computed anew, and the rollups with it."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from bot.texts import memory as words
from store.changing.transaction import Transaction
from store.columns import instant

ROWS = 10_000


def settle_zone(open_: Transaction, zone: str, *, say: Callable[[str], None]) -> None:
    """Make the days of all mentions those of this zone, in one transaction; does nothing if they are."""
    before = open_.one("meta.get", name="zone")
    if before == zone:
        return
    open_.begin()
    try:
        if before is not None and _rezone(open_, ZoneInfo(zone)):
            for dimension in ("all", "source", "department", "theme", "group"):
                open_.run(f"rollup.recount_{dimension}")
            say(words.rezoned(before, zone))
        open_.run("meta.put", name="zone", value=zone)
        open_.commit()
    finally:
        open_.roll_back()


def _rezone(open_: Transaction, zone: ZoneInfo) -> bool:
    """Whether any mention fell on another day."""
    changed, last = False, 0
    while rows := open_.run("rollup.days_of", after=last, limit=ROWS).fetchall():
        moved = [(day, number) for number, at, old in rows if (day := _day(at, zone)) != old]
        open_.each("rollup.put_day", moved)
        changed, last = changed or bool(moved), rows[-1][0]
    if changed:
        open_.run("rollup.drop_days")
    return changed


def _day(at: int, zone: ZoneInfo) -> str:
    return instant(at).astimezone(zone).date().isoformat()
