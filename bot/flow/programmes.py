"""Setting a programme up: its aim, owner and means. Each version is kept with who made it and when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from bot.errors import BadInput, BadLedger, NotAllowed
from bot.flow.recording import items_of, keep, new_id
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.changes import Change, KeepSetting, LedgerItem, SettingEvent
from bot.model.people import Person, Programme
from bot.model.views import Receipt
from bot.roi.blank import AIM, PROFILE, Ground
from bot.roi.forms import item_of
from bot.roi.shelf import text
from bot.texts import recording, refusals
from bot.texts.forms import is_day

_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")


async def set_up(
    choice: str, form: Mapping[str, str], person: Person, ground: Ground, *, key: str, tools: Tools, standing: Standing
) -> Receipt:  # fmt: skip
    """Keep a new programme, or a new version of one, with its aim.

    Raises:
        NotAllowed: programmes are finance's to set up.
        BadInput: a field is wrong; nothing was stored.
    """
    if not person.may("finance"):
        raise NotAllowed(what=refusals.programme_role(), role="finance", remedy=refusals.hours_remedy())
    # What the file names is shown and not sent; what a form does not ask for stays as it was.
    known = ground.programme(choice) if choice else None
    held = {name: _kept(getattr(known, name)) for name in PROFILE} if known is not None else {}
    said = held | {name: value.strip()[:2000] for name, value in form.items()}
    if not said.get("name"):
        raise BadLedger(item="the programme", key="name", found="left out", expected="what it is called")
    # A form that comes twice finds the programme that it made.
    choice = choice or next((one.id for one in ground.programmes if _same(one, said, ground)), "")
    before = ground.programme(choice) if choice else None
    own = choice or _id_of(said["name"], ground)
    profile = _profile(said, own, ground)
    aim = _aim(own, said, person, ground, key=key)
    now = tools.clock.now()
    changes: list[Change] = []
    old = {name: _kept(getattr(before, name)) for name in PROFILE} if before is not None else None
    if old is None or any(old[name] != value for name, value in profile.items()):
        event = SettingEvent(subject=f"programme:{own}", person=person.id, at=now, old=old, new=profile)
        changes.append(KeepSetting(event=event))
    await standing.commit(changes, tools=tools)
    if aim is not None:
        items = await items_of(tools, standing.organisation)
        await keep([aim], items, "", tools=tools, organisation=standing.organisation)
    has_aim = aim is not None or ground.aim(own) is not None
    words = recording.programme_kept(said["name"], new=before is None, aim=has_aim, owner=bool(said.get("owner")))
    return Receipt(words=words)


def _same(one: Programme, said: Mapping[str, str], ground: Ground) -> bool:
    return (
        one.name == said["name"]
        and not ground.fixed.get(one.id)
        and one.id != ground.programmes[0].id
        and all(_kept(getattr(one, name)) == value for name, value in _profile(said, one.id, ground).items())
    )


def _kept(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value or "")


def _id_of(name: str, ground: Ground) -> str:
    """The id of a new programme: its name in small letters, with a number where it is taken."""
    plain = _NOT_IN_IDS.sub("-", name.casefold()).strip("-")[:40] or "programme"
    taken = {one.id for one in ground.programmes}
    if any(one.name.casefold() == name.casefold() for one in ground.programmes):
        raise BadLedger(item="the programme", key="name", found=repr(name[:60]), expected="a name of its own")
    numbered = (f"{plain}-{at}" for at in range(2, len(taken) + 3))
    return plain if plain not in taken else next(one for one in numbered if one not in taken)


def _profile(said: Mapping[str, str], own: str, ground: Ground) -> dict[str, str]:
    """What is kept of the programme; what earshot.toml names stays as it is there."""
    fixed = ground.fixed.get(own, frozenset())
    found = {name: said.get(name, "") for name in PROFILE if name not in fixed}
    named = [one.strip() for one in found.get("departments", "").split(",") if one.strip()]
    known = {one.casefold(): one for one in ground.departments}
    wrong = next((one for one in named if one.casefold() not in known), None)
    if wrong is not None:
        expected = ", ".join(ground.departments)
        raise BadInput(what="The department", where="of the programme", found=repr(wrong[:60]), expected=expected)
    if "departments" in found:
        found["departments"] = ", ".join(known[one.casefold()] for one in named)
    if found.get("cap"):
        found["cap"] = _amount(found["cap"])
    if found.get("ends") and not is_day(found["ends"]):
        expected = "a date such as 2026-12-31"
        raise BadLedger(item="the pilot", key="ends", found=repr(found["ends"][:40]), expected=expected)
    return found


def _amount(said: str) -> str:
    expected = "an amount above 0, such as 20000"
    try:
        number = Decimal(said.replace(",", "."))
    except InvalidOperation:
        raise BadLedger(item="the pilot", key="cap", found=repr(said[:40]), expected=expected) from None
    if not number.is_finite() or number <= 0:
        raise BadLedger(item="the pilot", key="cap", found=repr(said[:40]), expected=expected)
    return f"{number:f}"


def _aim(own: str, said: Mapping[str, str], person: Person, ground: Ground, *, key: str) -> LedgerItem | None:
    """The aim as it is now, in the place of the one before; None where it says the same, or there is none."""
    given = {name: said.get(name, "") for name in AIM}
    before = ground.aim(own)
    if not given["metric"] or (before is not None and all(text(before, name) == given[name] for name in AIM)):
        return None
    for name in ("target", "due"):
        if not given[name]:
            raise BadLedger(item="the aim", key=name, found="left out", expected="a target and the day it is due")
    item = item_of("aim", {**given, "start": given["start"] or ground.today.isoformat(), "programme": own})
    if before is not None:
        kept = {name: before.item[name] for name in ("observations", "weight", "tolerance") if name in before.item}
        item = {**kept, **item, "supersedes": [before.id]}
    name = new_id("aim", ground.items, f"{key}:aim" if key else "")
    return LedgerItem(kind="aims", id=name, item=item, recorded=ground.at, person=person.id)
