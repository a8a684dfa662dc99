"""What a text is made of, as numbers: the pieces of each word, its words, and its pairs of neighbours.

A piece is a run of 2 to 5 characters of " word ". Everything is named by its CRC-32, so that no list of strings has
to be kept, and a list of what was learned holds no text.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from zlib import crc32

SHORTEST, LONGEST = 2, 5
WORD_CHARACTERS = 40
"""A longer word is cut: it is an address, a key or a scream, and the rest of it says nothing more."""


def pieces_of(word: str) -> list[int]:
    """Returns the numbers of a word's pieces, each once, in ascending order."""
    padded = f" {word[:WORD_CHARACTERS]} "
    size = len(padded)
    return sorted(
        {
            crc32(padded[start : start + length].encode("utf-8", "replace"))
            for length in range(SHORTEST, LONGEST + 1)
            for start in range(size - length + 1)
        }
    )


def bag_of(words: Sequence[str]) -> list[int]:
    """Returns the numbers of the words and of the pairs of neighbours, as often as they occur."""
    singles = [crc32(word.encode("utf-8", "replace")) for word in words]
    return singles + [crc32(f"{first} {second}".encode("utf-8", "replace")) for first, second in pairwise(words)]
