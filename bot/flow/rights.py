"""What a reader may see: all that is open to the organisation, and what was said in a place they are a member of.

Membership is asked when something is opened, of the platform itself. Private mentions are seen through the insight
that stands on them, so that a figure and the list it opens hold the same rows.
"""

from __future__ import annotations

from bot.errors import NotFound
from bot.flow.tools import Tools
from bot.model.insight import Insight, InsightId
from bot.model.people import Person, Place
from bot.model.rows import Rows

OPEN_TO_ALL = frozenset({"public", "internal"})
"""Visibilities that everyone of the organisation may see; private ones need membership of their place."""

PRIVATE = "private:"


async def may_see(insight: Insight, person: Person, *, tools: Tools) -> bool:
    """Whether the person may open this insight now.

    Raises:
        RemoteError: the platform did not say who is a member.
    """
    if insight.visibility in OPEN_TO_ALL:
        return True
    if not insight.visibility.startswith(PRIVATE):
        return False
    return await is_member(Place.read(insight.visibility.removeprefix(PRIVATE)), person, tools=tools)


async def is_member(place: Place, person: Person, *, tools: Tools) -> bool:
    """Whether the person sees what is said in this place now. Raises as `may_see`."""
    members = await tools.members(place)
    return members is None or bool(members & {person.id, *person.ids})


async def seen(number: InsightId, person: Person, *, tools: Tools) -> Insight:
    """The insight, if the person may open it now.

    Raises:
        NotFound: there is none, or it is not theirs to see; the two are not told apart.
        RemoteError: as `may_see`.
    """
    insight = await tools.store.insight(number)
    if insight is None or not await may_see(insight, person, tools=tools):
        raise NotFound(what="insight", id=number)
    return insight


async def visible(rows: Rows, person: Person, *, tools: Tools) -> frozenset[str]:
    """The visibilities of the mentions of this set that the person may see.

    Raises:
        NotFound: it is the evidence of an insight that is not theirs to see.
        RemoteError: as `may_see`.
    """
    if rows.insight is None or await tools.store.insight(InsightId(rows.insight)) is None:
        return OPEN_TO_ALL
    return OPEN_TO_ALL | {(await seen(InsightId(rows.insight), person, tools=tools)).visibility}
