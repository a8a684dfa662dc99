"""The phrases nearest to what was typed: at most two slips of the finger away, or merely alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

_MOST_SLIPS = 2
_WIDEST = 4


def slips(one: str, other: str) -> int:
    """How many letters were left out, added, changed or swapped; anything above two is three."""
    if abs(len(one) - len(other)) > _MOST_SLIPS:
        return _MOST_SLIPS + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before = before, row
        row = [i]
        for j, wanted in enumerate(other, start=1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                least = min(least, earlier[j - 2] + 1)
            row.append(least)
    return min(row[-1], _MOST_SLIPS + 1)


def near(words: Sequence[str], places: Sequence[int], vocabulary: Sequence[str]) -> list[tuple[int, int, str]]:
    """Runs of words around these places that are nearly a known phrase: (start, end, phrase), fewest slips first."""
    found = []
    for start, end in {window: None for at in places[:_WIDEST] for window in _windows(len(words), at)}:
        typed = " ".join(words[start:end])
        for phrase in vocabulary:
            count = slips(typed, phrase)
            # A short word has too many neighbours for two slips to say anything.
            if 0 < count <= _MOST_SLIPS and count * 3 <= len(typed):
                found.append((count, start - end, phrase, start, end))
    return [(start, end, phrase) for _, _, phrase, start, end in sorted(set(found))]


def nearest_phrases(typed: str, vocabulary: Sequence[str]) -> tuple[str, ...]:
    """Known phrases that look like what was typed, the most alike first; often none."""
    return tuple(dict.fromkeys(get_close_matches(typed, vocabulary, n=3, cutoff=0.6)))


def _windows(count: int, at: int) -> Iterator[tuple[int, int]]:
    for start in range(max(0, at - _WIDEST + 1), at + 1):
        for end in range(at + 1, min(count, start + _WIDEST) + 1):
            yield start, end
