"""Simulated organisations in which it is known what each insight is worth; knows nothing of how Earshot ranks.

An organisation has six departments, thirty people and forty topics. Each day 25 insights come up, five are shown. What
one is worth hangs on how severe, loud, new and negative it is, on its topic, and on luck, in a way of this
organisation's own that nobody sees. People look more often at what stands high, some press an emoji on whatever they
see, the others act the sooner the more it is worth to their department; what somebody took on may be fixed and told.
A brigading department reacts, replies and tags, all hands together, on three in ten insights, worth it or not; in a
harder world on all insights of three in ten topics.

How loud or severe things are and what they are worth is set so that the loudest five come to some 55 % of the best and
the first five to some 44 %, and so that whoever is told what each shown insight was worth beats the loudest in all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

DAYS, CANDIDATES, SHOWN = 120, 25, 5
DEPARTMENTS, PEOPLE, TOPICS = 6, 30, 40
BRIGADED = 0.3
BRIGADE = 0
"""The department that brigades, where one does."""

Brigading = Literal["nobody", "insights", "topics"]
Deed = Literal["seen", "reaction", "negative", "reply", "tag", "acknowledged", "action", "fixed", "told"]
SMALL: tuple[Deed, ...] = ("seen", "reaction", "negative", "reply", "tag")
"""What everybody may do; the rest is done by who took it on."""
STORM: tuple[Deed, ...] = ("reaction", "reply", "tag")
"""What all of a brigading department do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An insight of a day as it can be seen. `mood`: -1 (all complain) to 1; `earlier`: how often its topic came."""

    id: int
    day: int
    topic: int
    severity: float
    mentions: int
    mood: float
    earlier: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody did on an insight, and on which day."""

    item: int
    person: int
    department: int
    deed: Deed
    day: int


@dataclass(slots=True)
class Past:
    """What is known on a day: what was shown (with the rank) and what was done about it until then."""

    shown: list[tuple[Item, int]] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)


Ranker = Callable[[Sequence[Item], Past, int], Sequence[int]]
"""From a day's insights, what is known, and the day, to the ids in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Of one organisation under one order: the mean worth of what was shown, and of the best that could be."""

    worth: float
    best: float


