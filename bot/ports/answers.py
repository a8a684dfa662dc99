"""What a chat may ask of an answer to `/roi` that stands already: its parts, its sheet, a copy for all."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.model.message import Message
from bot.model.people import PersonId


class Answers(Protocol):
    """An answer is named by its question and its moment: the same words then give the same figures.

    All verbs raise NotAllowed (money is for finance) and NotFound (no such question or part).
    """

    async def open_answer(self, question: str, part: str, *, as_of: datetime, person: PersonId) -> Message:
        """What a figure of the answer is made of: exactly its entries, for the person alone."""
        ...

    async def share_answer(self, question: str, *, as_of: datetime, person: PersonId) -> Message:
        """The answer for a channel, without what single people entered."""
        ...

    async def answer_sheet(self, question: str, *, as_of: datetime, person: PersonId) -> bytes:
        """The answer as CSV, for the person alone."""
        ...
