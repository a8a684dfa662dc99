"""What may be named in a question besides programmes and departments: results, changes, roles, topics, groups."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.flow.organisation import Organisation
from bot.model.people import Person
from bot.roi.kept import Entries
from bot.roi.known import still_standing
from bot.roi.question import Terms
from bot.roi.shelf import standing, text

MOST_TOPICS = 500
"""So many topics may be named; the others by their number."""


def terms_of(
    entries: Entries, organisation: Organisation, *, at: datetime, person: Person | None = None,
    topics: Iterable[tuple[str, str]] = (),
) -> Terms:  # fmt: skip
    """The terms as they were recorded; `topics` are numbers and labels, `person` is whoever asks."""
    outcomes = (one.metric for one in still_standing(entries.outcomes, at))
    changes = (text(one, "what") for one in standing(entries.lists.get("changes", ()), "changes", at))
    departments = (one.name for one in organisation.departments())
    return Terms(
        topics=tuple(topics)[:MOST_TOPICS],
        groups=tuple(one.name for one in organisation.groups),
        outcomes=_each(outcomes),
        changes=_each(changes),
        # A department's name is a department before it is a role.
        roles=tuple(one for one in _each(("agent", *entries.roles)) if one not in set(departments)),
        own=_own(person, organisation),
    )


def _each(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def _own(person: Person | None, organisation: Organisation) -> str | None:
    """The programme that a person owns, else the only one of their department."""
    if person is None:
        return None
    owned = [one.id for one in organisation.programmes if one.owner == person.name]
    theirs = [one.id for one in organisation.programmes if person.department in one.departments]
    found = owned or theirs
    return found[0] if len(found) == 1 else None
