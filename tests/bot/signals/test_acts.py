from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import NotAllowed, NotFound
from bot.model.changes import KeepCorrection, KeepInsight, KeepSetting, KeepSignal
from bot.model.insight import Routed
from bot.model.mention import Untrusted
from bot.model.signal import ActName, Correction, Signal
from bot.signals.acts import Done
from tests.bot.delivery import lumo
from tests.bot.signals.scenes import ANA, BEN, PRIYA, VIEWER, act, doing, of_kind, person, scene

LATER = lumo.NOW + timedelta(hours=1)


def signal_of(done: Done) -> Signal:
    (kept,) = of_kind(done, KeepSignal)
    return kept.signal


def correction_of(done: Done) -> Correction:
    (kept,) = of_kind(done, KeepCorrection)
    return kept.correction


def active(done: Done) -> tuple[str, ...]:
    return done.insight.active


# --- reactions ------------------------------------------------------------------------------------------------------


def test_only_the_first_reaction_is_explained_to_the_person() -> None:
    first = doing(act("react", value="👍"), scene(first=True))
    assert first.words == "Your reaction counted as “useful”. Only you see this, and only this once."
    assert doing(act("react", value="👍")).words == ""


def test_the_same_reaction_again_is_the_same_signal_and_taking_it_away_removes_it() -> None:
    kept = signal_of(doing(act("react", value="👍🏽"), scene(next_signal=7)))
    again = signal_of(doing(act("react", value="👍"), scene(signals=[kept], next_signal=8)))
    assert (kept.id, again.id, kept.key) == (7, 7, again.key)
    gone = signal_of(doing(act("unreact", value="👍"), scene(signals=[kept]), now=LATER))
    assert gone == replace(kept, removed=LATER)


def test_taking_away_what_is_not_there_changes_nothing() -> None:
    assert not doing(act("unreact", value="👍")).moved


def test_two_different_reactions_are_two_signals() -> None:
    kept = signal_of(doing(act("react", value="👍")))
    other = signal_of(doing(act("react", value="🔥"), scene(signals=[kept], next_signal=2)))
    assert kept.key != other.key


def test_the_later_of_useful_and_not_useful_replaces_the_other() -> None:
    useful = signal_of(doing(act("useful")))
    other = signal_of(doing(act("not_useful"), scene(signals=[useful], next_signal=2)))
    assert (other.id, other.key, other.kind) == (useful.id, useful.key, "negative")


def test_a_reply_counts_as_a_reply() -> None:
    assert signal_of(doing(act("reply", text="on it"))).kind == "reply"


def test_a_reply_taken_away_counts_no_more_and_nothing_else_is_taken_by_its_key() -> None:
    kept = signal_of(doing(act("reply", text="on it")))
    gone = signal_of(doing(act("unreact", value=kept.key), scene(signals=[kept]), now=LATER))
    assert gone == replace(kept, removed=LATER)
    assert not doing(act("unreact", value=kept.key, by=BEN), scene(signals=[kept]), by=BEN).moved
    taken = replace(kept, kind="acknowledged")
    assert not doing(act("unreact", value=taken.key), scene(signals=[taken])).moved


# --- departments ----------------------------------------------------------------------------------------------------


def test_a_tag_adds_a_department_and_teaches_routing() -> None:
    done = doing(act("tag", value="Marketing"))
    assert active(done) == ("support", "product", "marketing")
    assert done.insight.departments[-1].reason == "Ana tagged it"
    correction = correction_of(done)
    assert (correction.away, correction.to, correction.person) == (None, "marketing", ANA.id)
    assert (signal_of(done).kind, done.undo) == ("tag", correction.id)


def test_a_tag_of_who_has_it_changes_nothing_and_of_nobody_is_not_found() -> None:
    assert not doing(act("tag", value="product")).moved
    assert doing(act("tag")).ask == "tag"
    with pytest.raises(NotFound, match="legal"):
        doing(act("tag", value="legal"))


def test_not_ours_moves_it_to_the_department_named_with_undo() -> None:
    done = doing(act("not_ours", value="quality"))
    assert active(done) == ("product", "quality")
    assert done.insight.departments[-1] == Routed(
        department="quality", reason="Ana moved it here from Support", probability=1.0, by=ANA.id
    )
    correction = correction_of(done)
    assert (correction.away, correction.to, done.undo) == ("support", "quality", correction.id)
    assert "".join(str(span.text) for span in done.note) == "moved to Quality by Ana"
    assert signal_of(done).kind == "routed"


@pytest.mark.parametrize("value", ["", "triage"])
def test_not_ours_without_a_department_goes_to_triage(value: str) -> None:
    only = lumo.insight(departments=lumo.support("they say “cable”"))
    done = doing(act("not_ours", value=value), scene(only))
    assert active(done) == ()
    assert "".join(str(span.text) for span in done.note) == "moved to Triage by Ana"
    assert signal_of(done).kind == "seen"


