"""What help desks share: a customer's turns become mentions; what became of the case stands with the first of them.

A desk says which cases changed (lanes of the walk) and what is in a case; the rest stands here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.sources._asked import Walk, deletion, item, moment, written
from bot.ports.sources import Held, Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One turn of a case. Times are as the desk wrote them; `gone`: it was taken back."""

    id: str
    at: object
    text: str
    author: str
    name: str = ""
    customer: bool
    gone: bool = False
    edited: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One conversation with a customer. `ended`: when it was solved or closed, None while it is open.

    `changed`: when it was last changed; None where this is not how it stands as a whole (an event of it).
    """

    id: str
    turns: Sequence[Turn]
    url: str = ""
    channel: str | None = None
    status: str = ""
    ended: datetime | None = None
    changed: datetime | None = None
    satisfaction: str | None = None


class Desk(Walk):
    """Obeys the ports `Source` and `Rechecked`; its lanes give the items of the cases that changed."""

    async def case(self, id_: str) -> Case | None:
        """A case as it stands; None where it is no longer there."""
        raise NotImplementedError

    async def items(self, ids: Sequence[str]) -> list[Item]:
        """The items of these cases; one that is gone takes all of its turns along."""
        found: list[Item] = []
        for one in ids:
            case = await self.case(one)
            found += turns(self.name, case) if case is not None else [under(one)]
        return found

    async def again(self, held: Sequence[Held]) -> Sequence[Item]:
        """What was changed or taken back of these turns (see the port)."""
        found: list[Item] = []
        texts = {one.id: one.text for one in held}
        for number in sorted({one.id.partition("/")[0] for one in held}):
            case = await self.case(number)
            if case is None:
                found.append(under(number))
                continue
            there = {one.position: one for one in turns(self.name, case)}
            mine = [one for one in held if one.id.partition("/")[0] == number]
            found += [there.get(one.id) or deletion(self.name, one.id) for one in mine if _changed(there, one, texts)]
        return found


def under(case: str) -> Item:
    """The item of a case that is gone with all that was said in it."""
    return Item(position=case, mention=None, under=f"{case}/")


def turns(source: str, case: Case) -> list[Item]:
    """The items of a customer's turns; what became of the case stands with the first."""
    theirs = [one for one in case.turns if one.customer]
    first = next((one for one in theirs if not one.gone), None)
    found = []
    for one in theirs:
        key = f"{case.id}/{one.id}"
        if one.gone:
            found.append(deletion(source, key))
            continue
        told = case.ended or case.changed if one is first else None
        outcome = _outcome(case, one) if told is not None else None
        times = [at for at in (told, moment(one.edited)) if at is not None]
        edited = max(times).isoformat() if times else None
        found.append(item(
            key, source=source, at=written(one.at), text=one.text, kind="service", conversation=case.id,
            author={"id": one.author, "name": one.name or one.author}, url=case.url or None, visibility="internal",
            channel=case.channel, edited=edited, service=outcome,
        ))  # fmt: skip
    return found


def _outcome(case: Case, first: Turn) -> dict[str, object]:
    """What became of a case so far: times in minutes, the satisfaction; of one that ended the answer that ended it."""
    answers = [one for one in case.turns if not one.customer and not one.gone and one.text]
    begun = moment(first.at)
    found: dict[str, object] = {"status": case.status, "turns": len(case.turns)}
    replied = next((at for one in answers if (at := moment(one.at)) and begun and at >= begun), None)
    if begun and replied:
        found["first_response_minutes"] = round((replied - begun).total_seconds() / 60)
    if begun and case.ended:
        found["resolution_minutes"] = max(0, round((case.ended - begun).total_seconds() / 60))
    if answers and case.ended:
        found["answer"] = answers[-1].text
    if case.satisfaction:
        found["satisfaction"] = case.satisfaction
    return found


def _changed(there: dict[str, Item], one: Held, texts: dict[str, str]) -> bool:
    found = there.get(one.id)
    return found is None or found.mention is None or found.mention.get("text") != texts[one.id]
