"""What a person's hands do in a client: press what is there, choose what is offered, fill a modal's fields."""

from __future__ import annotations

from typing import Any

from tests.stand_in.slack.blocks import inside
from tests.stand_in.slack.state import Json

ONE = ("static_select", "external_select", "radio_buttons", "overflow")
MANY = ("multi_static_select", "multi_external_select", "checkboxes")
PICKED = {
    "users_select": "selected_user", "channels_select": "selected_channel",
    "conversations_select": "selected_conversation", "multi_users_select": "selected_users",
    "multi_channels_select": "selected_channels", "multi_conversations_select": "selected_conversations",
    "datepicker": "selected_date", "timepicker": "selected_time", "datetimepicker": "selected_date_time",
}  # fmt: skip


class NotThere(LookupError):
    """Nobody can press, choose or fill what a client does not show or accept."""


def element(blocks: list[Json], action_id: str, *, block_id: str = "", value: str | None = None) -> tuple[str, Json]:
    """The element with this action_id and the block it stands in; `value` chooses among several."""
    found = [
        (str(block.get("block_id", "")), one) for block in blocks for one in inside(block)
        if one.get("action_id") == action_id and block_id in ("", block.get("block_id"))
    ]  # fmt: skip
    if len(found) > 1 and value is not None:
        found = [one for one in found if one[1].get("value") == value or value in _values(one[1])] or found
    if not found:
        raise NotThere(f"no element {action_id!r} (block {block_id!r}) among {shown_ids(blocks)}")
    return found[0]


def shown_ids(blocks: list[Json]) -> list[str]:
    """Every action_id that a client shows."""
    return [str(one.get("action_id", "")) for block in blocks for one in inside(block)]


def action(block_id: str, one: Json, value: Any, *, at: str) -> Json:
    """The entry of `actions` for pressing or choosing in this element."""
    made: Json = {
        "action_id": one.get("action_id", ""), "block_id": block_id, "type": one["type"], "action_ts": at
    }  # fmt: skip
    if one["type"] == "button":
        made |= {"text": one["text"]} | {name: one[name] for name in ("value", "url", "style") if name in one}
        if value is not None and value != one.get("value"):
            raise NotThere(f"the button's value is {one.get('value')!r}")
        return made
    return made | entered(one, value)


def entered(one: Json, value: Any) -> Json:
    """The state of an element after a person gave it this value."""
    kind = one["type"]
    if kind in ONE:
        return {"selected_option": _option(one, value)}
    if kind in MANY:
        return {"selected_options": [_option(one, each) for each in value]}
    if kind in PICKED:
        return {PICKED[kind]: value}
    text = None if value is None else str(value)
    most, least = one.get("max_length", 3000), one.get("min_length", 0)
    if text is not None and not least <= len(text) <= most:
        raise NotThere(f"a client takes {least} to {most} characters here")
    return {"value": text}


def filled(blocks: list[Json], values: Json) -> Json:
    """`state.values` of a view: what it showed at first, changed by `values` (by block_id or action_id).

    Raises: NotThere: a field that is not there, an option that is not offered, or a required field left empty.
    """
    left = dict(values)
    state: Json = {}
    for block in blocks:
        for one in inside(block):
            if one["type"] in ("button", "overflow"):
                continue
            name = one.get("action_id", "")
            given = next((left.pop(key) for key in (block.get("block_id"), name) if key in left), _NOTHING)
            held = _initial(one) if given is _NOTHING else entered(one, given)
            if block["type"] == "input" and not block.get("optional") and _empty(held):
                raise NotThere(f"{block.get('block_id')!r} must be filled in")
            state.setdefault(block.get("block_id", ""), {})[name] = {"type": one["type"], **held}
    if left:
        raise NotThere(f"no field {sorted(left)} among {[one.get('block_id') for one in blocks]}")
    return state


_NOTHING = object()


def _initial(one: Json) -> Json:
    kind = one["type"]
    if kind in ONE:
        return {"selected_option": one.get("initial_option")}
    if kind in MANY:
        return {"selected_options": one.get("initial_options", [])}
    if kind in PICKED:
        return {PICKED[kind]: one.get(PICKED[kind].replace("selected", "initial"))}
    return {"value": one.get("initial_value")}


def _empty(held: Json) -> bool:
    return all(one in (None, "", []) for one in held.values())


def _values(one: Json) -> list[str]:
    return [each["value"] for each in _options(one)]


def _options(one: Json) -> list[Json]:
    return [*one.get("options", []), *(each for group in one.get("option_groups", []) for each in group["options"])]


def _option(one: Json, value: Any) -> Json:
    if one["type"].endswith("external_select"):
        return value if isinstance(value, dict) else {"text": {"type": "plain_text", "text": value}, "value": value}
    for each in _options(one):
        if value in (each["value"], each["text"]["text"], each):
            return each
    raise NotThere(f"no option {value!r} among {_values(one)}")
