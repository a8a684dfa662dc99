"""A form as it is described once: every chat draws it, and nobody but the desk knows what it is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Sort = Literal["text", "lines", "date", "figure", "choice"]
NOTHING = "-"
"""The value of the choice of nothing: a menu's choices have no empty one everywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field. `beside` stands under it (a hint, a default, who set the value); `choices` are (value, words).

    A `locked` field is shown with its value and cannot be changed.
    """

    name: str
    label: str
    sort: Sort = "text"
    value: str = ""
    beside: str = ""
    needed: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    locked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryForm:
    """A form of the ledger. `code` names it when it is sent back: `cost=time`, `edit=costs/cost-1`, `rates=`."""

    code: str
    title: str
    intro: str
    fields: tuple[FormField, ...]
