"""Keeping the ledger at the desk: programmes, pilots, ideas, figures, corrections, and who saw and changed what."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.errors import BadInput, BadLedger, NeedsConfirming, NotAllowed, NotFound
from bot.flow.money import answer_as_operator
from bot.model.changes import KeepInsight
from bot.model.forms import NOTHING, EntryForm
from bot.model.mention import MentionId
from bot.model.message import Actions, Button, Chart, Message, Span, Table, Text
from bot.model.people import PersonId
from bot.model.views import Ask, Bring, Brought, InsightPage, OpenInsight, OpenTopic, TopicPage
from tests.bot.flow.small import ORGANISATION, Small, small

FIN, ANA, ADI, VIC = (PersonId(f"workspace:{name}") for name in ("fin", "ana", "adi", "vic"))


async def ask(world: Small, text: str, person: PersonId = FIN, key: str = "") -> Message:
    return await world.app.desk.ask(Ask(command="roi", text=text, person=person, key=key))


async def fill(world: Small, code: str, person: str = FIN, key: str = "", **form: str) -> str:
    return (await world.app.desk.record(code, form, key=key, person=PersonId(person))).words


async def shown(world: Small, code: str, person: PersonId = FIN) -> EntryForm:
    return await world.app.desk.entry_form(code, person=person)


def said(message: Message) -> str:
    def raw(span: Span) -> str:
        return span.text if isinstance(span.text, str) else span.text.raw

    lines = []
    for block in message.blocks:
        if isinstance(block, Text):
            lines.append("".join(raw(span) for span in block.line))
        if isinstance(block, Table):
            lines += [" | ".join("".join(raw(span) for span in cell) for cell in row) for row in block.rows]
    return "\n".join(lines)


def buttons(message: Message) -> Mapping[str, Button]:
    rows = [block for block in message.blocks if isinstance(block, Actions)]
    return {one.label: one for row in rows for one in (*row.buttons, *row.menu)}


def values(form: EntryForm) -> dict[str, str]:
    return {one.name: one.value for one in form.fields}


PHONE = {"name": "Phone survey", "owner": "Ana", "metric": "problems confirmed", "baseline": "0", "target": "12",
         "start": "2026-07-01", "due": "2026-12-31", "strategy": "call ten a week", "people": "Ana, an agency",
         "processes": "weekly round", "tools": "telephone"}  # fmt: skip


async def test_a_programme_is_set_up_with_aim_owner_and_means_and_each_version_is_kept(world: Small) -> None:
    assert await fill(world, "programme=", **PHONE) == "Phone survey is set up."
    form = values(await shown(world, "programme=phone-survey"))
    assert {name: form[name] for name in PHONE} == PHONE
    world.wait(hours=1)
    words = await fill(world, "programme=phone-survey", **{**PHONE, "target": "20", "strategy": "call fewer"})
    assert "how it was before is kept" in words
    old, new = [one for one in await world.app.store.ledger() if one.kind == "aims"]
    assert (old.item["target"], new.item["target"], new.item["supersedes"]) == ("12", "20", [old.id])
    events = await world.app.store.setting_events("programme:")
    assert [(one.old or {}).get("strategy") for one in events] == [None, "call ten a week"]


async def test_an_aim_holds_as_it_was_then_and_its_observations_stay(world: Small) -> None:
    await fill(world, "programme=", **PHONE)
    world.wait(minutes=1)
    aim = next(one for one in await world.app.store.ledger() if one.kind == "aims")
    await fill(world, f"observation={aim.id}", date="2026-09-30", value="6")
    before = world.clock.now()
    world.wait(days=1)
    await fill(world, "programme=phone-survey", **{**PHONE, "target": "24"})

    async def progress(when: str) -> str | None:
        at = before if when == "then" else world.clock.now()
        tools, org = world.app.tools, world.app.standing.organisation
        found = await answer_as_operator("intention for phone survey", as_of=at, reader=ADI, tools=tools,
                                         organisation=org)  # fmt: skip
        assert found.answer is not None
        intention = found.answer.intention
        return None if intention is None else str(intention.score)

    assert (await progress("then"), await progress("now")) == ("0.5", "0.25")


async def test_a_programme_without_aim_and_owner_is_told_so(world: Small) -> None:
    words = await fill(world, "programme=", name="Fair")
    assert "no aim yet" in words
    assert "Nobody answers for it yet" in words
    listed = said(await ask(world, "programmes"))
    assert "Fair | no aim | nobody" in listed


async def test_what_a_form_does_not_ask_for_stays_as_it_was(world: Small) -> None:
    assert [one.id for one in world.app.standing.organisation.programmes] == ["listening"]
    await fill(world, "programme=listening", owner="Ben", strategy="weekly round")
    await fill(world, "programme=listening", tools="a forum")
    (one,) = world.app.standing.organisation.programmes
    assert (one.name, one.owner, one.strategy, one.tools) == ("Listening", "Ben", "weekly round", "a forum")


async def test_a_programme_that_the_file_names_keeps_what_stands_there(tmp_path: Path) -> None:
    named = {**ORGANISATION, "programmes": [{"id": "desk", "name": "Listening desk", "owner": "Ana"}]}
    async with small(tmp_path / "named", settings=named) as world:
        fields = {one.name: one for one in (await shown(world, "programme=desk")).fields}
        assert {name for name, one in fields.items() if one.locked} == {"name", "owner"}
        assert fields["owner"].beside == "set in earshot.toml"
        await fill(world, "programme=desk", strategy="weekly round", owner="Ben")
        (one,) = world.app.standing.organisation.programmes
        assert (one.owner, one.strategy) == ("Ana", "weekly round")


@pytest.mark.parametrize(
    ("form", "key"),
    [({"name": ""}, "name"), ({"name": "Listening"}, "name"), ({"name": "X", "cap": "much"}, "cap"),
     ({"name": "X", "ends": "soon"}, "ends"), ({"name": "X", "metric": "days", "due": "2026-12-31"}, "target")],
)  # fmt: skip
async def test_a_wrong_field_of_a_programme_is_named_and_nothing_is_kept(
    world: Small, form: dict[str, str], key: str
) -> None:
    with pytest.raises(BadLedger) as wrong:
        await fill(world, "programme=", **form)
    assert wrong.value.data["key"] == key
    with pytest.raises(BadInput):
        await fill(world, "programme=", name="X", departments="nowhere")
    assert await world.app.store.setting_events("programme:") == []
    assert len(world.app.standing.organisation.programmes) == 1


async def test_a_pilot_warns_at_80_percent_and_wants_to_be_sure_beyond_its_cap(world: Small) -> None:
    await fill(world, "programme=", name="Pilot", cap="100", owner="Ana", members="Ana, Ben", ends="2026-12-31")
    assert "cost cap" not in said(await ask(world, "cost 79 EUR for pilot stamps"))
    assert "has used 80 % of its cost cap" in said(await ask(world, "cost 1 EUR for pilot stamps"))
    stopped = await ask(world, "cost 30 EUR for pilot paper")
    assert said(stopped).startswith("Nothing was recorded: the pilot Pilot would have used 110 %")
    assert len(await world.app.store.ledger()) == 2
    with pytest.raises(NeedsConfirming):
        await fill(world, "cost=cash", programme="pilot", amount="30", date="2026-10-05")
    again = buttons(stopped)["Record it all the same"]
    assert "€30.00" in said(await ask(world, again.value))
    costs = [one.item for one in await world.app.store.ledger()]
    assert [(one["amount"], one.get("label")) for one in costs] == [("79", "stamps"), ("1", "stamps"), ("30", "paper")]
    assert "Over the cost cap" in {one.label for one in (await shown(world, "cost=cash")).fields}
    await world.post()
    notices = [one.key for one in (await world.app.store.delivered(kind="notice"))]
    assert sorted(one for one in notices if ":cap:" in one) == ["notice:cap:pilot:100:100", "notice:cap:pilot:80:100"]


async def test_a_pilot_that_has_ended_takes_no_more_without_a_word(world: Small) -> None:
    await fill(world, "programme=", name="Pilot", cap="1000", ends="2026-10-01")
    assert "has ended" in said(await ask(world, "spent 2h for pilot"))
    assert "Kept: 2 h" in said(await ask(world, "spent 2h for pilot anyway"))


async def test_an_idea_is_compared_with_what_was_measured(world: Small) -> None:
    await fill(world, "idea=", what="Article on sign-in", expected="500", variable="contacts about sign-in",
               due="2026-12-31")  # fmt: skip
    assert "Article on sign-in | €500 | not measured yet |  | contacts about sign-in | 31 Dec 2026" in said(
        await ask(world, "ideas")
    )
    await fill(world, "benefit=deflection", contacts_avoided="40", channel="email", basis="counted", date="2026-10-01")
    (benefit,) = [one.id for one in await world.app.store.ledger() if one.kind == "benefits"]
    (idea,) = [one.id for one in await world.app.store.ledger() if one.kind == "ideas"]
    await fill(world, f"edit=ideas/{idea}", what="Article on sign-in", expected="500", benefit=benefit)
    # 40 x (6 - 0.25) = 230 against 500.
    assert "Article on sign-in | €500 | €230, estimated | -€270" in said(await ask(world, "ideas"))


async def test_own_figures_stand_beside_ours_with_author_day_and_source(world: Small) -> None:
    words = await fill(
        world,
        "rates=",
        **{
            "default_hourly_rate": "42",
            "hourly_rates.support": "38,50",
            "gross_margin": "",
            "valid_from": "2026-10-01",
            "source": "payroll",
        },
    )
    assert words.startswith("Kept from 1 Oct 2026 on: The usual hour, An hour of support.")
    fields = {one.name: one for one in (await shown(world, "rates=")).fields}
    assert fields["hourly_rates.support"].value == "38.50"
    assert "yours: 38.50 since 1 Oct 2026, set by Fin on" in fields["hourly_rates.support"].beside
    assert "ours: 50" in fields["default_hourly_rate"].beside
    assert "without yours" in fields["gross_margin"].beside
    assert "An hour of support | 38.50 | – | 1 Oct 2026 | Fin | payroll" in said(await ask(world, "rates"))
    await ask(world, "spent 2h on 2026-10-02", ANA)
    await ask(world, "spent 2h on 2026-09-30", ANA)
    # 2 h x 38.50 (support, from October on) + 2 h x 50 (ours).
    assert "€177" in said(await ask(world, "cost"))


async def test_only_finance_sets_figures_and_programmes_and_sees_ideas(world: Small) -> None:
    for code in ("rates=", "programme=", "cost=cash", "benefit=sales", "aim="):
        with pytest.raises(NotAllowed):
            await shown(world, code, ANA)
    for code, form in (("rates=", {"gross_margin": "0.3"}), ("programme=", {"name": "X"}),
                       ("used=", {"what": "x", "amount": "5"})):  # fmt: skip
        with pytest.raises(NotAllowed):
            await fill(world, code, ANA, **form)
    for words in ("rates", "ideas", "entries", "audit"):
        with pytest.raises(NotAllowed):
            await ask(world, words, ANA)
    with pytest.raises(NotAllowed):
        await ask(world, "add", VIC)
    assert await world.app.store.ledger() == []


async def test_a_change_is_recorded_with_owner_insight_and_before_and_after(world: Small) -> None:
    insight = await world.harm()
    await ask(world, "changed the phone script on 2026-09-01", ANA)
    await fill(world, "change=", ANA, what="check every battery", date="2026-10-01", owner="Ben",
               insight=str(insight.id), metric="minutes a case", before="12", after="7")  # fmt: skip
    typed, filled = [one.item for one in await world.app.store.ledger() if one.kind == "changes"]
    assert typed == {"what": "the phone script", "date": "2026-09-01", "department": "support"}
    assert (filled["owner"], filled["insight"], filled["before"], filled["after"]) == (
        "Ben",
        str(insight.id),
        "12",
        "7",
    )
    with pytest.raises(BadLedger):
        await fill(world, "change=", ANA, what="x", date="2026-10-01", before="few")


async def test_an_entry_is_changed_and_taken_back_where_it_is_told_of(world: Small) -> None:
    kept = await ask(world, "spent 2h moderation", ANA)
    offered = buttons(kept)
    change, back = offered["Change"].value, offered["Take back"].value
    assert values(await shown(world, change, ANA))["hours"] == "2"
    await fill(world, change, ANA, hours="3", date="2026-10-05", programme="listening", category=NOTHING)
    first, second = await world.app.store.ledger()
    assert (second.item["hours"], second.item["supersedes"]) == ("3", [first.id])
    assert "category" not in second.item
    with pytest.raises(NotFound):
        await shown(world, "edit=costs/none", ANA)
    await fill(world, back.replace(first.id, second.id), ANA, why="booked twice")
    (_, gone) = await world.app.store.ledger()
    assert (gone.item["voided"], gone.item["voided_by"], gone.item["voided_why"]) == (True, ANA, "booked twice")


async def test_hours_of_a_colleague_are_not_an_editors_to_change(world: Small) -> None:
    kept = await ask(world, "spent 2h moderation", ANA)
    with pytest.raises(NotAllowed):
        await fill(world, buttons(kept)["Change"].value, PersonId("workspace:ben"), hours="9", date="2026-10-05")
    assert "Kept" in await fill(world, buttons(kept)["Change"].value, FIN, hours="9", date="2026-10-05")


async def test_an_editor_opens_no_form_with_money_in_it(world: Small) -> None:
    await ask(world, "cost 65 EUR server", FIN)
    await ask(world, "spent 2h at 90", FIN)
    await fill(world, "idea=", FIN, what="secret", expected="500")
    for one in await world.app.store.ledger():
        with pytest.raises(NotFound):
            await shown(world, f"edit={one.kind}/{one.id}", ANA)
        with pytest.raises(NotFound):
            await shown(world, f"void={one.kind}/{one.id}", ANA)


async def test_what_a_department_used_is_evidence_that_it_states_and_no_money(world: Small) -> None:
    assert await fill(world, "used=support", ANA, what="the quotes in the weekly round", date="2026-10-01") == (
        "Kept. It stands beside the answers as said by you."
    )
    await fill(world, "used=", FIN, what="shorter script", amount="300", date="2026-10-01")
    uses = [one for one in await world.app.store.ledger() if one.kind == "uses"]
    assert uses[0].item["department"] == "support"
    (claim,) = [one for one in await world.app.store.ledger() if one.kind == "benefits"]
    assert (claim.item["kind"], claim.item["basis"], claim.item["amount"]) == ("asserted", "statement", "300")
    listed = said(await ask(world, "used"))
    assert "the quotes in the weekly round | support | 1 Oct 2026 | Ana" in listed


async def test_admins_see_who_saw_money_and_who_changed_what(world: Small) -> None:
    await ask(world, "spent 2h moderation", ANA)
    await ask(world, "cost this month", FIN)
    await fill(world, "programme=", name="Fair", owner="Ana")
    entry = (await world.app.store.ledger())[0].id
    await fill(world, f"void=costs/{entry}", ANA, why="wrong day")
    lines = said(await ask(world, "audit", ADI))
    assert "Fin | read “cost this month”" in lines
    assert f"Ana | recorded a cost ({entry})" in lines
    assert f"Ana | took a cost ({entry}) back: wrong day" in lines
    assert "Fin | programme:fair name: – → Fair; owner: – → Ana" in lines


async def test_the_newest_entries_can_be_opened_to_be_changed(world: Small) -> None:
    await ask(world, "cost 65 EUR server", FIN)
    listed = await ask(world, "entries")
    assert "a cost (cost-1) | server | 5 Oct 2026 | €65" in said(listed)
    assert [one.value for one in buttons(listed).values()] == ["edit=costs/cost-1", "void=costs/cost-1"]


async def test_everything_that_can_be_recorded_has_a_form(world: Small) -> None:
    offered = buttons(await ask(world, "add"))
    assert len(offered) == 17
    for one in offered.values():
        form = await shown(world, one.value)
        assert form.fields
        assert len(form.title) <= 24
    editor = buttons(await ask(world, "add", ANA))
    assert sorted(one.value for one in editor.values()) == ["change=", "cost=time", "idea=", "used="]


async def test_a_form_that_comes_twice_keeps_one(world: Small) -> None:
    for _ in range(2):
        assert "Phone survey is" in await fill(world, "programme=", key="k", **PHONE)
        await fill(world, "cost=cash", key="c", amount="5", date="2026-10-01")
    assert [one.kind for one in await world.app.store.ledger()] == ["aims", "costs"]
    assert len(await world.app.store.setting_events("programme:")) == 1


ORDERS = (
    b"order,date,revenue,coupon,refund\n"
    b"1001,2026-09-03,100.00,NIGHTSKY,\n"
    b'1002,2026-09-04,"1,234",NIGHTSKY,\n'
    b"1003,2026-09-05,50.00,,5\n"
)


async def bring(world: Small, data: bytes, person: str = FIN, *, dry: bool = False, name: str = "shop.csv") -> Brought:
    file = Bring(person=PersonId(person), name=name, data=data, dry=dry)
    return await world.app.desk.bring(file)


async def test_orders_are_imported_once_with_bad_lines_named(world: Small) -> None:
    await fill(world, "programme=", name="Night photos", owner="Ana", codes="NIGHTSKY")
    seen = await bring(world, ORDERS, dry=True)
    assert "These look like orders" in seen.words
    assert (seen.mapping["id"], seen.mapping["revenue"], seen.kept) == ("order", "revenue", 0)
    assert await world.app.store.ledger() == []
    first = await bring(world, ORDERS)
    assert (first.kept, first.unchanged) == (2, 0)
    ((_, why),) = first.bad
    assert why.startswith("line 3: revenue is '1,234'")
    again = await bring(world, ORDERS)
    assert (again.kept, again.unchanged) == (0, 2)
    corrected = await bring(world, ORDERS.replace(b",50.00,,5", b",50.00,,50"))
    assert (corrected.kept, corrected.unchanged) == (1, 1)
    orders = {one.id: one.item for one in await world.app.store.ledger()}
    assert sorted(orders) == ["1001", "1003", "1003 (2)"]
    assert orders["1001"]["coupon"] == "night-photos"
    with pytest.raises(NotAllowed):
        await bring(world, ORDERS, ANA)


async def test_an_existing_programmes_own_figures_stand_beside_ours(world: Small) -> None:
    await fill(world, "programme=", name="Phone survey", owner="Ana")
    series = b"month,metric,count,cost\n2026-08,problems confirmed,4,9276\n2026-09,problems confirmed,x,1\n"
    done = await bring(world, series, name="phone-survey.csv")
    assert (done.kept, len(done.bad)) == (2, 1)
    await ask(world, "cost 900 EUR tools on 2026-08-03")
    await fill(world, "outcome=", metric="problems confirmed", count="6", date="2026-08-31")
    words = said(await ask(world, "unit cost problems confirmed 2026-08 for listening vs phone survey"))
    assert "€150" in words
    assert "€2,319" in words


async def test_customers_are_told_place_by_place_and_the_others_are_named(world: Small) -> None:
    await world.hear("The battery started to smoke and burned my hand", source="forum")
    await world.hear("The battery began to smoke, my hand is burned", source="bluesky")
    await world.hear("battery smoked and burned my hand badly", source="reviews")
    await world.think()
    insight = (await world.app.store.insights())[0]
    await world.app.store.commit([KeepInsight(insight=insight, evidence=(MentionId(1), MentionId(2), MentionId(3)))])
    fixed = await world.act("fixed", insight=insight.id, form={"what": "new cells", "released": "2026-10-01"})
    assert "Cost of this fix not recorded" in fixed.words

    async def line() -> str:
        page = await world.app.desk.open(OpenInsight(person=ANA, insight=insight.id))
        assert isinstance(page, InsightPage)
        return page.history[-1]

    assert "told in 0 of 3 places" in await line()
    for where in ("Forum", "a post on Bluesky"):
        done = await world.act("told", insight=insight.id, form={"where": where})
        assert done.moved
    assert (await line()).startswith("Customers were told in 2 of 3 places in which they spoke up (67%): ")
    assert (await line()).endswith("Not yet: Reviews.")
    told = [one for one in await world.app.store.ledger() if one.kind == "told"]
    assert [(one.item["where"], one.item["date"]) for one in told] == [("Forum", "2026-10-05"),
                                                                       ("a post on Bluesky", "2026-10-05")]  # fmt: skip


async def test_hours_and_money_of_a_fix_are_costs_of_its_insight_and_programme(world: Small) -> None:
    insight = await world.harm()
    form = {"what": "new cells", "released": "2026-10-01", "hours": "2.5", "money": "120", "known": "the hotline"}
    fixed = await world.act("fixed", "Ben", insight=insight.id, form=form)
    assert "not recorded" not in fixed.words
    hours, cash = [one.item for one in await world.app.store.ledger() if one.kind == "costs"][::-1]
    shared = {"programme": "listening", "insight": f"insight-{insight.id}", "category": "fixing", "date": "2026-10-01"}
    assert shared.items() <= hours.items()
    assert shared.items() <= cash.items()
    assert (hours["hours"], hours["role"], cash["amount"]) == ("2.5", "quality", "120")
    page = await world.app.desk.open(OpenInsight(person=ANA, insight=insight.id))
    assert isinstance(page, InsightPage)
    assert not any("Cost of this fix" in line for line in page.history)


async def test_money_of_another_currency_counts_once_its_rate_is_entered(world: Small) -> None:
    kept = said(await ask(world, "cost 100 USD hosting on 2026-10-02"))
    assert "It counts as nothing until this is known: an exchange rate near its date." in kept
    await fill(world, "fx=", date="2026-10-01", foreign="usd", rate="0.9", into="EUR", source="bank")
    (rate,) = [one for one in await world.app.store.ledger() if one.kind == "fx"]
    assert (rate.item["from"], rate.item["to"], rate.item["rate"]) == ("USD", "EUR", "0.9")
    assert "€90" in said(await ask(world, "cost"))
    form = values(await shown(world, f"edit=fx/{rate.id}"))
    assert (form["foreign"], form["into"], form["rate"]) == ("USD", "EUR", "0.9")
    await fill(world, f"edit=fx/{rate.id}", **{**form, "rate": "0.8"})
    assert "€80" in said(await ask(world, "cost"))


async def test_a_change_stands_in_the_chart_of_its_topic_from_its_week_on(world: Small) -> None:
    insight = await world.topic()
    assert insight.theme is not None
    world.wait(days=21)
    for line in ("changed the phone script on 2026-10-14", "changed opening hours on 2026-10-15"):
        await ask(world, line, ANA)
    await fill(world, "change=", ANA, what="other topic", date="2026-10-15", insight="999")
    page = await world.app.desk.open(OpenTopic(person=ANA, theme=insight.theme))
    assert isinstance(page, TopicPage)
    assert page.weekly is not None
    assert page.weekly.mark == ("2026-10-12", "changed: opening hours and 1 more")
    assert "2026-10-12" in page.weekly.x


async def test_a_change_stands_in_the_line_of_months_of_its_programme(world: Small) -> None:
    changed = ("changed the phone script on 2026-09-01", "changed the campaign for listening on 2026-09-02")
    for line in ("cost 65 EUR server on 2026-08-03", "cost 65 EUR server on 2026-09-03", *changed):
        await ask(world, line)
    await fill(world, "benefit=other_cash", amount="100", basis="counted", date="2026-09-05")
    drawn = [one for one in (await ask(world, "net by month q3")).blocks if isinstance(one, Chart)]
    assert [one.mark for one in drawn] == [("2026-09-01", "changed: the campaign and 1 more")]
