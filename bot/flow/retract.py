"""Taking back: what stands in the channels says no word any more that was edited or removed at its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.delivery.cards import entry
from bot.delivery.digest import with_entries
from bot.delivery.plan import plan_digest_edit
from bot.delivery.schedule import zone_of
from bot.flow import cards
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.listening.privacy import redact
from bot.model.changes import Change, Enqueue, Reword
from bot.model.insight import Insight
from bot.model.message import Entry, Message
from bot.model.people import Department


async def redraw_digests(insight: Insight, now: datetime, *, tools: Tools, standing: Standing) -> list[Change]:
    """Edits of the digests that showed the insight, where they quote or name what is said no more."""
    shown = [one for one in await tools.store.shown(insight.found) if one.insight == insight.id]
    planned: list[Change] = []
    for one in shown:
        key, message = await cards.digest_in(one.place, one.day, tools)
        department = standing.organisation.department_of(one.place)
        if message is None or department is None:
            continue
        fresh = await _fresh(message, insight, department, tools=tools, standing=standing)
        planned += plan_digest_edit(key, one.place, with_entries(message, fresh), before=message, now=now)
    return planned


async def _fresh(
    message: Message, changed: Insight, department: Department, *, tools: Tools, standing: Standing
) -> list[Entry]:
    """The digest's entries, each with the words it may still say. Its figures stay: they were counted that day."""
    zone = zone_of(department, tools.zone)
    found = []
    for block in message.blocks:
        if not isinstance(block, Entry):
            continue
        insight = changed if block.insight == changed.id else await tools.store.insight(block.insight)
        if insight is None or await _still_said(block, insight, tools):
            found.append(block)
            continue
        view = await cards.view_for(insight, department.name, zone=zone, tools=tools, standing=standing)
        now = entry(view, block.number)
        found.append(replace(block, title=now.title, quote=now.quote))
    return found


async def _still_said(shown: Entry, insight: Insight, tools: Tools) -> bool:
    """Whether live mentions still say what the entry quotes, and the insight is still called so."""
    named = insight.kind == "silence" or any(span.text == insight.label for span in shown.title)
    if shown.quote is None:
        return named
    fulls = await tools.store.full(await tools.store.evidence(insight.id))
    return named and any(shown.quote.text.raw in redact(one.row.text.raw).text for one in fulls)


def reworded(edits: Sequence[Change]) -> list[Change]:
    """What the edited posts say from now on in the outbox too, so that it keeps nothing that was taken back."""
    posts = [one.post for one in edits if isinstance(one, Enqueue)]
    return [Reword(key=post.edits, message=post.message) for post in posts if post.edits is not None]
