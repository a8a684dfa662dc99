"""A tuple of changes, written in order. Mentions in a row go together, and so do events that are worked off."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import cast

from bot.model.changes import (
    AskName,
    Change,
    Deal,
    KeepInsight,
    KeepMention,
    KeepReading,
    MoveMentions,
    Placed,
    PlaceMentions,
    RegroupMentions,
    RemoveMention,
    Settle,
)
from bot.model.parting import Part
from store.changing.mentions import keep, move, regroup, reread
from store.changing.parting import part
from store.changing.placing import work
from store.changing.records import record, settle
from store.changing.removal import remove
from store.changing.transaction import Transaction


def apply(open_: Transaction, changes: Sequence[Change]) -> None:
    """Write the changes of one caller; the caller's savepoint is around it."""
    for kind, theirs in groupby(changes, key=type):
        if kind is KeepMention:
            keep(open_, [cast("KeepMention", one) for one in theirs])
        elif kind is Settle:
            settle(open_, [cast("Settle", one) for one in theirs])
        else:
            for change in theirs:
                _apply(open_, change)
    open_.finish()


def _apply(open_: Transaction, change: Change) -> None:
    match change:
        case KeepMention():
            keep(open_, [change])
        case RemoveMention():
            remove(open_, change)
        case MoveMentions():
            move(open_, change)
        case Part():
            part(open_, change)
        case KeepReading():
            reread(open_, change)
        case RegroupMentions():
            regroup(open_, change)
        case PlaceMentions() | Placed() | AskName() | Deal():
            work(open_, change)
        case _:
            record(open_, change)


_HEAVY = frozenset((KeepMention, MoveMentions, RegroupMentions, KeepInsight))
"""Changes that write more than a row: the others, of which there may be many, are not looked at."""


def weight(changes: Sequence[Change]) -> int:
    """About how many rows the changes write."""
    return sum([_weight(change) if type(change) in _HEAVY else 1 for change in changes])


def _weight(change: Change) -> int:
    match change:
        case KeepMention():
            return 4  # its row, its reading, its words, its groups
        case MoveMentions():
            return 1 + len(change.mentions)
        case RegroupMentions():
            return 1 + len(change.matches)
        case PlaceMentions():
            return 1 + 2 * len(change.placed)
        case KeepInsight():
            return 1 + len(change.evidence)
        case _:
            return 1
