from dataclasses import replace
from datetime import date

from bot.delivery.cards import card, entry, plain
from bot.delivery.views import CardView, SparkView, Stand
from bot.model.insight import Routed
from bot.model.mention import Untrusted
from bot.model.message import Entry, Quote, Span, Spark, Text
from bot.model.rows import Counts, Rows
from tests.bot.delivery import lumo


def line_of(shown: Entry) -> str:
    return plain(shown.figures)


def opened(line: tuple[Span, ...]) -> dict[str, Rows | None]:
    return {span.text: span.opens for span in line if isinstance(span.text, str) and span.opens is not None}


def test_a_sudden_rise_says_when_how_many_and_what_is_usual() -> None:
    shown = entry(lumo.sign_in(), 1)
    assert (shown.badge, plain(shown.title)) == ("SUDDEN RISE, over", "Sign-in failed Saturday 19:20-22:40")
    assert line_of(shown) == "164 mentions · 131 people · usual Saturday evening: 2 · 41 are reposts"
    assert shown.spark == Spark(
        values=(1, 0, None, 2, 120, 40),
        alt="mentions by hour, 6 hours: from 0 to 120, last 40, 1 gap",
    )


def test_a_sudden_rise_of_which_nothing_was_left_for_hours_is_over_though_it_is_still_watched() -> None:
    open_ = replace(lumo.sign_in(), insight=lumo.insight())
    assert entry(replace(open_, now=lumo.at(10, 3, 23)), 1).badge == "SUDDEN RISE"
    assert entry(replace(open_, now=lumo.at(10, 4, 9)), 1).badge == "SUDDEN RISE, over"


def test_a_wish_says_since_when_it_is_asked_for() -> None:
    wish = lumo.insight(
        kind="request", mentions=21, people=20, copies=0, usual=None, since=lumo.at(7, 20), until=lumo.at(10, 4)
    )
    assert line_of(entry(replace(lumo.sign_in(), insight=wish), 1)) == "21 mentions · 20 people · new since 20 Jul"


def test_every_figure_of_mentions_opens_exactly_its_rows() -> None:
    found = opened(entry(lumo.sign_in(), 1).figures)
    window = Rows(insight=1, since=lumo.at(10, 3, 19, 20), until=lumo.at(10, 3, 22, 40))
    assert found == {
        "164 mentions": window,
        "131 people": window,
        "41 are reposts": replace(window, copies="copies"),
    }


def test_the_reason_counts_service_contacts_freshly_and_opens_them() -> None:
    shown = entry(replace(lumo.sign_in(), service=61), 1)
    assert plain(shown.why).startswith("Here because 61 wrote to the help desk.")
    assert opened(shown.why) == {
        "61": Rows(insight=1, kind="service", since=lumo.at(10, 3, 19, 20), until=lumo.at(10, 3, 22, 40))
    }


def test_service_contacts_of_another_time_are_not_counted() -> None:
    assert plain(entry(replace(lumo.sign_in(), service=0), 1).why).startswith("Here because they ask for help.")


def test_other_departments_are_named_with_the_platform_only_where_it_is_another() -> None:
    teams = entry(lumo.sign_in(), 1)
    assert plain(teams.why).endswith("Also in #product: taken on Sat 20:05 (Teams).")
    stand = Stand(department="product", status="in_work", at=lumo.at(10, 3, 20, 5), platform="workspace")
    here = entry(replace(lumo.sign_in(), stands=(stand,)), 1)
    assert plain(here.why).endswith("Also in #product: in work Sat 20:05.")


def test_departments_that_did_nothing_yet_share_one_sentence() -> None:
    stands = tuple(Stand(department=name, status="new") for name in ("support", "quality", "product"))
    assert plain(entry(replace(lumo.power_bank(), stands=stands), 2).why).endswith("Quality and Product have it too.")


def test_a_risk_says_since_when_it_is_new() -> None:
    shown = entry(lumo.power_bank(), 2)
    assert (shown.badge, line_of(shown)) == ("RISK", "3 mentions · 3 people · new since 2 Oct")


def test_a_fix_too_young_to_be_judged_says_from_when_it_can_be() -> None:
    shown = entry(lumo.esim(), 4)
    assert shown.badge == "FIXED, STILL EARLY"
    assert line_of(shown) == "11 last week · usual 18 · fixed 30 Sep"
    assert plain(shown.why) == "Five days are too few: can be judged from 9 Nov."


def test_a_fix_with_an_effect_is_fixed_and_says_the_effect() -> None:
    effect = (Span(text="Down 73 %."),)
    shown = entry(replace(lumo.esim(), effect=effect), 4)
    assert (shown.badge, plain(shown.why)) == ("FIXED", "Down 73 %.")


def test_a_wish_that_doubled_is_growing_and_says_what_it_was() -> None:
    shown = entry(lumo.limit(), 5)
    assert (shown.badge, line_of(shown)) == ("REQUEST, growing", "19 last week · 2 a week in July · 18 people")


def test_a_gap_is_not_counted_as_a_low_week_of_a_wish() -> None:
    weeks = (None, None, 9, 9, 9, 9, 11, 12, 13)
    shown = entry(replace(lumo.limit(), spark=SparkView(values=weeks, unit="week", until=lumo.at(10, 5))), 5)
    assert shown.badge == "REQUEST"


