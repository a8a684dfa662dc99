"""The fields of a dialog, and a dialog that is filled and sent off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from adapters.chat.teams.cards import parts
from adapters.chat.teams.cards.escape import escape, fit, literal
from adapters.chat.teams.cards.parts import Json
from bot.model.letters import clean, cut
from bot.texts import teams as texts

MOST: Final = 4000
"""As much is written into one field."""
FILTERED: Final = 20
"""A list of more choices is searched by typing."""
Choice = tuple[str, str]
"""What a choice is called, and what it stands for."""


def text_input(
    name: str, label: str, *, value: str = "", hint: str = "", required: bool = False, lines: bool = False,
    most: int = MOST, error: str = "",
) -> Json:  # fmt: skip
    """A field for words; `lines` for several lines of them."""
    made: Json = {"type": "Input.Text", **_named(name, label, required=required, error=error), "maxLength": most}
    if lines:
        made["isMultiline"] = True
    if value:
        made["value"] = cut(clean(value, lines=lines), most)
    return {**made, **_hint(hint)}


def date_input(
    name: str, label: str, *, value: str = "", hint: str = "", required: bool = False, first: str = "", last: str = "",
    error: str = "",
) -> Json:  # fmt: skip
    """A field for a day; all days are written `2026-10-05`."""
    made: Json = {"type": "Input.Date", **_named(name, label, required=required, error=error), **_hint(hint)}
    return made | {field: day for field, day in (("value", value), ("min", first), ("max", last)) if day}


def number_input(
    name: str, label: str, *, value: float | None = None, hint: str = "", required: bool = False,
    least: float | None = None, most: float | None = None, error: str = "",
) -> Json:  # fmt: skip
    """A field for a number."""
    made: Json = {"type": "Input.Number", **_named(name, label, required=required, error=error), **_hint(hint)}
    held = (("value", value), ("min", least), ("max", most))
    return made | {field: number for field, number in held if number is not None}


def choice_input(
    name: str, label: str, choices: Sequence[Choice], *, value: str = "", hint: str = "", required: bool = False,
    several: bool = False, open_: bool = False, error: str = "",
) -> Json:  # fmt: skip
    """A list to choose from: folded away, searched by typing where it is long, or `open_` with all in sight."""
    style = "expanded" if open_ else "filtered" if len(choices) > FILTERED and not several else "compact"
    made: Json = {"type": "Input.ChoiceSet", **_named(name, label, required=required, error=error)}
    made |= {"style": style, "wrap": True, **_hint(hint)}
    if several:
        made["isMultiSelect"] = True
    if value:
        made["value"] = value
    made["choices"] = [{"title": fit(title, parts.CHOICE).strip() or "–", "value": code} for title, code in choices]
    return made


def toggle_input(name: str, label: str, *, on: bool = False, yes: str = "yes", no: str = "no") -> Json:
    """A box to tick."""
    return {
        "type": "Input.Toggle", "id": name, "title": fit(label, parts.CHOICE), "value": yes if on else no,
        "valueOn": yes, "valueOff": no, "wrap": True,
    }  # fmt: skip


def form_card(
    fields: Sequence[Json], *, title: str, data: Mapping[str, Any], intro: str = "", problem: str = "",
    others: Sequence[Json] = (),
) -> Json:  # fmt: skip
    """A dialog with these fields; the button `title` sends them with `data`. `problem` says what must be put right."""
    body = [
        *parts.block(problem, color="Attention", weight="Bolder"),
        *parts.block(intro),
        *fields,
        *parts.acts(parts.submit(title, data, style="positive"), *others, spacing="Medium"),
    ]
    return parts.card(body)


def sentence_card(words: str, *others: Json) -> Json:
    """A dialog that says one thing; `others` are buttons below it."""
    return parts.card([*(parts.block(words) or parts.block("–")), *parts.acts(*others, spacing="Medium")])


def _named(name: str, label: str, *, required: bool, error: str) -> Json:
    """A field is called what its label says, for screen readers too."""
    made: Json = {"id": name, "label": fit(label, parts.CHOICE).strip() or "–"}
    if required or error:
        made["errorMessage"] = escape(error) or texts.needed()
    if required:
        made["isRequired"] = True
    return made


def _hint(hint: str) -> Json:
    return {"placeholder": literal(cut(clean(hint), parts.CHOICE))} if hint else {}
