"""What is said when an entry of the ledger was kept, changed or taken back."""

from __future__ import annotations

from collections.abc import Sequence


def kept_hours(hours: str, day: str, programme: str) -> str:
    """Hours that were recorded."""
    return f"Kept: {hours} on {day} for {programme}."


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
