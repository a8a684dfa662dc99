"""What is said about a keyword group's query: what is wrong with it, and why a text nearly matches."""

from __future__ import annotations


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


def only_excluding() -> tuple[str, str]:
    """Nothing but exclusions: would match nearly everything."""
    return "Only words to leave out", "Add a word to look for before NOT."


def bad_wildcard(suggestion: str) -> tuple[str, str]:
    """A * that does not end a word of at least three letters."""
    return "A * that does not end a word of three letters or more", f"Write it like {suggestion}."


def no_letters(word: str) -> tuple[str, str]:
    """Something without letters or digits, which no text can be asked for."""
    return f"{word!r} has no letters or digits", "Take it away, or name it in words."


def too_long(most: int) -> tuple[str, str]:
    """More than can be looked for at once."""
    return f"More than {most} words or brackets", "Split it into two groups."


def missing(term: str) -> str:
    """A text has all but this."""
    return f"{term} is missing"


def excluded(term: str) -> str:
    """A text has all, and this too."""
    return f"left out because of NOT {term}"
