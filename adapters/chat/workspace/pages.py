"""Board, import, settings, help and the first page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aiohttp import web

from adapters.chat.workspace.acts import back_of
from adapters.chat.workspace.render import form_words
from adapters.chat.workspace.site import THEME, WELCOMED, Site, Visit
from bot.errors import BadInput, BadQuestion
from bot.model.people import ROLES
from bot.model.views import Bring, SettingChange
from bot.texts import workspace as texts

IMPORT_LIMIT: Final = 64 * 1024 * 1024
"""How large a file the import page takes, in bytes; the server's `limits` must name it for /import."""
_KEPT_FILES: Final = 4


async def home(site: Site, visit: Visit) -> web.StreamResponse:
    """GET /: the welcome at the first visit, then the person's own channel."""
    if not visit.request.cookies.get(WELCOMED):
        raise web.HTTPSeeOther("/welcome")
    raise web.HTTPSeeOther(f"/c/{site.home(visit.person)}")


async def welcome(site: Site, visit: Visit) -> web.StreamResponse:
    """GET /welcome: what this is, and three things to try."""
    channel = site.home(visit.person)
    response = site.page(visit, "welcome.html", channel=channel)
    response.set_cookie(
        WELCOMED, "1", max_age=400 * 86400, httponly=True, samesite="Strict", secure=site.secure, path="/"
    )
    return response


async def show_help(site: Site, visit: Visit) -> web.StreamResponse:
    """GET /help: commands, reading, acting, keyboard."""
    return site.page(visit, "help.html")


async def board(site: Site, visit: Visit) -> web.StreamResponse:
    """GET /board: topics, mood by hour, departments, sources."""
    found = await site.desk.board(visit.person.id, group=visit.word("group")[:200] or None)
    topics, hours = await site.drawings(found.topics), await site.drawings(found.hours)
    return site.page(visit, "board.html", board=found, topics=topics, hours=hours)


async def settings(site: Site, visit: Visit) -> web.StreamResponse:
    """GET /settings: values with their origin, people, keyword groups."""
    found = await site.desk.settings(visit.person.id)
    return site.page(visit, "settings.html", page=found, roles=ROLES, form={}, link="", error="")


async def set_setting(site: Site, visit: Visit) -> web.StreamResponse:
    """POST /settings: ask for one change and show what it did."""
    subject = visit.form.get("subject", "")[:200]
    form = form_words(visit.form, "f.")
    if subject == "group":
        # A group's name is part of its subject; a form can only send it as a field.
        subject = "preview" if form.pop("preview", "") else f"group:{form.get('name', '').strip()[:80]}"
    if subject == "link":
        subject = f"link:{form.pop('account', '')[:200]}"
    if not subject:
        raise BadQuestion(what="Nothing to change was named.", remedy="")
    change = SettingChange(person=visit.person.id, subject=subject, form=form)
    try:
        found = await site.desk.settings(visit.person.id, change)
    except BadInput as error:
        # What was typed stays, so that one word of it can be mended.
        as_is = await site.desk.settings(visit.person.id)
        return site.page(
            visit, "settings.html", status=400, page=as_is, roles=ROLES, form=form, link="", error=str(error)
        )
    link = f"{_origin(site, visit)}{found.link}" if found.link.startswith("/") else found.link
    return site.page(visit, "settings.html", page=found, roles=ROLES, form=form, link=link, error="")


def _origin(site: Site, visit: Visit) -> str:
    return f"{'https' if site.secure else 'http'}://{visit.request.headers['Host']}"


async def import_page(site: Site, visit: Visit) -> web.StreamResponse:
    """GET /import: choose a file."""
    return site.page(visit, "import.html", brought=None, name="", done=False, token="", error="")


async def import_file(site: Site, visit: Visit) -> web.StreamResponse:
    """POST /import: look at a file, then import it with the columns as adjusted."""
    token = visit.form.get("token", "")
    name, data = visit.files.get("file", ("", b""))
    if not data and token:
        name, data = site.files.get(f"{visit.session}:{token}", ("", b""))
    if not data:
        return site.page(
            visit, "import.html", brought=None, name="", done=False, token="", error=texts.import_nothing()
        )
    mapping = _mapping(visit.form)
    done = visit.form.get("do") == "1"
    try:
        brought = await site.desk.bring(
            Bring(person=visit.person.id, name=name, data=data, mapping=mapping, dry=not done)
        )
    except BadInput as error:
        return site.page(
            visit, "import.html", status=400, brought=None, name=name, done=False, token="", error=str(error)
        )
    if done:
        site.files.pop(f"{visit.session}:{token}", None)
    else:
        token = site.secrets.token()
        site.files[f"{visit.session}:{token}"] = (name, data)
        while len(site.files) > _KEPT_FILES:
            site.files.pop(next(iter(site.files)))
    return site.page(visit, "import.html", brought=brought, name=name, done=done, token=token, error="")


def _mapping(form: Mapping[str, str]) -> dict[str, str]:
    """Our keys with the columns chosen for them, '' where none is; nothing where no form was filled in yet."""
    columns = _columns(form)
    if not columns:
        return {}
    chosen: dict[str, list[str]] = {key: [] for key, _ in texts.IMPORT_KEYS}
    for number, column in columns:
        if (key := form.get(f"key.{number}", "")) in chosen:
            chosen[key].append(column)
    return {key: " + ".join(names) for key, names in chosen.items()}


def _columns(form: Mapping[str, str]) -> list[tuple[int, str]]:
    """The columns that the form named, in order."""
    found: list[tuple[int, str]] = []
    while (column := form.get(f"column.{len(found)}")) is not None:
        found.append((len(found), column))
    return found


async def theme(site: Site, visit: Visit) -> web.StreamResponse:
    """POST /theme: light, dark, or as the system."""
    chosen = visit.form.get("theme", "")
    response = web.HTTPSeeOther(back_of(visit))
    if chosen in ("light", "dark"):
        response.set_cookie(
            THEME, chosen, max_age=400 * 86400, httponly=True, samesite="Strict", secure=site.secure, path="/"
        )
    else:
        response.del_cookie(THEME, path="/", httponly=True, samesite="Strict", secure=site.secure)
    raise response
