from __future__ import annotations

import pytest

from bot.understanding.scoring import Answer, scored


def answer(right: str, said: str, *, sure: float | None = None, answered: bool = True, language: str = "en") -> Answer:
    return Answer(right=right, said=said, answered=answered, confidence=sure, language=language)


def test_silence_is_wrong_for_accuracy_and_left_out_of_the_accuracy_of_what_was_answered() -> None:
    found = scored([answer("a", "a"), answer("a", "b"), answer("b", "b", answered=False), answer("b", "b")])
    assert (found["n"], found["answered"]) == (4, 3)
    assert (found["accuracy"], found["accuracy_answered"]) == (0.5, 0.6667)
    # a: 1 of 1 said, 1 of 2 found -> 2/3; b: 1 of 2 said, 1 of 2 found -> 1/2
    assert found["macro_f1"] == pytest.approx((2 / 3 + 1 / 2) / 2, abs=1e-4)
    assert found["confusions"] == [{"right": "a", "said": "b", "n": 1}, {"right": "b", "said": "", "n": 1}]


def test_the_calibration_error_is_how_far_confidence_is_from_being_right() -> None:
    kept = [answer("a", "a", sure=0.85)] * 8 + [answer("a", "b", sure=0.85)] * 2
    assert scored(kept)["calibration_error"] == pytest.approx(0.05)
    assert scored([answer("a", "a")])["calibration_error"] is None


def test_the_threshold_is_the_lowest_confidence_that_is_right_often_enough() -> None:
    rows = [
        answer("a", "a", sure=0.9),
        answer("a", "a", sure=0.8),
        answer("a", "b", sure=0.5),
        answer("a", "a", sure=0.4),
    ]
    assert scored(rows, precision=1.0)["threshold"] == {
        "precision": 1.0, "confidence": 0.8, "reached_by": 0.5, "accuracy": 1.0,
    }  # fmt: skip
    assert scored(rows, precision=0.7)["threshold"] == {
        "precision": 0.7, "confidence": 0.4, "reached_by": 1.0, "accuracy": 0.75,
    }  # fmt: skip
    assert scored(rows[2:3], precision=0.5)["threshold"] is None


def test_answers_of_the_same_confidence_pass_the_threshold_together_or_not_at_all() -> None:
    rows = [answer("a", "a", sure=0.9), answer("a", "b", sure=0.9)]
    assert scored(rows, precision=0.9)["threshold"] is None


def test_the_worst_language_has_enough_texts_to_be_judged() -> None:
    rows = [answer("a", "a")] * 30 + [answer("a", "b", language="de")] * 20 + [answer("a", "b", language="fr")] * 3
    assert scored(rows)["worst_language"] == {"language": "de", "n": 20, "accuracy": 0.0}
    assert scored(rows[:5])["worst_language"] is None
