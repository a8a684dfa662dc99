"""Tagging a department, "Not ours", and taking either back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.errors import NotFound
from bot.model.changes import Change, KeepCorrection, KeepInsight, KeepSetting, KeepSignal, SettingEvent
from bot.model.insight import Insight, Routed
from bot.model.message import Span
from bot.model.people import Person
from bot.model.signal import Act, Correction, Signal
from bot.signals.scene import Done, Scene, signal, unmoved
from bot.texts import acts as texts


def tag(act: Act, person: Person, scene: Scene, now: datetime) -> Done:
    """A further department sees it, and similar mentions will reach it.

    Raises:
        NotFound: there is no such department.
    """
    if not act.value.strip():
        return unmoved(scene, texts.needs("value"), ask="tag")
    to = _department(act.value, scene)
    if to in scene.insight.active:
        return unmoved(scene, texts.has_it(to))
    insight = replace(_routed(scene.insight, to, texts.tagged_reason(person.name), person), updated=now)
    correction = _correction(act, person, scene, away=None, to=to)
    kept = signal(act, person, scene, "tag", value=to)
    changes: tuple[Change, ...] = (
        KeepInsight(insight=insight, was=scene.insight),
        KeepCorrection(correction=correction),
        kept,
    )
    note = (Span(text=texts.tag_note(to, person.name)),)
    return Done(insight=insight, changes=changes, words=texts.tagged(to), note=note, undo=correction.id)


def not_ours(act: Act, person: Person, scene: Scene, now: datetime) -> Done:
    """It leaves this department, for the one named or for triage, and similar mentions follow.

    Raises:
        NotFound: there is no such department.
    """
    away = _away(person, scene)
    if away is None:
        return unmoved(scene, texts.not_here())
    to = _department(act.value, scene) if act.value.strip() and act.value.strip().casefold() != "triage" else None
    if to == away:
        return unmoved(scene, texts.has_it(away))
    insight = _left(scene.insight, away, person)
    if to is not None and to not in insight.active:
        insight = _routed(insight, to, texts.moved_reason(person.name, away), person)
    insight = replace(insight, updated=now)
    correction = _correction(act, person, scene, away=away, to=to)
    # Sending it on is worth something; saying only that it is not ours proves that it was read.
    kept = signal(act, person, scene, "routed" if to else "seen", value=to or "")
    changes: tuple[Change, ...] = (
        KeepInsight(insight=insight, was=scene.insight),
        KeepCorrection(correction=correction),
        kept,
    )
    note = (Span(text=texts.moved_note(to, person.name)),)
    return Done(insight=insight, changes=changes, words=texts.moved(to), note=note, undo=correction.id)


def undo(act: Act, person: Person, scene: Scene, now: datetime) -> Done:
    """Take a tag, a move, a mute or a "less like this" back: `value` is the correction's number or the act's key.

    Raises:
        NotFound: this insight has no such correction or act.
    """
    held = next((one for one in scene.signals if one.key == act.value), None)
    if held is not None and held.value.startswith(("mute:", "less:")):
        return _unset(held, person, scene, now)
    correction = _meant(act.value, held, scene)
    if correction is None:
        raise NotFound(what="correction", id=act.value)
    if correction.undone is not None:
        return unmoved(scene, texts.nothing_to_undo())
    insight = replace(_before(scene.insight, correction), updated=now)
    changes: list[Change] = [
        KeepInsight(insight=insight, was=scene.insight),
        KeepCorrection(correction=replace(correction, undone=now)),
    ]
    changes += [
        KeepSignal(signal=replace(one, removed=now))
        for one in scene.signals
        if one.removed is None and _is_of(one, correction)
    ]
    note = (Span(text=texts.undone_note(person.name)),)
    return Done(insight=insight, changes=tuple(changes), words=texts.undone(), note=note)


def _unset(held: Signal, person: Person, scene: Scene, now: datetime) -> Done:
    if held.removed is not None:
        return unmoved(scene, texts.nothing_to_undo())
    changes: tuple[Change, ...] = (
        KeepSetting(event=SettingEvent(subject=held.value, person=person.id, at=now)),
        KeepSignal(signal=replace(held, removed=now)),
    )
    return Done(insight=scene.insight, changes=changes, words=texts.undone())


def _department(name: str, scene: Scene) -> str:
    found = scene.department(name)
    if found is None:
        raise NotFound(what="department", id=name.strip())
    return found


def _away(person: Person, scene: Scene) -> str | None:
    """The department that does not want it: the channel's, else the person's own, if it is there at all."""
    for name in (scene.here, person.department):
        if name is not None and name in scene.insight.active:
            return name
    return None


def _routed(insight: Insight, to: str, reason: str, person: Person) -> Insight:
    added = Routed(department=to, reason=reason, probability=1.0, by=person.id)
    return replace(insight, departments=(*(one for one in insight.departments if one.department != to), added))


def _left(insight: Insight, away: str, person: Person) -> Insight:
    departments = tuple(
        replace(one, active=False, by=person.id) if one.department == away else one for one in insight.departments
    )
    return replace(insight, departments=departments)


def _correction(act: Act, person: Person, scene: Scene, *, away: str | None, to: str | None) -> Correction:
    return Correction(
        id=scene.next_correction, insight=scene.insight.id, mention=act.mention, vector=scene.vector, away=away, to=to,
        person=person.id, at=act.at,
    )  # fmt: skip


def _meant(value: str, held: Signal | None, scene: Scene) -> Correction | None:
    mine = [one for one in scene.corrections if one.insight == scene.insight.id]
    if held is not None:
        return next((one for one in mine if _is_of(held, one)), None)
    return next((one for one in mine if str(one.id) == value), None)


def _is_of(one: Signal, correction: Correction) -> bool:
    """Whether the signal and the correction are of the same act."""
    return one.person == correction.person and one.at == correction.at and one.kind in ("tag", "routed", "seen")


def _before(insight: Insight, correction: Correction) -> Insight:
    """The departments without what the correction did: what it brought goes, what it sent away is back.

    Who routed a department first (the reader, or a person by an earlier tag) is not kept beside a
    move, so that what comes back is the reader's again and may be routed anew.
    """
    kept = []
    for one in insight.departments:
        if one.department == correction.to and one.by == correction.person:
            continue
        if one.department == correction.away:
            one = replace(one, active=True, by=None)
        kept.append(one)
    return replace(insight, departments=tuple(kept))
