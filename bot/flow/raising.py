"""Turn a colleague's message into an insight: marked internal, on the same path as any other."""

from __future__ import annotations

from datetime import timedelta

from bot.errors import NotAllowed, NotFound
from bot.flow import cards
from bot.flow.hear import hear
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.listening.privacy import redact
from bot.model.changes import Change, Enqueue, KeepInsight, KeepStatus
from bot.model.delivery import Outgoing
from bot.model.insight import Insight, InsightId, Numbers, Routed, StatusChange
from bot.model.mention import MentionId
from bot.model.people import Person
from bot.model.signal import Act
from bot.model.theme import ThemeId
from bot.model.views import Receipt
from bot.ports.world import Item
from bot.texts import answers as words

SOURCE = "colleagues"


async def raise_insight(one: Act, person: Person, *, tools: Tools, standing: Standing) -> tuple[Receipt, list[Change]]:
    """The words become an internal mention and an insight of kind `raised` for the departments chosen (or found).

    Raises:
        NotAllowed: an editor's act.
        NotFound: nothing was said.
    """
    if not person.may("editor"):
        raise NotAllowed(
            what="turning a message into an insight", role="editor", remedy="Ask an admin to make you an editor."
        )
    if not one.text.strip():
        raise NotFound(what="message", id=one.message or "")
    mention = await _as_mention(one, person, tools=tools, standing=standing)
    full = (await tools.store.full([mention]))[0]
    chosen = [name for name in one.value.split(",") if standing.organisation.department(name)]
    found = chosen or [name for name, share, _ in full.departments if share >= 0.5]
    routed = tuple(
        Routed(department=name, reason=words.raised_by(person.name), probability=1.0, by=person.id if chosen else None)
        for name in found
    )
    number = InsightId(tools.ids.take("insight"))
    at = one.at
    insight = Insight(
        id=number, kind="raised", label=cards.short_label(redact(one.text).text),
        theme=ThemeId(full.row.theme) if full.row.theme is not None else None,
        numbers=Numbers(mentions=1, people=1, copies=0, usual=None, since=at, until=at + timedelta(seconds=1)),
        departments=routed, severity=0.5, visibility="internal", found=at, updated=at, by=person.id,
        programme=standing.organisation.programme_for(found, ()),
    )  # fmt: skip
    step = StatusChange(
        insight=number, person=person.id, department=person.department, before="new", after="new", at=at,
        detail=words.raised_by(person.name),
    )  # fmt: skip
    changes: list[Change] = [KeepInsight(insight=insight, evidence=(mention,)), KeepStatus(change=step)]
    for name in insight.active:
        department = standing.organisation.department(name)
        for place in department.channels if department is not None else ():
            view = await cards.view_for(insight, name, zone=tools.zone, tools=tools, standing=standing)
            key = f"insight:{number}:{place}"
            post = Outgoing(key=key, kind="insight", place=place, message=cards.card(view), due=at, insight=number)
            changes.append(Enqueue(post=post))
    return Receipt(words=words.raised(found), insight=number), changes


async def _as_mention(one: Act, person: Person, *, tools: Tools, standing: Standing) -> MentionId:
    """The colleague's words, heard like anybody's, but internal."""
    said = {
        "source": SOURCE,
        "id": one.key,
        "at": one.at.isoformat(),
        "text": one.text,
        "kind": "mention",
        "author": {"id": str(person.id), "name": person.name},
        "visibility": "internal",
    }
    taken = await hear([Item(position=one.key, mention=said)], tools=tools, standing=standing)
    if taken.kept:
        return taken.kept[0]
    known = await tools.store.known([(SOURCE, one.key)])
    number = known[(SOURCE, one.key)].id if known else None
    if number is None:
        raise NotFound(what="message", id=one.key)
    return number
