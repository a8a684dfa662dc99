"""Settings and people: what the file says is fixed, what people add is an event that applies at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import time, timedelta

from bot.config import known_keys, without_password
from bot.errors import BadInput, NotAllowed
from bot.flow.linking import join
from bot.flow.organisation import names_of_hours
from bot.flow.pages import view
from bot.flow.rights import OPEN_TO_ALL
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.listening.groups import About, Matcher, check, names, parse
from bot.model.changes import Change, Enqueue, KeepSetting, KeepToken, RegroupMentions, SettingEvent
from bot.model.delivery import Outgoing
from bot.model.mention import MentionId
from bot.model.message import Message, Span, Text
from bot.model.people import ROLES, Department, Group, Person, PersonId, Place
from bot.model.rows import Counts, Row, Rows
from bot.model.views import PersonLine, RowsPage, SettingChange, SettingLine, SettingsPage
from bot.texts import choices as words

AUDIT = ("person:", "group:", "department:", "digest:", "money", "mute:", "less:", "invite:", "link:", "theme:")
PRIVILEGED = ("finance", "admin")
"""Roles that are not given without all admins being told."""

INVITED_FOR = timedelta(days=7)
PREVIEW_DAYS, MOST_PREVIEW = 30, 20


async def settings(person: Person, change: SettingChange | None, *, tools: Tools, standing: Standing) -> SettingsPage:
    """The settings page, after the change if one is asked for.

    Raises:
        NotAllowed: people and groups are the admin's and editor's to change.
        BadInput: the form cannot be taken.
    """
    said, link, preview = "", "", None
    if change is not None:
        kind, _, rest = change.subject.partition(":")
        if kind == "invite":
            said, link = await _invite(person, change.form, tools=tools, standing=standing)
        elif kind == "preview":
            preview = await _preview(change.form.get("query", ""), tools=tools, standing=standing)
        elif kind == "group":
            said = await _group(person, rest, change.form, tools=tools, standing=standing)
        elif kind == "digest":
            said = await set_hour(
                person, rest, change.form.get("digest") or change.form.get("value", ""), tools=tools, standing=standing
            )
        elif kind == "link":
            said = await _linked(person, PersonId(rest), change.form, tools=tools, standing=standing)
        elif kind == "person":
            said = await _person(person, PersonId(rest), change.form, tools=tools, standing=standing)
        else:
            raise BadInput(
                what="The setting", where=change.subject, found=kind, expected="invite, group, person, digest or link"
            )
    return await _page(person, said, link, preview, tools=tools, standing=standing)


def _needs(person: Person, role: str, what: str) -> None:
    known = next(one for one in ROLES if one == role)
    if not person.may(known):
        raise NotAllowed(what=what, role=role, remedy="Ask an admin.")


async def _page(
    person: Person, said: str, link: str, preview: RowsPage | None, *, tools: Tools, standing: Standing
) -> SettingsPage:
    found = standing.organisation
    lines = [
        SettingLine(key=key, value=_value(tools.settings, key), origin=words.in_file(), locked=True)
        for key in known_keys()
        if "[]" not in key and "token" not in key
    ]
    fixed = {group.name for group in tools.settings.all_groups()}
    lines += [
        SettingLine(
            key=f"group:{one.name}", value=one.query, origin=words.origin(one.name in fixed), locked=one.name in fixed
        )
        for one in found.groups
    ]
    timed = names_of_hours(tools.settings)
    lines += [
        SettingLine(
            key=f"digest:{one.name}", value=one.digest, origin=words.origin_of_hour(one.name in timed),
            locked=one.name in timed or not may_set_hour(person, one),
        )
        for one in found.departments()
    ]  # fmt: skip
    people = tuple(
        PersonLine(id=one.id, name=one.name, department=one.department or "", role=one.role) for one in found.people()
    )
    audit: tuple[str, ...] = ()
    if person.may("admin"):
        events = [event for event in await tools.store.setting_events() if event.subject.startswith(AUDIT)]
        audit = tuple(_audit(event, standing, tools) for event in reversed(events[-50:]))
    return SettingsPage(lines=tuple(lines), people=people, audit=audit, words=said, link=link, preview=preview)


def _value(settings_: object, key: str) -> str:
    value: object = settings_
    for part in key.split("."):
        value = getattr(value, part)
    return "" if value is None else without_password(str(value))


def _audit(event: SettingEvent, standing: Standing, tools: Tools) -> str:
    person = standing.organisation.person(event.person) if event.person else None
    at = f"{event.at.astimezone(tools.zone):%Y-%m-%d %H:%M}"
    return words.audit(at, person.name if person else "Earshot", event.subject, old=event.old, new=event.new)


async def _invite(person: Person, form: Mapping[str, str], *, tools: Tools, standing: Standing) -> tuple[str, str]:
    """A link, used once, that makes a person; granting finance or admin is audited and shown to all admins."""
    _needs(person, "admin", "inviting people")
    name, role = form.get("name", "").strip(), form.get("role", "viewer")
    department = form.get("department") or None
    if not name:
        raise BadInput(what="The name", where="of the invitation", found="nothing", expected="how the person is called")
    _check_place(role, department, "of the invitation", standing)
    link = await invite(name, role, department, by=person.id, tools=tools, standing=standing)
    return words.invited(name), link


def _check_place(role: str, department: str | None, where: str, standing: Standing) -> None:
    """Nothing, if there are such a role and department.

    Raises:
        BadInput: there are not, with those there are.
    """
    if role not in ROLES:
        raise BadInput(what="The role", where=where, found=role, expected=", ".join(ROLES))
    if department is not None and standing.organisation.department(department) is None:
        known = ", ".join(one.name for one in standing.organisation.departments())
        raise BadInput(what="The department", where=where, found=department, expected=known)


def _granted(
    id_: PersonId, name: str, role: str, *, before: str, by: PersonId | None, tools: Tools, standing: Standing
) -> list[Change]:  # fmt: skip
    """The notice that all admins see when somebody is given finance or admin; nothing for other roles."""
    if role not in PRIVILEGED or role == before:
        return []
    who = standing.organisation.person(by) if by else None
    said, now = words.granted(who.name if who else "", name, role, before=before), tools.clock.now()
    message = Message(blocks=(Text(line=(Span(text=said),)),), summary=said)
    place = Place.read(tools.settings.organisation.notices)
    key = f"notice:granted:{id_}:{role}:{now.isoformat()}"
    return [Enqueue(post=Outgoing(key=key, kind="notice", place=place, message=message, due=now))]


async def set_hour(person: Person, name: str, text: str, *, tools: Tools, standing: Standing) -> str:
    """Move a department's digest to another hour: its own editors may, and admins.

    Raises:
        NotAllowed: the person may not.
        BadInput: there is no such department, the file names its hour, or this is no time of day.
    """
    department = standing.organisation.department(name)
    if department is None:
        known = ", ".join(one.name for one in standing.organisation.departments())
        raise BadInput(what="The department", where="of the digest hour", found=name, expected=known)
    if not may_set_hour(person, department):
        raise NotAllowed(what="The digest hour of another department", role="admin", remedy="Ask an admin.")
    if department.name in names_of_hours(tools.settings):
        raise BadInput(
            what=f"The digest hour of {department.name}", where="here", found="set in earshot.toml",
            expected="a change in that file",
        )  # fmt: skip
    try:
        hour = time.fromisoformat(text.strip()).strftime("%H:%M")
    except ValueError as wrong:
        raise BadInput(
            what="The digest hour",
            where=f"of {department.name}",
            found=text or "nothing",
            expected="a time such as 09:00",
        ) from wrong
    event = SettingEvent(
        subject=f"digest:{department.name}", person=person.id, at=tools.clock.now(), old={"digest": department.digest},
        new={"digest": hour},
    )  # fmt: skip
    await standing.commit([KeepSetting(event=event)], tools=tools)
    return words.hour_set(department.name, hour)


def may_set_hour(person: Person, department: Department) -> bool:
    """Whether the person may move this department's digest."""
    return person.may("admin") or (person.may("editor") and person.department == department.name)


