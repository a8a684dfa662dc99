"""What service conversations about one thing come to: how they ended, what was answered, who came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from bot.model.mention import Untrusted
from bot.model.service import Turn

GOOD, BAD = "good", "bad"
ANSWERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A customer who wrote about it in more than one conversation."""

    voice: str
    author: Untrusted | None
    turns: int
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer that ended conversations, as it was given last, with the turn that it answered then."""

    answer: Untrusted
    cases: int
    last: Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The conversations of a set of turns.

    `first_response` and `resolution` are medians in minutes of the conversations that say so; `good` and `bad` count
    those whose customer said how satisfied they were. `open` have not ended, `waiting` of them had no answer yet.
    `unanswered` are the first turns of those that ended without an answer, newest first, `returned` the customers of
    several (most conversations first), `answers` the last answers that ended most of them.
    """

    turns: int
    cases: int
    ended: int
    open: int
    waiting: int
    first_response: float | None
    resolution: float | None
    good: int
    bad: int
    unanswered: tuple[Turn, ...]
    returned: tuple[Returned, ...]
    answers: tuple[Answered, ...]


def service_of(turns: Sequence[Turn]) -> Service:
    """Sum up turns, given oldest first."""
    cases: dict[tuple[str, str], list[Turn]] = {}
    for turn in turns:
        cases.setdefault(turn.case, []).append(turn)
    told = [(one, turn.outcome) for one in cases.values() for turn in one if turn.outcome is not None]
    moods = [outcome.satisfaction for _, outcome in told]
    over = [(case, outcome) for case, outcome in told if outcome.ended]
    left = [outcome for _, outcome in told if not outcome.ended]
    return Service(
        turns=len(turns),
        cases=len(cases),
        ended=len(over),
        open=len(left),
        waiting=sum(1 for one in left if one.first_response is None),
        first_response=_median([one.first_response for _, one in told]),
        resolution=_median([one.resolution for _, one in told]),
        good=moods.count(GOOD),
        bad=moods.count(BAD),
        unanswered=tuple(case[0] for case, outcome in reversed(over) if outcome.answer is None),
        returned=_returned(cases),
        answers=_answers(turns),
    )


def _median(values: Sequence[float | None]) -> float | None:
    known = [one for one in values if one is not None]
    return median(known) if known else None


def _returned(cases: dict[tuple[str, str], list[Turn]]) -> tuple[Returned, ...]:
    by_voice: dict[str, list[list[Turn]]] = {}
    for turns in cases.values():
        for voice in dict.fromkeys(turn.voice for turn in turns):
            by_voice.setdefault(voice, []).append([turn for turn in turns if turn.voice == voice])
    found = [
        Returned(
            voice=voice, author=theirs[-1][-1].author, turns=sum(len(one) for one in theirs), cases=len(theirs),
        )
        for voice, theirs in by_voice.items()
        if len(theirs) > 1
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-one.cases, -one.turns, one.voice)))


def _answers(turns: Sequence[Turn]) -> tuple[Answered, ...]:
    found: dict[str, Answered] = {}
    for turn in turns:
        answer = turn.outcome.answer if turn.outcome is not None else None
        if answer is not None:
            key = " ".join(answer.raw.split()).casefold()
            before = found.get(key)
            found[key] = Answered(answer=answer, cases=1 + (before.cases if before else 0), last=turn)
    return tuple(sorted(found.values(), key=lambda one: (-one.cases, -one.last.id))[:ANSWERS])
