"""The lists of the ledger as they were written: read once, and of what was written since only that."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from bot.flow.books import Books
from bot.flow.organisation import Organisation
from bot.flow.tools import Tools
from bot.model.changes import LedgerItem
from bot.model.ledger import Ledger
from bot.roi.accounts import Accounts, accounts
from bot.roi.kept import Entries, ledger_of, posted_days, read_entries

Read: TypeAlias = tuple[Entries, Ledger, Accounts]
Apart: TypeAlias = Callable[[Callable[[], Read]], Awaitable[Read]]
"""Does a long calculation aside, so that nobody waits for it."""


async def written(tools: Tools, *lists: str) -> Sequence[LedgerItem]:
    """The entries of these lists, list by list, each as it stands now, oldest first.

    Raises:
        BadLedger: an entry is malformed.
    """
    entries = await tools.kept.entries(tools.store, currency=tools.settings.roi.base_currency, zone=tools.zone)
    if len(lists) == 1:
        return entries.lists.get(lists[0], ())
    return tuple(one for name in lists for one in entries.lists.get(name, ()))


async def read_ahead(apart: Apart, *, tools: Books, organisation: Organisation) -> None:
    """Read and count the whole ledger before anybody asks: the first question is then answered like any other.

    Raises:
        BadLedger: an entry is malformed.
    """
    at, settings = tools.clock.now(), organisation.settings.roi
    change, changed = await tools.store.ledger_since(0)

    def whole() -> Read:
        entries = read_entries(changed, currency=settings.base_currency, zone=tools.zone)
        ledger = ledger_of(
            entries, settings=settings, programmes=organisation.programmes, insights=posted_days((), tools.zone)
        )
        return entries, ledger, accounts(ledger, at)

    tools.kept.begin(change, *await apart(whole))
