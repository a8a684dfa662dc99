"""The lists behind `/roi`: programmes, own figures, ideas, entries, what was used, and who saw and changed what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.errors import NotAllowed, NotHere
from bot.flow.organisation import Organisation
from bot.flow.recording import books_now, items_of
from bot.flow.tools import Tools
from bot.model.answer import Query
from bot.model.changes import KeepSetting, LedgerItem, SettingEvent
from bot.model.mention import Untrusted
from bot.model.message import Actions, Block, Button, Header, Line, Message, Span, Table, Text
from bot.model.people import Person, PersonId, Role
from bot.model.views import Ask
from bot.roi import Accounts, answered
from bot.roi.forms import KIND_OF
from bot.roi.pilots import pilots
from bot.roi.rates import in_file, names, ours, rates_of, valid
from bot.roi.shelf import known_from, standing, text
from bot.texts import entries as entry_words
from bot.texts import lists as words
from bot.texts import money, questions, refusals

NEWEST = 20
_AUDITED = ("programme:", "person:", "group:", "department:", "invite:", "link:", "source:")
_BUTTONS = 5
_SAID = ("label", "what", "metric", "note", "kind")
"""The fields that say what an entry is, the most telling first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """Everything the lists are made of."""

    items: Sequence[LedgerItem]
    person: Person
    organisation: Organisation
    tools: Tools
    at: datetime

    @property
    def money(self) -> bool:
        return self.person.may("finance")

    def name_of(self, name: str | None) -> str:
        known = self.organisation.person(name) if name else None
        return known.name if known is not None else (name or "").partition(":")[2] or "Earshot"

    async def books(self) -> Accounts:
        return await books_now(self.tools, self.organisation)

    def day(self, said: str) -> str:
        try:
            return questions.day_words(datetime.fromisoformat(said).date())
        except ValueError:
            return said

    def amount(self, value: Decimal) -> str:
        return money.amount(value, self.organisation.settings.roi.base_currency, cents=value != int(value))


async def listed(ask: Ask, person: Person, *, tools: Tools, organisation: Organisation) -> Message | None:
    """The list that the words name, for the asker alone; None where they name none.

    Raises:
        NotAllowed: it is not theirs to see.
        NotHere: people of another organisation are in the place.
    """
    found = _LISTS.get(" ".join(ask.text.casefold().split()))
    if found is None:
        return None
    role, make = found
    if not person.may(role):
        admin = role == "admin"
        raise NotAllowed(
            what=words.audit_role() if admin else refusals.money_role(), role=role,
            remedy=words.ask_admin() if admin else refusals.money_remedy(),
        )  # fmt: skip
    if ask.outside:
        raise NotHere(what=refusals.money_here(), remedy=refusals.money_elsewhere())
    now = tools.clock.now()
    ground = _Ground(
        items=await items_of(tools, organisation), person=person, organisation=organisation, tools=tools, at=now
    )  # fmt: skip
    if role in ("finance", "admin"):
        read = SettingEvent(subject="money", person=person.id, at=now, new={"question": ask.text.strip()[:60]})
        await tools.store.commit([KeepSetting(event=read)])
    return await make(ground)


def _message(title: str, *blocks: Block) -> Message:
    return Message(blocks=(Header(text=title), *blocks), summary=title, private=True)


def _table(head: tuple[str, ...], rows: Sequence[tuple[Line, ...]]) -> Block:
    if not rows:
        return Text(line=(Span(text=words.none_yet()),))
    return Table(head=head, rows=tuple(rows))


def _plain(*cells: str) -> tuple[Line, ...]:
    return tuple((Span(text=cell),) for cell in cells)


def _typed(*cells: str) -> tuple[Line, ...]:
    return tuple((Span(text=Untrusted(cell)),) for cell in cells)


def _entry(label: str, code: str) -> Button:
    return Button(label=label, act="open:entry", value=code)


def _offers(buttons: Iterable[Button], *, first: int = _BUTTONS) -> Actions:
    known = tuple(buttons)
    return Actions(insight=None, buttons=known[:first], menu=known[first:])


async def _rates(ground: _Ground) -> Message:
    settings, today = ground.organisation.settings.roi, ground.at.astimezone(ground.tools.zone).date()
    fixed, rates = in_file(settings), rates_of(ground.items, ground.at)
    rows = []
    for name in names([one.name for one in ground.organisation.departments()]):
        held, usual = valid(rates, name, today), ours(name)
        mine: tuple[str, ...] = ("–", "", "", "")
        if name in fixed:
            mine = (fixed[name], "", entry_words.set_in_file(), "")
        elif held is not None and held.value:
            mine = (held.value, questions.day_words(held.valid_from), ground.name_of(held.person), held.source)
        value, since, by, source = mine
        rows.append((*_plain(entry_words.rate_label(name), value, "–" if usual is None else f"{usual:f}", since, by),
                     *_typed(source)))  # fmt: skip
    button = _entry(words.change_figures(), "rates=")
    return _message(words.rates_title(), _table(words.RATES_HEAD, rows), _offers([button]))


