"""The sets of questions, and the world in which they are asked. Shares no code with what it judges."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.model.people import Department, Programme
from bot.roi.asked import Asked, Usage
from bot.roi.question import Terms, parse
from bot.roi.typed import Typed

TODAY = date(2026, 10, 5)
PROGRAMMES = tuple(
    Programme(id=name, name=title)
    for name, title in (
        ("desk", "Listening desk"), ("survey", "Phone survey"), ("campaign", "Phone campaign"),
        ("social", "Social care"), ("phone", "Phone line"), ("email", "E-mail newsletter"),
        ("nightsky", "Nightsky campaign"),
    )
)  # fmt: skip
DEPARTMENTS = tuple(
    Department(name=name, about="") for name in ("support", "product", "quality", "marketing", "sales", "logistics")
)
TERMS = Terms(
    topics=tuple((name, name) for name in ("login", "charger not recognised", "tracking says delivered", "update 7.1")),
    groups=("brand", "night photos"),
    outcomes=("problems confirmed", "issues resolved", "leads", "helped"),
    changes=("release 4.2", "new refund script"),
    roles=("agent", "developer"),
    own="desk",
)
_FOLDER = Path(__file__).with_name("asked")
Meaning = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One wording of a listed question and what it means; `listed` is the wording of the list itself."""

    text: str
    listed: bool
    meaning: tuple[tuple[str, str], ...]


def listed() -> tuple[Case, ...]:
    """The forty questions with their other wordings."""
    found: list[Case] = []
    meaning: tuple[tuple[str, str], ...] = ()
    for line in (_FOLDER / "listed.txt").read_text("utf-8").splitlines():
        if line.startswith("> "):
            pairs = (one.partition("=") for one in shlex.split(line[2:]))
            meaning = tuple((name, value) for name, _, value in pairs)
        elif line and not line.startswith("#"):
            found.append(Case(text=line.removeprefix("- "), listed=not line.startswith("- "), meaning=meaning))
    return tuple(found)


def outside() -> tuple[str, ...]:
    """The questions that are none."""
    lines = (_FOLDER / "outside.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def ask(text: str) -> Asked | Typed | Usage:
    """What the parser makes of it in this world."""
    return parse(text, programmes=PROGRAMMES, departments=DEPARTMENTS, today=TODAY, fiscal_start=1, terms=TERMS)


def meaning_of(found: Asked | Typed | Usage) -> dict[str, str]:
    """What was made of it, in the words of the set: only what was filled."""
    if isinstance(found, Usage):
        return {"refused": found.why}
    if not isinstance(found, Asked):
        said = {"hours": f"{getattr(found, 'hours', '')}", "note": getattr(found, "note", "") or ""}
        return {**said, "note": said["note"] or (getattr(found, "category", None) or "")}
    words: dict[str, str] = {"metric": found.metric}
    if found.subject is not None:
        words = {"subject": found.subject}
    words |= {name: value for name in _PLAIN if (value := getattr(found, name)) is not None}
    words |= {"credit": ",".join(found.credit)} if found.credit else {}
    words |= {"show": ",".join(sorted(found.show))} if found.show else {}
    return words | ({"cohort": "yes"} if found.cohort else {})


_PLAIN = (
    "programme", "department", "topic", "insight", "group", "change", "outcome", "role", "kind", "period", "compare",
    "versus", "by", "currency",
)  # fmt: skip
