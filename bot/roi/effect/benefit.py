"""From the effect of a fix to its entry in the ledger: what a person entered once, with the counts as they are now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.model.changes import LedgerItem
from bot.model.effect import Effect

KEPT = (
    "programme", "shares", "kind", "unit", "contacts_per_mention", "channel", "currency", "cashable", "pool",
    "pool_cap", "insight", "label", "note", "department",
)  # fmt: skip
"""What a person says of a fix; everything else is counted."""
COUNTED = (
    "avoided", "avoided_low", "avoided_high", "pre_count", "post_count", "pre_days", "post_days", "control_pre",
    "control_post", "low", "high",
)  # fmt: skip
MARK = "estimate"
"""The key under which an entry names the estimate it was made from. Without it, its counts are a person's own."""


def seed_of(items: Sequence[LedgerItem], effect: Effect) -> LedgerItem | None:
    """The standing benefit of the fix's insight that asks for its counts, or holds counts of ours; else None."""
    mine = [one for one in items if one.kind == "benefits" and _about(one.item, effect.insight)]
    gone = {str(name) for one in mine if not _voided(one) for name in _names(one.item.get("supersedes"))}
    standing = [one for one in mine if one.id not in gone and not _voided(one)]
    last = max(standing, key=lambda one: (one.recorded, one.id), default=None)
    if last is None or (MARK not in last.item and any(last.item.get(name) is not None for name in COUNTED)):
        return None
    return last


def benefit_of(effect: Effect, seed: LedgerItem, *, at: datetime) -> LedgerItem | None:
    """The entry that replaces the seed; None where nothing was counted yet, or where it says so already.

    Judged: basis `control` with avoided and its bounds. Not yet: `before_after`, which stands beside the figures only.
    """
    name = f"fix-{effect.insight}-{effect.fixed.isoformat()}-{effect.until.isoformat()}"
    counts = _counts(effect)
    if counts is None:
        return None
    if effect.measured is None:
        name += f"-{effect.naive.after_days}d"
    if seed.id == name or seed.item.get(MARK) == name:
        return None
    said = {key: value for key in KEPT if (value := seed.item.get(key)) is not None}
    item: dict[str, object] = {**said, **counts, MARK: name, "supersedes": [seed.id]}
    return LedgerItem(kind="benefits", id=name, item=item, recorded=at, person=None)


def _counts(effect: Effect) -> dict[str, object] | None:
    one = effect.measured
    if one is not None:
        return {
            "basis": "control", "from": effect.start.isoformat(), "to": effect.until.isoformat(),
            "avoided": _digits(one.avoided), "avoided_low": _digits(one.avoided_low),
            "avoided_high": _digits(one.avoided_high), "post_count": str(one.after),
        }  # fmt: skip
    naive = effect.naive
    if not naive.before_days or not naive.after_days:
        return None
    return {
        "basis": "before_after", "from": effect.fixed.isoformat(),
        "to": (effect.fixed + timedelta(days=naive.after_days)).isoformat(),
        "pre_count": str(naive.before), "pre_days": str(naive.before_days), "post_count": str(naive.after),
        "post_days": str(naive.after_days),
    }  # fmt: skip


def _digits(value: float) -> str:
    return f"{value:.2f}"


def _about(item: Mapping[str, object], insight: int) -> bool:
    return item.get("kind") == "fix" and str(item.get("insight")) in (str(insight), f"insight-{insight}")


def _voided(one: LedgerItem) -> bool:
    return bool(one.item.get("voided") or one.item.get("voided_at"))


def _names(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()
