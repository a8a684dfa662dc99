"""Routing of mentions: from texts and vectors to departments with probabilities and reasons."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo

import numpy as np
import numpy.typing as npt

from bot.model.people import Department, PersonId
from bot.model.reading import Probability
from bot.model.signal import Correction
from bot.routing.corrected import Moved, apply, in_force, remember, unit
from bot.routing.heads import ANCHORS, Head, fit, probabilities
from bot.routing.learned import ENOUGH, Embed, Learn, Vectors, learn, spoken
from bot.routing.learned import probabilities as learned_probabilities
from bot.routing.words import COMMON, overlap
from bot.texts import routing as texts
from bot.understanding.linear import Linear, telling

TRIAGE_BELOW = 0.4
"""A mention without a department at or above this probability is nobody's: it goes to triage.

With ten words and examples a department, over 3,500 texts about one brand: at 0.3 two thirds find
a department (74 % the right one), at 0.4 half of them (78 %), at 0.5 a third (80 %).
"""
SHOWN_FROM = 0.05
"""Departments below this probability are not listed."""
_REASON_FROM = 0.25
_WORD_DECIDES = 0.3
_WORDS = 2
_EXAMPLE_LIKE = 0.3
_CLAUSE = re.compile(r"[,;.\n]+|\band\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Router:
    """What routing knows. Never changed: `corrected` and `make_router` give a new one.

    `samples`, `labels` and `said` are all it learned from (vectors, places in `names`, texts);
    `learned` is what much labelled history taught instead of `head`, with `each` lessons a name;
    `likeness` the unit vectors of the departments' own examples, which reasons may quote; `own`
    says which of them are whose.
    """

    names: tuple[str, ...]
    samples: Vectors
    labels: tuple[int, ...]
    said: tuple[str, ...]
    centre: Vectors
    anchors: Vectors
    head: Head | None
    learned: Linear | None
    each: float
    likeness: Vectors
    examples: tuple[tuple[int, str], ...]
    own: tuple[tuple[int, ...], ...]
    moved: Moved


def make_router(
    departments: Sequence[Department], embed: Embed, *, taught: Sequence[tuple[str, str]] = (), learn: Learn = learn
) -> Router:
    """The router of these departments (archived ones are left out), warm-started with (text, department) pairs.

    Names in `taught` that are no department become routes of their own. The names of departments
    are matched whatever the case of their letters. `learn` is asked where much was taught.
    """
    alive = [one for one in departments if not one.archived]
    named = {one.name.casefold(): one.name for one in alive}
    for name in sorted({name for _, name in taught if name.casefold() not in named}):
        named.setdefault(name.casefold(), name)
    names = tuple(named.values())
    place = {name: index for index, name in enumerate(names)}
    examples = [(place[one.name], text) for one in alive for text in one.examples if text.strip()]
    about = [(place[one.name], text) for one in alive for text in clauses(one)]
    lessons = [(place[named[name.casefold()]], text) for text, name in taught if text.strip()]
    much = len(lessons) >= ENOUGH and len(names) > 1
    # What much history taught is known by its weights; its texts need not be compared with each new one.
    pairs = [*examples, *about] if much else [*examples, *about, *lessons]
    samples = embed([text for _, text in pairs]) if pairs else np.zeros((0, 256), dtype=np.float32)
    labels, said = tuple(label for label, _ in pairs), tuple(text for _, text in pairs)
    every = [(text, label) for label, text in (*examples, *about, *lessons)]
    learned = learn(every, len(names), embed) if much else None
    centre = _centre(samples, learned)
    return Router(
        names=names,
        samples=samples,
        labels=labels,
        said=said,
        centre=centre,
        anchors=unit(samples[_spread(len(samples))] - centre),
        head=fit(samples, labels, said, len(names)) if learned is None and _several(labels) else None,
        learned=learned,
        each=len(every) / max(len(names), 1),
        likeness=unit(samples[: len(examples)] - centre),
        examples=tuple(examples),
        own=tuple(tuple(index for index, (of, _) in enumerate(examples) if of == at) for at in range(len(names))),
        moved=remember((), names, centre, people={}, zone=UTC),
    )


def _centre(samples: Vectors, learned: Linear | None) -> Vectors:
    if learned is not None:
        return learned.middle
    return np.asarray(samples.mean(axis=0)) if len(samples) else np.zeros(samples.shape[1], dtype=np.float32)


def clauses(department: Department) -> tuple[str, ...]:
    """What a department cares about, clause by clause: "Delivery, returns and accounts" are three."""
    parts = [part.strip() for part in _CLAUSE.split(department.about)]
    return tuple(dict.fromkeys(part for part in parts if len(part) > 2))


def corrected(
    router: Router, corrections: Sequence[Correction], *, people: Mapping[PersonId, str], zone: tzinfo
) -> Router:
    """The router with exactly these corrections (all of them: undone ones are left out here).

    What came before does not matter: with one correction undone the result is that of never
    having had it. `people` are names for the reasons, `zone` that of their dates.
    """
    place = {name: index for index, name in enumerate(router.names)}
    base = len(router.said)
    kept = [one for one in reversed(in_force(corrections)) if one.to in place]
    added = [np.frombuffer(one.vector, dtype=np.float32) for one in kept]
    labels = (*router.labels[:base], *(place[one.to] for one in kept if one.to is not None))
    samples = np.concatenate([router.samples[:base], np.stack(added)]) if added else router.samples[:base]
    return replace(
        router,
        samples=samples,
        labels=labels,
        head=fit(samples, labels, router.said, len(router.names))
        if router.learned is None and _several(labels)
        else None,
        moved=remember(corrections, router.names, router.centre, people=people, zone=zone),
    )


def route(
    router: Router, vectors: Vectors, texts_: Sequence[str], *, shown_from: float = SHOWN_FROM, least: int = 0
) -> list[tuple[Probability, ...]]:
    """For each text its departments, most probable first; those that are nearly impossible are left out.

    A text without any known word and vector has none. Row i of `vectors` belongs to text i.
    `least` departments are listed however improbable they are.
    """
    routed: list[tuple[Probability, ...]] = []
    if not router.names or not len(texts_):
        return [() for _ in texts_]
    centred = unit(vectors - router.centre)
    known = _known(router, texts_)
    chances = _chances(router, vectors, centred, known)
    near, nearest = _nearest(router, centred)
    cosines = centred @ router.moved.vectors.T
    empty: list[bool] = np.logical_not(vectors.any(axis=1)).tolist()
    for index, row in enumerate(chances):
        words, rows = known[index]
        if empty[index] and not words and len(router.names) > 1:
            routed.append(())
            continue
        told = apply(router.moved, cosines[index], row) if len(router.moved.to) else {}
        seen = _Seen(told=told, words=words, rows=rows, near=near[index], nearest=nearest[index])
        routed.append(_listed(router, row.tolist(), seen, shown_from=shown_from, least=least))
    return routed


def _known(router: Router, texts_: Sequence[str]) -> list[tuple[list[str], list[int]]]:
    """The words of each text by which departments are told apart, with their rows in `head`, if it is that."""
    if router.learned is not None:
        return [(words, []) for words in spoken(texts_)]
    return [router.head.words.found(text) if router.head else ([], []) for text in texts_]


def _chances(
    router: Router, vectors: Vectors, centred: Vectors, known: Sequence[tuple[list[str], list[int]]]
) -> npt.NDArray[np.float64]:
    """One row a text, one column a department, before what people corrected."""
    if router.learned is not None:
        return learned_probabilities(router.learned, [words for words, _ in known], vectors, each=router.each)
    if router.head is None:
        return np.full((len(vectors), len(router.names)), 1.0 if len(router.names) == 1 else 0.0)
    overlaps = overlap(router.head.words, [rows for _, rows in known])
    nearest_known = (centred @ router.anchors.T).max(axis=1).astype(np.float64)
    return probabilities(router.head, vectors, overlaps, nearest_known)


def decide(probabilities_: Sequence[Probability]) -> str | None:
    """The department a mention belongs to, None for triage."""
    return next((one.department for one in probabilities_[:1] if one.probability >= TRIAGE_BELOW), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What may be a reason in one text: corrections by place, known words with their rows, the nearest examples."""

    told: Mapping[int, str]
    words: list[str]
    rows: list[int]
    near: list[float]
    nearest: list[int]


