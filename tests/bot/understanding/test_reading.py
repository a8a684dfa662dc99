from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding import VERSION, ReaderModel, Understood, read_batch

OWN = ("en", "de")


def read(text: str, model: ReaderModel, languages: tuple[str, ...] = OWN) -> Understood:
    return read_batch([text], model=model, languages=languages)[0]


def test_a_reading_holds_all_that_was_understood(model: ReaderModel) -> None:
    reading = read("The charger caught fire, I am furious", model)
    assert (reading.language, reading.sentiment, reading.intent) == ("en", "negative", "complaint")
    assert reading.harm == "charger caught fire"
    assert reading.score < -0.5


def test_readings_come_in_the_order_of_the_texts(model: ReaderModel) -> None:
    texts = ["I love it", "", "Wo ist mein Paket?", "my parcel never arrived"]
    together = read_batch(texts, model=model, languages=OWN)
    assert together == [read(text, model) for text in texts]
    assert [reading.language for reading in together] == ["en", "unknown", "de", "en"]


def test_a_language_whose_mood_cannot_be_read_is_not_scored_and_never_neutral(model: ReaderModel) -> None:
    for text in ("Der Nachtmodus ist grandios.", "le chargeur ne marche plus", "lol", "🙂"):
        reading = read(text, model)
        assert (reading.sentiment, reading.score, reading.confidence) == ("not_scored", 0.0, 0.0)


def test_english_is_not_scored_where_it_is_not_configured(model: ReaderModel) -> None:
    assert read("I love this camera, it is wonderful", model, ("de",)).sentiment == "not_scored"


def test_danger_is_seen_in_a_language_that_is_not_scored(model: ReaderModel) -> None:
    assert read("Ładowarka zaczęła dymić", model).harm is not None


def test_no_texts_give_no_readings(model: ReaderModel) -> None:
    assert read_batch([], model=model, languages=OWN) == []


def test_the_reader_has_a_version() -> None:
    assert VERSION


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(st.characters(), max_size=120), max_size=6))
def test_any_text_at_all_can_be_read(model: ReaderModel, texts: list[str]) -> None:
    readings = read_batch(texts, model=model, languages=OWN)
    assert len(readings) == len(texts)
    assert all(np.isfinite(reading.vector).all() for reading in readings)
    assert all(-1 <= reading.score <= 1 for reading in readings)
