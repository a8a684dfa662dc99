"""Recording what was spent, what came of it and what is aimed at. An entry is checked with the whole ledger first.

Nothing is overwritten: a change is an entry that takes the place of another, and who recorded what and when is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from bot.errors import BadLedger, NeedsConfirming, NotAllowed, NotFound
from bot.flow.books import Books
from bot.flow.organisation import Organisation
from bot.model.answer import Query
from bot.model.changes import Change, Enqueue, KeepItem, LedgerItem
from bot.model.delivery import Outgoing
from bot.model.message import Message, Span, Text
from bot.model.people import Person, PersonId, Place
from bot.model.views import Receipt
from bot.roi import Accounts, accounts, answered, read_ledger
from bot.roi.forms import KIND_OF, LIST_OF, FormKind, item_of
from bot.roi.living import LISTS, export
from bot.roi.pilots import pilots
from bot.roi.rates import RATES, checked, in_file, names, rates_of, valid
from bot.roi.shelf import text
from bot.texts import entries as words
from bot.texts import money, recording, refusals

Kind = Literal[
    "cost", "benefit", "aim", "outcome", "change", "idea", "fx", "observation", "edit", "void", "rates", "used"
]
LEDGER = (*LISTS, "changes", "ideas", RATES, "uses")
"""The lists whose entries can be taken back."""
CONFIRMED = "anyway"
"""The field of a form that records a cost although its pilot is over its cap."""
OPEN = frozenset({"change", "idea", "used"})
"""What carries no money of the ledger: an editor's to record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """An entry somebody fills in. `form` holds its fields as typed; empty ones are not given.

    `observation` takes `aim`, `date`, `value`; `edit` the fields to change and `entry` (`costs/ID`); `void` `entry`
    and `why`; `rates` a field for each figure, `valid_from` and `source`. The same `key` again (a redelivered form)
    keeps one entry.
    """

    kind: Kind
    person: PersonId
    form: Mapping[str, str] = field(default_factory=dict)
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What is to be kept, and what is said of it."""

    entries: tuple[LedgerItem, ...]
    words: str


async def record(recording_: Recording, *, tools: Books, organisation: Organisation) -> Receipt:
    """Keep an entry, an observation or a change of one.

    Raises:
        NotAllowed: money is for finance; hours without a rate, changes and ideas are for editors too.
        BadLedger: a field is wrong; the message names it. Nothing was stored.
        NeedsConfirming: the cost takes a pilot over its cap, or the pilot has ended. Nothing was stored.
        NotFound: there is no such entry.
    """
    items = await items_of(tools, organisation)
    person = _allowed(recording_, items, organisation)
    sure = bool(recording_.form.get(CONFIRMED, "").strip())
    asked = replace(recording_, form={name: said for name, said in recording_.form.items() if name != CONFIRMED})
    kept = _made(asked, person, items, at=tools.clock.now(), tools=tools, organisation=organisation)
    return await keep(kept.entries, items, kept.words, sure=sure, tools=tools, organisation=organisation)


def _made(
    asked: Recording, person: Person, items: Sequence[LedgerItem], *, at: datetime, tools: Books,
    organisation: Organisation,
) -> _Kept:  # fmt: skip
    match asked.kind:
        case "observation":
            return _observed(asked, items, at)
        case "void":
            return _voided(asked, person, items, at)
        case "edit":
            old = entry_of(items, asked.form.get("entry", ""))
            item = _edited(old, {name: value for name, value in asked.form.items() if name != "entry"})
            name = new_id(old.id, items, asked.key)
            entry = LedgerItem(kind=old.kind, id=name, item=item, recorded=at, person=person.id)
            return _Kept(entries=(entry,), words=recording.replaced(old.id, name))
        case "rates":
            return _rated(asked, person, items, at=at, tools=tools, organisation=organisation)
        case "used":
            return _used(asked, person, items, at=at, organisation=organisation)
        case kind:
            return _new(kind, asked, person, items, at=at, organisation=organisation)


