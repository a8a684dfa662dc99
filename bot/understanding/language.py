"""Which language a text is in, or "unknown".

Two questions, in this order. Is it, among all languages the identifier knows, one of the configured ones? If it
is surely another, that language is the answer. The identifier is never asked to choose among the configured
languages only: then every French text would be read as English.
Short texts give it little to go by ("cant log in"). For languages with a list of telling words (words that no
neighbour language shares) such words decide what the identifier leaves open, and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.identifier import Guess, Identify
from bot.understanding.words import word_set

UNKNOWN = "unknown"

# Enough to tell a language; the identifier's cost grows with the length.
TOLD_BY = 400
SURE_INSIDE = 0.2  # of a configured language
SURE_OUTSIDE = 0.4  # of another one
LEANING_INSIDE = 0.05  # of a configured language, with a telling word for it
SURE_AGAINST_WORDS = 0.9  # of another one, although telling words speak for a configured language

# The identifier takes many a short English text for Nigerian Pidgin; without one of these words it is English.
PIDGIN = word_set("dey wetin abeg una wey sabi oga na wahala comot")

TELLING = {
    "en": word_set(
        """
        the and you this that with have are isn't it's i'm i've don't doesn't didn't can't cant dont won't wont
        wouldn't couldn't your what when where which would should could there they their because been does did how
        who why its after since still never every about just only our we're we've get gets getting got keeps
        anyone everyone someone something nothing please thanks thank you're not them these those than then into
        from were being always again already anymore really very much many too else yet until before while
        buy bought pay paid send sent order orders ordered refund broke broken dead died lost gone stopped stops
        working works work log login wrong charge charges charging charger charged phone card money account bill
        battery screen slow fast love loved hate awful terrible amazing great good better best worst nice bad
        want need help tell show make made say said know think find call called wait waiting long days hours
        cancel change turn set give take keep try tried use using it's here's let's that's what's he's she's my
        sold forgot forget watch drop dropped crash crashed crashes freezes locked regrets down
        missing stuck arrived restored removed skipped loses lags flickers ignored ignores greyed fixed customer wants
        instead device devices parcel shows types reminder trouble empty carrier courier blames returned kept returns
        hot take new signal number question
        """
    ),
    "de": word_set(
        """
        und ich nicht ist das der dem den ein eine einen mit auf für wir sie nach seit mein meine meinen kein keine
        bei wird habe hat auch noch nur wie wo kann geht immer über wieder aber zum zur vom sich mich mir euch ihr
        ihre sind war wurde werden warum wann bitte danke gut schlecht sehr viel mehr schon jetzt heute gestern
        """
    ),
}


def language_of(text: str, words: Sequence[str], *, identify: Identify, languages: tuple[str, ...]) -> str:
    """Returns the language of a plain text: a configured one, another one, or "unknown".

    `words` are the text's words in lower case.
    """
    (guess,) = identify([text[:TOLD_BY]])
    return language_by(guess, words, languages=languages)


def language_by(guess: Guess, words: Sequence[str], *, languages: tuple[str, ...]) -> str:
    """Returns the same for a text of which the identifier was asked before, with others in a batch."""
    spoken = [word for word in words if word[0].isalpha()]
    if not spoken:
        return UNKNOWN
    best, probability = guess
    if best == "pcm" and "en" in languages and PIDGIN.isdisjoint(spoken):
        best = "en"
    if best in languages and probability >= SURE_INSIDE:
        return best
    told = _told(spoken, languages)
    if best in languages:
        return best if told == best and probability >= LEANING_INSIDE else UNKNOWN
    if told and probability < SURE_AGAINST_WORDS:
        return told
    return best if probability >= SURE_OUTSIDE else UNKNOWN


def _told(spoken: Sequence[str], languages: tuple[str, ...]) -> str | None:
    """Returns the configured language for which half the words or more speak, and none for another."""
    known = [language for language in languages if language in TELLING]
    counts = {language: sum(word in TELLING[language] for word in spoken) for language in known}
    if not counts:
        return None
    told = max(counts, key=lambda language: counts[language])
    return told if 2 * counts[told] >= len(spoken) and sum(counts.values()) == counts[told] else None
