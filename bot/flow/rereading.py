"""Reading everything again: with a newer reader, other languages or departments, or by other vectors.

Read again in batches, each with a mark of how far it went, so that an interruption costs one batch. What a person said
of a mention stays. Vectors of two makes are never compared: a change of theirs is made in one turn, in which nothing
is taken in, and one that was interrupted is brought to its end before anything else is thought.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from bot.errors import BadQuestion, ConfigError
from bot.flow.judging import said
from bot.flow.mentions import INTENT, INTENTS, MOOD, MOODS, SCORES
from bot.flow.standing import BOOK, Standing, member_of
from bot.flow.tools import Tools
from bot.listening.links import SHARED
from bot.model.changes import Change, KeepCorrection, KeepReading, KeepSetting, SettingEvent
from bot.model.mention import MentionId
from bot.model.reading import Probability, Reading
from bot.model.signal import NOT_ABOUT_US
from bot.model.theme import ThemeId
from bot.ports.memory import Full, Store
from bot.routing.insights import insight_vector
from bot.routing.router import decide, route
from bot.texts import operating as words
from bot.themes.book import ThemeBook
from bot.themes.state import Member
from bot.understanding import unsaid

BATCH = 500
Said = tuple[Mapping[MentionId, str], Mapping[MentionId, str]]
Label = TypeVar("Label", bound=str)
REREAD, VECTORS = "reread", "vectors"
"""Subjects of the marks: how far a reading again went, and by which vectors texts are compared."""
PLAIN, QUALITY = "plain", "quality"

Tell = Callable[[float | None], None]


async def in_use(store: Store) -> str:
    """By which vectors texts are compared: `plain` or `quality`."""
    return str((await _mark(store, VECTORS)).get("of", PLAIN))


async def reread(
    *, tools: Tools, standing: Standing, vectors: str | None = None, tell: Tell = lambda done: None
) -> int:
    """Read and route all live mentions again; gives how many now read otherwise.

    Args:
        tools: the ports.
        standing: what is held in memory.
        vectors: by which vectors texts are compared from now on (None: as before).
        tell: told how far it is, 0..1.

    Raises:
        BadQuestion: by other vectors while several shards are thought.
    """
    changed = 0
    if vectors is not None and standing.shards > 1:
        raise BadQuestion(what=words.one_shard_first(), remedy=words.set_one_shard())
    if vectors is not None and vectors != await in_use(tools.store):
        async with tools.turn():
            changed = await _other_vectors(vectors, 0, tools=tools, tell=tell)
            await standing.load(tools)
    reader = tools.read(["a"])[0].reader
    mark = await _mark(tools.store, REREAD)
    through = _number(mark, "through") if mark.get("reader") == reader else 0
    last = tools.store.highest("mention")
    while through < last:
        async with tools.turn():
            ids = [MentionId(one) for one in range(through + 1, min(through + BATCH, last) + 1)]
            through = int(ids[-1])
            found = await _again(await tools.store.full(ids), await _said(tools.store), tools=tools, standing=standing)
            await tools.store.commit([*found, _keep(REREAD, {"reader": reader, "through": through}, tools)])
            changed += len(found)
        tell(through / last)
    async with tools.turn():
        await tools.store.commit([_keep(REREAD, {"reader": "", "through": 0}, tools)])
        # What is held in memory is built again from what is stored now.
        await standing.load(tools)
    return changed


async def finish(tools: Tools) -> None:
    """Bring a change of vectors to its end that was interrupted; nothing else may have been thought before."""
    mark = await _mark(tools.store, VECTORS)
    if mark.get("through") is not None:
        await _other_vectors(str(mark["of"]), _number(mark, "through"), tools=tools)


async def _other_vectors(of: str, through: int, *, tools: Tools, tell: Tell = lambda done: None) -> int:
    """Give all live mentions vectors of this make, then the corrections and the topics, which keep their ids.

    Raises:
        ConfigError: there is nothing here that makes such vectors; nothing was changed.
    """
    held = await in_use(tools.store)
    tools.compare_by(of)
    try:
        tools.read(["a"])
    except ConfigError:
        tools.compare_by(held)
        raise
    last, before = tools.store.highest("mention"), through
    await tools.store.commit([_keep(VECTORS, {"of": of, "through": through}, tools)])
    while through < last:
        ids = [MentionId(one) for one in range(through + 1, min(through + BATCH, last) + 1)]
        through = int(ids[-1])
        found = [
            KeepReading(mention=one.row.id, reading=new, department=one.row.department)
            for one, new in _read(await tools.store.full(ids), await _said(tools.store), tools=tools)
        ]
        await tools.store.commit([*found, _keep(VECTORS, {"of": of, "through": through}, tools)])
        tell(through / last)
    changes = [*await _corrections(tools), *await _book(tools)]
    await tools.store.commit([*changes, _keep(VECTORS, {"of": of, "through": None}, tools)])
    return last - before


async def _corrections(tools: Tools) -> list[Change]:
    """The corrections, each with the vector of what it was said of; of one whose mentions are gone nothing is left."""
    found: list[Change] = []
    for one in await tools.store.corrections():
        if one.vector:
            ids = [one.mention] if one.mention is not None else []
            if one.insight is not None:
                ids = list(await tools.store.evidence(one.insight))
            found.append(KeepCorrection(correction=replace(one, vector=insight_vector(await tools.store.full(ids)))))
    return found


async def _book(tools: Tools) -> list[Change]:
    """The topics with their centres made anew from their mentions."""
    book = ThemeBook.load(
        await tools.store.themes(("candidate", "theme", "merged")), next_id=tools.store.highest("theme") + 1
    )
    book.made_anew(await members_of(tools))
    state = SettingEvent(subject=BOOK, person=None, at=tools.clock.now(), new=book.state().to_json())
    return [*book.changed(), KeepSetting(event=state)]


async def members_of(tools: Tools) -> list[Member]:
    """All live mentions that belong to a topic, by id."""
    found, last = [], tools.store.highest("mention")
    for start in range(1, last + 1, BATCH):
        fulls = await tools.store.full([MentionId(one) for one in range(start, min(start + BATCH, last + 1))])
        found += [member_of(one, ThemeId(one.row.theme), tools) for one in fulls if one.row.theme is not None]
    return sorted(found, key=lambda one: one.id)


async def _again(fulls: Sequence[Full], held: Said, *, tools: Tools, standing: Standing) -> list[Change]:
    """What now reads otherwise, or goes to other departments."""
    if not fulls:
        return []
    read = _read(fulls, held, tools=tools)
    vectors = np.stack([np.frombuffer(new.vector or bytes(1024), dtype=np.float32) for _, new in read])
    routes = route(standing.router, vectors, [one.row.text.raw for one in fulls])
    changes: list[Change] = []
    for (before, new), departments in zip(read, routes, strict=True):
        out = any(name == NOT_ABOUT_US for name, _ in before.groups)
        reading = replace(new, departments=() if out else departments)
        if not same(before, reading):
            changes.append(
                KeepReading(mention=before.row.id, reading=reading, department=decide(reading.departments))
            )  # fmt: skip
    return changes


def _read(fulls: Sequence[Full], held: Said, *, tools: Tools) -> list[tuple[Full, Reading]]:
    """Each mention with its reading by the present reader; departments are as before, and so is a person's word."""
    found = []
    for full, one in zip(fulls, tools.read([full.row.text.raw for full in fulls]) if fulls else (), strict=True):
        one = unsaid(one) if full.voice.startswith(SHARED) else one
        departments = tuple(
            Probability(department=name, probability=chance, reason=why) for name, chance, why in full.departments
        )
        new = Reading(
            language=one.language, sentiment=one.sentiment, score=one.score, confidence=one.confidence,
            intent=one.intent, departments=departments, vector=one.vector.tobytes() if one.vector.any() else b"",
            harm=one.harm, reader=one.reader,
        )  # fmt: skip
        mood, intent = held[0].get(full.row.id), held[1].get(full.row.id)
        if mood is not None:
            new = replace(new, sentiment=_one_of(MOODS, mood), score=SCORES.get(mood, 0.0), confidence=1.0)
        if intent is not None:
            new = replace(new, intent=_one_of(INTENTS, intent))
        found.append((full, new))
    return found


def _one_of(known: Sequence[Label], name: str) -> Label:
    return next(one for one in known if one == name)


def same(before: Full, reading: Reading) -> bool:
    """Whether the mention was read in the same way before."""
    row = before.row
    held = (row.language, row.sentiment, row.confidence, row.intent, before.harm, before.vector)
    now = (reading.language, reading.sentiment, reading.confidence, reading.intent, reading.harm, reading.vector)
    departments = tuple((one.department, one.probability, one.reason) for one in reading.departments)
    return held == now and before.departments == departments


async def _said(store: Store) -> Said:
    """What people said the moods and intents of mentions are, as it holds."""
    return await said(store, MOOD, "mood"), await said(store, INTENT, "intent")


async def _mark(store: Store, subject: str) -> Mapping[str, object]:
    events = [event for event in await store.setting_events(subject) if event.subject == subject]
    return (events[-1].new or {}) if events else {}


def _number(mark: Mapping[str, object], key: str) -> int:
    value = mark.get(key)
    return value if isinstance(value, int) else 0


def _keep(subject: str, new: Mapping[str, object], tools: Tools) -> Change:
    return KeepSetting(event=SettingEvent(subject=subject, person=None, at=tools.clock.now(), new=new))
