"""The organisation as it stands: what the file names (the floor), and what was added since by people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.config import DAYS, Settings
from bot.model.changes import SettingEvent
from bot.model.people import ROLES, Department, Group, Person, PersonId, Place, Programme, Role, SourceSpec

KINDS = ("person", "department", "digest", "group", "mute", "less", "link", "source", "pause", "programme")
"""The kinds of setting events that change what is told here."""

_OF_PROGRAMME = ("name", "owner", "strategy", "people", "processes", "tools", "cap", "members", "ends", "codes")

TRIAGE = "triage"
"""Where what no department claims is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Departments, people, groups, sources and programmes that hold now. Implements `ports.desk.Directory`."""

    settings: Settings
    all_departments: tuple[Department, ...]
    all_people: tuple[Person, ...]
    groups: tuple[Group, ...]
    sources: tuple[SourceSpec, ...]
    programmes: tuple[Programme, ...]
    muted: Mapping[int, int]
    less: frozenset[tuple[str, int]]

    def person(self, name: str) -> Person | None:
        """The person one of whose ids this is."""
        return next((one for one in self.all_people if name in one.ids and not one.archived), None)

    def people(self) -> tuple[Person, ...]:
        """All people who are not archived, by name."""
        return tuple(sorted((one for one in self.all_people if not one.archived), key=lambda one: one.name))

    def departments(self) -> tuple[Department, ...]:
        """All departments that are not archived, in the order of the settings."""
        return tuple(one for one in self.all_departments if not one.archived)

    def department(self, name: str) -> Department | None:
        """The department of this name, whatever the case of its letters."""
        wanted = name.casefold()
        return next((one for one in self.departments() if one.name.casefold() == wanted), None)

    def department_of(self, place: Place) -> Department | None:
        """The department whose channel this is."""
        return next((one for one in self.departments() if place in one.channels), None)

    def programme_for(self, departments: Sequence[str], groups: Sequence[str]) -> str:
        """The programme whose scope matches, else the default (the first)."""
        for programme in self.programmes:
            if set(programme.departments) & set(departments) or set(programme.groups) & set(groups):
                return programme.id
        return self.programmes[0].id


def organisation(settings: Settings, events: Sequence[SettingEvent]) -> Organisation:
    """The organisation that settings and events (oldest first) give together. What the file names stays as it says."""
    people = {person.id: person for person in settings.all_people()}
    fixed = set(people)
    departments = {one.name: one for one in settings.all_departments()}
    fixed_departments = set(departments)
    groups = {one.name: one for one in settings.all_groups()}
    fixed_groups = set(groups)
    fixed_hours = names_of_hours(settings)
    sources = {one.name: one for one in settings.all_sources()}
    fixed_sources = set(sources)
    muted: dict[int, int] = {}
    less: set[tuple[str, int]] = set()
    links: dict[PersonId, PersonId] = {}
    programmes = {one.id: one for one in settings.all_programmes()}
    held = named_in_file(settings)
    for event in events:
        kind, _, rest = event.subject.partition(":")
        new = event.new
        if kind == "person" and rest not in fixed:
            _apply_person(people, PersonId(rest), new)
        elif kind == "department" and rest not in fixed_departments:
            _apply_department(departments, rest, new)
        elif kind == "digest" and rest in departments and rest not in fixed_hours and new is not None:
            departments[rest] = replace(departments[rest], digest=str(new["digest"]))
        elif kind == "link" and rest not in fixed and new is not None and "person" in new:  # not a ticket
            links[PersonId(rest)] = PersonId(str(new["person"]))
        elif kind == "group" and rest not in fixed_groups:
            _apply_group(groups, rest, new)
        elif kind == "source" and rest not in fixed_sources:
            _apply_source(sources, rest, new)
        elif kind == "pause" and rest in sources:
            sources[rest] = replace(sources[rest], paused=new is not None)
        elif kind == "programme" and new is not None:
            _apply_programme(programmes, rest, new, held.get(rest, frozenset()))
        elif kind == "mute":
            _toggle(muted, int(rest), None if new is None else _whole(new.get("until")))
        elif kind == "less":
            department, _, theme = rest.rpartition(":")
            (less.discard if new is None else less.add)((department, int(theme)))
    for one, into in links.items():
        _join(people, one, into)
    return Organisation(
        settings=settings,
        all_departments=tuple(departments.values()),
        all_people=tuple(people.values()),
        groups=tuple(group for group in groups.values() if not group.archived),
        sources=tuple(sources.values()),
        programmes=tuple(programmes.values()),
        muted=muted,
        less=frozenset(less),
    )


def names_of_hours(settings: Settings) -> frozenset[str]:
    """The departments whose digest hour the file names."""
    return frozenset(one.name for one in settings.departments if "digest" in one.model_fields_set)


def named_in_file(settings: Settings) -> Mapping[str, frozenset[str]]:
    """The fields of each programme that the file names: they are changed there alone."""
    return {one.id: frozenset(one.model_fields_set) for one in settings.programmes}


def _join(people: dict[PersonId, Person], one: PersonId, into: PersonId) -> None:
    """Two accounts become one person; what the first did is the second's from now on."""
    known, joined = people.get(into), people.get(one)
    if known is None or joined is None or one == into:
        return
    ids = (*known.ids, *(name for name in joined.ids if name not in known.ids))
    people[into] = replace(known, ids=ids)
    del people[one]


