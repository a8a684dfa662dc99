"""Bringing what was put back to what happened since: who was taken out stays out, what was posted is not posted again.

What happened since is told by a file beside the database, or by another copy of it that goes further.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.texts import memory as words
from store.changing.removal import STRENGTH
from store.changing.transaction import Transaction
from store.codec import dump

AGAIN: Final = "remove"
"""The kind of the inbox events that take out again what a backup brought back."""


@dataclass(slots=True)
class Told:
    """What happened since: removals by the hash of their key, the strongest of each; deliveries by key, the newest."""

    removed: dict[str, Mapping[str, object]] = field(default_factory=dict)
    posted: dict[str, Mapping[str, object]] = field(default_factory=dict)


def bring(open_: Transaction, told: Told | None) -> int:
    """Bring it to what happened since: gives how many mentions wait in its inbox to be taken out again.

    Keys that were closed since are closed; a mention that is there again gets an inbox event, because what was learned
    from it and what quotes it has to go as well. Posts that were done since are marked so, and so is, where nothing
    tells (None), every post that was waiting: it may have been posted, and nothing is said twice.
    """
    if told is None:
        open_.run("restore.settle_waiting", error=words.perhaps_posted())
        return 0
    again = _remove(open_, told)
    _mark(open_, told)
    open_.run("restore.settle_answers", error=words.answers_late())
    return again


def strength(one: Mapping[str, object]) -> int:
    """Which of two removals stays: the stronger one."""
    return STRENGTH.get(str(one.get("state")), 0)


def _remove(open_: Transaction, told: Told) -> int:
    wanted = {
        hashed: one
        for hashed, one in told.removed.items()
        if STRENGTH.get(open_.one("removal.closed_one", hash=hashed) or "live", 0) < strength(one)
    }
    if not wanted:
        return 0
    again = 0
    for source, source_id in open_.run("restore.keys").fetchall():
        one = wanted.pop(open_.hashed(source, source_id), None)
        if one is not None:
            payload = {"source": source, "id": source_id, "state": one["state"], "reason": one["reason"]}
            open_.run(
                "post.receive", event_id=f"{AGAIN}:{one['removed']}:{one['at']}", kind=AGAIN, payload=dump(payload),
                at=one["at"],
            )  # fmt: skip
            again += 1
    for hashed, one in wanted.items():
        open_.run("removal.close", hash=hashed, mention=None, state=one["state"], reason=one["reason"], at=one["at"])
    return again


def _mark(open_: Transaction, told: Told) -> None:
    """What was posted since. An insight that the backup does not know keeps its number free for another."""
    known = {number for (number,) in open_.run("restore.insights").fetchall()}
    for key, one in told.posted.items():
        if one["insight"] is None or one["insight"] in known:
            row = {name: value for name, value in one.items() if name != "posted"}
            open_.run("post.delivery", key=key, **row)
            open_.run("restore.posted", key=key, **row)
