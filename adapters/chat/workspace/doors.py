"""Signing in and out, the live stream, files, and the table of all routes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

from aiohttp import web

from adapters.chat.workspace import acts, answers, channel, evidence, keeping, pages, review
from adapters.chat.workspace.guard import answer, answer_anyone, digest
from adapters.chat.workspace.live import Event
from adapters.chat.workspace.render import safe_href
from adapters.chat.workspace.site import SESSION, Page, Site, Visit
from bot.model.changes import KeepToken
from bot.texts import workspace as texts

STATIC: Final = Path(__file__).parent / "static"
_STAYS: Final = timedelta(days=30)
_LOOKS: Final = timedelta(hours=1)
"""How long who comes by a link to one page is signed in."""
_BEAT: Final = 20.0
_LOOKERS: Final = ("bot", "crawl", "spider", "preview", "unfurl", "facebookexternalhit", "whatsapp", "skype")
_MIME: Final[Mapping[str, str]] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}


async def login(site: Site, visit: Visit) -> web.StreamResponse:
    """GET /login/TOKEN: spend an invitation, open a session. A program that only looks spends nothing."""
    request = visit.request
    spent = digest(visit.part("token"))
    async with site.signing_in:
        now = site.clock.now()
        found = await site.store.token(spent, "invite", now)
        person = site.directory.person(found[0]) if found is not None else None
        if found is None or person is None or person.archived:
            return _door(site, visit, texts.sign_in_title(), texts.link_is_spent(), status=410)
        if _only_looks(request):
            return _door(site, visit, texts.sign_in_title(), texts.link_waits(person.name))
        token = site.secrets.token()
        session = KeepToken(digest=digest(token), kind="session", person=person.id, until=now + _STAYS)
        ended = KeepToken(digest=spent, kind="invite", person=person.id, until=now, ended=True)
        await site.store.commit([ended, session])
    # Not a redirect: a browser sent here from elsewhere would not bring a Strict cookie along.
    response = _door(site, visit, texts.signed_in(person.name), texts.signed_in_words(), onward="/")
    _stay(site, response, token, _STAYS)
    return response


def _stay(site: Site, response: web.Response, token: str, time: timedelta) -> None:
    response.set_cookie(
        SESSION,
        token,
        max_age=int(time.total_seconds()),
        httponly=True,
        samesite="Strict",
        secure=site.secure,
        path="/",
    )


async def look(site: Site, visit: Visit) -> web.StreamResponse:
    """GET /once/TOKEN: a link to one page, from another chat. This spends nothing; the browser goes on by itself.

    A browser that comes from elsewhere brings no Strict cookie, so whether it is signed in is seen one step later.
    """
    token = visit.part("token")
    found = await site.store.token(digest(token), "open", site.clock.now())
    person = site.directory.person(found[0]) if found is not None else None
    if person is None:
        return _door(site, visit, texts.sign_in_title(), texts.link_is_spent(), status=410)
    onward = "" if _only_looks(visit.request) else f"/once/{token}/go"
    return _door(site, visit, texts.one_page(), texts.link_waits(person.name), onward=onward)


async def enter(site: Site, visit: Visit) -> web.StreamResponse:
    """GET /once/TOKEN/go: spend the link and show its page to its person, who is signed in for an hour if need be."""
    spent = digest(visit.part("token"))
    async with site.signing_in:
        now = site.clock.now()
        found = await site.store.token(spent, "open", now)
        person = site.directory.person(found[0]) if found is not None else None
        path = safe_href(str(found[1].get("path") or "")) if found is not None else ""
        if person is None or not path.startswith("/") or _only_looks(visit.request):
            return _door(site, visit, texts.sign_in_title(), texts.link_is_spent(), status=410)
        changes = [KeepToken(digest=spent, kind="open", person=person.id, until=now, ended=True)]
        kept = await site.store.token(digest(visit.request.cookies.get(SESSION, "")), "session", now)
        token = ""
        if kept is None or kept[0] != person.id:
            token = site.secrets.token()
            changes.append(KeepToken(digest=digest(token), kind="session", person=person.id, until=now + _LOOKS))
        await site.store.commit(changes)
    response = _door(site, visit, texts.one_page(), texts.signed_in(person.name), onward=path)
    if token:
        _stay(site, response, token, _LOOKS)
    return response


def _only_looks(request: web.Request) -> bool:
    """Whether a program fetches the link to show what it is, or a browser in advance."""
    agent = request.headers.get("User-Agent", "").lower()
    early = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return "prefetch" in early or any(word in agent for word in _LOOKERS)


async def logout(site: Site, visit: Visit) -> web.StreamResponse:
    """POST /logout: end the session."""
    now = site.clock.now()
    await site.store.commit(
        [KeepToken(digest=visit.session, kind="session", person=visit.person.id, until=now, ended=True)]
    )
    response = _door(site, visit, texts.sign_in_title(), texts.signed_out())
    response.del_cookie(SESSION, path="/", httponly=True, samesite="Strict", secure=site.secure)
    return response


def _door(site: Site, visit: Visit, title: str, words: str, *, status: int = 200, onward: str = "") -> web.Response:
    text = site.env.get_template("door.html").render(
        title=title, words=words, theme=visit.theme, site=site, onward=onward
    )
    return web.Response(text=text, status=status, content_type="text/html", headers={"Cache-Control": "no-store"})


async def events(site: Site, visit: Visit) -> web.StreamResponse:
    """GET /events: what happens in the room, as server-sent events."""
    response = web.StreamResponse(headers={
        "Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no",
    })  # fmt: skip
    with site.live.listening(visit.person.id) as queue:
        await response.prepare(visit.request)
        await response.write(b"retry: 2000\n\n")
        event = Event(kind="resync")
        # Whoever closes the page is noticed at the next write, an event or a beat.
        with suppress(ConnectionError):
            while event.kind != "close":
                try:
                    async with asyncio.timeout(_BEAT):
                        event = await queue.get()
                    frame = event.frame()
                except TimeoutError:
                    frame = b": still here\n\n"
                await response.write(frame)
    return response


def _files() -> dict[str, tuple[bytes, str]]:
    """Every static file by its path, read once: nothing else can be asked for."""
    return {
        path.relative_to(STATIC).as_posix(): (path.read_bytes(), _MIME[path.suffix])
        for path in sorted(STATIC.rglob("*"))
        if path.suffix in _MIME
    }


def routes(site: Site) -> list[web.AbstractRouteDef]:
    """All routes of the workspace."""
    files = _files()

    async def static(_: Site, visit: Visit) -> web.StreamResponse:
        found = files.get(visit.part("path"))
        if found is None:
            raise web.HTTPNotFound
        return web.Response(body=found[0], headers={"Content-Type": found[1], "Cache-Control": "max-age=300"})

    def door(method: str, path: str, page: Page) -> web.AbstractRouteDef:
        return web.route(method, path, partial(_answer, site, page))

    open_to_all: list[web.AbstractRouteDef] = [
        web.route("GET", "/static/{path:.+}", partial(_answer_anyone, site, static)),
        web.route("GET", "/login/{token:[A-Za-z0-9_-]{16,128}}", partial(_answer_anyone, site, login)),
        web.route("GET", "/once/{token:[A-Za-z0-9_-]{16,128}}", partial(_answer_anyone, site, look)),
        web.route("GET", "/once/{token:[A-Za-z0-9_-]{16,128}}/go", partial(_answer_anyone, site, enter)),
    ]
    return open_to_all + [door(*entry) for entry in _TABLE]


async def _answer(site: Site, page: Page, request: web.Request) -> web.StreamResponse:
    return await answer(site, request, page)


async def _answer_anyone(site: Site, page: Page, request: web.Request) -> web.StreamResponse:
    return await answer_anyone(site, request, page)


_TABLE: Final[tuple[tuple[str, str, Page], ...]] = (
    ("GET", "/", pages.home),
    ("GET", "/welcome", pages.welcome),
    ("GET", "/help", pages.show_help),
    ("GET", "/c/{channel}", channel.show),
    ("GET", "/c/{channel}/t/{post}", channel.thread),
    ("GET", "/m/{post}", channel.one),
    ("POST", "/say", channel.say),
    ("POST", "/share", channel.share),
    ("POST", "/react", channel.react),
    ("POST", "/act", acts.act),
    ("GET", "/open/{name}", acts.opened),
    ("GET", "/rows", evidence.rows),
    ("GET", "/rows.csv", evidence.rows_csv),
    ("GET", "/answer", answers.opened),
    ("POST", "/entry", answers.record),
    ("GET", r"/topic/{id:\d{1,15}}", evidence.topic),
    ("GET", r"/insight/{id:\d{1,15}}", evidence.insight),
    ("GET", r"/insight/{id:\d{1,15}}/told.csv", evidence.told_csv),
    ("POST", r"/insight/{id:\d{1,15}}/told", evidence.tell),
    ("GET", "/board", pages.board),
    ("GET", "/review", review.show),
    ("POST", "/review", review.correct),
    ("GET", "/import", pages.import_page),
    ("POST", "/import", pages.import_file),
    ("GET", "/sources", keeping.sources),
    ("POST", "/sources", keeping.change_source),
    ("GET", "/settings", pages.settings),
    ("POST", "/settings", pages.set_setting),
    ("POST", "/theme", pages.theme),
    ("POST", "/logout", logout),
    ("GET", "/events", events),
)
