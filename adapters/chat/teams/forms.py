"""Forms as dialogs: an act's, or that of an entry of the ledger; what is wrong is said in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from adapters.chat.teams import answers
from adapters.chat.teams.answers import Reply
from adapters.chat.teams.cards import choice_input, date_input, form_card, number_input, parts, text_input
from adapters.chat.teams.visit import TOLD, Visit
from bot.model.clicked import MOODS, Clicked, on_mention
from bot.model.forms import FormField
from bot.texts import forms as words
from bot.texts import teams as texts
from bot.texts.workspace import FORMS, WORDS

Json = dict[str, Any]
ENTRY: Final = "entry"
MOOD: Final = "wrong_mood"
_FREE: Final = ("value", "text")


def known(name: str) -> bool:
    """Whether there is a form of this name, which is not the one that turns a message into an insight."""
    return (name in FORMS and name != "raise") or name in (ENTRY, MOOD)


def act_form(
    here: Visit, found: Clicked, name: str, *, key: str, given: Mapping[str, str] | None = None, said: str = "",
    wrongs: Mapping[str, str] | None = None,
) -> Reply:  # fmt: skip
    """The dialog with the form that an act needs. `given` is what was typed before, `wrongs` what is wrong with it."""
    about = {"i": "" if found.insight is None else found.insight, "s": found.saw}
    value = on_mention(found.mention, found.value) if found.mention is not None else found.value
    data = {"k": key, "d": "send", "a": name, "v": value, **about}
    title = words.form_title(name)
    if name == MOOD:
        moods = [(WORDS[f"mood_{mood}"], mood) for mood in MOODS]
        fields = [choice_input("value", texts.which_mood(), moods, required=True, open_=True)]
        return answers.dialog(title, form_card(fields, title=WORDS["save"], data=data, intro=said))
    question, asked = FORMS[name]
    filled = {"value": found.value, "released": here.today, **(given or {})}
    fields = [
        _input(here, name, field, label, kind, needed=needed, value=filled.get(field, ""))
        for field, label, kind, needed in asked
    ]
    labels = {field: label for field, label, _, _ in asked}
    card = form_card(
        fields, title=WORDS["save"], data=data, intro=said or question, problem=_problem(labels, wrongs or {})
    )
    return answers.dialog(title, card)


async def entry_form(
    here: Visit, code: str, *, given: Mapping[str, str] | None = None, wrongs: Mapping[str, str] | None = None,
    problem: str = "",
) -> Reply:  # fmt: skip
    """The dialog with a form of the ledger: `benefit=fix&programme=desk` says of which, and what is known.

    Raises:
        NotAllowed, NotFound, BadInput: there is no such form, or it is not theirs.
    """
    form = await here.room.answers.entry_form(code, person=here.person.id)
    typed_ = given or {}
    fields = [part for one in form.fields for part in _asked(one, typed_.get(one.name, one.value))]
    wrong = problem or _problem({one.name: one.label for one in form.fields}, wrongs or {})
    data = {"d": "record", "a": form.code}
    card = form_card(fields, title=WORDS["save"], data=data, intro=form.intro, problem=wrong)
    return answers.dialog(form.title, card)


def _asked(one: FormField, value: str) -> list[Json]:
    """A field; what stands beside a value that is there already has a line of its own."""
    if one.locked:
        return parts.block(f"{one.label}: {one.value} ({one.beside})" if one.beside else one.label, isSubtle=True)
    if one.sort == "choice":
        choices = [(said, code) for code, said in one.choices]
        made = choice_input(one.name, one.label, choices, value=value, required=one.needed)
    else:
        made = _typed(
            one.name, one.label, one.sort, value=value, most=words.ENTRY_MOST, needed=one.needed,
            lines=one.sort == "lines", hint="" if value else one.beside,
        )  # fmt: skip
    beside = one.beside if value or one.sort in ("choice", "date") else ""
    return [made, *parts.block(beside, isSubtle=True, size="Small", spacing="None")]


async def record(here: Visit, data: Mapping[str, Any]) -> Reply:
    """Keep an entry; what cannot be kept is told in the form, as it was typed.

    Raises:
        NotAllowed, NotFound, BadInput: there is no such form, or it is not theirs.
    """
    code = str(data.get("a") or "")
    form = await here.room.answers.entry_form(code, person=here.person.id)
    given = {one.name: typed(data, one.name)[: words.ENTRY_MOST * 5] for one in form.fields if not one.locked}
    wrongs = words.entry_wrongs(given)
    if wrongs:
        return await entry_form(here, code, given=given, wrongs=wrongs)
    try:
        receipt = await here.room.answers.record(code, given, key=f"{here.one.id}:entry", person=here.person.id)
    except TOLD as wrong:
        return await entry_form(here, code, given=given, problem=str(wrong))
    return answers.closed(receipt.words)


def sent(name: str, data: Mapping[str, Any], *, today: str) -> tuple[dict[str, str], dict[str, str]]:
    """What was filled in, by field, and what is wrong with it."""
    if name == MOOD:
        mood = typed(data, "value")
        return {"value": mood}, {} if mood in MOODS else {"value": texts.choose_first()}
    given = {field: typed(data, field) for field, _, _, _ in FORMS[name][1]}
    return given, words.wrongs(name, given, today=today)


def parted(given: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The words of a form, and its other fields."""
    return given.get("text", ""), {field: said for field, said in given.items() if field not in _FREE}


def typed(data: Mapping[str, Any], field: str) -> str:
    """What was entered in a field, '' for nothing."""
    found = data.get(field)
    return found.strip() if isinstance(found, str) else str(found) if isinstance(found, int | float) else ""


def _problem(labels: Mapping[str, str], wrongs: Mapping[str, str]) -> str:
    told = " ".join(f"{labels.get(field, field)}: {wrong}" for field, wrong in wrongs.items())
    return texts.put_right(told) if told else ""


def _input(here: Visit, name: str, field: str, label: str, kind: str, *, needed: bool, value: str) -> Json:  # noqa: PLR0917
    if kind == "department" and here.departments:
        return _departments(field, label, here.departments, needed=needed, value=value)
    return _typed(
        field, label, "figure" if kind == "number" else kind, value=value, needed=needed,
        most=words.most_of(name, field), last=here.today if field == "released" else "",
        least=0 if kind == "number" else None,
        lines=words.lines_in(name, field) and kind == "text", hint=words.field_hint(field) if name != "rename" else "",
    )  # fmt: skip


def _typed(
    field: str, label: str, sort: str, *, value: str, most: int, needed: bool = False, last: str = "",
    least: float | None = None, lines: bool = False, hint: str = "",
) -> Json:  # fmt: skip
    if sort == "date":
        day = value if words.is_day(value) else ""
        return date_input(field, label, value=day, last=last, required=needed, hint=hint)
    if sort == "figure":
        number = float(value) if words.is_number(value) else None
        return number_input(field, label, value=number, least=least, required=needed, hint=hint)
    return text_input(field, label, value=value, required=needed, lines=lines, most=most, hint=hint)


def _departments(field: str, label: str, names: Sequence[str], *, needed: bool, value: str) -> Json:
    choices = [(name, name) for name in names]
    triage = [] if needed else [(words.triage_label(), "triage")]
    held = value if value in names else ""
    return choice_input(field, label, [*choices, *triage], value=held, required=needed, hint=words.choose())
