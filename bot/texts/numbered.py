"""The figures of a message: their order, what their menu calls them, which menu offers them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.model.letters import clean, cut
from bot.model.message import Actions, Block, Entry, Line, Message, Quote, Span, Table, Text
from bot.texts import drawn as texts

_FOLLOWED = re.compile(r" ?([^\W\d_][^,;:.·=()|+–-]*)")
_PHRASES = re.compile(r"[.;·,()=]|\s{2,}|[\u2002\u2003]")
_TELLING = re.compile(r"[^\W\d_]{3,}")
_LITTLE: Final = frozenset("to and of from is are was were each on at the for or by with".split())
_MANY_WORDS: Final = 2
_LONGEST: Final = 40
_DOWNLOAD: Final = "sheet.xlsx"
_ANSWER: Final = "/answer?"
_INSIGHT: Final = re.compile(r"/insight/([0-9]{1,15})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure with its number in the message, the block it stands in, and what it is called in a menu."""

    number: int
    block: int
    span: Span
    name: str


def opens(span: Span) -> bool:
    """Whether the span is a figure: something that its reader may open."""
    answer = span.href is not None and span.href.startswith(_ANSWER)
    return span.opens is not None or span.topic is not None or answer or insight_of(span) is not None


def insight_of(span: Span) -> int | None:
    """The number of the insight whose page the span leads to, None where it leads to none."""
    found = _INSIGHT.fullmatch(span.href or "")
    return int(found[1]) if found is not None else None


def figures(message: Message) -> tuple[Span, ...]:
    """The spans that open something, in the order of the message: number K is what a chat's buttons name."""
    return tuple(figure.span for figure in numbered(message))


def numbered(message: Message) -> tuple[Figure, ...]:
    """The figures of a message with their numbers and names."""
    found: list[Figure] = []
    for block, part in enumerate(message.blocks):
        for line in _lines(part):
            for at, span in enumerate(line):
                if opens(span):
                    found.append(Figure(number=len(found), block=block, span=span, name=_name(line, at)))
    names = Counter((figure.name, _target(figure)) for figure in found)
    twice = Counter(name for name, _ in names)
    return tuple(
        replace(figure, name=_apart(message, figure)) if twice[figure.name] > 1 else figure for figure in found
    )


def offered(message: Message) -> Mapping[int, tuple[Figure, ...]]:
    """By number of the block whose menu offers them: an entry its own, acts those around them, -1 all the others."""
    own = {at for at, block in enumerate(message.blocks) if isinstance(block, Entry) and block.actions is not None}
    rows = [at for at, block in enumerate(message.blocks) if isinstance(block, Actions)]
    found: dict[int, list[Figure]] = {}
    for figure in numbered(message):
        later = [at for at in rows if at > figure.block]
        near = figure.block if figure.block in own else later[0] if later else rows[-1] if rows else -1
        same = found.setdefault(near, [])
        if all(_target(one) != _target(figure) or one.name != figure.name for one in same):
            same.append(figure)
    return {at: tuple(group) for at, group in found.items()}


def _lines(block: Block) -> Iterator[Line]:
    match block:
        case Text():
            yield block.line
        case Quote():
            yield block.origin
        case Table():
            for row in block.rows:
                yield from row
        case Entry():
            yield from (block.title, block.figures)
            if block.quote is not None:
                yield block.quote.origin
            yield block.why
        case _:
            return


def _name(line: Line, at: int) -> str:
    """What the figure is called: itself, and where it is a bare number the words that say what it counts."""
    span, own = line[at], clean(line[at].text).strip()
    if span.topic is not None:
        return texts.topic(own)
    if span.href is not None and _DOWNLOAD in span.href:
        return own
    if _TELLING.search(own):
        return texts.show(own)
    follows = _FOLLOWED.match(clean(line[at + 1].text)) if at + 1 < len(line) else None
    said = follows[1].split()[:_MANY_WORDS] if follows is not None else []
    while said and said[-1] in _LITTLE:
        said.pop()
    if said:
        return texts.show(f"{own} {' '.join(said)}")
    before = _before(line[:at])
    return texts.show(f"{own} ({before})" if before else own)


def _before(line: Line) -> str:
    """The last words before a figure that say something; '' for the sum at the end of an equation."""
    for span in reversed(line):
        words = clean(span.text)
        if words.rstrip().endswith("="):
            return ""
        for phrase in reversed(_PHRASES.split(words)):
            if _TELLING.search(phrase):
                return cut(phrase.strip(" :"), _LONGEST)
    return ""


def _apart(message: Message, figure: Figure) -> str:
    """A name that two figures share, with the first words of the line that this one stands in."""
    for line in _lines(message.blocks[figure.block]):
        if any(span is figure.span for span in line):
            lead = _before(line[:1])
            return f"{figure.name} ({lead})" if lead and lead not in figure.name else figure.name
    return figure.name


def _target(figure: Figure) -> tuple[object, ...]:
    return (figure.span.opens, figure.span.topic, figure.span.href)


def chunks(figures_: Sequence[Figure], most: int) -> Iterator[Sequence[Figure]]:
    """The figures in lists that a menu can hold."""
    for start in range(0, len(figures_), most):
        yield figures_[start : start + most]
