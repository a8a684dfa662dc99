"""Routing of insights: from the departments of its mentions to its own, with a reason in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from bot.model.insight import InsightKind, Routed
from bot.model.people import Department
from bot.ports.memory import Full
from bot.texts import routing as texts

SHARE = 0.15
"""A department is concerned by an insight whose mentions concern it with this probability in the mean ..."""
BESIDE = 0.65
"""... and with at least this part of the probability of the department most concerned.

The mean of many unsure mentions is sure: on 22 topics about one brand the most probable department
was the right one for all, although half of the mentions alone stayed in triage.
"""
SERVICE_SHARE = 0.2
SERVICE_COUNT = 5
"""The help desk's own department is concerned when so many, or this share, of the mentions are service contacts."""
MOVED_SHARE = 0.5
"""From this share of a department's mentions on, a correction is named as the reason."""

_KINDS: Mapping[InsightKind, tuple[str, ...]] = {
    "praise": ("praise", "compliments", "lob"),
    "request": ("wishes", "requests", "suggestions", "ideas", "wünsche"),
}
"""The words with which a department says that it cares about a kind, whatever the topic."""
_WORD = re.compile(r"[^\W\d_]+")

_DESK = ("support", "service", "help", "care", "kundendienst")


def route_insight(
    mentions: Sequence[Full], departments: Sequence[Department], *, kind: InsightKind | None = None,
    before: Sequence[Routed] = (),
) -> tuple[Routed, ...]:  # fmt: skip
    """The departments an insight concerns, most concerned first; what a person decided (`before` with `by`) stands.

    Mentions that a person's correction moved count as they were moved. A department that says it cares about
    praise or wishes is concerned by each, whatever it is about. A department it concerned before stays: a card does
    not leave a channel by itself. None at all means triage.
    """
    known = [one.name for one in departments if not one.archived]
    decided = {one.department: one for one in before if one.by is not None}
    earlier = {one.department: one for one in before}
    means = _means(mentions, known)
    highest = max(means.values(), default=0.0)
    desk, service = help_desk(departments), sum(one.row.kind == "service" for one in mentions)
    serves = service > 0 and (service >= SERVICE_COUNT or service >= SERVICE_SHARE * len(mentions))
    cares = {one.name for one in departments if _cares(one, kind)}
    found = []
    for name in known:
        if name in decided:
            found.append(decided[name])
            continue
        concerned = means[name] >= SHARE and means[name] >= BESIDE * highest
        if concerned or name in cares or (serves and name == desk) or name in earlier:
            kept = earlier.get(name)
            reason = _reason(mentions, name, service if name == desk else 0) if concerned or name not in cares else ""
            reason = reason or (texts.is_of(kind) if name in cares and kind else "") or (kept.reason if kept else "")
            active = kept.active if kept else True
            found.append(Routed(department=name, reason=reason, probability=round(means[name], 4), active=active))
    return tuple(sorted(found, key=lambda one: (not one.active, -one.probability, one.department)))


def help_desk(departments: Sequence[Department]) -> str | None:
    """The department that answers service contacts: the first one named after them, else the first that cares."""
    alive = [one for one in departments if not one.archived]
    for words in ((one.name.casefold() for one in alive), (one.about.casefold() for one in alive)):
        for department, said in zip(alive, words, strict=True):
            if any(word in said for word in _DESK):
                return department.name
    return None


def _cares(department: Department, kind: InsightKind | None) -> bool:
    words = _KINDS.get(kind, ()) if kind is not None else ()
    return bool(words) and not department.archived and not set(words).isdisjoint(
        _WORD.findall(department.about.casefold())
    )  # fmt: skip


def insight_vector(mentions: Sequence[Full]) -> bytes:
    """What an insight is about, as one vector: the normalised mean of its mentions' (for its corrections)."""
    rows = [np.frombuffer(one.vector, dtype=np.float32) for one in mentions if one.vector]
    if not rows:
        return b""
    mean = np.stack(rows).astype(np.float64).mean(axis=0)
    length = float(np.sqrt((mean * mean).sum()))
    return (mean / length).astype(np.float32).tobytes() if length > 0 else b""


def _means(mentions: Sequence[Full], known: Sequence[str]) -> dict[str, float]:
    sums = dict.fromkeys(known, 0.0)
    for mention in mentions:
        for name, probability, _ in mention.departments:
            if name in sums:
                sums[name] += probability
    return {name: total / len(mentions) if mentions else 0.0 for name, total in sums.items()}


def _reason(mentions: Sequence[Full], name: str, service: int) -> str:
    reasons = [reason for one in mentions for of, _, reason in one.departments if of == name and reason]
    moved = Counter(reason for reason in reasons if texts.is_moved(reason))
    if moved and sum(moved.values()) >= MOVED_SHARE * len(reasons):
        return texts.of_several(_commonest(moved))
    if service >= SERVICE_COUNT:
        return texts.wrote_to_help_desk(service)
    if service:
        return texts.ask_for_help()
    words = Counter(word for reason in reasons for word in texts.words_said(reason))
    if words:
        return texts.they_say([word for word, _ in sorted(words.items(), key=lambda one: (-one[1], one[0]))[:2]])
    plain = Counter(reason for reason in reasons if not texts.is_moved(reason))
    return texts.of_several(_commonest(plain)) if plain else ""


def _commonest(counter: Counter[str]) -> str:
    return min(counter, key=lambda one: (-counter[one], one))
