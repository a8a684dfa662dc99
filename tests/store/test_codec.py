"""Values of the model as JSON and back."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import message
from bot.model.insight import Insight
from bot.model.message import Message
from bot.model.rows import Rows
from bot.testing.messages import MESSAGES
from bot.testing.samples import insight
from store.codec import VALUES, dump, load, load_as

_plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text('ab=é\0"\\'),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("ab="), inner),
    max_leaves=8,
)

_few = settings(max_examples=50, deadline=None)


@pytest.mark.parametrize("number", range(len(MESSAGES)))
def test_every_message_comes_back_as_it_was(number: int) -> None:
    assert load_as(Message, dump(MESSAGES[number])) == MESSAGES[number]


def test_the_samples_use_every_block_and_every_field() -> None:
    text = dump(MESSAGES)
    for name in ("Header", "Text", "Quote", "Actions", "Spark", "Chart", "Table", "Entry", "Span", "Button", "Message"):
        assert f'"=":"{name}"' in text
        for spec in fields(VALUES[name]):
            assert f'"{spec.name}":' in text, f"{name}.{spec.name}"


def test_every_block_of_the_model_can_be_kept() -> None:
    assert {block.__name__ for block in message.Block.__args__} <= set(VALUES)


@_few
@given(_plain)
def test_plain_json_stays_as_it_is(value: object) -> None:
    back = load(dump(value))
    assert back == value
    assert json.dumps(back) == json.dumps(value)


@_few
@given(st.dictionaries(st.integers(1, 9) | st.text("=a"), st.sampled_from(range(len(MESSAGES))), max_size=4))
def test_a_mapping_of_values_comes_back_with_its_own_keys(numbers: dict[int | str, int]) -> None:
    value = {key: [MESSAGES[number], number] for key, number in numbers.items()}
    assert load(dump(value)) == value


def test_only_what_differs_from_the_default_is_written() -> None:
    assert dump(Rows(theme=7)) == '{"=":"Rows","theme":7}'


def test_fields_of_a_later_version_are_left_out() -> None:
    later = json.loads(dump(insight(3)))
    later["mood_of_the_moon"] = [1]
    assert load_as(Insight, json.dumps(later)) == insight(3)


@dataclass(frozen=True, slots=True)
class Stranger:
    text: str = "who"


@pytest.mark.parametrize("value", [Stranger(), {"deep": [Stranger()]}, object(), {1, 2}])
def test_a_value_that_is_not_of_the_model_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="cannot be kept"):
        dump(value)


def test_a_value_of_another_class_is_refused() -> None:
    with pytest.raises(TypeError, match="Message expected, Rows found"):
        load_as(Message, dump(Rows()))
