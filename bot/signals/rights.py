"""Which role each act needs. A viewer may say what they think; changing how things stand is an editor's."""

from __future__ import annotations

from collections.abc import Mapping

from bot.errors import NotAllowed
from bot.model.people import Person, Role
from bot.model.signal import ActName
from bot.texts import acts as texts

NEEDS: Mapping[ActName, Role] = {
    "react": "viewer", "unreact": "viewer", "reply": "viewer", "useful": "viewer", "not_useful": "viewer",
    "watch": "viewer", "say": "viewer",
    "take": "editor", "in_work": "editor", "fixed": "editor", "told": "editor", "decline": "editor",
    "reopen": "editor", "not_ours": "editor", "tag": "editor", "undo": "editor", "mute": "editor", "less": "editor",
    "link": "editor", "raise": "editor", "wrong_mood": "editor",
    "wrong_intent": "editor", "wrong_department": "editor", "not_about_us": "editor", "told_customer": "editor",
    "rename": "editor",
}  # fmt: skip
"""The least role for each act."""


def check(person: Person, act: ActName) -> None:
    """Nothing, if the person may do it.

    Raises:
        NotAllowed: the role does not reach, or the person was archived.
    """
    if person.archived or not person.may(NEEDS[act]):
        raise NotAllowed(what=texts.act_name(act), role=NEEDS[act], remedy=texts.ask_an_admin())
