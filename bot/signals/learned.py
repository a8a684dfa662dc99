"""The learned order: what an insight will be worth, foretold from what people did with those before it.

Ridge regression with numpy alone: the mean of the posterior, no chance in it, so the same data give the same digest.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from bot.model.insight import InsightId
from bot.model.people import PersonId
from bot.model.signal import Signal, SignalKind
from bot.signals.worth import worth

METHOD = "learned-1"
"""The name of this order; a fitted one adds how much it has seen."""
PRECISION = 4.0
"""The prior: each weight is 0, known as well as four insights would tell."""
OUTCOME_WEIGHT = 2.0
"""An outcome tells twice as much as a reaction ..."""
OUTCOME_FACTOR = 3.0
"""... and is worth three times its points."""
MATURE = timedelta(days=30)
"""So long after it was first shown, an insight's outcome is known: fixed or told, or neither."""
ENOUGH = 50
"""So many outcomes are known before anything is learned from them."""
OUTCOMES: frozenset[SignalKind] = frozenset({"fixed", "told"})
_DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What can be known of an insight before anybody has seen it.

    `severity` is 0..1, `novelty` 1 for the first of its theme and less for each further one, `sentiment` -1
    (all negative) to 1.
    """

    severity: float
    mentions: int
    novelty: float
    sentiment: float
    theme: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An insight that was shown: what it was, its score, and the worth of its being fixed and told in time.

    `outcome` is 0 where it was neither, None where it is too early to say.
    """

    features: Features
    score: float
    outcome: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A fitted order. `version` names the method and what it was fitted to; `themes` holds a weight for each theme."""

    version: str
    common: tuple[float, ...]
    themes: Mapping[int, float]

    def foretell(self, features: Features) -> float:
        """The score that an insight can be expected to get, in points; the order of these is the order of a digest."""
        known = sum(weight * value for weight, value in zip(self.common, _common(features), strict=True))
        own = 0.0 if features.theme is None else self.themes.get(features.theme, 0.0)
        # Rounded, so that the last bit of a sum never decides.
        return round(_points(known + own), _DECIMALS)


def seen(
    features: Features, signals: Sequence[Signal], *, shown: datetime, now: datetime, authors: Collection[PersonId] = ()
) -> Seen:  # fmt: skip
    """An insight as it is learned from: first shown at `shown`, with all its signals until `now`."""
    known = [one for one in signals if one.at <= now]
    came = [one for one in known if one.kind in OUTCOMES and one.at < shown + MATURE]
    return Seen(
        features=features,
        score=worth(known, authors=authors).score,
        outcome=worth(came, authors=authors).score if now >= shown + MATURE else None,
    )


def learn(past: Sequence[Seen]) -> Weights | None:
    """The order fitted to what was shown; None until enough of it is old enough to know what came of it.

    Each insight is one observation, log(1 + score); what was fixed or told in time is one more of weight 2,
    log(1 + 3 x worth). What was neither says nothing more than its score does.
    """
    outcomes = sum(one.outcome is not None for one in past)
    if outcomes < ENOUGH:
        return None
    themes = sorted({one.features.theme for one in past if one.features.theme is not None})
    column = {theme: at for at, theme in enumerate(themes)}
    rows, weights, targets = [], [], []
    for one in past:
        told = OUTCOME_WEIGHT if one.outcome else 0.0
        rows.append((_common(one.features), column.get(one.features.theme) if one.features.theme is not None else None))
        # Two observations of the same features are one of both weights and of their weighted mean.
        weights.append(1.0 + told)
        targets.append((_logs(one.score) + told * _logs(OUTCOME_FACTOR * (one.outcome or 0.0))) / (1.0 + told))
    found = _ridge(rows, len(themes), np.array(weights), np.array(targets))
    common = len(rows[0][0])
    return Weights(
        version=f"{METHOD}:{len(past)}+{outcomes}",
        common=tuple(found[:common].tolist()),
        themes=dict(zip(themes, found[common:].tolist(), strict=True)),
    )


def novelties(insights: Iterable[tuple[InsightId, int | None]]) -> dict[InsightId, float]:
    """How new each insight was when it came up: 1 over its place among those of its theme; given in their order."""
    came: dict[int, int] = {}
    found: dict[InsightId, float] = {}
    for number, theme in insights:
        if theme is None:
            found[number] = 1.0
            continue
        came[theme] = came.get(theme, 0) + 1
        found[number] = 1.0 / came[theme]
    return found


def _common(features: Features) -> tuple[float, ...]:
    """The values that every insight has, and a one for what is common to all."""
    return (1.0, features.severity, math.log1p(max(features.mentions, 0)), features.novelty, -features.sentiment)


def _ridge(
    rows: Sequence[tuple[tuple[float, ...], int | None]], themes: int, weights: npt.NDArray[np.float64],
    targets: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:  # fmt: skip
    """The mean of the posterior of linear weights with a normal prior of precision 4."""
    common = len(rows[0][0])
    seen_ = np.zeros((len(rows), common + themes))
    for at, (values, theme) in enumerate(rows):
        seen_[at, :common] = values
        if theme is not None:
            seen_[at, common + theme] = 1.0
    heavy = seen_ * weights[:, None]
    found = np.linalg.solve(heavy.T @ seen_ + PRECISION * np.eye(common + themes), heavy.T @ targets)
    return np.asarray(found, dtype=np.float64)


def _logs(score: float) -> float:
    """log(1 + score), and the same downwards for what people found useless."""
    return math.copysign(math.log1p(abs(score)), score)


def _points(logs: float) -> float:
    """A score from its logarithm."""
    return math.copysign(math.expm1(abs(logs)), logs)
