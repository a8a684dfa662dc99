"""The oracle tells a told story from an untold one, and counts what did not happen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pytest

from tests.stories import oracle

HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Said:
    """A plain claim."""

    kind: str
    found: datetime
    departments: tuple[str, ...] = ("logistics",)
    stories: Counter[str] = field(default_factory=Counter)
    posted: Mapping[str, datetime] = field(default_factory=dict)
    source: str | None = None


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=oracle.ZONE)


@pytest.fixture
def parcel() -> Said:
    found = at("2026-07-20T03:00")
    return Said(kind="repeat", found=found, stories=Counter(S2=6, returns=5), posted={"logistics": found + 6 * HOUR})


def test_a_claim_mostly_about_a_story_in_its_window_tells_it(parcel: Said) -> None:
    assert oracle.told([parcel], "S2") is parcel
    assert "S2" not in oracle.missed([parcel])


def test_a_story_is_not_told_late_as_something_else_to_nobody_or_by_few(parcel: Said) -> None:
    found = parcel.found
    for wrong in (
        replace(parcel, kind="praise"),
        replace(parcel, found=at("2026-09-01"), posted={"logistics": at("2026-09-01")}),
        replace(parcel, stories=Counter(S2=4, returns=5)),
        replace(parcel, stories=Counter(S2=2)),
        replace(parcel, posted={}),
        replace(parcel, posted={"marketing": found}),
        replace(parcel, posted={"logistics": found + timedelta(days=5)}),
    ):
        assert oracle.told([wrong], "S2") is None, wrong
        assert "S2" in oracle.missed([wrong])


def test_danger_is_told_by_its_first_mention() -> None:
    found = at("2026-10-02T14:20")
    risk = Said(kind="risk", found=found, stories=Counter(S5=1), posted={"quality": found})
    assert oracle.told([risk], "S5") is risk
    assert oracle.told([replace(risk, found=at("2026-10-03T14:20"))], "S5") is None
    assert oracle.false_alarms([risk]) == []
    assert oracle.false_alarms([replace(risk, stories=Counter(decoy=1))]) != []


def test_a_silent_source_is_told_by_name() -> None:
    silence = Said(kind="silence", found=at("2026-09-27T18:00"), source="appreviews")
    assert "S9" not in oracle.missed([silence])
    assert "S9" in oracle.missed([replace(silence, source="forum")])


def test_what_did_not_rise_is_counted_by_department_and_week() -> None:
    monday = at("2026-08-31")
    false = Said(kind="spike", found=monday, departments=("support", "sales"), stories=Counter(background=12))
    new = replace(false, kind="emerging", found=monday + timedelta(days=6, hours=23), departments=("support",))
    later = replace(new, found=monday + timedelta(days=7))
    true = replace(false, found=at("2026-09-04"), stories=Counter(S8=7, S6=2))
    early = replace(true, found=at("2026-08-28"))
    found = oracle.false_rises([false, new, later, true, early, replace(false, kind="repeat")])
    assert found == [false, new, later, early]
    counts = oracle.by_department_and_week(found[:3])
    assert counts["support", date(2026, 8, 31)] == 2
    assert counts["sales", date(2026, 8, 31)] == counts["support", date(2026, 9, 7)] == 1
