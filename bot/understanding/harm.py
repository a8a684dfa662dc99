"""Words that speak of danger: smoke, fire, swelling, injury, burns, leaked data, a legal threat.

One mention is enough to wake somebody, so the rules ask for what happened ("caught fire", "burned my desk") and
not for the word alone: people also say that a camera is fire. Figures of speech, denials and questions of the
kind "could it melt?" are taken out first. English, German and Polish, whatever language the text was read as.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.harm_figures import FIGURES, HYPOTHETICAL, MAY_BE_FIGURE, WHY
from bot.understanding.harm_more import MORE, RARE
from bot.understanding.harm_slips import slips
from bot.understanding.harm_words import HARMS, STEM, STEMS, TELLTALES
from bot.understanding.words import sentences


def harm_of(words: Sequence[str]) -> str | None:
    """Returns the words that speak of danger, as written in lower case; None where none do."""
    known = slips()
    if not known.keys().isdisjoint(words):
        words = [known.get(word, word) for word in words]
    if not (_telling(words) or _odd(words)):
        return None
    for sentence in sentences(words):
        telling, odd = _telling(sentence), _odd(sentence)
        if telling or odd:
            found = _in_sentence(" ".join(sentence), odd=odd, telling=telling)
            if found:
                return found
    return None


def _telling(words: Sequence[str]) -> bool:
    return not (STEMS.isdisjoint([word[:STEM] for word in words]) and TELLTALES.isdisjoint(words))


def _odd(words: Sequence[str]) -> bool:
    return not RARE.isdisjoint(words)


def _in_sentence(sentence: str, *, odd: bool, telling: bool) -> str | None:
    meant = FIGURES.sub(" ~ ", sentence) if MAY_BE_FIGURE(sentence) else sentence
    if meant.endswith("?") and not WHY.match(meant):
        meant = HYPOTHETICAL.sub(" ~ ", meant)
    meant = " ".join(meant.split())
    found = (HARMS.search(meant) if telling else None) or (MORE.search(meant) if odd else None)
    return found.group().strip() if found else None
