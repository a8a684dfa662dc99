"""The whole query language: nearness, fields, groups in groups, pasted queries; and that it agrees with brute force."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pytest

from bot.errors import BadQuery
from bot.listening.groups import About, Matcher, check, near_miss, parse
from tests.bot.listening.groups.brute import a_text, a_tree, holds, the_facts, written


def reason(query: str, text: str, about: About | None = None) -> str | None:
    found = Matcher([("g", query)]).matches(text, about or About())
    return found[0][1] if found else None


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("lumo NEAR/2 hot", "lumo gets hot", "lumo NEAR hot"),
        ("lumo NEAR/1 hot", "lumo gets hot", None),
        ("hot NEAR/2 lumo", "lumo gets hot", "hot NEAR lumo"),
        ("hot ONEAR/2 lumo", "lumo gets hot", None),
        ("lumo ONEAR/2 hot", "lumo gets hot", "lumo NEAR hot"),
        ('"log in" NEAR/3 lumo', "lumo: I cannot log in", "log in NEAR lumo"),
        ('"log in" NEAR/2 lumo', "lumo: I cannot log in", None),
        ("(hot OR warm) NEAR/1 lumo", "a warm lumo", "warm NEAR lumo"),
        ("lumo NEAR/1 lumo", "lumo", None),
        ("lumo NEAR/1 lumo", "lumo lumo", "lumo NEAR lumo"),
        ("lumo NEAR/1 gets NEAR/1 hot", "lumo gets hot", "lumo gets NEAR hot"),
        ("batter* NEAR/2 dead", "batteries are dead", "batteries NEAR dead"),
        ("NOT lumo NEAR/1 hot AND lumo", "lumo is not hot", "lumo"),
        ("ch?rger", "my charger", "charger"),
        ("*charger", "my supercharger", "supercharger"),
        ('"power bank*"', "two power banks", "power banks"),
        ('"does it work?"', "does it work or not", '"does it work?"'),
        ("b*ttery", "battery", "battery"),
    ],
)
def test_words_near_each_other_and_wildcards(query: str, text: str, expected: str | None) -> None:
    assert reason(query, text) == expected


ABOUT = About(
    source="App reviews", language="de", author=("u7", "Mila K"), kind="mention", followers=1200, rating=2,
    url="https://www.forum.example/t/Lumo-7?x=1",
)  # fmt: skip


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('source:"app reviews"', "source App reviews"),
        ("source:app*", "source App reviews"),
        ("source:(forum OR app*)", "source App reviews"),
        ("source:forum", None),
        ("lang:de", "language de"),
        ("language:(en OR fr)", None),
        ("author:@u7", "author u7"),
        ('author:"mila k"', "author Mila K"),
        ("kind:service", None),
        ("followers>1000", "followers 1200"),
        ("followers>1200", None),
        ("followers:>=1200", "followers 1200"),
        ("rating<=2", "rating 2"),
        ("rating:1..2", "rating 2"),
        ("rating:3..", None),
        ("rating=2", "rating 2"),
        ("site:forum.example", "site forum.example"),
        ("site:example", "site example"),
        ("site:rum.example", None),
        ("url:lumo-7", "url lumo-7"),
        ("lumo rating<=2", "lumo, rating 2"),
        ("lumo NOT rating<=2", None),
        ("rating<=2 -volta", "rating 2"),
    ],
)
def test_fields_ask_what_is_known_besides_the_text(query: str, expected: str | None) -> None:
    assert reason(query, "lumo is hot", ABOUT) == expected


def test_a_colon_without_a_value_is_an_ordinary_word() -> None:
    assert reason("source:", "the source: unknown") == "source:"


def test_what_is_not_known_matches_no_field() -> None:
    assert reason("rating<=5", "lumo") is None
    assert reason("lumo NOT rating<=5", "lumo") == "lumo"


def test_groups_may_stand_in_groups() -> None:
    matcher = Matcher([("heat", "group:brand (hot OR burns)"), ("brand", 'lumo OR "power bank"')])

    assert matcher.matches("my power bank burns") == (("heat", '"power bank", burns'), ("brand", '"power bank"'))


@pytest.mark.parametrize(
    ("query", "position", "expected"),
    [
        ("lumo NEAR hot", 6, "Did you mean NEAR/5?"),
        ("lumo NEAR/0 hot", 6, "from 1 to 100"),
        ("lumo near/3 hot", 6, "Did you mean NEAR/3?"),
        ("lumo NEAR/3", 6, "Add the missing word"),
        ("(lumo AND hot) NEAR/3 volta", 1, "NEAR joins words"),
        ("lumo NEAR/3 NOT volta", 13, "NEAR joins words"),
        ("lumo NEAR/3 source:forum", 13, "NEAR joins words"),
        ("titel:lumo", 1, "no field of a mention"),
        ("rating:good", 8, "takes one number or a range"),
        ("source>forum", 8, "is not a number"),
        ("kind:review", 6, "There are mention, service"),
        ("language:german", 10, "Write it like language:de"),
        ("source:(forum AND reviews)", 8, "joined by OR"),
        ("NOT source:forum", 1, "Add a word to look for before NOT"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(query: str, position: int, expected: str) -> None:
    with pytest.raises(BadQuery) as caught:
        parse(query)
    assert expected in str(caught.value)
    assert caught.value.data["position"] == position


def test_a_ring_of_groups_and_an_unknown_one_are_refused() -> None:
    known = [("a", "group:b hot"), ("b", "lumo"), ("c", "((broken")]
    check("d", "group:a", known)
    with pytest.raises(BadQuery, match="name each other: b > a > b"):
        check("b", "group:a", known)
    with pytest.raises(BadQuery, match="There are a, b, d"):
        check("d", "group:x", known)


def test_groups_that_grow_without_bound_are_refused() -> None:
    known = [("g0", "lumo")] + [(f"g{n}", " OR ".join([f"group:g{n - 1}"] * 50)) for n in range(1, 6)]
    with pytest.raises(BadQuery, match="More than 2000"):
        Matcher(known[-1:], known=known)


@pytest.mark.parametrize(
    ("query", "expected", "notes"),
    [
        ("lumo and (hot or warm)", "lumo AND (hot OR warm)", ()),
        ("lumo NEAR/5f hot", "lumo ONEAR/5 hot", ()),
        ("lumo near/3 hot", "lumo NEAR/3 hot", ()),
        ('"lumo hot"~4 AND title:charger', "lumo NEAR/4 hot AND charger", ("title: is looked for in the whole text",)),
        (
            "(lumo OR {LUMO}) AND country:(gb OR us) NOT engagementType:RETWEET <<<ours>>>",
            '(lumo OR "LUMO")',
            ("{ } is not supported", "country: is not supported", "engagementType: is not supported"),
        ),
        ("lumo AND authorFollowers:[1000 TO *]", "lumo AND followers:1000..", ()),
        ("+lumo +charger languages:de", "lumo charger language:de", ()),
        ('lumo AND "hot', 'lumo AND "hot"', ()),
        ("((lumo OR volta) AND hot", "((lumo OR volta) AND hot)", ()),
        ("lumo AND ba*", "lumo AND ba", ("ba* names too few letters",)),
        ("lumo AND 🔥", "lumo", ("🔥 is not supported",)),
    ],
)
def test_a_pasted_query_gets_the_nearest_one_with_what_it_leaves_out(
    query: str, expected: str, notes: tuple[str, ...]
) -> None:
    with pytest.raises(BadQuery) as caught:
        parse(query)

    said = str(caught.value)
    assert f"The nearest query is: {expected}" in said.replace(" (", "\n(").replace("\n(", " (")
    assert all(note in said for note in notes)
    parse(expected)


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("lumo NEAR/2 hot", "lumo is never really hot", "more than 2 words apart"),
        ("lumo NEAR/2 hot", "lumo", "hot is missing"),
        ("lumo source:forum", "lumo", "source:forum is missing"),
    ],
)
def test_a_near_miss_names_the_field_or_the_distance(query: str, text: str, expected: str) -> None:
    assert near_miss(parse(query), text) == expected


def _about(facts: Mapping[str, Any]) -> About:
    return About(
        source=facts.get("source", ""), language=facts.get("language", ""), kind=facts.get("kind", ""),
        author=(facts["author"],) if "author" in facts else (), followers=facts.get("followers"),
        rating=facts.get("rating"),
    )  # fmt: skip


def test_ten_thousand_generated_cases_agree_with_brute_force() -> None:
    rng = random.Random(1)
    true = 0
    for _ in range(1_000):
        groups = {f"g{number}": a_tree(rng, 1) for number in range(2)}
        trees = {**groups, **{f"t{number}": a_tree(rng, 3, ("g0", "g1")) for number in range(3)}}
        matcher = Matcher([(name, written(tree)) for name, tree in trees.items()])
        for _ in range(2):
            text, facts = a_text(rng), the_facts(rng)
            expected = [name for name, tree in trees.items() if holds(tree, text, facts, groups)]
            assert [name for name, _ in matcher.matches(text, _about(facts))] == expected, (text, facts, trees)
            true += len(expected)
    assert 2_000 < true < 8_000


def test_hostile_wildcards_take_no_longer_than_the_text() -> None:
    matcher = Matcher([("g", "a*a*a*a*a*a*a*a*a*a*b*c*d")])

    assert matcher.matches("a" * 60_000) == ()


def test_mention_json_says_what_fields_ask_for_and_nonsense_is_not_known() -> None:
    whole = {"source": "forum", "author": {"id": "7", "name": "Jo", "followers": 20}, "rating": 1, "url": "http://a.b"}
    assert About.json(whole) == About(
        source="forum", author=("7", "Jo"), followers=20, rating=1, url="http://a.b", language="", kind=""
    )
    assert About.json({"source": 7, "author": ["x"], "rating": True, "url": None}) == About(author=("", ""))
