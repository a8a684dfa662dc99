"""Hearing: what a source gave becomes mentions with readings, themes and departments, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np

from bot.errors import BadInput
from bot.flow.standing import Standing
from bot.flow.tools import Read, Tools
from bot.insights.view import Heard
from bot.listening.copies import signatures
from bot.listening.groups import About
from bot.listening.intake import author_key, case_key, day_of, hour_of, read_mention, voice_of, wins
from bot.model.changes import BadItem, Change, KeepBadItem, KeepMention, KeepSource, Match, RemoveMention
from bot.model.mention import Deletion, Known, Mention, MentionId
from bot.model.reading import Probability, Reading, written
from bot.model.signal import NOT_ABOUT_US
from bot.model.theme import Assignment, ThemeId
from bot.ports.world import Item
from bot.routing.relevance import about_others
from bot.routing.router import decide, route
from bot.texts.choices import named_by_import
from bot.understanding import Understood, unsaid

MOST_ASIDE = 100
"""So many bad items of a batch are set aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of a batch: mentions kept (new or edited) and removed, how many were known already, bad items."""

    kept: tuple[MentionId, ...] = ()
    unchanged: int = 0
    removed: tuple[MentionId, ...] = ()
    bad: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Batch:
    """What a batch is sorted into before anything is read."""

    arrived: datetime
    mentions: dict[tuple[str, str], Mention] = field(default_factory=dict)
    deletions: dict[tuple[str, str], Deletion] = field(default_factory=dict)
    unchanged: int = 0
    bad: list[tuple[str, str]] = field(default_factory=list)


async def hear(
    items: Sequence[Item], *, tools: Tools, standing: Standing, source: KeepSource | None = None,
    zone: str | None = None, extra: Sequence[Change] = (), read: Read | None = None,
) -> Taken:  # fmt: skip
    """Take in a batch; the source's cursor and `extra` are written in the same transaction.

    `read` reads the texts where somebody else did so ahead.

    Raises:
        StoreFull: nothing was taken in; the same batch may be given again.
    """
    arrived = tools.clock.now()
    batch, known = await _sort(items, arrived=arrived, zone=zone, tools=tools)
    edited = [known[key].id for key in batch.mentions if key in known]
    gone = [known[key].id for key in batch.deletions if key in known and known[key].state == "live"]
    await standing.unlearn([one for one in (*edited, *gone) if one is not None], tools=tools)
    await standing.know_shards([one for one in edited if one is not None], tools)
    keeps = _keep(
        list(batch.mentions.values()), known, arrived=arrived, read=read or tools.read, tools=tools, standing=standing
    )
    removes = [
        RemoveMention(
            key=key,
            id=known[key].id if key in known else None,
            state="deleted",
            reason="deleted at its source",
            at=arrived,
        )
        for key in batch.deletions
    ]
    changes: list[Change] = [*keeps, *removes, *standing.changed_themes(arrived), *extra]
    if source is not None:
        newest = max((one.at for one in batch.mentions.values()), default=None)
        changes.append(replace(source, polled=arrived, newest=newest))
        if source.every is not None:  # a source that nobody looks at while it is asked: what is bad is set aside
            aside = [BadItem(source=source.name, position=where, reason=why, at=arrived) for where, why in batch.bad]
            changes += [KeepBadItem(item=one) for one in aside[:MOST_ASIDE]]
    changes += standing.heard_sources(batch.mentions.values(), arrived, skip=source.name if source else "")
    await standing.commit(changes, tools=tools)
    tools.fp("after_store")
    return Taken(
        kept=tuple(keep.id for keep in keeps),
        unchanged=batch.unchanged,
        removed=tuple(one for one in gone if one is not None),
        bad=tuple(batch.bad),
    )


async def _sort(
    items: Sequence[Item], *, arrived: datetime, zone: str | None, tools: Tools
) -> tuple[_Batch, dict[tuple[str, str], Known]]:
    """Read the items' JSON and keep, for each key, the version that wins over the batch and over the store."""
    batch = _Batch(arrived=arrived)
    read: list[Mention | Deletion] = []
    for item in items:
        if item.error is not None or item.mention is None:
            batch.bad.append((item.position, str(item.error or "")))
            continue
        try:
            read.append(read_mention(item.mention, where=item.position, arrived=arrived, zone=zone))
        except BadInput as wrong:
            batch.bad.append((item.position, str(wrong)))
    around = {key for one in read for key in (_author(one), _case(one)) if key is not None}
    known = dict(await tools.store.known({one.key for one in read} | around))
    for one in read:
        if _author(one) in known or _went_with_its_case(one, batch, known):  # asked not to be listened to, or gone
            batch.unchanged += 1
        else:
            _place(one, batch, known.get(one.key))
    return batch, known


def _author(one: Mention | Deletion) -> tuple[str, str] | None:
    if isinstance(one, Deletion) or one.author is None:
        return None
    return author_key(one.source, one.author.id)


def _case(one: Mention | Deletion) -> tuple[str, str] | None:
    return case_key(one.source, one.source_id) if isinstance(one, Mention) else None


def _went_with_its_case(one: Mention | Deletion, batch: _Batch, known: dict[tuple[str, str], Known]) -> bool:
    """Whether it was said in a conversation that was taken back as a whole since, which came to be known sooner."""
    key = _case(one)
    if key is None or not isinstance(one, Mention):
        return False
    held = known.get(key)
    return key in batch.deletions or (held is not None and held.closed is not None and one.at <= held.closed)


