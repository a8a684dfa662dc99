"""What the book of themes needs from outside its themes: its state between runs, and mentions it has seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.model.mention import MentionId
from bot.model.theme import ThemeId


@dataclass(frozen=True, slots=True, kw_only=True)
class BookState:
    """What the book must remember beside its themes, as of when its space was last fitted.

    No mention can be read from it.

    `through` is the last mention taken in before, `seen` how many there were, `sample` those whose
    vectors define the space.
    """

    through: MentionId
    seen: int
    sample: tuple[MentionId, ...]

    def to_json(self) -> dict[str, object]:
        """The state as JSON values."""
        return {"through": self.through, "seen": self.seen, "sample": list(self.sample)}

    @classmethod
    def from_json(cls, found: Mapping[str, object]) -> BookState:
        """The state that `to_json` wrote.

        Raises:
            ValueError: it is not such a state.
        """
        through, seen, sample = (found.get(name) for name in ("through", "seen", "sample"))
        if not (isinstance(through, int) and isinstance(seen, int)):
            raise ValueError(f"not the state of a book of themes: {sorted(found)}")
        if not isinstance(sample, list) or not all(isinstance(one, int) for one in sample):
            raise ValueError("the sample of a book of themes is a list of whole numbers")
        return cls(through=MentionId(through), seen=seen, sample=tuple(MentionId(one) for one in sample))


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A mention as the book has seen it: its vector as float32 bytes, its voice, when it was said.

    `language` is what `written` gives; `theme` is where it stands now; `copy` says that it counts there but
    is not part of the centre.
    """

    id: MentionId
    theme: ThemeId
    vector: bytes
    voice: str
    at: datetime
    day: str
    language: str = ""
    copy: bool = False
