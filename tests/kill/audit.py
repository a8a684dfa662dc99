"""What must hold of a life that came to its end, checked against its story and the log of the stand-in.

The file is read with plain SQL: the product's own questions are not asked whether the product is right.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

from bot.model.insight import Insight
from store.changing.transaction import keyed
from store.codec import load_as
from tests.bot.flow.state import miscounted
from tests.kill.story import MARKER, Deed, Story

Log = Mapping[str, Any]
Rows = Sequence[tuple[Any, ...]]


class Ask(Protocol):
    """A question in SQL."""

    def __call__(self, sql: str, *values: object) -> Rows:
        """Its rows."""
        ...


def problems(path: Path, story: Story, log: Log, acknowledged: set[str]) -> list[str]:
    """Each thing that is not as it must be, as `kind: what`."""
    with closing(sqlite3.connect(path)) as connection:

        def ask(sql: str, *values: object) -> Rows:
            return connection.execute(sql, values).fetchall()

        return [
            *_integrity(ask),
            *_mentions(ask, story),
            *miscounted(path),
            *_posts(ask, log),
            *_deeds(ask, story, acknowledged),
            *_alarms(ask, story),
            *_leaks(log, story),
        ]


def _integrity(ask: Ask) -> Iterator[str]:
    found = ask("pragma integrity_check")
    if found != [("ok",)]:
        yield f"integrity: {found[:3]}"
    if ask("pragma foreign_key_check"):
        yield "integrity: a row names another that is not there"
    try:
        ask("insert into mention_text (mention_text, rank) values ('integrity-check', 1)")
    except sqlite3.DatabaseError as wrong:
        yield f"integrity: the full text: {wrong}"


def _pairs(ask: Ask, sql: str) -> list[tuple[Any, Any]]:
    return [(one, other) for one, other in ask(sql)]


def _mentions(ask: Ask, story: Story) -> Iterator[str]:
    rows = ask("select source, source_id, text, state from mention where state = 'live'")
    held = {(source, number): text for source, number, text, _ in rows}
    twice = [key for key, times in Counter((row[0], row[1]) for row in rows).items() if times > 1]
    yield from (f"stored twice: {key}" for key in twice)
    for key, text in story.live.items():
        if key not in held:
            yield f"lost: {key}"
        elif held[key] != text:
            yield f"lost version: {key} reads {held[key]!r}, not {text!r}"
    yield from (f"came back: {key}" for key in held.keys() - story.live.keys())
    secret = str(ask("select value from meta where name = 'key'")[0][0]).encode()
    closed: dict[str, str] = dict(_pairs(ask, "select hash, state from closed_key"))
    for keys, state in ((story.gone, "deleted"), (story.forgotten, "forgotten")):
        for key in keys:
            if closed.get(keyed(secret, *key)) != state:
                yield f"not closed as {state}: {key}"


def _posts(ask: Ask, log: Log) -> Iterator[str]:
    """The outbox and the stand-in tell the same."""
    rows = ask("select key, platform || ':' || channel, state, edits, sent_id, message, id from outbox order by id")
    yield from (f"not at its end: {key} is {state}" for key, _, state, *_ in rows if state != "done")
    taken = Counter((one["channel"], one["key"]) for one in log["posts"])
    roots = {(place, key): (state, sent) for key, place, state, edits, sent, *_ in rows if edits is None}
    for (channel, key), times in taken.items():
        if times > 1:
            yield f"posted twice: {key} in {channel}, {times} times"
        if (channel, key) not in roots:
            yield f"posted from nowhere: {key} in {channel}"
    for (place, key), (state, sent) in roots.items():
        if state == "done" and (place, key) not in taken:
            yield f"lost post: {key} in {place}"
        elif state == "done" and sent not in [one["id"] for one in log["posts"] if one["key"] == key]:
            yield f"wrong message: {key} is known as {sent}"
    last = {key: message for key, _, _, edits, _, message, _ in rows if edits is None}
    last |= {edits: message for _, _, _, edits, _, message, _ in rows if edits is not None}
    for one in log["posts"]:
        if taken[(one["channel"], one["key"])] == 1 and last.get(one["key"]) not in (None, one["body"]):
            yield f"lost edit: {one['key']}"
    said_in: dict[str, list[float]] = {}
    for one in log["posts"]:
        said_in.setdefault(one["channel"], []).append(one["at"])
    for channel, moments in said_in.items():
        if any(later - earlier < 1 for earlier, later in pairwise(moments)):
            yield f"too fast: {channel}"


def _deeds(ask: Ask, story: Story, acknowledged: set[str]) -> Iterator[str]:
    """Each deed left its traces once; each has an instant of its own."""
    inbox: dict[str, int] = dict(_pairs(ask, "select event_id, settled from inbox where kind = 'act'"))
    signals = Counter(at for (at,) in ask("select at from signal"))
    steps = Counter(at for (at,) in ask("select at from status_change"))
    notes = Counter(at for (at,) in ask("select at from correction"))
    for deed in story.deeds:
        at = round(deed.at.timestamp() * 1_000_000)
        if deed.key in acknowledged and deed.key not in inbox and _moves(deed):
            yield f"lost act: {deed.key} {deed.name}"
        if deed.key in inbox:
            if not inbox[deed.key]:
                yield f"act not settled: {deed.key}"
            if signals[at] + steps[at] + notes[at] == 0:
                yield f"act without traces: {deed.key} {deed.name}"
        for what, traces in (("signal", signals), ("status", steps), ("correction", notes)):
            if traces[at] > 1:
                yield f"act twice: {deed.key} left {traces[at]} of {what}"
    yield from (f"asked in vain: {key}" for (key,) in ask("select event_id from inbox where settled = 0"))
    yield from (f"refused: {key}: {why}" for key, why in ask("select event_id, error from inbox where error <> ''"))


def _moves(deed: Deed) -> bool:
    """Whether it changes something whatever was done before."""
    return deed.name in ("react", "reply")


def _alarms(ask: Ask, story: Story) -> Iterator[str]:
    """Each mention of danger that stands is in a risk insight, and that one stands in its departments' channels."""
    insights = [load_as(Insight, body) for (body,) in ask("select body from insight")]
    risks = {one.id: one for one in insights if one.kind == "risk"}
    posted = {key for (key,) in ask("select key from outbox where state = 'done'")}
    for source, number in story.alarms:
        rows = ask(
            "select insight from evidence join mention on id = mention where source = ? and source_id = ?",
            source,
            number,
        )
        found = [row[0] for row in rows if row[0] in risks]
        if not found:
            yield f"lost alarm: {source}:{number} is in no risk"
        for insight in found:
            for name in risks[insight].active:
                if f"insight:{insight}:workspace:{name}" not in posted:
                    yield f"lost alarm: insight {insight} never reached {name}"


def _leaks(log: Log, story: Story) -> Iterator[str]:
    """No message still says what was taken back, forgotten or edited away."""
    said = {word for text in story.live.values() for word in MARKER.findall(text)}
    for one in log["posts"]:
        for word in sorted(set(MARKER.findall(one["body"])) - said):
            yield f"still said: {word} in {one['key']}"
