"""What the owners of shards are asked to do, and what they did: mentions placed in their first theme."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from bot.errors import StoreBusy
from bot.model.changes import AskName, Deal, KeepMention, Placed, PlaceMentions
from bot.model.insight import Insight
from bot.model.mention import MentionId
from bot.model.reading import written
from bot.model.shards import shard_of
from bot.model.signal import NOT_ABOUT_US
from bot.texts import memory as words
from store.changing.transaction import Transaction
from store.codec import dump, load_as
from store.columns import as_list, micros
from store.rollups import Counted

Asked = PlaceMentions | Placed | AskName | Deal


def work(open_: Transaction, change: Asked) -> None:
    """Write one of the changes about shards."""
    match change:
        case PlaceMentions():
            _place(open_, change)
        case Placed():
            open_.run("placing.done", ids=as_list(list(change.ids)))
        case AskName():
            body = dump({"name": change.name, "by": change.by})
            open_.run("placing.rename", id=change.theme, at=micros(change.at), body=body)
        case Deal():
            _deal(open_, change.shards)


def ask(open_: Transaction, changes: Iterable[KeepMention]) -> None:
    """Mentions of another shard than the first wait for their themes."""
    rows = [(change.shard, change.id, micros(change.arrived)) for change in changes if change.shard]
    if rows:
        open_.each("placing.ask", rows)


def leave(open_: Transaction, mention: int) -> None:
    """A mention that is about to be edited or removed leaves its theme; if another process thinks about that, it is
    told what to subtract. Nothing where one process thinks.
    """
    row = open_.run("placing.leaving", id=mention).fetchone()
    if row is None:
        return
    shard, theme, voice, at, day, language, copy, vector, text = row
    body = {
        "voice": voice or "", "day": day, "language": written(language, text), "copy": bool(copy),
        "vector": b64encode(vector).decode(),
    }  # fmt: skip
    open_.run("placing.leave", shard=shard, mention=mention, theme=theme, at=at, body=dump(body))


def _place(open_: Transaction, change: PlaceMentions) -> None:
    placed = {one.mention: one for one in change.placed}
    open_.lock([int(one) for one in placed])
    found = open_.run("placing.unplaced", ids=as_list(list(placed))).fetchall()
    if len(found) != len(placed):
        raise StoreBusy(what=words.gone_meanwhile(), remedy=words.comes_again())
    for number, day, hour, mood in found:
        one = Counted(day=day, hour=hour, source="", department=None, theme=None, sentiment=mood)
        open_.rollups.add_to("theme", str(placed[MentionId(number)].theme), one, 1)
    open_.each("placing.put", ((one.theme, one.cosine, one.threshold, one.mention) for one in change.placed))


def _deal(open_: Transaction, shards: int) -> None:
    """Each theme goes where most of its mentions belong, its mentions with it, the insights about it too."""
    by_theme = defaultdict[int, Counter[int]](Counter)
    for theme, group, mentions in open_.run("placing.themes_by_group", beside=NOT_ABOUT_US).fetchall():
        by_theme[theme][shard_of([group] if group else (), shards)] += mentions
    home: dict[int, int] = {}
    into: dict[int, int | None] = dict(open_.run("placing.all_themes").fetchall())
    for number, merged in into.items():
        last, next_ = number, merged
        while next_ is not None:
            last, next_ = next_, into.get(next_)
        counts = by_theme.get(last, Counter[int]())
        home[number] = min(counts, key=lambda shard: (-counts[shard], shard), default=0)
    open_.each("placing.deal_theme", ((shard, number) for number, shard in home.items()))
    open_.run("placing.follow_theme")
    unthemed = open_.run("placing.unthemed", beside=NOT_ABOUT_US).fetchall()
    open_.each("placing.deal_mention", ((shard_of([name] if name else (), shards), one) for one, name in unthemed))
    open_.run("placing.left")  # centres are made anew from what is there
    open_.run("placing.follow_placing")
    for number, body in open_.run("placing.insights").fetchall():
        _follow(open_, number, load_as(Insight, body), home)


def _follow(open_: Transaction, number: int, insight: Insight, home: dict[int, int]) -> None:
    """An insight is where its theme is; one without, where its first mention is."""
    shard = home.get(insight.theme, 0) if insight.theme is not None else open_.one("placing.of_evidence", id=number)
    if insight.kind == "silence":
        shard = 0
    if (shard or 0) != insight.shard:
        open_.run("removal.requote", id=number, body=dump(replace(insight, shard=shard or 0)))
