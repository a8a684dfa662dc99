"""Words of what Earshot says by itself about the ledger: each week what is left open, each month a question."""

from __future__ import annotations

from collections.abc import Sequence


def week_title() -> str:
    """The head of the weekly notice."""
    return "What the ledger lacks this week"


def no_owner(names: Sequence[str]) -> str:
    """Programmes that nobody answers for."""
    return f"Nobody answers for {_listed(names)}."


def no_aim(names: Sequence[str]) -> str:
    """Programmes without an aim."""
    return f"No aim is set for {_listed(names)}: each answer about it says so."


def own_cost() -> str:
    """Nobody entered what Earshot itself costs."""
    return (
        "What running Earshot costs is not recorded, so that every answer looks better than it is. "
        "Typed in a line: /roi cost 65 EUR server."
    )


def pilot_over(name: str, used: str, *, ended: bool) -> str:
    """A pilot near or over its cap, or past its end."""
    return f"The pilot {name} has used {used} of its cost cap" + (" and has ended." if ended else ".")


def review(programme: str, metric: str) -> str:
    """An aim whose progress is reversed."""
    return (
        f"“{metric}” of {programme} goes the wrong way: it stands worse than when it began. "
        "Has what you know or want changed? Then change the programme."
    )


def shifted(programme: str, before: float, now: float) -> tuple[str, str]:
    """Around the topic that grew most, where people speak of other things than they did."""
    return (
        f"What people speak of has shifted under {programme}: ",
        f" was {before:.0%} of it in the twelve weeks before and is {now:.0%} in the last four. "
        "Does the aim still fit? Then leave it; else change the programme.",
    )


def used_question(month: str) -> str:
    """The monthly question to a department."""
    return f"What did you use in {month} of what was heard?"


def used_how() -> str:
    """How it is answered."""
    return (
        "A sentence is enough: a script, a quote in a meeting, a decision. Reply here, or fill in the form. "
        "It is kept as said by you and never counted as money."
    )


def used_button() -> str:
    """The button to the form."""
    return "Say what you used"


def used_kept() -> str:
    """A reply that became evidence."""
    return "Kept as said by you. /roi used lists all of it."


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