def _new(
    kind: FormKind, asked: Recording, person: Person, items: Sequence[LedgerItem], *, at: datetime,
    organisation: Organisation,
) -> _Kept:  # fmt: skip
    item = item_of(kind, asked.form)
    if kind not in ("change", "fx"):
        item.setdefault("programme", organisation.programmes[0].id)
    if person.department and (kind == "change" or item.get("type") == "time"):
        item.setdefault("department" if kind == "change" else "role", person.department)
    prefix = str(item.get("kind") or kind)
    name = new_id(prefix, items, asked.key)
    entry = LedgerItem(kind=LIST_OF[kind], id=name, item=item, recorded=at, person=person.id)
    return _Kept(entries=(entry,), words=recording.kept(money.BENEFITS.get(prefix, prefix), name))


def _observed(asked: Recording, items: Sequence[LedgerItem], at: datetime) -> _Kept:
    form = asked.form
    aim = entry_of(items, f"aims/{form.get('aim', '')}")
    seen = {"date": form.get("date", ""), "value": form.get("value", ""), "recorded": at.isoformat()}
    before = aim.item.get("observations")
    earlier = list(before) if isinstance(before, list | tuple) else []
    changed = {**aim.item, "observations": [*earlier, {**seen, "person": str(asked.person)}]}
    entry = LedgerItem(kind=aim.kind, id=aim.id, item=changed, recorded=aim.recorded, person=aim.person)
    return _Kept(entries=(entry,), words=recording.kept(seen["value"], aim.id))


def _voided(asked: Recording, person: Person, items: Sequence[LedgerItem], at: datetime) -> _Kept:
    """The entry with who took it back, when and why: it stays what it was in answers of the past."""
    old = entry_of(items, asked.form.get("entry", ""))
    if old.item.get("voided") is True:
        return _Kept(entries=(), words=recording.voided(old.id))
    why = asked.form.get("why", "").strip()[:400]
    gone = {"voided": True, "voided_at": at.isoformat(), "voided_by": str(person.id), "voided_why": why}
    entry = LedgerItem(kind=old.kind, id=old.id, item={**old.item, **gone}, recorded=old.recorded, person=old.person)
    return _Kept(entries=(entry,), words=recording.voided(old.id))


def _rated(
    asked: Recording, person: Person, items: Sequence[LedgerItem], *, at: datetime, tools: Books,
    organisation: Organisation,
) -> _Kept:  # fmt: skip
    """The figures that are others than those that hold on the day from which they are to hold."""
    since = _day(asked.form.get("valid_from", ""), at.astimezone(tools.zone).date())
    fixed, rates = in_file(organisation.settings.roi), rates_of(items, at)
    source = asked.form.get("source", "").strip()[:400]
    entries = []
    for name in names([one.name for one in organisation.departments()]):
        if name not in asked.form or name in fixed:
            continue
        value, held = checked(name, asked.form[name]), valid(rates, name, since)
        if value == (held.value if held is not None else ""):
            continue
        item: dict[str, object] = {"name": name, "value": value, "valid_from": since.isoformat()}
        item |= {"source": source} if source else {}
        own = new_id(name, items, f"{asked.key}:{name}" if asked.key else "")
        entries.append(LedgerItem(kind=RATES, id=own, item=item, recorded=at, person=person.id))
    said = [words.rate_label(str(one.item["name"])) for one in entries]
    return _Kept(entries=tuple(entries), words=recording.rates_set(said, since))


def _used(
    asked: Recording, person: Person, items: Sequence[LedgerItem], *, at: datetime, organisation: Organisation
) -> _Kept:  # fmt: skip
    """What a department says it used: evidence that somebody states, with an amount a claim beside the answer."""
    form = {name: value.strip()[:400] for name, value in asked.form.items() if value.strip()}
    if not form.get("what"):
        raise BadLedger(item="the entry", key="what", found="left out", expected="something")
    amount = form.pop("amount", "")
    programme = form.pop("programme", "") or organisation.programmes[0].id
    item: dict[str, object] = {**form, "programme": programme}
    item |= {"department": person.department} if person.department and "department" not in item else {}
    own = new_id("used", items, asked.key)
    entries = [LedgerItem(kind="uses", id=own, item=item, recorded=at, person=person.id)]
    if amount:
        claim: dict[str, object] = {
            "kind": "asserted", "basis": "statement", "programme": programme, "amount": amount, "label": form["what"],
            "date": form.get("date", at.date().isoformat()), "use": own,
        }  # fmt: skip
        entries.append(LedgerItem(kind="benefits", id=f"{own}-claim", item=claim, recorded=at, person=person.id))
    return _Kept(entries=tuple(entries), words=recording.used(claimed=bool(amount)))


