"""Two who change the same insight at once: what each changed stays."""

from __future__ import annotations

from dataclasses import replace

from bot.model.insight import Routed, joined
from bot.model.mention import Untrusted
from bot.model.theme import ThemeId
from bot.testing.samples import insight

WAS = replace(insight(1), departments=(Routed(department="quality", reason="words", probability=0.9),))


def test_what_a_person_and_a_process_did_at_once_both_stay() -> None:
    acted = replace(WAS, status="acknowledged")
    thought = replace(WAS, level=2, label=Untrusted("smoke"), theme=ThemeId(9))
    both = joined(acted, was=WAS, now=thought)
    assert both == replace(thought, status="acknowledged")
    assert replace(joined(thought, was=WAS, now=acted), theme=ThemeId(9)) == both


def test_departments_are_told_one_by_one() -> None:
    support = Routed(department="support", reason="Ana said so", probability=1.0)
    away = replace(WAS, departments=(replace(WAS.departments[0], active=False), support))
    sales = Routed(department="sales", reason="words", probability=0.6)
    thought = replace(WAS, departments=(*WAS.departments, sales))
    both = joined(away, was=WAS, now=thought)
    assert {(one.department, one.active) for one in both.departments} == {
        ("quality", False), ("support", True), ("sales", True),
    }  # fmt: skip


def test_what_nobody_changed_meanwhile_is_as_the_last_one_says() -> None:
    assert joined(WAS, was=WAS, now=replace(WAS, severity=0.1)) == replace(WAS, severity=0.1)
