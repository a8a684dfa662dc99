"""Doing one act on an insight: what is kept, what is said, to whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.errors import NotFound
from bot.model.people import Person
from bot.model.signal import Act, ActName
from bot.signals.moves import not_ours, tag, undo
from bot.signals.reactions import judged, react, reply, unreact
from bot.signals.rights import check
from bot.signals.scene import Done, Scene
from bot.signals.status import step
from bot.signals.wishes import less, link, mute, watch

__all__ = ["HANDLED", "Done", "Scene", "do"]

Doing = Callable[[Act, Person, Scene, datetime], Done]

_HANDLERS: Mapping[ActName, Doing] = {
    "react": react, "unreact": unreact, "reply": reply, "useful": judged, "not_useful": judged,
    "take": step, "in_work": step, "fixed": step, "told": step, "decline": step, "reopen": step,
    "tag": tag, "not_ours": not_ours, "undo": undo,
    "watch": watch, "mute": mute, "less": less, "link": link,
}  # fmt: skip
HANDLED = frozenset(_HANDLERS)
"""The acts that are done here; the others (raise, say, rename, acts on one mention) touch more than an insight."""


def do(act: Act, person: Person, scene: Scene, *, now: datetime) -> Done:
    """Do one act of a person on an insight.

    Whether it was done before (same key) is the caller's to know; doing it again on what came of
    it changes nothing more.

    Raises:
        NotAllowed: the person's role does not reach.
        NotFound: the act names a department or correction that is not there, or is not done here.
    """
    check(person, act.name)
    handler = _HANDLERS.get(act.name)
    if handler is None:
        raise NotFound(what="act on an insight", id=act.name)
    return handler(act, person, scene, now)
