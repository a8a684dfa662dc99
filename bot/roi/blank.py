"""The forms of the ledger, each described once: which fields, what is known already, what may be chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import cast
from urllib.parse import parse_qsl, urlencode

from bot.config import RoiSettings
from bot.errors import BadLedger, NotFound
from bot.model.changes import LedgerItem
from bot.model.forms import NOTHING, EntryForm, FormField
from bot.model.people import PersonId, Programme
from bot.roi.entries import KIND_INPUTS
from bot.roi.forms import CHOICE_OF, KIND_OF, FormKind, fields_of
from bot.roi.rates import in_file, names, ours, rates_of, valid
from bot.roi.shelf import standing, text
from bot.texts import entries as words
from bot.texts.forms import sort_of
from bot.texts.questions import day_words

COST = {
    "time": ("hours", "date", "programme", "category", "role", "rate", "note"),
    "cash": ("amount", "currency", "date", "label", "programme", "category", "note"),
}
_BENEFIT = ("programme", "date", "from", "to", "basis")
_BEHIND = {"deflection": ("channel",), "fix": ("unit", "channel"), "time_saved": ("role", "rate")}
_ENTRY: Mapping[str, tuple[str, ...]] = {
    "aim": ("metric", "unit", "baseline", "target", "start", "due", "programme", "weight", "tolerance", "note"),
    "outcome": ("metric", "count", "date", "programme", "note"),
    "change": ("what", "date", "programme", "department", "owner", "insight", "metric", "before", "after", "note"),
    "idea": ("what", "expected", "variable", "due", "programme", "benefit", "note"),
    "fx": ("date", "foreign", "rate", "into", "source"),
}
AIM = ("metric", "unit", "baseline", "target", "start", "due")
PROFILE = ("name", "owner", "departments", "strategy", "people", "processes", "tools", "codes", "cap", "members",
           "ends")  # fmt: skip
"""What is kept of a programme beside its aims."""
_NEEDED: Mapping[str, frozenset[str]] = {
    "cost": frozenset(("hours", "amount", "date")), "aim": frozenset(("metric", "target", "start", "due")),
    "outcome": frozenset(("metric", "count", "date")), "change": frozenset(("what", "date")),
    "idea": frozenset(("what",)), "void": frozenset(("why",)), "observation": frozenset(("value", "date")),
    "programme": frozenset(("name",)), "used": frozenset(("what", "date")), "rates": frozenset(("valid_from",)),
    "fx": frozenset(("date", "foreign", "into", "rate")),
}  # fmt: skip
_LONG = frozenset(("strategy", "people", "processes", "note", "why"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a form is filled from: what was recorded, who and what there is, and the day.

    `names` are people by id; `department` is that of who asks for the form; `fixed` are the programmes' fields that
    earshot.toml names, `full` the pilots on which a cost has to be confirmed.
    """

    items: Sequence[LedgerItem]
    programmes: Sequence[Programme]
    departments: Sequence[str]
    names: Mapping[PersonId, str]
    settings: RoiSettings
    at: datetime
    today: date
    department: str = ""
    fixed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    full: frozenset[str] = frozenset()

    def programme(self, name: str) -> Programme:
        """The programme with this id.

        Raises:
            NotFound: there is none.
        """
        found = next((one for one in self.programmes if one.id == name), None)
        if found is None:
            raise NotFound(what="programme", id=name[:40])
        return found

    def entry(self, name: str) -> LedgerItem:
        """The entry called `LIST/ID`.

        Raises:
            NotFound: there is none.
        """
        kind, _, own = name.partition("/")
        found = next((one for one in self.items if (one.kind, one.id) == (kind, own)), None)
        if found is None:
            raise NotFound(what="entry", id=name[:80])
        return found

    def aim(self, programme: str) -> LedgerItem | None:
        """The aim that a programme has, the first of several."""
        mine = (one for one in standing(self.items, "aims", self.at) if one.item.get("programme") == programme)
        return next(mine, None)


