"""Acts: buttons, their forms, and what is said to the person after."""

from __future__ import annotations

from typing import Final, cast, get_args
from urllib.parse import parse_qsl, urlencode

from aiohttp import web

from adapters.chat.workspace.answers import entry_form
from adapters.chat.workspace.channel import seen
from adapters.chat.workspace.render import form_words, safe_href
from adapters.chat.workspace.site import Notice, Site, Visit
from bot.errors import BadQuestion, NotFound
from bot.model.insight import InsightId
from bot.model.mention import MentionId
from bot.model.signal import Act, ActName
from bot.texts import workspace as texts

_ACTS: Final = frozenset(get_args(ActName))
_FREE: Final = frozenset({"value", "text"})
_UNDO: Final = frozenset({"not_ours", "not_about_us", "wrong_mood", "tag", "mute", "less"})
_PAGES: Final = frozenset({"board", "review", "import", "settings", "help"})


def number(text: str) -> int | None:
    """The number of an insight or mention, None where none is named."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise NotFound(what="number", id=text[:20])
    return int(text)


def back_of(visit: Visit) -> str:
    """Where the form wants to return to: a path of ours, else the start."""
    back = visit.form.get("back", "")
    return back if back.startswith("/") and safe_href(back) else "/"


async def act(site: Site, visit: Visit) -> web.StreamResponse:
    """POST /act: do one act; its words go to the person alone."""
    form = visit.form
    # A button carries its choice with it: `wrong_mood|negative`.
    name, _, chosen = form.get("act", "").partition("|")
    value = chosen or form.get("value", "")
    if name not in _ACTS:
        raise NotFound(what="act", id=name[:40])
    post = await seen(site, visit, form["message"]) if form.get("message") else None
    asked = Act(
        name=cast("ActName", name), key=f"{visit.session}:{form.get('key') or site.secrets.token()}",
        person=visit.person.id, at=site.clock.now(), insight=_insight(form.get("insight", "")),
        mention=_mention(form.get("mention", "")), value=value[:200], text=form.get("text", "")[:8000],
        saw=form.get("saw") or None, form=form_words(form, "f."), place=post.place if post else None,
        message=post.id if post else None, force=form.get("force") == "1",
    )  # fmt: skip
    receipt = await site.desk.act(asked)
    if receipt.ask:
        kept = {key: value for key, value in form.items() if key in ("insight", "mention", "saw", "message")}
        return await _form(site, visit, receipt.ask, kept | {"back": back_of(visit)}, words=receipt.words)
    again = {key: value for key, value in form.items() if key not in ("csrf", "key", "force")}
    undo = {"act": "undo", "insight": form.get("insight", ""), "mention": form.get("mention", ""), "value": asked.key}
    notice = Notice(
        words=receipt.words, moved=receipt.moved, again=again | {"force": "1"} if receipt.stale else {},
        undo=undo if receipt.moved and name in _UNDO else {},
    )  # fmt: skip
    return await site.posted(visit, notice, back_of(visit))


def _insight(text: str) -> InsightId | None:
    found = number(text)
    return None if found is None else InsightId(found)


def _mention(text: str) -> MentionId | None:
    found = number(text)
    return None if found is None else MentionId(found)


async def opened(site: Site, visit: Visit) -> web.StreamResponse:
    """GET /open/NAME: what a button opens: a form, a page, a figure, or a question to the desk."""
    name, value = visit.part("name"), visit.word("value")
    if name in texts.FORMS:
        kept = {
            key: visit.word(key) for key in ("insight", "mention", "saw", "message", "back", "value") if visit.word(key)
        }
        return await _form(site, visit, name, kept)
    if name in _PAGES:
        raise web.HTTPSeeOther(f"/{name}")
    if name == "rows":
        raise web.HTTPSeeOther(f"/rows?{urlencode(parse_qsl(value))}")
    if name == "entry":
        if not value.startswith("cost=time"):
            return await entry_form(site, visit, value)
        day = site.clock.now().astimezone(site.zone).date().isoformat()
        programme = dict(parse_qsl(value)).get("programme", "")[:80]
        words = urlencode({"say": texts.spent(programme, day)})
        raise web.HTTPSeeOther(f"/c/{site.home(visit.person)}?{words}")
    if name in ("topic", "insight"):
        raise web.HTTPSeeOther(f"/{name}/{number(value) or 0}")
    raise NotFound(what="page", id=name)


async def _form(site: Site, visit: Visit, name: str, kept: dict[str, str], *, words: str = "") -> web.Response:
    if name not in texts.FORMS:
        raise BadQuestion(what=texts.unknown_form(name[:40]), remedy="")
    title, fields = texts.FORMS[name]
    departments = [department.name for department in site.directory.departments()]
    today = site.clock.now().astimezone(site.zone).date().isoformat()
    return site.page(
        visit, "form.html", name=name, title=title, fields=fields, kept=kept, words=words, free=_FREE,
        departments=departments, today=today,
    )  # fmt: skip