async def _linked(person: Person, one: PersonId, form: Mapping[str, str], *, tools: Tools, standing: Standing) -> str:
    """Two accounts become one person, as an admin says."""
    _needs(person, "admin", "linking accounts")
    joined = standing.organisation.person(one)
    into = standing.organisation.person(form.get("person", ""))
    if joined is None or into is None:
        found = str(one) if joined is None else form.get("person", "")
        raise BadInput(what="The account", where="to link", found=found or "nothing", expected="somebody who is known")
    return await join(joined, into, by=person, tools=tools, standing=standing)


async def invite(
    name: str, role: str, department: str | None, *, by: PersonId | None, tools: Tools, standing: Standing
) -> str:
    """The path of a link, used once, that lets this person in; a person who is not known yet is made."""
    now, token = tools.clock.now(), tools.secrets.token()
    id_ = PersonId(f"workspace:{name.lower().replace(' ', '-')}")
    known = standing.organisation.person(id_)
    grant = {"name": name, "role": role, "department": department}
    changes: list[Change] = [
        KeepToken(
            digest=hashlib.sha256(token.encode()).hexdigest(), kind="invite", person=known.id if known else id_,
            until=now + INVITED_FOR, grant=grant,
        ),
        KeepSetting(event=SettingEvent(subject=f"invite:{id_}", person=by, at=now, new=grant)),
    ]  # fmt: skip
    if known is None:
        made = SettingEvent(subject=f"person:{id_}", person=by, at=now, new={**grant, "ids": [str(id_)]})
        changes.append(KeepSetting(event=made))
        changes += _granted(id_, name, role, before="", by=by, tools=tools, standing=standing)
    await standing.commit(changes, tools=tools)
    return f"/login/{token}"


