import pytest

from bot.errors import NotAllowed
from bot.model.changes import KeepInsight, KeepItem, KeepSignal, KeepStatus
from bot.model.insight import InsightId, Status
from bot.model.mention import Untrusted
from bot.model.people import PersonId
from bot.model.signal import ActName, Signal, SignalId
from bot.signals.rights import NEEDS
from bot.signals.steps import fix_date, takers
from tests.bot.delivery import lumo
from tests.bot.signals.scenes import ANA, BEN, PRIYA, VIEWER, act, doing, of_kind, scene, step

FIX = {"what": "Release 7.1.2", "released": "2026-09-30"}
FORMS: dict[ActName, dict[str, str]] = {
    "fixed": FIX, "told": {"where": "release notes"}, "decline": {"why": "no partner until 2027"},
    "reopen": {"why": "it is back"},
}  # fmt: skip
STEPS: tuple[ActName, ...] = ("take", "in_work", "fixed", "told", "decline", "reopen")


def reached(status: Status, name: ActName) -> Status | None:
    """The status that an act of somebody from another department than the taker's leads to, None if refused."""
    met = scene(lumo.insight(status=status), history=[step("new", status, by=PRIYA)])
    done = doing(act(name, form=FORMS.get(name)), met)
    return done.insight.status if of_kind(done, KeepInsight) else None


@pytest.mark.parametrize(
    ("status", "leads_to"),
    [
        ("new", {"take": "acknowledged", "in_work": "in_work", "fixed": "fixed", "decline": "declined"}),
        ("acknowledged", {"in_work": "in_work", "fixed": "fixed", "decline": "declined"}),
        ("in_work", {"fixed": "fixed", "decline": "declined"}),
        ("fixed", {"told": "told", "reopen": "new"}),
        ("told", {"told": "told", "reopen": "new"}),
        ("measured", {"reopen": "new"}),
        ("declined", {"reopen": "new"}),
    ],
)
def test_steps_go_forward_in_any_stride_and_back_only_by_opening_again(
    status: Status, leads_to: dict[ActName, Status]
) -> None:
    assert {name: after for name in STEPS if (after := reached(status, name))} == leads_to


def test_a_step_keeps_the_insight_its_history_and_a_signal() -> None:
    done = doing(act("take", saw="new"))
    (kept,), (change,), (signal,) = of_kind(done, KeepInsight), of_kind(done, KeepStatus), of_kind(done, KeepSignal)
    assert kept.insight == done.insight
    assert (change.change.before, change.change.after, change.change.department) == ("new", "acknowledged", "support")
    assert (signal.signal.kind, signal.signal.department) == ("acknowledged", "support")
    assert done.words == "Set to “taken on”."


def test_who_saw_an_older_status_is_told_who_set_what_and_nothing_changes() -> None:
    met = scene(lumo.insight(status="in_work"), history=[step("new", "in_work", by=PRIYA, at=lumo.at(10, 3, 20, 5))])
    done = doing(act("fixed", saw="new", form=FIX), met)
    assert (done.stale, done.moved, done.changes) == (True, False, ())
    assert done.words == "Meanwhile it was set to “in work” by Priya, Sat 20:05. Nothing was changed."


def test_it_can_be_done_anyway() -> None:
    met = scene(lumo.insight(status="in_work"), history=[step("new", "in_work", by=PRIYA)])
    assert doing(act("fixed", saw="new", form=FIX, force=True), met).insight.status == "fixed"


def test_doing_it_anyway_does_not_open_what_is_fixed() -> None:
    done = doing(act("in_work", saw="new", force=True), scene(lumo.insight(status="fixed")))
    assert (done.moved, done.stale) == (False, False)
    assert "open it again with a reason" in done.words


def test_told_needs_fixed() -> None:
    done = doing(act("told", form={"where": "forum"}), scene(lumo.insight(status="in_work")))
    assert not done.moved
    assert "Mark it fixed first" in done.words


@pytest.mark.parametrize(
    ("name", "status", "form", "field"),
    [
        ("fixed", "new", {}, "Say what"),
        ("fixed", "new", {"what": "x"}, "which day"),
        ("fixed", "new", {"what": "x", "released": "last week"}, "which day"),
        ("fixed", "new", {"what": "x", "released": "2026-10-06"}, "which day"),
        ("fixed", "new", {**FIX, "hours": "two"}, "Hours are a number"),
        ("fixed", "new", {**FIX, "hours": "-1"}, "Hours are a number"),
        ("fixed", "new", {**FIX, "money": "NaN"}, "cost is a number"),
        ("told", "fixed", {"where": "  "}, "where customers"),
        ("decline", "new", {}, "Say why"),
        ("reopen", "declined", {}, "Say why"),
    ],
)
def test_a_form_that_lacks_something_is_asked_for_again(
    name: ActName, status: Status, form: dict[str, str], field: str
) -> None:
    done = doing(act(name, form=form), scene(lumo.insight(status=status)))
    assert (done.moved, done.ask, done.changes) == (False, name, ())
    assert field in done.words


