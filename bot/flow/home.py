"""A person's own page: what is open for them, what their department took up, what they can do, what is set."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.flow import cards
from bot.flow.choices import may_set_hour
from bot.flow.health import health
from bot.flow.organisation import names_of_hours
from bot.flow.rights import may_see
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.insight import Insight, InsightId, StatusChange
from bot.model.message import Button, Line, Message, Span
from bot.model.people import Person
from bot.model.views import Home, SettingLine, Step
from bot.texts import home as words
from bot.texts import pages

SHOWN, TAKEN = 5, 5
URGENT = ("outbox", "sources")
"""Checks whose warnings an admin is told of unasked."""
LATELY = timedelta(days=28)
_OPEN = ("new", "acknowledged", "in_work")


async def home(person: Person, *, tools: Tools, standing: Standing) -> Home:
    """The page as it stands now."""
    since = tools.clock.now() - LATELY
    lately = [
        one for one in await tools.store.insights(since=since) if await may_see(one, person, tools=tools)
    ]  # fmt: skip
    steps = await tools.store.statuses([one.id for one in lately])
    mine = _mine(lately, steps, person)
    digest = _own_hour(person, tools=tools, standing=standing)
    return Home(
        value=words.value(),
        department=person.department or "",
        steps=_first_steps(person, tools=tools, standing=standing),
        notices=await _notices(person, tools=tools, standing=standing),
        actions=_actions(person),
        insights=tuple([await _card(one, person, tools=tools, standing=standing) for one in mine[:SHOWN]]),
        more=max(0, len(mine) - SHOWN),
        taken=_taken(lately, steps, person),
        settings=setting_lines(person, tools=tools, standing=standing),
        digest=digest,
        help=words.help_line(),
        buttons=(
            Button(label=words.get_help(), act="open:help"),
            Button(label=words.give_feedback(), act="open:feedback"),
        ),
    )


def _mine(lately: Sequence[Insight], steps: Sequence[StatusChange], person: Person) -> list[Insight]:
    """What is open for the person's department and taken by nobody else of it, the most severe first."""
    takers: dict[InsightId, str] = {}
    for step in steps:
        if step.department == person.department and step.person is not None:
            takers[step.insight] = step.person
    found = [
        one
        for one in lately
        if one.status in _OPEN
        and (person.department is None or person.department in one.active)
        and takers.get(one.id, person.id) in (person.id, *person.ids)
    ]
    return sorted(found, key=lambda one: (-one.severity, -one.id))


async def _card(insight: Insight, person: Person, *, tools: Tools, standing: Standing) -> Message:
    department = person.department if person.department in insight.active else None
    department = department or (insight.active[0] if insight.active else None)
    return cards.card(await cards.view_for(insight, department, zone=tools.zone, tools=tools, standing=standing))


def _taken(lately: Sequence[Insight], steps: Sequence[StatusChange], person: Person) -> tuple[Line, ...]:
    """What the department took up, the latest first."""
    if person.department is None:
        return ()
    last: dict[InsightId, StatusChange] = {}
    for step in steps:
        if step.department == person.department and step.after != "new":
            last[step.insight] = step
    known = {one.id: one for one in lately}
    latest = sorted(last.values(), key=lambda step: step.at, reverse=True)[:TAKEN]
    return tuple(
        (
            Span(text=known[step.insight].label, topic=known[step.insight].theme, style="strong"),
            Span(text=f" · {pages.STATUSES[known[step.insight].status]}"),
        )
        for step in latest
    )


def _actions(person: Person) -> tuple[Button, ...]:
    """Three things to do, with verbs."""
    worth = Button(label=words.ask_worth(), act="open:roi", value="last quarter")
    topics = Button(label=words.see_topics(), act="open:ask", value="earshot topics")
    return (
        Button(label=words.see_digest(), act="open:ask", value="earshot digest", primary=True),
        Button(label=words.see_changes(), act="open:ask", value="mention what changed"),
        worth if person.may("finance") else topics,
    )


def _first_steps(person: Person, *, tools: Tools, standing: Standing) -> tuple[Step, ...]:
    """What is left to do before Earshot is of use: for the first admin alone, until all is done."""
    known = standing.organisation
    first = next((one for one in known.all_people if one.role == "admin" and not one.archived), None)
    if first is None or first.id != person.id:
        return ()
    steps = (
        Step(words=words.step_departments(), done=any(one.channels for one in known.departments())),
        Step(
            words=words.step_listen(), done=tools.store.highest("mention") > 0,
            button=Button(label=words.import_file(), act="open:import"),
        ),
        Step(words=words.step_groups(), done=bool(known.groups)),
        Step(words=words.step_people(), done=len(known.people()) > 1),
    )  # fmt: skip
    return steps if not all(step.done for step in steps) else ()


async def _notices(person: Person, *, tools: Tools, standing: Standing) -> tuple[str, ...]:
    if not person.may("admin"):
        return ()
    found = await health(tools=tools, standing=standing)
    urgent = [one for one in found if one.state == "fault" or (one.state == "warning" and one.name in URGENT)]
    return tuple(f"{one.name}: {one.words}. {one.fix}" for one in urgent)


def _own_hour(person: Person, *, tools: Tools, standing: Standing) -> str:
    """The department whose digest hour the person may move here."""
    department = standing.organisation.department(person.department or "")
    if department is None or department.name in names_of_hours(tools.settings):
        return ""
    return department.name if may_set_hour(person, department) else ""


def setting_lines(person: Person, *, tools: Tools, standing: Standing) -> tuple[SettingLine, ...]:
    """Digest hour, time zone, quiet hours, languages and budget as they stand for the person."""
    settings = tools.settings
    posting, organisation = settings.posting, settings.organisation
    lines = []
    department = standing.organisation.department(person.department or "")
    if department is not None:
        fixed = department.name in names_of_hours(settings)
        mine = not fixed and may_set_hour(person, department)
        others = words.changeable() if mine else words.changeable_by(department.name)
        lines.append(SettingLine(
            key=words.digest_hour(department.name), value=department.digest,
            origin=words.in_file() if fixed else others, locked=not mine,
        ))  # fmt: skip
    named, quiet = organisation.model_fields_set, {"quiet_from", "quiet_until"}
    in_file = {
        words.time_zone(): (organisation.timezone, "timezone" in named),
        words.quiet_hours(): (
            words.quiet(posting.quiet_from, posting.quiet_until), bool(quiet & posting.model_fields_set)
        ),
        words.languages(): (", ".join(organisation.languages), "languages" in named),
        words.budget(): (str(posting.per_day), "per_day" in posting.model_fields_set),
    }  # fmt: skip
    lines += [
        SettingLine(key=key, value=value, origin=words.in_file() if set_ else words.by_default(), locked=True)
        for key, (value, set_) in in_file.items()
    ]
    return tuple(lines)
