"""All settings, and the organisation's own things as the domain knows them."""

from __future__ import annotations

from bot.config.chats import SlackSettings, TeamsSettings
from bot.config.sections import (
    DepartmentSettings,
    GroupSettings,
    Organisation,
    PersonSettings,
    Posting,
    ProgrammeSettings,
    Retention,
    RoiSettings,
    SourceSettings,
    StoreSettings,
    Web,
    WorkspaceSettings,
)
from bot.config.words import DAYS, Section
from bot.model.people import Department, Group, Person, PersonId, Place, Programme, SourceSpec


class Settings(Section):
    """All settings as given; the organisation's own things are read through the methods."""

    organisation: Organisation = Organisation()
    departments: tuple[DepartmentSettings, ...] = ()
    people: tuple[PersonSettings, ...] = ()
    sources: tuple[SourceSettings, ...] = ()
    groups: tuple[GroupSettings, ...] = ()
    programmes: tuple[ProgrammeSettings, ...] = ()
    posting: Posting = Posting()
    http: Web = Web()
    workspace: WorkspaceSettings = WorkspaceSettings()
    slack: SlackSettings = SlackSettings()
    teams: TeamsSettings = TeamsSettings()
    store: StoreSettings = StoreSettings()
    retention: Retention = Retention()
    roi: RoiSettings = RoiSettings()

    def all_departments(self) -> tuple[Department, ...]:
        """The departments as the domain knows them."""
        return tuple(
            Department(
                name=one.name,
                about=one.about,
                examples=one.examples,
                channels=tuple(Place.read(place) for place in one.channels),
                digest=one.digest,
                digest_days=tuple(DAYS.index(day) for day in one.digest_days),
                timezone=one.timezone,
            )
            for one in self.departments
        )

    def all_people(self) -> tuple[Person, ...]:
        """The people named in the settings; without ids they are `workspace:` and their name in small letters."""
        found = []
        for one in self.people:
            ids = one.ids or (f"workspace:{one.name.lower().replace(' ', '-')}",)
            found.append(Person(id=PersonId(ids[0]), name=one.name, ids=ids, department=one.department, role=one.role))
        return tuple(found)

    def all_groups(self) -> tuple[Group, ...]:
        """The keyword groups named in the settings."""
        return tuple(Group(name=one.name, query=one.query) for one in self.groups)

    def all_sources(self) -> tuple[SourceSpec, ...]:
        """The sources named in the settings."""
        return tuple(
            SourceSpec(
                name=one.name,
                owner=one.owner,
                groups=one.groups,
                silent_after_hours=one.silent_after_hours,
                retention_days=one.retention_days,
                kind=one.kind or one.name,
                url=one.url,
                user=one.user,
                secret=one.secret.get_secret_value() if one.secret else "",
                signing_secret=one.signing_secret.get_secret_value() if one.signing_secret else "",
                every_minutes=one.every_minutes,
                back_days=one.back_days,
                agreed=one.agreed,
            )
            for one in self.sources
        )

    def all_programmes(self) -> tuple[Programme, ...]:
        """The programmes; the first one is the default. Without any there is one, named after the organisation."""
        named = tuple(
            Programme(
                id=one.id, name=one.name or one.id, owner=one.owner, departments=one.departments, groups=one.groups
            )
            for one in self.programmes
        )
        return named or (Programme(id="listening", name="Listening"),)
