"""The book of themes: which theme each mention belongs to, one mention at a time in sequence order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import numpy as np

from bot.model.changes import KeepTheme
from bot.model.mention import MentionId, Untrusted
from bot.model.theme import Assignment, Theme, ThemeEvent, ThemeEventKind, ThemeId
from bot.themes.entry import Entry
from bot.themes.rows import Rows
from bot.themes.space import DIMENSIONS, LEAST, SCALE, Floats, Sample, Space, cosine, first_space, fit
from bot.themes.state import BookState, Member

PROMOTION_MENTIONS = 5
PROMOTION_VOICES = 3
PROMOTION_WEIGHT = 2.5  # three originals: five reposts of one post are one story
CANDIDATE_DAYS = 21
MERGED_DAYS = 120  # so long a merged theme goes on drawing mentions to the one that it went into
# The space is fitted again at a new day, if a tenth was added; before so many mentions also at each doubling.
GROWN = 1.1
SETTLED = 8192
MEAN_MOVED = 0.05  # what was summed up around another mean is moved along


_EMPTY = BookState(through=MentionId(0), seen=0, sample=())


class ThemeBook:
    """All live themes of a shard, in memory; owned by the one process that thinks it. Deterministic, without a clock.

    Where a theme was merged, its centre stays as a further centre of the theme it went into: what
    people say about one thing has several cores, and one average of them would draw everything.
    """

    def __init__(self, *, next_id: int = 1, shard: int = 0, shards: int = 1) -> None:
        self._entries: dict[ThemeId, Entry] = {}
        self._merged: dict[ThemeId, list[ThemeId]] = {}  # owner -> the themes that ended in it
        self._rows = Rows()
        self._sample = Sample()
        self._space = first_space()
        self._state = _EMPTY
        self._day = ""
        self._last = MentionId(0)
        self._seen = 0
        self._next = next_id
        self._shard, self._shards = shard, shards
        self._turned = False
        self._stale = False
        self._dirty: dict[ThemeId, ThemeEvent | None] = {}

    @classmethod
    def load(
        cls, themes: Iterable[Theme], *, state: BookState | None = None,
        sample: Iterable[Member] = (), later: Sequence[Member] = (),
        voices: Iterable[tuple[ThemeId, str]] = (), next_id: int = 1, shard: int = 0, shards: int = 1,
    ) -> ThemeBook:  # fmt: skip
        """The book as it stood when these themes were stored: it goes on as if it had never been away.

        Args:
            themes: all candidates, themes and merged ones.
            state: the last stored one.
            sample: the mentions of `state.sample` that are still live.
            later: live mentions after `state.through`, by id, as they were assigned.
            voices: one (theme, voice) for each live mention of these themes; needed for candidates,
                for the others it only makes the count of voices exact.
            next_id: the first free number for a theme.
            shard: whose themes these are.
            shards: how many there are; numbers go on in such steps.
        """
        book = cls(next_id=next_id, shard=shard, shards=shards)
        for theme in themes:
            book._entries[theme.id] = Entry.read(theme)
        book._index()
        for owner, voice in voices:
            entry = book._entries.get(book.current(owner))
            if entry is not None:
                entry.knows(voice)
        book._resume(state or _EMPTY, sample)
        for member in later:
            book._turn(member.day)
            book._take_in(member.id, _floats(member.vector), member.language, copy=member.copy)
        return book

    # --- one mention ------------------------------------------------------------------------------------------------

    def assign(
        self, vector: bytes, *, mention: MentionId, at: datetime, day: str, voice: str, language: str = "",
        original: ThemeId | None = None,
    ) -> Assignment | None:  # fmt: skip
        """Which theme the mention belongs to; None for a text that says nothing (empty or zero vector).

        A copy goes where its `original` went. `day` is the organisation's local date. Two texts are
        compared by how they differ from what is usual for texts written like them: `language` is
        what `written` gives.
        """
        raw = _floats(vector)
        self._turn(day)
        home = None if original is None else self._entries.get(self.current(original))
        if home is None and not raw.any():
            return None
        difference = self._space.centred(raw, language)
        query = self._space.place(difference)
        threshold = self._space.threshold_for(language)
        core, near = (
            (home, self._rows.with_theme(home.id, query)) if home else self._home(query, at=at, threshold=threshold)
        )
        owner = self._entries[self.current(core.id)]
        owner.heard(voice, at)
        if home is None:
            core.add(difference, at)
            self._place(core)
            self._touch(core)
        self._touch(owner)
        self._promote(owner, at=at)
        self._take_in(mention, raw, language, copy=home is not None)
        return Assignment(mention=mention, theme=owner.id, cosine=near, threshold=threshold)

    def remove(self, member: Member) -> None:
        """Forget a mention: its vector leaves the theme's centre and the sample."""
        owner = self._entries.get(self.current(member.theme))
        if owner is not None:
            self._leave(owner, member, self._difference(member))
        if self._sample.remove(member.id) and member.id in self._state.sample:
            self._stale = True

    # --- what was made of it ----------------------------------------------------------------------------------------

    def changed(self) -> tuple[KeepTheme, ...]:
        """The themes to be stored since last asked, by id, each with its event if it had one.

        Store them in one transaction with the mentions that changed them and, if `turned`, with `state()`.
        """
        found = tuple(
            KeepTheme(theme=self._entries[theme].value(), event=event) for theme, event in sorted(self._dirty.items())
        )
        self._dirty = {}
        for theme in [one.theme.id for one in found if one.theme.state == "archived"]:
            del self._entries[theme]
        return found

    @property
    def turned(self) -> bool:
        """Whether the space was fitted anew since `state()` was last called: then it is due to be stored.

        That happens at most once a local day, but for the first days.
        """
        return self._turned

    def state(self) -> BookState:
        """What must be stored beside the themes; the newest one is enough."""
        self._turned = False
        return self._state

    @property
    def space(self) -> Space:
        """The space of today."""
        return self._space

    def theme(self, theme: ThemeId) -> Theme | None:
        """The theme as it stands in memory."""
        entry = self._entries.get(theme)
        return None if entry is None else entry.value()

    def themes(self) -> tuple[Theme, ...]:
        """All candidates and themes, by id."""
        return tuple(
            entry.value() for _, entry in sorted(self._entries.items()) if entry.state in ("candidate", "theme")
        )

    def born(self) -> dict[ThemeId, datetime]:
        """Those in state `theme`, by id, each with when it was born."""
        return {theme: entry.born for theme, entry in sorted(self._entries.items()) if entry.state == "theme"}

    def current(self, theme: ThemeId) -> ThemeId:
        """Where the theme's mentions are now: itself, or what it was merged into."""
        entry = self._entries.get(theme)
        while entry is not None and entry.merged_into is not None:
            theme = entry.merged_into
            entry = self._entries.get(theme)
        return theme

    def cores(self) -> dict[ThemeId, tuple[Entry, ...]]:
        """Each candidate and theme, by id, with its centres: its own, then those merged into it."""
        return {
            theme: (entry, *(self._entries[core] for core in self._merged.get(theme, ())))
            for theme, entry in sorted(self._entries.items())
            if entry.state in ("candidate", "theme")
        }

    # --- what people and the night change ---------------------------------------------------------------------------

    def label(self, theme: ThemeId, phrase: str) -> None:
        """Give the theme a label (a literal phrase of a mention)."""
        entry = self._entries[theme]
        if entry.label.raw != phrase:
            entry.label = Untrusted(phrase)
            self._touch(entry)

    def rename(self, theme: ThemeId, name: str | None, *, at: datetime, by: str = "") -> None:
        """A person's name for the theme, or None to take it back."""
        entry = self._entries[theme]
        entry.name = name
        self._touch(entry, event=_event(theme, "renamed", at=at, detail=by))

    def made_anew(self, members: Sequence[Member]) -> None:
        """Every centre is made again from these mentions (all live ones, by id): their vectors are of another make.

        Themes keep their ids and counts. What was merged draws no mentions by a centre of its own any more.
        """
        self._sample, self._seen, self._last = Sample(), 0, MentionId(0)
        for entry in self._entries.values():
            entry.clear()
            self._touch(entry)
        for member in members:
            self._take_in(member.id, _floats(member.vector), member.language, copy=member.copy)
        self._snap()
        self._fit()
        for member in members:
            owner = self._entries.get(self.current(member.theme))
            difference = self._difference(member)
            if owner is not None and not member.copy and difference.any():
                owner.add(difference, member.at)
        self._place_all()

    def merge(self, away: ThemeId, into: ThemeId, *, at: datetime, detail: str) -> None:
        """Theme `away` becomes a part of `into`; its centre goes on drawing mentions there."""
        gone, kept = self._entries[away], self._entries[into]
        gone.state, gone.merged_into = "merged", into
        kept.absorb(gone)
        self._merged.setdefault(into, []).extend((away, *self._merged.pop(away, ())))
        self._touch(gone, event=_event(away, "merged", at=at, other=into, detail=detail))
        self._touch(kept)
        self._promote(kept, at=at)

    def split(
        self, theme: ThemeId, *, stays: Sequence[Member], leaves: Sequence[Member], at: datetime, detail: str
    ) -> ThemeId:
        """The mentions of `leaves` become a theme of their own; both get their centres from their mentions."""
        old = self._entries[theme]
        new = self._create(min(member.at for member in leaves))
        new.state = "theme"
        for member in leaves:
            old.unheard(member.voice)
            new.heard(member.voice, member.at)
        for entry, members in ((old, stays), (new, leaves)):
            entry.clear()
            for member in members:
                if not member.copy:
                    entry.add(self._difference(member), member.at)
            self._place(entry)
        self._cores_to_nearer(old, new)
        self._touch(old)
        self._touch(new, event=_event(new.id, "split", at=at, other=theme, detail=detail))
        return new.id

    def move(self, members: Sequence[Member], theme: ThemeId) -> None:
        """These mentions belong to another theme (a person's word, or a rise that gathers what belongs to it)."""
        target = self._entries[self.current(theme)]
        for member in members:
            owner = self._entries.get(self.current(member.theme))
            if owner is target:
                continue
            difference = self._difference(member)
            if owner is not None:
                self._leave(owner, member, difference)
            target.heard(member.voice, member.at)
            if not member.copy:
                target.add(difference, member.at)
        self._place(target)
        self._touch(target)
        self._promote(target, at=max((member.at for member in members), default=target.seen))

    def like(self, theme: ThemeId, *, before: MentionId) -> float:
        """Which share of the stream before this mention was as near to the theme as its own mentions are (a sample)."""
        entry = self._entries.get(theme)
        earlier = self._sample.rows([one for one in self._sample.chosen() if one < before])
        if entry is None or not earlier:
            return 0.0
        differences = np.array([self._space.centred(vector, language) for vector, language in earlier])
        placed = self._space.turned(differences)
        centre = self._space.place(entry.centre).astype(np.float64) / SCALE
        near = np.round(placed @ centre / np.maximum(np.linalg.norm(placed, axis=1), 1e-9), 5)
        least = np.array([self._space.threshold_for(language) for _, language in earlier])
        return float((near >= least).mean())

    # --- inside -----------------------------------------------------------------------------------------------------

    def _leave(self, owner: Entry, member: Member, difference: Floats) -> None:
        owner.unheard(member.voice)
        if not member.copy and difference.any():
            core = self._nearest_core(owner, difference)
            core.subtract(difference, member.at)
            self._place(core)
            self._touch(core)
        self._touch(owner)

    def _difference(self, member: Member) -> Floats:
        raw = _floats(member.vector)
        return self._space.centred(raw, member.language) if raw.any() else raw

    def _home(self, query: Floats, *, at: datetime, threshold: float) -> tuple[Entry, float]:
        found = self._rows.nearest(query)
        if found is not None and found[1] >= threshold:
            return self._entries[found[0]], found[1]
        return self._create(at), 1.0

    def _create(self, at: datetime) -> Entry:
        entry = Entry(ThemeId(self._next), born=at, shard=self._shard)
        self._next += self._shards
        self._entries[entry.id] = entry
        return entry

    def _place(self, entry: Entry) -> None:
        if entry.weight > 1e-3:
            self._rows.put(entry.id, self._space.place(entry.centre))
        else:
            self._rows.drop(entry.id)

    def _nearest_core(self, owner: Entry, difference: Floats) -> Entry:
        query = self._space.place(difference)
        cores = [owner, *(self._entries[core] for core in self._merged.get(owner.id, ()))]
        return max(cores, key=lambda core: (self._rows.with_theme(core.id, query), -core.id))

    def _cores_to_nearer(self, old: Entry, new: Entry) -> None:
        centre = self._space.place(new.centre)
        for core in self._merged.pop(old.id, []):
            entry = self._entries[core]
            mine = self._space.place(entry.centre)
            nearer = cosine(float(mine @ centre)) > self._rows.with_theme(old.id, mine)
            entry.merged_into = new.id if nearer else old.id
            self._merged.setdefault(entry.merged_into, []).append(core)
            # What it drew is in the new sums now.
            entry.clear()
            self._rows.drop(core)
            self._touch(entry)

    def _promote(self, entry: Entry, *, at: datetime) -> None:
        if entry.state != "candidate" or entry.mentions < PROMOTION_MENTIONS or entry.voices < PROMOTION_VOICES:
            return
        weight = entry.weight + sum(self._entries[core].weight for core in self._merged.get(entry.id, ()))
        if weight >= PROMOTION_WEIGHT:
            entry.state = "theme"
            self._touch(entry, event=_event(entry.id, "promoted", at=at))

    def _index(self) -> None:
        self._merged = {}
        for theme, entry in sorted(self._entries.items()):
            if entry.merged_into is not None:
                self._merged.setdefault(self.current(theme), []).append(theme)

    def _touch(self, entry: Entry, *, event: ThemeEvent | None = None) -> None:
        if event is not None or entry.id not in self._dirty:
            self._dirty[entry.id] = event

    def _take_in(self, mention: MentionId, raw: Floats, language: str, *, copy: bool) -> None:
        self._last = max(self._last, mention)
        self._seen += 1
        if not copy and raw.any():
            self._sample.add(mention, raw, language)

    def _turn(self, day: str) -> None:
        if day > self._day:
            if self._day:
                self._retire(date.fromisoformat(day))
            if self._seen >= max(LEAST, GROWN * self._state.seen):
                self._snap()
            self._day = day
        elif LEAST <= self._seen < SETTLED and self._seen >= 2 * self._state.seen:
            self._snap()
        if self._stale:
            self._fit()

    def _snap(self) -> None:
        self._state = BookState(through=self._last, seen=self._seen, sample=self._sample.cut())
        self._turned = self._stale = True

    def _resume(self, state: BookState, sample: Iterable[Member]) -> None:
        self._state, self._seen, self._last = state, state.seen, state.through
        self._sample = Sample(state.sample)
        for member in sample:
            self._sample.add(member.id, _floats(member.vector), member.language)
        self._space = fit(self._sample.rows(state.sample))
        self._place_all()

    def _fit(self) -> None:
        self._stale = False
        before, self._space = self._space, fit(self._sample.rows(self._state.sample))
        shift = before.mean - self._space.mean
        if float(np.sqrt(np.dot(shift, shift))) > MEAN_MOVED:
            for entry in self._entries.values():
                if entry.live and entry.weight:
                    entry.shift(shift)
                    self._touch(entry)
        self._place_all()

    def _place_all(self) -> None:
        for entry in self._entries.values():
            if entry.live:
                self._place(entry)

    def _retire(self, today: date) -> None:
        for entry in list(self._entries.values()):
            unseen = (today - entry.seen.date()).days
            if entry.state == "candidate" and unseen > CANDIDATE_DAYS:
                entry.state = "archived"
                self._rows.drop(entry.id)
                self._touch(entry)
            elif entry.state == "merged" and unseen > MERGED_DAYS:
                entry.clear()
                self._rows.drop(entry.id)
                self._touch(entry)


def _event(
    theme: ThemeId, kind: ThemeEventKind, *, at: datetime, other: ThemeId | None = None, detail: str = ""
) -> ThemeEvent:
    return ThemeEvent(theme=theme, kind=kind, at=at, other=other, detail=detail)


def _floats(vector: bytes) -> Floats:
    row = np.frombuffer(vector, dtype=np.float32)
    return row if len(row) == DIMENSIONS else np.zeros(DIMENSIONS, dtype=np.float32)