async def meet(name: str, id_: str, *, tools: Tools, standing: Standing) -> Person:
    """The person one of whose ids this is; who is not known yet becomes a viewer, on record like every setting."""
    known = standing.organisation.person(id_)
    if known is None:
        new = {"name": name, "role": "viewer", "department": None, "ids": [id_]}
        event = SettingEvent(subject=f"person:{id_}", person=None, at=tools.clock.now(), new=new)
        await standing.commit([KeepSetting(event=event)], tools=tools)
        known = standing.organisation.person(id_)
    if known is None:  # the file names somebody else by this id, or an admin archived them
        raise NotAllowed(what="this", role="viewer", remedy="Ask an admin for an invitation.")
    return known


async def _person(person: Person, id_: PersonId, form: Mapping[str, str], *, tools: Tools, standing: Standing) -> str:
    _needs(person, "admin", "changing people")
    known = standing.organisation.person(id_)
    if known is None:
        raise BadInput(what="The person", where="of the change", found=str(id_), expected="somebody who is known")
    if any(one.id == id_ for one in tools.settings.all_people()):
        raise BadInput(what=known.name, where="here", found="set in earshot.toml", expected="a change in that file")
    role, department = form.get("role") or known.role, form.get("department") or known.department
    _check_place(role, department, f"of {known.name}", standing)
    old = {"role": known.role, "department": known.department}
    new = {"name": form.get("name") or known.name, "ids": list(known.ids), "role": role, "department": department}
    gone = bool(form.get("remove"))
    event = SettingEvent(
        subject=f"person:{id_}", person=person.id, at=tools.clock.now(), old=old, new=None if gone else new
    )
    changes: list[Change] = [KeepSetting(event=event)]
    if not gone:
        changes += _granted(
            id_, known.name, role, before=known.role, by=person.id, tools=tools, standing=standing
        )  # fmt: skip
    await standing.commit(changes, tools=tools)
    return words.changed(known.name)


