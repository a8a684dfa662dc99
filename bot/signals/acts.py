"""Doing one act on an insight: what is kept, what is said, to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.model.changes import Change
from bot.model.insight import Insight, StatusChange
from bot.model.message import Line
from bot.model.people import Department, Person, PersonId
from bot.model.signal import Act, Correction, Signal
from bot.signals.ladder import Emoji


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What an act meets: the insight with its history, signals and corrections, and the next free numbers.

    `here` is the department whose channel it happened in (else the person's own), `vector` what the
    insight (or the act's mention) is about, `first` whether the person never reacted before.
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
    zone: ZoneInfo
    emoji: Emoji | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of an act: `words` for the person alone, `note` for the insight's threads (with `undo`, a correction).

    `moved` is False when nothing changed; `stale` when the status was no longer the one they saw;
    `ask` names the form that is needed first. `insight` is as it stands now.
    """

    insight: Insight
    changes: tuple[Change, ...] = ()
    words: str = ""
    note: Line = ()
    undo: int | None = None
    moved: bool = True
    stale: bool = False
    ask: str = ""


def do(act: Act, person: Person, scene: Scene, *, now: datetime) -> Done:
    """Do one act of a person on an insight.

    Raises:
        NotAllowed: the person's role does not reach.
        NotFound: the act names a department, emoji or correction that is not there.
    """
    raise NotImplementedError
