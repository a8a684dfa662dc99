"""Recording what was spent, what came of it and what is aimed at. An entry is checked with the whole ledger first."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.errors import BadLedger, NotAllowed, NotFound
from bot.flow.books import Books
from bot.flow.organisation import Organisation
from bot.model.answer import Query
from bot.model.changes import KeepItem, LedgerItem
from bot.model.people import Person, PersonId
from bot.model.views import Receipt
from bot.roi import evaluate, read_ledger
from bot.roi.forms import LIST_OF, FormKind, item_of
from bot.roi.living import LISTS, export
from bot.roi.typed import Spent
from bot.texts import money, questions, recording, refusals

Kind = Literal["cost", "benefit", "aim", "outcome", "observation", "edit", "void"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """An entry somebody fills in. `form` holds its fields as typed; empty ones are not given.

    `observation` takes `aim`, `date`, `value`; `edit` the fields to change and `entry` (`costs/ID`); `void` only
    `entry`. The same `key` again (a redelivered form) keeps one entry.
    """

    kind: Kind
    person: PersonId
    form: Mapping[str, str] = field(default_factory=dict)
    key: str = ""


async def record(recording_: Recording, *, tools: Books, organisation: Organisation) -> Receipt:
    """Keep an entry, an observation or a change of one.

    Raises:
        NotAllowed: money is for finance; hours without a rate are for editors too.
        BadLedger: a field is wrong; the message names it. Nothing was stored.
        NotFound: there is no such entry.
    """
    person = _allowed(recording_, organisation)
    items = await tools.store.ledger()
    now = tools.clock.now()
    form = recording_.form
    if recording_.kind == "observation":
        aim = _entry(items, f"aims/{form.get('aim', '')}")
        seen = {"date": form.get("date", ""), "value": form.get("value", ""), "recorded": now.isoformat()}
        before = aim.item.get("observations")
        earlier = list(before) if isinstance(before, list | tuple) else []
        changed = {**aim.item, "observations": [*earlier, seen]}
        entry = LedgerItem(kind=aim.kind, id=aim.id, item=changed, recorded=aim.recorded, person=aim.person)
        words = recording.kept(f"{seen['value']}", aim.id)
    elif recording_.kind == "void":
        old = _entry(items, form.get("entry", ""))
        changed = {**old.item, "voided": True, "voided_at": now.isoformat()}
        entry = LedgerItem(kind=old.kind, id=old.id, item=changed, recorded=old.recorded, person=old.person)
        words = recording.voided(old.id)
    elif recording_.kind == "edit":
        old = _entry(items, form.get("entry", ""))
        item = _edited(old, {name: value for name, value in form.items() if name != "entry"})
        name = _new_id(old.id, items, recording_.key)
        entry = LedgerItem(kind=old.kind, id=name, item=item, recorded=now, person=person.id)
        words = recording.replaced(old.id, name)
    else:
        item = item_of(recording_.kind, form)
        item.setdefault("programme", organisation.programmes[0].id)
        prefix = str(item.get("kind") or recording_.kind)
        name = _new_id(prefix, items, recording_.key)
        entry = LedgerItem(kind=LIST_OF[recording_.kind], id=name, item=item, recorded=now, person=person.id)
        words = recording.kept(money.BENEFITS.get(prefix, prefix), name)
    return await _keep(entry, items, words, tools=tools, organisation=organisation)


async def record_hours(
    spent: Spent, person: Person, *, key: str = "", tools: Books, organisation: Organisation
) -> Receipt:  # fmt: skip
    """Keep hours as a cost; the rate is the one given, else that of the person's department, else the usual one.

    Raises:
        NotAllowed: hours are for editors, a rate of their own for finance.
    """
    programme = spent.programme or organisation.programmes[0].id
    form = {"type": "time", "programme": programme, "date": spent.day.isoformat(), "hours": f"{spent.hours:f}"}
    form |= {"note": spent.note} if spent.note else {}
    form |= {"rate": f"{spent.rate:f}"} if spent.rate is not None else {}
    if person.department in organisation.settings.roi.hourly_rates:
        form |= {"role": person.department or ""}
    asked = Recording(kind="cost", person=person.id, form=form, key=key)
    await record(asked, tools=tools, organisation=organisation)
    names = {one.id: one.name for one in organisation.programmes}
    words = recording.kept_hours(money.hours_label(spent.hours), questions.day_words(spent.day), names[programme])
    return Receipt(words=words)


def _allowed(asked: Recording, organisation: Organisation) -> Person:
    person = organisation.person(asked.person)
    hours = asked.kind == "cost" and asked.form.get("type") == "time" and not asked.form.get("rate", "").strip()
    if person is not None and person.may("editor" if hours else "finance"):
        return person
    if hours:
        raise NotAllowed(what=refusals.hours_role(), role="editor", remedy=refusals.hours_remedy())
    raise NotAllowed(what=refusals.money_role(), role="finance", remedy=refusals.money_remedy())


def _entry(items: Sequence[LedgerItem], name: str) -> LedgerItem:
    kind, _, own = name.partition("/")
    found = next((one for one in items if kind in LISTS and (one.kind, one.id) == (kind, own)), None)
    if found is None:
        raise NotFound(what="entry", id=name)
    return found


def _edited(old: LedgerItem, form: Mapping[str, str]) -> dict[str, object]:
    """The entry with other fields; it replaces the old one, which answers of the past still know."""
    kinds: dict[str, FormKind] = {name: kind for kind, name in LIST_OF.items()}
    kind = kinds.get(old.kind)
    if kind is None:
        raise NotFound(what="entry that can be changed", id=old.id)
    whole = {name: str(old.item.get(name) or "") for name in ("type", "kind") if old.item.get(name)}
    changes = item_of(kind, {**whole, **form})
    kept = {name: value for name, value in old.item.items() if name not in ("recorded", "supersedes", "voided")}
    # A field that was emptied is taken away.
    gone = {name for name, value in form.items() if not value.strip()}
    return {**{name: value for name, value in kept.items() if name not in gone}, **changes, "supersedes": [old.id]}


def _new_id(prefix: str, items: Sequence[LedgerItem], key: str) -> str:
    if key:
        return f"{prefix}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
    taken = {one.id for one in items}
    return next(name for at in range(1, len(taken) + 2) if (name := f"{prefix}-{at}") not in taken)


async def _keep(
    entry: LedgerItem, items: Sequence[LedgerItem], words: str, *, tools: Books, organisation: Organisation
) -> Receipt:
    """Check the entry with the whole ledger, then store it."""
    programmes = {one.id for one in organisation.programmes}
    programme = entry.item.get("programme")
    if isinstance(programme, str) and programme not in programmes:
        expected = "one of " + ", ".join(sorted(programmes))
        raise BadLedger(item=f"{entry.kind} {entry.id!r}", key="programme", found=repr(programme), expected=expected)
    others = [one for one in items if (one.kind, one.id) != (entry.kind, entry.id)]
    settings = organisation.settings.roi
    raw = export([*others, entry], settings=settings, zone=tools.zone, programmes=organisation.programmes, insights=())
    ledger = read_ledger(raw)
    await tools.store.commit([KeepItem(entry=entry)])
    missing = evaluate(ledger, Query(metric="benefit", as_of=tools.clock.now())).missing
    lacks = [one.reason.replace("_", " ") for one in missing if one.id == entry.id]
    return Receipt(words=words + (recording.still_lacks(lacks) if lacks else ""))
