"""A measured figure beside its bar, and a table of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.people_said import FOLDERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One figure: what was measured, on how much, and the floor and goal it is held against, if any."""

    name: str
    value: float
    on: str = ""
    floor: float | None = None
    goal: float | None = None
    at_most: bool = False
    digits: int = 3

    @property
    def kept(self) -> bool:
        """Whether the floor is kept; what has none is."""
        return self.floor is None or self._reaches(self.floor)

    def cells(self) -> tuple[str, ...]:
        """As a line of the table."""
        bars = ["" if bar is None else f"{self._number(bar)}" for bar in (self.floor, self.goal)]
        reached = "" if self.floor is None else "MISSED"
        if self.goal is not None and self._reaches(self.goal):
            reached = "goal"
        elif self.kept and self.floor is not None:
            reached = "floor"
        return (self.name, self._number(self.value), *bars, reached, self.on)

    def _reaches(self, bar: float) -> bool:
        return self.value <= bar if self.at_most else self.value >= bar

    def _number(self, value: float) -> str:
        return f"{value:,.{self.digits}f}"


HEAD = ("measure", "found", "floor", "goal", "", "on")


def open_data() -> Path | None:
    """The folder of open data, in the checkout or beside it; None where there is none."""
    return next((folder for folder in FOLDERS if folder.is_dir()), None)


def table(rows: Sequence[Measured]) -> list[str]:
    """The figures as aligned lines."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEAD))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
