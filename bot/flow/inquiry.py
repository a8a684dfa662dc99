"""A question about counts: its days, the insights it is about, and what became of them. Same for everyone who asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.flow.cases import posted_insights
from bot.flow.organisation import Organisation
from bot.flow.rights import OPEN_TO_ALL
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.answer import Period
from bot.model.insight import Insight, InsightId, StatusChange
from bot.model.message import Span
from bot.model.rows import Rows
from bot.model.theme import ThemeId
from bot.roi.asked import Asked
from bot.roi.periods import clipped, find_period
from bot.roi.stories import Story, Within, story
from bot.texts import pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """The question as of a moment, over `period` (its end is not later than the day after); `whole` lists all rows."""

    asked: Asked
    at: datetime
    period: Period
    tools: Tools
    standing: Standing
    whole: bool = False

    @property
    def within(self) -> Within:
        """Whether an instant lies in its days."""
        return Within(start=self.period.start, end=self.period.end, zone=self.tools.zone)

    @property
    def organisation(self) -> Organisation:
        """Departments, programmes, people."""
        return self.standing.organisation

    @property
    def today(self) -> date:
        """The local date of its moment."""
        return self.at.astimezone(self.tools.zone).date()

    @property
    def since(self) -> datetime | None:
        """The first instant of its days."""
        return None if self.period.start is None else self.instant(self.period.start)

    @property
    def until(self) -> datetime:
        """The first instant after its days, or after its moment where that is earlier."""
        return min(self.instant(self.period.end), self.at + timedelta(microseconds=1))

    def instant(self, day: date) -> datetime:
        """The first instant of a local day."""
        return datetime.combine(day, time(), self.tools.zone)

    def holds(self, insight: Insight) -> bool:
        """Whether an insight is of the programme, department and topic that are asked about, and all may see it."""
        asked, usual = self.asked, self.organisation.programmes[0].id
        return (
            insight.visibility in OPEN_TO_ALL
            and asked.programme in (None, insight.programme or usual)
            and (asked.department is None or asked.department in insight.active)
            and (asked.topic is None or str(insight.theme) == asked.topic)
        )


def inquiry(asked: Asked, at: datetime, *, tools: Tools, standing: Standing) -> Inquiry:
    """The question over the days that its period means; without one, all time up to today."""
    today = at.astimezone(tools.zone).date()
    fiscal = standing.organisation.settings.roi.fiscal_year_start_month
    found = find_period(asked.period, today=today, fiscal_start=fiscal) if asked.period else None
    whole = Period(start=None, end=today + timedelta(days=1))
    return Inquiry(asked=asked, at=at, period=clipped(found or whole, today), tools=tools, standing=standing)


async def stories(one: Inquiry) -> list[Story]:
    """What became of every insight in question that was found by then, by id."""
    insights = [each for each in await one.tools.store.insights() if one.holds(each) and each.found <= one.at]
    return await _told(insights, one)


async def posted_stories(one: Inquiry) -> list[Story]:
    """Those of them that were first posted within the days."""
    first = {each.insight: each.at for each in await posted_insights(one.tools, one.organisation)}
    return [each for each in await stories(one) if each.insight.id in first and one.within(first[each.insight.id])]


async def _told(insights: Sequence[Insight], one: Inquiry) -> list[Story]:
    history: dict[InsightId, list[StatusChange]] = {}
    for change in await one.tools.store.statuses([each.id for each in insights]):
        history.setdefault(change.insight, []).append(change)
    told = []
    for each in insights:
        first = each.numbers.since
        if each.id in history:
            heard = await one.tools.store.listed(Rows(insight=each.id), limit=1)
            first = heard[0].at if heard else first
        told.append(story(each, history.get(each.id, ()), at=one.at, voiced=first))
    return told


def title_of(insight: Insight, one: Inquiry) -> Span:
    """What an insight is about, opening its topic's page."""
    theme = one.standing.theme(ThemeId(insight.theme)) if insight.theme is not None else None
    if theme is not None and theme.name:
        return Span(text=theme.name, topic=insight.theme)
    return Span(text=insight.label, topic=insight.theme)


async def heard_in(insight: Insight, one: Inquiry) -> int:
    """How many mentions an insight stood on by then."""
    return (await one.tools.store.count(evidence_of(insight, one), visible=OPEN_TO_ALL)).mentions


async def mentions_of(insight: Insight, one: Inquiry) -> Span:
    """How many mentions an insight stood on by then, opening them."""
    return Span(text=pages.mentions(await heard_in(insight, one)), opens=evidence_of(insight, one))


def evidence_of(insight: Insight, one: Inquiry) -> Rows:
    """The mentions that an insight stood on by then."""
    return Rows(insight=insight.id, until=one.at + timedelta(microseconds=1))
