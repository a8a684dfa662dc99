"""The language of keyword groups."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import BadQuery
from bot.listening.groups import Matcher, near_miss, parse, words


def reason(query: str, text: str) -> str | None:
    found = Matcher([("g", query)]).matches(text)
    return found[0][1] if found else None


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ('lumo OR "lumo phone"', "My Lumo phone is hot", 'lumo, "lumo phone"'),
        ("lumo batter*", "lumo batteries drain", "lumo, batteries"),
        ("lumo AND batter*", "lumo is fine", None),
        ("lumo NOT volta", "lumo or volta?", None),
        ("lumo -volta", "lumo it is", "lumo"),
        ("(lumo OR volta) charger", "volta charger", "volta, charger"),
        ("a1 OR b1 AND c1", "a1", "a1"),
        ("a1 OR b1 AND c1", "b1", None),
        ("lumo NOT (volta OR ad)", "lumo ad", None),
        ("lumo NOT (volta AND ad)", "lumo ad", "lumo"),
        ("lumo NOT NOT volta", "lumo volta", "lumo"),
        ("art", "a smart phone", None),
        ("können", "KONNEN sie", "können"),
        ("strasse", "Straße", "strasse"),
        ("ładowarka", "Ladowarka padła", "ładowarka"),
        ("can't", "i can’t log in", "can't"),
        ("e-sim", "e sim gone", "e-sim"),
        ("e-sim", "esim gone", None),
        ('"not working"', "does not (working?)", '"not working"'),
        ('"sign in"', "sign me in", None),
        ('"sign in" OR x9', "sign sign in", '"sign in"'),
        ("#lumo", "so #Lumo it hurts", "#lumo"),
        ('"and"', "you and me", "and"),
        ("„power bank“", "my power bank", '"power bank"'),
        ("7.1", "since 7.1 it lags", "7.1"),
        ("lumo", "", None),
    ],
)
def test_a_query_matches_by_words_and_says_which(query: str, text: str, expected: str | None) -> None:
    assert reason(query, text) == expected


def test_all_groups_are_matched_at_once_in_their_order() -> None:
    groups = Matcher([("b", "charger"), ("none", "parcel"), ("a", "lumo NOT parcel"), ("begins", "charg*")])

    assert groups.matches("Lumo charger, charging") == (
        ("b", "charger"),
        ("a", "lumo"),
        ("begins", "charger"),
    )
    assert Matcher([]).matches("lumo") == ()


@pytest.mark.parametrize(
    ("query", "position", "words_found"),
    [
        ("", 1, "Write at least one word"),
        ("   ", 1, "Write at least one word"),
        ('lumo "phone', 6, 'Close it with a second "'),
        ("(lumo OR volta", 1, "Add the missing )"),
        ("lumo)", 5, "Take it away, or open it before"),
        (")", 1, "Take it away, or open it before"),
        ("lumo OR", 6, "Add the missing word"),
        ("OR lumo", 1, "Add the missing word"),
        ("lumo AND AND volta", 6, "Add the missing word"),
        ("(lumo OR) x", 7, "Add the missing word"),
        ("lumo NOT", 6, "Add the word to leave out"),
        ("NOT volta", 1, "Add a word to look for before NOT"),
        ("lumo OR NOT volta", 1, "Add a word to look for before NOT"),
        ("lumo or volta", 6, "Did you mean OR?"),
        ("lumo oder volta", 6, "Did you mean OR?"),
        ("lumo && volta", 6, "Did you mean AND?"),
        ("ba*", 1, "Write it like batter*"),
        ("b*y", 1, "Write it like"),
        ("lumo *", 6, "Write it like batter*"),
        ("lumo 🔥", 6, "has no letters or digits"),
        ('lumo ""', 6, "has no letters or digits"),
        ("()", 2, "Write at least one word"),
        ("(" * 30 + "lumo" + ")" * 30, 21, "Split it into two groups"),
        ("lumo " * 300, 1001, "Split it into two groups"),
    ],
)
def test_a_wrong_query_is_refused_with_position_and_remedy(query: str, position: int, words_found: str) -> None:
    with pytest.raises(BadQuery) as caught:
        parse(query)

    assert words_found in str(caught.value)
    assert caught.value.data["position"] == position


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("lumo batter*", "my lumo is hot", "batter* is missing"),
        ("lumo NOT volta", "lumo beats volta", "left out because of NOT volta"),
        ("lumo (drain OR empty)", "lumo dies", "drain OR empty is missing"),
        ("(lumo charger) OR (volta cable)", "volta charges", "cable is missing"),
        ("lumo batter* NOT volta", "volta", None),
        ("lumo batter* drain", "lumo", None),
        ("lumo", "volta", None),
        ("lumo", "lumo", None),
    ],
)
def test_a_near_miss_says_what_alone_was_missing(query: str, text: str, expected: str | None) -> None:
    assert near_miss(parse(query), text) == expected


_WORD = st.sampled_from(["lumo", "volta", "charger", "ad"])
_QUERY = st.recursive(
    _WORD,
    lambda inner: (
        st.tuples(inner, st.sampled_from([" AND ", " OR ", " "]), inner).map(lambda t: f"({''.join(t)})")
        | st.tuples(inner, inner).map(lambda t: f"({t[0]} AND NOT {t[1]})")
    ),
    max_leaves=6,
)


def _truth(query: str, said: set[str]) -> bool:
    """The same query by Python's own operators."""
    python = query.replace(") (", ") AND (")
    for word in ("lumo", "volta", "charger", "ad"):
        python = python.replace(word, f"({word in said})")
    python = python.replace("AND", "and").replace("OR", "or").replace("NOT", "not").replace(") (", ") and (")
    return bool(eval(python, {"__builtins__": {}}))  # noqa: S307 - made of our own words


@given(query=_QUERY, said=st.sets(_WORD))
@settings(max_examples=200, deadline=None)
def test_matching_is_the_logic_of_the_operators(query: str, said: set[str]) -> None:
    assert (reason(query, " ".join(said)) is not None) == _truth(query, said)


@given(query=st.text(alphabet='lumo ANDORT"()*-“„', max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_query_is_read_or_refused_with_a_position_inside_it(query: str) -> None:
    try:
        parse(query)
    except BadQuery as wrong:
        position = wrong.data["position"]
        assert isinstance(position, int)
        assert 1 <= position <= len(query) + 1


def test_words_are_the_same_for_a_text_with_and_without_accents() -> None:
    assert words("Très déçu, l'été!") == words("tres decu lete") == ["tres", "decu", "lete"]
