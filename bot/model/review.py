"""The review list: mentions that wait for a person's word, as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model.views import RowView


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """A mention that nobody could tell: its mood, its department or both.

    `likeliest` is the department that comes next, with how likely it is in words; '' where none does.
    """

    view: RowView
    mood: bool
    department: bool
    likeliest: str = ""
    chance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """One page of the list, the newest first. `may` says whether the reader's role reaches to correct."""

    rows: tuple[ReviewRow, ...]
    page: int
    more: bool
    may: bool
