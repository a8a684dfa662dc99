"""Our forecast against statsmodels': the same numbers where the model is the same, and what its usual one would say.

    python -m bench.effect_peer [--runs 6]

In every kind of world of bench.effect without an effect, three topics (any, the worst by count, the worst by rise) are
forecast by ours and by statsmodels in an environment of its own. Ends with 1 where the same model gives other numbers.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from bench import peer
from bench.effect_worlds import AFTER, BEFORE, PICKS, World, kinds, worlds
from bot.roi.effect.estimate import change, forecast, learn, ratios

SEED, NINETY, CLOSE = 1, 1.645, 1e-6
HERE = Path(__file__).parent
BEFORE_, AFTER_ = range(BEFORE), range(BEFORE, BEFORE + AFTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """What ours says of one topic: the change, and the forecast of each week after."""

    pick: str
    low: float
    high: float
    sd: float
    mean: list[float]
    variance: list[float]


def topics(world: World) -> list[tuple[dict[str, Any], Ours]]:
    """The three topics of a world, as they are asked of the peer and as ours forecasts them."""
    counts = world.plain
    found = ratios(counts, counts.sum(axis=0), BEFORE_)
    shared = learn(found, BEFORE_)
    six = {name: value for name, value in asdict(shared).items() if name not in ("middle", "settled")}
    pairs = []
    for pick in PICKS:
        topic = world.fixed[pick]
        one = change(found, topic, shared, before=BEFORE_, after=AFTER_)
        ahead = forecast(found, topic, shared, before=BEFORE_, later=AFTER_)
        asked = {"r": found.r[topic].tolist(), "v": found.v[topic].tolist(), "six": six, "before": BEFORE}
        ours = Ours(
            pick=pick, low=one.low, high=one.high, sd=one.sd, mean=ahead.mean.tolist(),
            variance=np.diag(ahead.covariance).tolist(),
        )  # fmt: skip
        pairs.append((asked, ours))
    return pairs


def main() -> int:
    """Compare; 0 where the same model gives the same numbers."""
    parser = argparse.ArgumentParser(prog="python -m bench.effect_peer")
    parser.add_argument("--runs", type=int, default=6)
    runs = parser.parse_args().runs
    pairs = list(chain.from_iterable(topics(world) for kind in kinds() for world in worlds(kind, seed=SEED, runs=runs)))
    try:
        python = peer.statsmodels()
    except peer.NoPeer as wrong:
        print(f"statsmodels: {wrong}", file=sys.stderr)
        return 2
    done = subprocess.run(
        [str(python), "-P", str(HERE / "statsmodels_forecast.py")], input=json.dumps([asked for asked, _ in pairs]),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    said = json.loads(done.stdout)
    ours = [one for _, one in pairs]
    print("\n".join(table(ours, said)))
    return 0 if apart(ours, said["exact"]) < CLOSE else 1


def apart(ours: list[Ours], exact: list[dict[str, Any]]) -> float:
    """The largest difference of a week's mean or standard deviation."""
    return max(
        float(np.abs(np.array(one) - np.array(other)).max())
        for mine, theirs in zip(ours, exact, strict=True)
        for one, other in (
            (mine.mean, theirs["mean"]), (np.sqrt(mine.variance), np.sqrt(theirs["variance"])),
        )
    )  # fmt: skip


def table(ours: list[Ours], said: dict[str, Any]) -> list[str]:
    """The comparison as lines."""
    lines = [
        f"{len(ours)} topics of {len(ours) // 3} worlds, nothing done to any; largest difference of a week's forecast "
        f"or deviation",
        f"between ours and statsmodels' Kalman filter with the same six numbers: {apart(ours, said['exact']):.1e}",
        "",
        f"{'topic':8} {'':>8} {'holds the truth':>16} {'false benefit':>14} {'mean deviation':>15}",
    ]
    for pick in PICKS:
        mine = [(one.low, one.high, one.sd) for one in ours if one.pick == pick]
        alone = [
            (them["b"] - NINETY * them["sd"], them["b"] + NINETY * them["sd"], them["sd"])
            for one, them in zip(ours, said["alone"], strict=True)
            if one.pick == pick
        ]
        for name, found in (("ours", mine), ("alone", alone)):
            lines.append(
                f"{pick:8} {name:>8} {_share([low <= 0 <= high for low, high, _ in found]):>16} "
                f"{_share([high < 0 for _, high, _ in found]):>14} {np.mean([sd for _, _, sd in found]):>15.3f}"
            )
    return [
        *lines,
        "",
        "alone: UnobservedComponents (deterministic trend, AR(1), irregular) fitted to the one topic;"
        f" {1000 * said['alone_s'] / len(ours):.0f} ms a topic",
    ]


def _share(hits: list[bool]) -> str:
    return f"{sum(hits) / len(hits):.1%}"


if __name__ == "__main__":
    raise SystemExit(main())
