"""Taking a colleague's name and ids out of what is kept: they become a pseudonym, whose name says nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

FORMER: Final = "former:"
"""How the ids of pseudonyms begin."""
_SHAPE: Final = ("=", "~")
"""The keys under which the JSON of a value says what it is: in the store, and in the local workspace."""
_AS_THEY_ARE: Final = frozenset(("raw", "style", "act", "kind", "saw", "unit", "label", "head"))
_MONTHS: Final = frozenset(
    "jan feb mar apr may jun jul aug sep oct nov dec january february march april june july august".split()
)
LEAST: Final = 3
"""Letters of the shortest name that is looked for within a text."""
"""In the JSON of a message: names of choices, and what people outside said, word for word."""


def _pattern(name: str) -> str:
    """The name as a whole word; what is a month too is none within a date: `5 Jan`, `Jan 2026`, `Jan-Mar`."""
    if name.casefold() in _MONTHS:
        return rf"(?<![\w-])(?<!\d ){re.escape(name)}(?![\w-]| \d)"
    return rf"(?<!\w){re.escape(name)}(?!\w)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a colleague did is from now on a pseudonym's; their tokens end. Writing it twice leaves it as once.

    `ids` are their ids, each with its pseudonym; `names` what they are called (empty where others are called so too);
    `called` stands where a name stood.
    """

    ids: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    called: str
    at: datetime

    def id_in(self, text: str) -> str:
        """The text with pseudonyms for whole ids: `workspace:mia` is not in `workspace:mia-maria`."""
        for one, pseudonym in self.ids:
            if one in text:
                text = re.sub(rf"(?<![\w-]){re.escape(one)}(?!\w|[-./@]\w)", pseudonym, text)
        return text

    def words_in(self, text: str) -> str:
        """The same, and names as whole words too."""
        text = self.id_in(text)
        for name in self.names:
            if name in text and len(name) >= LEAST:
                text = re.sub(_pattern(name), lambda _: self.called, text)
        return self.called if text in self.names else text

    def said(self, value: object) -> object:
        """Plain JSON that people read, with ids and names taken out; what people outside said stays as it is."""
        return self._walk(value, "", leave=_AS_THEY_ARE)

    def noted(self, value: object) -> object:
        """The same of what colleagues typed, which is kept as a text from outside too."""
        return self._walk(value, "", leave=_AS_THEY_ARE - {"raw"})

    def kept(self, value: object) -> object:
        """Plain JSON of a setting, with ids taken out, and names where they are all that a value says."""
        return self._walk(value, "", leave=None)

    def routed(self, value: object) -> object:
        """Plain JSON of an insight, with who routed it taken out, and the reasons why."""
        if isinstance(value, Mapping):
            return {key: self._of_route(key, one) for key, one in value.items()}
        return [self.routed(one) for one in value] if isinstance(value, list | tuple) else value

    def _of_route(self, key: str, value: object) -> object:
        if isinstance(value, str):
            return self.words_in(value) if key == "reason" else self.id_in(value) if key == "by" else value
        return self.routed(value)

    def _walk(self, value: object, key: str, *, leave: frozenset[str] | None) -> object:
        """`leave`: the keys whose values keep their words; None: all."""
        if isinstance(value, str):
            if key in _SHAPE:
                return value
            if value in self.names:
                return self.called
            if leave is not None and key not in leave:
                return self.words_in(value)
            return value if key == "raw" else self.id_in(value)
        if isinstance(value, Mapping):
            if any(value.get(one) in ("Rows", "Place") for one in _SHAPE):
                return value
            return {self.id_in(str(name)): self._walk(one, str(name), leave=leave) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return [self._walk(one, key, leave=leave) for one in value]
        return value
