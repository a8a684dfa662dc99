"""What a chat may ask of an answer to `/roi` that stands already: its parts, its sheet, a copy for all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.model.forms import EntryForm
from bot.model.message import Message
from bot.model.people import PersonId
from bot.model.views import Receipt


class Answers(Protocol):
    """An answer is named by its question and its moment: the same words then give the same figures.

    What is missing from one is recorded here too: `record` raises BadLedger for a wrong field.

    All verbs raise NotAllowed (money is for finance) and NotFound (no such question or part); `share_answer` raises
    NotHere where people of another organisation would see it (`outside`).
    """

    async def open_answer(self, question: str, part: str, *, as_of: datetime, person: PersonId) -> Message:
        """What a figure of the answer is made of: exactly its entries, for the person alone."""
        ...

    async def share_answer(
        self, question: str, *, as_of: datetime, person: PersonId, outside: bool = False
    ) -> Message:  # fmt: skip
        """The answer for a channel, without what single people entered."""
        ...

    async def answer_sheet(self, question: str, *, as_of: datetime, person: PersonId) -> bytes:
        """The answer as a workbook (XLSX) with live formulas, for the person alone."""
        ...

    async def entry_form(self, code: str, *, person: PersonId) -> EntryForm:
        """The form that a button opens: `benefit=fix&programme=desk` says of what, and what is known already.

        Raises BadLedger where there is no such form.
        """
        ...

    async def record(self, code: str, form: Mapping[str, str], *, key: str, person: PersonId) -> Receipt:
        """Keep what a form says; the same key again keeps one."""
        ...