async def _group(person: Person, name: str, form: Mapping[str, str], *, tools: Tools, standing: Standing) -> str:
    """Save a keyword group: a new version, all that is stored matched again."""
    _needs(person, "editor", "changing a keyword group")
    name = (name or form.get("name", "")).strip()
    query = form.get("query", "").strip()
    if not name:
        raise BadInput(what="The name", where="of the keyword group", found="nothing", expected="a short name")
    if any(one.name == name for one in tools.settings.all_groups()):
        raise BadInput(what=name, where="here", found="set in earshot.toml", expected="a change in that file")
    there = [(one.name, one.query) for one in standing.organisation.groups]
    check(name, query, there)
    before = next((one for one in standing.organisation.groups if one.name == name), None)
    old = {"query": before.query} if before else None
    event = SettingEvent(subject=f"group:{name}", person=person.id, at=tools.clock.now(), old=old, new={"query": query})
    await standing.commit([KeepSetting(event=event)], tools=tools)
    group = next(one for one in standing.organisation.groups if one.name == name)
    matched = await rematch(group, tools=tools, standing=standing)
    for other in _naming(name, standing.organisation.groups):
        await rematch(other, tools=tools, standing=standing)
    return words.group_saved(name, group.version, matched)


def _naming(name: str, groups: Sequence[Group]) -> list[Group]:
    """The other groups whose queries name this one, themselves or through others."""
    named = {one.name: {other.group for other in names(parse(one.query).root)} for one in groups}
    found = {name}
    while more := {one for one, others in named.items() if others & found} - found:
        found |= more
    return [one for one in groups if one.name in found - {name}]


async def rematch(group: Group, *, tools: Tools, standing: Standing) -> int:
    """Match all that is stored against the group's present version; gives how many match."""
    known = [(one.name, one.query) for one in standing.organisation.groups]
    matcher = Matcher([(group.name, group.query)], known=known)
    found: list[tuple[MentionId, str]] = []
    offset = 0
    while True:
        rows = await tools.store.listed(Rows(), limit=2000, offset=offset)
        if not rows:
            break
        live = [row for row in rows if row.state == "live"]
        found += [(row.id, why) for row in live for _, why in matcher.matches(row.text.raw, About.row(row))]
        offset += len(rows)
    change = RegroupMentions(group=group.name, version=group.version, matches=tuple(found))
    await standing.commit([change], tools=tools)
    return len(found)


async def _preview(query: str, *, tools: Tools, standing: Standing) -> RowsPage:
    """What a query would match in the last 30 days, with near-misses and the reason for each.

    Raises:
        BadQuery: with the position and a suggestion.
    """
    matcher = Matcher([("", query)], known=[(one.name, one.query) for one in standing.organisation.groups])
    since = tools.clock.now() - timedelta(days=PREVIEW_DAYS)
    matched: list[tuple[Row, str]] = []
    near: list[tuple[Row, str]] = []
    for row in await tools.store.listed(Rows(since=since), visible=OPEN_TO_ALL, limit=0, newest=True):
        if row.state != "live":
            continue
        hits = matcher.matches(row.text.raw, About.row(row))
        if hits:
            matched.append((row, hits[0][1]))
        elif len(near) < MOST_PREVIEW:
            why = matcher.near_miss(row.text.raw, About.row(row))
            if why:
                near.append((row, why))
    shown = [(row, words.matched(why)) for row, why in matched[:MOST_PREVIEW]]
    shown += [(row, words.near_miss(why)) for row, why in near]
    views = []
    for row, why in shown:
        one = view(row, None, tools=tools, day=True)
        views.append(replace(one, reason=why))
    people = len({row.author.raw if row.author else str(row.id) for row, _ in matched})
    copies = sum(1 for row, _ in matched if row.copy_of is not None)
    return RowsPage(
        rows=Rows(since=since), title=(Span(text=words.preview_title(len(matched), PREVIEW_DAYS)),),
        counts=Counts(mentions=len(matched), people=people, copies=copies),
        subtitle=words.preview_note(len(matched), len(near)), sources=(), moods=(), views=tuple(views), note="",
        page=1, pages=1,
    )  # fmt: skip
