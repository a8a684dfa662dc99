"""Return on intention: how far the aims of the programmes in scope are, money or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.model.answer import AimResult, AimStatus, Intention
from bot.model.ledger import Aim
from bot.roi.rounding import settled
from bot.roi.values import ONE, ZERO

_SLACK = Decimal("0.10")


def intention(aims: Sequence[Aim], *, today: date, cost: Decimal | None) -> Intention:
    """The progress of each aim and their weighted score on a day; `cost` is C of the scope, None if not known."""
    results = tuple(_result(aim, today) for aim in aims)
    seen = [
        (aim.weight, min(max(result.progress, ZERO), ONE))
        for aim, result in zip(aims, results, strict=True)
        if result.progress is not None
    ]
    weight = sum((aim.weight for aim in aims), ZERO)
    with_progress = sum((one for one, _ in seen), ZERO)
    score = sum((one * progress for one, progress in seen), ZERO) / with_progress if with_progress else None
    return Intention(
        aims=results,
        score=score,
        coverage=with_progress / weight if weight else None,
        cost_per_point=cost / (100 * score) if cost is not None and score else None,
    )


def _result(aim: Aim, today: date) -> AimResult:
    expected = _expected(aim, today)
    seen = [(one.day, index, one.value) for index, one in enumerate(aim.observations) if aim.start <= one.day <= today]
    actual = max(seen)[2] if seen else None
    progress = _progress(aim, actual)
    return AimResult(
        id=aim.id,
        actual=actual,
        progress=progress,
        expected=expected,
        status="not_started" if today < aim.start else _status(aim, progress, expected),
    )


def _expected(aim: Aim, today: date) -> Decimal:
    """The part of the time that has passed, limited to 0..1."""
    if today < aim.start:
        return ZERO
    whole = (aim.due - aim.start).days
    return min(Decimal((today - aim.start).days) / whole, ONE) if whole else ONE


def _progress(aim: Aim, actual: Decimal | None) -> Decimal | None:
    if actual is None or aim.baseline is None or aim.target is None:
        return None
    if aim.target == aim.baseline:
        return ONE if abs(actual - aim.target) <= aim.tolerance else ZERO
    return (actual - aim.baseline) / (aim.target - aim.baseline)


def _status(aim: Aim, progress: Decimal | None, expected: Decimal) -> AimStatus:
    if progress is None:
        return "unknown"
    if progress >= ONE:
        return "achieved"
    if aim.target == aim.baseline:
        return "behind"
    if progress < ZERO:
        return "reversed"
    return "on_track" if settled(progress) >= settled(expected - _SLACK) else "behind"
