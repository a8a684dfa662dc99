"""What was recorded, as it stood at a moment: later entries, replaced ones and those taken back are left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from bot.model.changes import LedgerItem


def standing(items: Iterable[LedgerItem], kind: str, at: datetime) -> tuple[LedgerItem, ...]:
    """The entries of one list that stood at the moment, in the order in which they became known."""
    known = [one for one in items if one.kind == kind and known_from(one) <= at]
    there = [one for one in known if not voided(one, at)]
    replaced = {name for one in there for name in supersedes(one)}
    left = (one for one in there if one.id not in replaced)
    return tuple(sorted(left, key=lambda one: (known_from(one), one.id)))


def known_from(entry: LedgerItem) -> datetime:
    """When the entry became known: what it says itself, else when it was stored."""
    return _moment(entry.item.get("recorded")) or entry.recorded


def voided(entry: LedgerItem, at: datetime) -> bool:
    """Whether the entry was taken back at the moment."""
    when = _moment(entry.item.get("voided_at"))
    return when <= at if when is not None else entry.item.get("voided") is True


def supersedes(entry: LedgerItem) -> Sequence[str]:
    """The entries in whose place this one stands."""
    said = entry.item.get("supersedes")
    if isinstance(said, str):
        return (said,)
    return [str(one) for one in said] if isinstance(said, list | tuple) else ()


def text(entry: LedgerItem, name: str) -> str:
    """A field of an entry as it was typed, '' where it is empty."""
    value = entry.item.get(name)
    if value is None:
        return ""
    return ", ".join(str(one) for one in value) if isinstance(value, list | tuple) else str(value)


def _moment(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
    return found if found is None or found.tzinfo is not None else found.replace(tzinfo=UTC)
