"""Our own judge of Block Kit, written from Slack's public reference: what Slack would refuse is refused here.

`of_message`, `of_view` return Slack's messages (empty: fine). Limits: docs.slack.dev/reference/block-kit/blocks (50
blocks a message, 100 a modal or Home tab; block_id 255, unique; section text 3000, 10 fields of 2000; header 150;
context 10 elements; actions 25; context_actions 5; image alt and title 2000, url 3000; input label and hint 2000;
markdown 12,000 in all blocks of a message together), docs.slack.dev/reference/views (title, submit, close 24;
private_metadata 3000; callback_id, external_id 255). action_ids are unique within their block
(docs.slack.dev/reference/interaction-payloads: an action is told by block_id and action_id).
Which block may stand where: the surfaces named on each block's page; tables and charts are not for modals.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.stand_in.slack.elements import (
    ACCESSORIES,
    ACTIONS,
    CONTEXT_ACTIONS,
    ID,
    IMAGE,
    INPUTS,
    SLACK_FILE,
    any_text,
    plain,
)  # fmt: skip
from tests.stand_in.slack.rich import DATA_TABLE, DATA_VISUALIZATION, RICH_TEXT, TABLE, said
from tests.stand_in.slack.shapes import (
    Check,
    Json,
    at_least_one,
    exactly_one,
    flag,
    items,
    kinds,
    one_of,
    shape,
    text,
    web,
    wrong,
)  # fmt: skip

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MARKDOWN_CHARACTERS = 12_000
NEW_BLOCKS = ("data_table", "data_visualization")
_BLOCK: dict[str, Check] = {"block_id": ID}

EVERYWHERE: dict[str, Check] = {
    "section": shape(
        {}, {**_BLOCK, "text": any_text(3000), "fields": items(any_text(2000), 10), "accessory": ACCESSORIES,
             "expand": flag},
        also=(at_least_one("text", "fields"),),
    ),
    "header": shape({"text": plain(150)}, _BLOCK),
    "divider": shape({}, _BLOCK),
    "context": shape({"elements": items(kinds({
        "plain_text": any_text(3000), "mrkdwn": any_text(3000), "image": IMAGE}), 10)}, _BLOCK),
    "actions": shape({"elements": items(ACTIONS, 25)}, _BLOCK),
    "image": shape(
        {"alt_text": text(2000)},
        {**_BLOCK, "image_url": web(), "slack_file": SLACK_FILE, "title": plain(2000)},
        also=(exactly_one("image_url", "slack_file"),),
    ),
    "input": shape(
        {"label": plain(2000), "element": INPUTS},
        {**_BLOCK, "hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
    "rich_text": RICH_TEXT,
}  # fmt: skip
IN_HOME: dict[str, Check] = {
    **EVERYWHERE, "table": TABLE, "data_table": DATA_TABLE, "data_visualization": DATA_VISUALIZATION
}  # fmt: skip
IN_MESSAGE: dict[str, Check] = {
    **IN_HOME,
    "markdown": shape({"text": text(MARKDOWN_CHARACTERS)}, _BLOCK),
    "context_actions": shape({"elements": items(CONTEXT_ACTIONS, 5)}, _BLOCK),
}
IN_MODAL: dict[str, Check] = {
    **EVERYWHERE,
    "alert": shape(
        {"text": any_text(200)}, {**_BLOCK, "level": one_of("default", "info", "warning", "error", "success")}
    ),
}


def of_message(blocks: Any, *, new_blocks: bool = True) -> list[str]:
    """What Slack would say against the blocks of a message."""
    return _of(blocks, "/blocks", IN_MESSAGE, new_blocks=new_blocks, most=MESSAGE_BLOCKS) + list(_together(blocks))


def of_view(view: Any, *, new_blocks: bool = True) -> list[str]:
    """What Slack would say against a modal or a Home tab."""
    if not isinstance(view, dict):
        return [wrong("must provide an object", "/view")]
    known = {"modal": _MODAL, "home": _HOME}
    if view.get("type") not in known:
        return [wrong(f"unsupported type: {view.get('type')}", "/view/type")]
    found = list(known[view["type"]](view, "/view"))
    blocks = view.get("blocks")
    allowed = IN_MODAL if view["type"] == "modal" else IN_HOME
    found += _of(blocks, "/view/blocks", allowed, new_blocks=new_blocks, most=VIEW_BLOCKS)
    inputs = isinstance(blocks, list) and any(isinstance(one, dict) and one.get("type") == "input" for one in blocks)
    if view["type"] == "modal" and inputs and "submit" not in view:
        found.append(wrong("missing required field: submit", "/view"))
    return found


def _anything(value: Any, at: str) -> Iterator[str]:
    yield from ()


_VIEW: dict[str, Check] = {"private_metadata": text(3000, 0), "callback_id": text(255, 0), "external_id": text(255, 0)}
_MODAL = shape(
    {"title": plain(24), "blocks": _anything},
    {
        **_VIEW, "submit": plain(24), "close": plain(24), "clear_on_close": flag, "notify_on_close": flag,
        "submit_disabled": flag,
    },
)  # fmt: skip
_HOME = shape({"blocks": _anything}, _VIEW)


def _of(blocks: Any, at: str, known: dict[str, Check], *, new_blocks: bool, most: int) -> list[str]:
    allowed = {name: check for name, check in known.items() if new_blocks or name not in NEW_BLOCKS}
    return [*items(kinds(allowed), most, 0)(blocks, at), *_unique(blocks, at)]


def _unique(blocks: Any, at: str) -> Iterator[str]:
    seen: set[str] = set()
    for n, block in enumerate(blocks if isinstance(blocks, list) else []):
        if not isinstance(block, dict):
            continue
        name = block.get("block_id")
        if isinstance(name, str) and name in seen:
            yield wrong(f"`block_id` {name} already exists", f"{at}/{n}/block_id")
        seen.add(str(name))
        actions: set[str] = set()
        for element in inside(block):
            action = element.get("action_id")
            if isinstance(action, str) and action in actions:
                yield wrong(f"`action_id` {action} already exists", f"{at}/{n}")
            actions.add(str(action))


def inside(block: Json) -> list[Json]:
    """The elements of a block that can be acted on."""
    held = [block.get("accessory"), block.get("element")]
    if block.get("type") in ("actions", "context_actions") and isinstance(block.get("elements"), list):
        held += block["elements"]
    return [one for one in held if isinstance(one, dict) and one.get("type") != "image"]


def _together(blocks: Any) -> Iterator[str]:
    """What holds for the blocks of one message together: one table, two charts."""
    names = [one.get("type") for one in blocks if isinstance(one, dict)] if isinstance(blocks, list) else []
    if names.count("table") > 1:
        yield wrong("only_one_table_allowed", "/blocks")
    if names.count("data_visualization") > 2:
        yield wrong("no more than 2 data_visualization blocks allowed", "/blocks")


def too_long(blocks: Any) -> bool:
    """Whether Slack answers `msg_blocks_too_long`: the markdown of a message together above 12,000 characters.

    With markdown blocks in it, about 13,200 characters in all were refused too (slackapi/bolt-js issue 2509).
    """
    held = [one for one in blocks if isinstance(one, dict)] if isinstance(blocks, list) else []
    markdown = [one for one in held if one.get("type") == "markdown"]
    return said(markdown) > MARKDOWN_CHARACTERS or (bool(markdown) and said(held) > 13_200)
