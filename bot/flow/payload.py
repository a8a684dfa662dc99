"""What an inbox event asks for, read from plain JSON that another process wrote: each refusal names the key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from bot.errors import BadInput
from bot.texts import operating as words

Payload = Mapping[str, object]


def text(payload: Payload, key: str) -> str:
    """A text that must be there.

    Raises:
        BadInput: it is missing, or no text.
    """
    value = payload.get(key)
    if not isinstance(value, str):
        raise _bad(key, value, words.a_text())
    return value


def text_or_none(payload: Payload, key: str) -> str | None:
    """A text, None where it is missing or empty. Raises as `text`."""
    return text(payload, key) or None if payload.get(key) is not None else None


def whole(payload: Payload, key: str) -> int:
    """A whole number. Raises as `text`."""
    value = payload.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _bad(key, value, words.a_whole_number())
    return value


def wholes(payload: Payload, key: str) -> list[int]:
    """A list of whole numbers. Raises as `text`."""
    value = payload.get(key)
    if not isinstance(value, list | tuple):
        raise _bad(key, value, words.a_list())
    return [whole({key: one}, key) for one in value]


def flag(payload: Payload, key: str) -> bool:
    """Yes or no. Raises as `text`."""
    value = payload.get(key)
    if not isinstance(value, bool):
        raise _bad(key, value, words.yes_or_no())
    return value


def pairs(payload: Payload, key: str) -> list[tuple[str, str]]:
    """A list of two texts each. Raises as `text`."""
    value = payload.get(key)
    if not isinstance(value, list | tuple):
        raise _bad(key, value, words.a_list())
    found = []
    for one in value:
        if not isinstance(one, list | tuple) or len(one) != 2 or not all(isinstance(part, str) for part in one):
            raise _bad(key, one, words.two_texts())
        found.append((str(one[0]), str(one[1])))
    return found


def day_or_none(payload: Payload, key: str) -> date | None:
    """A date, None where it is missing. Raises as `text`."""
    said = text_or_none(payload, key)
    try:
        return None if said is None else date.fromisoformat(said)
    except ValueError as wrong:
        raise _bad(key, said, words.a_date()) from wrong


def moment_or_none(payload: Payload, key: str) -> datetime | None:
    """An instant with its offset, None where it is missing. Raises as `text`."""
    said = text_or_none(payload, key)
    try:
        found = None if said is None else datetime.fromisoformat(said)
    except ValueError as wrong:
        raise _bad(key, said, words.a_moment()) from wrong
    if found is not None and found.tzinfo is None:
        raise _bad(key, said, words.a_moment())
    return found


def _bad(key: str, found: object, expected: str) -> BadInput:
    shown = "nothing" if found is None else repr(found)[:60]
    return BadInput(what=words.of_request(), where=key, found=shown, expected=expected)
