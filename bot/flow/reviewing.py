"""The review list as a page: what the reader left open, for a person to confirm or correct."""

from __future__ import annotations

from bot.flow.judging import Waits, waiting
from bot.flow.pages import PAGE, view
from bot.flow.rights import OPEN_TO_ALL
from bot.flow.tools import Tools
from bot.model.people import Person
from bot.model.review import ReviewPage, ReviewRow
from bot.signals.rights import NEEDS
from bot.texts import review as texts

PAGES = 50


async def review(person: Person, *, page: int, tools: Tools) -> ReviewPage:
    """One page (from 1) of the newest mentions that wait for a word, of those that everybody may see."""
    page = min(max(page, 1), PAGES)
    found = await waiting(tools.store, limit=page * PAGE + 1, visible=OPEN_TO_ALL)
    shown = found[(page - 1) * PAGE : page * PAGE]
    return ReviewPage(
        rows=tuple(_row(one, tools) for one in shown),
        page=page,
        more=len(found) > page * PAGE and page < PAGES,
        may=person.may(NEEDS["wrong_mood"]),
    )


def _row(one: Waits, tools: Tools) -> ReviewRow:
    name, chance = one.likeliest or ("", 0.0)
    return ReviewRow(
        view=view(one.row, one.full, tools=tools, day=True), mood=one.mood, department=one.department,
        likeliest=name if one.department else "", chance=texts.percent(chance) if name else "",
    )  # fmt: skip
