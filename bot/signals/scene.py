"""What an act meets, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

from bot.model.changes import Change, KeepSignal
from bot.model.insight import Insight, StatusChange
from bot.model.message import Line
from bot.model.people import Department, Person, PersonId
from bot.model.signal import Act, Correction, Signal, SignalId, SignalKind
from bot.signals.ladder import Emoji


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What an act meets: the insight with its history, signals and corrections, and the next free numbers.

    `here` is the department whose channel it happened in (else the person's own), `vector` what the
    insight (or the act's mention) is about, `first` whether the person never reacted before. An act
    uses at most one new signal and one new correction. `groups` are the names of the keyword groups.
    """

    insight: Insight
    history: Sequence[StatusChange] = ()
    signals: Sequence[Signal] = ()
    corrections: Sequence[Correction] = ()
    departments: Sequence[Department] = ()
    names: Mapping[PersonId, str] = field(default_factory=dict)
    here: str | None = None
    vector: bytes = b""
    next_signal: int = 1
    next_correction: int = 1
    first: bool = False
    programme: str = ""
    zone: tzinfo
    groups: Sequence[str] = ()
    emoji: Emoji | None = None

    def department(self, name: str) -> str | None:
        """The department of this name, whatever the case of its letters; None if there is none."""
        wanted = name.strip().casefold()
        known = (one.name for one in self.departments if not one.archived)
        return next((one for one in known if one.casefold() == wanted), None)

    def name_of(self, person: PersonId | None) -> str:
        """A person's name; an id without the platform where nobody is known by it."""
        return self.names.get(person, person.partition(":")[2]) if person else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of an act: `words` for the person alone, `note` for the insight's threads.

    `moved` is False when nothing changed; `stale` when things stood differently than they saw
    (doing it anyway is the act again with `force`); `ask` names the form that is needed first.
    `undo` is the correction that the note offers to take back. `insight` is as it stands now.
    """

    insight: Insight
    changes: tuple[Change, ...] = ()
    words: str = ""
    note: Line = ()
    undo: int | None = None
    moved: bool = True
    stale: bool = False
    ask: str = ""


def signal(act: Act, person: Person, scene: Scene, kind: SignalKind, *, key: str = "", value: str = "") -> KeepSignal:
    """The signal of an act. The same key again is the same signal: it is changed or brought back."""
    key = key or act.key
    held = next((one for one in scene.signals if one.key == key), None)
    return KeepSignal(
        signal=Signal(
            id=held.id if held else SignalId(scene.next_signal),
            insight=scene.insight.id,
            person=person.id,
            department=person.department,
            kind=kind,
            at=act.at,
            value=value,
            key=key,
        )
    )


def unmoved(scene: Scene, words: str, *, stale: bool = False, ask: str = "") -> Done:
    """An act that changed nothing, and why."""
    return Done(insight=scene.insight, words=words, moved=False, stale=stale, ask=ask)
