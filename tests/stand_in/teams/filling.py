"""What a client does with a card before it asks the bot: find the action, gather the inputs, hold back what is wrong.

adaptivecards.io, "Input validation": a required or ill-formed field is marked and nothing is sent. Values go out under
the inputs' ids beside the action's own data: toggles as valueOn or valueOff, several choices joined with commas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.stand_in.teams.answer import NotThere
from tests.stand_in.teams.posts import actions_of
from tests.stand_in.teams.state import Json


def action(card: Json, named: str, *, data: Mapping[str, Any] | None = None) -> Json:
    """The action with this title, verb or id, and (where given) these entries in its data."""
    wanted = dict(data or {})
    fitting = [one for one in actions_of(card) if _fits(one, wanted)]
    for name in ("title", "verb", "id"):
        for one in fitting:
            if named and one.get(name) == named:
                if one.get("isEnabled") is False:
                    raise NotThere(f"{named} cannot be pressed")
                return one
    if not named and wanted and fitting:
        return fitting[0]
    offered = ", ".join(str(one.get("title") or one.get("verb")) for one in actions_of(card))
    raise NotThere(f"no action {named or wanted} among: {offered}")


def inputs(card: Any) -> Iterator[Json]:
    """The fields of a card."""
    if isinstance(card, list):
        for one in card:
            yield from inputs(one)
    elif isinstance(card, dict):
        if str(card.get("type", "")).startswith("Input."):
            yield card
        for one in card.values():
            yield from inputs(one)


def filled(card: Json, values: Mapping[str, Any]) -> Json:
    """What the fields hold after these were entered (id -> value; a choice by value or title); raises NotThere."""
    fields = {str(one.get("id")): one for one in inputs(card)}
    unknown = set(values) - set(fields)
    if unknown:
        raise NotThere(f"no field {', '.join(sorted(unknown))} among: {', '.join(fields)}")
    found: Json = {}
    for name, one in fields.items():
        value = _entered(one, values[name]) if name in values else one.get("value", "")
        if one["type"] == "Input.Toggle" and name not in values:
            value = one.get("value", one.get("valueOff", "false"))
        _checked(one, value)
        if value != "" or name in values:
            found[name] = value
    return found


def _fits(one: Json, wanted: Json) -> bool:
    held = one.get("data") if isinstance(one.get("data"), dict) else {}
    return wanted.items() <= (held or {}).items()


def _entered(one: Json, value: Any) -> Any:
    if one["type"] == "Input.Toggle":
        return one.get("valueOn", "true") if value in (True, "true") else one.get("valueOff", "false")
    if one["type"] != "Input.ChoiceSet":
        return value
    chosen = list(value) if isinstance(value, list | tuple) else [part for part in str(value).split(",") if part]
    offered = {str(each[name]): str(each["value"]) for name in ("title", "value") for each in one.get("choices", [])}
    if str(value) in offered:
        chosen = [str(value)]
    wrong = [each for each in chosen if each not in offered]
    if wrong or (len(chosen) > 1 and not one.get("isMultiSelect")):
        raise NotThere(f"{one.get('id')} offers {', '.join(offered)}, not {value}")
    return ",".join(offered[each] for each in chosen)


def _checked(one: Json, value: Any) -> None:
    text = str(value)
    name = one.get("label") or one.get("id")
    if one.get("isRequired") and (not text or (one["type"] == "Input.Toggle" and text != one.get("valueOn", "true"))):
        raise NotThere(f"{name} is required")
    if not text:
        return
    if one["type"] == "Input.Text":
        # Fields cut what is typed beyond their length; whoever pastes more sees less.
        if len(text) > int(one.get("maxLength", len(text))):
            raise NotThere(f"{name} takes {one['maxLength']} characters")
        if "regex" in one and not re.search(one["regex"], text):
            raise NotThere(f"{name} must match {one['regex']}")
    elif one["type"] == "Input.Number":
        try:
            number = float(text)
        except ValueError:
            raise NotThere(f"{name} takes numbers") from None
        if number < float(one.get("min", number)) or number > float(one.get("max", number)):
            raise NotThere(f"{name} is out of bounds")
    elif one["type"] == "Input.Date":
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise NotThere(f"{name} takes dates")
        if not str(one.get("min", text)) <= text <= str(one.get("max", text)):
            raise NotThere(f"{name} is out of bounds")
