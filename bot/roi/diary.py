"""Lines of the ledger by the month in which they begin: an entry changes one page, the others stay as they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Protocol, TypeVar

from bot.model.ledger import Benefit, Cost
from bot.roi.scope import Scope


class Dated(Protocol):
    """Anything that is said of an entry."""

    @property
    def entry(self) -> Benefit | Cost:
        """The entry."""
        ...


_T = TypeVar("_T", bound=Dated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[_T]):
    """The lines that begin in one month, by their first day and id.

    `start` is the first day of any of them, `end` the first day after all. `kept` is what was worked out of the page,
    `own` its lines by programme; those of several programmes stand, uncut, under each of them.
    """

    lines: tuple[_T, ...]
    start: date
    end: date
    kept: dict[Hashable, object] = field(default_factory=dict, compare=False, repr=False)
    own: dict[str, Page[_T]] = field(default_factory=dict, compare=False, repr=False)

    def of(self, programme: str) -> Page[_T] | None:
        """The part of one programme, None where there is none."""
        if not self.own:
            mine: dict[str, list[_T]] = defaultdict(list)
            for line in self.lines:
                entry = line.entry
                for name in entry.shares if isinstance(entry, Benefit) else (entry.programme,):
                    mine[name].append(line)
            self.own.update({name: _page(lines) for name, lines in mine.items()})
        return self.own.get(programme)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary(Generic[_T]):
    """The pages, oldest first; a month is year x 12 + month - 1."""

    pages: Mapping[int, Page[_T]] = field(default_factory=dict)

    def rewritten(self, gone: Iterable[Benefit | Cost], new: Iterable[_T]) -> Diary[_T]:
        """The diary without what it says of some entries, with new lines; the other pages are the very same."""
        without: dict[int, set[int]] = defaultdict(set)
        for entry in gone:
            without[_month(entry)].add(id(entry))
        added: dict[int, list[_T]] = defaultdict(list)
        for line in new:
            added[_month(line.entry)].append(line)
        pages = dict(self.pages)
        for month in {*without, *added}:
            lines = _left(pages.get(month), without.get(month, ())) + added.get(month, [])
            if lines and (month in added or len(lines) < len(pages[month].lines)):
                pages[month] = _page(sorted(lines, key=_place))
            elif not lines:
                pages.pop(month, None)
        return Diary(pages=dict(sorted(pages.items())))

    def within(self, scope: Scope) -> Iterator[tuple[Page[_T], bool]]:
        """The pages on which something may lie in scope, each with whether all of its days do."""
        only = next(iter(scope.programmes)) if scope.programmes is not None and len(scope.programmes) == 1 else None
        start, end = scope.period.start, scope.period.end
        for whole in self.pages.values():
            page = whole if only is None else whole.of(only)
            if page is None:
                continue
            if scope.posted is not None:
                # What counts there is the day of the insight.
                yield page, False
            elif page.start < end and (start is None or start < page.end):
                yield page, page.end <= end and (start is None or start <= page.start)

    def lines(self) -> Iterator[_T]:
        """All lines."""
        return (line for page in self.pages.values() for line in page.lines)


def _left(page: Page[_T] | None, without: Collection[int]) -> list[_T]:
    return [] if page is None else [line for line in page.lines if id(line.entry) not in without]


def _page(lines: Iterable[_T]) -> Page[_T]:
    held = tuple(lines)
    return Page(lines=held, start=held[0].entry.when.start, end=max(line.entry.when.end for line in held))


def _place(line: Dated) -> tuple[date, str]:
    return line.entry.when.start, line.entry.id


def _month(entry: Benefit | Cost) -> int:
    start = entry.when.start
    return start.year * 12 + start.month - 1