def _whole(value: object) -> int:
    return int(str(value or 0))


def _toggle(muted: dict[int, int], theme: int, until: int | None) -> None:
    if until is None:
        muted.pop(theme, None)
    else:
        muted[theme] = until


def _apply_person(people: dict[PersonId, Person], name: PersonId, new: Mapping[str, object] | None) -> None:
    before = people.get(name)
    if new is None:
        if before is not None:
            people[name] = replace(before, archived=True)
        return
    role = str(new.get("role", before.role if before else "viewer"))
    known: Role = next((one for one in ROLES if one == role), "viewer")
    ids = new.get("ids")
    department = new.get("department", before.department if before else None)
    people[name] = Person(
        id=name,
        name=str(new.get("name", before.name if before else name.partition(":")[2])),
        ids=tuple(str(one) for one in ids) if isinstance(ids, list | tuple) else (before.ids if before else (name,)),
        department=str(department) if department else None,
        role=known,
    )


def _apply_department(departments: dict[str, Department], name: str, new: Mapping[str, object] | None) -> None:
    before = departments.get(name)
    if new is None:
        if before is not None:
            departments[name] = replace(before, archived=True)
        return
    channels, days, examples = new.get("channels"), new.get("digest_days"), new.get("examples")
    departments[name] = Department(
        name=name,
        about=str(new.get("about", before.about if before else "")),
        examples=tuple(str(one) for one in examples) if isinstance(examples, list | tuple) else (),
        channels=tuple(Place.read(str(one)) for one in channels)
        if isinstance(channels, list | tuple)
        else (before.channels if before else (Place(platform="workspace", workspace="", channel=name),)),
        digest=str(new.get("digest", before.digest if before else "09:00")),
        digest_days=tuple(DAYS.index(str(day)) for day in days)
        if isinstance(days, list | tuple)
        else (before.digest_days if before else (0, 1, 2, 3, 4)),
    )


def _apply_programme(
    programmes: dict[str, Programme], name: str, new: Mapping[str, object], fixed: frozenset[str]
) -> None:  # fmt: skip
    """A programme as it was set up since; what the file names of it stays."""
    before = programmes.get(name) or Programme(id=name, name=name)
    given = {key: str(value) for key, value in new.items() if key in _OF_PROGRAMME and key not in fixed}
    said = {key: given.get(key, getattr(before, key)) for key in _OF_PROGRAMME}
    departments = before.departments
    if "departments" in new and "departments" not in fixed:
        departments = tuple(one.strip() for one in str(new["departments"]).split(",") if one.strip())
    owner = said.pop("owner") or None
    programmes[name] = replace(before, departments=departments, owner=owner, **said)


def _apply_group(groups: dict[str, Group], name: str, new: Mapping[str, object] | None) -> None:
    before = groups.get(name)
    if new is None:
        if before is not None:
            groups[name] = replace(before, archived=True)
        return
    version = before.version + 1 if before else 1
    groups[name] = Group(name=name, query=str(new.get("query", "")), version=version)


def _apply_source(sources: dict[str, SourceSpec], name: str, new: Mapping[str, object] | None) -> None:
    if new is None:
        sources.pop(name, None)
        return
    groups, every = new.get("groups"), new.get("every_minutes")
    keep, owner, after = new.get("retention_days"), new.get("owner"), new.get("silent_after_hours")
    sources[name] = SourceSpec(
        name=name, kind=str(new.get("kind") or name), url=str(new.get("url") or ""), user=str(new.get("user") or ""),
        secret=str(new.get("secret") or ""), signing_secret=str(new.get("signing_secret") or ""),
        owner=str(owner) if owner else None,
        groups=tuple(str(one) for one in groups) if isinstance(groups, list | tuple) else (),
        silent_after_hours=float(str(after)) if after else None,
        retention_days=int(str(keep)) if keep else None, every_minutes=float(str(every)) if every else None,
        back_days=int(str(new.get("back_days", 30))), fixed=False,
        sealed=True, near=bool(new.get("near")), agreed=bool(new.get("agreed")),
    )  # fmt: skip
