"""Bringing what was put back to what happened since: who was taken out stays out, what was posted is not posted again.

What happened since is told by a file beside the database, or by another copy of it that goes further.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.model.delivery import Outgoing
from bot.model.insight import Insight
from bot.texts import memory as words
from store.changing.removal import STRENGTH
from store.changing.transaction import Transaction, keyed
from store.codec import dump, load_as

AGAIN: Final = "remove"
"""The kind of the inbox events that take out again what a backup brought back."""
FORMER: Final = "former"
"""The word of `meta` under which stands what was posted of insights that a backup did not know."""
SKETCH, SHORT = 24, 16
"""So many mentions stand for an insight's evidence (those with the smallest hashes), each by so many letters."""
ALIKE: Final = 0.5
"""The least share of an insight's mentions that are in another, where both are the same."""
_ROOT: Final = "insight:"
"""The beginning of the keys of an insight's own messages."""


@dataclass(slots=True)
class Told:
    """What happened since: removals by the hash of their key, the strongest of each; deliveries by key, the newest.

    A delivery of an insight says of which kind that is (`what`), and which mentions it stands on (`said`, a sketch).
    """

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
    """What was posted since. An insight that the backup does not know keeps its number free for another; it is known
    again by what it stands on.
    """
    known = {number for (number,) in open_.run("restore.insights").fetchall()}
    former = []
    for key, one in told.posted.items():
        row = {name: value for name, value in one.items() if name not in ("posted", "what", "said")}
        if one["insight"] is None or one["insight"] in known:
            open_.run("post.delivery", key=key, **row)
            open_.run("restore.posted", key=key, **row)
        elif one.get("said") and key.startswith(_ROOT):
            former.append({**row, "what": one.get("what"), "said": one["said"]})
    open_.run("meta.put", name=FORMER, value=json.dumps(former, separators=(",", ":")))


def sketch(keys: Iterable[tuple[str, str]], secret: bytes) -> list[str]:
    """What stands for the mentions of these keys: the smallest of their keyed hashes, cut short."""
    return sorted(keyed(secret, *key)[:SHORT] for key in keys)[:SKETCH]


def adopt(open_: Transaction, post: Outgoing) -> None:
    """Mark an insight's message as posted where it was, before a backup was put back that did not know the insight."""
    if post.insight is None or not post.key.startswith(_ROOT):
        return
    former = json.loads(open_.one("meta.get", name=FORMER) or "[]")
    if not former:
        return
    body = open_.one("record.held_insight", id=post.insight)
    what = load_as(Insight, body).kind if body is not None else ""
    mine = {open_.hashed(*key)[:SHORT] for key in open_.run("restore.evidence", insight=post.insight).fetchall()}
    place = (post.place.platform, post.place.workspace, post.place.channel)
    for at, one in enumerate(former):
        here = (one["platform"], one["workspace"], one["channel"]) == place and one["what"] == what
        if here and sum(each in mine for each in one["said"]) >= ALIKE * len(one["said"]):
            row = {**{name: one[name] for name in one if name not in ("what", "said")}, "insight": post.insight}
            open_.run("post.delivery", key=post.key, **row)
            open_.run("restore.posted", key=post.key, **row)
            left = [*former[:at], *former[at + 1 :]]
            open_.run("meta.put", name=FORMER, value=json.dumps(left, separators=(",", ":")))
            return
