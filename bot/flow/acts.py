"""Acts: what a person does in a chat becomes signals, status, corrections and posts, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.delivery.plan import deliverable, plan_note
from bot.delivery.schedule import zone_of
from bot.errors import NotAllowed
from bot.flow import cards
from bot.flow.mentions import on_mention
from bot.flow.raising import raise_insight
from bot.flow.reminders import used_in_reply
from bot.flow.renaming import rename
from bot.flow.rights import seen
from bot.flow.standing import Standing
from bot.flow.think import redraw
from bot.flow.tools import Tools
from bot.model.changes import Change, Enqueue, KeepCorrection, KeepStatus, Receive, Settle
from bot.model.delivery import USE, Outgoing, Waiting
from bot.model.insight import Insight, InsightId, StatusChange
from bot.model.message import Actions, Button, Message, Text
from bot.model.people import Person
from bot.model.signal import Act
from bot.model.views import Receipt
from bot.routing.insights import insight_vector
from bot.signals.acts import Done, Scene, do
from bot.signals.ladder import number as keycap
from bot.texts import answers as words

ON_MENTIONS = ("wrong_mood", "wrong_intent", "wrong_department", "not_about_us", "told_customer")


async def act(one: Act, *, tools: Tools, standing: Standing) -> Receipt:
    """Do one act; the same key again gives the first answer and changes nothing.

    Raises:
        NotAllowed: nobody known, or the role does not reach.
        NotFound: the act names something that is not there.
    """
    person = standing.organisation.person(one.person)
    if person is None:
        raise NotAllowed(what="this", role="viewer", remedy="Ask an admin for an invitation.")
    before = await tools.store.result(one.key)
    if before is not None:
        return Receipt(words=str(before.get("words", "")), moved=False)
    asked = await _asked_what_was_used(one, tools)
    if asked is not None:
        receipt = await used_in_reply(one, asked, person, tools=tools, standing=standing)
        changes: list[Change] = []
    elif one.name in ON_MENTIONS or (one.name == "undo" and one.mention is not None and one.insight is None):
        receipt, changes = await on_mention(one, person, tools=tools, standing=standing)
    elif one.name == "raise":
        receipt, changes = await raise_insight(one, person, tools=tools, standing=standing)
    elif one.name == "rename":
        receipt, changes = await rename(one, person, tools=tools, standing=standing)
    else:
        receipt, changes = await _on_insight(one, person, tools=tools, standing=standing)
    if changes:
        await _commit(one, changes, receipt, tools=tools, standing=standing)
    return receipt


async def _asked_what_was_used(one: Act, tools: Tools) -> Waiting | None:
    """The monthly question that an act replies to, None where it replies to none."""
    if one.name not in ("reply", "unreact") or one.insight is not None or one.place is None or one.message is None:
        return None
    row = await tools.store.behind(one.place, one.message)
    return row if row is not None and row.post.key.startswith(USE) else None


async def _commit(one: Act, changes: Sequence[Change], receipt: Receipt, *, tools: Tools, standing: Standing) -> None:
    come = Receive(event_id=one.key, kind="act", payload={"name": one.name, "person": one.person}, at=one.at)
    settled = Settle(event_id=one.key, result={"words": receipt.words})
    await standing.commit([come, *changes, settled], tools=tools)
    tools.fp("after_act")
    if any(isinstance(change, KeepCorrection) for change in changes):
        await standing.learn(tools)


async def _on_insight(one: Act, person: Person, *, tools: Tools, standing: Standing) -> tuple[Receipt, list[Change]]:
    insight = await _meant(one, person, tools)
    if insight is None:
        return Receipt(words=words.counts_for_none(), moved=False), []
    scene = await _scene(one, insight, person, tools=tools, standing=standing)
    done = do(replace(one, insight=insight.id), person, scene, now=one.at)
    receipt = Receipt(words=done.words, moved=done.moved, stale=done.stale, insight=insight.id, ask=done.ask)
    if not done.moved:
        return receipt, []
    posts = await _posts(one, insight, done, tools=tools, standing=standing)
    return receipt, [*done.changes, *posts]


async def _meant(one: Act, person: Person, tools: Tools) -> Insight | None:
    """The insight an act is about: named, or behind the message it happened on (1 to 5 on a digest).

    Raises:
        NotFound: there is none, or it is not theirs to see.
    """
    number: InsightId | None = one.insight
    if number is None and one.place is not None and one.message is not None:
        row = await tools.store.behind(one.place, one.message)
        if row is not None:
            entry = keycap(one.value) if one.name in ("react", "unreact") else None
            number = row.post.message.numbered.get(entry) if entry is not None else row.post.insight
    if number is None:
        return None
    return await seen(number, person, tools=tools)


async def _scene(one: Act, insight: Insight, person: Person, *, tools: Tools, standing: Standing) -> Scene:
    store = tools.store
    signals = await store.signals()
    here = standing.organisation.department_of(one.place) if one.place is not None else None
    evidence = await store.full(await store.evidence(insight.id))
    return Scene(
        insight=insight,
        history=await store.statuses([insight.id]),
        signals=[signal for signal in signals if signal.insight == insight.id],
        corrections=await store.corrections(),
        departments=standing.organisation.departments(),
        names={known.id: known.name for known in standing.organisation.all_people},
        here=here.name if here is not None else person.department,
        vector=insight_vector(evidence),
        next_signal=tools.ids.take("signal"),
        next_correction=tools.ids.take("correction"),
        first=not any(signal.person == person.id for signal in signals),
        programme=insight.programme or standing.organisation.programmes[0].id,
        zone=tools.zone,
        groups=[group.name for group in standing.organisation.groups],
    )


async def _posts(one: Act, before: Insight, done: Done, *, tools: Tools, standing: Standing) -> list[Change]:
    """What the act changes in the channels: roots redrawn, a note in their threads, roots for departments new to it."""
    after = done.insight
    now = tools.clock.now()
    planned: list[Change] = []
    if after == before and not done.note:
        return planned
    planned += await redraw(after, now, tools=tools, standing=standing, steps=_steps(done))
    deliveries = await cards.deliveries(after.id, tools)
    if done.note:
        note = _note(done, after)
        roots = [root for root in deliveries if cards.is_root(root)]
        planned += [plan_note(after.id, root, note, cause=one.key, now=now) for root in roots]
    for name in after.active:
        if name in before.active:
            continue
        planned += await roots_for(after, name, now, tools=tools, standing=standing)
    return planned


async def roots_for(insight: Insight, name: str, now: datetime, *, tools: Tools, standing: Standing) -> list[Change]:
    """A root in each channel of a department that a person brought in: at once, whatever the budget."""
    department = standing.organisation.department(name)
    if department is None:
        return []
    deliveries = await cards.deliveries(insight.id, tools)
    planned: list[Change] = []
    for place in department.channels:
        if cards.root_in(deliveries, place) is None and deliverable(insight, place):
            zone = zone_of(department, tools.zone)
            view = await cards.view_for(insight, name, zone=zone, tools=tools, standing=standing)
            key = f"insight:{insight.id}:{place}"
            post = Outgoing(key=key, kind="insight", place=place, message=cards.card(view), due=now, insight=insight.id)
            planned.append(Enqueue(post=post))
    return planned


def _steps(done: Done) -> list[StatusChange]:
    """The status changes of this act, which the store does not hold yet."""
    return [change.change for change in done.changes if isinstance(change, KeepStatus)]


def _note(done: Done, insight: Insight) -> Message:
    """The line in the insight's threads, with Undo where it was a correction."""
    text = "".join(span.text if isinstance(span.text, str) else span.text.raw for span in done.note)
    blocks: list[Text | Actions] = [Text(line=done.note)]
    if done.undo is not None:
        undo = Button(label=words.undo(), act="undo", value=str(done.undo))
        blocks.append(Actions(insight=insight.id, buttons=(undo,), saw=insight.status))
    return Message(blocks=tuple(blocks), summary=text, insight=insight.id)
