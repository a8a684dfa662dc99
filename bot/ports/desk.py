"""The desk: what every chat is handed. Flow implements it."""

from __future__ import annotations

from typing import Protocol

from bot.model.message import Message
from bot.model.people import Department, Person, PersonId
from bot.model.review import ReviewPage
from bot.model.signal import Act
from bot.model.views import (
    Ask,
    Board,
    Bring,
    Brought,
    Home,
    Opening,
    OpenInsight,
    OpenRows,
    Page,
    Receipt,
    SettingChange,
    SettingsPage,
)


class Desk(Protocol):
    """Everything a person can do from a chat. Rights are checked here, never in a chat.

    All verbs raise NotAllowed and NotFound; an act that comes twice (same key) changes nothing.
    """

    async def act(self, act: Act) -> Receipt:
        """Do one act; the answer's words are for the person alone."""
        ...

    async def ask(self, ask: Ask) -> Message:
        """Answer a question or command; an unknown one is answered with usage."""
        ...

    async def open(self, opening: Opening) -> Page:
        """Open a figure, a topic or an insight."""
        ...

    async def sheet(self, opening: OpenRows | OpenInsight) -> bytes:
        """All rows of a figure, or the customers of an insight, as CSV, for the person alone."""
        ...

    async def home(self, person: PersonId) -> Home:
        """The person's own page."""
        ...

    async def board(self, person: PersonId, *, group: str | None = None) -> Board:
        """The board."""
        ...

    async def review(self, person: PersonId, *, page: int = 1) -> ReviewPage:
        """Mentions that wait for a person's word, one page; they are corrected by acts."""
        ...

    async def settings(self, person: PersonId, change: SettingChange | None = None) -> SettingsPage:
        """Settings and people as they stand, after the change if one is asked for."""
        ...

    async def bring(self, file: Bring) -> Brought:
        """Import a file, or show what would be made of it."""
        ...

    async def meet(self, name: str, id_: str) -> Person:
        """The colleague with this id (`slack:TEAM/USER`); who is met for the first time becomes a viewer."""
        ...

    async def introduce(self, name: str, id_: str, code: str) -> Message:
        """Make this account, which nobody knows yet, the person whose code this is; for its owner alone.

        Where nobody is met by themselves, this is how somebody who is known elsewhere comes in.
        """
        ...


class Directory(Protocol):
    """Who and what there is, for a chat's own needs (names, channels, roles)."""

    def person(self, name: str) -> Person | None:
        """The person one of whose ids this is."""
        ...

    def people(self) -> tuple[Person, ...]:
        """All people who are not archived, by name."""
        ...

    def departments(self) -> tuple[Department, ...]:
        """All departments that are not archived, in the order of the settings."""
        ...