def _place(one: Mention | Deletion, batch: _Batch, known: Known | None) -> None:
    if one.key in batch.deletions or not wins(one, known):
        batch.unchanged += 1
    elif isinstance(one, Deletion):
        batch.mentions.pop(one.key, None)
        batch.deletions[one.key] = one
    else:
        earlier = batch.mentions.get(one.key)
        if earlier is not None and (one.edited, one.digest) <= (earlier.edited, earlier.digest):
            batch.unchanged += 1
        else:
            batch.mentions[one.key] = one


def _keep(
    mentions: Sequence[Mention], known: dict[tuple[str, str], Known], *,
    arrived: datetime, read: Read, tools: Tools, standing: Standing,
) -> list[KeepMention]:  # fmt: skip
    """Understand the mentions, one batch at once, and place each in sequence."""
    if not mentions:
        return []
    texts = [one.text.raw for one in mentions]
    understood = read(texts)
    vectors = np.stack([one.vector for one in understood])
    routes = route(standing.router, vectors, texts)
    others = about_others(standing.elsewhere, standing.router, vectors)
    public = [one.kind == "mention" for one in mentions]
    prints = iter(signatures([text for text, open_ in zip(texts, public, strict=True) if open_]))
    fresh = sum(1 for one in mentions if _id_of(one, known) is None)
    first = tools.ids.take("mention", fresh) if fresh else 0
    kept = []
    for place, mention in enumerate(mentions):
        number = _id_of(mention, known)
        if number is None:
            number, first = MentionId(first), first + 1
        signature = next(prints) if public[place] else b""
        kept.append(
            _one(
                number, mention, understood[place], arrived=arrived, signature=signature,
                departments=routes[place], elsewhere=others[place], standing=standing,
                zone=tools.settings.organisation.timezone,
            )
        )  # fmt: skip
    return kept


def _id_of(mention: Mention, known: dict[tuple[str, str], Known]) -> MentionId | None:
    held = known.get(mention.key)
    return held.id if held is not None else None


def _one(
    number: MentionId, mention: Mention, understood: Understood, *, arrived: datetime, signature: bytes,
    departments: tuple[Probability, ...], elsewhere: str | None, standing: Standing, zone: str,
) -> KeepMention:  # fmt: skip
    named = _named(mention, standing)
    # Whom a customer writes to, what is dangerous, and what somebody already sorted is never about others.
    out = elsewhere is not None and mention.kind == "mention" and not understood.harm and not named
    departments = () if out else named or departments
    vector = understood.vector.tobytes() if understood.vector.any() else b""
    original = standing.copies.find(signature, mention.at) if signature else None
    shared = standing.copies.shared(mention.text.raw, signature, mention.at) if mention.kind == "mention" else None
    first = standing.copies.voice(original) if original is not None else None
    voice = shared or voice_of(mention, number, original=first)
    if shared is not None:
        understood = unsaid(understood)
    if signature:
        standing.copies.add(number, signature, mention.at, copy_of=original, voice=voice)
    day, hour = day_of(mention.at, zone), hour_of(mention.at)
    matches = standing.matcher.matches(mention.text.raw, About.mention(mention, language=understood.language))
    shard = standing.deal(number, [name for name, _ in matches], original)
    ours = shard == standing.shard  # another shard's owner places and counts it
    assignment = None if out or not ours else _assigned(
        number, mention, vector, day=day, voice=voice, original=original, language=understood.language,
        standing=standing,
    )  # fmt: skip
    reading = Reading(
        language=understood.language, sentiment=understood.sentiment, score=understood.score,
        confidence=understood.confidence, intent=understood.intent, departments=departments,
        vector=vector, harm=understood.harm, reader=understood.reader,
    )  # fmt: skip
    if ours:
        standing.remember(number, assignment.theme if assignment else None)
        standing.tally.add(_heard(
            number, mention, understood, theme=assignment.theme if assignment else None, voice=voice, day=day,
            hour=hour, copy=original is not None, vector=b"" if out and not understood.harm else vector,
        ))  # fmt: skip
    return KeepMention(
        id=number, mention=mention, arrived=arrived, voice=voice, day=day, hour=hour, reading=reading,
        department=decide(departments), assignment=assignment, copy_of=original,
        signature=signature,
        groups=(
            *(Match(group=name, version=standing.version(name), reason=why) for name, why in matches),
            *((Match(group=NOT_ABOUT_US, version=1, reason=elsewhere),) if out and elsewhere is not None else ()),
        ),
        shard=shard,
    )  # fmt: skip


def _heard(
    number: MentionId, mention: Mention, understood: Understood, *, theme: ThemeId | None, voice: str, day: str,
    hour: int, copy: bool, vector: bytes,
) -> Heard:  # fmt: skip
    """The mention as counting needs it."""
    return Heard(
        id=number, theme=theme, source=mention.source, voice=voice, at=mention.at, day=day, hour=hour,
        kind=mention.kind, sentiment=understood.sentiment, intent=understood.intent, copy=copy, harm=understood.harm,
        vector=vector if understood.harm or understood.intent == "request" else b"",
        language=written(understood.language, mention.text.raw),
    )  # fmt: skip


def _assigned(
    number: MentionId, mention: Mention, vector: bytes, *, day: str, voice: str, original: MentionId | None,
    language: str, standing: Standing,
) -> Assignment | None:  # fmt: skip
    """The theme that the mention is about; None where its vector says nothing."""
    return standing.book.assign(
        vector, mention=number, at=mention.at, day=day, voice=voice, original=standing.theme_of(original),
        language=written(language, mention.text.raw),
    )  # fmt: skip


def _named(mention: Mention, standing: Standing) -> tuple[Probability, ...]:
    """The department that an import's mapping names for this mention, if there is such a one."""
    name = mention.rest.get("department")
    department = standing.organisation.department(name) if isinstance(name, str) else None
    if department is None:
        return ()
    return (Probability(department=department.name, probability=1.0, reason=named_by_import()),)
