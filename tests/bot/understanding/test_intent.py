from __future__ import annotations

import pytest

from bot.understanding.intent import intent_of
from bot.understanding.sentiment import mood_of
from bot.understanding.words import plain, words_of


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("charger not recognised", "complaint"),
        ("Two hours on hold and no number. Furious.", "complaint"),
        ("great, locked out of my own phone. 10/10", "complaint"),
        ("How do I return this?", "question"),
        ("what is the warranty", "question"),
        ("Does it come with a charger?", "question"),
        ("Please let me cap it at 80%, my Volta does that", "request"),
        ("I would pay for a charge limit", "request"),
        ("Why is there still no limit? Seriously.", "request"),
        ("I wish there was a smaller one", "request"),
        ("Could you add a dark mode?", "request"),
        ("My only wish: a quieter fan", "request"),
        ("I'd really like a smaller remote", "request"),
        ("It should be possible to sort the list by date", "request"),
        ("The menu has no option to hide adverts", "request"),
        ("What I miss most is a proper clock", "request"),
        ("Is a longer cable on your roadmap?", "request"),
        ("I'd like to return these shoes", "other"),
        ("I would like to order two more", "other"),
        ("night mode = witchcraft", "praise"),
        ("the article worked!! finally", "praise"),
        ("sold my Lumo, no regrets", "churn_risk"),
        ("switching to Volta after ten years", "churn_risk"),
        ("I will never buy from you again", "churn_risk"),
        ("please close my account", "churn_risk"),
        ("where can I buy the blue one?", "purchase_intent"),
        ("is the blue one back in stock yet?", "purchase_intent"),
        ("take my money", "purchase_intent"),
        ("how do I switch to dark mode", "question"),
        ("shot the Milky Way with a PHONE", "other"),
        ("Order 1234", "other"),
        ("", "other"),
    ],
)
def test_what_the_writer_wants(text: str, intent: str) -> None:
    words = words_of(plain(text))
    assert intent_of(words, mood=mood_of(words).label) == intent
