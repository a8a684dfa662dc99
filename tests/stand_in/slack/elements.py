"""What stands inside blocks: texts, options, buttons, menus, inputs.

Limits: docs.slack.dev/reference/block-kit/composition-objects (text 1-3000; option text 75, value 150, description 75;
confirmation 100/300/30/30) and docs.slack.dev/reference/block-kit/block-elements (button text 75, value 2000,
url 3000, accessibility label 75; action_id 255; static select 1-100 options or groups, overflow 1-5, check boxes and
radio buttons 1-10, placeholder 150, plain text input 3000).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.stand_in.slack.shapes import (
    Check,
    exactly_one,
    flag,
    items,
    kinds,
    like,
    number,
    one_of,
    shape,
    text,
    web,
    wrong,
)  # fmt: skip

ID = text(255)


def plain(high: int = 3000) -> Check:
    """A text object in plain text."""
    return kinds({"plain_text": shape({"text": text(high)}, {"emoji": flag})})


def any_text(high: int = 3000) -> Check:
    """A text object in plain text or in mrkdwn."""
    return kinds(
        {
            "plain_text": shape({"text": text(high)}, {"emoji": flag}),
            "mrkdwn": shape({"text": text(high)}, {"verbatim": flag}),
        }
    )


def option(*, marked: bool = False, link: bool = False) -> Check:
    """An option; `marked` where mrkdwn is allowed, `link` where a url is (overflow menus)."""
    words = any_text(75) if marked else plain(75)
    more: dict[str, Check] = {"description": words, **({"url": web()} if link else {})}
    return shape({"text": words, "value": text(150)}, more)


CONFIRM = shape(
    {"title": plain(100), "text": any_text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
SLACK_FILE = shape({}, {"id": text(255), "url": web()}, also=(exactly_one("id", "url"),))
IMAGE = shape(
    {"alt_text": text(2000)}, {"image_url": web(), "slack_file": SLACK_FILE},
    also=(exactly_one("image_url", "slack_file"),),
)  # fmt: skip
_DISPATCH = shape(
    {}, {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)}
)  # fmt: skip
_FILTER = shape(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)
_COMMON: dict[str, Check] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": flag}
_MENU: dict[str, Check] = {**_COMMON, "placeholder": plain(150)}
_MANY: dict[str, Check] = {**_MENU, "max_selected_items": number(1)}
_GROUP = shape({"label": plain(75), "options": items(option(), 100)})


def _offered(value: Any, at: str) -> Iterator[str]:
    """What is chosen at first must be on offer."""
    offered = [one for group in value.get("option_groups", []) for one in group["options"]] + value.get("options", [])
    chosen = [value["initial_option"]] if "initial_option" in value else value.get("initial_options", [])
    if any(one not in offered for one in chosen):
        yield wrong("initial option must match one of the options", at)


def _distinct(value: Any, at: str) -> Iterator[str]:
    offered = [one["value"] for one in value.get("options", [])]
    if len(set(offered)) < len(offered):
        yield wrong("option values must be unique", f"{at}/options")


BUTTON = shape(
    {"text": plain(75)},
    {
        "action_id": ID, "url": web(), "value": text(2000, 0), "style": one_of("primary", "danger"), "confirm": CONFIRM,
        "accessibility_label": text(75),
    },
)  # fmt: skip
_STATIC: dict[str, Check] = {"options": items(option(), 100), "option_groups": items(_GROUP, 100)}
_ONE_LIST = (exactly_one("options", "option_groups"), _offered, _distinct)
MENUS: dict[str, Check] = {
    "static_select": shape({}, {**_MENU, **_STATIC, "initial_option": option()}, also=_ONE_LIST),
    "multi_static_select": shape(
        {}, {**_MANY, **_STATIC, "initial_options": items(option(), 100)}, also=_ONE_LIST
    ),
    "external_select": shape({}, {**_MENU, "min_query_length": number(0), "initial_option": option()}),
    "multi_external_select": shape(
        {}, {**_MANY, "min_query_length": number(0), "initial_options": items(option(), 100)}
    ),
    "users_select": shape({}, {**_MENU, "initial_user": text(255)}),
    "multi_users_select": shape({}, {**_MANY, "initial_users": items(text(255), 100)}),
    "conversations_select": shape(
        {},
        {
            **_MENU, "initial_conversation": text(255), "default_to_current_conversation": flag,
            "response_url_enabled": flag, "filter": _FILTER,
        },
    ),
    "multi_conversations_select": shape(
        {},
        {
            **_MANY, "initial_conversations": items(text(255), 100), "default_to_current_conversation": flag,
            "filter": _FILTER,
        },
    ),
    "channels_select": shape({}, {**_MENU, "initial_channel": text(255), "response_url_enabled": flag}),
    "multi_channels_select": shape({}, {**_MANY, "initial_channels": items(text(255), 100)}),
}  # fmt: skip
CHOICES: dict[str, Check] = {
    "checkboxes": shape(
        {"options": items(option(marked=True), 10)}, {**_COMMON, "initial_options": items(option(marked=True), 10)},
        also=(_offered, _distinct),
    ),
    "radio_buttons": shape(
        {"options": items(option(marked=True), 10)}, {**_COMMON, "initial_option": option(marked=True)},
        also=(_offered, _distinct),
    ),
}  # fmt: skip
_DATE = like(r"\d{4}-\d\d-\d\d", "a date as YYYY-MM-DD")
_TIME = like(r"([01]\d|2[0-3]):[0-5]\d", "a time as HH:mm")
PICKERS: dict[str, Check] = {
    "datepicker": shape({}, {**_MENU, "initial_date": _DATE}),
    "timepicker": shape({}, {**_MENU, "initial_time": _TIME, "timezone": text(100)}),
}
MOMENT: dict[str, Check] = {
    "datetimepicker": shape({}, {**_COMMON, "initial_date_time": number(1_000_000_000, 9_999_999_999)})
}
OVERFLOW = shape(
    {"options": items(option(link=True), 5)}, {"action_id": ID, "confirm": CONFIRM}, also=(_distinct,)
)  # fmt: skip
_TYPED: dict[str, Check] = {
    "action_id": ID, "placeholder": plain(150), "initial_value": text(3000, 0), "dispatch_action_config": _DISPATCH,
    "focus_on_load": flag,
}  # fmt: skip
TYPED: dict[str, Check] = {
    "plain_text_input": shape(
        {}, {**_TYPED, "multiline": flag, "min_length": number(0, 3000), "max_length": number(1, 3000)}
    ),
    "number_input": shape(
        {"is_decimal_allowed": flag}, {**_TYPED, "min_value": text(255), "max_value": text(255)}
    ),
    "email_text_input": shape({}, _TYPED),
    "url_text_input": shape({}, _TYPED),
    "file_input": shape({}, {"action_id": ID, "filetypes": items(text(50), 100), "max_files": number(1, 10)}),
}  # fmt: skip
ACCESSORIES = kinds({"button": BUTTON, "image": IMAGE, "overflow": OVERFLOW, **MENUS, **CHOICES, **PICKERS})
ACTIONS = kinds({"button": BUTTON, "overflow": OVERFLOW, **MENUS, **CHOICES, **PICKERS, **MOMENT})
INPUTS = kinds({**TYPED, **MENUS, **CHOICES, **PICKERS, **MOMENT})
_FEEDBACK = shape({"text": plain(75), "value": text(2000)}, {"accessibility_label": text(75)})
CONTEXT_ACTIONS = kinds(
    {
        "feedback_buttons": shape({"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, {"action_id": ID}),
        "icon_button": shape(
            {"icon": one_of("trash"), "text": plain(75)},
            {
                "action_id": ID, "value": text(2000), "confirm": CONFIRM, "accessibility_label": text(75),
                "visible_to_user_ids": items(text(255), 10),
            },
        ),
    }
)  # fmt: skip