class Organisation:
    """One organisation by its seed. The same seed has the same insights, people and luck under every order."""

    def __init__(self, seed: int, *, brigading: Brigading = "nobody") -> None:
        rng = np.random.default_rng([20261005, seed])
        self._seed = seed
        self._taste = rng.normal((1.0, 0.22, 0.5, -0.5), (0.5, 0.15, 0.3, 0.3))
        self._both = rng.normal(0.2, 0.15)
        self._topic = rng.normal(0.0, 0.6, TOPICS)
        self._loudness = rng.normal(2.8, 0.8, TOPICS)
        self._owners = [rng.choice(DEPARTMENTS, size=2, replace=False) for _ in range(TOPICS)]
        self._activity = rng.beta(2.0, 4.0, PEOPLE)
        self._habit = np.where(rng.random(PEOPLE) < 0.2, rng.uniform(0.4, 0.9, PEOPLE), 0.02)
        pets = rng.choice(TOPICS, size=int(BRIGADED * TOPICS), replace=False).tolist()
        self.days: list[list[Item]] = []
        self.worth: dict[int, float] = {}
        came: dict[int, int] = {}
        for day in range(DAYS):
            self.days.append([self._item(rng, day, came) for _ in range(CANDIDATES)])
        every = [item for items in self.days for item in items]
        by_lot = rng.random(len(every)) < BRIGADED
        stormed = {"nobody": (), "insights": np.flatnonzero(by_lot).tolist(),
                   "topics": [item.id for item in every if item.topic in pets]}  # fmt: skip
        self._stormed = frozenset(stormed[brigading])

    def _item(self, rng: np.random.Generator, day: int, came: dict[int, int]) -> Item:
        topic = int(rng.integers(TOPICS))
        mentions = 3 + int(np.exp(rng.normal(self._loudness[topic], 0.9)))
        item = Item(
            id=len(self.worth), day=day, topic=topic, severity=round(float(rng.beta(2.0, 2.5)), 2), mentions=mentions,
            mood=round(float(np.clip(rng.normal(-0.2, 0.5), -1, 1)), 2), earlier=came.get(topic, 0),
        )  # fmt: skip
        came[topic] = item.earlier + 1
        loud = (np.log(mentions) - 3.0) / 1.2
        seen = (2 * item.severity - 0.9, loud, 2.0 / (1 + item.earlier) - 0.2, item.mood)
        value = float(self._taste @ np.array(seen)) + self._both * max(0.0, loud) * item.severity
        value += float(self._topic[topic]) + float(rng.normal(0.0, 0.6)) - 0.2
        # Most are worth little, few much; none less than nothing.
        self.worth[item.id] = float(np.log1p(np.exp(1.3 * value)))
        return item

    def run(self, order: Ranker) -> Run:
        """Show each day's first five of an order, let people act, and add up what was shown."""
        past = Past()
        shown = best = 0.0
        later: list[Act] = []
        for day, items in enumerate(self.days):
            past.acts += [act for act in later if act.day == day]
            later = [act for act in later if act.day > day]
            ids = list(order(items, past, day))[:SHOWN]
            by_id = {item.id: item for item in items}
            for rank, number in enumerate(ids):
                shown += self.worth[number]
                past.shown.append((by_id[number], rank + 1))
                later += self._acts(by_id[number], rank)
            best += sum(sorted((self.worth[item.id] for item in items), reverse=True)[:SHOWN])
        count = DAYS * SHOWN
        return Run(worth=shown / count, best=best / count)

    def _acts(self, item: Item, rank: int) -> list[Act]:
        """What people do about an insight that stands at a rank (0 first), and when."""
        rng = np.random.default_rng([20261005, self._seed, item.id, 1])
        looks = rng.random(PEOPLE) < self._activity * 0.9 / (1 + 0.4 * rank)
        feels = rng.normal(0.0, 0.5, PEOPLE)
        habit = rng.random(PEOPLE) < self._habit
        days = item.day + 1 + rng.integers(0, 3, PEOPLE)
        luck, lag = rng.random((3, PEOPLE)), rng.integers(3, 40, PEOPLE)
        acts: list[Act] = []
        taken = False
        for person in range(PEOPLE):
            department = person % DEPARTMENTS
            cares = 1.0 if department in self._owners[item.topic] else 0.35
            felt = cares * self.worth[item.id] + float(feels[person])
            day = int(days[person])
            if department == BRIGADE and item.id in self._stormed:
                acts += [Act(item=item.id, person=person, department=department, deed=one, day=day) for one in STORM]
                continue
            if not looks[person]:
                continue
            deeds = self._deeds(felt, day, int(lag[person]), luck[:, person])
            if habit[person]:
                deeds.append(("reaction", day))
            if taken:
                # One has it already: nobody takes on what is taken.
                deeds = [(deed, on) for deed, on in deeds if deed in SMALL]
            taken = taken or any(deed == "acknowledged" for deed, _ in deeds)
            acts += [Act(item=item.id, person=person, department=department, deed=deed, day=on) for deed, on in deeds]
        return acts

    @staticmethod
    def _deeds(felt: float, day: int, lag: int, luck: np.ndarray) -> list[tuple[Deed, int]]:
        """What one person who looks does, given how much it is worth to them."""
        deeds: list[tuple[Deed, int]] = [("seen", day)]
        if felt > 1.2:
            deeds.append(("reaction", day))
        if felt < -0.4:
            deeds.append(("negative", day))
        if felt > 2.0 and luck[0] < 0.6:
            deeds.append(("reply" if luck[0] < 0.3 else "tag", day))
        if felt > 2.5 and luck[1] < 0.7:
            deeds.append(("acknowledged", day))
            # What is taken on and worth it is mostly fixed; of the fixed half is told.
            if luck[1] < 0.7 / (1 + np.exp(3.0 - felt)):
                deeds += [("action", day + 2), ("fixed", day + lag)]
                if luck[2] < 0.5:
                    deeds.append(("told", day + lag + 2))
        return deeds
