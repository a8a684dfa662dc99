"""Small checks that are put together into a judge of Block Kit; each tells what is wrong and where, in Slack's words.

Slack answers a bad block with `[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]` and the
like in `response_metadata.messages` (docs.slack.dev/reference/methods/chat.postMessage, "response_metadata").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Json = dict[str, Any]
Check = Callable[[Any, str], Iterator[str]]


def wrong(what: str, at: str) -> str:
    """One finding as Slack words it."""
    return f"[ERROR] {what} [json-pointer:{at}]"


def text(high: int, low: int = 1) -> Check:
    """A string of `low` to `high` characters."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield wrong("must provide a string", at)
        elif len(value) < low:
            yield wrong(f"must be more than {low - 1} characters", at)
        elif len(value) > high:
            yield wrong(f"must be less than {high + 1} characters", at)

    return check


def web(high: int = 3000) -> Check:
    """An address that a browser opens."""

    def check(value: Any, at: str) -> Iterator[str]:
        yield from text(high)(value, at)
        if isinstance(value, str) and not re.match(r"(https?|mailto|tel|slack|slackapp)[:]", value, re.IGNORECASE):
            yield wrong("must be a valid url", at)

    return check


def like(pattern: str, what: str) -> Check:
    """A string of a form."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            yield wrong(f"must be {what}", at)

    return check


def number(low: float | None = None, high: float | None = None, *, whole: bool = True, above: bool = False) -> Check:
    """A number within bounds (`above`: greater than `low`)."""

    def check(value: Any, at: str) -> Iterator[str]:
        kinds = (int,) if whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds) or value != value:
            yield wrong("must provide a number", at)
        elif low is not None and (value < low or (above and value == low)):
            yield wrong(f"must be {'greater' if above else 'no less'} than {low}", at)
        elif high is not None and value > high:
            yield wrong(f"must be no more than {high}", at)

    return check


def flag(value: Any, at: str) -> Iterator[str]:
    """True or false."""
    if not isinstance(value, bool):
        yield wrong("must provide a boolean", at)


def one_of(*allowed: object) -> Check:
    """One of these values."""

    def check(value: Any, at: str) -> Iterator[str]:
        if isinstance(value, bool) or value not in allowed:
            yield wrong(f"must be one of {', '.join(map(str, allowed))}", at)

    return check


def items(check: Check, high: int, low: int = 1) -> Check:
    """A list of so many of these."""

    def every(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield wrong("must provide an array", at)
            return
        if len(value) > high:
            yield wrong(f"no more than {high} items allowed", at)
        if len(value) < low:
            yield wrong(f"no less than {low} items required", at)
        for n, one in enumerate(value):
            yield from check(one, f"{at}/{n}")

    return every


def shape(
    required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *, also: Sequence[Check] = ()
) -> Check:
    """An object with these fields and no other; `also` looks at the whole once its fields are right."""
    fields = {**required, **(optional or {})}

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield wrong("must provide an object", at)
            return
        found = [wrong(f"missing required field: {name}", at) for name in required if name not in value]
        for name, part in value.items():
            if name in fields:
                found += fields[name](part, f"{at}/{name}")
            elif name != "type":
                found.append(wrong(f"invalid additional property: {name}", at))
        yield from found
        if not found:
            for more in also:
                yield from more(value, at)

    return check


def kinds(known: Mapping[str, Check]) -> Check:
    """An object that its `type` tells apart."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield wrong("must provide an object", at)
        elif "type" not in value:
            yield wrong("missing required field: type", at)
        elif not isinstance(value["type"], str) or value["type"] not in known:
            yield wrong(f"unsupported type: {value['type']}", f"{at}/type")
        else:
            yield from known[value["type"]](value, at)

    return check


def exactly_one(*names: str) -> Check:
    """Of these fields, one is there."""

    def check(value: Any, at: str) -> Iterator[str]:
        if sum(name in value for name in names) != 1:
            yield wrong(f"must provide exactly one of {', '.join(names)}", at)

    return check


def at_least_one(*names: str) -> Check:
    """Of these fields, at least one is there."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not any(name in value for name in names):
            yield wrong(f"missing required field: {' or '.join(names)}", at)

    return check
