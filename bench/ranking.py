"""Is the learned order better than the loudest first, and than the newest first?

    python -m bench.ranking               fifty organisations, with and without one department that brigades
    python -m bench.ranking --seeds 8     fewer of them

Each simulated organisation (bench/ranking_world.py) is run under each order; what counts is the mean worth of what was
shown, known to the simulation alone. Exit 1 where the learned order is not better in nine of ten. In a third, harder
world a department brigades whole topics, for months: no bar, but what it costs should be known.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from bench.ranking_world import Act, Brigading, Item, Organisation, Past, Ranker
from bot.model.insight import InsightId
from bot.model.people import PersonId
from bot.model.signal import Signal, SignalId
from bot.signals.learned import MATURE, Features, Seen, learn, seen
from bot.signals.worth import shown_score

BAR = 0.9
BEGAN = datetime(2026, 1, 5, 9, tzinfo=UTC)
WORLDS: Mapping[Brigading, str] = {
    "nobody": "nobody brigades",
    "insights": "one of six departments brigades three in ten insights",
    "topics": "one of six departments brigades all of three in ten topics (no bar)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What each order showed in each organisation: its worth as a share of the best, by name."""

    shares: Mapping[str, Sequence[float]]

    def share(self, name: str) -> float:
        """The mean of an order."""
        return float(np.mean(self.shares[name]))

    def wins(self, name: str, other: str) -> float:
        """In which share of the organisations an order was better than another."""
        pairs = zip(self.shares[name], self.shares[other], strict=True)
        return sum(mine > theirs for mine, theirs in pairs) / len(self.shares[name])


def chronological(items: Sequence[Item], past: Past, day: int) -> list[int]:
    """As they came."""
    return [item.id for item in items]


def volume(items: Sequence[Item], past: Past, day: int) -> list[int]:
    """The loudest first."""
    return [item.id for item in sorted(items, key=lambda item: (-item.mentions, item.id))]


def severity(items: Sequence[Item], past: Past, day: int) -> list[int]:
    """The most severe first."""
    return [item.id for item in sorted(items, key=lambda item: (-item.severity, item.id))]


class Product:
    """Earshot in one organisation: what was done is taken in as it happens, and the product's own code orders."""

    def __init__(self, *, learns: bool) -> None:
        self._learns = learns
        self._taken = 0
        self._signals: dict[int, list[Signal]] = {}
        self._known: dict[int, tuple[tuple[int, bool], Seen]] = {}

    def __call__(self, items: Sequence[Item], past: Past, day: int) -> list[int]:
        """By what is foretold once enough outcomes are known and it may learn; by the shown score before."""
        for act in past.acts[self._taken :]:
            self._taken += 1
            self._signals.setdefault(act.item, []).append(_signal(self._taken, act))
        known = [(item, self._seen(item, day)) for item, _ in past.shown]
        weights = learn([one for _, one in known]) if self._learns else None
        if weights is not None:
            order = {item.id: weights.foretell(_features(item)) for item in items}
        else:
            order = _plain(items, known)
        return [item.id for item in sorted(items, key=lambda item: (-order[item.id], -item.severity, item.id))]

    def _seen(self, item: Item, day: int) -> Seen:
        """An insight as it stands; worked out again only where something was done or its outcome became known."""
        signals = self._signals.get(item.id, [])
        stands = (len(signals), _at(day) >= _at(item.day) + MATURE)
        held = self._known.get(item.id)
        if held is None or held[0] != stands:
            held = (stands, seen(_features(item), signals, shown=_at(item.day), now=_at(day)))
            self._known[item.id] = held
        return held[1]


def _plain(items: Sequence[Item], known: Sequence[tuple[Item, Seen]]) -> dict[int, float]:
    scores: dict[int, list[float]] = {}
    for item, one in known:
        scores.setdefault(item.topic, []).append(one.score)
    every = [score for found in scores.values() for score in found]
    prior = sum(every) / len(every) if every else 0.0
    # An insight that nobody has seen yet counts as one more of its topic, worth nothing so far.
    return {item.id: round(shown_score([*scores.get(item.topic, []), 0.0], prior), 6) for item in items}


ORDERS: Mapping[str, Callable[[], Ranker]] = {
    "chronological": lambda: chronological,
    "volume": lambda: volume,
    "severity": lambda: severity,
    "shown score": lambda: Product(learns=False),
    "learned": lambda: Product(learns=True),
}


def judged(seeds: Sequence[int], *, brigading: Brigading, orders: Sequence[str] = tuple(ORDERS)) -> Judged:
    """Some orders on these organisations."""
    shares: dict[str, list[float]] = {name: [] for name in orders}
    for seed in seeds:
        organisation = Organisation(seed, brigading=brigading)
        for name in orders:
            run = organisation.run(ORDERS[name]())
            shares[name].append(run.worth / run.best)
    return Judged(shares=shares)


def table(found: Mapping[str, Judged]) -> list[str]:
    """The lines of the table."""
    lines = [f"{'order':14}{'worth, % of best':>18}{'beats volume in':>18}{'beats chronol. in':>19}"]
    for title, one in found.items():
        lines += ["", title]
        for name in ORDERS:
            lines.append(
                f"{name:14}{100 * one.share(name):18.1f}{one.wins(name, 'volume'):18.0%}"
                f"{one.wins(name, 'chronological'):19.0%}"
            )
    return lines


def _features(item: Item) -> Features:
    return Features(
        severity=item.severity, mentions=item.mentions, novelty=1 / (1 + item.earlier), sentiment=item.mood,
        theme=item.topic,
    )  # fmt: skip


def _at(day: int) -> datetime:
    return BEGAN + timedelta(days=day)


def _signal(number: int, act: Act) -> Signal:
    return Signal(
        id=SignalId(number), insight=InsightId(act.item), person=PersonId(f"p{act.person}"),
        department=f"d{act.department}", kind=act.deed, at=_at(act.day), key=str(number),
    )  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Print the table; 1 where the bar is not met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=50)
    given = parser.parse_args(arguments)
    seeds = range(1, given.seeds + 1)
    found = {title: judged(seeds, brigading=brigading) for brigading, title in WORLDS.items()}
    print(f"{given.seeds} organisations, 120 days, 25 insights a day, 5 shown")
    print("\n".join(table(found)))
    barred = [found[title] for brigading, title in WORLDS.items() if brigading != "topics"]
    kept = [one.wins("learned", other) >= BAR for one in barred for other in ("volume", "chronological")]
    print(f"\nbar: the learned order is better in 90% or more: {'kept' if all(kept) else 'MISSED'}")
    return int(not all(kept))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
