"""What one person does and sees at a chat, whichever it is: the scenarios know this and nothing else of a platform."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

PRODUCT = "Earshot"
"""Who wrote what Earshot posted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """Something that can be pressed or opened: its words, and by what the platform finds it again."""

    label: str
    handle: object = field(repr=False)

    @property
    def number(self) -> int:
        """The first number in its words."""
        return number(self.label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What belongs together: words, the figures in them that open, and what can be pressed."""

    text: str
    figures: tuple[Control, ...] = ()
    buttons: tuple[Control, ...] = ()

    @property
    def labels(self) -> list[str]:
        """What can be pressed."""
        return [one.label for one in self.buttons]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Part):
    """A message as a person sees it. `private`: they alone see it. `entries`: the insights of a digest.

    `tables` hold the cells of each row, without the head; `replies` counts what stands in its thread.
    """

    id: str
    channel: str
    author: str
    private: bool = False
    entries: tuple[Part, ...] = ()
    tables: tuple[tuple[tuple[str, ...], ...], ...] = ()
    replies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a figure opened, through all its pages: its title, its words, its rows, and the lines of its CSV."""

    title: str
    text: str
    rows: tuple[str, ...] = ()
    sheet: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer of the told-list: what they said, the draft of an answer, and whether they are told."""

    words: str
    draft: str
    told: bool
    handle: object = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldList:
    """The customers that an insight concerns, through all pages; `progress` as it is shown."""

    progress: str
    customers: tuple[Customer, ...]
    sheet: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """What a person sees first: its words, the things to try, and the help one press away."""

    text: str
    tries: tuple[str, ...]
    help: str


class Hand(Protocol):
    """One person at one platform. Everything is settled when a verb is done: what it set off has been shown."""

    @property
    def name(self) -> str:
        """The person's name."""
        ...

    async def welcome(self) -> Welcome:
        """Come for the first time."""
        ...

    async def see(self, channel: str) -> Sequence[Post]:
        """What stands in a department's channel, oldest first, what this person alone sees included."""
        ...

    async def thread(self, post: Post) -> Sequence[Post]:
        """The replies under a message, oldest first."""
        ...

    async def say(self, channel: str, words: str, *, under: Post | None = None) -> Sequence[Post]:
        """Write something (also `/roi ...`, `/earshot ...`, `@Earshot ...`), in a thread or not; gives the answers."""
        ...

    async def press(self, part: Part, label: str, /, **filled: str) -> Post:
        """Press a button or choose from the menu, fill in the form that opens; gives what was said to them of it.

        Raises:
            Unfinished: the form was not taken, and is still open. (Where it closes, what is wrong is said to them.)
        """
        ...

    async def open(self, figure: Control, *, only: str = "") -> Opened:
        """Open a figure, narrow it to a source or a mood if wanted, read all its pages, take its CSV."""
        ...

    async def react(self, post: Post, emoji: str) -> None:
        """Give a reaction."""
        ...

    async def promote(self, post: Post, /, **filled: str) -> Post:
        """Turn a colleague's message into an insight; gives what was said to them of it."""
        ...

    async def told(self, post: Post) -> ToldList:
        """The customers that the insight of a message concerns."""
        ...

    async def tell(self, post: Post, customer: Customer, *, draft: str = "") -> ToldList:
        """Mark a customer as told, with the draft as it was or as it is put here."""
        ...

    async def again(self) -> None:
        """What this person did last reaches Earshot again, as networks and impatient platforms do."""
        ...

    async def everything(self) -> Sequence[str]:
        """The ids of all messages anywhere on the platform, private ones too: to see that nothing was added."""
        ...


class Unfinished(AssertionError):
    """A form that was not taken; its words say why."""


def number(text: str) -> int:
    """The first number in a text."""
    found = re.search(r"\d[\d,]*", text)
    assert found is not None, text
    return int(found.group().replace(",", ""))


def button(part: Part, label: str) -> Control:
    """What is pressed under this label."""
    found = [one for one in part.buttons if one.label == label]
    assert found, f"no {label!r} among {part.labels}"
    return found[0]
