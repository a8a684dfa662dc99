"""Turn a colleague's message into an insight: marked internal, on the same path as any other."""

from __future__ import annotations

from datetime import timedelta

from bot.delivery.plan import deliverable
from bot.errors import NotAllowed, NotFound
from bot.flow import cards
from bot.flow.hear import hear
from bot.flow.raised import AUDIENCE, SOURCE, remembered
from bot.flow.rights import PRIVATE
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.listening.privacy import redact
from bot.model.changes import Change, Enqueue, KeepInsight, KeepSetting, KeepStatus, SettingEvent
from bot.model.delivery import Outgoing
from bot.model.insight import Insight, InsightId, Numbers, Routed, StatusChange
from bot.model.mention import MentionId
from bot.model.people import Person
from bot.model.signal import Act
from bot.model.theme import ThemeId
from bot.model.views import Receipt
from bot.ports.world import Item
from bot.texts import answers as words


async def raise_insight(one: Act, person: Person, *, tools: Tools, standing: Standing) -> tuple[Receipt, list[Change]]:
    """The words become an internal mention and an insight of kind `raised` for the departments chosen (or found).

    What was said in private stays within its place, unless the person lets everyone read the words: that is kept.

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
    visibility = _visibility(one)
    mention = await _as_mention(one, person, visibility, tools=tools, standing=standing)
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
        departments=routed, severity=0.5, visibility=visibility, found=at, updated=at, by=person.id,
        programme=standing.organisation.programme_for(found, ()),
    )  # fmt: skip
    step = StatusChange(
        insight=number, person=person.id, department=person.department, before="new", after="new", at=at,
        detail=words.raised_by(person.name),
    )  # fmt: skip
    changes: list[Change] = [KeepInsight(insight=insight, evidence=(mention,)), KeepStatus(change=step)]
    if one.form.get(AUDIENCE) == "everyone":
        promoted = {"place": str(one.place or ""), "message": one.message or ""}
        event = SettingEvent(subject=f"promoted:{number}", person=person.id, at=at, new=promoted)
        changes.append(KeepSetting(event=event))
    changes += remembered(one, person)
    roots = await _roots(insight, tools=tools, standing=standing)
    said = words.raised_within(shown=bool(roots)) if visibility.startswith(PRIVATE) else words.raised(found)
    return Receipt(words=said, insight=number), [*changes, *roots]


def _visibility(one: Act) -> str:
    """Who may read it: all colleagues, or the members of the place where that was said."""
    return f"{PRIVATE}{one.place}" if one.form.get(AUDIENCE) == "members" and one.place is not None else "internal"


async def _roots(insight: Insight, *, tools: Tools, standing: Standing) -> list[Change]:
    """Its message in each channel of its departments where it may be shown."""
    planned: list[Change] = []
    for name in insight.active:
        department = standing.organisation.department(name)
        for place in department.channels if department is not None else ():
            if not deliverable(insight, place):
                continue
            view = await cards.view_for(insight, name, zone=tools.zone, tools=tools, standing=standing)
            key = f"insight:{insight.id}:{place}"
            message = cards.card(view)
            post = Outgoing(
                key=key, kind="insight", place=place, message=message, due=insight.found, insight=insight.id
            )
            planned.append(Enqueue(post=post))
    return planned


async def _as_mention(one: Act, person: Person, visibility: str, *, tools: Tools, standing: Standing) -> MentionId:
    """The colleague's words, heard like anybody's, but kept inside."""
    said = {
        "source": SOURCE,
        "id": one.key,
        "at": one.at.isoformat(),
        "text": one.text,
        "kind": "mention",
        "author": {"id": str(person.id), "name": person.name},
        "visibility": visibility,
    }
    taken = await hear([Item(position=one.key, mention=said)], tools=tools, standing=standing)
    if taken.kept:
        return taken.kept[0]
    known = await tools.store.known([(SOURCE, one.key)])
    number = known[(SOURCE, one.key)].id if known else None
    if number is None:
        raise NotFound(what="message", id=one.key)
    return number
