"""Acts on single mentions: what is right of their reading, not about us, this customer was told; and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import cast, get_args

from bot.errors import BadQuestion, NotAllowed, NotFound
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.changes import (
    Change,
    KeepCorrection,
    KeepReading,
    KeepSetting,
    KeepTold,
    RegroupMentions,
    SettingEvent,
    Told,
)
from bot.model.mention import MentionId
from bot.model.people import Person
from bot.model.reading import Intent, Probability, Reading, Sentiment
from bot.model.rows import Rows
from bot.model.signal import NOT_ABOUT_US, Act, Correction
from bot.model.views import Receipt
from bot.ports.memory import Full
from bot.routing.router import decide
from bot.texts import acts, routing
from bot.texts import answers as words

MOODS: tuple[Sentiment, ...] = ("positive", "neutral", "negative", "mixed")
INTENTS: tuple[Intent, ...] = get_args(Intent)
SCORES: Mapping[str, float] = {"positive": 1.0, "negative": -1.0}
MOOD, INTENT, DEPARTMENT, OUT = "mood:", "intent:", "department:", "not-about-us:"
"""How the subjects of the setting events that keep a correction begin."""
CORRECTED = "corrected by a person"


Done = tuple[Receipt, list[Change]]


async def on_mention(one: Act, person: Person, *, tools: Tools, standing: Standing) -> Done:
    """What becomes of one mention; who said so is kept.

    Raises:
        NotAllowed: an editor's act.
        NotFound: the mention is not there.
    """
    if not person.may("editor"):
        raise NotAllowed(what="correcting a mention", role="editor", remedy="Ask an admin to make you an editor.")
    if one.mention is None:
        raise NotFound(what="mention", id=one.value)
    if one.name == "told_customer":
        return _told(one, one.mention, person)
    found = await tools.store.full([one.mention])
    if not found:
        raise NotFound(what="mention", id=one.mention)
    if one.name == "undo":
        return await _undo(one, found[0], person, tools=tools)
    if one.name == "wrong_mood":
        return _mood(one, found[0])
    if one.name == "wrong_intent":
        return _intent(one, found[0])
    if one.name == "wrong_department":
        return _department(one, found[0], person, tools=tools, standing=standing)
    return await _not_about_us(one, found[0], person, tools=tools)


def _told(one: Act, mention: MentionId, person: Person) -> Done:
    if one.insight is None:
        raise NotFound(what="insight", id=one.value)
    told = one.value != "no"
    mark = Told(insight=one.insight, mention=mention, person=person.id, at=one.at, told=told)
    return Receipt(words=words.told(told=told), insight=one.insight), [KeepTold(told=mark)]


def _mood(one: Act, full: Full) -> Done:
    mood = next((known for known in MOODS if known == one.value), None)
    if mood is None:
        return Receipt(words=words.which_mood(), moved=False, ask="mood"), []
    reading = replace(_reading(full), sentiment=mood, score=SCORES.get(mood, 0.0), confidence=1.0)
    event = _kept(MOOD, one, full, {"mood": mood})
    change = KeepReading(mention=full.row.id, reading=reading, department=full.row.department)
    return Receipt(words=words.mood_corrected(mood)), [change, KeepSetting(event=event)]


def _intent(one: Act, full: Full) -> Done:
    """What the writer wants, as a person says: it may be what was read, which confirms it."""
    intent = next((known for known in INTENTS if known == one.value), None)
    if intent is None:
        raise BadQuestion(what=words.no_such_intent(), remedy="")
    change = KeepReading(
        mention=full.row.id, reading=replace(_reading(full), intent=intent), department=full.row.department
    )
    event = _kept(INTENT, one, full, {"intent": intent})
    return Receipt(words=words.intent_corrected(intent)), [change, KeepSetting(event=event)]


def _department(one: Act, full: Full, person: Person, *, tools: Tools, standing: Standing) -> Done:
    """The mention goes where a person says, and so does the next like it."""
    department = standing.organisation.department(one.value)
    if department is None:
        raise NotFound(what="department", id=one.value)
    said = Probability(department=department.name, probability=1.0, reason=routing.moved_itself(person.name))
    away = full.row.department if full.row.department != department.name else None
    correction = Correction(
        id=tools.ids.take("correction"), insight=None, mention=full.row.id, vector=full.vector, away=away,
        to=department.name, person=person.id, at=one.at,
    )  # fmt: skip
    event = _kept(DEPARTMENT, one, full, {"department": department.name, "correction": correction.id})
    return Receipt(words=words.department_corrected(department.name)), [
        KeepReading(
            mention=full.row.id, reading=replace(_reading(full), departments=(said,)), department=department.name
        ),
        KeepCorrection(correction=correction),
        KeepSetting(event=event),
    ]


async def _not_about_us(one: Act, full: Full, person: Person, *, tools: Tools) -> Done:
    """The mention leaves its department, and so will the next like it; all stay countable, with the reason."""
    reading = replace(_reading(full), departments=())
    correction = Correction(
        id=tools.ids.take("correction"), insight=None, mention=full.row.id, vector=full.vector, away=None,
        to=NOT_ABOUT_US, person=person.id, at=one.at,
    )  # fmt: skip
    event = _kept(OUT, one, full, {"correction": correction.id})
    others = [match for match in await _taken_out(tools) if match[0] != full.row.id]
    return Receipt(words=words.not_about_us()), [
        KeepReading(mention=full.row.id, reading=reading, department=None),
        KeepCorrection(correction=correction),
        RegroupMentions(
            group=NOT_ABOUT_US, version=1, matches=(*others, (full.row.id, routing.taken_out_itself(person.name)))
        ),
        KeepSetting(event=event),
    ]


async def _taken_out(tools: Tools) -> list[tuple[MentionId, str]]:
    """The mentions that are not about us, each with the reason."""
    rows = await tools.store.listed(Rows(group=NOT_ABOUT_US), limit=0)
    found = await tools.store.full([row.id for row in rows if row.state == "live"])
    return [(full.row.id, reason) for full in found for name, reason in full.groups if name == NOT_ABOUT_US]


async def _unlearn(held: SettingEvent, now: datetime, *, tools: Tools) -> list[Change]:
    """The correction that routing learned with this event, taken back; nothing where it learned none."""
    number = (held.new or {}).get("correction")
    return [
        KeepCorrection(correction=replace(known, undone=now))
        for known in (await tools.store.corrections() if number is not None else ())
        if known.id == number
    ]


async def _let_in(full: Full, *, tools: Tools) -> list[Change]:
    """What takes back that a mention is not about us: the next like it is heard again."""
    others = tuple(match for match in await _taken_out(tools) if match[0] != full.row.id)
    return [RegroupMentions(group=NOT_ABOUT_US, version=1, matches=others)]


async def _undo(one: Act, full: Full, person: Person, *, tools: Tools) -> Done:
    """What the act with the key `value` changed is as it was; only the last change can be taken back.

    `value` '' is the last correction of this mention, of whoever made it.
    """
    events = [
        event
        for prefix in (MOOD, INTENT, DEPARTMENT, OUT)
        for event in await tools.store.setting_events(f"{prefix}{full.row.id}")
        if event.subject == f"{prefix}{full.row.id}"
    ]
    if one.value:
        held = next((event for event in events if event.new is not None and event.new.get("key") == one.value), None)
    else:
        stand = [event for event in {event.subject: event for event in events}.values() if event.new is not None]
        if not stand:
            return Receipt(words=words.never_corrected(), moved=False), []
        held = max(stand, key=lambda event: event.at)
    if held is None or held.old is None:
        raise NotFound(what="correction", id=one.value)
    if any(event.subject == held.subject for event in events[events.index(held) + 1 :]):
        return Receipt(words=acts.nothing_to_undo(), moved=False), []
    event = SettingEvent(subject=held.subject, person=person.id, at=one.at, old=held.new)
    back = _as_before(held, full)
    change = KeepReading(mention=full.row.id, reading=back, department=decide(back.departments))
    more = await _unlearn(held, one.at, tools=tools)
    more += await _let_in(full, tools=tools) if held.subject.startswith(OUT) else []
    return Receipt(words=acts.undone()), [change, *more, KeepSetting(event=event)]


def _kept(prefix: str, one: Act, full: Full, new: Mapping[str, object]) -> SettingEvent:
    """A correction with who made it, what it says and what it changed."""
    return SettingEvent(
        subject=f"{prefix}{full.row.id}", person=one.person, at=one.at, old=_before(full), new={**new, "key": one.key}
    )


def _before(full: Full) -> dict[str, object]:
    """What a correction may have to bring back."""
    return {
        "mood": full.row.sentiment, "confidence": full.row.confidence, "intent": full.row.intent,
        "departments": [list(one) for one in full.departments],
    }  # fmt: skip


def _as_before(event: SettingEvent, full: Full) -> Reading:
    old = event.old or {}
    reading = _reading(full)
    if event.subject.startswith(MOOD):
        mood = next((known for known in get_args(Sentiment) if known == old.get("mood")), reading.sentiment)
        return replace(
            reading, sentiment=mood, score=SCORES.get(mood, 0.0), confidence=float(str(old.get("confidence", 0.0)))
        )
    if event.subject.startswith(INTENT):
        intent = next((known for known in INTENTS if known == old.get("intent")), reading.intent)
        return replace(reading, intent=intent)
    listed = old.get("departments")
    departments = tuple(
        Probability(department=str(name), probability=float(str(share)), reason=str(why))
        for name, share, why in (listed if isinstance(listed, list | tuple) else ())
    )
    return replace(reading, departments=departments)


def _reading(full: Full) -> Reading:
    row = full.row
    return Reading(
        language=row.language,
        sentiment=cast(Sentiment, row.sentiment),
        score=0.0,
        confidence=row.confidence,
        intent=cast(Intent, row.intent),
        departments=tuple(
            Probability(department=name, probability=share, reason=why) for name, share, why in full.departments
        ),
        vector=full.vector,
        harm=full.harm,
        reader=CORRECTED,
    )
