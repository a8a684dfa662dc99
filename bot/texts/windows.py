"""What a window of a chat shows, as a value that the window carries with it, so that it can be drawn anew each time.

A message never carries rows: a click names a figure by its number, and what it opens is read from the message as it was
stored. From then on the window itself knows what it shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Literal, cast, get_args
from urllib.parse import parse_qsl, urlencode, urlsplit

from bot.errors import BadQuestion, NotFound
from bot.model.message import Actions, Message, Span
from bot.model.rows import Rows
from bot.texts.numbered import figures, insight_of

Kind = Literal["rows", "topic", "insight", "answer", "asked"]
SHEET: Final = "sheet.xlsx"
"""The part of an answer that is a file."""


def unreadable_figure() -> str:
    """A figure whose address says nothing."""
    return "This figure cannot be read. Please ask again."


@dataclass(frozen=True, slots=True, kw_only=True)
class What:
    """What is open: `rows` as their code with what `narrow`s them, the `number` of a topic or insight, a `part` of the
    answer to a `question` at a moment, or (`asked`) the answer itself, `part` being the command.
    """

    kind: Kind
    rows: Mapping[str, str] = field(default_factory=dict)
    narrow: Mapping[str, str] = field(default_factory=dict)
    number: int = 0
    part: str = ""
    question: str = ""
    at: str = ""
    page: int = 1

    @property
    def set(self) -> Rows:
        """The mentions it shows.

        Raises:
            NotFound: these words are no set.
        """
        try:
            return Rows.read({**self.rows, **self.narrow})
        except ValueError as wrong:
            raise NotFound(what="list", id=str(wrong)[:40]) from wrong

    @property
    def moment(self) -> datetime:
        """When the answer was given.

        Raises:
            BadQuestion: that cannot be read.
        """
        try:
            found = datetime.fromisoformat(self.at)
        except ValueError as wrong:
            raise BadQuestion(what=unreadable_figure(), remedy="") from wrong
        if found.tzinfo is None:
            raise BadQuestion(what=unreadable_figure(), remedy="")
        return found

    @classmethod
    def of(cls, span: Span) -> What:
        """What a figure opens.

        Raises:
            NotFound: it opens nothing.
        """
        if span.opens is not None:
            return cls(kind="rows", rows=span.opens.code())
        if span.topic is not None:
            return cls(kind="topic", number=span.topic)
        insight = insight_of(span)
        if insight is not None:
            return cls(kind="insight", number=insight)
        words = dict(parse_qsl(urlsplit(span.href or "").query))
        if not words.get("part"):
            raise NotFound(what="figure", id="")
        return cls(kind="answer", part=words["part"], question=words.get("q", ""), at=words.get("at", ""))

    def said(self) -> dict[str, Any]:
        """It as JSON, without what is usual."""
        plain = What(kind=self.kind)
        return {
            name: value
            for name in What.__slots__
            if (value := getattr(self, name)) != getattr(plain, name) or name == "kind"
        }


def understood(said: object) -> What | None:
    """What the JSON says that a window brought back; None where it is none of these."""
    if not isinstance(said, Mapping):
        return None
    try:
        kind = cast("Kind", next(one for one in get_args(Kind) if one == said["kind"]))
        return What(
            kind=kind, rows=dict(said.get("rows") or {}), narrow=dict(said.get("narrow") or {}),
            number=int(said.get("number") or 0), part=str(said.get("part") or ""), at=str(said.get("at") or ""),
            question=str(said.get("question") or ""), page=max(1, int(said.get("page") or 1)),
        )  # fmt: skip
    except (ValueError, TypeError, KeyError, StopIteration, AttributeError):
        return None


def narrowed(what: What, value: str) -> What:
    """The list with one more condition (`source=forum`), or without those that were added."""
    name, _, chosen = value.partition("=")
    if name not in ("source", "sentiment"):
        return replace(what, narrow={}, page=1)
    return replace(what, narrow={**what.narrow, name: chosen}, page=1)


def rows_of(value: str) -> dict[str, str]:
    """The code of a set from a button.

    Raises:
        NotFound: it is none.
    """
    try:
        return Rows.read(dict(parse_qsl(value))).code()
    except ValueError as wrong:
        raise NotFound(what="list", id="") from wrong


def figure(message: Message, number: int) -> What:
    """What the figure of this number opens.

    Raises:
        NotFound: the message has no such figure.
    """
    found = figures(message)
    if not 0 <= number < len(found):
        raise NotFound(what="figure", id=number)
    return What.of(found[number])


def answered(message: Message) -> What | None:
    """The answer to `/roi` that a message holds, by its first figure; None where it holds none."""
    for span in figures(message):
        if span.href is not None and insight_of(span) is None:
            return replace(What.of(span), kind="asked", part="roi")
    return None


def path_of(what: What) -> str:
    """The page of the local workspace that shows the same, '' where there is none."""
    match what.kind:
        case "rows":
            return f"/rows?{urlencode({**what.rows, **what.narrow})}"
        case "topic" | "insight":
            return f"/{what.kind}/{what.number}"
        case "answer":
            return f"/answer?{urlencode({'part': what.part, 'q': what.question, 'at': what.at})}"
        case "asked":
            return ""


def unshared(message: Message) -> Message:
    """The answer without the button that shares it: a window stands in no channel."""
    blocks = tuple(
        replace(block, buttons=tuple(one for one in block.buttons if one.act != "open:share"))
        if isinstance(block, Actions)
        else block
        for block in message.blocks
    )
    return replace(message, blocks=blocks)


def command_of(name: str) -> Literal["roi", "earshot", "mention"]:
    """How a question is asked, by its name."""
    return "roi" if name == "roi" else "earshot" if name == "earshot" else "mention"
