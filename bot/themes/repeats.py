"""Which themes come back week after week, grow, or are new: the rules, on counts alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

REPEAT_VOICES = 3
REPEAT_WEEKS = 3
REPEAT_PEOPLE, REPEAT_PEOPLE_WEEKS = 10, 6
REPEAT_MOST = 4  # so many people of one week count: one loud week is no problem that comes back
COMPLAINT_SHARE = 0.3
PRAISE_VOICES, PRAISES, PRAISE_SHARE = 5, 4, 0.25
GROWTH = 2.0
EMERGING_VOICES = 5
EMERGING_DAYS = 7
YOUNG_DAYS = 14
WAKING_VOICES = 6
WAKING_USUAL = 2.0  # in as many days
WAKING_PAST = 28
WAKING_SHARE = 0.01
"""A small topic wakes only where it becomes a hundredth of what is heard: among many topics some always stir."""

WAKING_CHANCE = {7: 1e-4, 14: 1e-6}
"""So unlikely so many days must be for a topic of its past rate: some hundred topics are looked at on every day of the
year, and what a topic draws is not as even as pure chance. What is rare may take a fortnight to stand out, but over a
fortnight topics shift by themselves: then it must be all but impossible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Seven days of a theme: `None` where a source that speaks of it was silent (a gap, never zero).

    `complaints` and `praise` are originals; `originals` all of them.
    """

    voices: int
    originals: int
    complaints: int = 0
    praise: int = 0


def is_repeat(weeks: Sequence[Week | None], *, voices: int = REPEAT_VOICES, least: int = REPEAT_WEEKS) -> bool:
    """Whether it is a repeat problem: `voices` people in each of the last `least` whole weeks, three in ten complaints.

    Or one person fewer in each of two weeks more, or ten people over six weeks with at most one of them empty, not
    the last two: a small brand's problems come back as surely, but chance leaves holes in what is rare.
    Weeks are given oldest first; gaps are passed over, up to one for each week asked for.
    """
    return (
        _comes_back(weeks, voices, least)
        or (voices > 2 and _comes_back(weeks, voices - 1, least + 2))
        or _keeps_coming(weeks)
    )


def _keeps_coming(weeks: Sequence[Week | None]) -> bool:
    recent = [week for week in weeks[-REPEAT_PEOPLE_WEEKS - 1 :] if week is not None][-REPEAT_PEOPLE_WEEKS:]
    spoken = [week for week in recent if week.voices]
    if len(recent) < REPEAT_PEOPLE_WEEKS or len(spoken) < REPEAT_PEOPLE_WEEKS - 1:
        return False
    people = sum(min(week.voices, REPEAT_MOST) for week in recent)
    return all(week.voices for week in recent[-2:]) and people >= REPEAT_PEOPLE and _is_problem(recent)


def _comes_back(weeks: Sequence[Week | None], voices: int, least: int) -> bool:
    recent = [week for week in weeks[-2 * least :] if week is not None][-least:]
    if len(recent) < least or any(week.voices < voices for week in recent):
        return False
    return _is_problem(recent)


def _is_problem(weeks: Sequence[Week]) -> bool:
    originals = sum(week.originals for week in weeks)
    return originals > 0 and sum(week.complaints for week in weeks) >= COMPLAINT_SHARE * originals


def is_emerging(*, age_days: int, voices: int, days: Sequence[int | None], before: float = 0.0) -> bool:
    """Whether it is new and growing: born in the last two weeks, 5 voices in the last 7 days, and more than before.

    More: twice the 7 days before, and in the later half of the 7 days more than in the earlier.

    Args:
        age_days: whole days since its first mention.
        voices: distinct voices of originals in the last 7 days.
        days: originals a day of the last 14, oldest first, today last; None is a gap.
        before: how many mentions like these a week there were before it was a theme of its own.
    """
    if age_days > YOUNG_DAYS or voices < EMERGING_VOICES:
        return False
    known = [count for count in days[-EMERGING_DAYS:] if count is not None]
    earlier = sum(count for count in days[:-EMERGING_DAYS] if count is not None)
    half = len(known) // 2
    return sum(known[half:]) > sum(known[:half]) and sum(known) >= GROWTH * max(earlier, 2 * before)


def is_waking(*, voices: int, days: Sequence[int | None], span: int = 7) -> bool:
    """Whether a topic that was hardly ever spoken of (at most 2 in so many days) is now: 6 people, beyond chance.

    A topic is as old as its first mention, and one remark in spring must not hide that all speak of it in autumn.

    Args:
        voices: distinct voices of originals in the last `span` days.
        days: originals a day of the last weeks, oldest first, today last; None is a gap.
        span: in so many days it wakes, one of WAKING_CHANCE.
    """
    lately = [count for count in days[-span:] if count is not None]
    past = [count for count in days[:-span] if count is not None]
    if voices < WAKING_VOICES or not lately or len(past) < WAKING_PAST:
        return False
    # One mention more than there was: a rate is never known to be nothing.
    usual = (sum(past) + 1) / len(past) * len(lately)
    return usual <= WAKING_USUAL and at_least(sum(lately), usual) < WAKING_CHANCE[span]


def at_least(count: int, mean: float) -> float:
    """How likely so many or more are where `mean` are usual, if each comes by itself (Poisson)."""
    term, below = math.exp(-mean), 0.0
    for number in range(count):
        below += term
        term *= mean / (number + 1)
    return max(0.0, 1.0 - below)


def growth(weeks: Sequence[Week | None]) -> float | None:
    """How many times as many originals the last two weeks hold as the two before; None if a week is missing or none."""
    last = weeks[-4:]
    if len(last) < 4 or any(week is None for week in last):
        return None
    counts = [week.originals for week in last if week is not None]
    before = counts[0] + counts[1]
    return None if before == 0 else (counts[2] + counts[3]) / before


def is_praise(weeks: Sequence[Week | None], *, voices: int = PRAISE_VOICES) -> bool:
    """Whether it is praise worth saying: over four weeks 5 people, a quarter praise, more than complain."""
    four = _four(weeks)
    praise = sum(week.praise for week in four)
    originals = sum(week.originals for week in four)
    complaints = sum(week.complaints for week in four)
    return _people(four) >= voices and praise >= PRAISES and praise >= PRAISE_SHARE * originals and praise > complaints


def _four(weeks: Sequence[Week | None]) -> list[Week]:
    return [week for week in weeks[-4:] if week is not None]


def _people(weeks: Sequence[Week]) -> int:
    # Nobody is counted twice within a week; who comes back next week is.
    return sum(week.voices for week in weeks)
