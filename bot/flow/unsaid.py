"""What was taken back is said by no message of the local workspace any more, private answers among them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.flow.tools import Tools
from bot.listening.privacy import redact
from bot.model.changes import Change, KeepPost
from bot.texts.insights import removed_label

LEAST_PIECE, LONGEST_PIECE = 12, 32
"""Shorter strings are found by chance; longer pieces find no more."""
LONG = 40
"""A part of a text that is so long was quoted from it; a shorter one may be a topic's name, said by many."""
_ENDS = re.compile(r"""[.!?]+\s+|[\n\r\t"\\]+""")
_WORDS = ("raw", "words")
"""Under these keys of a body stands what somebody said."""


async def unsaid(texts: Sequence[str], *, tools: Tools) -> list[Change]:
    """The local workspace's messages that quote these texts, without the quotes: cards, digests, private answers."""
    taken = [redact(text).text for text in texts if text.strip()]
    pieces = {piece for text in taken for piece in _pieces(text)}
    changes: list[Change] = []
    for post in await tools.store.saying(sorted(pieces)) if pieces else ():
        body = _without(post.body, taken, key="")
        if isinstance(body, Mapping) and body != post.body:
            changes.append(KeepPost(post=replace(post, body=body, edited=tools.clock.now())))
    return changes


def _pieces(text: str) -> list[str]:
    """The beginning of each sentence, as it stands in JSON too."""
    found = [part.strip()[:LONGEST_PIECE] for part in _ENDS.split(text)]
    long = [part for part in found if len(part) >= LEAST_PIECE]
    return long or [max(found, key=len)]


def _without(value: object, taken: Sequence[str], *, key: str) -> object:
    """A message's body as plain JSON, without strings that say what was taken back."""
    if isinstance(value, Mapping):
        return {name: _without(part, taken, key=str(name)) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_without(part, taken, key=key) for part in value]
    if isinstance(value, str) and any(_says(value, text, key) for text in taken):
        return removed_label()
    return value


def _says(said: str, text: str, key: str) -> bool:
    """Whether a string is a part of the text, or holds one. Short ones only where nothing but words stands."""
    if len(said.strip()) < LEAST_PIECE:
        return key in _WORDS and said.strip() == text.strip()
    if len(said.strip()) >= LONG and said.strip() in text:
        return True
    return said.strip() == text.strip() or any(len(piece) >= LEAST_PIECE and piece in said for piece in _pieces(text))