def _day(said: str, today: date) -> date:
    try:
        return date.fromisoformat(said) if said else today
    except ValueError:
        expected = "a date such as 2026-10-05"
        raise BadLedger(item="the figures", key="valid_from", found=repr(said[:40]), expected=expected) from None


def _allowed(asked: Recording, items: Sequence[LedgerItem], organisation: Organisation) -> Person:
    person = organisation.person(asked.person)
    hours = asked.kind == "cost" and asked.form.get("type") == "time" and not asked.form.get("rate", "").strip()
    free = asked.kind in OPEN and not (asked.kind == "used" and asked.form.get("amount", "").strip())
    if asked.kind in ("edit", "void"):
        hours = _own(asked, items) and not asked.form.get("rate", "").strip()
        free = asked.form.get("entry", "").partition("/")[0] in ("changes", "ideas", "uses")
    if person is not None and person.may("editor" if hours or free else "finance"):
        return person
    if hours:
        raise NotAllowed(what=refusals.hours_role(), role="editor", remedy=refusals.hours_remedy())
    if free:
        raise NotAllowed(what=refusals.entry_role(), role="editor", remedy=refusals.hours_remedy())
    raise NotAllowed(what=refusals.money_role(), role="finance", remedy=refusals.money_remedy())


def _own(asked: Recording, items: Sequence[LedgerItem]) -> bool:
    """Whether it is about hours that the person recorded without a rate of their own."""
    kind, _, own = asked.form.get("entry", "").partition("/")
    found = next((one for one in items if (one.kind, one.id) == (kind, own)), None)
    return (
        found is not None and found.kind == "costs" and found.person == asked.person
        and found.item.get("type") == "time" and not text(found, "rate")
    )  # fmt: skip


def entry_of(items: Sequence[LedgerItem], name: str) -> LedgerItem:
    """The entry called `LIST/ID`.

    Raises:
        NotFound: there is none.
    """
    kind, _, own = name.partition("/")
    found = next((one for one in items if kind in LEDGER and (one.kind, one.id) == (kind, own)), None)
    if found is None:
        raise NotFound(what="entry", id=name)
    return found


def _edited(old: LedgerItem, form: Mapping[str, str]) -> dict[str, object]:
    """The entry with other fields; it replaces the old one, which answers of the past still know."""
    kind = KIND_OF.get(old.kind)
    if kind is None:
        raise NotFound(what="entry that can be changed", id=old.id)
    whole = {name: str(old.item.get(name) or "") for name in ("type", "kind") if old.item.get(name)}
    needed = {name: text(old, name) for name in ("what", "date") if kind in ("change", "idea") and old.item.get(name)}
    changes = item_of(kind, {**needed, **whole, **form})
    dropped = ("recorded", "supersedes", "voided", "voided_at", "voided_by", "voided_why")
    kept = {name: value for name, value in old.item.items() if name not in dropped}
    # A field that was emptied is taken away.
    gone = {name for name, value in form.items() if not value.strip()}
    return {**{name: value for name, value in kept.items() if name not in gone}, **changes, "supersedes": [old.id]}


def new_id(prefix: str, items: Sequence[LedgerItem], key: str) -> str:
    """The id of a new entry: the same key has the same one; without a key the next free number."""
    if key:
        return f"{prefix}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
    taken = {one.id for one in items}
    return next(name for at in range(1, len(taken) + 2) if (name := f"{prefix}-{at}") not in taken)


async def keep(
    entries: Sequence[LedgerItem], items: Sequence[LedgerItem], said: str, *, sure: bool = True, tools: Books,
    organisation: Organisation,
) -> Receipt:  # fmt: skip
    """Check entries with the whole ledger, then store them. `sure`: also where a pilot is over its cap then.

    Raises:
        BadLedger: a field is wrong; nothing was stored.
        NeedsConfirming: a pilot would be over its cap; nothing was stored.
    """
    for entry in entries:
        _known_programme(entry, organisation)
    # Prices and rates of exchange are all that an entry needs of the others: a long ledger is not read again for it.
    beside = [one for one in items if one.kind in ("fx", RATES)]
    books = books_of(_with(beside, entries), tools=tools, organisation=organisation)
    near, notices = _near(entries, sure=sure, tools=tools, organisation=organisation)
    await tools.store.commit([*(KeepItem(entry=entry) for entry in entries), *notices])
    own = {entry.id for entry in entries}
    missing = answered(books, Query(metric="roi", as_of=books.at)).missing
    lacks = [refusals.needed(one.reason) for one in missing if one.id in own]
    words_ = said + (recording.still_lacks(lacks) if lacks else "") + near
    return Receipt(words=words_, entry=entries[0].id if entries else "")


