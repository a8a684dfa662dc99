from __future__ import annotations

from collections.abc import Callable

import pytest
from py3langid.langid import LanguageIdentifier  # type: ignore[import-untyped]

from bot.understanding import ReaderModel

ODD = ["", "   ", "!!!", "ALL CAPITALS HERE", "e\u0301te\u0301", "\ud800 broken", "日本語です", "a" * 400]


@pytest.fixture(scope="module")
def texts(table: Callable[[str], list[tuple[str, str]]]) -> list[str]:
    return [text for _, text in table("languages.tsv")] + ODD


def test_it_answers_as_the_library_does(model: ReaderModel, texts: list[str]) -> None:
    library = LanguageIdentifier.from_model_file("data/model.npz.xz", norm_probs=True)
    for text, (language, probability) in zip(texts, model.identify(texts), strict=True):
        assert (language, pytest.approx(probability, abs=1e-4)) == library.classify(text)


def test_a_text_has_the_same_answer_in_any_batch(model: ReaderModel, texts: list[str]) -> None:
    together = model.identify(texts)
    assert [model.identify([text])[0] for text in texts] == together
    assert model.identify(texts[::-1]) == together[::-1]


def test_no_texts_have_no_answers(model: ReaderModel) -> None:
    assert model.identify([]) == []