async def _programmes(ground: _Ground) -> Message:
    stands = {one.programme.id: one for one in pilots(await ground.books(), ground.organisation.programmes)}
    rows, buttons = [], []
    for one in ground.organisation.programmes:
        aims = [aim for aim in standing(ground.items, "aims", ground.at) if aim.item.get("programme") == one.id]
        said = "; ".join(_aim(aim, ground) for aim in aims)
        pilot = stands.get(one.id)
        how = ""
        if pilot is not None:
            amounts = f"{ground.amount(pilot.spent)} / {ground.amount(pilot.cap)}" if ground.money else ""
            how = words.pilot(pilot.used, money=amounts, ends=ground.day(one.ends), over=pilot.over)
        rows.append((*_typed(one.name), *_typed(said or words.no_aim(), one.owner or words.nobody(), one.strategy),
                     *_plain(how)))  # fmt: skip
        buttons.append(_entry(words.set_up(one.name), f"programme={one.id}"))
        buttons += [_entry(words.observe(text(aim, "metric")), f"observation={aim.id}") for aim in aims]
    buttons.insert(0, _entry(words.new_programme(), "programme="))
    shown = [_offers(buttons, first=2)] if ground.money else []
    return _message(words.programmes_title(), _table(words.PROGRAMMES_HEAD, rows), *shown)


def _aim(aim: LedgerItem, ground: _Ground) -> str:
    unit = f" {text(aim, 'unit')}" if text(aim, "unit") else ""
    start = f"{text(aim, 'baseline')}{unit} → " if text(aim, "baseline") else ""
    return f"{text(aim, 'metric')} {start}{text(aim, 'target')}{unit} by {ground.day(text(aim, 'due'))}"


async def _ideas(ground: _Ground) -> Message:
    ideas = standing(ground.items, "ideas", ground.at)
    linked = [text(one, "benefit") for one in ideas]
    answer = answered(await ground.books(), Query(metric="benefit", as_of=ground.at)) if any(linked) else None
    worth = {one.id: one for one in answer.benefits} if answer is not None else {}
    left_out = {one.id: one.reason for one in answer.not_counted} if answer is not None else {}
    rows = []
    for one, name in zip(ideas, linked, strict=True):
        expected = _decimal(text(one, "expected"))
        measured, difference = words.not_measured(), ""
        if name in worth:
            value = worth[name].value
            measured = f"{ground.amount(value)}, {money.GRADES[worth[name].grade or 'estimated']}"
            difference = "" if expected is None else ground.amount(value - expected)
        elif name in left_out:
            measured = words.not_counted(refusals.not_counted(left_out[name], left_out[name].partition(":")[2]))
        rows.append((
            *_typed(text(one, "what")), *_plain("–" if expected is None else ground.amount(expected), measured,
                                                difference),
            *_typed(text(one, "variable")), *_plain(ground.day(text(one, "due"))),
        ))  # fmt: skip
    buttons = [_entry(words.add_idea(), "idea=")]
    buttons += [_entry(f"{entry_words.change_it()}: {text(one, 'what')}"[:75], f"edit=ideas/{one.id}") for one in ideas]
    return _message(words.ideas_title(), _table(words.IDEAS_HEAD, rows), _offers(buttons, first=1))


def _decimal(said: str) -> Decimal | None:
    return Decimal(said) if said else None


async def _entries(ground: _Ground) -> Message:
    """The newest entries, each to be changed or taken back."""
    mine = [one for kind in KIND_OF for one in standing(ground.items, kind, ground.at)]
    mine = sorted(mine, key=lambda one: (known_from(one), one.id), reverse=True)[:NEWEST]
    rows, buttons = [], []
    for one in mine:
        what = next((said for name in _SAID if (said := text(one, name))), "")
        what = what or entry_words.CATEGORIES.get(text(one, "category"), "")
        figure = _figure(one, ground)
        recorded = questions.day_words(known_from(one).astimezone(ground.tools.zone).date())
        day = text(one, "date") or text(one, "from")
        rows.append((*_plain(f"{words.KINDS.get(one.kind, one.kind)} ({one.id})"), *_typed(what),
                     *_plain(ground.day(day), figure, recorded, ground.name_of(one.person))))  # fmt: skip
        buttons.append(_entry(f"{entry_words.change_it()}: {one.id}"[:75], f"edit={one.kind}/{one.id}"))
        buttons.append(_entry(f"{entry_words.take_back()}: {one.id}"[:75], f"void={one.kind}/{one.id}"))
    shown = [_offers(buttons, first=2)] if buttons else []
    return _message(words.entries_title(), _table(words.ENTRIES_HEAD, rows), *shown)


