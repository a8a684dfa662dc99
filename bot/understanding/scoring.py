"""How well answers agree with labels: accuracy, F1, calibration, confusions, the worst language, and a threshold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10
LANGUAGE_FROM = 20
"""A language with fewer labelled texts is not called the worst: three texts prove nothing."""
CONFUSED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was right, what was said, whether it was said at all, and how sure (None: no confidence is given)."""

    right: str
    said: str
    answered: bool
    confidence: float | None
    language: str


def scored(answers: Sequence[Answer], *, precision: float = 0.9) -> dict[str, object]:
    """Returns the scores as plain values, shares from 0 to 1.

    `accuracy` counts silence as wrong, `accuracy_answered` leaves it out. `threshold` is the lowest confidence from
    which on answers are right as often as `precision` asks, with the share of texts that reach it.
    """
    wanted = Counter(one.right for one in answers)
    given = Counter(one.said for one in answers if one.answered)
    hits = Counter(one.said for one in answers if _hit(one))
    spoken = [one for one in answers if one.answered]
    classes = {
        name: {
            "n": count,
            "precision": _share(hits[name], given[name]),
            "recall": _share(hits[name], count),
            "f1": _share(2 * hits[name], given[name] + count),
        }
        for name, count in sorted(wanted.items())
    }
    confused = Counter((one.right, one.said if one.answered else "") for one in answers if not _hit(one))
    return {
        "n": len(answers),
        "answered": len(spoken),
        "accuracy": _share(sum(map(_hit, answers)), len(answers)),
        "accuracy_answered": _share(sum(map(_hit, spoken)), len(spoken)),
        "macro_f1": round(sum(float(one["f1"] or 0) for one in classes.values()) / max(len(classes), 1), 4),
        "calibration_error": calibration_error(spoken),
        "threshold": threshold(answers, precision),
        "worst_language": worst_language(answers),
        "confusions": [
            {"right": right, "said": said, "n": count} for (right, said), count in confused.most_common(CONFUSED)
        ],
        "classes": classes,
    }


def calibration_error(answers: Sequence[Answer]) -> float | None:
    """Returns the expected calibration error over ten equal bins; None where no confidence is given."""
    bins: dict[int, list[Answer]] = {}
    for one in answers:
        if one.confidence is not None:
            bins.setdefault(min(int(one.confidence * BINS), BINS - 1), []).append(one)
    count = sum(map(len, bins.values()))
    if not count:
        return None
    return round(sum(abs(sum((one.confidence or 0) - _hit(one) for one in held)) for held in bins.values()) / count, 4)


def threshold(answers: Sequence[Answer], precision: float) -> dict[str, object] | None:
    """Returns the lowest confidence whose answers are right often enough; None where none are."""
    sure = sorted((one for one in answers if one.confidence is not None), key=lambda one: -(one.confidence or 0))
    right = 0
    found: dict[str, object] | None = None
    for count, one in enumerate(sure, start=1):
        right += one.said == one.right
        last = count == len(sure) or sure[count].confidence != one.confidence
        if last and right / count >= precision:
            found = {
                "precision": precision, "confidence": one.confidence, "reached_by": _share(count, len(answers)),
                "accuracy": _share(right, count),
            }  # fmt: skip
    return found


def worst_language(answers: Sequence[Answer]) -> dict[str, object] | None:
    """Returns the language with the lowest accuracy among those with enough texts."""
    every = Counter(one.language for one in answers)
    hits = Counter(one.language for one in answers if _hit(one))
    many = [name for name, count in sorted(every.items()) if count >= LANGUAGE_FROM]
    if not many:
        return None
    worst = min(many, key=lambda name: hits[name] / every[name])
    return {"language": worst, "n": every[worst], "accuracy": _share(hits[worst], every[worst])}


def _hit(one: Answer) -> bool:
    return one.answered and one.said == one.right


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
