"""The sources' page: how each is, what of it could not be read; an admin adds, tries, pauses and removes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aiohttp import web

from adapters.chat.workspace.render import form_words
from adapters.chat.workspace.site import Site, Visit
from bot.errors import BadQuestion, NotFound
from bot.model.views import SourceChange, SourcesPage, What
from bot.ports.tending import Tending

_HIDDEN: Final = ("secret", "signing_secret")
"""Never put into a page, not even where what was typed is shown again."""
_WHATS: Final[tuple[What, ...]] = ("add", "test", "pause", "resume", "remove")


async def sources(site: Site, visit: Visit) -> web.StreamResponse:
    """GET /sources: every source."""
    return _shown(site, visit, await _tending(site).sources(visit.person.id))


async def change_source(site: Site, visit: Visit) -> web.StreamResponse:
    """POST /sources: one change, and what it did."""
    form = form_words(visit.form, "f.")
    what = next((one for one in _WHATS if one == visit.form.get("what", "")), None)
    if what is None:
        raise BadQuestion(what="Nothing to change was named.", remedy="")
    name = form.pop("name", "") or visit.form.get("name", "")
    change = SourceChange(person=visit.person.id, what=what, name=name[:80], form=form)
    try:
        found = await _tending(site).change_source(change)
    except BadQuestion as wrong:
        as_is = await _tending(site).sources(visit.person.id)
        kept = {key: value for key, value in form.items() if key not in _HIDDEN} | {"name": name}
        return _shown(site, visit, as_is, status=400, error=str(wrong), form=kept if what == "add" else {})
    return _shown(site, visit, found)


def _shown(
    site: Site, visit: Visit, page: SourcesPage, *, status: int = 200, error: str = "",
    form: Mapping[str, str] | None = None,
) -> web.StreamResponse:  # fmt: skip
    return site.page(visit, "sources.html", status=status, page=page, error=error, form=form or {})


def _tending(site: Site) -> Tending:
    if site.tending is None:
        raise NotFound(what="page", id="sources")
    return site.tending
