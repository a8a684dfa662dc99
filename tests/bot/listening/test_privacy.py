"""Redaction, on two hundred texts of our own that were written before the first pattern."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.listening.privacy import redact

_SET = Path(__file__).parent / "redaction.jsonl"
_ROWS = [json.loads(line) for line in _SET.read_text("utf-8").splitlines()]


def test_personal_data_vanishes_and_look_alikes_stay() -> None:
    missed, lost, hidden, kept, needless = [], [], 0, 0, 0
    for row in _ROWS:
        done = redact(row["text"])
        left = [part for part in row["hide"] if part in done.text]
        torn = [part for part in row["keep"] if part not in done.text]
        missed += [f"missed {part!r} in {row['text']!r}" for part in left]
        lost += [f"lost {part!r}: {done.text!r}" for part in torn]
        hidden += len(row["hide"]) - len(left)
        kept += len(row["keep"]) - len(torn)
        needless += sum(done.counts.values()) if not row["hide"] else 0

    recall = hidden / (hidden + len(missed))
    precision = hidden / (hidden + max(len(lost), needless))
    words = "\n".join([f"recall {recall:.3f}, precision {precision:.3f}, {kept} look-alikes kept", *missed, *lost])
    assert recall >= 0.98, words
    assert precision >= 0.98, words


def test_the_set_holds_two_hundred_different_texts() -> None:
    assert len({row["text"] for row in _ROWS}) == 200


def test_redacting_again_changes_nothing() -> None:
    for row in _ROWS:
        once = redact(row["text"]).text
        assert redact(once).text == once


def test_what_was_hidden_is_counted_and_named() -> None:
    done = redact("Jo, jo@example.com or ann@example.com, order no. LU-4402917")

    assert done.text == "Jo, [email hidden] or [email hidden], order no. [order no. hidden]"
    assert done.counts == {"email": 2, "order": 1}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Größe? jo@example.com — ß", "Größe? [email hidden] — ß"),
        ("jo\u200b.s@exam\u200bple.com!", "[email hidden]!"),
        ("Nummer: ０３０ ５５５０１９９ bitte", "Nummer: [phone hidden] bitte"),
        ("🙂🙂 +49\u00a0151\u202f23456780 🙂", "🙂🙂 [phone hidden] 🙂"),
        ("lone \ud800 jo@example.com", "lone \ud800 [email hidden]"),
        ("", ""),
    ],
)
def test_other_scripts_and_unseen_characters_hide_nothing_from_it(text: str, shown: str) -> None:
    assert redact(text).text == shown


@pytest.mark.parametrize(
    "unit", ["a", "1 ", "1-", "a@", "a.", "at ", "a at b dot ", "order ", "(", "%40", "DE12", "Am Weg 1 ", "1 a st "]
)
def test_a_long_hostile_text_costs_linear_time(unit: str) -> None:
    text = (unit * 65536)[:65536]
    started = process_time()

    redact(text)

    assert process_time() - started < 2.0


@given(text=st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_redacted(text: str) -> None:
    redact(text)
