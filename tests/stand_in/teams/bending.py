"""Activities that a bot must not act on, though their token is good; `bent(name, activity)` makes each from a good one.

A bot answers 400, 401, 403 or, where it is merely not for it, 200, and nothing happens. The token is signed for the
serviceUrl that the bent activity names, so that the activity alone is to blame.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from tests.stand_in.teams.state import Json, guid

STATUSES = (200, 400, 401, 403)
Bender = Callable[[Json], Any]


def bent(name: str, activity: Json) -> Any:
    """The bent activity of this name."""
    return BENT[name](deepcopy(activity))


def _set(value: Any, *path: str) -> Bender:
    def bend(activity: Json) -> Any:
        held = activity
        for name in path[:-1]:
            held = held[name]
        held[path[-1]] = value
        return activity

    return bend


def _without(*path: str) -> Bender:
    def bend(activity: Json) -> Any:
        held = activity
        for name in path[:-1]:
            held = held[name]
        del held[path[-1]]
        return activity

    return bend


def _tenant(activity: Json) -> Any:
    other = guid("tenant", "another")
    activity["conversation"]["tenantId"] = other
    activity["channelData"]["tenant"]["id"] = other
    return activity


def _nested(activity: Json) -> Any:
    deep: Any = "x"
    for _ in range(200):
        deep = {"a": deep}
    return activity | {"value": deep}


BENT: dict[str, Bender] = {
    "another tenant": _tenant,
    "another tenant in the conversation alone": _set(guid("tenant", "another"), "conversation", "tenantId"),
    "another tenant in channelData alone": _set(guid("tenant", "another"), "channelData", "tenant", "id"),
    "a tenant that is a number": _set(7, "channelData", "tenant", "id"),
    "no tenant": lambda one: {
        **one, "channelData": {}, "conversation": {k: v for k, v in one["conversation"].items() if k != "tenantId"}
    },
    "a service of a stranger": _set("https://evil.example/", "serviceUrl"),
    "a service that begins alike": _set("https://smba.trafficmanager.net.evil.example/", "serviceUrl"),
    "a service with a name in it": _set("https://smba.trafficmanager.net@evil.example/", "serviceUrl"),
    "a service on this machine": _set("http://169.254.169.254/latest/", "serviceUrl"),
    "a service that is no address": _set("file:///etc/passwd", "serviceUrl"),
    "no service": _without("serviceUrl"),
    "a service that is a list": _set(["https://smba.trafficmanager.net/"], "serviceUrl"),
    "another channel": _set("webchat", "channelId"),
    "the emulator's channel": _set("emulator", "channelId"),
    "no channel": _without("channelId"),
    "no type": _without("type"),
    "a type that is a number": _set(7, "type"),
    "no id": _without("id"),
    "an id that is an object": _set({}, "id"),
    "an endless id": _set("9" * 100_000, "id"),
    "no conversation": _without("conversation"),
    "a conversation that is text": _set("19:abc", "conversation"),
    "a conversation without an id": _without("conversation", "id"),
    "nobody's": _without("from"),
    "a person that is a list": _set([], "from"),
    "another bot for whom it is": _set({"id": "28:another", "name": "Another"}, "recipient"),
    "channelData that is text": _set("tenant", "channelData"),
    "entities that are text": _set("mention", "entities"),
    "a text that is a number": _set(7, "text"),
    "a value that nests deeply": _nested,
    "a list": lambda one: [one],
    "null": lambda one: None,
    "text": lambda one: "activity",
    "nothing": lambda one: {},
}  # fmt: skip
