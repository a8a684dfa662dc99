"""views.*: modals and Home tabs.

docs.slack.dev/reference/methods/views.open, push, update, publish; docs.slack.dev/surfaces/modals: a trigger_id opens
one modal within 3 seconds (`expired_trigger_id`, `exchanged_trigger_id`, `invalid_trigger_id`); at most three modals
lie on each other (`push_limit_reached`); a stale `hash` is refused (`hash_conflict`); a view above 250 kB is
`view_too_large`; what Block Kit does not allow is `invalid_arguments` with the reasons in response_metadata.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from tests.stand_in.slack import blocks as kit
from tests.stand_in.slack.api import Asked, Method, Refused
from tests.stand_in.slack.state import Json, Team, Trigger, View

TRIGGER_S = 3.0
DEEPEST = 3
LARGEST = 250_000


def trigger(team: Team, user: str, view: str | None = None) -> str:
    """A trigger_id for something that this person did just now."""
    number = len(team.triggers) + 1
    name = f"{number}.{team.id[1:]}.{hashlib.sha256(f'{team.id}{number}'.encode()).hexdigest()[:32]}"
    team.triggers[name] = Trigger(user=user, born=team.now(), view=view)
    return name


def opened(asked: Asked) -> Json:
    """views.open."""
    found = _exchanged(asked)
    _checked(asked.team, asked.args.get("view"), "modal")
    return {"view": described(asked.team, _stand(asked, found.user, previous=None))}


def pushed(asked: Asked) -> Json:
    """views.push: over the modal in which the trigger was pulled."""
    found = _exchanged(asked)
    _checked(asked.team, asked.args.get("view"), "modal")
    below = asked.team.views.get(found.view or "")
    if below is None or not below.open:
        raise Refused("invalid_trigger_id")
    if depth(asked.team, below) >= DEEPEST:
        raise Refused("push_limit_reached")
    return {"view": described(asked.team, _stand(asked, found.user, previous=below))}


def updated(asked: Asked) -> Json:
    """views.update."""
    team, body = asked.team, _checked(asked.team, asked.args.get("view"))
    wanted, outer = asked.text("view_id"), asked.text("external_id")
    view = team.views.get(wanted) or next(
        (one for one in team.views.values() if outer and one.body.get("external_id") == outer), None
    )
    if view is None or not view.open:
        raise Refused("not_found")
    if asked.text("hash") and asked.text("hash") != view.hash:
        raise Refused("hash_conflict")
    replace(view, body, asked.now)
    return {"view": described(team, view)}


def published(asked: Asked) -> Json:
    """views.publish: a person's Home tab."""
    team, user = asked.team, asked.need("user_id")
    body = _checked(team, asked.args.get("view"), "home")
    if user not in team.users:
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] invalid `user_id`"]})
    home = team.homes.get(user)
    if asked.text("hash") and (home is None or home.hash != asked.text("hash")):
        raise Refused("hash_conflict")
    if home is None:
        name = team.next_id("V")
        home = team.homes[user] = View(id=name, user=user, body=body, hash="", root=name)
    replace(home, body, asked.now)
    return {"view": described(team, home)}


def replace(view: View, body: Json, now: float) -> None:
    """Another body, another hash."""
    view.body = body
    view.hash = f"{int(now)}.{hashlib.sha256((view.hash + json.dumps(body, sort_keys=True)).encode()).hexdigest()[:8]}"


def push(team: Team, user: str, body: Json, *, previous: View | None, now: float) -> View:
    """A modal that stands now, over another or alone."""
    if previous is None:
        # A new modal takes the place of whatever was open.
        for one in team.views.values():
            one.open = one.open and one.user != user
    name = team.next_id("V")
    made = View(
        id=name, user=user, body=body, hash="", root=previous.root if previous else name,
        previous=previous.id if previous else None,
    )  # fmt: skip
    replace(made, body, now)
    team.views[name] = made
    return made


def depth(team: Team, view: View) -> int:
    """How many modals lie there with this one on top."""
    below = team.views.get(view.previous or "")
    return 1 + (depth(team, below) if below else 0)


def described(team: Team, view: View, values: Json | None = None) -> Json:
    """A view as Slack sends it, with what was filled in."""
    body = view.body
    none: Json = {"title": None, "close": None, "submit": None} if body["type"] == "home" else {}
    blocks = [one if one.get("block_id") else {**one, "block_id": f"b{n}"} for n, one in enumerate(body["blocks"])]
    return {
        "id": view.id, "team_id": team.id, "app_id": team.app_id, "app_installed_team_id": team.id,
        "bot_id": team.bot.bot_id, "callback_id": "", "private_metadata": "", "external_id": "", "close": None,
        "submit": None, "clear_on_close": False, "notify_on_close": False, **none, **body, "blocks": blocks,
        "state": {"values": values or {}}, "hash": view.hash, "root_view_id": view.root,
        "previous_view_id": view.previous,
    }  # fmt: skip


def problems(team: Team, body: Any) -> list[str]:
    """What Slack would say against a view."""
    return kit.of_view(body, new_blocks=team.new_blocks)


def _checked(team: Team, body: Any, kind: str = "") -> Json:
    if isinstance(body, dict) and len(json.dumps(body)) > LARGEST:
        raise Refused("view_too_large")
    found = problems(team, body)
    if not found and kind and body["type"] != kind:
        found = [f"[ERROR] must be a {kind} view [json-pointer:/view/type]"]
    if not found:
        outer = body.get("external_id")
        if outer and kind == "modal" and any(one.body.get("external_id") == outer and one.open
                                             for one in team.views.values()):  # fmt: skip
            raise Refused("duplicate_external_id")
        checked: Json = body
        return checked
    raise Refused("invalid_arguments", response_metadata={"messages": found})


def _exchanged(asked: Asked) -> Trigger:
    found = asked.team.triggers.get(asked.text("trigger_id"))
    if found is None:
        raise Refused("invalid_trigger_id")
    if found.used:
        raise Refused("exchanged_trigger_id")
    if asked.now - found.born > TRIGGER_S:
        raise Refused("expired_trigger_id")
    found.used = True
    return found


def _stand(asked: Asked, user: str, *, previous: View | None) -> View:
    return push(asked.team, user, asked.args["view"], previous=previous, now=asked.now)


METHODS: dict[str, Method] = {
    "views.open": opened, "views.push": pushed, "views.update": updated, "views.publish": published
}  # fmt: skip
