"""Writing mentions: in bulk where they are new, row by row where they change; rollups, index and voices with them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.model.changes import KeepMention, KeepReading, MoveMentions, RegroupMentions
from bot.model.reading import Reading
from store.changing.placing import ask, leave
from store.changing.transaction import Transaction
from store.codec import dump
from store.columns import SEPARATOR, as_list, micros
from store.rollups import Counted

_JSON = json.JSONEncoder(ensure_ascii=False)  # made once: making one takes longer than using it


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A mention as the rollups, the index and the voices hold it."""

    id: int
    state: str
    counted: Counted
    voice: int
    text: str
    source_id: str


def standing(open_: Transaction, ids: Iterable[int]) -> dict[int, Standing]:
    """These mentions as they stand, without those that are not there."""
    wanted = as_list(list(ids))
    groups = defaultdict[int, list[str]](list)
    for mention, name in open_.run("mention.standing_groups", ids=wanted):
        groups[mention].append(name)
    found = {}
    for number, state, day, hour, source, department, theme, sentiment, voice, text, source_id in open_.run(
        "mention.standing", ids=wanted
    ):
        counted = Counted(
            day=day, hour=hour, source=source, department=department, theme=theme, sentiment=sentiment,
            groups=tuple(groups.get(number, ())),
        )  # fmt: skip
        found[number] = Standing(
            id=number, state=state, counted=counted, voice=voice, text=text, source_id=source_id
        )  # fmt: skip
    return found


def keep(open_: Transaction, changes: Sequence[KeepMention]) -> None:
    """Write new and edited mentions. A mention that was removed, or whose key is closed, stays as it is."""
    latest = {change.id: change for change in changes}
    highest = open_.one("mention.highest")
    held = [number for number in latest if number <= highest]
    before = standing(open_, held) if held else {}
    fresh = [change for number, change in latest.items() if number not in before]
    if fresh and open_.one("removal.any_closed"):
        fresh = [change for change in fresh if not _closed(open_, change)]
    edited = [change for number, change in latest.items() if number in before and before[number].state == "live"]
    voices = _voices(open_, {change.voice for change in fresh} | {change.voice for change in edited})
    for change in edited:
        leave(open_, change.id)
        _take_out(open_, before[change.id])
        theme = change.assignment.theme if change.assignment is not None else None
        open_.run("mention.log", ids=as_list([change.id]), theme=theme)
        row = _row(change, voices[change.voice])
        open_.run("mention.replace", **dict(zip(_COLUMNS, row, strict=True)))
        if before[change.id].voice != voices[change.voice]:
            open_.run("mention.silence_voice", voice=before[change.id].voice)
            open_.voices.clear()
    open_.each("mention.insert", (_row(change, voices[change.voice]) for change in fresh))
    _keep_parts(open_, [*edited, *fresh])
    ask(open_, [*edited, *fresh])


def _closed(open_: Transaction, change: KeepMention) -> bool:
    return open_.one("removal.closed_one", hash=open_.hashed(*change.mention.key)) is not None


def _take_out(open_: Transaction, before: Standing) -> None:
    open_.rollups.add(before.counted, -1)
    open_.run("mention.unindex", id=before.id, text=before.text)
    open_.run("mention.drop_groups", mention=before.id)


def _keep_parts(open_: Transaction, changes: Sequence[KeepMention]) -> None:
    """What goes with the rows: index, readings, matches, rollups."""
    open_.each("mention.index", ((change.id, change.mention.text.raw) for change in changes))
    open_.each(
        "mention.keep_reading", ((change.id, *_understood(change.reading), change.signature) for change in changes)
    )
    open_.each("mention.keep_group", _matches(changes))
    for change in changes:
        open_.rollups.add(_counted(change))


def _matches(changes: Sequence[KeepMention]) -> Iterator[tuple[object, ...]]:
    for change in changes:
        for match in change.groups:
            yield (change.id, match.group, match.version, match.reason)


def _counted(change: KeepMention) -> Counted:
    return Counted(
        day=change.day,
        hour=change.hour,
        source=change.mention.source,
        department=change.department,
        theme=change.assignment.theme if change.assignment is not None else None,
        sentiment=change.reading.sentiment,
        groups=tuple({match.group: None for match in change.groups}),
    )


