"""Recording entries: what is checked, who may, and what the past still knows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import BadLedger, NotAllowed
from bot.flow import money
from bot.flow.recording import Kind, Recording, record
from tests.bot.flow.books import ANA, BO, CY, NOW, Memory, asked, books, item, lines


async def test_editors_record_hours_and_nothing_else() -> None:
    memory = Memory()
    assert lines(await asked("spent 1h30 yesterday sorting", memory, person=BO)) == [
        "Kept: 1.5 h on 4 Oct 2026 for Listening desk (Listening and sorting).",
        "It changes 1 Oct-31 Dec 2026 of Listening desk, which stands at 1.5 h now.",
        "Nothing has come of it there yet that was counted.",
    ]
    (kept,) = memory.items.values()
    assert kept.item == {
        "type": "time", "programme": "desk", "date": "2026-10-04", "hours": "1.5", "category": "listening",
        "role": "quality",
    }  # fmt: skip
    for text, who in (("spent 1h at 90", BO), ("spent 1h", CY)):
        with pytest.raises(NotAllowed):
            await asked(text, memory, person=who)
    tools, org = books(memory)
    others: tuple[Kind, ...] = ("benefit", "aim", "outcome", "observation", "edit", "void")
    for kind in others:
        with pytest.raises(NotAllowed):
            await record(Recording(kind=kind, person=BO), tools=tools, organisation=org)
    assert len(memory.items) == 1


@pytest.mark.parametrize(
    ("kind", "form", "key"),
    [
        ("cost", {"type": "gold"}, "type"),
        ("cost", {"type": "cash", "amount": "ten", "date": "2026-09-30"}, "amount"),
        ("cost", {"type": "cash", "amount": "1", "date": "30.9."}, "date"),
        ("cost", {"type": "cash", "amount": "1", "date": "2026-09-30", "programme": "dsk"}, "programme"),
        ("cost", {"type": "cash", "hours": "1", "date": "2026-09-30"}, "hours"),
        ("benefit", {"kind": "magic", "date": "2026-09-30"}, "kind"),
        ("benefit", {"kind": "sales", "date": "2026-09-30", "gross_margin": "31"}, "gross_margin"),
        ("benefit", {"kind": "fix", "date": "2026-09-30", "avoided_low": "5", "avoided_high": "2"}, "avoided_low"),
        ("aim", {"metric": "days", "start": "2026-09-30", "due": "2026-09-01"}, "due"),
        ("outcome", {"metric": "x", "date": "2026-09-30", "count": "many"}, "count"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_is_stored(kind: Kind, form: dict[str, str], key: str) -> None:
    memory = Memory()
    tools, org = books(memory)
    with pytest.raises(BadLedger) as wrong:
        await record(Recording(kind=kind, person=ANA, form=form), tools=tools, organisation=org)
    assert wrong.value.data["key"] == key
    assert memory.items == {}


async def _record(memory: Memory, what: Kind, again: str = "", **form: str) -> str:
    tools, org = books(memory)
    asked = Recording(kind=what, person=ANA, form=form, key=again)
    return (await record(asked, tools=tools, organisation=org)).words


async def test_a_benefit_that_lacks_an_input_is_kept_and_says_so() -> None:
    memory = Memory()
    words = await _record(
        memory, "benefit", kind="fix", basis="control", date="2026-09-30", avoided="9", unit="mentions"
    )
    assert words == "Kept: fix (fix-1). It counts as nothing until this is known: contacts per mention."


async def test_a_form_that_comes_twice_is_one_entry_and_two_forms_are_two() -> None:
    memory = Memory()
    for key in ("k", "k", "", ""):
        await _record(memory, "cost", again=key, type="cash", amount="5", date="2026-09-30")
    assert len(memory.items) == 3


async def test_an_observation_is_added_to_its_aim() -> None:
    memory = Memory()
    await _record(memory, "aim", metric="days", baseline="19", target="7", start="2026-07-01", due="2026-12-31")
    await _record(memory, "observation", aim="aim-1", date="2026-09-30", value="11")
    assert "Intention   days 19 -> 11 (aim 7): on track" in lines(await asked("aims", memory))


async def test_an_edited_entry_replaces_the_old_one_which_the_past_still_knows() -> None:
    memory = Memory(
        [item("costs", "c", NOW - timedelta(days=1), programme="desk", type="cash", amount="5", date="2026-09-30")]
    )
    await _record(memory, "edit", entry="costs/c", amount="7")
    assert "Spent: €7.00" in lines(await asked("cost q3", memory))
    tools, org = books(memory)
    past = await money.open_answer(
        "cost q3", "spent", as_of=NOW - timedelta(hours=1), person=ANA, tools=tools, organisation=org
    )
    assert lines(past)[-1] == "Spent: 1 entry, together €5.00"
    await _record(memory, "void", entry="costs/c-1")
    assert "Spent: €5.00" in lines(await asked("cost q3", memory))
