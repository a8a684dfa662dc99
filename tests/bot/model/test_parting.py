"""Taking a colleague's name and ids out of texts and values."""

from __future__ import annotations

import pytest

from bot.model.parting import Part
from bot.testing.samples import at

_PART = Part(
    ids=(("workspace:mia", "former:x"), ("slack:T1/U1", "former:x/1")), names=("Mia",), called="somebody", at=at(0)
)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("watch:3:workspace:mia", "watch:3:former:x"),
        ("react:3:workspace:mia:thumbs", "react:3:former:x:thumbs"),
        ("It was workspace:mia.", "It was former:x."),
        ("workspace:mia-2 workspace:mia.s workspace:mia@x workspace:miah", None),
        ("my-workspace:mia", None),
        ("slack:T1/U1 and slack:T1/U12", "former:x/1 and slack:T1/U12"),
    ],
)
def test_an_id_goes_where_it_stands_whole(text: str, after: str | None) -> None:
    assert _PART.id_in(text) == (text if after is None else after)


@pytest.mark.parametrize(
    ("text", "after"),
    [("Mia's fix, Mia.", "somebody's fix, somebody."), ("Miami, mia, Amia", None), ("Mia", "somebody")],
)
def test_a_name_goes_where_it_is_a_word(text: str, after: str | None) -> None:
    assert _PART.words_in(text) == (text if after is None else after)


@pytest.mark.parametrize(
    ("name", "text", "after"),
    [
        ("Jan", "Jan: 5 Jan 2026, 1 Jan-31 Mar, Jan-Mar, Jan 2026", "X: 5 Jan 2026, 1 Jan-31 Mar, Jan-Mar, Jan 2026"),
        ("A", "A fix by A", None),
        ("A", "A", "X"),
    ],
)
def test_a_name_that_is_a_month_or_a_letter_too_leaves_texts_whole(name: str, text: str, after: str | None) -> None:
    part = Part(ids=(), names=(name,), called="X", at=at(0))
    assert part.words_in(text) == (text if after is None else after)


def test_a_message_keeps_its_shapes_and_what_people_outside_said() -> None:
    message = {
        "=": "Message", "raw": "Mia burned my hand", "style": "Mia", "text": "Mia took it",
        "of": [{"=": "Rows", "author": "Mia"}, {"=": "Untrusted", "raw": "Mia"}, 7, None],
    }  # fmt: skip
    assert _PART.said(message) == {
        "=": "Message", "raw": "Mia burned my hand", "style": "somebody", "text": "somebody took it",
        "of": [{"=": "Rows", "author": "Mia"}, {"=": "Untrusted", "raw": "somebody"}, 7, None],
    }  # fmt: skip


def test_what_colleagues_typed_names_them_no_more() -> None:
    assert _PART.noted({"~": "Untrusted", "raw": "Mia swapped it"}) == {"~": "Untrusted", "raw": "somebody swapped it"}


def test_a_setting_keeps_its_words() -> None:
    assert _PART.kept({"query": "Mia OR charger", "owner": "Mia", "workspace:mia": ["workspace:mia"]}) == {
        "query": "Mia OR charger", "owner": "somebody", "former:x": ["former:x"],
    }  # fmt: skip


def test_of_an_insight_only_its_routes_name_anybody() -> None:
    assert _PART.routed({"by": "workspace:mia", "departments": [{"department": "Mia", "reason": "Mia said so"}]}) == {
        "by": "former:x", "departments": [{"department": "Mia", "reason": "somebody said so"}],
    }  # fmt: skip