def test_an_older_week_is_named_by_its_first_day() -> None:
    view = lumo.tracking()
    older = replace(view, now=lumo.at(10, 20))
    assert line_of(entry(older, 1)).startswith("15 in the week of 28 Sep")


def test_a_silent_source_is_missing_not_zero() -> None:
    quiet = replace(
        lumo.insight(9, "silence", mentions=0, people=0, copies=0, since=lumo.at(9, 26, 6)), source="appreviews"
    )
    shown = entry(CardView(insight=quiet, department="product", zone=lumo.BERLIN, now=lumo.NOW), 1)
    assert (shown.badge, plain(shown.title)) == ("MISSING", "App reviews")
    assert line_of(shown) == "nothing since Sat 26 Sep 06:00"


def test_triage_is_asked_to_tag_a_department() -> None:
    shown = entry(replace(lumo.power_bank(), department=None, stands=()), 1)
    assert plain(shown.why) == "Here because no department cares about it yet. Tag the one that should."


def test_text_from_outside_stays_untrusted_on_the_card() -> None:
    hostile = "<!channel> =HYPERLINK(1)"
    view = replace(lumo.view(lumo.insight(label=hostile), hostile, "bluesky", lumo.NOW), name=None, stands=())
    message = card(view)
    ours = [
        span.text for block in message.blocks if isinstance(block, Text) for span in block.line
        if isinstance(span.text, str)
    ]  # fmt: skip
    assert not any("channel" in text for text in ours)
    assert any(isinstance(block, Quote) and block.text == Untrusted(hostile) for block in message.blocks)


def test_the_summary_says_what_the_card_shows() -> None:
    message = card(lumo.sign_in())
    assert message.insight == 1
    assert message.summary == (
        "SUDDEN RISE, over: Sign-in failed Saturday 19:20-22:40. 164 mentions · 131 people · usual Saturday evening: 2 "
        "· 41 are reposts. “cant log in since 7, is it just me???” Bluesky, Sat 19:24. Here because 58 wrote to the "
        "help desk. Also in #product: taken on Sat 20:05 (Teams)."
    )


def test_a_topic_named_by_a_whole_sentence_is_not_ended_twice() -> None:
    shown = card(replace(lumo.power_bank(), name=Untrusted("It burned my desk.")))
    assert shown.summary.startswith("RISK: It burned my desk. 3 mentions")


def buttons(view: CardView) -> list[str]:
    shown = entry(view, 1).actions
    assert shown is not None
    return [button.label for button in shown.buttons]


def menu(view: CardView) -> list[str]:
    shown = entry(view, 1).actions
    assert shown is not None
    return [button.act for button in shown.menu]


def test_a_card_has_two_buttons_that_follow_the_status() -> None:
    assert buttons(lumo.sign_in()) == ["Take it on", "Not ours"]
    assert buttons(lumo.esim()) == ["Remind me", "Not ours"]
    assert buttons(lumo.limit()) == ["Watch", "Not ours"]
    mine = Stand(department="support", status="acknowledged", person="Ana", at=lumo.at(10, 4))
    taken = replace(lumo.sign_in(), insight=lumo.insight(status="acknowledged"), stands=(mine,))
    assert buttons(taken) == ["In work", "Not ours"]
    declined = replace(lumo.sign_in(), insight=lumo.insight(status="declined"))
    assert buttons(declined) == ["Watch", "Open it again …"]


def test_the_menu_offers_what_the_status_allows_and_never_a_button_twice() -> None:
    assert "open:told" not in menu(lumo.sign_in())
    assert "open:told" in menu(lumo.esim())
    assert "take" not in menu(lumo.sign_in())
    assert len(menu(lumo.sign_in())) == len(set(menu(lumo.sign_in())))


def test_a_risk_cannot_be_muted() -> None:
    assert "mute" in menu(lumo.sign_in())
    assert "mute" not in menu(lumo.power_bank())


def test_not_ours_proposes_the_department_it_was_nearest_to() -> None:
    near = Routed(department="quality", reason="", probability=0.3, active=False)
    moved = replace(lumo.insight(), departments=(*lumo.support("they say “cable”"), near))
    shown = entry(lumo.view(moved, "frayed", "reviews", lumo.NOW), 1).actions
    assert shown is not None
    assert [button.value for button in shown.buttons] == ["", "quality"]


def test_how_it_stands_here_is_said_with_who_and_when() -> None:
    mine = Stand(department="support", status="in_work", person="Ana", at=lumo.at(10, 4, 10))
    view = replace(lumo.sign_in(), insight=lumo.insight(status="in_work"), stands=(mine,), service=0)
    assert "In work: Ana, Sun 10:00." in plain(entry(view, 1).why)


def test_long_after_a_fix_the_days_are_a_number() -> None:
    shown = entry(replace(lumo.esim(), fixed=date(2026, 9, 1)), 4)
    assert plain(shown.why) == "34 days are too few: can be judged from 9 Nov."


def test_a_repeat_problem_is_told_by_all_who_had_it_and_they_can_be_opened() -> None:
    shown = entry(replace(lumo.tracking(), whole=Counts(mentions=96, people=81, copies=0)), 1)
    assert line_of(shown) == "15 last week · usual 15 · 81 people so far"
    assert opened(shown.figures)["81 people so far"] == Rows(insight=lumo.tracking().insight.id)
