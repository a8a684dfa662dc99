"""A message as JSON in the room's memory, and back: exactly the same value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Final

from bot.model.changes import RoomPost
from bot.model.mention import Untrusted
from bot.model.message import Actions, Button, Chart, Entry, Header, Message, Quote, Span, Spark, Table, Text
from bot.model.rows import Rows

_TYPES: Final[Mapping[str, type]] = {
    kind.__name__: kind
    for kind in (Actions, Button, Chart, Entry, Header, Message, Quote, Rows, Span, Spark, Table, Text, Untrusted)
}
# One key that no dataclass field has says what a mapping stands for.
_KIND: Final = "~"


def of_message(message: Message) -> Mapping[str, object]:
    """The body of a post that holds this message."""
    return {"message": _dump(message)}


def of_words(words: str) -> Mapping[str, object]:
    """The body of a post that holds a colleague's words."""
    return {"words": words}


def message_of(post: RoomPost) -> Message | None:
    """The message in a post, None where a colleague wrote it."""
    kept = post.body.get("message")
    if kept is None:
        return None
    read = _load(kept)
    if not isinstance(read, Message):
        raise TypeError(f"post {post.id} holds no message")
    return read


def words_of(post: RoomPost) -> str:
    """What a colleague wrote, '' for a message of the bot."""
    return str(post.body.get("words", ""))


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(spec.name for spec in fields(kind)) if is_dataclass(kind) else ()


def _dump(value: object) -> object:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, datetime):
        return {_KIND: "at", "of": value.isoformat()}
    kind: type = type(value)
    if names := _names(kind):
        return {_KIND: kind.__name__, **{name: _dump(getattr(value, name)) for name in names}}
    if isinstance(value, tuple | list):
        return [_dump(part) for part in value]
    if isinstance(value, Mapping):
        return {_KIND: "map", "of": [[_dump(key), _dump(part)] for key, part in value.items()]}
    return value


def _load(value: object) -> object:
    if isinstance(value, list | tuple):
        return tuple(_load(part) for part in value)
    if not isinstance(value, Mapping):
        return value
    kind = value.get(_KIND)
    if kind == "at":
        return datetime.fromisoformat(str(value["of"]))
    if kind == "map":
        return {_load(key): _load(part) for key, part in value["of"]}
    # A field that a later version dropped is left out; one that it added takes its default.
    made = _TYPES[str(kind)]
    known = _names(made)
    return made(**{name: _load(part) for name, part in value.items() if name in known})
