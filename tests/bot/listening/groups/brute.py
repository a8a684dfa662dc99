"""Keyword queries by brute force: every place of a text is tried. Shares no code with the matcher.

A query is a nested tuple: ("word", w), ("phrase", [w, ...]), ("glob", pattern), ("and"|"or", [query, ...]),
("not", query), ("near"|"onear", query, query, n), ("fact", name, sign, value), ("group", name).
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

Tree = tuple[Any, ...]

VOCABULARY = ("lumo", "volta", "charger", "hot", "log", "in", "the", "battery", "charged", "phone")
GLOBS = ("char*", "*arge?", "b?tt*", "p*ne", "*olt*", "batter?")
SOURCES, LANGUAGES, AUTHORS = ("forum", "bluesky", "app reviews"), ("en", "de", "fr"), ("Mila K", "bot7")


def written(tree: Tree) -> str:
    """The query as somebody would type it."""
    match tree[0]:
        case "word" | "glob":
            return str(tree[1])
        case "phrase":
            return '"' + " ".join(tree[1]) + '"'
        case "and" | "or":
            return "(" + f" {tree[0].upper()} ".join(map(written, tree[1])) + ")"
        case "not":
            return f"NOT {written(tree[1])}"
        case "near" | "onear":
            return f"({written(tree[1])} {tree[0].upper()}/{tree[3]} {written(tree[2])})"
        case "fact":
            value = f'"{tree[3]}"' if " " in str(tree[3]) else tree[3]
            return f"{tree[1]}{tree[2]}{value}"
        case _:
            return f"group:{tree[1]}"


def said(text: str) -> list[str]:
    """The words of a text, character by character."""
    found, word = [], ""
    for one in text.lower() + " ":
        if one.isalnum():
            word += one
        elif word and one != "'":
            found.append(word)
            word = ""
    return found


def holds(tree: Tree, text: str, facts: Mapping[str, Any], groups: Mapping[str, Tree]) -> bool:
    """Whether the query is true of the text and the facts beside it."""
    match tree[0]:
        case "and":
            return all(holds(one, text, facts, groups) for one in tree[1])
        case "or":
            return any(holds(one, text, facts, groups) for one in tree[1])
        case "not":
            return not holds(tree[1], text, facts, groups)
        case "group":
            return holds(groups[tree[1]], text, facts, groups)
        case "fact":
            return _fact(tree, facts)
        case _:
            return bool(_stretches(tree, said(text)))


def _stretches(tree: Tree, words: list[str]) -> set[tuple[int, int]]:
    """Every stretch (first, last) of words that the tree is true of."""
    every = [(first, last) for first in range(len(words)) for last in range(first, len(words))]
    match tree[0]:
        case "word":
            return {(first, last) for first, last in every if words[first : last + 1] == [tree[1]]}
        case "glob":
            return {(first, last) for first, last in every if first == last and fnmatchcase(words[first], tree[1])}
        case "phrase":
            return {(first, last) for first, last in every if words[first : last + 1] == list(tree[1])}
        case "or":
            return set().union(*(_stretches(one, words) for one in tree[1]))
        case _:
            pass
    one, two = _stretches(tree[1], words), _stretches(tree[2], words)
    found = {(a, d) for a, b in one for c, d in two if 1 <= c - b <= tree[3]}
    if tree[0] == "near":
        found |= {(c, b) for a, b in one for c, d in two if 1 <= a - d <= tree[3]}
    return found


def _fact(tree: Tree, facts: Mapping[str, Any]) -> bool:
    _, name, sign, value = tree
    held = facts.get(name)
    if held is None:
        return False
    if name in ("followers", "rating"):
        number = float(value)
        return bool({":": held == number, ">=": held >= number, "<": held < number, ">": held > number}[sign])
    return bool(str(held).lower() == str(value).lower())


def a_tree(rng: random.Random, depth: int, groups: tuple[str, ...] = ()) -> Tree:
    """A query at random that looks for something."""
    kind = rng.choice(("word", "phrase", "glob", "fact", "group") if depth == 0 else ("and", "or", "near", "word"))
    match kind:
        case "word":
            return ("word", rng.choice(VOCABULARY))
        case "phrase":
            return ("phrase", rng.choices(VOCABULARY, k=rng.randint(2, 3)))
        case "glob":
            return ("glob", rng.choice(GLOBS))
        case "group" if groups:
            return ("group", rng.choice(groups))
        case "fact" | "group":
            return _a_fact(rng)
        case "near":
            return (rng.choice(("near", "onear")), _placed(rng, depth), _placed(rng, depth), rng.randint(1, 4))
        case "and":
            inner = [a_tree(rng, depth - 1, groups) for _ in range(rng.randint(1, 3))]
            if rng.random() < 0.5:
                inner.insert(rng.randint(0, len(inner)), ("not", a_tree(rng, depth - 1, groups)))
            return ("and", inner)
        case _:
            pass
    return ("or", [a_tree(rng, depth - 1, groups) for _ in range(rng.randint(1, 3))])


def _placed(rng: random.Random, depth: int) -> Tree:
    kind = rng.choice(("word", "phrase", "glob", "or", "near") if depth > 1 else ("word", "phrase", "glob"))
    if kind == "or":
        return ("or", [_placed(rng, 0) for _ in range(rng.randint(1, 3))])
    if kind == "near":
        return (rng.choice(("near", "onear")), _placed(rng, depth - 1), _placed(rng, depth - 1), rng.randint(1, 4))
    if kind == "phrase":
        return ("phrase", rng.choices(VOCABULARY, k=2))
    return (kind, rng.choice(VOCABULARY if kind == "word" else GLOBS))


def _a_fact(rng: random.Random) -> Tree:
    name = rng.choice(("source", "language", "author", "kind", "followers", "rating"))
    if name in ("followers", "rating"):
        return ("fact", name, rng.choice((":", ">=", "<", ">")), rng.randint(1, 5))
    values = {"source": SOURCES, "language": LANGUAGES, "author": AUTHORS, "kind": ("mention", "service")}[name]
    return ("fact", name, ":", rng.choice(values))


def a_text(rng: random.Random) -> str:
    """A short text at random."""
    return rng.choice((" ", ", ", " - ")).join(rng.choices(VOCABULARY, k=rng.randint(0, 12)))


def the_facts(rng: random.Random) -> dict[str, Any]:
    """What is known of a mention at random; some of it is not known."""
    known = {
        "source": rng.choice(SOURCES), "language": rng.choice(LANGUAGES), "author": rng.choice(AUTHORS),
        "kind": rng.choice(("mention", "service")), "followers": rng.randint(1, 5), "rating": rng.randint(1, 5),
    }  # fmt: skip
    return {name: value for name, value in known.items() if rng.random() < 0.8}
