"""What an insight is called where no mention's own words can say it."""

from __future__ import annotations

from bot.model.insight import InsightKind


def silence_label(source: str) -> str:
    """The headline of a source that says nothing."""
    return f"Nothing heard from {source}"


def removed_label() -> str:
    """The headline of an insight all of whose mentions were taken back."""
    return "Taken back by those who said it"


def kind_reason(kind: InsightKind) -> str:
    """Why an insight of this kind was found, in one sentence with the rule's own numbers."""
    reasons: dict[InsightKind, str] = {
        "spike": "At least 10 mentions above what is usual, from 5 people or more, and more than in the last 7 days.",
        "emerging": "Nobody spoke of this a week ago; now 5 people or more do, and it grows.",
        "repeat": "3 people or more in each of the last 3 weeks, and three in ten complain.",
        "request": "5 people or more in four weeks, and at least one in ten asks for it in so many words.",
        "praise": "5 people or more in four weeks, a quarter of them praise it, and more than complain.",
        "risk": "Somebody speaks of danger: one mention is enough.",
        "silence": "This source has been silent for longer than its usual rate explains.",
        "raised": "A colleague turned a message into an insight.",
    }
    return reasons[kind]
