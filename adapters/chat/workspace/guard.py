"""The edge of the pages: host, origin, login and forms are checked before a page sees them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from adapters.chat.workspace.site import SESSION, THEME, Notice, Page, Site, Visit
from bot.errors import BadInput, ConfigError, EarshotError, NotAllowed, NotFound, Stale, StoreError, TryLater
from bot.model.people import Person
from bot.texts import workspace as texts

_FIELDS: Final = 2000
_STATUS: Final[Mapping[type[EarshotError], int]] = {
    NotFound: 404, NotAllowed: 403, BadInput: 400, Stale: 409, ConfigError: 409, StoreError: 503, TryLater: 503,
}  # fmt: skip
Form = tuple[Mapping[str, str], Mapping[str, tuple[str, bytes]]]


def digest(token: str) -> str:
    """How a token is kept: its SHA-256, never itself."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def csrf_of(site: Site, session: str) -> str:
    """The word that every form of a session must bring back."""
    return site.secrets.keyed_hash(f"csrf:{session}")


async def answer(site: Site, request: web.Request, page: Page) -> web.StreamResponse:
    """Let a page answer a request that passed every check; errors become pages of their own."""
    _check_host(site, request)
    visit = await _visit(site, request)
    if visit is None:
        response = _plain(site, request, texts.sign_in_title(), texts.sign_in_needed(), status=401)
        # A page whose session has ended must not draw the door into one of its corners.
        response.headers["HX-Refresh"] = "true"
        return response
    try:
        if request.method == "POST":
            visit = await _with_form(site, visit)
        return await page(site, visit)
    except EarshotError as error:
        return refused(site, visit, error)
    except web.HTTPClientError as error:
        if not visit.htmx:
            raise
        return _line(site, visit, error.text or error.reason, status=error.status)


async def answer_anyone(site: Site, request: web.Request, page: Page) -> web.StreamResponse:
    """Let a page answer somebody who is not signed in (host and origin are checked all the same)."""
    _check_host(site, request)
    if request.method == "POST":
        _check_origin(request)
    nobody = Visit(
        request=request, person=Person(id="", name="", ids=()), session="", csrf="",  # type: ignore[arg-type]
        theme=_theme(request), htmx=False,
    )  # fmt: skip
    return await page(site, nobody)


def refused(site: Site, visit: Visit, error: EarshotError) -> web.Response:
    """An error as a page, or as a line where a part was asked for."""
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 400)
    if visit.htmx:
        return _line(site, visit, str(error), status=status)
    return site.page(visit, "refused.html", status=status, title=texts.refused_title(status), words=str(error))


def _line(site: Site, visit: Visit, words: str, *, status: int) -> web.Response:
    """A refusal as a line, wherever the answer was meant to stand."""
    response = site.page(visit, "notice.html", status=status, said=[Notice(words=words, moved=False)])
    response.headers.update({"HX-Retarget": "#said", "HX-Reswap": "innerHTML"})
    return response


def _plain(site: Site, request: web.Request, title: str, words: str, *, status: int) -> web.Response:
    text = site.env.get_template("door.html").render(
        title=title, words=words, theme=_theme(request), site=site, onward=""
    )
    return web.Response(text=text, status=status, content_type="text/html", headers={"Cache-Control": "no-store"})


def _check_host(site: Site, request: web.Request) -> None:
    """A page that another name was made to point at us must not be read through it."""
    try:
        name = urlsplit(f"//{request.headers.get('Host', '')}").hostname
    except ValueError:
        name = None
    if name not in site.hosts:
        raise web.HTTPMisdirectedRequest(text="this name does not lead here\n")


def _check_origin(request: web.Request) -> None:
    """A form must come from our own page."""
    origin, fetched = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if origin is not None and origin.partition("://")[2] != request.headers.get("Host"):
        raise web.HTTPForbidden(text="this form comes from elsewhere\n")
    if origin is None and fetched not in (None, "same-origin", "none"):
        raise web.HTTPForbidden(text="this form comes from elsewhere\n")


async def _visit(site: Site, request: web.Request) -> Visit | None:
    """The visit of whoever is signed in, None if nobody is."""
    token = request.cookies.get(SESSION, "")
    if not token or len(token) > 200:
        return None
    kept = digest(token)
    found = await site.store.token(kept, "session", site.clock.now())
    person = site.directory.person(found[0]) if found is not None else None
    if person is None or person.archived:
        return None
    return Visit(
        request=request, person=person, session=kept, csrf=csrf_of(site, kept), theme=_theme(request),
        htmx=request.headers.get("HX-Request") == "true",
    )  # fmt: skip


async def _with_form(site: Site, visit: Visit) -> Visit:
    _check_origin(visit.request)
    words, files = await _read(visit.request)
    given = words.get("csrf", "") or visit.request.headers.get("X-CSRF", "")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), visit.csrf.encode()):
        raise web.HTTPForbidden(text="this form is not from your session; load the page again\n")
    return Visit(
        request=visit.request, person=visit.person, session=visit.session, csrf=visit.csrf, theme=visit.theme,
        htmx=visit.htmx, form=words, files=files,
    )  # fmt: skip


async def _read(request: web.Request) -> Form:
    """The fields of a form; what is no form is a 400."""
    try:
        match request.content_type:
            case "application/x-www-form-urlencoded":
                text = (await request.read()).decode("utf-8")
                pairs = parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=_FIELDS)
                return {name: _tidy(value) for name, value in pairs}, {}
            case "multipart/form-data":
                return await _multipart(request)
            case _:
                raise web.HTTPUnsupportedMediaType(text="send a form\n")
    except (ValueError, LookupError, AssertionError, RuntimeError, HttpProcessingError) as error:
        raise web.HTTPBadRequest(text="this form cannot be read\n") from error


async def _multipart(request: web.Request) -> Form:
    words: dict[str, str] = {}
    files: dict[str, tuple[str, bytes]] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            with value.file as file:
                files[name] = (_tidy(value.filename)[:200], file.read())
        elif isinstance(value, str):
            words[name] = _tidy(value)
        if len(words) + len(files) > _FIELDS:
            raise ValueError("too many fields")
    return words, files


def _tidy(value: str) -> str:
    """A field without what no keyboard types: controls, and halves of characters."""
    kept = "".join(sign for sign in value if sign in "\n\t" or (ord(sign) >= 32 and not "\ud800" <= sign <= "\udfff"))
    return kept.replace("\x7f", "")


def _theme(request: web.Request) -> str:
    theme = request.cookies.get(THEME, "")
    return theme if theme in ("light", "dark") else ""