def test_not_ours_where_it_is_not_changes_nothing() -> None:
    done = doing(act("not_ours", value="quality"), scene(here="marketing"), by=person("Max", "marketing"))
    assert (done.moved, done.words) == (False, "It is not in this department any more.")


def test_the_channel_says_whose_it_is_not_else_the_persons_department() -> None:
    assert correction_of(doing(act("not_ours"), scene(here="product"))).away == "product"
    assert correction_of(doing(act("not_ours"), scene(here=None))).away == "support"


@pytest.mark.parametrize(("name", "value"), [("not_ours", "quality"), ("not_ours", "product"), ("tag", "quality")])
@pytest.mark.parametrize("by_key", [True, False])
def test_undo_gives_back_the_departments_and_takes_back_correction_and_signal(
    name: ActName, value: str, by_key: bool
) -> None:
    before = scene()
    done = doing(act(name, value=value), before)
    after = scene(done.insight, corrections=[correction_of(done)], signals=[signal_of(done)])
    named = act(name, value=value).key if by_key else str(done.undo)
    undone = doing(act("undo", value=named, by=BEN), after, by=BEN, now=LATER)
    assert undone.insight.departments == before.insight.departments
    assert correction_of(undone).undone == LATER
    assert signal_of(undone).removed == LATER


def test_undoing_twice_changes_nothing_and_what_never_was_is_not_found() -> None:
    done = doing(act("not_ours", value="quality"))
    gone = replace(correction_of(done), undone=LATER)
    assert not doing(act("undo", value=str(gone.id)), scene(done.insight, corrections=[gone])).moved
    with pytest.raises(NotFound):
        doing(act("undo", value="99"))


# --- wishes ---------------------------------------------------------------------------------------------------------


def setting(done: Done) -> tuple[str, object]:
    (kept,) = of_kind(done, KeepSetting)
    return kept.event.subject, kept.event.new


def test_a_topic_is_muted_until_it_doubles_and_can_be_unmuted() -> None:
    done = doing(act("mute"))
    assert setting(done) == ("mute:1", {"until": 328})
    assert "328 mentions" in done.words
    undone = doing(act("undo", value=act("mute").key), scene(signals=[signal_of(done)]), now=LATER)
    assert setting(undone) == ("mute:1", None)


def test_a_risk_and_what_has_no_topic_cannot_be_muted() -> None:
    assert not doing(act("mute"), scene(lumo.insight(kind="risk"))).moved
    assert not doing(act("less"), scene(replace(lumo.insight(), theme=None))).moved


def test_less_like_this_is_the_departments_wish_for_the_topic() -> None:
    done = doing(act("less"))
    assert setting(done) == ("less:support:1", {"insight": 1})
    undone = doing(act("undo", value=act("less").key), scene(signals=[signal_of(done)]))
    assert setting(undone) == ("less:support:1", None)


def test_watching_is_switched_on_and_off_by_the_person_alone() -> None:
    assert setting(doing(act("watch", by=VIEWER), by=VIEWER)) == ("watch:1:workspace:vera", {"on": True})
    assert setting(doing(act("watch", value="off", by=VIEWER), by=VIEWER)) == ("watch:1:workspace:vera", None)


def test_a_link_to_a_tracker_is_an_action_and_only_a_web_address_is_taken() -> None:
    done = doing(act("link", text="https://tracker.example/LUMO-7"))
    assert setting(done) == ("link:1", {"url": "https://tracker.example/LUMO-7"})
    assert signal_of(done).kind == "action"
    assert done.note[-1].text == Untrusted("https://tracker.example/LUMO-7")
    for bad in ("", "LUMO-7", "javascript:alert(1)", "https://", "https://a b", "https://[", "http://x\n.example"):
        assert doing(act("link", text=bad)).ask == "link"


# --- rights ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["react", "reply", "useful", "not_useful", "watch"])
def test_a_viewer_may_say_what_they_think(name: ActName) -> None:
    assert doing(act(name, by=VIEWER, value="👍"), by=VIEWER).moved


@pytest.mark.parametrize("name", ["tag", "not_ours", "undo", "mute", "less", "link"])
def test_a_viewer_changes_nothing_for_others(name: ActName) -> None:
    with pytest.raises(NotAllowed, match="needs the role editor"):
        doing(act(name, by=VIEWER, value="quality"), by=VIEWER)


def test_whoever_left_may_do_nothing() -> None:
    gone = replace(PRIYA, archived=True)
    with pytest.raises(NotAllowed):
        doing(act("react", value="👍", by=gone), by=gone)


def test_every_change_of_departments_is_kept_with_the_insight() -> None:
    done = doing(act("not_ours", value="quality"))
    (kept,) = of_kind(done, KeepInsight)
    assert kept.insight == done.insight
