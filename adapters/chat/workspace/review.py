"""The review list: what the reader left open, confirmed or corrected mention by mention."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from adapters.chat.workspace.acts import number
from adapters.chat.workspace.site import Site, Visit
from bot.errors import BadQuestion
from bot.model.mention import MentionId
from bot.model.signal import Act, ActName
from bot.texts import review as texts

_MOODS: Final = ("positive", "neutral", "negative", "mixed")
_FIELDS: Final[tuple[tuple[str, ActName], ...]] = (
    ("mood", "wrong_mood"), ("intent", "wrong_intent"), ("department", "wrong_department"),
)  # fmt: skip


async def show(site: Site, visit: Visit) -> web.StreamResponse:
    """GET /review: one page of what waits."""
    return await _page(site, visit, visit.word("page", "1"))


async def correct(site: Site, visit: Visit) -> web.StreamResponse:
    """POST /review: keep what was filled in for one mention, or take it back; then the page again."""
    mention, key = number(visit.form.get("mention", "")), visit.form.get("key", "")
    if mention is None or not key:
        raise BadQuestion(what="No mention was named.", remedy="")
    back = visit.form.get("do") == "undo"
    said = [
        await _act(site, visit, name, f"{visit.session}:{key}:{field}", mention=MentionId(mention), back=back)
        for field, name in _FIELDS
        if visit.form.get(field)
    ]
    undo = {} if back or not said else {
        "do": "undo", "mention": str(mention), "key": key, "page": visit.form.get("page", "1"),
        **{field: visit.form[field] for field, _ in _FIELDS if visit.form.get(field)},
    }  # fmt: skip
    words = texts.kept(list(dict.fromkeys(said))) if said else texts.nothing_chosen()
    return await _page(site, visit, visit.form.get("page", "1"), words=words, undo=undo)


async def _act(site: Site, visit: Visit, name: ActName, key: str, *, mention: MentionId, back: bool) -> str:
    """One correction or its Undo; what was said to it."""
    value = visit.form[{act: field for field, act in _FIELDS}[name]]
    act = Act(
        name="undo" if back else name, key=f"{key}:undo" if back else key, person=visit.person.id, at=site.clock.now(),
        mention=mention, value=key if back else value[:200],
    )  # fmt: skip
    return (await site.desk.act(act)).words


async def _page(
    site: Site, visit: Visit, raw: str, *, words: str = "", undo: dict[str, str] | None = None
) -> web.StreamResponse:
    page = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 4 else 1
    found = await site.desk.review(visit.person.id, page=page)
    departments = [one.name for one in site.directory.departments()]
    return site.page(
        visit, "review.html", page=found, moods=_MOODS, departments=departments, words=words, undo=undo or {}, r=texts,
    )  # fmt: skip
