"""What is said about a keyword group's query: what is wrong with it, and why a text nearly matches."""

from __future__ import annotations

from collections.abc import Sequence


def empty() -> tuple[str, str]:
    """Nothing was asked for."""
    return "There is no word to look for", "Write at least one word."


def unclosed_quote() -> tuple[str, str]:
    """A phrase that never ends."""
    return "A phrase that is not closed", 'Close it with a second ".'


def unclosed_bracket() -> tuple[str, str]:
    """A bracket that never closes."""
    return "A bracket that is not closed", "Add the missing )."


def stray_bracket() -> tuple[str, str]:
    """A closing bracket without an opening one."""
    return "A ) without its (", "Take it away, or open it before."


def lone_operator(word: str) -> tuple[str, str]:
    """An operator that joins nothing."""
    return f"{word} without a word on both sides", f'Add the missing word, or write "{word.lower()}" in quotes.'


def lone_not() -> tuple[str, str]:
    """A NOT that excludes nothing."""
    return "NOT without a word after it", "Add the word to leave out."


def likely_operator(word: str, operator: str) -> tuple[str, str]:
    """A word that most likely was meant as an operator."""
    return (
        f"{word!r} reads like the operator {operator}",
        f'Did you mean {operator}? For the word itself write "{word}".',
    )


def foreign(word: str) -> tuple[str, str]:
    """A word with signs that mean something in other tools."""
    return f"{word!r} holds a sign that queries do not have", f'For the word itself write "{word}".'


def only_excluding() -> tuple[str, str]:
    """Nothing but exclusions: would match nearly everything."""
    return "Only words to leave out", "Add a word to look for before NOT."


def bad_wildcard(suggestion: str) -> tuple[str, str]:
    """A wildcard in a word that would fit nearly everything."""
    return "A word with * or ? that names fewer than three letters", f"Write it like {suggestion}."


def no_letters(word: str) -> tuple[str, str]:
    """Something without letters or digits, which no text can be asked for."""
    return f"{word!r} has no letters or digits", "Take it away, or name it in words."


def too_long(most: int) -> tuple[str, str]:
    """More than can be looked for at once."""
    return f"More than {most} words or brackets", "Split it into two groups."


def near_number(most: int) -> tuple[str, str]:
    """NEAR without a number of words, or with one out of bounds."""
    return f"NEAR takes a number of words from 1 to {most}", "Write it like lumo NEAR/5 charger."


def near_takes_words() -> tuple[str, str]:
    """NEAR beside something that stands nowhere in a text."""
    return (
        "NEAR joins words, phrases or several of them in brackets with OR",
        "Write it like (hot OR warm) NEAR/3 charger, and join the rest with AND.",
    )


def unknown_field(name: str, fields: Sequence[str]) -> tuple[str, str]:
    """A field that mentions do not have."""
    return (
        f"{name!r} is no field of a mention",
        f"There are {', '.join(fields)}. To look for the words themselves, write them in quotes.",
    )


def no_value(name: str) -> tuple[str, str]:
    """A field without a value."""
    return f"{name} without a value", f"Write it like {name}:value."


def bad_values() -> tuple[str, str]:
    """Values in brackets that are not joined by OR."""
    return "Values in brackets are words or phrases joined by OR", "Write it like source:(forum OR reviews)."


def no_order(name: str) -> tuple[str, str]:
    """A field that is compared like a number and is none."""
    return f"{name} is not a number", f"Write it like {name}:value."


def one_number(name: str) -> tuple[str, str]:
    """A field that takes a number."""
    return f"{name} takes one number or a range", f"Write it like {name}>=2 or {name}:1..3."


def kinds(known: Sequence[str]) -> tuple[str, str]:
    """A kind of mention that there is not."""
    return "Not a kind of mention", f"There are {', '.join(known)}."


def language_code() -> tuple[str, str]:
    """A language that is not given by its code."""
    return "Not the code of a language", "Write it like language:de or language:(en OR de)."


def short_address() -> tuple[str, str]:
    """A part of an address that would fit nearly everything."""
    return "A part of an address of fewer than three letters", "Write it like site:forum.example."


def unknown_group(name: str, known: Sequence[str]) -> tuple[str, str]:
    """A keyword group that there is not."""
    there = f"There are {', '.join(known)}." if known else "There are no other groups yet."
    return f"There is no keyword group {name!r}", there


def ring(names: Sequence[str]) -> tuple[str, str]:
    """Keyword groups that name each other."""
    return f"Keyword groups that name each other: {' > '.join(names)}", "Take one of the names away."


def nearest(query: str, notes: Sequence[str]) -> str:
    """The nearest query that can be read, with what it leaves out."""
    left = f" ({'; '.join(notes)})" if notes else ""
    return f"The nearest query is: {query}{left}"


def not_supported(name: str) -> str:
    """Something of another tool's language that has no counterpart."""
    return f"{name} is not supported and was left out"


def in_whole_text(name: str) -> str:
    """A field of another tool whose words are looked for everywhere."""
    return f"{name} is looked for in the whole text"


def exact_case() -> str:
    """Braces of another tool."""
    return "{ } is not supported: upper and lower case are the same"


def short_wildcard(word: str) -> str:
    """A wildcard that would fit nearly everything."""
    return f"{word} names too few letters for a wildcard"


def near(first: str, second: str) -> str:
    """Two things that stand near each other, as the reason of a match."""
    return f"{first} NEAR {second}"


def too_far(most: int) -> str:
    """A text has both, but not near each other."""
    return f"more than {most} words apart"


def missing(term: str) -> str:
    """A text has all but this."""
    return f"{term} is missing"


def excluded(term: str) -> str:
    """A text has all, and this too."""
    return f"left out because of NOT {term}"
