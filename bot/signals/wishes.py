"""Watching, muting, "less like this", and a link to a tracker: kept as setting events."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from bot.model.changes import KeepSetting, SettingEvent
from bot.model.mention import Untrusted
from bot.model.message import Span
from bot.model.people import Person
from bot.model.signal import Act
from bot.signals.scene import Done, Scene, signal, unmoved
from bot.texts import acts as texts

_LONGEST_LINK = 2000


def watch(act: Act, person: Person, scene: Scene, now: datetime) -> Done:
    """The person is told of changes (`value` "off": no longer). Setting `watch:INSIGHT:PERSON`."""
    on = act.value.strip().casefold() != "off"
    event = SettingEvent(
        subject=f"watch:{scene.insight.id}:{person.id}", person=person.id, at=now, new={"on": True} if on else None
    )
    words = texts.watching() if on else texts.not_watching()
    kept = signal(act, person, scene, "seen", key=f"watch:{scene.insight.id}:{person.id}")
    return Done(insight=scene.insight, changes=(KeepSetting(event=event), kept), words=words)


def mute(act: Act, person: Person, scene: Scene, now: datetime) -> Done:
    """The topic is not spoken of until it has twice as many mentions. Setting `mute:THEME`; never for risks."""
    insight = scene.insight
    if insight.theme is None or insight.kind == "risk":
        return unmoved(scene, texts.no_topic())
    subject, until = f"mute:{insight.theme}", max(2 * insight.numbers.mentions, 1)
    event = SettingEvent(subject=subject, person=person.id, at=now, new={"until": until})
    kept = signal(act, person, scene, "seen", value=subject)
    return Done(insight=insight, changes=(KeepSetting(event=event), kept), words=texts.muted(until))


def less(act: Act, person: Person, scene: Scene, now: datetime) -> Done:
    """The topic stands lower in this department's digest. Setting `less:DEPARTMENT:THEME`."""
    insight, department = scene.insight, scene.here or person.department
    if insight.theme is None or insight.kind == "risk" or department is None:
        return unmoved(scene, texts.no_topic())
    subject = f"less:{department}:{insight.theme}"
    event = SettingEvent(subject=subject, person=person.id, at=now, new={"insight": insight.id})
    kept = signal(act, person, scene, "seen", value=subject)
    return Done(insight=insight, changes=(KeepSetting(event=event), kept), words=texts.less(department))


def link(act: Act, person: Person, scene: Scene, now: datetime) -> Done:
    """A ticket elsewhere works on it: an action was started. Setting `link:INSIGHT`."""
    address = (act.text or act.value or act.form.get("text", "")).strip()
    if not address or not _is_address(address):
        return unmoved(scene, texts.needs("text"), ask="link")
    event = SettingEvent(subject=f"link:{scene.insight.id}", person=person.id, at=now, new={"url": address})
    kept = signal(act, person, scene, "action", value=address)
    note = (Span(text=texts.linked_note(person.name)), Span(text=Untrusted(address)))
    return Done(insight=scene.insight, changes=(KeepSetting(event=event), kept), words=texts.linked(), note=note)


def _is_address(text: str) -> bool:
    if len(text) > _LONGEST_LINK or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname)
