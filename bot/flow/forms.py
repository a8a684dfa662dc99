"""The forms of the ledger: what each shows to a person, and what is kept of one that was sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast, get_args
from urllib.parse import parse_qsl

from bot.errors import NotAllowed, NotFound
from bot.flow.books import Books
from bot.flow.organisation import Organisation, named_in_file
from bot.flow.programmes import set_up
from bot.flow.recording import OPEN, Kind, Recording, books_now, items_of, record
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.changes import LedgerItem
from bot.model.forms import NOTHING, EntryForm
from bot.model.people import Person, PersonId, Role
from bot.model.views import Receipt
from bot.roi.blank import Ground, blank
from bot.roi.forms import CHOICE_OF
from bot.roi.pilots import pilots
from bot.texts import refusals

_IN: Final[Mapping[str, str]] = {"edit": "entry", "void": "entry", "observation": "aim", "used": "department"}
"""The field in which what a form is about travels."""


async def entry_form(code: str, person: Person, *, tools: Books, organisation: Organisation) -> EntryForm:
    """The form that a code names, as this person may fill it in.

    Raises:
        NotAllowed: what it records is not theirs to record.
        BadLedger, NotFound: there is no such form, entry or programme.
    """
    head, choice = _head(code)
    # Whether an entry of another is theirs to change is looked at when it is sent.
    role: Role = "editor" if head in (*OPEN, "edit", "void") or (head, choice) == ("cost", "time") else "finance"
    if not person.may(role):
        finance = role == "finance"
        raise NotAllowed(
            what=refusals.money_role() if finance else refusals.entry_role(), role=role,
            remedy=refusals.money_remedy() if finance else refusals.hours_remedy(),
        )  # fmt: skip
    return blank(code, await _ground(person, tools=tools, organisation=organisation))


async def sent(
    code: str, form: Mapping[str, str], person: Person, *, key: str, tools: Tools, standing: Standing
) -> Receipt:  # fmt: skip
    """Keep what a form says; the same key again keeps one.

    Raises:
        NotAllowed, BadLedger, NeedsConfirming, NotFound: as `record` does.
    """
    head, choice = _head(code)
    form = {name: "" if said == NOTHING else said for name, said in form.items()}
    organisation = standing.organisation
    if head == "programme":
        ground = await _ground(person, tools=tools, organisation=organisation)
        return await set_up(choice, form, person, ground, key=key, tools=tools, standing=standing)
    if head not in get_args(Kind):
        raise NotFound(what="form", id=head[:40])
    field = CHOICE_OF.get(head) or _IN.get(head, "")
    given = {**form, field: choice} if field and choice else dict(form)
    asked = Recording(kind=cast(Kind, head), person=person.id, form=given, key=key)
    return await record(asked, tools=tools, organisation=organisation)


def _head(code: str) -> tuple[str, str]:
    return next(iter(parse_qsl(code, keep_blank_values=True)), ("", ""))


async def _ground(person: Person, *, tools: Books, organisation: Organisation) -> Ground:
    items = await items_of(tools, organisation)
    now = tools.clock.now()
    shown = items if person.may("finance") else [one for one in items if _open_to(person, one)]
    capped = [one for one in organisation.programmes if one.cap]
    books = await books_now(tools, organisation) if capped else None
    full = [one for one in pilots(books, capped) if one.threshold == 100 or one.over] if books is not None else []
    return Ground(
        items=shown, programmes=organisation.programmes,
        departments=[one.name for one in organisation.departments()],
        names={PersonId(name): one.name for one in organisation.all_people for name in (one.id, *one.ids)},
        settings=organisation.settings.roi, at=now, today=now.astimezone(tools.zone).date(),
        department=person.department or "", fixed=named_in_file(organisation.settings),
        full=frozenset(one.programme.id for one in full),
    )  # fmt: skip


def _open_to(person: Person, one: LedgerItem) -> bool:
    """Whether an editor may see an entry in a form: no money but what they typed themselves."""
    if one.kind in ("changes", "uses"):
        return True
    hours = one.kind == "costs" and one.item.get("type") == "time" and not one.item.get("rate")
    return one.person == person.id and (hours or one.kind == "ideas")
