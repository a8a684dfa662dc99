"""What every page is handed: the site's parts and the visit that is being answered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

import jinja2
from aiohttp import web

from adapters.chat.workspace.chat import Memory, Workspace
from adapters.chat.workspace.live import Live
from bot.errors import NotFound
from bot.model.message import Chart, Message
from bot.model.people import Person
from bot.ports.answers import Answers
from bot.ports.desk import Desk, Directory
from bot.ports.tending import Tending
from bot.ports.world import Charts, Clock, Secrets
from bot.texts import workspace as texts

SESSION: Final = "earshot_session"
THEME: Final = "earshot_theme"
WELCOMED: Final = "earshot_welcomed"
OWN_CHANNELS: Final = ("triage",)
NOTICES: Final = "admin"
_FEW: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel as the list shows it."""

    name: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Words for one person after an act, with what they can do about it."""

    words: str
    again: Mapping[str, str] = field(default_factory=dict)
    undo: Mapping[str, str] = field(default_factory=dict)
    moved: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request of one person. `htmx`: only a part of the page is asked for."""

    request: web.Request
    person: Person
    session: str
    csrf: str
    theme: str
    htmx: bool
    form: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)

    def word(self, name: str, default: str = "") -> str:
        """A word of the address (`?name=`)."""
        return str(self.request.query.get(name, default))

    def part(self, name: str) -> str:
        """A part of the path."""
        return str(self.request.match_info[name])


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The parts that pages are made with."""

    organisation: str
    zone: ZoneInfo
    store: Memory
    desk: Desk
    answers: Answers | None
    directory: Directory
    clock: Clock
    secrets: Secrets
    charts: Charts
    chat: Workspace
    live: Live
    env: jinja2.Environment
    hosts: frozenset[str]
    secure: bool
    signing_in: asyncio.Lock
    tending: Tending | None = None
    notices: dict[str, list[Notice]] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def channels(self, person: Person) -> list[Channel]:
        """The channels this person sees: one a department, triage, and notices for admins."""
        found = {
            place.channel: Channel(name=place.channel, about=department.about)
            for department in self.directory.departments()
            for place in department.channels
            if place.platform == self.chat.platform
        }
        for name in OWN_CHANNELS:
            found.setdefault(name, Channel(name=name, about=texts.triage_about()))
        if person.may("admin"):
            found.setdefault(NOTICES, Channel(name=NOTICES, about=texts.notices_about()))
        else:
            found.pop(NOTICES, None)
        return list(found.values())

    def channel(self, person: Person, name: str) -> Channel:
        """The channel of this name, if the person sees it.

        Raises:
            NotFound: there is none.
        """
        for channel in self.channels(person):
            if channel.name == name:
                return channel
        raise NotFound(what="channel", id=name)

    def home(self, person: Person) -> str:
        """The channel a person starts in: their department's, else the first."""
        names = [channel.name for channel in self.channels(person)]
        for department in self.directory.departments():
            if department.name == person.department:
                for place in department.channels:
                    if place.platform == self.chat.platform and place.channel in names:
                        return place.channel
        return names[0]

    def name_of(self, author: str) -> str:
        """A person's name as it is shown."""
        person = self.directory.person(author)
        return person.name if person is not None else texts.former_colleague()

    def say(self, session: str, notice: Notice) -> None:
        """Keep words for the next page this session opens."""
        self.notices.setdefault(session, []).append(notice)
        while len(self.notices) > 1000:
            self.notices.pop(next(iter(self.notices)))

    async def drawings(self, chart: Chart | None) -> dict[str, object] | None:
        """A chart drawn for light and dark, wide and narrow, with what it was drawn from."""
        if chart is None:
            return None
        drawn = [
            (f"{'dark' if dark else 'light'} {'narrow' if narrow else 'wide'}",
             await self.charts.svg(chart, dark=dark, narrow=narrow))
            for dark in (False, True)
            for narrow in ((False, True) if len(chart.x) > _FEW else (False,))
        ]  # fmt: skip
        return {"chart": chart, "drawn": drawn, "few": len(chart.x) <= _FEW}

    async def drawn_in(self, *messages: Message) -> dict[str, object]:
        """The charts of messages, drawn, by title."""
        charts = [block for message in messages for block in message.blocks if isinstance(block, Chart)]
        return {chart.title: await self.drawings(chart) for chart in charts}

    def page(self, visit: Visit, template: str, *, status: int = 200, **values: object) -> web.Response:
        """A whole page, or for htmx its main part alone."""
        notices = [] if visit.htmx else self.notices.pop(visit.session, [])
        text = self.env.get_template(template).render(
            visit=visit, person=visit.person, csrf=visit.csrf, nonce=self.secrets.token(), site=self,
            channels=self.channels(visit.person), notices=notices, whole=not visit.htmx, **values,
        )  # fmt: skip
        return web.Response(text=text, status=status, content_type="text/html", headers=_PRIVATE)

    async def posted(self, visit: Visit, notice: Notice, back: str) -> web.Response:
        """The answer to an act: a line for htmx, else the page they came from, with that line."""
        if visit.htmx:
            return self.page(visit, "notice.html", said=[notice])
        self.say(visit.session, notice)
        raise web.HTTPSeeOther(back)


_PRIVATE: Final = {"Cache-Control": "no-store", "Vary": "HX-Request"}

Page = Callable[[Site, Visit], Awaitable[web.StreamResponse]]
