"""JSON from outside is read strictly."""

from __future__ import annotations

import pytest

from bot.errors import BadMention
from bot.listening.strict_json import read_json


def test_an_object_is_read_from_text_and_from_bytes_with_a_mark() -> None:
    assert read_json('{"a": [1, "\\ud83d\\ude00"]}') == {"a": [1, "😀"]}
    assert read_json(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1, "a": 2}', "the key 'a' is given twice; expected each key once"),
        ('{"b": {"a": 1, "c": 2, "a": 1}}', "the key 'a' is given twice"),
        ('{"a": NaN}', "a number is NaN; expected a finite number or null"),
        ('{"a": -Infinity}', "a number is -Infinity"),
        ("[" * 65 + "]" * 65, "the nesting is deeper than 64 levels"),
        ("[" * 1_000_000, "the nesting is deeper than 64 levels"),
        ('{"a":' * 100_000, "the nesting is deeper than 64 levels"),
        ('{"a": 1', "the text is not JSON at character 8"),
        ("", "the text is not JSON at character 1"),
        ('{"a": ' + "9" * 5000 + "}", "a number is too long"),
        (b"\xff\xfe{", "the text is not UTF-8 at byte 1; expected UTF-8; convert it, for example with iconv"),
    ],
)
def test_what_could_mean_two_things_is_refused_with_its_reason(text: str | bytes, words: str) -> None:
    with pytest.raises(BadMention) as caught:
        read_json(text, where="line 9")

    assert str(caught.value).startswith("line 9: ")
    assert words in str(caught.value)


def test_brackets_inside_strings_are_no_nesting() -> None:
    assert read_json('{"a": "' + "[" * 500 + '\\"["}') == {"a": "[" * 500 + '"['}
    assert read_json("[" + "[1]," * 200 + "[2]]") == [[1]] * 200 + [[2]]


def test_sixty_four_levels_are_allowed() -> None:
    assert read_json("[" * 64 + "]" * 64)
