"""`/roi` without money: what was changed, how fast, what is open, how people feel; for everyone who may read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from bot.errors import NotAllowed, NotFound, NotHere
from bot.flow import asking
from bot.model.changes import KeepInsight
from bot.model.insight import Insight, InsightId
from bot.model.mention import Untrusted
from bot.model.message import Actions, Message, Span, Table, Text
from bot.model.people import PersonId
from bot.model.rows import Rows
from bot.model.views import Ask, OpenRows, RowsPage
from tests.bot.flow.small import CHARGERS, Small, small


def _raw(span: Span) -> str:
    return span.text.raw if isinstance(span.text, Untrusted) else span.text


def said(message: Message) -> list[str]:
    """Every line and every row of a message."""
    found = []
    for block in message.blocks:
        if isinstance(block, Text):
            found.append("".join(_raw(span) for span in block.line))
        if isinstance(block, Table):
            found += ["|".join("".join(_raw(span) for span in cell) for cell in row) for row in block.rows]
    return found


async def ask(one: Small, text: str, person: str = "vic") -> Message:
    return await one.app.desk.ask(Ask(command="roi", text=text, person=PersonId(f"workspace:{person}")))


async def fixed(one: Small) -> None:
    """Many people speak of a charger; it is taken on the same day and fixed thirty hours later."""
    topic = await one.topic()
    await one.act("take", "Ben", insight=topic.id, saw="new")
    one.wait(hours=30)
    form = {"what": "release 7.1.2", "released": "2026-10-06"}
    await one.act("fixed", "Ben", insight=topic.id, saw="acknowledged", form=form)


async def test_every_viewer_sees_what_was_done_and_how_fast(tmp_path: Path) -> None:
    async with small(tmp_path / "x") as one:
        await fixed(one)
        changed = said(await ask(one, "what did we change this month"))
        assert changed[0].startswith("charger not recognised|6 Oct|Quality|")
        assert changed[0].endswith("|insight 1, 16 mentions|not judged yet")
        times = said(await ask(one, "how fast were we this month"))
        assert times[0].startswith("taken on|1|0.1 days")
        assert times[1] == "fixed|1|1.3 days|1.3 days"
        assert times[2] == "customers told|0|no data|no data"
        learned = said(await ask(one, "what did we learn"))
        assert learned[0] == "Confirmed: charger not recognised|5 Oct|16 mentions, insight 1"
        assert said(await ask(one, "what did we change last month"))[0] == "Nothing was fixed or changed in these days."


async def test_only_what_is_shown_to_have_worked_got_better(tmp_path: Path) -> None:
    async with small(tmp_path / "x") as one:
        await fixed(one)
        assert said(await ask(one, "better"))[0].startswith("Nothing with evidence yet")
        script = {"what": "new refund script", "date": "2026-10-05", "before": "40", "after": "12", "metric": "refunds"}
        await one.app.desk.record("change", script, key="k", person=PersonId("workspace:ana"))
        better = said(await ask(one, "better this month"))
        assert better[0].startswith("new refund script|2026-10-05||40 -> 12 refunds|")
        assert "Not listed: 1 too early to judge. /roi changes lists all." in better


async def test_mentions_behind_a_count_open_and_are_as_many(tmp_path: Path) -> None:
    async with small(tmp_path / "x") as one:
        await fixed(one)
        table = next(block for block in (await ask(one, "changes")).blocks if isinstance(block, Table))
        figure = next(span for row in table.rows for cell in row for span in cell if span.opens is not None)
        assert figure.opens is not None
        page = await one.app.desk.open(OpenRows(person=PersonId("workspace:vic"), rows=figure.opens, page=0))
        assert isinstance(page, RowsPage)
        assert figure.text == f"{len(page.views)} mentions"


async def test_who_may_not_see_money_gets_counts_and_who_may(tmp_path: Path) -> None:
    async with small(tmp_path / "x") as one:
        await fixed(one)
        for text in ("roi this month", "cost", "npv", "sales", "how sure are you"):
            answer = await ask(one, text)
            assert answer.private
            assert said(answer)[:2] == [
                "Money in answers needs the role finance. Ask Fin, who may. What was counted, without money:",
                "1 insight posted · 1 taken on · 1 fixed · 0 with customers told",
            ]
            assert "€" not in "".join(said(answer))
        as_of = one.clock.now()
        with pytest.raises(NotAllowed):
            await one.app.desk.open_answer("roi this month", "worth", as_of=as_of, person=PersonId("workspace:vic"))
        assert not await one.app.store.setting_events("money")


async def test_influence_is_answered_to_viewers_and_its_figures_open(tmp_path: Path) -> None:
    async with small(tmp_path / "x") as one:
        await fixed(one)
        message = await ask(one, "influence this month")
        assert said(message)[0].startswith("1 insight posted · 1 that somebody reacted to · 1 acted on")
        vic, as_of = PersonId("workspace:vic"), one.clock.now()
        opened = await one.app.desk.open_answer("influence this month", "acted", as_of=as_of, person=vic)
        assert said(opened)[-1].startswith("charger not recognised|")
        with pytest.raises(NotFound):
            await one.app.desk.open_answer("influence this month", "weather", as_of=as_of, person=vic)


async def test_mood_is_counted_by_hour_with_an_interval_and_is_never_money(tmp_path: Path) -> None:
    async with small(tmp_path / "x") as one:
        await one.topic()
        whole = said(await ask(one, "mood for group chargers today"))
        assert whole[0].startswith("|16|0|0|16|0|100 % (86-100 %)")
        hours = said(await ask(one, "mood by hour for group chargers today"))
        assert sum(int(line.split("|")[1]) for line in hours if "|" in line) == 16
        assert hours[-3].endswith("hours without a mention.")
        assert said(await ask(one, "mood by hour"))[0].startswith("The mood by hour needs a keyword group or a topic")


async def test_contacts_are_counted_by_channel_against_other_days(tmp_path: Path) -> None:
    async with small(tmp_path / "x") as one:
        await one.hear("Where is my parcel?", "Where is mine?", source="help_desk", kind="service")
        one.wait(hours=24)
        await one.hear("Where is my refund?", source="help_desk", kind="service")
        found = said(await ask(one, "contacts by channel today vs yesterday"))
        assert found[0] == "1 contact together, against 2."
        assert found[1].endswith("|1|2|-1 (-50 %)")


async def test_fixes_whose_customers_were_not_told_are_listed_and_their_mood_is_compared(tmp_path: Path) -> None:
    async with small(tmp_path / "x") as one:
        found = await one.harm()
        await one.hear("The battery started to smoke, it is terrible", source="help_desk", kind="service")
        await one.think()
        await one.act("fixed", "Ben", insight=found.id, saw="new", form={"what": "recall", "released": "2026-10-05"})
        listed = said(await ask(one, "fixed but not told"))
        assert listed[0].split("|")[1] == "5 Oct"


async def test_hours_are_counted_for_everyone_and_cost_nothing_here(tmp_path: Path) -> None:
    async with small(tmp_path / "x") as one:
        await ask(one, "spent 2h answering", "ana")
        await ask(one, "spent 90 min", "ana")
        found = said(await ask(one, "hours spent this week"))
        assert found[0] == "3.5 h together."
        assert said(await ask(one, "hours spent last week"))[0] == "Nobody entered hours in these days."


async def test_the_command_line_answers_counts_too(tmp_path: Path) -> None:
    async with small(tmp_path / "x") as one:
        await fixed(one)
        answered = await asking.answer_as_operator(
            "changes", as_of=one.clock.now(), reader=PersonId("os:ada"), tools=one.app.tools, standing=one.app.standing
        )
        assert (answered.understood, answered.answer) == (True, None)
        assert said(answered.message)[0].startswith("charger not recognised|")


async def test_counts_as_of_an_earlier_day_know_nothing_later(tmp_path: Path) -> None:
    async with small(tmp_path / "x") as one:
        await fixed(one)
        one.wait(hours=timedelta(days=1) / timedelta(hours=1))
        then = said(await ask(one, "changes as of 2026-10-05"))
        assert then[0] == "Nothing was fixed or changed in these days."


async def test_told_and_untold_customers_are_compared_with_n_and_never_in_money(tmp_path: Path) -> None:
    async with small(tmp_path / "x") as one:
        await one.history()
        for at, text in enumerate((*CHARGERS, *(f"{text}, please help" for text in CHARGERS))):
            await one.hear(text, source="forum", kind="service", author={"id": f"c{at}", "name": f"C {at}"})
            one.wait(minutes=8)
        (found,) = await one.think()
        form = {"what": "release 7.1.2", "released": "2026-10-05"}
        await one.act("fixed", "Ben", insight=found.id, saw="new", form=form)
        customers = await one.app.store.customers(found.id)
        for row, _ in customers[:3]:
            await one.act("told_customer", "Ben", insight=found.id, mention=row.id, value="told")
        one.wait(hours=2)
        await one.hear("Thank you, it charges again, great!", source="forum", kind="service",
                       author={"id": "c0", "name": "C 0"})  # fmt: skip
        answer = said(await ask(one, "fixed but not told"))
        assert answer[0] == f"charger not recognised|5 Oct|{len(customers)}|3|{len(customers) - 3}|not yet Forum"
        told = next(line for line in answer if line.startswith("told of the fix|"))
        assert told.split("|")[1] == "3"
        assert "n = 3" in told
        assert told.split("|")[4] == "1"
        assert next(line for line in answer if line.startswith("not told|")).split("|")[1] == str(len(customers) - 3)
        assert any("was not picked by chance" in line for line in answer)
        assert "€" not in "".join(answer)


async def test_who_waits_is_exactly_who_wrote_and_was_told_nothing_since(tmp_path: Path) -> None:
    async with small(tmp_path / "x") as one:
        assert said(await ask(one, "unanswered"))[0] == "No customer wrote about what was found in these days."
        await one.history()
        for at, text in enumerate((*CHARGERS, *(f"{text}, please help" for text in CHARGERS))):
            author = {"id": f"c{at % 14}", "name": f"C {at % 14}"}
            await one.hear(text, source="forum", kind="service", author=author)
            one.wait(minutes=8)
        (found,) = await one.think()
        await one.act("fixed", "Ben", insight=found.id, saw="new", form={"what": "7.1.2", "released": "2026-10-05"})
        customers = await one.app.store.customers(found.id)
        assert len(customers) == 14
        for row, _ in customers[:3]:
            await one.act("told_customer", "Ben", insight=found.id, mention=row.id, value="told")
        # c0 and c1 wrote twice, so that their latest turns are not among the oldest three.
        answer = said(await ask(one, "relationships this month"))
        assert answer[0] == (
            "14 customers behind the insights of these days · 2 wrote more than once · 3 told since they last wrote ·"
            " 11 still waiting"
        )
        rows = [line.split("|") for line in answer if "|" in line]
        assert len(rows) == 11
        assert [row[0] for row in rows[:3]] == ["2 times", "2 times", "1 time"]
        assert all(row[3] == "-" for row in rows)
        one.wait(hours=2)
        again = {"id": "c2", "name": "C 2"}
        await one.hear("And it is not recognised again", source="forum", kind="service", author=again)
        waiting = said(await ask(one, "who waits for an answer"))
        assert "12 still waiting" in waiting[0]
        assert [line.split("|")[3] for line in waiting if line.startswith("2 times")].count("5 Oct") == 1


async def _wished(one: Small) -> Insight:
    """What many people speak of, found to be a request."""
    wish = replace(await one.topic(), kind="request")
    await one.app.store.commit([KeepInsight(insight=wish)])
    return wish


async def test_requests_are_a_funnel_from_voiced_to_built_to_told(tmp_path: Path) -> None:
    async with small(tmp_path / "x") as one:
        wish = await _wished(one)
        heard = (await one.app.store.count(Rows(insight=wish.id))).mentions
        assert heard >= 6
        voiced = said(await ask(one, "requests this month"))
        assert voiced[0] == f"1 request voiced in {heard} mentions -> 0 built -> 0 told (0 % built, 0 % told)"
        assert voiced[1].split("|")[1:] == [f"{heard} mentions", "-", "-", "not yet Forum"]
        one.wait(hours=24)
        form = {"what": "charge limit", "released": "2026-10-06"}
        await one.act("fixed", "Ben", insight=wish.id, saw="new", form=form)
        assert said(await ask(one, "requests this month"))[0].endswith("-> 1 built -> 0 told (100 % built, 0 % told)")
        await one.act("told", "Ben", insight=wish.id, form={"where": "Forum"})
        told = said(await ask(one, "requests this month"))
        assert told[0].endswith("-> 1 built -> 1 told (100 % built, 100 % told)")
        assert told[1].split("|")[2:] == ["6 Oct", "6 Oct", "Forum"]
        money = said(await ask(one, "this month", "fin"))
        assert any(line.startswith("Requests   1 voiced -> 1 built -> 1 told") for line in money), money
        # As of the day before nothing was built.
        assert said(await ask(one, "requests this month as of 2026-10-05"))[0].endswith("(0 % built, 0 % told)")


async def test_an_answer_about_counts_is_shared_and_opens_again_as_it_stood(tmp_path: Path) -> None:
    async with small(tmp_path / "x") as one:
        await fixed(one)
        answer, then = await ask(one, "changes"), one.clock.now()
        assert answer.private
        shares = [button for block in answer.blocks if isinstance(block, Actions) for button in block.buttons]
        assert "open:share" in [button.act for button in shares]
        links = [span.href for block in answer.blocks if isinstance(block, Text) for span in block.line if span.href]
        (asked,) = [dict(parse_qsl(urlsplit(link).query)) for link in links]
        assert asked["part"] == "whole"
        one.wait(hours=1)
        await one.act("reopen", "Ben", insight=InsightId(1), form={"why": "it came back"})
        assert said(await ask(one, "changes"))[0] == "Nothing was fixed or changed in these days."
        vic, moment = PersonId("workspace:vic"), datetime.fromisoformat(asked["at"])
        opened = await one.app.desk.open_answer(asked["q"], "whole", as_of=moment, person=vic)
        assert said(opened)[0].startswith("charger not recognised|6 Oct|")
        shared = await one.app.desk.share_answer(asked["q"], as_of=moment, person=vic)
        assert not shared.private
        assert said(shared)[0] == said(opened)[0]
        assert said(shared)[-1].startswith("Shared by Vic on 6 Oct. Method: ")
        assert not any(isinstance(block, Actions) for block in shared.blocks)
        with pytest.raises(NotHere):
            await one.app.desk.share_answer(asked["q"], as_of=then, person=vic, outside=True)
        with pytest.raises(NotAllowed):
            await one.app.desk.share_answer("roi this month", as_of=then, person=vic)
