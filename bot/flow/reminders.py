"""What Earshot says by itself about the ledger: each week what it lacks, each month what a department used."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta

from bot.delivery.schedule import zone_of
from bot.flow.recording import Recording, books_now, record
from bot.flow.shifting import shifts
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.flow.written import written
from bot.model.answer import Query
from bot.model.changes import Change, Enqueue, KeepSetting, LedgerItem, SettingEvent
from bot.model.delivery import USE, Outgoing, Waiting
from bot.model.message import Actions, Block, Button, Header, Message, Span, Text
from bot.model.people import Department, Person, Place
from bot.model.signal import Act
from bot.model.views import Receipt
from bot.roi import Accounts, answered
from bot.roi.own import own_cost
from bot.roi.pilots import pilots
from bot.roi.shelf import standing as standing_items
from bot.roi.shelf import text
from bot.texts import lists, reminders

WEEKLY, MONTHLY = "weekly", "monthly"
"""Subjects of the setting events that keep what was said last."""
HOUR = time(9)
"""The local hour of Monday from which on the weekly notice goes out."""


async def remind(*, tools: Tools, standing: Standing) -> None:
    """Say what is due: on Mondays what the ledger lacks, on a month's first weekday the question to departments."""
    now = tools.clock.now()
    changes = [*await _week(now, tools=tools, standing=standing), *_month(now, tools=tools, standing=standing)]
    if changes:
        await standing.commit(changes, tools=tools)


async def _week(now: datetime, *, tools: Tools, standing: Standing) -> list[Change]:
    local = now.astimezone(tools.zone)
    year, week, _ = local.isocalendar()
    named = f"{year}-W{week:02}"
    if (local.weekday() == 0 and local.time() < HOUR) or str(standing.latest(WEEKLY).get("week", "")) >= named:
        return []
    mark: Change = KeepSetting(event=SettingEvent(subject=WEEKLY, person=None, at=now, new={"week": named}))
    books = await books_now(tools, standing.organisation)
    aims = standing_items(await written(tools, "aims"), "aims", books.at)
    aimed = {text(one, "programme") for one in aims}
    lines, buttons = _lacking(aimed, books, standing)
    changes = [mark, *_reviews(aims, books, now, tools=tools, standing=standing)]
    for cause, blocks_, said, told in await shifts(aimed, now, tools=tools, standing=standing):
        changes += [told, _notice(cause, blocks_, said, tools=tools)]
    if not lines:
        return changes
    blocks: list[Block] = [Header(text=reminders.week_title())]
    blocks += [Text(line=(Span(text=line),)) for line in lines]
    blocks += [Actions(insight=None, buttons=tuple(buttons[:3]), menu=tuple(buttons[3:]))] if buttons else []
    said = f"{reminders.week_title()}: {' '.join(lines)}"
    return [*changes, _notice(f"ledger:{named}", tuple(blocks), said, tools=tools)]


def _lacking(aimed: Collection[str], books: Accounts, standing: Standing) -> tuple[list[str], list[Button]]:
    """What the ledger lacks, in words, with a button for each programme that is to be set up."""
    programmes = standing.organisation.programmes
    entered = {one.programme for one in books.ledger.costs}
    entered |= {name for one in books.ledger.benefits for name in one.shares}
    # A fresh Earshot has its one programme from the start: nobody is reminded before something is recorded on it.
    looked_at = [one for one in programmes if one.id in entered or one is not programmes[0]]
    ownerless = [one for one in looked_at if not one.owner]
    aimless = [one for one in looked_at if one.id not in aimed]
    lines = [reminders.no_owner([one.name for one in ownerless])] if ownerless else []
    lines += [reminders.no_aim([one.name for one in aimless])] if aimless else []
    lines += [reminders.own_cost()] if entered and not own_cost(books.standing_costs()) else []
    for pilot in pilots(books, programmes):
        if pilot.threshold or pilot.over:
            lines.append(reminders.pilot_over(pilot.programme.name, f"{pilot.used * 100:.0f} %", ended=pilot.over))
    buttons = [
        Button(label=lists.set_up(one.name), act="open:entry", value=f"programme={one.id}")
        for one in programmes
        if one in ownerless or one in aimless
    ]
    return lines, buttons


