"""`/roi influence`: which insight moved which department to do what; counts by department, open to every viewer.

`influence_of` loads and counts, `influence_card` is the answer as a message, `influence_list` what one of its figures
opens (parts: `posted`, `noticed`, `acted`, `outside`, `moves`, `acted:DEPARTMENT`, `outside:DEPARTMENT`,
`fixed:DEPARTMENT`, `told:DEPARTMENT`). The caller says how a figure is made to open (`About.figure`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from bot.flow.books import Books
from bot.flow.rights import OPEN_TO_ALL
from bot.model.insight import Insight
from bot.model.message import Block, Header, Line, Message, Span, Table, Text
from bot.model.rows import Rows
from bot.model.signal import SignalKind
from bot.signals.foretold import Foretold, foretold
from bot.signals.influence import Influence, Move, influence, origin
from bot.signals.learned import ENOUGH
from bot.texts import figures
from bot.texts import influence as words

SHORT = 10
"""So many rows stand in the answer; the rest opens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The question in full, the time zone of its days, and how a text becomes a figure that opens a part."""

    title: str
    zone: tzinfo
    figure: Callable[[str, str], Span]


async def influence_of(
    *, since: datetime | None, until: datetime, as_of: datetime, tools: Books, department: str | None = None
) -> Influence:
    """What the insights first posted in [since, until) moved departments to do until `as_of`.

    Insights from private channels are left out: the answer is the same for everyone. `department`: only those that
    were first its own.
    """
    first = await tools.store.first_posted()
    insights = [
        one
        for one in await tools.store.insights()
        if one.visibility in OPEN_TO_ALL
        and (posted := first.get(one.id)) is not None
        and (since is None or posted >= since)
        and posted < until
        and posted <= as_of
    ]
    signals = await tools.store.signals() if insights else ()
    return influence(insights, signals, at=as_of, department=department)


async def foretold_of(*, as_of: datetime, lag_days: int, tools: Books) -> Foretold:
    """What acts on insights foretold, as of a moment; insights from private channels are left out."""
    insights = [one for one in await tools.store.insights() if one.visibility in OPEN_TO_ALL]
    first, signals = await tools.store.first_posted(), await tools.store.signals()
    return foretold(insights, first, signals, at=as_of, lag=timedelta(days=lag_days))


def influence_card(found: Influence, about: About, told: Foretold | None = None) -> Message:
    """The answer: how many were posted, acted on, and acted on elsewhere; by department; and the moves themselves.

    `told` is what acts foretold.
    """
    blocks: list[Block] = [Header(text=about.title)]
    if not found.posted:
        return _message(about, [*blocks, Text(line=(Span(text=words.none_posted()),))], words.none_posted())
    blocks.append(Text(line=_counts(found, about)))
    if not found.acted:
        blocks.append(Text(line=(Span(text=words.nobody_acted()),)))
    else:
        blocks += [Text(line=_outside(found, about)), _departments(found, about)]
    if found.moves:
        blocks.append(Table(head=words.HEAD, rows=tuple(_move(one, about.zone) for one in found.moves[:SHORT])))
        if len(found.moves) > SHORT:
            blocks.append(Text(line=(about.figure(words.more(len(found.moves)), "moves"),)))
    blocks.append(Text(line=(Span(text=words.method()),), faint=True))
    blocks += _foretold(told) if told is not None else []
    return _message(about, blocks, words.summary(len(found.posted), len(found.acted), len(found.outside)))


def _foretold(told: Foretold) -> list[Block]:
    """The ladder, what this past would give each act, and how often something came of it."""
    if not told.rungs:
        return [Text(line=(Span(text=words.nothing_foretold(told.mature, ENOUGH)),), faint=True)]
    rows = tuple(
        tuple(
            (Span(text=cell),)
            for cell in (
                words.act(one.kind), f"{one.points}", f"{one.fitted:.1f}", figures.whole(one.insights),
                words.then(one.came, one.insights),
            )
        )
        for one in told.rungs
        if one.insights
    )  # fmt: skip
    head = Text(line=(Span(text=words.foretold_title(), style="strong"),))
    said = Text(line=(Span(text=words.foretold(told.mature, told.came)),))
    return [head, said, *([Table(head=words.FORETOLD_HEAD, rows=rows)] if rows else [])]


def influence_list(found: Influence, part: str, about: About) -> Message | None:
    """What a figure of the answer opens, as many rows as it says; None where there is no such part."""
    name, _, department = part.partition(":")
    if part == "moves":
        table = Table(head=words.HEAD, rows=tuple(_move(one, about.zone) for one in found.moves))
    elif department:
        moves = _of_department(found, name, department)
        if moves is None:
            return None
        table = Table(head=words.HEAD, rows=tuple(_move(one, about.zone) for one in moves))
    elif name in words.TITLES:
        table = Table(head=words.LIST_HEAD, rows=tuple(_row(one, found) for one in _insights(found, name)))
    else:
        return None
    title = words.TITLES.get(name, about.title)
    head = f"{title}, {figures.department_name(department)}" if department else title
    blocks: list[Block] = [Header(text=head), Text(line=(Span(text=about.title),), faint=True), table]
    return _message(about, blocks, head)


def _message(about: About, blocks: Sequence[Block], summary: str) -> Message:
    return Message(blocks=tuple(blocks), summary=f"{about.title}. {summary}", private=True)


def _counts(found: Influence, about: About) -> Line:
    return (
        about.figure(figures.counted(len(found.posted), "insight"), "posted"),
        Span(text=words.posted()),
        about.figure(figures.whole(len(found.noticed)), "noticed"),
        Span(text=words.noticed()),
        about.figure(figures.whole(len(found.acted)), "acted"),
        Span(text=words.acted()),
    )


def _outside(found: Influence, about: About) -> Line:
    return (
        about.figure(figures.whole(len(found.outside)), "outside"),
        Span(text=words.outside(found.share_outside)),
    )


def _departments(found: Influence, about: About) -> Table:
    """For each department that acted, on how many; every figure opens."""
    rows = []
    for name in found.by_department():
        cells: list[Line] = [(Span(text=figures.department_name(name)),)]
        for part in ("acted", "outside", "fixed", "told"):
            count = len(_of_department(found, part, name) or ())
            cells.append((about.figure(figures.whole(count), f"{part}:{name}"),))
        rows.append(tuple(cells))
    return Table(head=words.DEPARTMENT_HEAD, rows=tuple(rows))


def _of_department(found: Influence, part: str, department: str) -> tuple[Move, ...] | None:
    moves = found.by_department().get(department, ())
    if part == "acted":
        return moves
    if part == "outside":
        return tuple(one for one in moves if one.outside)
    kinds: dict[str, SignalKind] = {"fixed": "fixed", "told": "told"}
    if part not in kinds:
        return None
    return tuple(one for one in moves if any(did.kind == kinds[part] for did in one.did))


def _insights(found: Influence, part: str) -> Iterable[Insight]:
    chosen = {"noticed": found.noticed, "acted": found.acted, "outside": found.outside}.get(part)
    return (one for one in found.posted if chosen is None or one.id in chosen)


def _move(move: Move, zone: tzinfo) -> tuple[Line, ...]:
    said = ", ".join(words.did(did.kind, did.at, did.to, zone) for did in move.did)
    return (
        *_subject(move.insight),
        (Span(text=figures.department_name(move.department), style="strong" if move.outside else "plain"),),
        (Span(text=said),),
    )


def _row(insight: Insight, found: Influence) -> tuple[Line, ...]:
    by = [move.department for move in found.moves if move.insight.id == insight.id and move.acted]
    return (*_subject(insight), (Span(text=", ".join(figures.department_name(name) for name in by) or "-"),))


def _subject(insight: Insight) -> tuple[Line, ...]:
    """What an insight is about, what kind it is (opens its mentions), and whose it was first."""
    return (
        (Span(text=insight.label, topic=insight.theme),),
        (Span(text=words.kind(insight.kind), opens=Rows(insight=insight.id)),),
        (Span(text=words.first_for(origin(insight))),),
    )