def _with(items: Sequence[LedgerItem], entries: Sequence[LedgerItem]) -> list[LedgerItem]:
    fresh = {(one.kind, one.id) for one in entries}
    return [*(one for one in items if (one.kind, one.id) not in fresh), *entries]


async def items_of(tools: Books, organisation: Organisation) -> Sequence[LedgerItem]:
    """Everything that was recorded, as it is kept between two questions."""
    await tools.kept.entries(tools.store, currency=organisation.settings.roi.base_currency, zone=tools.zone)
    return tuple(tools.kept.items.values())


async def books_now(tools: Books, organisation: Organisation) -> Accounts:
    """The accounts of the whole ledger as it stands now, counted as far as it changed since they were last asked for.

    Raises:
        BadLedger: an entry is none.
    """
    ledger = await tools.kept.read(
        tools.store, settings=organisation.settings.roi, zone=tools.zone, programmes=organisation.programmes,
        insights=(),
    )  # fmt: skip
    return tools.kept.books(ledger, tools.clock.now())


def books_of(items: Sequence[LedgerItem], *, tools: Books, organisation: Organisation) -> Accounts:
    """The accounts of these entries as they stand now.

    Raises:
        BadLedger: an entry is none.
    """
    raw = export(
        items, settings=organisation.settings.roi, zone=tools.zone, programmes=organisation.programmes, insights=()
    )  # fmt: skip
    return accounts(read_ledger(raw), tools.clock.now())


def _known_programme(entry: LedgerItem, organisation: Organisation) -> None:
    programmes = {one.id for one in organisation.programmes}
    programme = entry.item.get("programme")
    if isinstance(programme, str) and programme not in programmes:
        expected = "one of " + ", ".join(sorted(programmes))
        raise BadLedger(item=f"{entry.kind} {entry.id!r}", key="programme", found=repr(programme), expected=expected)


def _near(
    entries: Sequence[LedgerItem], *, sure: bool, tools: Books, organisation: Organisation
) -> tuple[str, list[Change]]:
    """What is said where a pilot comes near its cap, to the person and once to whoever looks after Earshot.

    Raises:
        NeedsConfirming: it would be over its cap, or has ended, and nobody said that it is meant so.
    """
    touched = {one.item.get("programme") for one in entries if one.kind == "costs" and not one.item.get("voided")}
    capped = [one for one in organisation.programmes if one.id in touched and one.cap]
    said, notices = "", list[Change]()
    if not capped:
        return said, notices
    settings, programmes = organisation.settings.roi, organisation.programmes
    books = tools.kept.tried(entries, tools.clock.now(), settings=settings, programmes=programmes)
    for pilot in pilots(books, capped):
        name = pilot.programme.name
        if not sure and (pilot.used > 1 or pilot.over):
            what = recording.pilot_full(name, pilot.used, over=pilot.over)
            raise NeedsConfirming(what=what, remedy=recording.pilot_remedy())
        if pilot.threshold:
            said += recording.pilot_near(name, pilot.used)
            key = f"cap:{pilot.programme.id}:{pilot.threshold}:{pilot.cap}"
            notices.append(notice(key, said.strip(), tools=tools, organisation=organisation))
    return said, notices


def notice(cause: str, said: str, *, tools: Books, organisation: Organisation) -> Change:
    """A post to whoever looks after Earshot, once for a cause."""
    message = Message(blocks=(Text(line=(Span(text=said),)),), summary=said)
    place = Place.read(organisation.settings.organisation.notices)
    return Enqueue(
        post=Outgoing(key=f"notice:{cause}", kind="notice", place=place, message=message, due=tools.clock.now())
    )
