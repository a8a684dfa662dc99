"""Everything that people can ask of an Earshot, as bytes: each answer under a name that says what was asked."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Mapping
from datetime import date, timedelta
from typing import Final, Literal

from bot.compose.app import App
from bot.config import without_password
from bot.errors import EarshotError
from bot.flow.cases import living_ledger
from bot.flow.chores import show_digest
from bot.flow.money import answer_as_operator
from bot.listening.intake import canonical
from bot.model.mention import MentionId
from bot.model.people import Person, PersonId, Place
from bot.model.rows import Rows
from bot.model.views import Ask, OpenInsight, OpenRows, OpenTopic

ROI: Final = (
    "roi last quarter", "net last quarter", "worth q3", "cost this month", "cost last quarter how", "npv last year",
    "payback", "return on intention", "maturity", "sales q3", "deflection q3", "fixes q3 rows", "time saved",
    "retention", "last quarter by department", "net by programme ytd", "last quarter by kind", "q3 by month",
    "q3 vs previous period", "last quarter surer", "last quarter cash", "roi as of 2026-09-15", "listening desk",
    "unit cost told last quarter", "better", "changes", "learned", "influence", "did it work", "times",
    "repeat problems", "not told", "requests", "relationships", "contacts by channel", "hours spent",
    "value of insight 1", "programmes", "rates", "ideas", "entries", "used", "add", "help", "what is this",
)  # fmt: skip
"""To /roi."""
EARSHOT: Final = (
    "topics", "insights", "sources", "groups", "digest", "pulse", "pulse charger", "pulse parcel", "settings", "help",
)  # fmt: skip
"""To /earshot."""
QUESTIONS: Final = (
    "top problems", "top problems this week", "which problems did at least 5 people report", "what changed",
    "who is on what", "show me messages about charger", "was charger fixed", "hello",
)  # fmt: skip
"""To @Earshot."""
TABLE: Final = tuple(f"roi {one} last quarter" for one in ("", "cost", "net", "fixes", "intention"))
SETS: Final = ("source", "sentiment", "language", "kind", "theme", "department", "group")
MOST_OPENED = 60

Found = AsyncIterator[tuple[str, bytes]]


async def answers(app: App) -> Mapping[str, bytes]:
    """All of them, in the order of asking; the address of the memory is left out of what says it."""
    found: dict[str, bytes] = {}
    address = without_password(app.given.settings.store.url or "").encode()
    for part in (_typed, _digests, _topics, _insights, _rows, _pages, _exports, _posted):
        async for name, said in part(app):
            assert name not in found, name
            found[name] = said.replace(address, b"") if address else said
    return found


async def _said(answer: Awaitable[object]) -> bytes:
    try:
        said = await answer
    except EarshotError as refused:
        said = f"{type(refused).__name__}: {refused}"
    return said if isinstance(said, bytes) else repr(said).encode("utf-8", "surrogatepass")


def _people(app: App) -> list[Person]:
    """One of each role."""
    by_role = {one.role: one for one in app.desk.people()}
    return [by_role[role] for role in sorted(by_role)]


async def _typed(app: App) -> Found:
    kinds: tuple[tuple[Literal["roi", "earshot", "mention"], tuple[str, ...]], ...] = (
        ("roi", ROI), ("earshot", EARSHOT), ("mention", QUESTIONS),
    )  # fmt: skip
    for person in _people(app):
        for command, texts in kinds:
            for text in texts:
                place = Place(platform="workspace", workspace="", channel="support")
                ask = Ask(command=command, text=text, person=person.id, place=place)
                yield f"{person.role} asks {command}: {text}", await _said(app.desk.ask(ask))
    for text in TABLE:
        asked = answer_as_operator(
            text, as_of=app.tools.clock.now(), reader=PersonId("operator"), tools=app.tools,
            organisation=app.standing.organisation,
        )  # fmt: skip
        yield f"the operator asks: {text}", await _said(asked)
    finance = next((one.id for one in app.desk.people() if one.may("finance")), None)
    if finance is not None:
        sheet = app.desk.answer_sheet("roi last quarter", as_of=app.tools.clock.now(), person=finance)
        yield "the workbook of an answer", await _said(sheet)


async def _digests(app: App) -> Found:
    today = app.tools.clock.now().astimezone(app.tools.zone).date()
    days = [today - timedelta(days=back) for back in range(4)]
    for one in app.desk.departments():
        for day in days:
            yield f"digest of {one.name} on {day}", await _said(_digest(app, one.name, day))


async def _digest(app: App, name: str, day: date) -> object:
    return await show_digest(name, day, platform="workspace", tools=app.tools, standing=app.standing)


async def _topics(app: App) -> Found:
    person, earlier = _people(app)[0].id, app.tools.clock.now() - timedelta(days=2)
    themes = await app.store.themes(("theme", "merged"))
    yield "topics", repr(themes).encode("utf-8", "surrogatepass")
    for theme in themes[:MOST_OPENED]:
        for as_of in (None, earlier):
            opening = OpenTopic(person=person, theme=theme.id, as_of=as_of)
            yield f"topic {theme.id} as of {as_of}", await _said(app.desk.open(opening))
        yield f"members of topic {theme.id}", await _said(app.store.members(theme.id))


async def _insights(app: App) -> Found:
    person = _people(app)[0].id
    insights = await app.store.insights()
    yield "insights", repr(insights).encode("utf-8", "surrogatepass")
    for one in insights[:MOST_OPENED]:
        opening = OpenInsight(person=person, insight=one.id)
        yield f"insight {one.id}", await _said(app.desk.open(opening))
        yield f"customers of insight {one.id}", await _said(app.desk.sheet(opening))
        yield f"evidence of insight {one.id}", await _said(app.store.evidence(one.id))
    yield "statuses", await _said(app.store.statuses([one.id for one in insights]))
    yield "signals", await _said(app.store.signals())


async def _rows(app: App) -> Found:
    person, now = _people(app)[0].id, app.tools.clock.now()
    sets = {
        "everything": Rows(), "charger": Rows(text="charger"), "negative": Rows(sentiment="negative"),
        "service": Rows(kind="service"), "a week": Rows(since=now - timedelta(days=7), until=now),
        "of support": Rows(department="support"), "concerns support": Rows(concerns="support"),
        "two words": Rows(text="charger not"), "nothing": Rows(text="zzzz"),
        "signs": Rows(text="it's %_\\ (a) | b & c"),
    }  # fmt: skip
    for name, rows in sets.items():
        yield f"rows: {name}", await _said(app.desk.open(OpenRows(person=person, rows=rows)))
        yield f"rows, page 2: {name}", await _said(app.desk.open(OpenRows(person=person, rows=rows, page=2)))
        yield f"sheet: {name}", await _said(app.desk.sheet(OpenRows(person=person, rows=rows)))
        for by in SETS:
            yield f"facets by {by}: {name}", await _said(app.store.facets(rows, by))


async def _pages(app: App) -> Found:
    for person in _people(app):
        yield f"home of {person.role}", await _said(app.desk.home(person.id))
        yield f"board of {person.role}", await _said(app.desk.board(person.id))
        yield f"review of {person.role}", await _said(app.desk.review(person.id))
        yield f"settings of {person.role}", await _said(app.desk.settings(person.id))


async def _exports(app: App) -> Found:
    lines, after = list[str](), MentionId(0)
    while page := await app.store.mentions(after, 1000):
        lines += (json.dumps(canonical(mention), ensure_ascii=False) for _, mention in page)
        after = page[-1][0]
    yield "export", "\n".join(lines).encode("utf-8", "surrogatepass")
    ledger = await living_ledger(tools=app.tools, organisation=app.standing.organisation)
    yield "export of the ledger", json.dumps(ledger, ensure_ascii=False, default=str).encode()
    yield "setting events", await _said(app.store.setting_events())
    yield "corrections", await _said(app.store.corrections())


async def _posted(app: App) -> Found:
    yield "outbox", await _said(app.store.outbox(("new", "sending", "done", "dead")))
    yield "delivered", await _said(app.store.delivered())
    for one in app.desk.departments():
        place = Place(platform="workspace", workspace="", channel=one.name)
        posts = await app.store.posts(place, person=None)
        yield f"channel {one.name}", repr([(post.at, post.body) for post in posts]).encode("utf-8", "surrogatepass")
