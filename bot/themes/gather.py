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
    space = book.space
    inside = [member for member in members if book.current(member.theme) == owner and not member.copy]
    if not inside:
        return None
    differences = [space.centred(np.frombuffer(member.vector, dtype=np.float32), member.language) for member in inside]
    centre = space.place(np.sum(differences, axis=0, dtype=np.float32))
    moved = []
    for member in members:
        if book.current(member.theme) == owner or not member.vector:
            continue
        placed = space.place(space.centred(np.frombuffer(member.vector, dtype=np.float32), member.language))
        if cosine(float(placed @ centre)) >= NEAR:
            moved.append(member)
    if not moved:
        return None
    book.move(moved, owner)
    return MoveMentions(mentions=tuple(member.id for member in moved), theme=owner)