def _nearest(router: Router, centred: Vectors) -> tuple[list[list[float]], list[list[int]]]:
    """For each text and department how near its nearest own example is, and which one that is."""
    near = np.zeros((len(centred), len(router.names)), dtype=np.float32)
    nearest = np.zeros((len(centred), len(router.names)), dtype=np.intp)
    likeness = centred @ router.likeness.T
    for place, own in enumerate(router.own):
        if own:
            columns = likeness[:, own]
            best = columns.argmax(axis=1)
            near[:, place] = columns[np.arange(len(columns)), best]
            nearest[:, place] = np.asarray(own)[best]
    return near.tolist(), nearest.tolist()


def _listed(
    router: Router, chances: list[float], seen: _Seen, *, shown_from: float, least: int
) -> tuple[Probability, ...]:
    places = [place for place, chance in enumerate(chances) if chance >= shown_from]
    if len(places) < least:
        places = sorted(range(len(chances)), key=lambda one: -chances[one])[:least]
    listed = []
    for place in sorted(places, key=lambda one: (-chances[one], router.names[one])):
        chance = chances[place]
        reason = (seen.told.get(place) or _reason(router, place, seen)) if chance >= _REASON_FROM else ""
        listed.append(Probability(department=router.names[place], probability=round(chance, 4), reason=reason))
    return tuple(listed)


def _reason(router: Router, place: int, seen: _Seen) -> str:
    """The example or the words that speak most for a department."""
    if router.head is None and router.learned is None:
        return texts.only_department() if len(router.names) == 1 else ""
    chosen: list[str] = []
    for word in _telling(router, place, seen):
        # "number gone" already says "gone".
        if len(chosen) < _WORDS and len(word) > 2 and not any(word in other or other in word for other in chosen):
            chosen.append(word)
    near = seen.near[place]
    if near >= _EXAMPLE_LIKE and (not chosen or near >= 2 * _EXAMPLE_LIKE):
        return texts.like_example(router.examples[seen.nearest[place]][1])
    return texts.says(chosen) if chosen else texts.reads_alike()


def _telling(router: Router, place: int, seen: _Seen) -> list[str]:
    """The words that speak clearly for a department, the most telling first."""
    if router.learned is not None:
        said = telling(router.learned, seen.words, place) if seen.words else []
        best = max((weight for weight, _ in said), default=0.0)
        words = [(weight, word) for weight, word in said if word[0].isalnum() and word not in COMMON]
        return [word for weight, word in words if weight >= max(_WORD_DECIDES, best / 2)]
    assert router.head is not None
    weights = router.head.words.weights
    ordered = sorted(zip((-weights[seen.rows, place]).tolist() if seen.rows else (), seen.words, strict=True))
    return [word for weight, word in ordered if -weight >= _WORD_DECIDES]


def _spread(count: int) -> npt.NDArray[np.intp]:
    """The places of at most ANCHORS of so many, spread evenly."""
    return np.linspace(0, max(count - 1, 0), min(count, ANCHORS)).astype(np.intp)


def _several(labels: Sequence[int]) -> bool:
    return len(set(labels)) > 1
