import random
import re
from collections.abc import Callable

import pytest

from bot.insights.write import prove
from bot.model.mention import MentionId
from bot.ports.world import Claim
from tests.bot.themes.streams import voices


def plain(text: str) -> str:
    return text


def said(*texts: str) -> dict[MentionId, str]:
    return {MentionId(place): text for place, text in enumerate(texts, 1)}


def one(text: str, *cites: int) -> Claim:
    return Claim(text=text, cites=tuple(MentionId(cite) for cite in cites))


def shown(claim: Claim, texts: dict[MentionId, str], *, facts: tuple[int, ...] = ()) -> str | None:
    sentences, dropped = prove([claim], texts, redact=plain, facts=facts)
    assert len(sentences) + dropped == 1
    return sentences[0].quote.raw if sentences else None


TEXTS = said(
    "Charger not recognised. Cable changed, same.",
    "Since 7.1 my 65W brick is a paperweight, thanks",
    "I would not say it is safe to touch. It cost 1.5 euros.",
    "Please call\n  +49 30 901820, the eSIM is gone.",
)


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        (one("Cable changed, same.", 1), "Cable changed, same."),
        (one("Charger not recognised.", 1, 2), "Charger not recognised."),
        (one("Somebody writes “my 65W brick is a paperweight”", 2), "my 65W brick is a paperweight"),
        (one("2 customers report it: “Charger not recognised”", 1, 2), "Charger not recognised"),
        (one("Please call +49 30 901820, the eSIM is gone.", 4), "Please call\n  +49 30 901820, the eSIM is gone."),
    ],
)
def test_a_literal_quote_of_a_cited_mention_is_kept_as_it_stands(claim: Claim, quote: str) -> None:
    assert shown(claim, TEXTS) == quote


@pytest.mark.parametrize(
    "claim",
    [
        one("Charger not recognised.", 2),
        one("Charger not recognised.", 9),
        one("Charger not recognised."),
        one("Charger recognised.", 1),
        one("charger not recognized", 1),
        one("arger not recognised", 1),
        one("Charger", 1),
        one("it is safe to touch", 3),
        one("It cost 5 euros", 3),
        one("cost 1", 3),
        one("Since 7", 2),
        one("Somebody died: “my 65W brick is a paperweight”", 2),
        one("57 customers report it: “Charger not recognised”", 1),
        one("Nine customers report it: “Charger not recognised”", 1),
        one("Customers say “Charger not recognised” and “it exploded”", 1),
        one("All of them are angry.", 1, 2),
        one("", 1),
    ],
)
def test_what_nobody_said_is_dropped(claim: Claim) -> None:
    assert shown(claim, TEXTS) is None


def test_a_number_beside_a_quote_must_be_one_that_was_counted() -> None:
    claim = one("“Charger not recognised” say 31 customers", 1)
    assert shown(claim, TEXTS, facts=(31,)) == "Charger not recognised"
    assert shown(claim, TEXTS, facts=(30,)) is None


def test_a_citation_that_does_not_hold_the_quote_is_left_out() -> None:
    sentences, _ = prove([one("Charger not recognised.", 2, 1, 1)], TEXTS, redact=plain)
    assert sentences[0].cites == (1,)


def test_the_quote_is_part_of_the_redacted_text() -> None:
    def redact(text: str) -> str:
        return text.replace("+49 30 901820", "[phone hidden]")

    hidden, _ = prove([one("Please call [phone hidden], the eSIM is gone.", 4)], TEXTS, redact=redact)
    assert "[phone hidden]" in hidden[0].quote.raw
    assert prove([one("Please call +49 30 901820, the eSIM is gone.", 4)], TEXTS, redact=redact) == ((), 1)


def test_the_same_sentence_twice_is_shown_once_and_not_counted_as_dropped() -> None:
    claim = one("Cable changed, same.", 1)
    sentences, dropped = prove([claim, claim, one("Invented.", 1)], TEXTS, redact=plain)
    assert (len(sentences), dropped) == (1, 1)


# --- seeded fabrications --------------------------------------------------------------------------------------------

CHANCE = random.Random(11)
CORPUS = [text for _, text, _ in voices()]
SENTENCES = [(place, part) for place, text in enumerate(CORPUS) for part in re.split(r"(?<=[.!?])\s+", text)
             if len(part.split()) >= 5]  # fmt: skip
WORDS = sorted({word for text in CORPUS for word in re.findall(r"[a-z]{5,}", text)})


def swapped_word(sentence: str) -> str:
    words = sentence.split()
    place = CHANCE.randrange(len(words))
    words[place] = CHANCE.choice([word for word in CHANCE.sample(WORDS, 3) if word != words[place]])
    return " ".join(words)


def other_number(sentence: str) -> str:
    return re.sub(r"\d+", lambda found: str(int(found.group()) + 1), sentence) if re.search(r"\d", sentence) else ""


def turned(sentence: str) -> str:
    if re.search(r"\bnot?\b", sentence):
        return re.sub(r"\s?\bnot?\b", "", sentence, count=1).strip()
    return re.sub(r"\b(is|was|are|has|can)\b", r"\1 not", sentence, count=1)


def torn_from_not(sentence: str) -> str:
    found = re.search(r"\b(?:not|never|no)\s+((?:[a-z]+\s+){2,}[a-z]+)", sentence)
    return found.group(1) if found else ""


def spliced(sentence: str) -> str:
    other = CHANCE.choice(SENTENCES)[1]
    return " ".join([*sentence.split()[:3], *other.split()[3:]])


def claimed(sentence: str) -> str:
    return f"{CHANCE.randrange(20, 90)} customers write “{sentence}”"


def framed(sentence: str) -> str:
    return f"A lawsuit is coming, as a customer writes: “{sentence}”"


@pytest.mark.parametrize("forge", [swapped_word, other_number, turned, torn_from_not, spliced, claimed, framed])
def test_ninety_nine_in_a_hundred_fabrications_are_caught(forge: Callable[[str], str]) -> None:
    tried = missed = 0
    for place, sentence in SENTENCES:
        fake = forge(sentence)
        if not fake or fake == sentence or (fake in CORPUS[place] and forge is not torn_from_not):
            continue
        tried += 1
        sentences, _ = prove([one(fake, place)], {MentionId(place): CORPUS[place]}, redact=plain)
        missed += bool(sentences)
    assert tried >= 60
    assert missed <= 0.01 * tried


def test_a_quote_of_another_mention_is_caught() -> None:
    texts = {MentionId(place): text for place, text in enumerate(CORPUS)}
    sample = CHANCE.sample(SENTENCES, 600)
    found = [prove([one(part, (place + 1) % len(CORPUS))], texts, redact=plain)[1] for place, part in sample]
    assert sum(found) >= 0.99 * len(found)


def test_at_most_two_in_a_hundred_true_sentences_are_lost() -> None:
    texts = {MentionId(place): text for place, text in enumerate(CORPUS)}
    sample = CHANCE.sample(SENTENCES, 600)
    whole = [prove([one(part, place)], texts, redact=plain)[1] for place, part in sample]
    framed = [prove([one(f"Customers say “{part.rstrip('.')}”.", place)], texts, redact=plain)[1]
              for place, part in sample if not set(part) & set("“”\"„«»")]  # fmt: skip
    assert sum(whole) <= 0.02 * len(whole)
    assert sum(framed) <= 0.02 * len(framed)