def blank(code: str, ground: Ground) -> EntryForm:
    """The form that a code names: `benefit=fix&programme=desk` says of which, and what is known.

    Raises:
        BadLedger: there is no such form.
        NotFound: there is no such entry or programme.
    """
    (head, choice), *others = parse_qsl(code, keep_blank_values=True) or [("", "")]
    make = _FORMS.get(head)
    if make is None:
        raise BadLedger(item="the form", key="kind", found=repr(head[:40]), expected=words.no_such_form())
    first = urlencode({head: choice})
    return make(first, choice, dict(others), ground)


def _form(code: str, fields: Sequence[FormField]) -> EntryForm:
    return EntryForm(code=code, title=words.title(code), intro=words.intro(code), fields=tuple(fields))


def _entry(code: str, choice: str, known: Mapping[str, str], ground: Ground) -> EntryForm:
    head = code.partition("=")[0]
    kind = cast("FormKind", head)
    # Says what is wrong where the type or kind is none.
    allowed = fields_of(kind, {CHOICE_OF.get(kind, ""): choice})
    shown = list(_shown(head, choice))
    shown += [name for name in allowed if name in known and name not in (*shown, CHOICE_OF.get(kind))]
    if head == "fx":
        known = {"into": ground.settings.base_currency, **known}
    if head in ("cost", "outcome", "change", "fx"):
        known = {"date": ground.today.isoformat(), **known}
    if head == "aim":
        known = {"start": ground.today.isoformat(), **known}
    if head == "cost" and ground.full:
        shown.append("anyway")
    return _form(code, [_field(head, name, known.get(name, ""), ground) for name in shown])


def _shown(head: str, choice: str) -> tuple[str, ...]:
    if head == "cost":
        return COST[choice]
    if head == "benefit":
        return (*_BENEFIT, *KIND_INPUTS[choice], *_BEHIND.get(choice, ()), "label", "note")  # type: ignore[index]
    return _ENTRY[head]


def _edit(code: str, choice: str, known: Mapping[str, str], ground: Ground) -> EntryForm:
    old = ground.entry(choice)
    kind = KIND_OF.get(old.kind)
    if kind is None:
        raise NotFound(what="entry that can be changed", id=old.id)
    picked = text(old, CHOICE_OF.get(kind, ""))
    given = {name: said for name in old.item if (said := text(old, str(name)))}
    if kind == "fx":
        given = {{"from": "foreign", "to": "into"}.get(name, name): said for name, said in given.items()}
    inner = _entry(f"{kind}={picked}", picked, {**given, **known}, ground)
    empty = {name for name in ("date", "start") if name not in given and ("from" in given or name == "start")}
    return _form(code, [replace(one, value="", needed=False) if one.name in empty else one for one in inner.fields])


def _void(code: str, choice: str, known: Mapping[str, str], ground: Ground) -> EntryForm:
    ground.entry(choice)
    return _form(code, [_field("void", "why", known.get("why", ""), ground, beside=words.hint("void", "why_void"))])


def _observation(code: str, choice: str, known: Mapping[str, str], ground: Ground) -> EntryForm:
    aim = ground.entry(f"aims/{choice}")
    figure = replace(_field("observation", "value", known.get("value", ""), ground), label=text(aim, "metric")[:80])
    return _form(code, [figure, _field("observation", "date", known.get("date") or ground.today.isoformat(), ground)])


def _programme(code: str, choice: str, known: Mapping[str, str], ground: Ground) -> EntryForm:
    one = ground.programme(choice) if choice else Programme(id="", name="")
    fixed = ground.fixed.get(one.id, frozenset())
    aim = ground.aim(one.id) if choice else None
    given = {name: _profile(one, name) for name in PROFILE}
    given |= {name: text(aim, name) for name in AIM} if aim is not None else {"start": ground.today.isoformat()}
    given |= known
    shown = [*PROFILE[:2], *AIM, *PROFILE[2:]]
    fields = [_field("programme", name, given.get(name, ""), ground, locked=name in fixed) for name in shown]
    return _form(code, fields)


def _profile(one: Programme, name: str) -> str:
    value = getattr(one, name)
    return ", ".join(value) if isinstance(value, tuple) else str(value or "")


