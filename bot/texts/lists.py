"""Words of the lists of what was recorded: programmes, figures, ideas, entries, and who saw and changed what."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

RATES_HEAD: Final = ("Figure", "Yours", "Ours", "Since", "Set by", "Source")
PROGRAMMES_HEAD: Final = ("Programme", "Aim", "Owner", "Strategy", "Pilot")
IDEAS_HEAD: Final = ("Idea", "Expected", "Measured", "Difference", "What would show it", "Judged on")
ENTRIES_HEAD: Final = ("Entry", "What", "Day", "Amount", "Recorded", "By")
USES_HEAD: Final = ("Used", "Department", "Day", "By")
AUDIT_HEAD: Final = ("When", "Who", "What")


def rates_title() -> str:
    """The head of the organisation's own figures."""
    return "Your own figures"


def programmes_title() -> str:
    """The head of the programmes."""
    return "Programmes"


def ideas_title() -> str:
    """The head of the ideas."""
    return "Ideas: expected against measured"


def entries_title() -> str:
    """The head of the newest entries."""
    return "The newest entries"


def uses_title() -> str:
    """The head of what departments used."""
    return "What was used"


def audit_title() -> str:
    """The head of the audit list."""
    return "Who saw money, and who changed what"


def add_title() -> str:
    """The head of everything that can be recorded."""
    return "What can be recorded"


ADD: Final = (
    ("Hours", "cost=time"), ("Money spent", "cost=cash"), ("A change", "change="), ("What we used", "used="),
    ("An idea", "idea="), ("A counted result", "outcome="), ("An aim", "aim="), ("A problem fixed", "benefit=fix"),
    ("Contacts avoided", "benefit=deflection"), ("Time saved", "benefit=time_saved"), ("Sales", "benefit=sales"),
    ("Customers kept", "benefit=retention"), ("A change in spend", "benefit=spend_change"),
    ("A bill no longer paid", "benefit=other_cash"), ("A claim", "benefit=asserted"), ("A programme", "programme="),
    ("An exchange rate", "fx="),
)  # fmt: skip
"""Label and form of everything that can be recorded."""
FIRST: Final = 4
"""So many of them are buttons, the others lie in the menu."""


def add_words() -> str:
    """How most entries are made faster."""
    return (
        "Typed in a line: spent 2h moderation, cost 65 EUR server, changed the phone script on 2026-09-01. "
        "Everything else has a form."
    )


def change_figures() -> str:
    """The button to the form of the figures."""
    return "Set your figures"


def new_programme() -> str:
    """The button to the form of a new programme."""
    return "Set up a programme"


def set_up(name: str) -> str:
    """The button to the form of a programme."""
    return f"Set up {name}"[:75]


def observe(metric: str) -> str:
    """The button that records how an aim stands."""
    return f"How does “{metric}” stand?"[:75]


def add_idea() -> str:
    """The button to the form of an idea."""
    return "Add an idea"


def say_used() -> str:
    """The button to the form of what was used."""
    return "Say what you used"


def no_aim() -> str:
    """A programme without an aim."""
    return "no aim"


def nobody() -> str:
    """A programme without an owner."""
    return "nobody"


def pilot(used: Decimal, *, money: str, ends: str, over: bool) -> str:
    """How a pilot stands; `money` '' for who may not see it."""
    said = f"{used * 100:.0f} % of its cap used" + (f" ({money})" if money else "")
    if ends:
        said += f", ended {ends}" if over else f", ends {ends}"
    return said


def none_yet() -> str:
    """A list with nothing in it."""
    return "Nothing has been recorded yet."


def not_measured() -> str:
    """An idea that nothing was measured of."""
    return "not measured yet"


def not_counted(why: str) -> str:
    """An idea whose entry does not count."""
    return f"not counted: {why}"


def saw_money(question: str, part: str) -> str:
    """A read of money in the audit list."""
    return f"read “{question}”" + (f", opened {part}" if part else "")


def recorded(what: str, name: str, replaced: str) -> str:
    """An entry in the audit list."""
    return f"recorded {what} ({name})" + (f" in place of {replaced}" if replaced else "")


def took_back(what: str, name: str, why: str) -> str:
    """An entry that was taken back, in the audit list."""
    return f"took {what} ({name}) back" + (f": {why}" if why else "")


def observed(metric: str, value: str) -> str:
    """An observation in the audit list."""
    return f"observed {metric}: {value}"


KINDS: Final = {
    "costs": "a cost", "benefits": "a benefit", "aims": "an aim", "outcomes": "a counted result", "orders": "an order",
    "changes": "a change", "ideas": "an idea", "rates": "a figure", "uses": "what was used", "fixes": "a fix",
    "fx": "an exchange rate", "told": "that customers were told",
}  # fmt: skip
"""What an entry of each list is called."""


def audit_role() -> str:
    """What needs the admin role."""
    return "The list of who saw money"


def ask_admin() -> str:
    """What a person without the role can do."""
    return "Ask an admin."


def used_of(number: int) -> str:
    """How many newest lines a list shows."""
    return f"The newest {number:,}. All of it is in the export."
