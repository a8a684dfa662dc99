"""The desk every chat is handed: rights are checked here, and nothing else is decided here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.delivery import sheet
from bot.errors import NotAllowed
from bot.flow import acts, asking, linking, money, questions
from bot.flow.board import board
from bot.flow.bringing import bring
from bot.flow.choices import meet, settings
from bot.flow.forms import entry_form, sent
from bot.flow.home import home
from bot.flow.lists import listed
from bot.flow.pages import open_insight, open_rows, open_topic
from bot.flow.reviewing import review
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.forms import EntryForm
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
    OpenTopic,
    Page,
    Receipt,
    SettingChange,
    SettingsPage,
)

CHANGES = ("feedback", "link", "listen", "mute", "settings", "unlisten")
"""The commands of /earshot that change something."""


class FlowDesk:
    """Implements `ports.desk.Desk`, `ports.desk.Directory` and `ports.answers.Answers` on the use cases."""

    def __init__(self, *, tools: Tools, standing: Standing) -> None:
        self._tools = tools
        self._standing = standing

    def _person(self, name: PersonId) -> Person:
        person = self._standing.organisation.person(name)
        if person is None:
            raise NotAllowed(what="this", role="viewer", remedy="Ask an admin for an invitation.")
        return person

    async def act(self, act: Act) -> Receipt:
        """Do one act; the answer's words are for the person alone."""
        async with self._tools.turn():
            return await acts.act(act, tools=self._tools, standing=self._standing)

    async def ask(self, ask: Ask) -> Message:
        """Answer a question or command; an unknown one is answered with usage."""
        person = self._person(ask.person)
        verb, _, rest = ask.text.strip().partition(" ")
        if ask.command == "mention" and verb.lower() == "roi":
            ask = replace(ask, command="roi", text=rest)
        if ask.command == "roi":
            async with self._tools.turn():
                found = await listed(ask, person, tools=self._tools, organisation=self._standing.organisation)
                if found is not None:
                    return found
                return await asking.answer(ask, person, tools=self._tools, standing=self._standing)
        if ask.command == "earshot" and verb.lower() in CHANGES:
            async with self._tools.turn():
                return await questions.command(ask, person, tools=self._tools, standing=self._standing)
        if ask.command == "earshot":
            return await questions.command(ask, person, tools=self._tools, standing=self._standing)
        return await questions.answer(ask, person, tools=self._tools, standing=self._standing)

    async def open(self, opening: Opening) -> Page:
        """Open a figure, a topic or an insight."""
        person = self._person(opening.person)
        if isinstance(opening, OpenTopic):
            return await open_topic(opening, person, tools=self._tools, standing=self._standing)
        if isinstance(opening, OpenInsight):
            return await open_insight(opening, person, tools=self._tools, standing=self._standing)
        return await open_rows(opening, person, tools=self._tools)

    async def sheet(self, opening: OpenRows | OpenInsight) -> bytes:
        """All rows of a figure, or the customers of an insight, as CSV."""
        person = self._person(opening.person)
        if isinstance(opening, OpenInsight):
            return sheet.told((await open_insight(opening, person, tools=self._tools, standing=self._standing)).told)
        return sheet.evidence((await open_rows(replace(opening, page=0), person, tools=self._tools)).views)

    async def home(self, person: PersonId) -> Home:
        """The person's own page."""
        return await home(self._person(person), tools=self._tools, standing=self._standing)

    async def open_answer(self, question: str, part: str, *, as_of: datetime, person: PersonId) -> Message:
        """What a figure of an answer to `/roi` is made of."""
        return await asking.open_answer(
            question, part, as_of=as_of, person=person, tools=self._tools, standing=self._standing
        )

    async def share_answer(
        self, question: str, *, as_of: datetime, person: PersonId, outside: bool = False
    ) -> Message:  # fmt: skip
        """An answer to `/roi` for a channel."""
        return await asking.share_answer(
            question, as_of=as_of, person=person, outside=outside, tools=self._tools, standing=self._standing
        )

    async def answer_sheet(self, question: str, *, as_of: datetime, person: PersonId) -> bytes:
        """An answer to `/roi` as a workbook."""
        known = self._standing.organisation
        return await money.answer_sheet(question, as_of=as_of, person=person, tools=self._tools, organisation=known)

    async def entry_form(self, code: str, *, person: PersonId) -> EntryForm:
        """The form of the ledger that a code names."""
        known = self._standing.organisation
        return await entry_form(code, self._person(person), tools=self._tools, organisation=known)

    async def record(self, code: str, form: Mapping[str, str], *, key: str, person: PersonId) -> Receipt:
        """Keep what a form of the ledger says."""
        known = self._person(person)
        async with self._tools.turn():
            return await sent(code, form, known, key=key, tools=self._tools, standing=self._standing)

    async def board(self, person: PersonId, *, group: str | None = None) -> Board:
        """The board."""
        self._person(person)
        return await board(tools=self._tools, standing=self._standing, group=group)

    async def review(self, person: PersonId, *, page: int = 1) -> ReviewPage:
        """Mentions that wait for a person's word, one page; they are corrected by acts."""
        return await review(self._person(person), page=page, tools=self._tools)

    async def settings(self, person: PersonId, change: SettingChange | None = None) -> SettingsPage:
        """Settings and people as they stand, after the change if one is asked for."""
        async with self._tools.turn():
            return await settings(self._person(person), change, tools=self._tools, standing=self._standing)

    async def bring(self, file: Bring) -> Brought:
        """Import a file, or show what would be made of it."""
        return await bring(file, self._person(file.person), tools=self._tools, standing=self._standing)

    async def meet(self, name: str, id_: str) -> Person:
        """The colleague with this id; who is met for the first time becomes a viewer."""
        async with self._tools.turn():
            return await meet(name, id_, tools=self._tools, standing=self._standing)

    async def introduce(self, name: str, id_: str, code: str) -> Message:
        """Make an account that nobody knows yet the person whose code this is."""
        async with self._tools.turn():
            return await linking.introduce(name, id_, code, tools=self._tools, standing=self._standing)

    def person(self, name: str) -> Person | None:
        """The person one of whose ids this is."""
        return self._standing.organisation.person(name)

    def people(self) -> tuple[Person, ...]:
        """All people who are not archived, by name."""
        return self._standing.organisation.people()

    def departments(self) -> tuple[Department, ...]:
        """All departments that are not archived, in the order of the settings."""
        return self._standing.organisation.departments()
