"""Problems between settings: names and channels used twice, people and channels that lead nowhere."""

from __future__ import annotations

import difflib

from bot.config.settings import Settings
from bot.model.people import Place

Problem = tuple[str, str, str]
"""Where it stands, what is wrong, what would be right."""


def crossed(settings: Settings) -> list[Problem]:
    """Problems between settings: names and channels used twice, people in unknown departments."""
    found: list[Problem] = []
    owners: dict[str, str] = {}
    names: set[str] = set()
    for department in settings.departments:
        if department.name.casefold() in names:
            found.append(("departments", f"two departments are named {department.name!r}", "Rename one."))
        names.add(department.name.casefold())
        for channel in department.channels:
            if channel in owners:
                what = f"{department.name!r} and {owners[channel]!r} have the same channel {channel!r}"
                found.append(("departments", what, "Give each its own, or merge the departments."))
            owners[channel] = department.name
    ids: dict[str, str] = {}
    known = {department.name for department in settings.departments}
    for person in settings.people:
        if person.department is not None and person.department not in known:
            near = difflib.get_close_matches(person.department, known, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Departments: {', '.join(sorted(known)) or 'none yet'}."
            found.append(("people", f"{person.name} is in the unknown department {person.department!r}", hint))
        for one in person.ids or (f"workspace:{person.name.lower().replace(' ', '-')}",):
            if one in ids:
                what = f"{one!r} is listed for {ids[one]} and for {person.name}"
                found.append(("people", what, "A person stands once, in one department."))
            ids[one] = person.name
    found += _slack_problems(settings)
    found += _teams_problems(settings)
    url = settings.store.url
    if settings.store.shards > 1 and (url is None or url.startswith("sqlite:")):
        what = f"store.shards is {settings.store.shards}, and one process thinks about a file"
        found.append(("store.shards", what, "Name a PostgreSQL in store.url, or leave it at 1."))
    groups = [group.name for group in settings.groups]
    twice = sorted({name for name in groups if groups.count(name) > 1})
    found += [("groups", f"two keyword groups are named {name!r}", "Rename one.") for name in twice]
    return found


def _slack_problems(settings: Settings) -> list[Problem]:
    """Problems between the Slack workspaces and the channels that name them."""
    found: list[Problem] = []
    slack = settings.slack
    if (slack.team is None) != (slack.bot_token is None):
        missing, given = ("team", "bot_token") if slack.team is None else ("bot_token", "team")
        found.append(("slack", f"slack.{given} is set without slack.{missing}", f"Set slack.{missing} too."))
    workspaces = slack.all_workspaces()
    teams = [one.team for one in workspaces]
    twice = sorted({team for team in teams if teams.count(team) > 1})
    found += [("slack", f"the Slack workspace {team} is configured twice", "Remove one.") for team in twice]
    found += [
        ("slack", f"the Slack workspace {one.team} has neither an app token nor a signing secret",
         "Set app_token (Socket Mode) or signing_secret (events over HTTP).")
        for one in workspaces if one.app_token is None and one.signing_secret is None
    ]  # fmt: skip
    for where, text in _channels(settings):
        place = Place.read(text)
        if place.platform == "slack" and place.workspace not in teams:
            known = f"Slack workspaces: {', '.join(teams)}." if teams else "Set slack.team and slack.bot_token first."
            what = f"the channel {text!r} is in a Slack workspace that is not configured"
            found.append((where, what, f"Write slack:TEAM/CHANNEL. {known}"))
    return found


def _channels(settings: Settings) -> list[tuple[str, str]]:
    """Every channel that the settings name, with where they do."""
    named = [(f"departments: {one.name}", place) for one in settings.departments for place in one.channels]
    return [*named, ("organisation.notices", settings.organisation.notices)]


def _teams_problems(settings: Settings) -> list[Problem]:
    """Problems between the bot's registration and the channels in its tenants."""
    found: list[Problem] = []
    teams, tenants = settings.teams, settings.teams.all_tenants()
    if teams.app_id is None and (teams.app_password or teams.tenant_id or teams.tenants):
        found.append(("teams", "teams.app_id is missing", "Set it to the bot's application id (MicrosoftAppId)."))
    if teams.app_id is not None and teams.tenant_id is None:
        found.append(("teams", "teams.tenant_id is missing", "Set it to your tenant's id (MicrosoftAppTenantId)."))
    if teams.app_id is not None and teams.app_type == "SingleTenant" and teams.app_password is None:
        remedy = "Set it (MicrosoftAppPassword), or teams.app_type to UserAssignedMSI."
        found.append(("teams", "teams.app_password is missing", remedy))
    for where, text in _channels(settings):
        place = Place.read(text)
        if place.platform == "teams" and (teams.app_id is None or place.workspace not in tenants):
            known = f"Tenants: {', '.join(tenants)}." if tenants else "Set teams.app_id and teams.tenant_id first."
            what = f"the channel {text!r} is in a Teams tenant that is not configured"
            found.append((where, what, f"Write teams:TENANT-ID/CHANNEL. {known}"))
    return found
