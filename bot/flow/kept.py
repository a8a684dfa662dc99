"""The ledger as it was last read: a question reads only what was written since, and counts only what that changed."""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.config import RoiSettings
from bot.model.changes import LedgerItem
from bot.model.ledger import Ledger, LedgerSettings
from bot.model.people import Programme
from bot.roi.accounts import Accounts, accounts, reopened
from bot.roi.kept import Entries, Key, PostedDays, ledger_of, posted_days, read_entries, settled_from
from bot.roi.living import Posted

_MOST = 6
"""How many accounts are kept: those of now, those of a few models of attribution."""


_MANY = 10_000
"""From so many entries on they are kept out of the garbage collector's way."""


class Written(Protocol):
    """Memory that tells what was written to the ledger since a change."""

    async def ledger_since(self, change: int) -> tuple[int, Sequence[LedgerItem]]:
        """The latest change of the ledger, and every entry written after `change` (0: all), the latest last."""
        ...


class Kept:
    """What is kept between two questions. It forgets nothing that it would not find again in the store."""

    def __init__(self) -> None:
        self._change = 0
        self._entries: Entries | None = None
        self._books: list[tuple[LedgerSettings, Accounts]] = []
        self._posted: tuple[tuple[Posted, ...], PostedDays] | None = None

    @property
    def items(self) -> Mapping[Key, LedgerItem]:
        """The entries as they were written, by list and id, as of the last `read`."""
        return {} if self._entries is None else self._entries.items

    def begin(self, change: int, entries: Entries, ledger: Ledger, books: Accounts) -> None:
        """Keep a ledger that was read and counted beforehand, up to this change; not where somebody asked meanwhile."""
        if self._entries is not None:
            return
        self._change, self._entries = change, entries
        settled = books.at >= settled_from(entries, ledger.settings)
        self._books = [(ledger.settings, books)] if settled else []
        if len(entries.items) >= _MANY:
            _rest()

    async def entries(self, store: Written, *, currency: str, zone: ZoneInfo) -> Entries:
        """The recorded entries as they stand now.

        Raises:
            BadLedger: an entry is malformed.
        """
        change, changed = await store.ledger_since(self._change)
        before = self._entries
        if before is None or changed or (before.currency, before.zone) != (currency, zone):
            self._entries = read_entries(changed, currency=currency, zone=zone, before=before)
            self._change = change
        assert self._entries is not None
        return self._entries

    async def read(
        self,
        store: Written,
        *,
        settings: RoiSettings,
        zone: ZoneInfo,
        programmes: Sequence[Programme],
        insights: Sequence[Posted],
        department: str | None = None,
    ) -> Ledger:
        """The living ledger as it stands now. Raises as above."""
        entries = await self.entries(store, currency=settings.base_currency, zone=zone)
        # There may be thousands, and mostly none was posted between two questions.
        own = tuple(insights)
        if not own:
            return ledger_of(
                entries, settings=settings, programmes=programmes, insights=posted_days((), zone), department=department
            )  # fmt: skip
        if self._posted is None or self._posted[0] != own or self._posted[1].zone != zone:
            self._posted = (own, posted_days(own, zone))
        return ledger_of(
            entries, settings=settings, programmes=programmes, insights=self._posted[1], department=department
        )  # fmt: skip

    def tried(
        self, written: Sequence[LedgerItem], at: datetime, *, settings: RoiSettings, programmes: Sequence[Programme]
    ) -> Accounts:  # fmt: skip
        """The accounts as they would be with these entries too, without insights; they are those of the last `read`.

        Raises:
            BadLedger: an entry is malformed.
        """
        before = self._entries
        assert before is not None
        entries = read_entries(written, currency=before.currency, zone=before.zone, before=before)
        insights = posted_days((), before.zone)
        then, now = (
            ledger_of(one, settings=settings, programmes=programmes, insights=insights) for one in (before, entries)
        )  # fmt: skip
        settled = at >= max(settled_from(before, then.settings), settled_from(entries, now.settings))
        return accounts(now, at, before=self.books(then, at), settled=settled)

    def books(self, ledger: Ledger, at: datetime) -> Accounts:
        """The accounts of a ledger that was read here, as of a moment."""
        entries = self._entries
        if entries is None or at < settled_from(entries, ledger.settings):
            return accounts(ledger, at, before=self._last(ledger.settings))
        for settings, books in self._books:
            if settings == ledger.settings and _same_entries(books.source, ledger):
                return reopened(books, ledger, at)
        before = self._last(ledger.settings)
        books = accounts(ledger, at, before=before, settled=True)
        if before is None and len(entries.items) >= _MANY:
            _rest()
        self._books = [(ledger.settings, books), *(one for one in self._books if one[0] != ledger.settings)][:_MOST]
        return books

    def _last(self, settings: LedgerSettings) -> Accounts | None:
        """Accounts with the same figures, in which most entries were valued already."""
        return next((books for own, books in self._books if own == settings), None)


def _rest() -> None:
    """Let the collector pass over what was read and valued: it stays, and looking at it takes longer than an answer.

    What is let go is freed all the same, by its count.
    """
    gc.collect()
    gc.freeze()


def _same_entries(one: Ledger, other: Ledger) -> bool:
    return (
        one.costs is other.costs
        and one.benefits is other.benefits
        and one.orders is other.orders
        and one.aims is other.aims
        and one.outcomes is other.outcomes
        and one.fx is other.fx
    )
