"""What is about somebody else, by likeness to what people took out."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from bot.model.mention import MentionId
from bot.model.people import Department, PersonId
from bot.model.signal import NOT_ABOUT_US, Correction
from bot.routing.relevance import about_others, elsewhere
from bot.routing.router import Router, corrected, make_router

ANA = PersonId("workspace:ana")
SUPPORT = Department(name="support", about="parcels, returns", examples=("my parcel never came",), channels=())


def _vector(*places: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    found = np.zeros(256, dtype=np.float32)
    found[list(places)] = 1
    return found


def _correction(number: int, vector: np.ndarray[tuple[int], np.dtype[np.float32]], to: str) -> Correction:
    return Correction(
        id=number, insight=None, mention=MentionId(number), vector=vector.tobytes(), away=None, to=to, person=ANA,
        at=datetime(2026, 10, 5, tzinfo=UTC),
    )  # fmt: skip


def _router(*corrections: Correction) -> Router:
    plain = make_router((SUPPORT,), lambda texts: np.zeros((len(texts), 256), dtype=np.float32))
    return corrected(plain, corrections, people={}, zone=UTC)


def test_what_is_like_it_is_out_with_the_reason_and_what_is_not_stays() -> None:
    out = _correction(1, _vector(1, 2, 3, 4), NOT_ABOUT_US)
    router = _router(out)
    known = elsewhere([out], router, people={ANA: "Ana"}, zone=UTC)
    found = about_others(known, router, np.stack([_vector(1, 2, 3, 9), _vector(1, 7, 8, 9), _vector()]))
    assert found == ["similar to one Ana took out as not about us on 5 Oct", None, None]


def test_what_is_nearer_to_something_a_department_was_sent_is_ours() -> None:
    out, ours = _correction(1, _vector(1, 2, 3, 4), NOT_ABOUT_US), _correction(2, _vector(1, 2, 3, 5), "support")
    router = _router(out, ours)
    known = elsewhere([out, ours], router, people={}, zone=UTC)
    assert about_others(known, router, np.stack([_vector(1, 2, 3, 5)])) == [None]
    assert about_others(known, router, np.stack([_vector(1, 2, 3, 4)])) != [None]


def test_with_nothing_taken_out_nothing_is_about_others() -> None:
    router = _router()
    assert about_others(elsewhere([], router, people={}, zone=UTC), router, np.stack([_vector(1)])) == [None]
