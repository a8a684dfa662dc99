"""Says an insight in sentences that are proven one by one.

What a summariser claims is trusted in nothing: a quote must be a literal part of a mention that
it cites, not torn out of a "not"; a number outside the quotes must be one that the caller counted;
and the words around a quote may only report it. What fails is dropped and counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from bot.model.insight import InsightKind, Sentence
from bot.model.mention import MentionId, Untrusted
from bot.ports.memory import Full
from bot.ports.world import Claim

_QUOTED = re.compile(r"“([^“”]+)”|„([^„“”]+)[“”]|«([^«»]+)»|\"([^\"]+)\"")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CLAUSE_END = re.compile(r"[.!?;:,\n()…]|\s[-–—]\s")
_NEGATION = frozenset(
    """
no not never none nobody nothing without cannot nor neither hardly barely
nicht nie niemals kein keine keinen keinem keiner nichts niemand ohne kaum
nie nigdy bez żaden żadna nikt nic brak
""".split()
)
_BEFORE, _AFTER = 5, 3

# What may stand around a quote: words that report, and count. Any other word is a claim of its own.
_REPORTING = frozenset(
    """
a an and are as at also another both but by customer customers few for from in is it many mention mentions more most
of on one or others people person post posts report reports said say saying says several some somebody someone ask
asks asked that the them these they this those to two three four five six seven eight nine ten was were while who
with write writes wrote others other week weeks today day days voices about against among mostly
kunde kunden einige viele mehrere schreiben schreibt sagen sagt und oder von den der die das ein eine
""".split()
)
_COUNTED = {name: number for number, name in enumerate("one two three four five six seven eight nine ten".split(), 1)}


def telling(kind: InsightKind, fulls: Sequence[Full], *, least: int = 1) -> Sequence[Full]:
    """Of an insight's evidence what it goes by: of praise those who praise, of a problem those who do not.

    All of it where fewer than `least` would be left.
    """
    if kind not in ("praise", "repeat"):
        return fulls
    found = [one for one in fulls if (one.row.intent == "praise") == (kind == "praise")]
    return found if len(found) >= least else fulls


def prove(
    claims: Sequence[Claim], texts: Mapping[MentionId, str], *,
    redact: Callable[[str], str], facts: Collection[int] = (),
) -> tuple[tuple[Sentence, ...], int]:  # fmt: skip
    """The sentences whose every quote is a literal part of a mention they cite, and how many were dropped.

    Args:
        claims: what a summariser said of the redacted texts. A claim without quotation marks is a quote as a whole.
        texts: the stored texts of the mentions that may be cited.
        redact: hides personal data; the quote shown is a part of the redacted text.
        facts: the whole numbers that a sentence may state outside its quotes (beside how many mentions it cites).
    """
    shown: dict[MentionId, str] = {}
    for mention in {cite for claim in claims for cite in claim.cites if cite in texts}:
        shown[mention] = redact(texts[mention])
    found = [_proven(claim, shown, facts) for claim in claims]
    proven = dict.fromkeys(sentence for sentence in found if sentence is not None)
    return tuple(proven), sum(sentence is None for sentence in found)


def _proven(claim: Claim, shown: Mapping[MentionId, str], facts: Collection[int]) -> Sentence | None:
    cites = [cite for cite in claim.cites if cite in shown]
    whole = _match(claim.text, [shown[cite] for cite in cites])
    if whole is not None:
        return _sentence([whole], cites, shown)
    parts = ["".join(groups) for groups in _QUOTED.findall(claim.text)]
    if not parts or not _reports(_QUOTED.sub(" ", claim.text), {*facts, len(set(cites))}):
        return None
    quotes = [_match(part, [shown[cite] for cite in cites]) for part in parts]
    return _sentence([quote for quote in quotes if quote], cites, shown) if all(quotes) else None


def _sentence(quotes: Sequence[str], cites: Sequence[MentionId], shown: Mapping[MentionId, str]) -> Sentence:
    longest = max(quotes, key=len)
    held = tuple(dict.fromkeys(cite for cite in cites if any(quote in shown[cite] for quote in quotes)))
    first = [cite for cite in held if longest in shown[cite]]
    return Sentence(quote=Untrusted(longest), cites=tuple(dict.fromkeys([*first, *held])))


def _match(quote: str, texts: Sequence[str]) -> str | None:
    """The quote as it stands in one of the texts, whole words and spaces aside; None if it does not or is torn out."""
    words = quote.strip().strip("…").split()
    if not words:
        return None
    for text in texts:
        for start, end in _places(words, text):
            if _is_whole(text, start, end) and not _is_torn(text, start, end):
                return text[start:end]
    return None


def _places(words: Sequence[str], text: str) -> Iterator[tuple[int, int]]:
    """Where these words stand in the text in a row, whatever spaces are between them."""
    literal = " ".join(words)
    if " ".join(text.split()) != text.strip():
        pattern = re.compile(r"\s+".join(re.escape(word) for word in words))
        yield from (found.span() for found in pattern.finditer(text))
        return
    # Making a pattern takes longer than all the rest, and nearly always there is one space everywhere.
    start = text.find(literal)
    while start >= 0:
        yield start, start + len(literal)
        start = text.find(literal, start + len(literal))


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no word is cut, and the quote says something: two words, or all that was said."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if (before.isalnum() and text[start].isalnum()) or (after.isalnum() and text[end - 1].isalnum()):
        return False
    # "1.5" is not "5", and "7.10" is not "7.1".
    if text[start].isdigit() and re.search(r"\d[.,]$", text[:start]):
        return False
    if text[end - 1].isdigit() and re.match(r"[.,]\d", text[end:]):
        return False
    said = _WORD.findall(text[start:end])
    return len(said) >= 2 or (start == 0 and end == len(text)) or (len(said) == 1 and text.strip() == text[start:end])


def _is_torn(text: str, start: int, end: int) -> bool:
    """Whether a "not" just before or behind it, in the same clause, is left out."""
    before = _CLAUSE_END.split(text[:start])[-1] if not _at_clause_start(text, start) else ""
    after = "" if _CLAUSE_END.match(text[end - 1 : end]) else _CLAUSE_END.split(text[end:])[0]
    near = [*_WORD.findall(before.lower())[-_BEFORE:], *_WORD.findall(after.lower())[:_AFTER]]
    return any(word in _NEGATION or word.endswith(("n't", "n’t")) for word in near)


def _at_clause_start(text: str, start: int) -> bool:
    return bool(re.search(r"(?:[.!?;:,\n()…]|\s[-–—])\s*$", text[:start])) or not text[:start].strip()


def _reports(around: str, numbers: Collection[int]) -> bool:
    for found in _NUMBER.findall(around):
        digits = found.replace(",", "").replace(".", "")
        if int(digits) not in numbers or not found.replace(",", "").isdigit():
            return False
    for word in _WORD.findall(around.lower()):
        if word not in _REPORTING or (word in _COUNTED and word != "one" and _COUNTED[word] not in numbers):
            return False
    return True
