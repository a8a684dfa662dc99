"""Which words of a question fill which slot: the longest run that fits, names before all after `of` and `for`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.roi.asked import Usage, Why
from bot.roi.idioms import FILLERS, NAMING, PERIODS, VERSUS, Idiom, rows
from bot.roi.names import Known, Slot
from bot.roi.periods import LAST_YEAR, PREVIOUS

_BEFORE_NAME = frozenset({"of", "for", "in"})
_ALL = ("all", "everything", "all programmes", "all the programmes")
_LONGEST_NAME = 6
_LONGEST_PERIOD = 4
_LONGEST_IDIOM = 6
_NUMBER = re.compile(r"#?([0-9]{1,9})")
_BACK = re.compile(r"last ([0-9]+ (?:day|week|month)s?)")
_NUMBERED = {"insight": "insight", "topic": "topic", "theme": "topic"}
_SETS = ("show", "credit")
"""Slots that may hold several values."""
_REFUSALS: dict[str, Why] = {"projection": "projection", "exposure": "exposure"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of words that means something."""

    start: int
    end: int
    slots: tuple[tuple[str, str], ...]
    idiom: Idiom | None = None


class Reader:
    """Walks over the words. What fits no slot is left in `unread`, the first problem in `refusal`."""

    def __init__(self, words: Sequence[str], about: Known) -> None:
        self.words = words
        self.about = about
        self.slots: dict[str, str] = {}
        self.several: dict[str, dict[str, None]] = {}
        self.unread: list[int] = []
        self.refusal: Usage | None = None
        self._pieces: list[Piece] = []

    def read(self) -> None:
        """Fill the slots."""
        steps = (self._number, self._named, self._long_name, self._versus, self._meant, self._short_name)
        at = 0
        left: set[int] = set()
        while at < len(self.words):
            piece = next((found for step in steps if (found := step(at)) is not None), None)
            if piece is None:
                left.add(at)
            else:
                self._pieces.append(piece)
            at = at + 1 if piece is None else piece.end
        left -= self._absorb()
        left -= {at for at in left if self.words[at] in FILLERS}
        left -= self._beginnings(left)
        for piece in self._pieces:
            self._fill(piece)
        self.unread = sorted(left)

    # What may stand at a place.

    def _phrase(self, start: int, count: int) -> str:
        return " ".join(self.words[start : start + count]) if start + count <= len(self.words) else ""

    def _number(self, at: int) -> Piece | None:
        """`insight 123`, `topic 17`: whether there is one is for the answer to say."""
        number = _NUMBER.fullmatch(self.words[at + 1]) if len(self.words) > at + 1 else None
        if self.words[at] not in _NUMBERED or number is None:
            return None
        return Piece(start=at, end=at + 2, slots=((_NUMBERED[self.words[at]], number[1]),))

    def _named(self, at: int) -> Piece | None:
        """A name behind a word that announces one: then it is a name before it is anything else."""
        start = at
        while start < len(self.words) and (self.words[start] in _BEFORE_NAME or self.words[start] in NAMING):
            start += 1
        before = self.words[at:start]
        only: tuple[Slot, ...] = ()
        for noun in ("programme", "department"):
            only = (noun,) if noun in before else only
        strong = any(word in ("of", "for", "programme", "department", "campaign", "program") for word in before)
        if not before or (not strong and "in" not in before):
            return None
        whole = self._name(start, only=only)
        if whole is not None and not (not strong and self._period(start, whole.end - start)):
            return Piece(start=at, end=whole.end, slots=whole.slots)
        noun = before[-1]
        if noun in ("of", "for", "programme", "department") and only:
            begun = self._name(start, only=only, begun=True)
            return None if begun is None else Piece(start=at, end=begun.end, slots=begun.slots)
        return None

    def _long_name(self, at: int) -> Piece | None:
        return self._name(at, least=2)

    def _short_name(self, at: int) -> Piece | None:
        return self._name(at)

    def _name(
        self, at: int, *, least: int = 1, only: Sequence[Slot] = (), begun: bool = False
    ) -> Piece | None:  # fmt: skip
        """The longest name that stands here, in full or (`begun`) by its beginning."""
        for count in range(_LONGEST_NAME, least - 1, -1):
            phrase = self._phrase(at, count)
            if not phrase:
                continue
            if not only and not begun and phrase in _ALL:
                return Piece(start=at, end=at + count, slots=(("all", "all"),))
            find = self.about.begun if begun else self.about.whole
            fitting = find(phrase, only=only)
            if not fitting or (begun and phrase in FILLERS):
                continue
            if len(fitting) > 1:
                self._refuse(self._which(fitting, phrase, start=at, count=count))
            return Piece(start=at, end=at + count, slots=(fitting[0],))
        return None

    def _which(self, fitting: Sequence[tuple[Slot, str]], phrase: str, *, start: int, count: int) -> Usage:
        before = [word for word in self.words[:start] if word not in ("of", "for", "programme", "department")]
        after = self.words[start + count :]
        offers = (" ".join((*before, slot, *target.casefold().split(), *after)) for slot, target in fitting)
        return Usage(why="ambiguous", words=phrase, nearest=tuple(offers))

    def _versus(self, at: int) -> Piece | None:
        word = self._one_of(VERSUS, at) or ("or" if self.words[at] == "or" and self._after_programme(at) else "")
        if not word:
            return None
        start = at + len(word.split())
        while self._phrase(start, 1) in NAMING and self._name(start, only=("programme",)) is None:
            start += 1
        relative = self._one_of((PREVIOUS, LAST_YEAR), start)
        if relative:
            return Piece(start=at, end=start + len(relative.split()), slots=(("compare", relative),))
        period = self._longest_period(start)
        if period is not None:
            return Piece(start=at, end=period.end, slots=(("compare", period.slots[0][1]),))
        name = self._name(start, only=("programme",)) or self._name(start, only=("programme",), begun=True)
        return None if name is None else Piece(start=at, end=name.end, slots=(("versus", name.slots[0][1]),))

    def _after_programme(self, at: int) -> bool:
        last = self._pieces[-1] if self._pieces else None
        return last is not None and last.end == at and last.slots[0][0] == "programme"

    def _one_of(self, choices: Sequence[str], at: int) -> str:
        """The longest of these phrases that stands here, or nothing."""
        fitting = [one for one in choices if self._phrase(at, len(one.split())) == one]
        return max(fitting, key=len, default="")

    def _meant(self, at: int) -> Piece | None:
        """The longest of a period and an idiom."""
        period, idiom = self._longest_period(at), self._idiom(at)
        if period is None or (idiom is not None and idiom.end > period.end):
            return idiom
        return period

    def _idiom(self, at: int) -> Piece | None:
        for count in range(_LONGEST_IDIOM, 0, -1):
            row = rows().get(self._phrase(at, count))
            if row is not None:
                return Piece(start=at, end=at + count, slots=row.means, idiom=row)
        return None

    def _longest_period(self, at: int) -> Piece | None:
        for count in range(_LONGEST_PERIOD, 0, -1):
            period = self._period(at, count)
            if period:
                return Piece(start=at, end=at + count, slots=(("period", period),))
        return None

    def _period(self, at: int, count: int) -> str:
        phrase = self._phrase(at, count)
        phrase = PERIODS.get(phrase, phrase)
        if not phrase or not self.about.is_period(phrase):
            return ""
        back = _BACK.fullmatch(phrase)
        return f"past {back[1]}" if back is not None else phrase

    # What they come to together.

    def _absorb(self) -> set[int]:
        """The places that stand beside an idiom and mean no more than it does; idioms in them are dropped."""
        explained: set[int] = set()
        for piece in sorted(self._pieces, key=lambda one: one.start - one.end):
            if piece.idiom is None or piece not in self._pieces:
                continue
            for start, end in self._occurrences(piece.idiom.beside):
                inside = [one for one in self._pieces if start <= one.start and one.end <= end and one is not piece]
                over = any(one.start < end and start < one.end for one in self._pieces if one not in inside)
                if over or any(one.idiom is None and one.end - one.start == end - start for one in inside):
                    continue
                explained |= set(range(start, end))
                self._pieces = [one for one in self._pieces if one not in inside]
        return explained

    def _occurrences(self, phrases: Sequence[str]) -> Iterator[tuple[int, int]]:
        for phrase in sorted(phrases, key=lambda one: -len(one.split())):
            count = len(phrase.split())
            for start in range(len(self.words) - count + 1):
                if self._phrase(start, count) == phrase:
                    yield start, start + count

    def _beginnings(self, left: set[int]) -> set[int]:
        """The places that are the beginning of one name."""
        taken: set[int] = set()
        at = 0
        while at < len(self.words):
            end = at
            while end in left:
                end += 1
            piece = self._name_within(at, end)
            if piece is not None:
                self._pieces.append(piece)
                taken |= set(range(at, piece.end))
            at = piece.end if piece is not None else at + 1
        return taken

    def _name_within(self, at: int, end: int) -> Piece | None:
        for count in range(min(end - at, _LONGEST_NAME), 0, -1):
            fitting = self.about.begun(self._phrase(at, count))
            if len(fitting) > 1:
                self._refuse(self._which(fitting, self._phrase(at, count), start=at, count=count))
            if fitting:
                return Piece(start=at, end=at + count, slots=(fitting[0],))
        return None

    def _refuse(self, refusal: Usage) -> None:
        self.refusal = self.refusal or refusal

    def _fill(self, piece: Piece) -> None:
        phrase = self._phrase(piece.start, piece.end - piece.start)
        for slot, value in piece.slots:
            if slot == "refused":
                # Before all else: no other word of the question makes it one that can be answered.
                self.refusal = Usage(why=_REFUSALS[value], words=phrase)
                continue
            if slot in _SETS:
                self.several.setdefault(slot, {})[value] = None
                continue
            if slot == "own":
                slot, value = "programme", self.about.terms.own or ""
                if not value:
                    self._refuse(Usage(why="no_own", words=phrase))
            before = self.slots.setdefault(slot, value)
            clash = before != value
            scope = self.slots.get("programme") or self.slots.get("department")
            if clash or ("all" in self.slots and scope):
                named = (before, value) if clash else (scope or "", "all")
                self._refuse(Usage(why="twice", words=phrase, nearest=named))
