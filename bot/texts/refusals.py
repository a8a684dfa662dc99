"""Why the ledger cannot say what was asked, what it can say, and which entry would change that."""

from __future__ import annotations

from collections.abc import Sequence


def refused(code: str, notes: Sequence[str]) -> str:
    """A refusal in plain words."""
    said = {
        "COST_MISSING": "No figure yet: what one entry cost is not known.",
        "NO_BENEFIT_DATA": "No figure yet: nothing that came of it has been entered.",
        "NO_COST": "No ROI: no cost has been entered, and nothing can be divided by nothing.",
        "NO_OUTCOME": "No unit cost: no result has been counted.",
    }
    return said.get(code) or " ".join(notes) or code


def no_aims() -> str:
    """Nobody has written down an aim."""
    return "No data: no aim has been entered."


def no_score() -> str:
    """Aims without observations."""
    return "No data: no aim has an observation yet."


def known_so_far() -> str:
    """Before the amount spent."""
    return "Spent so far: "


def posted(count: int) -> str:
    """`41 insights`."""
    return f"{count:,} insight" + ("" if count == 1 else "s")


def acts(count: int) -> str:
    """`96 acts`."""
    return f"{count:,} act" + ("" if count == 1 else "s")


def posted_tail() -> str:
    """After the number of insights."""
    return " posted"


def acts_tail() -> str:
    """After the number of acts."""
    return " on them"


def first_figure() -> str:
    """Before the three entries that lead to a first figure."""
    return "Three entries lead to a first figure:"


FIRST_ENTRIES = (
    ("Hours somebody spent", "cost=time"),
    ("A problem fixed, or contacts avoided", "benefit=fix"),
    ("Sales with a code", "benefit=sales"),
)
"""Label and form of the entries that lead to a first figure."""


def money_role() -> str:
    """What needs the finance role."""
    return "Money in answers"


def money_remedy() -> str:
    """What a person without the role can do."""
    return "You can ask for counts instead, for example /earshot insights last month, or ask an admin for the role."


def money_here() -> str:
    """Money was asked for where others would see it."""
    return "People of another organisation are in this channel, or it cannot be told: money is never shown here."


def counts_here() -> str:
    """Counts were to be shared where others would see them."""
    return "People of another organisation are in this channel, or it cannot be told: answers are not shared here."


def money_elsewhere() -> str:
    """What to do instead."""
    return "Ask in a channel of your own, or in the messages of the Earshot app."


def hours_role() -> str:
    """What needs the editor role."""
    return "Recording hours"


def programme_role() -> str:
    """What needs the finance role too."""
    return "Setting up programmes"


def entry_role() -> str:
    """What needs the editor role too."""
    return "Recording this"


def hours_remedy() -> str:
    """What a person without the role can do."""
    return "Ask an admin for the role."


def not_counted(reason: str, name: str) -> str:
    """Why an entry is not in the figure; `name` is the entry that holds its worth already, where there is one."""
    head, _, _ = reason.partition(":")
    return {
        "voided": "taken back",
        "superseded": "replaced by a later entry",
        "no_money_value": "never money",
        "asserted": "a claim",
        "no_effect_shown": "no effect shown",
        "not_estimable_yet": "too early to judge",
        "overlap": f"already counted in {name}",
        "inside_cost_per_contact": "already inside cost per contact",
        "capped": "cut to what there was at all",
    }.get(head, head.replace("_", " "))


def lacking(reason: str) -> str:
    """The input that an entry lacks."""
    return "no exchange rate near its date" if reason == "FX_MISSING" else f"{reason.replace('_', ' ')} is not known"


def needed(reason: str) -> str:
    """The input that an entry needs before it counts."""
    return "an exchange rate near its date" if reason == "FX_MISSING" else reason.replace("_", " ")


def own_cost() -> str:
    """Nobody entered what Earshot itself costs."""
    return "own cost not recorded: nobody entered what running Earshot costs"


def no_hours(departments: Sequence[str]) -> str:
    """Departments that acted and entered no hours."""
    names = [f"{name[:1].upper()}{name[1:]}'s" for name in departments]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{listed} hours: nobody entered any"
