"""A workspace on loopback with a morning at Lumo in it, and people who browse it."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import unescape

import aiohttp

from adapters.charts import connect as draw
from adapters.chat.workspace import Rooms, connect
from adapters.chat.workspace.guard import digest
from adapters.web import connect as listen
from bot.model.changes import KeepToken
from bot.model.delivery import Outgoing
from bot.model.message import Message
from bot.model.people import Person, PersonId, Place
from bot.ports.web import Server
from bot.ports.world import Chat
from bot.testing.desk import LumoDesk, LumoDirectory
from bot.testing.lumo import NOW, PEOPLE
from bot.testing.room import MemoryRoom
from bot.testing.tending import Kept

ANA, BEN, VERA = (person.id for person in PEOPLE)


class SteppingClock:
    """Every look is a second later."""

    def __init__(self, start: datetime = NOW) -> None:
        self.at = start

    def now(self) -> datetime:
        """The current instant."""
        self.at += timedelta(seconds=1)
        return self.at


class CountedSecrets:
    """Tokens that are told apart and can be foretold: for tests alone."""

    def __init__(self) -> None:
        self._given = itertools.count(1)

    def token(self) -> str:
        """The next token."""
        return f"token-{next(self._given):020}"

    def seal(self, text: str, *, where: str) -> str:
        """The text as it is: nothing is kept."""
        return text

    def unseal(self, sealed: str, *, where: str) -> str:
        """The text as it is."""
        return sealed

    def keyed_hash(self, text: str) -> str:
        """The text's HMAC under a key that everybody knows."""
        return hmac.new(b"known", text.encode(), "sha256").hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a page answered."""

    status: int
    text: str
    headers: Mapping[str, str]
    body: bytes


class Lumo:
    """The workspace: its parts, and how to come in. `ready` is for tests that wait for one another."""

    def __init__(self, people: tuple[Person, ...] = PEOPLE) -> None:
        self.room = MemoryRoom()
        self.clock = SteppingClock()
        self.desk = LumoDesk()
        self.secrets = CountedSecrets()
        self.kept = Kept(ANA)
        self.people = people
        self.chat: Chat
        self.rooms: Rooms
        self.chat, self.rooms = connect(store=self.room, clock=self.clock, secrets=self.secrets)
        self.ready = asyncio.Event()
        self._server: Server | None = None
        self._invited = itertools.count(1)

    async def open(self, *, url: str = "") -> None:
        """Start listening on a free port of loopback."""
        routes = self.rooms.routes(
            desk=self.desk,
            answers=self.desk,
            tending=self.kept,
            directory=LumoDirectory(self.people),
            charts=draw(),
            organisation="Lumo",
            zone="Europe/Berlin",
            url=url,
        )
        self._server = await listen(port=0, routes=routes, limits=self.rooms.limits, closing=[self.rooms.close])

    async def close(self) -> None:
        """Stop."""
        if self._server is not None:
            await self._server.close()

    @property
    def url(self) -> str:
        """Where it listens."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.port}"

    async def invite(self, person: PersonId = ANA, *, hours: int = 24) -> str:
        """The path of a new invitation."""
        token = f"invitation-number-{next(self._invited):04}"
        until = self.clock.at + timedelta(hours=hours)
        await self.room.commit([KeepToken(digest=digest(token), kind="invite", person=person, until=until)])
        return f"/login/{token}"

    async def post(
        self, message: Message, *, key: str = "digest", channel: str = "support", to: PersonId | None = None
    ) -> str:
        """Post as the outbox does; gives the message's id."""
        place = Place(platform="workspace", workspace="", channel=channel)
        kind = "answer" if to else "digest"
        return await self.chat.post(Outgoing(key=key, kind=kind, place=place, message=message, due=NOW, to=to))  # type: ignore[arg-type]

    async def edit(self, message: Message, *, key: str, channel: str = "support") -> None:
        """Edit what was posted under a key, as the outbox does."""
        place = Place(platform="workspace", workspace="", channel=channel)
        post = Outgoing(key=f"{key}:edit", kind="edit", place=place, message=message, due=NOW, edits=key)
        found = await self.chat.find(replace(post, key=key))
        assert found is not None
        await self.chat.edit(post, message_id=found)


class Visitor:
    """A browser without scripts: follows redirects, keeps cookies, fills in the forms it saw."""

    def __init__(self, lumo: Lumo) -> None:
        self.lumo = lumo
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def close(self) -> None:
        """Close the browser."""
        await self._session.close()

    async def enter(self, person: PersonId = ANA) -> Answer:
        """Sign in by a new invitation."""
        return await self.get(await self.lumo.invite(person))

    async def get(self, path: str, *, htmx: bool = False) -> Answer:
        """Open a page."""
        return await self._do("GET", path, None, self._headers({}, htmx=htmx))

    async def send(
        self, path: str, form: Mapping[str, str], *, htmx: bool = False, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a form with the session's own token, as the page would."""
        return await self._do("POST", path, {"csrf": self.csrf, **form}, self._headers(headers or {}, htmx=htmx))

    async def raw(self, method: str, path: str, data: object = None, **headers: str) -> Answer:
        """Send anything, and follow nothing."""
        return await self._do(method, path, data, self._headers(headers, htmx=False), follow=False)

    @property
    def session(self) -> str:
        """The session's token, '' before signing in."""
        return next((cookie.value for cookie in self._session.cookie_jar if cookie.key == "earshot_session"), "")

    def forge(self, **cookies: str) -> None:
        """Put cookies of one's own making into the browser."""
        self._session.cookie_jar.update_cookies(cookies)

    @property
    def csrf(self) -> str:
        """The token that the session's forms carry."""
        digest = hashlib.sha256(self.session.encode()).hexdigest()
        return self.lumo.secrets.keyed_hash(f"csrf:{digest}")

    @property
    def client(self) -> aiohttp.ClientSession:
        """The browser itself, for streams."""
        return self._session

    @staticmethod
    def _headers(headers: Mapping[str, str], *, htmx: bool) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return named | ({"HX-Request": "true"} if htmx else {})

    async def _do(
        self, method: str, path: str, data: object, headers: dict[str, str], *, follow: bool = True
    ) -> Answer:
        async with self._session.request(
            method, f"{self.lumo.url}{path}", data=data, headers=headers, allow_redirects=follow
        ) as answer:
            body = await answer.read()
            return Answer(status=answer.status, text=body.decode("utf-8", "replace"), headers=answer.headers, body=body)


def form_of(page: str, button: str, *, at: int = 0) -> dict[str, str]:
    """The fields of the form that holds this button (by its words), the button's own included."""
    forms = [
        form
        for form in re.findall(r"<form\b.*?</form>", page, re.DOTALL)
        if re.search(rf">\s*{re.escape(button)}\s*<", form)
    ]
    form = forms[at]
    fields = {
        unescape(name): unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)
    }
    pressed = re.search(rf'<button[^>]*?name="([^"]*)" value="([^"]*)"[^>]*>\s*{re.escape(button)}\s*<', form)
    if pressed:
        fields[pressed[1]] = unescape(pressed[2])
    return fields
