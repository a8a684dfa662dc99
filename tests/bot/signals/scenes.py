"""People and insights for acts."""

from datetime import datetime
from typing import TypeVar

from bot.model.insight import Insight, InsightId, Status, StatusChange
from bot.model.people import Department, Person, PersonId, Role
from bot.model.signal import Act, ActName
from bot.signals.acts import Done, Scene, do
from tests.bot.delivery import lumo

T = TypeVar("T")
NAMES = ("support", "product", "quality", "marketing")
DEPARTMENTS = tuple(Department(name=name, about="") for name in NAMES)


def person(name: str = "Ana", department: str | None = "support", role: Role = "editor") -> Person:
    own = PersonId(f"workspace:{name.lower()}")
    return Person(id=own, name=name, ids=(own,), department=department, role=role)


ANA, BEN = person("Ana"), person("Ben")
PRIYA, VIEWER = person("Priya", "product"), person("Vera", role="viewer")


def act(
    name: ActName, *, by: Person = ANA, value: str = "", text: str = "", saw: str | None = None, key: str = "",
    form: dict[str, str] | None = None, force: bool = False, at: datetime = lumo.NOW,
) -> Act:  # fmt: skip
    return Act(
        name=name, key=key or f"{name}:{value}", person=by.id, at=at, insight=InsightId(1), value=value, text=text,
        saw=saw, form=form or {}, force=force,
    )  # fmt: skip


def scene(insight: Insight | None = None, **more: object) -> Scene:
    given: dict[str, object] = {
        "departments": DEPARTMENTS,
        "names": {one.id: one.name for one in (ANA, BEN, PRIYA, VIEWER)},
        "here": "support",
        "vector": b"\x00\x00\x80?" * 256,
        "programme": "listening",
        "zone": lumo.BERLIN,
    }
    return Scene(insight=insight or lumo.insight(), **{**given, **more})  # type: ignore[arg-type]


def doing(one: Act, met: Scene | None = None, *, by: Person = ANA, now: datetime = lumo.NOW) -> Done:
    return do(one, by, met or scene(), now=now)


def of_kind(done: Done, kind: type[T]) -> list[T]:
    return [change for change in done.changes if isinstance(change, kind)]


def step(before: Status, after: Status, *, by: Person = ANA, at: datetime = lumo.NOW) -> StatusChange:
    return StatusChange(insight=InsightId(1), person=by.id, department=by.department, before=before, after=after, at=at)
