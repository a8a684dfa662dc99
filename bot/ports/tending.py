"""What a chat with pages may do with sources: show them, try one, add, pause, take up again and remove them."""

from __future__ import annotations

from typing import Protocol

from bot.model.people import PersonId
from bot.model.views import SourceChange, SourcesPage


class Tending(Protocol):
    """The organisation's sources. Everybody sees them; changes are an admin's. No credential is ever given."""

    async def sources(self, person: PersonId) -> SourcesPage:
        """Every source with its health, its budget, and what of it could not be read.

        Raises:
            NotAllowed: nobody knows this person.
        """
        ...

    async def change_source(self, change: SourceChange) -> SourcesPage:
        """The sources after the change, with words that say what it did; a try keeps nothing.

        Raises:
            NotAllowed: the person is no admin.
            BadQuestion: the change cannot be made, with what to do about it.
        """
        ...
