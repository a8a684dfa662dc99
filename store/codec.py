"""Values of the model as JSON and back, exactly.

A dataclass is an object with its name under `=` and the fields that differ from their default; tuples are lists, times
ISO 8601, bytes base64. Plain JSON stays as it is. Fields that this version does not know are left out on reading, so an
older Earshot reads what a newer one with more fields wrote.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, TypeVar

from bot.errors import StoreDamaged
from bot.model.insight import Driver, Insight, Numbers, Routed, Sentence
from bot.model.mention import Untrusted
from bot.model.message import Actions, Button, Chart, Entry, Header, Message, Quote, Span, Spark, Table, Text
from bot.model.people import Place
from bot.model.rows import Rows
from bot.texts import memory as words

KIND = "="
_MARK, _NOTHING = f'"{KIND}"', "{}"
"""What stands in every text that holds more than plain JSON; what is kept of nothing."""
VALUES: Mapping[str, type[Any]] = {
    value.__name__: value
    for value in (
        Actions, Button, Chart, Driver, Entry, Header, Insight, Message, Numbers, Place, Quote, Routed, Rows, Sentence,
        Span, Spark, Table, Text, Untrusted,
    )
}  # fmt: skip
"""What can be written besides plain JSON: a new block or span is added here."""

_PLAIN = frozenset((str, int, float, bool, type(None)))
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":")
)  # made once: making one takes longer than using it

T = TypeVar("T")


def dump(value: object) -> str:
    """The value as JSON text.

    Raises:
        TypeError: something in it is neither plain nor one of `VALUES`.
    """
    return _NOTHING if value == {} else _ENCODER.encode(_out(value))


def load(text: str) -> Any:
    """The value that `dump` wrote.

    Raises:
        StoreDamaged: it is not JSON.
    """
    try:
        plain = json.loads(text)
    except json.JSONDecodeError as error:
        raise StoreDamaged(where=words.stored_value(), what=str(error), remedy=words.restore_backup()) from error
    return _in(plain, inside=False) if _MARK in text else plain


@lru_cache(maxsize=2048)
def load_as(kind: type[T], text: str) -> T:
    """The value that `dump` wrote, which must be of this class (frozen, so that one may serve all who ask).

    Raises:
        TypeError: it is another one.
    """
    value = load(text)
    if not isinstance(value, kind):
        raise TypeError(f"{kind.__name__} expected, {type(value).__name__} found")
    return value


def _out(value: object) -> object:
    # The exact type first: it is nearly always one of these, and asked for each value of each message.
    if type(value) in _PLAIN or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple | list):
        return [item if type(item) in _PLAIN else _out(item) for item in value]
    if isinstance(value, dict | Mapping):
        if KIND not in value and all(isinstance(key, str) for key in value):
            return {key: item if type(item) in _PLAIN else _out(item) for key, item in value.items()}
        return {KIND: "map", "of": [[_out(key), _out(item)] for key, item in value.items()]}
    if isinstance(value, datetime):
        return {KIND: "time", "of": value.isoformat()}
    if isinstance(value, bytes):
        return {KIND: "bytes", "of": b64encode(value).decode()}
    return _object(value)


def _object(value: object) -> object:
    name = type(value).__name__
    if VALUES.get(name) is not type(value):
        raise TypeError(f"{name} cannot be kept as JSON")
    found: dict[str, object] = {KIND: name}
    for part, default in _defaults(name):
        item = getattr(value, part)
        if type(item) is not type(default) or item != default:
            found[part] = _out(item)
    return found


@cache
def _defaults(kind: str) -> tuple[tuple[str, object], ...]:
    return tuple((spec.name, _default(spec)) for spec in fields(VALUES[kind]))


def _default(spec: Field[Any]) -> object:
    return spec.default_factory() if spec.default_factory is not MISSING else spec.default


def _in(value: Any, *, inside: bool) -> Any:
    """`inside` a dataclass a list stands for a tuple; in plain JSON it is a list."""
    if isinstance(value, list):
        items = [_in(item, inside=inside) for item in value]
        return tuple(items) if inside else items
    if isinstance(value, dict):
        kind = value.get(KIND)
        if kind is None:
            return {key: _in(item, inside=inside) for key, item in value.items()}
        reader = _READERS.get(kind)
        return reader(value["of"], inside) if reader else _value(kind, value)
    return value


def _value(kind: str, value: Mapping[str, Any]) -> Any:
    known = _names(kind)
    return VALUES[kind](**{name: _in(item, inside=True) for name, item in value.items() if name in known})


@cache
def _names(kind: str) -> frozenset[str]:
    return frozenset(spec.name for spec in fields(VALUES[kind]))


_READERS: Mapping[str, Callable[[Any, bool], Any]] = {
    "map": lambda pairs, inside: {_in(key, inside=inside): _in(item, inside=inside) for key, item in pairs},
    "time": lambda text, inside: datetime.fromisoformat(text),
    "bytes": lambda text, inside: b64decode(text),
}