def test_a_fix_records_its_day_its_costs_and_who_knew() -> None:
    done = doing(act("fixed", form={**FIX, "hours": "2,5", "money": "120.50", "known": "the hotline"}))
    items = [change.entry for change in of_kind(done, KeepItem)]
    assert [(one.kind, one.item["date"]) for one in items] == [
        (kind, "2026-09-30") for kind in ("fixes", "costs", "costs")
    ]
    assert (items[0].item["what"], items[0].item["known"]) == ("Release 7.1.2", "the hotline")
    assert (items[1].item["type"], items[1].item["hours"], items[1].item["programme"]) == ("time", "2.5", "listening")
    assert (items[2].item["type"], items[2].item["amount"]) == ("cash", "120.50")
    assert fix_date(items, InsightId(1)) == lumo.esim().fixed
    (change,) = of_kind(done, KeepStatus)
    assert change.change.detail == "Release 7.1.2 (released 30 Sep 2026; known before by the hotline)"


def test_a_fix_without_hours_and_money_costs_nothing() -> None:
    done = doing(act("fixed", form=FIX))
    assert [change.entry.kind for change in of_kind(done, KeepItem)] == ["fixes"]


def test_what_a_person_typed_stays_untrusted_in_the_threads() -> None:
    done = doing(act("decline", form={"why": "<!channel> no"}))
    assert [span.text for span in done.note] == ["Ana declined this: ", Untrusted("<!channel> no")]


def test_a_further_department_takes_on_what_another_has_without_changing_the_status() -> None:
    met = scene(lumo.insight(status="in_work"), history=[step("new", "in_work", by=PRIYA)])
    done = doing(act("take", saw="in_work"), met)
    (change,) = of_kind(done, KeepStatus)
    assert (done.insight.status, change.change.before, change.change.after) == ("in_work", "in_work", "in_work")
    assert {name: one.person for name, one in takers([*met.history, change.change]).items()} == {
        "product": PRIYA.id,
        "support": ANA.id,
    }


def test_one_department_has_one_taker_unless_another_takes_it_over_knowingly() -> None:
    met = scene(
        lumo.insight(status="acknowledged"), history=[step("new", "acknowledged", by=BEN, at=lumo.at(10, 4, 9))]
    )
    refused = doing(act("take", saw="acknowledged"), met)
    assert (refused.moved, refused.stale) == (False, True)
    assert refused.words == "Ben took it on for Support (Sun 09:00). Nothing was changed."
    taken = doing(act("take", saw="acknowledged", force=True), met)
    (change,) = of_kind(taken, KeepStatus)
    assert takers([*met.history, change.change])["support"].person == ANA.id


def test_taking_twice_changes_nothing() -> None:
    met = scene(lumo.insight(status="acknowledged"), history=[step("new", "acknowledged")])
    done = doing(act("take", saw="acknowledged"), met)
    assert (done.moved, done.words) == (False, "You have taken it on already.")


def test_opening_again_takes_back_who_answers_and_the_signals_of_the_fix() -> None:
    fixed = Signal(
        id=SignalId(3), insight=InsightId(1), person=BEN.id, department="support", kind="fixed", at=lumo.NOW, key="f"
    )
    history = [step("new", "fixed", by=BEN)]
    met = scene(lumo.insight(status="fixed", is_open=False), history=history, signals=[fixed])
    done = doing(act("reopen", form={"why": "it is back"}), met)
    (signal,), (change,) = of_kind(done, KeepSignal), of_kind(done, KeepStatus)
    assert (done.insight.status, done.insight.open) == ("new", True)
    assert signal.signal.removed == lumo.NOW
    assert takers([*history, change.change]) == {}


def test_the_bot_itself_takes_nothing_on() -> None:
    measured = step("told", "measured")
    assert takers([step("new", "fixed", by=BEN), measured])["support"].person == PersonId("workspace:ben")


@pytest.mark.parametrize("name", [name for name, role in NEEDS.items() if role == "editor" and name in STEPS])
def test_a_viewer_changes_no_status(name: ActName) -> None:
    with pytest.raises(NotAllowed, match="editor"):
        doing(act(name, by=VIEWER), by=VIEWER)
