"""Forms as modals: how they look, what is wrong with what was typed, what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from adapters.chat.slack.blocks.parts import Json, option, plain
from adapters.chat.slack.came import Came, Spot
from adapters.chat.slack.room import Room
from bot.errors import RemoteError
from bot.model.forms import EntryForm, FormField
from bot.model.letters import clean, cut
from bot.texts import forms as form_words
from bot.texts import raising
from bot.texts import slack_acts as texts
from bot.texts.forms import entry_wrongs, is_address, is_day, is_number, lines_in, most_of, wrongs
from bot.texts.workspace import FORMS, WORDS

PREFIX: Final = "form:"
"""How the callback ids of these modals begin."""
FIELD: Final = "v"
"""The action id of every input."""
ENTRY: Final = "entry"
ACT: Final = "act"
RAISE: Final = "raise"
AUDIENCE: Final = "audience"
TURN: Final = "turn:"
"""Before the id of each message of a conversation that is raised."""
_TITLE, _OPTION, _OPTIONS = 24, 150, 100


def act_form(
    name: str, spot: Spot, *, departments: Sequence[str], given: Mapping[str, str] | None = None, words: str = ""
) -> Json:
    """The form that an act needs, as every chat shows it. `given` is what was typed before."""
    question, fields = FORMS[name]
    known = {"value": spot.value, "released": spot.today, **(given or {})}
    shown = [_section(words or question)]
    for field, label, kind, needed in fields:
        shown.append(_input(name, field, label, kind, needed=needed, initial=known.get(field, ""), names=departments))
    return _view(name, form_words.form_title(name), spot, shown)


def choice_form(spot: Spot, acts: Sequence[tuple[str, str]], insights: Sequence[tuple[str, str]]) -> Json:
    """The form behind the shortcut: which act, and on a digest on which insight."""
    shown = [_select("insight", texts.which_insight(), insights)] if insights else []
    return _view(ACT, form_words.form_title(ACT), spot, [*shown, _select("act", texts.which_act(), acts)])


def raise_form(
    spot: Spot, *, text: str, departments: Sequence[str], member: bool, outside: bool, words: str = ""
) -> Json:
    """The form that turns a message into an insight. In a channel that not everyone reads, somebody chooses who may."""
    question, ((field, label, _, _),) = FORMS[RAISE]
    shown = [_section(words or question)]
    about = {**_box(field, label, hint=raising.text_hint()), "element": _lines(text, 3000)}
    chosen: Json = {"type": "multi_static_select", "action_id": FIELD, "placeholder": plain(form_words.choose(), 150)}
    shown.append(about)
    if departments:
        chosen["options"] = [option(name, name[:_OPTION]) for name in departments[:_OPTIONS]]
        shown.append({**_box("value", raising.departments(), needed=False), "element": chosen})
    if spot.private:
        readers = [("members", raising.members_only())] if member else []
        asked = _select(AUDIENCE, raising.who_may_read(), [*readers, ("everyone", raising.everyone_here())])
        shown.append({**asked, "hint": plain(raising.private_hint(outside=outside, member=member), 2000)})
    return _view(RAISE, form_words.form_title(RAISE), spot, shown)


def entry_form(form: EntryForm, spot: Spot) -> Json:
    """A form of the ledger. Its code travels in the callback id."""
    shown = [_section(form.intro), *(_asked(field) for field in form.fields)]
    return _view(f"{ENTRY}:{form.code}", form.title, spot, shown[:_OPTIONS])


def _asked(field: FormField) -> Json:
    if field.locked:
        return _section(f"{field.label}: {field.value} ({field.beside})" if field.beside else field.label)
    if field.sort == "choice":
        box = _select(field.name, field.label, field.choices, needed=field.needed, initial=field.value)
    else:
        box = _input(ENTRY, field.name, field.label, field.sort, needed=field.needed, initial=field.value, names=())
        if field.sort == "lines":
            box["element"]["multiline"] = True
    return {**box, "hint": plain(field.beside, 2000)} if field.beside else box


def name_of(body: Mapping[str, Any]) -> str:
    """Which of these forms was sent: `fixed`, `entry:cost=time`; '' for none of them."""
    callback = str((body.get("view") or {}).get("callback_id") or "")
    return callback.removeprefix(PREFIX) if callback.startswith(PREFIX) else ""


def typed(view: Mapping[str, Any]) -> dict[str, str]:
    """What was typed and chosen, by field; several choices are joined by commas."""
    found: dict[str, str] = {}
    for field, inputs in ((view.get("state") or {}).get("values") or {}).items():
        for element in inputs.values():
            found[str(field)] = _value(element)
    return found


def check(body: Mapping[str, Any]) -> Mapping[str, str]:
    """What is wrong with a form that was sent, by block: said in place, before anything is stored. {} is fine."""
    name = name_of(body)
    if not name:
        return {}
    view = body["view"]
    given, spot = typed(view), Spot.unpacked(str(view.get("private_metadata") or ""))
    if name.partition(":")[0] == ENTRY:
        return entry_wrongs(given)
    wrong = wrongs(name, given, today=spot.today)
    if name == RAISE and spot.private and given.get(AUDIENCE) not in ("members", "everyone"):
        wrong[AUDIENCE] = texts.nobody_else_reads()
    return wrong


async def show(room: Room, one: Came, view: Json, *, over: bool = False) -> bool:
    """Whether the modal opened: the trigger holds for three seconds. `over`: on top of the one that is open."""
    if not one.trigger:
        return False
    try:
        await room.clients[one.team].call("views.push" if over else "views.open", trigger_id=one.trigger, view=view)
    except RemoteError:
        return False
    return True


def _value(element: Mapping[str, Any]) -> str:
    if "selected_options" in element:
        return ",".join(str(one.get("value") or "") for one in element["selected_options"] or ())
    chosen = element.get("selected_option")
    if isinstance(chosen, Mapping):
        return str(chosen.get("value") or "")
    return str(element.get("value") or element.get("selected_date") or "")


def _view(name: str, title: str, spot: Spot, blocks: Sequence[Json]) -> Json:
    return {
        "type": "modal", "callback_id": f"{PREFIX}{name}"[:255], "title": plain(title, _TITLE),
        "submit": plain(WORDS["save"], _TITLE), "close": plain(WORDS["cancel"], _TITLE),
        "private_metadata": spot.packed(), "blocks": list(blocks),
    }  # fmt: skip


def _input(
    name: str, field: str, label: str, kind: str, *, needed: bool, initial: str, names: Sequence[str]
) -> Json:  # fmt: skip
    hint = form_words.field_hint(field) if name not in ("rename", ENTRY) else ""
    if kind == "department" and names:
        return _departments(field, label, names, needed=needed, initial=initial)
    box = _box(field, label, needed=needed, hint=hint)
    if kind == "date":
        element: Json = {"type": "datepicker", "action_id": FIELD}
        return {**box, "element": {**element, **({"initial_date": initial} if is_day(initial) else {})}}
    if kind in ("number", "figure"):
        element = {"type": "number_input", "action_id": FIELD, "is_decimal_allowed": True}
        element |= {"min_value": "0"} if kind == "number" else {}
        return {**box, "element": {**element, **({"initial_value": initial} if is_number(initial) else {})}}
    if kind == "url":
        return {**box, "element": {"type": "url_text_input", "action_id": FIELD,
                                   **({"initial_value": initial} if is_address(initial) else {})}}  # fmt: skip
    return {**box, "element": _lines(initial, most_of(name, field), several=lines_in(name, field))}


def _departments(field: str, label: str, names: Sequence[str], *, needed: bool, initial: str) -> Json:
    triage = [] if needed else [("triage", form_words.triage_label())]
    return _select(field, label, [*((name, name) for name in names), *triage], needed=needed, initial=initial)


def _select(
    field: str, label: str, options: Sequence[tuple[str, str]], *, needed: bool = True, initial: str = ""
) -> Json:  # fmt: skip
    made = [option(words, value[:_OPTION]) for value, words in options[:_OPTIONS]]
    element: Json = {
        "type": "static_select", "action_id": FIELD, "placeholder": plain(form_words.choose(), 150), "options": made,
    }  # fmt: skip
    first = next((one for one in made if initial and one["value"] == initial), None)
    return {**_box(field, label, needed=needed), "element": {**element, **({"initial_option": first} if first else {})}}


def _box(field: str, label: str, *, needed: bool = True, hint: str = "") -> Json:
    box: Json = {"type": "input", "block_id": field, "label": plain(label, 2000), "optional": not needed}
    return {**box, "hint": plain(hint, 2000)} if hint else box


def _lines(initial: str, most: int, *, several: bool = True) -> Json:
    element: Json = {"type": "plain_text_input", "action_id": FIELD, "multiline": several, "max_length": most}
    return {**element, **({"initial_value": cut(clean(initial, lines=several), most)} if initial else {})}


def _section(words: str) -> Json:
    return {"type": "section", "text": plain(words, 3000)}