def _reviews(
    aims: Sequence[LedgerItem], books: Accounts, now: datetime, *, tools: Tools, standing: Standing
) -> list[Change]:  # fmt: skip
    """A prompt to look at a programme again, once for each observation that turned its aim around."""
    names = {one.id: one.name for one in standing.organisation.programmes}
    found = answered(books, Query(metric="intention", as_of=now)).intention
    reversed_ = {one.id for one in found.aims if one.status == "reversed"} if found is not None else set()
    made = []
    for aim in aims:
        if aim.id not in reversed_:
            continue
        seen = aim.item.get("observations")
        newest = max((str(one.get("date")) for one in seen), default="") if isinstance(seen, list | tuple) else ""
        programme = text(aim, "programme")
        said = reminders.review(names.get(programme, programme), text(aim, "metric"))
        button = Button(label=lists.set_up(names.get(programme, programme)), act="open:entry",
                        value=f"programme={programme}")  # fmt: skip
        blocks: tuple[Block, ...] = (Text(line=(Span(text=said),)), Actions(insight=None, buttons=(button,)))
        made.append(_notice(f"review:{aim.id}:{newest}", blocks, said, tools=tools))
    return made


def _notice(cause: str, blocks: tuple[Block, ...], said: str, *, tools: Tools) -> Change:
    place = Place.read(tools.settings.organisation.notices)
    message = Message(blocks=blocks, summary=said)
    post = Outgoing(key=f"notice:{cause}", kind="notice", place=place, message=message, due=tools.clock.now())
    return Enqueue(post=post)


def _month(now: datetime, *, tools: Tools, standing: Standing) -> list[Change]:
    """The question to each department whose hour has come on the first weekday of the month."""
    changes: list[Change] = []
    for department in standing.organisation.departments():
        local = now.astimezone(zone_of(department, tools.zone))
        subject = f"{MONTHLY}:{department.name}"
        month = f"{local:%Y-%m}"
        if local.date() != first_weekday(local.date()) or local.time() < time.fromisoformat(department.digest):
            continue
        if str(standing.latest(subject).get("month", "")) >= month or not department.channels:
            continue
        changes.append(KeepSetting(event=SettingEvent(subject=subject, person=None, at=now, new={"month": month})))
        changes.append(_question(department, month, local.date(), now))
    return changes


def first_weekday(day: date) -> date:
    """The first day of the month that is no Saturday or Sunday."""
    first = day.replace(day=1)
    return first + timedelta(days=max(0, 7 - first.weekday()) if first.weekday() > 4 else 0)


def _question(department: Department, month: str, day: date, now: datetime) -> Change:
    asked = reminders.used_question(f"{day.replace(day=1) - timedelta(days=1):%B}")
    button = Button(label=reminders.used_button(), act="open:entry", value=f"used={department.name}")
    blocks: tuple[Block, ...] = (
        Text(line=(Span(text=asked, style="strong"),)), Text(line=(Span(text=reminders.used_how()),)),
        Actions(insight=None, buttons=(button,)),
    )  # fmt: skip
    key = f"{USE}{department.name}:{month}"
    message = Message(blocks=blocks, summary=f"{asked} {reminders.used_how()}")
    return Enqueue(post=Outgoing(key=key, kind="notice", place=department.channels[0], message=message, due=now))


async def used_in_reply(
    act: Act, row: Waiting, person: Person, *, tools: Tools, standing: Standing
) -> Receipt:  # fmt: skip
    """A reply to the monthly question, kept as what the department says it used; taken back where it is deleted.

    Raises:
        NotAllowed: it is not theirs to record.
    """
    organisation = standing.organisation
    key = act.value if act.name == "unreact" else act.key
    items = await written(tools, "uses")
    held = next((one for one in items if one.item.get("reply") == key), None)
    if act.name == "unreact":
        if held is not None:
            back = Recording(kind="void", person=person.id, form={"entry": f"uses/{held.id}"})
            await record(back, tools=tools, organisation=organisation)
        return Receipt(words="", moved=held is not None)
    if not act.text.strip():
        return Receipt(words="", moved=False)
    department = row.post.key.removeprefix(USE).rpartition(":")[0]
    form = {
        "what": act.text.strip()[:400], "department": department, "reply": key,
        "date": act.at.astimezone(tools.zone).date().isoformat(),
    }  # fmt: skip
    kept = Recording(kind="used", person=person.id, form=form, key=key)
    await record(kept, tools=tools, organisation=organisation)
    return Receipt(words=reminders.used_kept())