def _figure(one: LedgerItem, ground: _Ground) -> str:
    """The amount, hours or count of an entry as people write it."""
    amount = _decimal(text(one, "amount")) if text(one, "amount") else None
    if amount is not None:
        currency = text(one, "currency") or ground.organisation.settings.roi.base_currency
        return money.amount(amount, currency, cents=amount != int(amount))
    return f"{text(one, 'hours')} h" if text(one, "hours") else text(one, "count")


async def _uses(ground: _Ground) -> Message:
    rows = [
        (*_typed(text(one, "what")), *_plain(text(one, "department"), ground.day(text(one, "date")),
                                             ground.name_of(one.person)))
        for one in reversed(standing(ground.items, "uses", ground.at)[-NEWEST:])
    ]  # fmt: skip
    button = _entry(words.say_used(), "used=")
    return _message(words.uses_title(), _table(words.USES_HEAD, rows), _offers([button]))


async def _add(ground: _Ground) -> Message:
    open_to = ("cost=time", "change=", "used=", "idea=")
    offered = [_entry(label, code) for label, code in words.ADD if ground.money or code in open_to]
    line = Text(line=(Span(text=words.add_words()),))
    return _message(words.add_title(), line, _offers(offered, first=words.FIRST))


async def _audit(ground: _Ground) -> Message:
    lines = [*_of_entries(ground), *_of_events(ground, await ground.tools.store.setting_events())]
    lines.sort(key=lambda one: one[0], reverse=True)
    rows = []
    for at, who, what in lines[: NEWEST * 3]:
        when = f"{at.astimezone(ground.tools.zone):%Y-%m-%d %H:%M}"
        rows.append((*_plain(when, who), *_typed(what)))
    return _message(words.audit_title(), _table(words.AUDIT_HEAD, rows))


def _of_entries(ground: _Ground) -> Iterable[tuple[datetime, str, str]]:
    for one in ground.items:
        called = words.KINDS.get(one.kind, one.kind)
        replaced = text(one, "supersedes")
        yield known_from(one), ground.name_of(one.person), words.recorded(called, one.id, replaced)
        if text(one, "voided_at"):
            back = words.took_back(called, one.id, text(one, "voided_why"))
            yield datetime.fromisoformat(text(one, "voided_at")), ground.name_of(text(one, "voided_by") or None), back
        seen = one.item.get("observations")
        for each in seen if isinstance(seen, list | tuple) else ():
            if isinstance(each, Mapping) and each.get("recorded"):
                said = words.observed(text(one, "metric"), str(each.get("value")))
                yield datetime.fromisoformat(str(each["recorded"])), ground.name_of(_who(each.get("person"))), said


def _who(value: object) -> str | None:
    return str(value) if value else None


def _of_events(ground: _Ground, events: Iterable[SettingEvent]) -> Iterable[tuple[datetime, str, str]]:
    for event in events:
        new = event.new or {}
        if event.subject == "money":
            said = words.saw_money(str(new.get("question", "")), str(new.get("part", "")))
            yield event.at, ground.name_of(_reader(event.person)), said
        elif event.subject.startswith(_AUDITED):
            yield event.at, ground.name_of(event.person), _changed(event)


def _reader(person: PersonId | None) -> str | None:
    return str(person) if person else None


def _changed(event: SettingEvent) -> str:
    old, new = event.old or {}, event.new or {}
    fields = [f"{key}: {old.get(key, '–') or '–'} → {value or '–'}" for key, value in new.items()
              if old.get(key) != value]  # fmt: skip
    return f"{event.subject} " + ("; ".join(fields) if event.new is not None else "removed")


_Make = Callable[[_Ground], Awaitable[Message]]
_LISTS: Mapping[str, tuple[Role, _Make]] = {
    **dict.fromkeys(("rates", "figures", "own figures"), ("finance", _rates)),
    **dict.fromkeys(("programmes", "programs", "programme"), ("editor", _programmes)),
    **dict.fromkeys(("ideas", "idea"), ("finance", _ideas)),
    **dict.fromkeys(("entries", "ledger"), ("finance", _entries)),
    **dict.fromkeys(("used", "uses"), ("editor", _uses)),
    **dict.fromkeys(("add", "record"), ("editor", _add)),
    "audit": ("admin", _audit),
}
