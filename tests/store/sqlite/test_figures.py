"""Whatever happens to mentions in whatever order: figures equal a recount of the rows, and the index the texts."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.model.changes import Change, KeepMention, KeepReading, MoveMentions, RegroupMentions
from bot.model.mention import MentionId, MentionState
from bot.model.reading import Sentiment
from bot.model.rows import Rows
from bot.model.theme import ThemeId
from bot.testing.samples import kept, reading, removed
from store.sqlite import SqliteStore, connect

_STRENGTH = {"live": 0, "expired": 1, "forgotten": 2, "deleted": 3}
_MOODS: tuple[Sentiment, ...] = ("positive", "negative")

numbers = st.integers(1, 6)
states = st.sampled_from(("deleted", "forgotten", "expired"))
moods = st.sampled_from(_MOODS)
departments = st.sampled_from(("support", "product", None))


@st.composite
def keeps(draw: st.DrawFn) -> KeepMention:
    """A version of one of few mentions."""
    return kept(
        draw(numbers), draw(st.sampled_from(("parcel late", "late again", "hot"))),
        hours=draw(st.sampled_from((0, 30))),
        sentiment=draw(moods), department=draw(departments), theme=draw(st.sampled_from((7, 8, None))),
        groups=tuple(draw(st.sets(st.sampled_from(("brand", "care"))))), author=draw(st.sampled_from(("ana", "ben"))),
        source=draw(st.sampled_from(("forum", "app"))),
    )  # fmt: skip


class Figures(RuleBasedStateMachine):
    """One store, changed at will; a dictionary beside it says what must be there."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "earshot.db"
        self.store: SqliteStore | None = None
        self.held: dict[int, tuple[str, str]] = {}  # number -> state, text
        self.keys: dict[int, tuple[str, str]] = {}
        self.closed: set[tuple[str, str]] = set()

    @initialize()
    def opens(self) -> None:
        """The file is opened, for the first time or again."""
        self.store = connect(self.path, zone="UTC", token=lambda: "key")

    def _commit(self, *changes: Change) -> None:
        assert self.store is not None
        asyncio.run(self.store.commit(changes))

    @rule(changes=st.lists(keeps(), min_size=1, max_size=4))
    def hears(self, changes: Sequence[KeepMention]) -> None:
        """New versions come in, the last of each number counts; what was removed or closed stays so."""
        self._commit(*changes)
        for change in {change.id: change for change in changes}.values():
            state, _ = self.held.get(change.id, ("closed" if change.mention.key in self.closed else "live", ""))
            if state == "live":
                self.held[change.id] = (state, change.mention.text.raw)
                self.keys[change.id] = change.mention.key

    @rule(number=numbers, state=states, again=st.booleans(), by_key=st.booleans())
    def removes(self, number: int, state: MentionState, again: bool, by_key: bool) -> None:
        """A mention is removed, by its number or by its key alone, once or twice."""
        before, _ = self.held.get(number, ("", ""))
        key = self.keys.get(number, ("forum", f"post-{number}"))
        change = removed(None if by_key or not before else number, state, source=key[0], key=number)
        self._commit(*([change, change] if again else [change]))
        self.closed.add(key)
        if before == "live" or (before and not by_key):
            self.held[number] = (max(before, state, key=_STRENGTH.__getitem__), "")

    @rule(chosen=st.sets(numbers), theme=st.sampled_from((7, 9)))
    def moves(self, chosen: set[int], theme: int) -> None:
        """Mentions go to another theme."""
        self._commit(MoveMentions(mentions=tuple(map(MentionId, chosen)), theme=ThemeId(theme)))

    @rule(number=numbers, mood=moods, department=departments)
    def reads_again(self, number: int, mood: Sentiment, department: str | None) -> None:
        """A mention is read again."""
        again = reading(mood, department=department)
        self._commit(KeepReading(mention=MentionId(number), reading=again, department=department))

    @rule(chosen=st.sets(numbers))
    def matches_again(self, chosen: set[int]) -> None:
        """A keyword group is matched anew."""
        matches = tuple((MentionId(number), "again") for number in chosen)
        self._commit(RegroupMentions(group="brand", version=2, matches=matches))

    @rule()
    def starts_again(self) -> None:
        """The process ends and another one begins."""
        assert self.store is not None
        self.store.close()
        self.opens()

    @invariant()
    def agrees_with_a_recount(self) -> None:
        """Rollups, index, states, texts."""
        if self.store is not None:
            with closing(sqlite3.connect(self.path, isolation_level=None)) as file:
                assert _rolled_up(file) == _recounted(file)
                file.execute("insert into mention_text (mention_text, rank) values ('integrity-check', 1)")
                found = file.execute("select id, state, text from mention").fetchall()
            assert {number: (state, text) for number, state, text in found} == self.held
            counting = [number for number, (state, _) in self.held.items() if state != "deleted"]
            assert asyncio.run(self.store.count(Rows())).mentions == len(counting)

    def teardown(self) -> None:
        """The file goes."""
        if self.store is not None:
            self.store.close()
        self.folder.cleanup()


def _rolled_up(file: sqlite3.Connection) -> Counter[tuple[Any, ...]]:
    found: Counter[tuple[Any, ...]] = Counter()
    for unit, sql in (
        ("day", "select * from rollup_day where mentions <> 0"),
        ("hour", "select * from rollup_hour where mentions <> 0"),
    ):
        for *key, mentions in file.execute(sql):
            found[unit, *key] = mentions
    return found


def _recounted(file: sqlite3.Connection) -> Counter[tuple[Any, ...]]:
    found: Counter[tuple[Any, ...]] = Counter()
    groups = file.execute("select mention, name from mention_group").fetchall()
    for number, day, hour, mood, source, department, theme in file.execute(
        "select id, day, hour, sentiment, source, department, theme from mention where state <> 'deleted'"
    ):
        names = [("source", source), *(("group", name) for mention, name in groups if mention == number)]
        if theme is not None:
            names.append(("theme", str(theme)))
        for dimension, name in names:
            found["day", dimension, day, name, mood] += 1
            found["hour", dimension, hour, name, mood] += 1
        found["day", "department", day, department or "", mood] += 1
        found["day", "all", day, "all", mood] += 1
    return found


TestFigures = Figures.TestCase
TestFigures.settings = settings(max_examples=25, stateful_step_count=12, deadline=None)
