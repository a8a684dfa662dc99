"""The steps of an insight's status: forward in any stride, back only by opening it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.model.changes import LedgerItem
from bot.model.insight import STATUS_ORDER, InsightId, Status, StatusChange
from bot.model.people import PersonId
from bot.model.signal import ActName, SignalKind

LEADS_TO: Mapping[ActName, Status] = {
    "take": "acknowledged", "in_work": "in_work", "fixed": "fixed", "told": "told", "decline": "declined",
    "reopen": "new",
}  # fmt: skip
"""The status an act leads to."""
COUNTS_AS: Mapping[ActName, SignalKind] = {
    "take": "acknowledged", "in_work": "action", "fixed": "fixed", "told": "told", "decline": "acknowledged",
}  # fmt: skip
"""The signal of a step. A reasoned "won't do" is an answer, worth as much as taking it on."""
NEEDED: Mapping[ActName, tuple[str, ...]] = {
    "fixed": ("what", "released"), "told": ("where",), "decline": ("why",), "reopen": ("why",),
}  # fmt: skip
"""The fields of an act's form that must be filled in."""
TOLD = "told"
"""The list of the ledger that holds where customers were told, place by place."""
_OPEN: tuple[Status, ...] = ("new", "acknowledged", "in_work")
_ENDED: tuple[Status, ...] = ("fixed", "told", "measured", "declined")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """Who answers for an insight in a department, and since when."""

    person: PersonId
    change: StatusChange


def allowed(before: Status, act: ActName) -> bool:
    """Whether the step may be taken from this status.

    Open insights go forward in any stride (told needs fixed first) or are declined; fixed, told,
    measured and declined ones may be opened again, and fixed ones told, also in a further place.
    """
    if act == "reopen":
        return before in _ENDED
    if act == "told":
        return before in ("fixed", "told")
    if before not in _OPEN:
        return False
    after = LEADS_TO[act]
    return after == "declined" or act == "take" or STATUS_ORDER.index(after) >= STATUS_ORDER.index(before)


def takers(history: Sequence[StatusChange]) -> dict[str, Taker]:
    """For each department who took the insight on, since it was last opened.

    The first step of somebody in a department makes them its taker; a further step from a status
    to itself takes it over.
    """
    found: dict[str, Taker] = {}
    for change in history:
        if change.after == "new":
            found = {}
        elif change.person is not None and change.department and change.after != "declined":
            takes_over = change.before == change.after != "told"
            if takes_over or change.department not in found:
                found[change.department] = Taker(person=change.person, change=change)
    return found


def fix_date(items: Sequence[LedgerItem], insight: InsightId) -> date | None:
    """The day the newest fix of an insight was released, as the form of "fixed" recorded it (list `fixes`)."""
    days = [str(one.item["date"]) for one in items if one.kind == "fixes" and one.item.get("insight") == insight]
    return date.fromisoformat(max(days)) if days else None


def told_in(items: Sequence[LedgerItem], insight: InsightId, sources: Sequence[str]) -> tuple[list[str], list[str]]:
    """Of the sources that people spoke up in, those in which customers were told of the fix, and the others.

    `sources` are their names as people call them; a place counts as one where it names it.
    """
    said = " | ".join(
        str(one.item.get("where", "")).casefold()
        for one in items
        if one.kind == TOLD and one.item.get("insight") == insight and one.item.get("voided") is not True
    )
    told = [one for one in sources if one.casefold() in said]
    return told, [one for one in sources if one not in told]


def last_step(history: Sequence[StatusChange], status: Status) -> StatusChange | None:
    """The step that led to the status as it stands."""
    return next((one for one in reversed(history) if one.after == status), None)
