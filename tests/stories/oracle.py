"""Judges what was claimed: was each planted story told in its window, and what was told that did not happen?

It knows the stories as they were written down, and plain claims; it shares no code with what it judges.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
RISING = ("spike", "emerging")
HALF = 0.5
SOME = 3
"""On fewer mentions of a story nothing is told of it, but danger."""
READ_WITHIN = timedelta(days=4)
"""So soon after it was found a claim stands in a department's channel: a weekend passes, and a Monday's digest."""


class Claimed(Protocol):
    """What is looked at of a claim."""

    @property
    def kind(self) -> str: ...
    @property
    def source(self) -> str | None: ...
    @property
    def found(self) -> datetime: ...
    @property
    def departments(self) -> tuple[str, ...]: ...
    @property
    def stories(self) -> Counter[str]: ...
    @property
    def posted(self) -> Mapping[str, datetime]: ...


C = TypeVar("C", bound=Claimed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A planted story: as what it may be told, when, and to whom of (at least one of) these departments."""

    kinds: tuple[str, ...]
    first: datetime
    last: datetime
    departments: tuple[str, ...]


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


STORIES: Mapping[str, Story] = {
    # A steady stream of complaints until its fix is out.
    "S1": Story(kinds=("repeat",), first=_at("2026-07-06"), last=_at("2026-08-17"),
                departments=("quality", "support", "product")),
    # Steady, with a peak in the last week of July; the fix changes nothing.
    "S2": Story(kinds=("repeat",), first=_at("2026-07-06"), last=_at("2026-08-10"),
                departments=("logistics", "support")),
    "S3": Story(kinds=("repeat",), first=_at("2026-07-06"), last=_at("2026-09-30"),
                departments=("product", "support")),
    "S4": Story(kinds=("spike",), first=_at("2026-10-03T19:20"), last=_at("2026-10-03T20:40"),
                departments=("product", "support")),
    # At the first mention, on Friday at 14:12; a replay looks at a quiet afternoon at 18:00.
    "S5": Story(kinds=("risk",), first=_at("2026-10-02T14:12"), last=_at("2026-10-02T18:30"),
                departments=("quality", "support")),
    "S6": Story(kinds=("request",), first=_at("2026-07-06"), last=_at("2026-10-05"),
                departments=("product", "support")),
    "S7": Story(kinds=("praise", "emerging"), first=_at("2026-08-12"), last=_at("2026-09-22"),
                departments=("marketing",)),
    # A new topic of a month on which people disagree: nobody wrote down as which kind it is told.
    "S8": Story(kinds=("emerging", "spike", "repeat", "request", "praise"), first=_at("2026-09-01"),
                last=_at("2026-10-01"), departments=("sales", "product", "marketing")),
}  # fmt: skip

ROSE: Mapping[str, tuple[datetime, datetime]] = {
    "S2": (_at("2026-07-20"), _at("2026-08-10")),
    "S4": (_at("2026-10-03T19:20"), _at("2026-10-05")),
    "S5": (_at("2026-10-02"), _at("2026-10-06")),
    "S6": (_at("2026-07-06"), _at("2026-10-06")),
    "S7": (_at("2026-08-12"), _at("2026-09-22")),
    "S8": (_at("2026-09-01"), _at("2026-10-02")),
    "S12": (_at("2026-09-15"), _at("2026-10-02")),
}
"""What really rose or was new, and when. Nothing else did."""

SILENT = ("appreviews", _at("2026-09-26T06:00"), _at("2026-09-28T12:00"))


def about(claim: Claimed, story: str) -> bool:
    """Whether at least half of what the claim stood on when it was made belongs to the story, and some mentions."""
    least = 1 if claim.kind == "risk" else SOME
    return claim.stories[story] >= max(least, HALF * claim.stories.total())


def told(claims: Iterable[Claimed], story: str) -> Claimed | None:
    """The first claim that tells the story in its window, as what it is, to somebody whom it concerns."""
    wanted = STORIES[story]
    fit = [
        claim
        for claim in claims
        if claim.kind in wanted.kinds and wanted.first <= claim.found <= wanted.last and about(claim, story)
        and any(at - claim.found <= READ_WITHIN for name, at in claim.posted.items() if name in wanted.departments)
    ]  # fmt: skip
    return min(fit, key=lambda claim: claim.found, default=None)


def missed(claims: Sequence[Claimed]) -> list[str]:
    """The planted stories that nobody was told of; S9 is the source that falls silent."""
    return [*(story for story in STORIES if told(claims, story) is None), *([] if silence_told(claims) else ["S9"])]


def silence_told(claims: Iterable[Claimed]) -> bool:
    """Whether the silent source was told of."""
    source, first, last = SILENT
    return any(one.kind == "silence" and one.source == source and first <= one.found <= last for one in claims)


def false_rises(claims: Iterable[C]) -> list[C]:
    """Every sudden rise and new topic that was told and did not happen."""
    return [claim for claim in claims if claim.kind in RISING and not any(_rose(claim, story) for story in ROSE)]


def _rose(claim: Claimed, story: str) -> bool:
    first, last = ROSE[story]
    return first <= claim.found <= last and about(claim, story)


def by_department_and_week(claims: Iterable[Claimed]) -> Counter[tuple[str, date]]:
    """How many claims each department got in each week (named by its Monday)."""
    found: Counter[tuple[str, date]] = Counter()
    for claim in claims:
        day = claim.found.astimezone(ZONE).date()
        for name in claim.departments:
            found[name, day - timedelta(days=day.weekday())] += 1
    return found


def false_alarms(claims: Iterable[Claimed]) -> list[Claimed]:
    """Claims of danger that stand on a joke."""
    return [claim for claim in claims if claim.kind == "risk" and claim.stories["decoy"]]
