"""What opens: the rows behind a figure, a topic, an insight with its told-list."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from adapters.chat.workspace.render import moment_of
from adapters.chat.workspace.site import Notice, Site, Visit
from bot.errors import BadQuestion, NotFound
from bot.model.insight import InsightId
from bot.model.mention import MentionId
from bot.model.rows import Rows
from bot.model.signal import Act
from bot.model.theme import ThemeId
from bot.model.views import InsightPage, OpenInsight, OpenRows, OpenTopic, RowsPage, TopicPage
from bot.texts import workspace as texts

_MOODS: Final = ("positive", "neutral", "negative", "mixed")
_FARTHEST: Final = 1_000_000
_CSV: Final = {"Content-Type": "text/csv; charset=utf-8", "Cache-Control": "no-store"}


def _asked(visit: Visit, page: int) -> OpenRows:
    """The set that the address names.

    Raises:
        BadQuestion: a number, time or choice in it cannot be read.
    """
    words = {name: str(value) for name, value in visit.request.query.items()}
    if words.get("copies", "all") not in ("all", "originals", "copies") or words.get("kind", "mention") not in (
        "mention", "service", "",
    ):  # fmt: skip
        raise BadQuestion(what="There is no such choice.", remedy="")
    try:
        rows = Rows.read(words)
        if any(number is not None and not 0 < number < 2**63 for number in (rows.theme, rows.insight)):
            raise ValueError("number")
    except ValueError as error:
        raise BadQuestion(what="This link cannot be read.", remedy="Open the figure again.") from error
    return OpenRows(person=visit.person.id, rows=rows, page=page, title=words.get("title", "")[:200])


async def rows(site: Site, visit: Visit) -> web.StreamResponse:
    """GET /rows: the evidence drawer."""
    raw = visit.word("page", "1")
    page = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 8 else 0
    if not 1 <= page <= _FARTHEST:
        raise BadQuestion(what="There is no such page.", remedy="")
    found = await site.desk.open(_asked(visit, page))
    if not isinstance(found, RowsPage):
        raise NotFound(what="list", id="")
    return site.page(visit, "rows.html", page=found, moods=_MOODS, title=visit.word("title")[:200])


async def rows_csv(site: Site, visit: Visit) -> web.StreamResponse:
    """GET /rows.csv: all rows of the set."""
    body = await site.desk.sheet(_asked(visit, 0))
    return web.Response(body=body, headers={**_CSV, "Content-Disposition": 'attachment; filename="mentions.csv"'})


async def topic(site: Site, visit: Visit) -> web.StreamResponse:
    """GET /topic/ID: a topic's page, now or as it was shown at a date."""
    try:
        as_of = moment_of(visit.word("as_of"), site.zone)
    except ValueError as error:
        raise BadQuestion(what=texts.bad_date(), remedy="") from error
    asked = OpenTopic(person=visit.person.id, theme=ThemeId(int(visit.part("id"))), as_of=as_of)
    found = await site.desk.open(asked)
    if not isinstance(found, TopicPage):
        raise NotFound(what="topic", id=visit.part("id"))
    today = site.clock.now().astimezone(site.zone).date().isoformat()
    weekly = await site.drawings(found.weekly)
    drawings = await site.drawn_in(*(message for _, message in found.insights))
    return site.page(
        visit, "topic.html", page=found, weekly=weekly, today=today, moods=_MOODS, drawings=drawings
    )  # fmt: skip


async def _insight(site: Site, visit: Visit) -> InsightPage:
    asked = OpenInsight(person=visit.person.id, insight=InsightId(int(visit.part("id"))))
    found = await site.desk.open(asked)
    if not isinstance(found, InsightPage):
        raise NotFound(what="insight", id=visit.part("id"))
    return found


async def insight(site: Site, visit: Visit) -> web.StreamResponse:
    """GET /insight/ID: its card, its history, its told-list."""
    found = await _insight(site, visit)
    return site.page(visit, "insight.html", page=found, drawings=await site.drawn_in(found.card))


async def told_csv(site: Site, visit: Visit) -> web.StreamResponse:
    """GET /insight/ID/told.csv: the told-list with its drafts."""
    asked = OpenInsight(person=visit.person.id, insight=InsightId(int(visit.part("id"))))
    headers = {**_CSV, "Content-Disposition": 'attachment; filename="customers.csv"'}
    return web.Response(body=await site.desk.sheet(asked), headers=headers)


async def tell(site: Site, visit: Visit) -> web.StreamResponse:
    """POST /insight/ID/told: mark the chosen customers as told, or not told. Sends nothing."""
    found = await _insight(site, visit)
    chosen = [row for row in found.told if visit.form.get(f"row.{row.view.row.id}") == "1"]
    now, there = site.clock.now(), visit.form.get("told") != "0"
    words = ""
    for row in chosen:
        mention = MentionId(row.view.row.id)
        receipt = await site.desk.act(Act(
            name="told_customer", key=f"{visit.form.get('key', '')}:{mention}:{there}", person=visit.person.id, at=now,
            insight=found.insight.id, mention=mention, value="yes" if there else "no",
            text=visit.form.get(f"draft.{mention}", "")[:8000],
        ))  # fmt: skip
        words = receipt.words
    site.say(visit.session, Notice(words=words or texts.nobody_chosen(), moved=bool(chosen)))
    raise web.HTTPSeeOther(f"/insight/{found.insight.id}#told")