def _rates(code: str, choice: str, known: Mapping[str, str], ground: Ground) -> EntryForm:
    del choice
    fixed, rates = in_file(ground.settings), rates_of(ground.items, ground.at)
    fields = []
    for name in names(ground.departments):
        usual, held = ours(name), valid(rates, name, ground.today)
        beside = words.ours("" if usual is None else f"{usual:f}", hourly=name.startswith("hourly_rates."))
        if name in fixed:
            beside = words.set_in_file()
        elif held is not None and held.value:
            by = ground.names.get(held.person, "") if held.person else ""
            beside = words.yours(
                held.value, since=day_words(held.valid_from), by=by,
                recorded=day_words(held.recorded.date()), source=held.source,
            ) + f"; {beside}"  # fmt: skip
        value = fixed.get(name) or known.get(name) or (held.value if held is not None else "")
        label = words.rate_label(name, ground.settings.base_currency)
        one = FormField(name=name, label=label, sort="figure", value=value, beside=beside)
        fields.append(replace(one, locked=name in fixed))
    since = known.get("valid_from") or ground.today.isoformat()
    fields.append(_field("rates", "valid_from", since, ground))
    return _form(code, [*fields, _field("rates", "source", known.get("source", ""), ground)])


def _used(code: str, choice: str, known: Mapping[str, str], ground: Ground) -> EntryForm:
    del choice
    given = {"date": ground.today.isoformat(), **known}
    fields = [_field("used", name, given.get(name, ""), ground) for name in ("what", "insight", "amount", "date")]
    fields[2] = replace(fields[2], beside=words.hint("used", "used_amount"))
    return _form(code, fields)


def _field(
    head: str, name: str, value: str, ground: Ground, *, beside: str = "", locked: bool = False
) -> FormField:  # fmt: skip
    choices = _choices(head, name, value, ground)
    if name == "currency":
        beside = words.usual_currency(ground.settings.base_currency)
    hint = words.set_in_file() if locked else beside or words.hint(head, name)
    sort = "choice" if choices else "lines" if name in _LONG else sort_of(name)
    if not value and choices:
        value = choices[0][0]
    return FormField(
        name=name, label=words.label(name, head), sort=sort, value=value, beside=hint,
        needed=name in _NEEDED.get(head, ()) and not locked, choices=choices, locked=locked,
    )  # fmt: skip


def _choices(head: str, name: str, value: str, ground: Ground) -> tuple[tuple[str, str], ...]:
    """What may be chosen for a field; nothing where it is typed. A value that is none of them stays one."""
    none = (NOTHING, words.none_chosen())
    found: list[tuple[str, str]] = []
    if name == "programme" and head == "change":
        found = [(NOTHING, words.all_programmes()), *((one.id, one.name) for one in ground.programmes)]
    elif name == "programme":
        usual = ground.programmes[0]
        found = [(one.id, words.usual_programme(one.name) if one is usual else one.name) for one in ground.programmes]
    elif name == "department" or (name == "role" and ground.departments):
        found = [none, *((one, one) for one in ground.departments)]
    elif name == "owner":
        found = [none, *((one, one) for one in sorted(set(ground.names.values())))]
    elif name == "anyway":
        found = [none, ("yes", words.confirm_cap())]
    elif name == "benefit":
        measured = standing(ground.items, "benefits", ground.at)[-40:]
        found = [none, *((one.id, text(one, "label") or one.id) for one in reversed(measured))]
    else:
        named = {"category": words.CATEGORIES, "basis": words.BASES, "channel": words.CHANNELS, "unit": words.UNITS}
        if name in named and not (name == "unit" and head != "benefit"):
            found = [none, *named[name].items()]
    if found and value and value not in {one for one, _ in found}:
        found.append((value, value))
    return tuple((one, said[:75]) for one, said in found)


_FORMS: Mapping[str, Callable[[str, str, Mapping[str, str], Ground], EntryForm]] = {
    **dict.fromkeys(("cost", "benefit", "aim", "outcome", "change", "idea", "fx"), _entry),
    "edit": _edit, "void": _void, "observation": _observation, "programme": _programme, "rates": _rates, "used": _used,
}  # fmt: skip