_COLUMNS = (
    "id", "at", "source", "kind", "sentiment", "department", "theme", "cosine", "threshold", "copy_of", "voice",
    "visibility", "language", "day", "hour", "source_id", "arrived", "edited", "digest", "conversation", "in_reply_to",
    "author", "author_name", "followers", "url", "channel", "said_language", "rating", "likes", "reposts", "replies",
    "marks", "text", "rest", "shard",
)  # fmt: skip
"""The parameters of `mention.insert`, in their order."""


def _row(change: KeepMention, voice: int) -> tuple[object, ...]:
    said, reading, author, reach = change.mention, change.reading, change.mention.author, change.mention.engagement
    put = change.assignment
    return (
        change.id, micros(said.at), said.source, said.kind, reading.sentiment, change.department,
        *((put.theme, put.cosine, put.threshold) if put is not None else (None, None, None)),
        change.copy_of if said.kind == "mention" else None,  # each service contact cost money: none is folded
        voice, said.visibility, reading.language, change.day, change.hour, said.source_id, micros(change.arrived),
        micros(said.edited), said.digest, said.conversation, said.in_reply_to,
        author.id if author is not None else None, author.name.raw if author is not None else None,
        author.followers if author is not None else None, said.url.raw if said.url is not None else None,
        said.channel, said.language, said.rating, reach.likes, reach.reposts, reach.replies,
        SEPARATOR.join(said.marks), said.text.raw, dump(said.rest) if said.rest else "", change.shard,
    )  # fmt: skip


def _understood(reading: Reading) -> tuple[object, ...]:
    departments = [[one.department, one.probability, one.reason] for one in reading.departments]
    return (
        reading.score, reading.confidence, reading.intent, reading.reader, reading.harm,
        _JSON.encode(departments), reading.vector,
    )  # fmt: skip


def _voices(open_: Transaction, names: set[str]) -> dict[str, int]:
    """The numbers of these voices; new ones are given the next."""
    known = open_.voices
    new = []
    for name in sorted(names - known.keys()):
        number = open_.one("mention.voice", name=name)
        if number is None:
            new.append(name)
        else:
            known[name] = number
    if new:
        numbered = list(enumerate(new, open_.one("mention.highest_voice") + 1))
        open_.each("mention.new_voice", numbered)
        known.update((name, number) for number, name in numbered)
    return {name: known[name] for name in names}


def reread(open_: Transaction, change: KeepReading) -> None:
    """Replace what was understood of a live mention; a removed one has nothing to be read."""
    before = standing(open_, [change.mention]).get(change.mention)
    if before is None or before.state != "live":
        return
    reading = change.reading
    open_.rollups.add(before.counted, -1)
    score, confidence, intent, reader, harm, departments, vector = _understood(reading)
    open_.run(
        "mention.reread", mention=change.mention, score=score, confidence=confidence, intent=intent, reader=reader,
        harm=harm, departments=departments, vector=vector,
    )  # fmt: skip
    open_.run(
        "mention.reread_mention", id=change.mention, language=reading.language, sentiment=reading.sentiment,
        department=change.department,
    )  # fmt: skip
    open_.rollups.add(standing(open_, [change.mention])[change.mention].counted)


def move(open_: Transaction, change: MoveMentions) -> None:
    """Put mentions into another theme, removed ones included: their counts go with them."""
    open_.lock(change.mentions)
    ids, theme = as_list(list(change.mentions)), str(change.theme)
    for old, day, hour, sentiment, count in open_.run("rollup.moving", ids=ids).fetchall():
        one = Counted(day=day, hour=hour, source="", department=None, theme=old, sentiment=sentiment)
        if old is not None:
            open_.rollups.add_to("theme", str(old), one, -count)
        open_.rollups.add_to("theme", theme, one, count)
    open_.run("mention.log", ids=ids, theme=change.theme)
    open_.run("mention.move", ids=ids, theme=change.theme)


def regroup(open_: Transaction, change: RegroupMentions) -> None:
    """Replace a group's matches among live mentions, and count it anew."""
    open_.count()
    open_.run("mention.drop_group", name=change.group)
    open_.each(
        "mention.regroup", ((change.group, change.version, reason, mention) for mention, reason in change.matches)
    )
    for step in ("drop_group_days", "drop_group_hours", "recount_group_days", "recount_group_hours"):
        open_.run(f"rollup.{step}", name=change.group)
