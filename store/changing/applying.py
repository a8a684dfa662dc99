"""A tuple of changes, written in order. Mentions in a row go together."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model.changes import (
    Change,
    KeepInsight,
    KeepMention,
    KeepReading,
    MoveMentions,
    RegroupMentions,
    RemoveMention,
)
from store.changing.mentions import keep, move, regroup, reread
from store.changing.records import record
from store.changing.removal import remove
from store.changing.transaction import Transaction


def apply(open_: Transaction, changes: Sequence[Change]) -> None:
    """Write the changes of one caller; the caller's savepoint is around it."""
    mentions: list[KeepMention] = []
    for change in changes:
        if isinstance(change, KeepMention):
            mentions.append(change)
            continue
        if mentions:
            keep(open_, mentions)
            mentions = []
        _apply(open_, change)
    if mentions:
        keep(open_, mentions)
    open_.finish()


def _apply(open_: Transaction, change: Change) -> None:
    match change:
        case KeepMention():
            keep(open_, [change])
        case RemoveMention():
            remove(open_, change)
        case MoveMentions():
            move(open_, change)
        case KeepReading():
            reread(open_, change)
        case RegroupMentions():
            regroup(open_, change)
        case _:
            record(open_, change)


def weight(changes: Sequence[Change]) -> int:
    """About how many rows the changes write."""
    return sum(_weight(change) for change in changes)


def _weight(change: Change) -> int:
    match change:
        case KeepMention():
            return 4  # its row, its reading, its words, its groups
        case MoveMentions():
            return 1 + len(change.mentions)
        case RegroupMentions():
            return 1 + len(change.matches)
        case KeepInsight():
            return 1 + len(change.evidence)
        case _:
            return 1
