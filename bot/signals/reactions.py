"""Reactions, replies, and the buttons "Useful" and "Not useful"."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.model.changes import KeepSignal
from bot.model.people import Person
from bot.model.signal import Act, SignalKind
from bot.signals.ladder import meaning, plain
from bot.signals.scene import Done, Scene, signal, unmoved
from bot.texts import acts as texts


def react(act: Act, person: Person, scene: Scene, now: datetime) -> Done:
    """An emoji becomes a signal; after a person's first one they are told what it counted as."""
    kind = meaning(act.value, scene.insight.kind, scene.emoji)
    kept = signal(act, person, scene, kind, key=_key(act, person, scene), value=plain(act.value))
    words = texts.counted_as(kind) if scene.first else ""
    return Done(insight=scene.insight, changes=(kept,), words=words)


def unreact(act: Act, person: Person, scene: Scene, now: datetime) -> Done:
    """An emoji taken away takes its signal away; so does a reply (`value` is then the key of its act)."""
    key = _key(act, person, scene)
    mine = (one for one in scene.signals if one.person == person.id and one.removed is None)
    held = next((one for one in mine if one.key == (act.value if one.kind == "reply" else key)), None)
    if held is None:
        return unmoved(scene, texts.nothing_to_take_back())
    return Done(insight=scene.insight, changes=(KeepSignal(signal=replace(held, removed=now)),))


def reply(act: Act, person: Person, scene: Scene, now: datetime) -> Done:
    """A reply in the insight's thread."""
    return Done(insight=scene.insight, changes=(signal(act, person, scene, "reply"),))


def judged(act: Act, person: Person, scene: Scene, now: datetime) -> Done:
    """The buttons "Useful" and "Not useful": one judgement a person, the later one holds."""
    kind: SignalKind = "reaction" if act.name == "useful" else "negative"
    kept = signal(act, person, scene, kind, key=f"judged:{scene.insight.id}:{person.id}", value=act.name)
    return Done(insight=scene.insight, changes=(kept,), words=texts.noted())


def _key(act: Act, person: Person, scene: Scene) -> str:
    return f"react:{scene.insight.id}:{person.id}:{plain(act.value)}"
