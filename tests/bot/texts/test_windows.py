"""What a window shows comes back from a chat as it went out, and nothing that nobody offered opens."""

from __future__ import annotations

import json

import pytest

from bot.errors import BadQuestion, NotFound
from bot.model.message import Actions, Button, Message, Span, Text
from bot.model.rows import Rows
from bot.texts.windows import What, answered, command_of, figure, narrowed, path_of, rows_of, understood, unshared

ANSWER = Span(text="€5", href="/answer?part=worth&q=this+year&at=2026-10-05T07%3A00%3A00%2B00%3A00")
ALL = (
    What(kind="rows", rows={"theme": "4"}, narrow={"source": "forum"}, page=3),
    What(kind="topic", number=4), What(kind="insight", number=7, page=2),
    What(kind="answer", part="worth", question="this year", at="2026-10-05T07:00:00+00:00"),
    What(kind="asked", part="roi", question="this year"),
)  # fmt: skip


@pytest.mark.parametrize("what", ALL)
def test_it_travels_as_json(what: What) -> None:
    assert understood(json.loads(json.dumps(what.said()))) == what


@pytest.mark.parametrize(
    "said", [None, [], {}, {"kind": "x"}, {"kind": "rows", "rows": 3}, {"kind": "rows", "page": "x"}]
)
def test_what_is_none_of_these_is_nothing(said: object) -> None:
    assert understood(said) is None


def test_each_kind_of_figure_opens_what_it_counts() -> None:
    line = (Span(text="4", opens=Rows(theme=4)), Span(text="cells", topic=4), Span(text="7", href="/insight/7"), ANSWER)
    message = Message(blocks=(Text(line=line),), summary="")
    found = [figure(message, number) for number in range(4)]
    assert [one.kind for one in found] == ["rows", "topic", "insight", "answer"]
    assert [path_of(one) for one in found][1:3] == ["/topic/4", "/insight/7"]
    assert path_of(found[0]).startswith("/rows?")
    assert path_of(found[3]).startswith("/answer?part=worth")
    assert found[3].moment.isoformat() == "2026-10-05T07:00:00+00:00"
    for number in (-1, 4):
        with pytest.raises(NotFound):
            figure(message, number)


def test_an_answer_in_a_message_is_found_by_its_first_figure() -> None:
    found = answered(Message(blocks=(Text(line=(ANSWER,)),), summary=""))
    assert found is not None
    assert (found.kind, found.part, found.question, path_of(found)) == ("asked", "roi", "this year", "")
    assert answered(Message(blocks=(), summary="")) is None


def test_a_list_is_narrowed_by_source_or_mood_and_widened_by_all_else() -> None:
    what = narrowed(narrowed(ALL[0], "source=mail"), "sentiment=negative")
    assert (what.narrow, what.page) == ({"source": "mail", "sentiment": "negative"}, 1)
    assert narrowed(what, "all").narrow == {}
    assert narrowed(what, "visibility=internal").narrow == {}


def test_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(NotFound):
        rows_of("since=never")
    with pytest.raises(NotFound):
        _ = What(kind="rows", rows={"theme": "x"}).set
    for at in ("", "2026-10-05"):
        with pytest.raises(BadQuestion):
            _ = What(kind="answer", at=at).moment
    with pytest.raises(NotFound):
        What.of(Span(text="no figure"))


def test_a_window_has_no_button_that_shares() -> None:
    row = Actions(insight=None, buttons=(Button(label="", act="open:share"), Button(label="", act="open:roi")))
    (block,) = unshared(Message(blocks=(row,), summary="")).blocks
    assert isinstance(block, Actions)
    assert [one.act for one in block.buttons] == ["open:roi"]


def test_a_command_is_one_of_three() -> None:
    assert [command_of(name) for name in ("roi", "earshot", "sing")] == ["roi", "earshot", "mention"]
