"""What was taken back is said by no message of the local workspace any more, and by no line of a digest anywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.delivery.plan import plan_digest_edit
from bot.flow.tools import Tools
from bot.listening.privacy import redact
from bot.model.changes import Change, KeepPost, Reword
from bot.model.mention import Untrusted
from bot.model.message import Line, Message, Text
from bot.texts.insights import removed_label

LEAST_PIECE, LONGEST_PIECE = 12, 32
"""Shorter strings are found by chance; longer pieces find no more."""
LONG = 40
"""A part of a text that is so long was quoted from it; a shorter one may be a topic's name, said by many."""
FEW = 4
"""So many words in a row are one person's; fewer are a topic's name."""
_WORD = re.compile(r"\S+")
_ESCAPED = re.compile(r"""["\\\n\r\t]""")
_ENDS = re.compile(r"""[.!?]+\s+|[\n\r\t"\\]+""")
_WORDS = ("raw", "words")
"""Under these keys of a body stands what somebody said."""


async def unsaid(texts: Sequence[str], *, digests: bool = True, tools: Tools) -> list[Change]:
    """The local workspace's messages that quote these texts, without the quotes: cards, digests, private answers.

    With `digests` also those of every other chat, where their lines name something in the words of these texts.
    """
    taken = [redact(text).text for text in texts if text.strip()]
    pieces = {piece for text in taken for piece in _pieces(text)}
    changes: list[Change] = []
    for post in await tools.store.saying(sorted(pieces)) if pieces else ():
        body = _without(post.body, taken, key="")
        if isinstance(body, Mapping) and body != post.body:
            changes.append(KeepPost(post=replace(post, body=body, edited=tools.clock.now())))
    return [*changes, *(await _in_digests(taken, tools=tools) if digests else ())]


async def _in_digests(taken: Sequence[str], *, tools: Tools) -> list[Change]:
    """Edits of the digests in whose lines (what others took up, what was fixed) it stands; entries are drawn anew."""
    changes: list[Change] = []
    now, windows = tools.clock.now(), {window for text in taken for window in _windows(text)}
    for row in await tools.store.digests_saying(sorted(windows)) if windows else ():
        message = _struck(row.post.message, taken)
        edits = plan_digest_edit(row.post.key, row.post.place, message, before=row.post.message, now=now)
        changes += [Reword(key=row.post.key, message=message), *edits] if edits else []
    return changes


def _struck(message: Message, taken: Sequence[str]) -> Message:
    """The message without the names and quotes in its lines that say what was taken back."""
    gone: set[str] = set()

    def line(spans: Line) -> Line:
        found = []
        for span in spans:
            raw = span.text.raw if isinstance(span.text, Untrusted) else ""
            if any(_named_by(raw, text) for text in taken):
                gone.add(raw)
                span = replace(span, text=removed_label())
            found.append(span)
        return tuple(found)

    blocks = tuple(replace(one, line=line(one.line)) if isinstance(one, Text) else one for one in message.blocks)
    summary = message.summary
    for raw in sorted(gone, key=len, reverse=True):
        summary = summary.replace(raw, removed_label())
    return replace(message, blocks=blocks, summary=summary)


def _windows(text: str) -> list[str]:
    """Every few words in a row, as they stand in JSON too."""
    words = list(_WORD.finditer(text))
    found = [text[one.start() : last.end()] for one, last in zip(words, words[FEW - 1 :], strict=False)]
    return [one for one in found if not _ESCAPED.search(one)]


def _named_by(name: str, text: str) -> bool:
    """Whether a name was taken from the text: a few words of somebody, and not what many say."""
    return name == text or (len(_WORD.findall(name)) >= FEW and (name in text or _says(name, text, key="raw")))


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
