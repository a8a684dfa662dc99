"""Writes the fixture of the present schema: `python -m tests.store.sqlite.fixture`, once for each released schema.

A released fixture is never written again; the tests open a copy of each and look for what stands in `EXPECTED`.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from bot.model.changes import (
    BadItem,
    Change,
    Enqueue,
    KeepBadItem,
    KeepGap,
    KeepInsight,
    KeepItem,
    KeepPost,
    KeepReaction,
    KeepRoute,
    KeepSetting,
    KeepShown,
    KeepSource,
    KeepStatus,
    KeepTheme,
    KeepToken,
    KeepTold,
    LedgerItem,
    MarkPost,
    Receive,
    RoomPost,
    SettingEvent,
    Settle,
    Shown,
    Told,
)
from bot.model.changes import Gap as GapValue
from bot.model.delivery import Delivery, Route
from bot.model.insight import InsightId, StatusChange
from bot.model.mention import MentionId
from bot.model.people import PersonId
from bot.testing.messages import MESSAGES
from bot.testing.samples import at, insight, kept, outgoing, removed, theme
from store.migrations import steps
from store.sqlite import connect

FOLDER = Path(__file__).parent / "fixtures"
MENTIONS, COUNTED, PEOPLE = 12, 11, 11
ANA = PersonId("workspace:ana")


def changes() -> list[Change]:
    """One of everything."""
    place = outgoing().place
    delivery = Delivery(key="d", kind="digest", place=place, message_id="m1", at=at(), day="2026-10-05")
    status = StatusChange(
        insight=InsightId(1), person=ANA, department="support", before="new", after="acknowledged", at=at(2)
    )
    post = RoomPost(id="m1", key="d", place=place, author="earshot", at=at(), body={"message": MESSAGES[1]})
    shown = Shown(insight=InsightId(1), place=place, day="2026-10-05", rank=1, score=0.5, version="v", at=at())
    return [
        *(kept(number, f"Parcel {number} is late", theme=1, groups=("brand",)) for number in range(1, MENTIONS + 1)),
        removed(1, "deleted"), removed(2, "forgotten"), removed(3, "expired"), KeepTheme(theme=theme(1)),
        KeepInsight(insight=insight(1, theme=1, quotes=(("late", 5),)), evidence=(MentionId(5), MentionId(2))),
        KeepStatus(change=status), Enqueue(post=outgoing("d")),
        MarkPost(id=1, state="done", tries=1, sent_id="m1", delivery=delivery),
        KeepRoute(route=Route(place=place, next_at=at(1), closed=at(), tries=1, error="is_archived")),
        Receive(event_id="e1", kind="act", payload={"a": 1}, at=at()), Settle(event_id="e1", result={"b": 2}),
        KeepSource(name="bluesky", cursor="c", polled=at()), KeepGap(gap=GapValue(source="forum", start=at())),
        KeepBadItem(item=BadItem(source="bluesky", position="3k2a", reason="no text", at=at())),
        KeepSetting(event=SettingEvent(subject="group:brand", person=ANA, at=at(), new={"query": "lumo"})),
        KeepItem(entry=LedgerItem(kind="costs", id="c1", item={"amount": "12.50"}, recorded=at())),
        KeepShown(shown=shown), KeepTold(told=Told(insight=InsightId(1), mention=MentionId(5), person=ANA, at=at())),
        KeepPost(post=post), KeepReaction(post="m1", person=ANA, emoji="👍", at=at()),
        KeepToken(digest="t", kind="session", person=ANA, until=at(99), grant={"role": "admin"}),
    ]  # fmt: skip


def main() -> None:
    """Write the file of the present schema, small."""
    target = FOLDER / f"v{steps()[-1].number}.db"
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "earshot.db"
        with closing(connect(path, zone="Europe/Berlin", token=lambda: "a-key-of-its-own")) as store:
            asyncio.run(store.commit(changes()))
        target.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as file:
            file.execute("pragma journal_mode = delete")
            file.execute("pragma page_size = 1024")
            file.execute("vacuum into ?", (str(target),))


if __name__ == "__main__":
    main()
