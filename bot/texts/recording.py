"""What is said when an entry of the ledger was kept, changed or taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from bot.texts.questions import day_words


def kept(what: str, name: str) -> str:
    """An entry that was recorded."""
    return f"Kept: {what} ({name})."


def replaced(name: str, by: str) -> str:
    """An entry that another one stands in for now."""
    return f"Kept: {by} stands for {name} now. Answers as of an earlier moment still show {name}."


def voided(name: str) -> str:
    """An entry that was taken back."""
    return f"{name} is taken back: it no longer counts, and is listed as such."


def still_lacks(inputs: Sequence[str]) -> str:
    """What the entry needs before it counts."""
    return f" It counts as nothing until this is known: {', '.join(inputs)}."


def rates_set(names: Sequence[str], since: date) -> str:
    """Figures of the organisation's own that hold from a day on."""
    if not names:
        return "Nothing changed."
    listed = ", ".join(names)
    return f"Kept from {day_words(since)} on: {listed}. Answers of an earlier moment keep what was known then."


def used(*, claimed: bool) -> str:
    """What a department says it used."""
    return "Kept. It stands beside the answers as said by you" + (", its amount as a claim." if claimed else ".")


def kept_spending(what: str, day: str, programme: str, category: str) -> str:
    """Hours or money that were recorded."""
    return f"Kept: {what} on {day} for {programme}" + (f" ({category})." if category else ".")


def kept_change(what: str, day: str) -> str:
    """Something that was done differently from a day on."""
    return f"Kept: {what}, changed on {day}."


def change_shows() -> str:
    """Where a change is seen."""
    return "It stands in charts from that day on, and beside “did it work?”."


def changes_period(period: str, programme: str, hours: str) -> str:
    """Which period an entry changes."""
    return f"It changes {period} of {programme}" + (f", which stands at {hours} now." if hours else ".")


def insights_and_acts(posted: int, acts: Mapping[str, int]) -> list[str]:
    """What came of hours, counted: `41 insights posted, 12 taken on, 3 fixed, 2 told`."""
    said = [f"{posted:,} insight" + ("" if posted == 1 else "s") + " posted"] if posted else []
    names = (("acknowledged", "taken on"), ("fixed", "fixed"), ("told", "told to customers"))
    return said + [f"{acts[kind]:,} {words}" for kind, words in names if acts.get(kind)]


def bought(counts: Sequence[str]) -> str:
    """What the hours bought so far."""
    if not counts:
        return "Nothing has come of it there yet that was counted."
    return f"What the hours bought there so far: {', '.join(counts)}."


def roi_moves(before: str, after: str) -> str:
    """The figure before and after an entry, '' where it cannot be said."""
    if not before and not after:
        return "There is no ROI for that period yet."
    return f"ROI there: {before or 'none'} before, {after or 'none'} now."


def pilot_full(programme: str, used: Decimal, *, over: bool) -> str:
    """Why an entry on a pilot needs to be confirmed."""
    why = "has ended" if over else f"would have used {used * 100:.0f} % of its cost cap"
    return f"Nothing was recorded: the pilot {programme} {why}."


def pilot_remedy() -> str:
    """What to do then."""
    return "Record it all the same if it is meant so."


def pilot_near(programme: str, used: Decimal) -> str:
    """A pilot comes near its cap."""
    return f" The pilot {programme} has used {used * 100:.0f} % of its cost cap."


def programme_kept(name: str, *, new: bool, aim: bool, owner: bool) -> str:
    """A programme was set up or changed."""
    said = f"{name} is set up." if new else f"{name} is changed; how it was before is kept."
    if not aim:
        said += " It has no aim yet: each answer about it says so."
    return said if owner else f"{said} Nobody answers for it yet: an admin is reminded each week."
