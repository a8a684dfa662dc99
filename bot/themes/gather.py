"""While something rises: what was said in the same hours and is about it belongs to it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.model.changes import MoveMentions
from bot.model.theme import ThemeId
from bot.themes.book import ThemeBook
from bot.themes.space import cosine
from bot.themes.state import Member

NEAR = 0.1
_ROUNDS = 3  # each round the centre knows more of how people say it


def gather(book: ThemeBook, theme: ThemeId, members: Sequence[Member]) -> MoveMentions | None:
    """The mentions that move to the rising theme; the book is changed at once.

    In the hours of a rise nearly everything unusual is about the same thing, in whatever words: so a
    mention of those hours moves if it is only a little alike (a cosine of .1 with the centre of the
    rise), where else twice that is asked for. Ordinary topics of the same hours are farther away than that.

    Args:
        book: the themes.
        theme: the rising one (of several, the largest).
        members: all live mentions said in the hours of the rise, whatever their theme, by id.
    """
    owner = book.current(theme)
    differences = {
        member.id: book.space.centred(np.frombuffer(member.vector, dtype=np.float32), member.language)
        for member in members
        if member.vector
    }
    placed = {mention: book.space.place(difference) for mention, difference in differences.items()}
    inside = {member.id for member in members if book.current(member.theme) == owner and not member.copy}
    moved: list[Member] = []
    for _ in range(_ROUNDS if inside & differences.keys() else 0):
        centre = book.space.place(
            np.sum([differences[one] for one in sorted(inside & differences.keys())], axis=0, dtype=np.float32)
        )
        near = [
            member
            for member in members
            if member.id in placed and member.id not in inside and book.current(member.theme) != owner
            and cosine(float(placed[member.id] @ centre)) >= NEAR
        ]  # fmt: skip
        if not near:
            break
        moved.extend(near)
        inside.update(member.id for member in near)
    if not moved:
        return None
    moved.sort(key=lambda member: member.id)
    book.move(moved, owner)
    return MoveMentions(mentions=tuple(member.id for member in moved), theme=owner)
