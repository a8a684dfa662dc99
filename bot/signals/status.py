"""Steps of an insight's status: taken on, in work, fixed, customers told, declined, opened again."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.model.changes import Change, KeepInsight, KeepItem, KeepSignal, KeepStatus, LedgerItem
from bot.model.insight import Status, StatusChange
from bot.model.mention import Untrusted
from bot.model.message import Line, Span
from bot.model.people import Person
from bot.model.signal import Act
from bot.signals.scene import Done, Scene, signal, unmoved
from bot.signals.steps import COUNTS_AS, LEADS_TO, NEEDED, TOLD, allowed, last_step, takers
from bot.texts import acts as texts

_AMOUNT = re.compile(r"\d{1,12}(?:[.,]\d{1,6})?")
_LONGEST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """What a form gave: the words kept with the step, and of a fix the day, the costs, who knew and what counts it."""

    detail: str = ""
    what: str = ""
    released: date | None = None
    hours: str = ""
    money: str = ""
    known: str = ""
    group: str = ""


def step(act: Act, person: Person, scene: Scene, now: datetime) -> Done:
    """Set the status, unless it changed since the person saw it; a further department may take on what is taken."""
    insight, after = scene.insight, LEADS_TO[act.name]
    if act.saw is not None and act.saw != insight.status and not act.force:
        return unmoved(scene, _stale(scene, now), stale=True)
    if not allowed(insight.status, act.name):
        return unmoved(scene, texts.not_from(insight.status, act.name))
    if act.name == "take" and insight.status != "new":
        return _take_too(act, person, scene, now)
    if after == insight.status and act.name != "told":
        department = person.department or scene.here
        if department is None or department in takers(scene.history):
            return unmoved(scene, texts.not_from(insight.status, act.name))
        return _take_too(act, person, scene, now)
    given = _read(act, scene, now)
    if isinstance(given, str):
        return unmoved(scene, texts.needs(given), ask=act.name)
    return _stepped(act, person, scene, after=after, given=given, now=now)


def _stepped(act: Act, person: Person, scene: Scene, *, after: Status, given: _Given, now: datetime) -> Done:
    before = scene.insight
    insight = replace(before, status=after, updated=now, open=True if after == "new" else before.open)
    change = StatusChange(
        insight=before.id, person=person.id, department=person.department or scene.here, before=before.status,
        after=after, at=act.at, detail=given.detail,
    )  # fmt: skip
    changes: list[Change] = [KeepInsight(insight=insight, was=before), KeepStatus(change=change)]
    kind = COUNTS_AS.get(act.name)
    if kind is not None:
        changes.append(signal(act, person, scene, kind))
    if after == "new":
        # What was opened again is neither fixed nor told: those acts are no longer current.
        changes += [
            KeepSignal(signal=replace(one, removed=now))
            for one in scene.signals
            if one.removed is None and one.kind in ("fixed", "told")
        ]
    if given.released is not None:
        changes += _ledger(person, scene, given, now)
    if act.name == "told":
        changes.append(_told(act, person, scene, where=given.detail, now=now))
    note = _note(texts.step_note(after, person.name), given.detail)
    words = texts.stepped(after)
    if given.released is not None and not (given.hours or given.money):
        words += texts.fix_cost_unknown()
    return Done(insight=insight, changes=tuple(changes), words=words, note=note)


def _take_too(act: Act, person: Person, scene: Scene, now: datetime) -> Done:
    """One department, one taker: the first one, unless another takes it over knowingly."""
    insight, department = scene.insight, person.department or scene.here
    if department is None:
        return unmoved(scene, texts.not_from(insight.status, act.name))
    held = takers(scene.history).get(department)
    if held is not None and held.person == person.id:
        return unmoved(scene, texts.yours_already())
    if held is not None and not act.force:
        who = scene.name_of(held.person)
        words = texts.taken_by(who, department, held.change.at, now=now, zone=scene.zone)
        return unmoved(scene, words, stale=True)
    change = StatusChange(
        insight=insight.id, person=person.id, department=department, before=insight.status, after=insight.status,
        at=act.at,
    )  # fmt: skip
    changes: tuple[Change, ...] = (KeepStatus(change=change), signal(act, person, scene, "acknowledged"))
    note = (Span(text=texts.took_on_note(person.name, department)),)
    return Done(insight=insight, changes=changes, words=texts.took_over_words(), note=note)


def _stale(scene: Scene, now: datetime) -> str:
    status = scene.insight.status
    last = last_step(scene.history, status)
    who = scene.name_of(last.person) if last else ""
    return texts.stale(who, status, last.at if last else None, now=now, zone=scene.zone)


def _read(act: Act, scene: Scene, now: datetime) -> _Given | str:
    """What the form gives, or the name of the field that is missing or cannot be read."""
    form = {name: text.strip()[:_LONGEST] for name, text in act.form.items()}
    needed = NEEDED.get(act.name, ())
    if needed and act.text.strip():
        form.setdefault(needed[0], act.text.strip()[:_LONGEST])
    lacking = next((name for name in needed if not form.get(name)), None)
    if lacking is not None:
        return lacking
    if act.name != "fixed":
        return _Given(detail=form.get(needed[0], "") if needed else (form.get("text") or act.text).strip()[:_LONGEST])
    released = _day(form["released"])
    if released is None or released > now.astimezone(scene.zone).date():
        return "released"
    for name in ("hours", "money"):
        if form.get(name) and not _AMOUNT.fullmatch(form[name]):
            return name
    group = next((one for one in scene.groups if one.casefold() == form.get("group", "").casefold()), "")
    if form.get("group") and not group:
        return "group"
    what, known = form["what"], form.get("known", "")
    return _Given(
        detail=texts.fixed_detail(what, released, known), what=what, released=released, known=known, group=group,
        hours=form.get("hours", "").replace(",", "."), money=form.get("money", "").replace(",", "."),
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _told(act: Act, person: Person, scene: Scene, *, where: str, now: datetime) -> KeepItem:
    """Where and on which day customers were told (list `told`, no part of any sum)."""
    insight, day = scene.insight, act.at.astimezone(scene.zone).date().isoformat()
    name = f"told-{insight.id}-{hashlib.sha256(act.key.encode()).hexdigest()[:10]}"
    item: dict[str, object] = {"insight": insight.id, "theme": insight.theme, "where": where, "date": day}
    return KeepItem(entry=LedgerItem(kind=TOLD, id=name, item=item, recorded=now, person=person.id))


def _ledger(person: Person, scene: Scene, given: _Given, now: datetime) -> list[Change]:
    """The fix itself (list `fixes`, no part of any sum) and what it cost, dated on the day of release."""
    assert given.released is not None
    day, insight = given.released.isoformat(), scene.insight
    fix: dict[str, object] = {
        "insight": insight.id, "theme": insight.theme, "date": day, "what": given.what, "known": given.known,
    }  # fmt: skip
    if given.group:
        fix["group"] = given.group
    items: list[tuple[str, str, dict[str, object]]] = [("fixes", f"fix-{insight.id}-{day}", fix)]
    cost: dict[str, object] = {
        "programme": insight.programme or scene.programme, "date": day, "insight": f"insight-{insight.id}",
        "category": "fixing",
    }  # fmt: skip
    if given.hours:
        worked = {**cost, "type": "time", "hours": given.hours}
        worked |= {"role": person.department} if person.department else {}
        items.append(("costs", f"fix-{insight.id}-{day}-hours", worked))
    if given.money:
        items.append(("costs", f"fix-{insight.id}-{day}-cash", {**cost, "type": "cash", "amount": given.money}))
    return [
        KeepItem(entry=LedgerItem(kind=kind, id=name, item={"id": name, **item}, recorded=now, person=person.id))
        for kind, name, item in items
    ]


def _note(words: str, detail: str) -> Line:
    """A line for the threads; what a person typed is set in as text from outside."""
    return (Span(text=f"{words}: "), Span(text=Untrusted(detail))) if detail else (Span(text=words),)
