"""Acts on single mentions: wrong mood, not about us, this customer was told."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from bot.errors import NotAllowed, NotFound
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.changes import Change, KeepReading, KeepSetting, KeepTold, SettingEvent, Told
from bot.model.mention import MentionId
from bot.model.people import Person
from bot.model.reading import Intent, Probability, Reading, Sentiment
from bot.model.signal import Act
from bot.model.views import Receipt
from bot.ports.memory import Full
from bot.texts import answers as words

MOODS: tuple[Sentiment, ...] = ("positive", "neutral", "negative", "mixed")
CORRECTED = "corrected by a person"


async def on_mention(one: Act, person: Person, *, tools: Tools, standing: Standing) -> tuple[Receipt, list[Change]]:
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
    if one.name == "wrong_mood":
        return _mood(one, found[0], person)
    return _not_about_us(one, found[0], person)


def _told(one: Act, mention: MentionId, person: Person) -> tuple[Receipt, list[Change]]:
    if one.insight is None:
        raise NotFound(what="insight", id=one.value)
    told = one.value != "no"
    mark = Told(insight=one.insight, mention=mention, person=person.id, at=one.at, told=told)
    return Receipt(words=words.told(told=told), insight=one.insight), [KeepTold(told=mark)]


def _mood(one: Act, full: Full, person: Person) -> tuple[Receipt, list[Change]]:
    mood = next((known for known in MOODS if known == one.value), None)
    if mood is None:
        return Receipt(words=words.which_mood(), moved=False, ask="mood"), []
    reading = replace(
        _reading(full), sentiment=mood, score={"positive": 1.0, "negative": -1.0}.get(mood, 0.0), confidence=1.0
    )
    event = SettingEvent(
        subject=f"mood:{full.row.id}", person=person.id, at=one.at, old={"mood": full.row.sentiment}, new={"mood": mood}
    )
    change = KeepReading(mention=full.row.id, reading=reading, department=full.row.department)
    return Receipt(words=words.mood_corrected(mood)), [change, KeepSetting(event=event)]


def _not_about_us(one: Act, full: Full, person: Person) -> tuple[Receipt, list[Change]]:
    """The mention leaves its department; it stays countable, with the reason."""
    reading = replace(_reading(full), departments=())
    event = SettingEvent(
        subject=f"not-about-us:{full.row.id}", person=person.id, at=one.at,
        old={"department": full.row.department or ""}, new={"reason": "not about us"},
    )  # fmt: skip
    change = KeepReading(mention=full.row.id, reading=reading, department=None)
    return Receipt(words=words.not_about_us()), [change, KeepSetting(event=event)]


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
